"""Say in which script a text is written and which way it runs, from its letters alone."""

from collections import Counter
from typing import Literal

Direction = Literal["ltr", "rtl"]
Script = Literal["latin", "cyrillic", "arabic", "hebrew", "greek", "other"]

#: First and last code point of the letters that decide, script by script (Unicode 17, Blocks.txt).
_BLOCKS: tuple[tuple[int, int, Script], ...] = (
    (0x0041, 0x024F, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x08FF, "arabic"),
    (0x1E00, 0x1EFF, "latin"),
    (0xFB1D, 0xFB4F, "hebrew"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFF, "arabic"),
)
_RIGHT_TO_LEFT: frozenset[Script] = frozenset({"arabic", "hebrew"})
#: Languages written in these scripts (Unicode CLDR 48, characterOrder): a text in them runs from the right however many names it holds.
RIGHT_TO_LEFT_LANGUAGES = frozenset("ar fa he ps sd ug ur yi".split())
#: A Latin name or a piece of code in an Arabic sentence does not turn the sentence round:
#: from this share of right-to-left letters on a text runs from the right.
_ENOUGH_RIGHT_TO_LEFT = 0.3
#: Longer texts are judged by their beginning (characters).
_ENOUGH = 4000


def _script_of(letter: str) -> Script:
    code = ord(letter)
    for first, last, script in _BLOCKS:
        if first <= code <= last:
            return script
    return "other"


def script_shares(text: str) -> dict[Script, float]:
    """Return for each script its share of the letters, the largest first; empty for a text without letters.

    >>> script_shares("Git شرح")
    {'latin': 0.5, 'arabic': 0.5}
    """
    # Counting all characters is several times faster than asking each of them first.
    counts = [(letter, count) for letter, count in Counter(text[:_ENOUGH]).items() if letter.isalpha()]
    total = sum(count for _, count in counts)
    shares: Counter[Script] = Counter()
    for letter, count in counts:
        shares[_script_of(letter)] += count
    return {script: count / total for script, count in shares.most_common()}


def main_script(text: str) -> Script | None:
    """Return the script of most letters, None for a text without letters.

    >>> main_script("Работа с Git")
    'cyrillic'
    """
    return next(iter(script_shares(text)), None)


def direction_of(text: str) -> Direction:
    """Return which way *text* runs: by its letters, not by its first character.

    >>> direction_of("Docker: شرح مبسط للمبتدئين")
    'rtl'
    >>> direction_of("The word سلام means peace")
    'ltr'
    """
    shares = script_shares(text)
    from_the_right = sum(share for script, share in shares.items() if script in _RIGHT_TO_LEFT)
    return "rtl" if from_the_right >= _ENOUGH_RIGHT_TO_LEFT else "ltr"
