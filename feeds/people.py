"""Tell the names of people from the addresses that stand beside them."""

import re

# With what stands around it. The part before the @ begins where no other can, so that a long text is gone through once.
_ADDRESS = re.compile(r"[<(\[]?\s*(?:mailto:)?@?(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)+\s*[>)\]]?", re.IGNORECASE)
_BESIDE_A_NAME = " ,;:|/·–—-"
_AROUND_A_NAME = (("(", ")"), ("[", "]"), ("<", ">"), ('"', '"'), ("'", "'"))


def without_address(name: str) -> str:
    """Return the name in a line that may hold an e-mail address, too; "" where it holds nothing else.

    RSS 2.0 has "address (name)" for its authors (Harvard Law, "Elements of <item>"), others write `"name" <address>` (RFC 5322).
    An address is not a name, and not ours to spread.

    >>> without_address("eve@example.org (Eve Moneypenny)"), without_address('"Eve" <eve@example.org>'), without_address("eve@example.org")
    ('Eve Moneypenny', 'Eve', '')
    """
    if "@" not in name:
        return name
    rest, addresses = _ADDRESS.subn(" ", name)
    if not addresses:
        return name
    rest = " ".join(rest.split()).strip(_BESIDE_A_NAME)
    for opening, closing in _AROUND_A_NAME:
        if len(rest) > 1 and rest[0] == opening and rest[-1] == closing:
            rest = rest[1:-1].strip()
    return rest if any(map(str.isalnum, rest)) else ""
