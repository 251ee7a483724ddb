"""Give a line its direction where its first letter would mislead whoever shows it."""

import unicodedata

from pipeline.script import direction_of

RIGHT_TO_LEFT_MARK, LEFT_TO_RIGHT_MARK = "\u200f", "\u200e"
_STRONG = frozenset(("L", "R", "AL"))


def directed(text: str) -> str:
    r"""Return *text* with each of its lines running its own way: networks go by the first letter (UAX 9, rules P2 and P3).

    >>> directed("Docker: شرح مبسط\nplain") == "\u200fDocker: شرح مبسط\nplain"
    True
    """
    return "\n".join(mark(line) + line for line in text.split("\n"))


def mark(line: str) -> str:
    """Return what has to stand before *line* so that it runs its own way: a mark where its first letter is of the other direction.

    Such a letter is the name of a product that begins an Arabic sentence; "" where none is needed, or one stands there.
    """
    if line.isascii() or line[0] in {RIGHT_TO_LEFT_MARK, LEFT_TO_RIGHT_MARK}:
        return ""
    first = next((kind for character in line if (kind := unicodedata.bidirectional(character)) in _STRONG), "")
    runs = direction_of(line)
    if runs == "rtl" and first == "L" and not line.startswith("http"):
        return RIGHT_TO_LEFT_MARK
    return LEFT_TO_RIGHT_MARK if runs == "ltr" and first in {"R", "AL"} else ""
