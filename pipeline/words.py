"""Take texts apart into words, stems and sentences, language by language: the home of the language libraries."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from operator import itemgetter
from typing import Any

from pipeline.function_words import FUNCTION_WORDS
from pipeline.stems import stem_arabic, stem_bulgarian, stem_english, stem_polish, without_arabic_clitic

_OWN_STEMS: Mapping[str, Callable[[str], str]] = {"en": stem_english, "pl": stem_polish, "bg": stem_bulgarian, "ar": stem_arabic}
#: Languages whose stems follow rules of ours: those of the others change with the release of a library.
STEMMED_HERE = frozenset(_OWN_STEMS)
#: Languages that have a Snowball stemmer and none of ours.
_SNOWBALL: Mapping[str, str] = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip

#: Combining accents, Arabic harakat and tatweel, and the invisible signs that steer direction.
_MARK = "\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069"
_MARKS = re.compile(f"[{_MARK}]")
_ARABIC_LETTERS = str.maketrans("أإآٱىةیک", "ااااي" + "هيك")
#: A word with its marks ("don't", C++, C#), or a place where no phrase reaches across.
_WORD_OR_GAP = rf"(\w[\w{_MARK}]*(?:['’]\w{{1,2}}\b|\+\+|\#(?!\w))?)|[,;:!?…()\[\]{{}}«»„“”\"|\n•؟،؛]|\.(?!\w)|\s[-–—]\s"
_PIECES = re.compile(_WORD_OR_GAP)
#: The same, stepping over addresses: slower, so only where a text has any.
_PIECES_AND_ADDRESSES = re.compile(rf"(?:https?://|www\.)\S+|{_WORD_OR_GAP}")


def fold(word: str) -> str:
    """Return *word* in lower case, its letters unified: no harakat, no tatweel, one alef, one ya, plain ta marbuta.

    >>> fold("إِدَارَة") == fold("ادارة")
    True
    """
    if word.isascii():
        return word.lower()
    composed = unicodedata.normalize("NFKC", word).lower()
    return _MARKS.sub("", composed).translate(_ARABIC_LETTERS)


@cache
def small_words(language: str) -> frozenset[str]:
    """Return the folded words of *language* that carry no topic; empty for a language without a list.

    >>> "the" in small_words("en") and not small_words("xx")
    True
    """
    return frozenset(map(fold, FUNCTION_WORDS.get(language, ())))


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    own = _OWN_STEMS.get(language)
    if own is not None:
        return own
    if language not in _SNOWBALL:
        return str
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(_SNOWBALL[language]).stemWord
    return stem


_WRITTEN_IN_LATIN_LETTERS = frozenset(_SNOWBALL) - {"el", "fa", "hi", "hy", "ne", "ru", "ta"} | {"en", "pl", "hr", "sk", "sl", "und"}


# Large enough for what the stages that follow each other ask of one article: `Stems` remembers for longer.
@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return what the forms of *word* have in common in *language*: a key to compare by, not a word.

    A Latin word in a text of another script is taken for English. A language without a stemmer keeps its words whole.

    >>> stem("Pythona", "pl") == stem("Python", "pl"), stem("databases", "bg") == stem("database", "en")
    (True, True)
    """
    folded = fold(word)
    if len(folded) > 2 and folded[-2] in "'’":
        folded = folded[:-2]
    if folded.isascii() and language not in _WRITTEN_IN_LATIN_LETTERS:
        language = "en"
    return _stemmer(language)(folded)


def stem_among(word: str, language: str, known: Container[str]) -> str:
    """Return the stem of *word*; of an Arabic word with a joined and, with, for... the one that is *known*.

    >>> stem_among("وإدارة", "ar", {stem("إدارة", "ar")}) == stem("إدارة", "ar")
    True
    """
    found = stem(word, language)
    if language != "ar" or found in known:
        return found
    bare = without_arabic_clitic(fold(word))
    rest = stem(bare, language) if bare else found
    return rest if rest in known else found


#: Stems remembered for a language before the memory starts anew.
_MOST_STEMS = 100_000


class Stems(dict[str, str]):
    """The stems of words in one language, each worked out once: of those with several readings the one that is *known*.

    >>> stems = Stems("en")
    >>> [stems[word] for word in ("databases", "database", "")]
    ['databas', 'databas', '']
    """

    def __init__(self, language: str, known: Container[str] = ()) -> None:
        super().__init__()
        self._language = language
        self._known = known

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        self[word] = found = stem_among(word, self._language, self._known) if word else ""
        return found


class _Topics(dict[str, str]):
    """The stems of words in one language; "" for those that carry no topic."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        self[word] = found = stem(word, self._language) if word and fold(word) not in small_words(self._language) else ""
        return found


_topics = cache(_Topics)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A text taken apart: its words, and the places where no phrase reaches across; addresses are left out."""

    #: Where each begins and ends; a place between phrases begins where it ends.
    spans: Sequence[tuple[int, int]]
    #: Each as it stands in the text; "" for a place between phrases.
    surfaces: Sequence[str]

    def topics(self, language: str) -> list[str]:
        """Return the stem of each piece, "" for what carries no topic in *language*."""
        return list(map(_topics(language).__getitem__, self.surfaces))

    def until(self, place: int) -> "Pieces":
        """Return the pieces that end at *place* or before."""
        count = bisect_right(self.spans, place, key=itemgetter(1))
        return self if count == len(self.spans) else Pieces(spans=self.spans[:count], surfaces=self.surfaces[:count])


