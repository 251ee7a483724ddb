"""Write texts of others into Markdown so that they stay what they are: words, never markup, links or calls to people."""

import re
from urllib.parse import quote

#: What CommonMark and the dialects around it give a meaning to inside a line.
_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|#$^])")
#: An exclamation mark makes an image of a link that follows it.
_IMAGE = re.compile(r"!(?=\\?\[|$)")
#: "1." begins a numbered list where it begins a line.
_NUMBER_AT_START = re.compile(r"^(\d+)([.)])")
#: Addresses in plain words become links in many dialects.
_ADDRESS = re.compile(r"(?i)(\b(?:https?|ftp|mailto|xmpp|javascript|data)):|\b(www)\.")
#: "@everyone" calls everyone in a chat, whatever is escaped: a joiner of no width keeps it from being a name.
_CALL = re.compile(r"@(?=\w)")
#: The same as Slack writes it, "<!channel>", "<@U123>", "<#C123>", and its links, "<https://evil.example|Your bank>".
_BRACKETED_CALL = re.compile(r"<(?=[!@#]|[A-Za-z][A-Za-z0-9+.-]*:)")
#: Where a link of Discord's or Mattermost's goes on: "[Your bank](https://evil.example)", "[Your bank][1]", "[1]: https://evil.example".
_LINK_GOES_ON = re.compile(r"\](?=\s*[(\[:])")
_WORD_JOINER = "\u2060"
#: What may stand in the destination of a link as it is; parentheses and blanks are written as %XX.
_IN_ADDRESS = "/:?#[]@!$&'*+,;=%-._~"


def escaped(text: str) -> str:
    r"""Return one line of *text* as Markdown that reads as that text.

    >>> escaped("Use *args* & [links](x)")
    'Use \\*args\\* \\& \\[links\\](x)'
    """
    text = _SPECIAL.sub(r"\\\1", text)
    text = _IMAGE.sub(r"\\!", text)
    text = _ADDRESS.sub(lambda found: f"{found[1]}\\:" if found[1] else f"{found[2]}\\.", text)
    text = _CALL.sub(f"@{_WORD_JOINER}", text)
    text = _NUMBER_AT_START.sub(r"\1\\\2", text)
    return f"\\{text}" if text[:1] in {"-", "+", "=", ":"} else text


def uncalled(text: str) -> str:
    """Return *text* so that a chat shows it, calls nobody because of it, and makes no link of it that hides where it leads.

    >>> uncalled("@everyone") == "@\u2060everyone"
    True
    >>> uncalled("[Your bank](https://evil.example)") == "[Your bank]\u2060(https://evil.example)"
    True
    """
    text = _LINK_GOES_ON.sub(f"]{_WORD_JOINER}", text)
    return _BRACKETED_CALL.sub(f"<{_WORD_JOINER}", _CALL.sub(f"@{_WORD_JOINER}", text))


def uncalled_address(url: str) -> str:
    """Return *url* for a chat, which would call everyone even from inside an address, and end in it a link that a title began.

    >>> uncalled_address("https://a.example/@everyone](https://evil.example)")
    'https://a.example/%40everyone%5D(https://evil.example)'
    """
    return url.replace("@", "%40").replace("<", "%3C").replace("](", "%5D(")


def destination(url: str) -> str:
    """Return *url* to stand in the parentheses of a link.

    >>> destination("https://a.example/x (1)")
    'https://a.example/x%20%281%29'
    """
    return quote(url, safe=_IN_ADDRESS)
