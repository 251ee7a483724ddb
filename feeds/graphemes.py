"""Cut text between the characters that a reader sees, never inside one."""

import unicodedata
from itertools import pairwise

_JOINER = "\u200d"
# Nobody writes more marks on a letter; more are there to cover the lines above ("zalgo").
_MOST_MARKS = 12


def cut(text: str, most: int) -> str:
    """Return the text with at most `most` graphemes, the last of them "…" where something was left out.

    Follows the rules of Unicode TR 29, section 3.1, that matter for where to cut: marks, joiners, variation
    selectors, skin tones, flags and Hangul syllables stay with what they belong to.

    >>> cut("naïve 👩‍👩‍👧 family", 8)
    'naïve 👩‍👩‍👧…'
    """
    if len(text) <= most:
        return text
    starts: list[int] = []
    for index in range(len(text)):
        if _begins(text, index):
            starts.append(index)
            if len(starts) > most:
                return text[: starts[most - 1]].rstrip() + "…"
    return text


def graphemes(text: str) -> list[str]:
    """Return the characters of the text as a reader sees them.

    >>> graphemes("é🇵🇱!")
    ['é', '🇵🇱', '!']
    """
    starts = [index for index in range(len(text)) if _begins(text, index)]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _begins(text: str, index: int) -> bool:
    """Say whether a grapheme begins at the index."""
    if index == 0:
        return True
    character, before = text[index], text[index - 1]
    if _extends(character):
        return index >= _MOST_MARKS and all(_extends(mark) for mark in text[index - _MOST_MARKS : index])
    if before == _JOINER:
        return False
    if _is_flag_letter(character):
        run = 0
        while run < index and _is_flag_letter(text[index - run - 1]):
            run += 1
        return run % 2 == 0
    # Hangul: consonants and vowels that make one syllable.
    return not ("\u1160" <= character <= "\u11ff" and "\u1100" <= before <= "\u11ff")


def _extends(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or character == "\u200c"
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
