"""Find what a note quotes, in the quotation marks of any language, and say whether a text has those words."""

import re
from collections.abc import Iterable, Mapping

from pipeline.words import fold

#: From so many words on, the APA's Publication Manual (7th edition, section 8.27) calls a quotation a long one, which is set apart;
#: a post is made of one's own words, and quotes as much as its purpose needs (Berne Convention, article 10).
MOST_WORDS = 40
#: Fewer are a term or a manner of speaking, and say nothing about who used them.
LEAST_WORDS = 4
#: What each mark is closed by (Unicode CLDR, delimiters): German and Polish close differently what both open with „.
_CLOSES: Mapping[str, str] = {
    "“": "”“", "”": "”“", "„": '”“‟"', "‟": "”", "«": "»", "»": "«", "‘": "’", "‚": "‘’", "‹": "›", "›": "‹", "「": "」", "『": "』", '"': '"', "＂": "＂",
}  # fmt: skip
#: Where words are written without blanks, marks stand right between them.
_AMONG_LETTERS = "「『"
#: Open and close alike, or are apostrophes and signs of inches too: what they open begins at once, and ends on the same line.
_DOUBTFUL = '"＂‘‚”'
#: Marks that are never closed shall not take long; nobody quotes more (characters).
_LONGEST = "{1,5000}"


def _pattern_of(opens: str, closes: str) -> str:
    before, after = ("", "") if opens in _AMONG_LETTERS else (r"(?<!\w)", r"(?!\w)")
    inside = rf"(?=\S)([^\n]{_LONGEST}?)" if opens in _DOUBTFUL else rf"([\s\S]{_LONGEST}?)"
    return f"{before}{opens}{inside}[{closes}]{after}"


_QUOTED = re.compile("|".join(_pattern_of(*pair) for pair in _CLOSES.items()))
_QUOTED_LINES = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|$))+", re.MULTILINE)
_LINE_START = re.compile(r"^[ \t]*>+[ \t]?", re.MULTILINE)
#: What a quotation leaves out or puts in: "…", "...", "[…]", "[the team]".
_GAP = re.compile(r"\[[^\]]*\]|\([.…\s]+\)|\.{2,}|…")
#: Scripts without blanks between words take about two letters to a word.
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]{{1,2}}|[^\W{_UNSPACED}]+(?:['’][^\W{_UNSPACED}]+)*")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


def quotations(note: str) -> tuple[str, ...]:
    r"""Return what *note* puts between quotation marks, or behind ">" at the beginning of lines, in order.

    >>> quotations("He says “start small” and «ابدأ صغيرًا».\n> Write it down.\n> Then act.")
    ('start small', 'ابدأ صغيرًا', 'Write it down. Then act.')
    """
    lines = (" ".join(_LINE_START.sub("", found[0]).split()) for found in _QUOTED_LINES.finditer(note))
    inside = (" ".join(next(filter(None, found.groups())).split()) for found in _QUOTED.finditer(_QUOTED_LINES.sub("\n", note)))
    return tuple(filter(None, (*inside, *lines)))


def words_in(quotation: str) -> int:
    """Return how many words *quotation* has; in scripts without blanks two letters count as one.

    >>> words_in("it isn't so"), words_in("読むこと")
    (3, 2)
    """
    return len(_WORD.findall(fold(quotation)))


def stands_in(quotation: str, texts: Iterable[str]) -> bool:
    """Say whether one of *texts* has the words of *quotation*, whatever stands between them but letters and digits.

    Capitals, Arabic marks and tatweel do not count; what the quotation leaves out or puts in brackets may be anything.

    >>> stands_in("Draw ... in a GRID", ["draw it fourteen times, in a grid"]), stands_in("a big grid", ["a grid"])
    (True, False)
    """
    pieces = [piece for part in _GAP.split(quotation) if (piece := _letters(part))]
    return any(_in_order(pieces, _letters(text)) for text in texts)


def _in_order(pieces: Iterable[str], letters: str) -> bool:
    place = 0
    for piece in pieces:
        found = letters.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text).casefold().translate(_DIGITS)))
