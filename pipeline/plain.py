"""Keep text plain: one safe line of it, a number with its noun, cut to length, wrapped to columns, isolated from text of the other direction."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.script import Direction

_LEFT_TO_RIGHT_ISOLATE = "\u2066"
_RIGHT_TO_LEFT_ISOLATE = "\u2067"
_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_OPENERS = {_LEFT_TO_RIGHT_ISOLATE, _RIGHT_TO_LEFT_ISOLATE, _FIRST_STRONG_ISOLATE}
_RIGHT_TO_LEFT_MARK = "\u200f"
_JOINER = "\u200d"
_ELLIPSIS = "…"
#: What no sentence ends with, the dashes among it.
_DANGLING = " ,;:-\u2013\u2014"
_BLANK = " "
_BLANKS = re.compile(r" {2,}")
#: Blanks at which no line is broken: they stay what they are.
_UNBREAKABLE = {"\u00a0", "\u202f", "\u2007"}
#: Where a paragraph may be broken.
_BREAKS = re.compile(r"[ \t\r\n]+")
#: Categories that no sentence needs: controls, surrogates, private use. Unassigned ones stay: they may be newer emoji.
_USELESS_CATEGORIES = {"Cc", "Cs", "Co"}
#: Code points that are no characters end in these, or lie in this block; XML forbids some of them.
_NONCHARACTER_ENDS = {0xFFFE, 0xFFFF}
_NONCHARACTERS = range(0xFDD0, 0xFDF0)
#: Format characters that belong to the spelling of words and emoji: joiners, marks of direction, soft hyphen. All others
#: go, above all embeddings, overrides and isolates, with which a title could turn round the text beside it (UAX 9, 2.7).
_USEFUL_FORMATS = {"\u200c", _JOINER, "\u200e", _RIGHT_TO_LEFT_MARK, "\u061c", "\u00ad", "\u2060"}


def one_line(text: str) -> str:
    r"""Return *text* as one line: no control characters, no line breaks, nothing that changes the direction of its neighbours.

    >>> one_line("a\r\nb\x00 \u202ec ")
    'a b c'
    """
    return within_line(text).strip(" ")


def within_line(text: str) -> str:
    """Return *text* like `one_line`, but with the blank at either end that keeps it from its neighbours in a sentence."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    return _BLANKS.sub(_BLANK, text.translate(_KEPT))


def _separates(character: str) -> bool:
    return character.isspace() and character not in _UNBREAKABLE


def _is_useless(character: str) -> bool:
    if character.isspace():
        return False
    category = unicodedata.category(character)
    if category == "Cf":
        return character not in _USEFUL_FORMATS
    return category in _USELESS_CATEGORIES or ord(character) & 0xFFFF in _NONCHARACTER_ENDS or ord(character) in _NONCHARACTERS


class _Kept(dict[int, str]):
    """What a line keeps of each character, asked about once: itself, a blank, or nothing."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = self[code] = "" if _is_useless(character) else _BLANK if _separates(character) else character
        return kept


_KEPT = _Kept()


def shorten(text: str, most: int) -> str:
    """Return *text* with at most *most* characters: cut between words where that leaves enough, and marked as cut.

    >>> shorten("one two three", 9)
    'one two…'
    """
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at_word = cut.rpartition(" ")[0]
    kept = at_word if len(at_word) > most // 2 else cut
    while kept and (unicodedata.combining(text[len(kept)]) or text[len(kept)] == _JOINER or kept.endswith(_JOINER)):
        kept = kept[:-1]  # never between a letter and its marks
    return f"{kept.rstrip(_DANGLING)}{_ELLIPSIS}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return *number* with *noun* as it is said; *plural* where that is not the noun with an s.

    >>> counted(1, "item"), counted(2, "item"), counted(2, "entry", "entries")
    ('1 item', '2 items', '2 entries')
    """
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def columns(text: str) -> int:
    """Return how many columns of a terminal *text* takes.

    >>> columns("مَا"), columns("日本")
    (2, 4)
    """
    total, joined = 0, False
    for character in text:
        if not joined:
            total += _columns_of(character)
        joined = character == _JOINER
    return total


def _columns_of(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def isolated(text: str, direction: Direction, around: Direction) -> str:
    """Return *text* so that it stays in one piece between words that run the direction *around*.

    A text whose first letter would mislead is given its direction outright.
    """
    if not text or (direction == around and not _has_other_letters(text, around)):
        return text
    if _first_strong(text) == direction:
        return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
    opener = _RIGHT_TO_LEFT_ISOLATE if direction == "rtl" else _LEFT_TO_RIGHT_ISOLATE
    return f"{opener}{text}{_POP_ISOLATE}"


def _strong_directions(text: str) -> Iterator[Direction]:
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            yield "ltr"
        elif kind in {"R", "AL"}:
            yield "rtl"


def _first_strong(text: str) -> Direction | None:
    return next(_strong_directions(text), None)


def _has_other_letters(text: str, direction: Direction) -> bool:
    return any(found != direction for found in _strong_directions(text))


def wrapped(text: str, *, width: int, first: str = "", rest: str = "", direction: Direction = "ltr") -> str:
    """Return *text* as a paragraph no wider than *width* columns, but for words that are wider themselves.

    Each line is a paragraph of its own to whoever shows it: isolates are closed and opened again at its ends, and in
    a right-to-left text each line begins with a mark that says so.

    Args:
        text: words separated by blanks; line breaks count as blanks.
        width: how wide a line may be.
        first: what the first line begins with.
        rest: what the others begin with.
        direction: which way the whole runs.

    """
    mark = _RIGHT_TO_LEFT_MARK if direction == "rtl" else ""
    lines: list[str] = []
    line, taken, begun = first, columns(first), False
    open_isolates: list[str] = []
    for word in filter(None, _BREAKS.split(text)):
        needed = columns(word)
        if begun and taken + 1 + needed > width:
            lines.append(line + _POP_ISOLATE * len(open_isolates))
            line, taken, begun = rest + "".join(open_isolates), columns(rest), False
        line += f" {word}" if begun else word
        taken += needed + (1 if begun else 0)
        begun = True
        _note_isolates(word, open_isolates)
    lines.append(line + _POP_ISOLATE * len(open_isolates))
    return "\n".join(mark + line for line in lines)


def _note_isolates(word: str, open_isolates: list[str]) -> None:
    for character in word:
        if character in _OPENERS:
            open_isolates.append(character)
        elif character == _POP_ISOLATE and open_isolates:
            open_isolates.pop()
