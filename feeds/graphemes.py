"""Cut text between the characters that a reader sees, never inside one."""

import unicodedata
from collections.abc import Iterator
from itertools import islice, pairwise

_JOINER = "\u200d"
# Nobody writes more marks on a letter; more are there to cover the lines above ("zalgo").
_MOST_MARKS = 12
# The first combining mark of Unicode: what comes before it, most of Latin text, need not be looked up.
_FIRST_MARK = "\u0300"


def cut(text: str, most: int) -> str:
    """Return the text with at most `most` graphemes, the last of them "…" where something was left out.

    Follows the rules of Unicode TR 29, section 3.1, that matter for where to cut: marks, joiners, variation
    selectors, skin tones, flags and Hangul syllables stay with what they belong to.

    >>> cut("naïve 👩‍👩‍👧 family", 8)
    'naïve 👩‍👩‍👧…'
    """
    if len(text) <= most:
        return text
    starts = list(islice(_starts(text), most + 1))
    return text if len(starts) <= most else text[: starts[most - 1]].rstrip() + "…"


def graphemes(text: str) -> list[str]:
    """Return the characters of the text as a reader sees them.

    >>> graphemes("é🇵🇱!")
    ['é', '🇵🇱', '!']
    """
    if text.isascii():
        return list(text)
    return [text[start:end] for start, end in pairwise([*_starts(text), len(text)])]


def _starts(text: str) -> Iterator[int]:
    """Give the indexes at which a grapheme begins, in one pass: what is long and hostile is looked at once, too."""
    before = ""
    # How many marks, and how many letters of flags, stand directly before.
    marks = flag_letters = 0
    for index, character in enumerate(text):
        if character >= _FIRST_MARK and _extends(character):
            begins = index == 0 or marks >= _MOST_MARKS
            marks, flag_letters = marks + 1, 0
        elif _is_flag_letter(character):
            begins = before != _JOINER and flag_letters % 2 == 0
            marks, flag_letters = 0, flag_letters + 1
        else:
            begins = before != _JOINER and not _makes_syllable(before, character)
            marks = flag_letters = 0
        if begins:
            yield index
        before = character


def _makes_syllable(before: str, character: str) -> bool:
    """Say whether a Hangul consonant or vowel belongs to the consonant or vowel before it."""
    return "\u1160" <= character <= "\u11ff" and "\u1100" <= before <= "\u11ff"


def _extends(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or character == "\u200c"
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
