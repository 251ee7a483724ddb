"""Make names of people's own into parts of file names."""

from collections.abc import Iterable

#: With what stands around it, no name of a file is longer than 120 bytes.
_MOST_CHARACTERS, _MOST_BYTES = 60, 90


def slugs(names: Iterable[str], nameless: str) -> dict[str, str]:
    """Return *names* by what stands for them in a file name: letters and digits of any script, the rest as hyphens.

    Args:
        names: each once; two that come to the same are numbered in their order.
        nameless: stands for one without any letter or digit.

    >>> list(slugs(["My commute", "my/commute", "الطريق", "?"], "window"))
    ['my-commute', 'my-commute-2', 'الطريق', 'window']
    """
    found: dict[str, str] = {}
    for name in names:
        words = "".join(sign if sign.isalnum() else " " for sign in name.casefold()).split()
        slug = "-".join(words)[:_MOST_CHARACTERS].encode()[:_MOST_BYTES].decode(errors="ignore").strip("-") or nameless
        place = 1
        while (free := slug if place == 1 else f"{slug}-{place}") in found:
            place += 1
        found[free] = name
    return found
