"""Keep of a text what a set of fonts can draw, grapheme by grapheme, so that no card shows an empty box."""

import re
import unicodedata
from collections.abc import Set as AbstractSet

from feeds.graphemes import graphemes

#: Not drawn themselves, but what they do to their neighbours is: joiners and marks of direction.
_UNSEEN = frozenset("\u200c\u200e\u200f\u061c")
#: Few languages stack more marks on a letter; more would reach into the lines above and below.
_MOST_MARKS = 2
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|\{\s*\}")


def drawable(text: str, known: AbstractSet[int]) -> str:
    """Return what of *text* can be drawn with the characters *known*; "" where no letter and no digit of it is left.

    A grapheme that the fonts do not have is replaced by its plain form where it has one, and left out where not.

    >>> drawable("𝐁𝐨𝐥𝐝 naïve 🎉 (日本)", frozenset(range(0x20, 0x100)))
    'Bold naïve'
    """
    kept = "".join(_drawable(grapheme, known) for grapheme in graphemes(unicodedata.normalize("NFC", text)))
    line = " ".join(_EMPTY_BRACKETS.sub("", kept).split())
    return line if any(map(str.isalnum, line)) or not any(map(str.isalnum, text)) else ""


def is_seen(character: str) -> bool:
    """Say whether *character* is drawn at all."""
    return character not in _UNSEEN


def _drawable(grapheme: str, known: AbstractSet[int]) -> str:
    if unicodedata.category(grapheme[0]).startswith("M"):
        return ""  # a mark without a letter, or the rest of a tower of them
    for form in (grapheme, unicodedata.normalize("NFKC", grapheme)):
        if not is_seen(form[0]):
            return form[0]
        if ord(form[0]) in known:
            return form[0] + "".join(mark for mark in form[1:] if ord(mark) in known or not is_seen(mark))[:_MOST_MARKS]
    return ""