#: An article is taken apart once for all stages that read it, which follow each other: so many texts are remembered, of so many
#: characters. Shorter ones are not worth it, longer ones would fill the memory.
_REMEMBERED = 4
_LEAST_REMEMBERED, _MOST_REMEMBERED = 200, 200_000


def taken_apart(text: str) -> Pieces:
    """Return the pieces of *text*, in order.

    >>> taken_apart("Learn C++, or snake_case: https://example.org/sql").surfaces
    ['Learn', 'C++', '', 'or', 'snake', 'case', '', '']
    """
    return _remembered(text) if _LEAST_REMEMBERED <= len(text) <= _MOST_REMEMBERED else _taken_apart(text)


def _surfaces(text: str) -> Sequence[str]:
    """Return the words of *text* and "" for each place between phrases; of a short text without looking where they stand."""
    if len(text) >= _LEAST_REMEMBERED:
        return taken_apart(text).surfaces
    return _pattern_for(text).findall(text.replace("_", " "))


def _pattern_for(text: str) -> re.Pattern[str]:
    return _PIECES_AND_ADDRESSES if "://" in text or "www." in text else _PIECES


def _taken_apart(text: str) -> Pieces:
    pattern = _pattern_for(text)
    # One group: its span is (-1, -1) for anything but a word.
    spans = [
        (word if word[0] >= 0 else (match.start(), match.start()))
        for match in pattern.finditer(text.replace("_", " "))
        for word in (match.span(1),)
    ]
    return Pieces(spans=spans, surfaces=[text[start:end] for start, end in spans])


_remembered = lru_cache(maxsize=_REMEMBERED)(_taken_apart)


def words_of(text: str) -> list[str]:
    """Return the words of *text* as they stand there.

    >>> words_of("Node.js & SQL: 3 ideas")
    ['Node', 'js', 'SQL', '3', 'ideas']
    """
    return list(filter(None, _surfaces(text)))


def stems_of(text: str, language: str) -> list[str]:
    """Return the stems of the words of *text* that carry a topic, in order.

    >>> stems_of("The teams and the budgets", "en")
    ['team', 'budget']
    """
    return list(filter(None, map(_topics(language).__getitem__, _surfaces(text))))


#: Words before whose full stop no sentence ends.
_SHORT_FORMS = frozenset(
    "dr mr mrs ms prof st vs etc e.g i.e eg ie no fig vol approx inc ltd jr sr al cf u.s "
    "np tzn tj itd itp m.in in min ul nr str prof mgr inż hab godz tys mln mld zł por wg ok r w "
    "напр т.е т.н т.нар др проф инж г гр ул бр стр млн хил лв вж "
    "د أ م ص".split()
)
_SENTENCE_END = re.compile(r"(?<=[.!?…؟。！？])[\"'”’»)\]]*\s+|\n+")


def sentences(text: str) -> list[str]:
    """Return the sentences of *text* in order, each exactly as it stands there; lines are never joined.

    >>> sentences("Dr. Smith asks: why? See e.g. the U.S. budget. ما هو الفريق؟ هذا فريق.")
    ['Dr. Smith asks: why?', 'See e.g. the U.S. budget.', 'ما هو الفريق؟', 'هذا فريق.']
    """
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        before = text[start : match.start()]
        if "\n" not in match.group() and _goes_on(before, text[end : end + 1]):
            continue
        found.append(text[start:end].strip())
        start = end
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _goes_on(before: str, following: str) -> bool:
    """Tell whether the full stop at the end of *before* only shortens a word."""
    if not before.endswith("."):
        return False
    last = before[-24:].rsplit(None, 1)[-1].rstrip(".").lstrip("(\"'„“«").lower() if before.strip(". ") else ""
    return last in _SHORT_FORMS or (len(last) == 1 and last.isalpha() and last != "i") or following.islower()


#: Words a minute of adults who read aloud, which is about as slow as reading to learn: Trauzettel-Klosinski and Dietz,
#: "Standardized Assessment of Reading Performance: The New International Reading Speed Texts IReST", IOVS 53 (2012).
#: Bulgarian was not measured; it takes the figure of Russian, its nearest relative there.
_WORDS_A_MINUTE: Mapping[str, int] = {
    "ar": 138, "bg": 184, "de": 179, "en": 228, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188, "nl": 202,
    "pl": 166, "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166,
}  # fmt: skip
#: The mean of the seventeen languages of that study.
_WORDS_A_MINUTE_ELSEWHERE = 184


def reading_minutes(words: int, language: str) -> int:
    """Return how many minutes it takes to read so many words in *language*, at least one.

    >>> reading_minutes(1000, "en"), reading_minutes(1000, "ar"), reading_minutes(0, "en")
    (5, 8, 1)
    """
    return max(1, ceil(words / _WORDS_A_MINUTE.get(language, _WORDS_A_MINUTE_ELSEWHERE)))


@cache
def _identifier() -> Any:
    import gcld3

    return gcld3.NNetLanguageIdentifier(0, 1000)


def guess_language(text: str) -> tuple[str, float]:
    """Return the language that the identifier takes *text* for, and its confidence (0 to 1); "und" where it cannot say.

    >>> guess_language("Jak działa indeks w bazie danych i kiedy warto go założyć?")[0]
    'pl'
    """
    if not any(map(str.isalpha, text)):
        return "und", 0.0
    found = _identifier().FindLanguage(text.replace("\x00", " ").encode("utf-8", "ignore").decode())
    language = str(found.language)
    return ("und", 0.0) if language == "und" or "-" in language else (language.replace("iw", "he"), float(found.probability))
