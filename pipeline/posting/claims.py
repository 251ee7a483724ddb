"""Find in a note the numbers and names that the article does not have: what a reader would believe it to say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile

from pipeline.anchors import is_time
from pipeline.function_words import FUNCTION_WORDS
from pipeline.posting.figures import figures_in, figures_of
from pipeline.posting.quotations import LEAST_WORDS, quotations, stands_in, words_in
from pipeline.script import RIGHT_TO_LEFT_LANGUAGES, Script, main_script
from pipeline.words import fold, sentences, small_words, stem, stem_among, words_of

#: What begins with a capital inside a sentence and names nobody: forms of address, languages, abbreviations of every
#: day, and who is said to have said something.
_ORDINARY = frozenset(
    """
    i i'm i'd i've i'll ok ps nb fyi imho imo tl dr tldr mr mrs ms prof pan pani państwo państwa państwu ty wy twój wasz вие ви ваш вас вам
    english polish bulgarian arabic german french spanish italian
    author authors article text piece report study research science experience everybody everyone nobody someone somebody management
    autor autorka autorzy artykuł tekst raport badanie badania nauka nikt ktoś wszyscy każdy авторът авторката авторите статията текстът
    докладът изследването науката никой някой всички
    ceo cto cfo coo hr pr it ai ui ux qa pm po cv id faq pdf url usa us uk eu ue ес сащ internet web christmas easter
    """.split()
)
#: German begins every noun with a capital: nothing there tells a name.
_NOUNS_WITH_CAPITALS = frozenset({"de"})
#: Languages whose names have case endings beyond what the stemmers know.
_INFLECTED = frozenset({"pl", "bg", "cs", "sk", "ru", "uk", "sr", "hr", "sl", "mk"})
_COMMON_BEGINNING, _LONGEST_ENDING = 5, 3
#: Longer words all in capitals are shouted.
_LONGEST_ACRONYM = 5
#: How many longer words a headline has, and how many of them begin with a capital.
_LEAST_OF_HEADING, _SHARE_OF_HEADING = 4, 0.8
#: What states nothing about an article: addresses, people called, hashtags; a time of day or place in an episode; "24/7", "10/10".
_NO_WORDS = re.compile(
    r"(?<![\d:])\d{1,2}:\d\d(?::\d\d)?(?![\d:])|(?<![\d/])\d{1,3}/\d{1,3}(?![\d/])|(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+|[@＠#＃]\w[\w.@-]*"
)
_TOKEN = re.compile(r"(?<![\w.])[^\W\d_](?:\w|&(?=\w)|[.'’-](?=\w))*(?:\+\+)?")
#: So many characters before a word tell whether it begins something.
_NEAR = 40
#: Behind these a new sentence, heading or quotation begins.
_BEGINS = re.compile(r"(?:^|[.!?…:؟\n\r\t*>“„«»”\"‘•·]|\s[-–—]|[^\w\s,;()'’/&+%-])\s*$")
#: Whoever says something is somebody, also at the beginning of a sentence.
_SAYS = re.compile(
    r"\s(?:says|said|writes|wrote|claims|argues|reports|recommends|announced|mówi|pisze|twierdzi|podaje|radzi|zaleca|"
    r"казва|пише|твърди|съветва|препоръчва)\b"
)
_GREETING = re.compile(
    r"\b(?:hi|hello|hey|dear|thanks|thank you|thx|kudos|cheers|cześć|hej|witaj|drogi|droga|dzięki|dziękuję|"
    r"здравей|здравейте|привет|благодаря|мерси)\b[\w\s,]{0,12}$",
    re.IGNORECASE,
)
#: An ending that Polish and Bulgarian join to a foreign name: "Google'a", "API-em", "SQL-а".
_JOINED_ENDING = re.compile(r"['’-][^\W\d_A-ZĄĆĘŁŃÓŚŹŻА-Я]{1,4}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """What a note states and the article does not say, as it stands in the note."""

    numbers: tuple[str, ...]
    names: tuple[str, ...]


def unsaid_in(note: str, texts: Sequence[str], *, language: str) -> Unsaid:
    """Return the numbers and names of *note* that none of *texts* has.

    A name is a word with a capital inside a sentence; where a script has none, as Arabic, it is a name in Latin letters or up to three
    words between quotation marks. Where the article is in another script than the note, the names
    that the note writes in its own are left alone: they are spelt for its readers.

    Args:
        note: the person's own words.
        texts: the article, its title, who wrote it, and whatever else the person knows anyway; the longest is the article.
        language: that of the article, for a note whose own is not clear.

    >>> unsaid_in("It saves 40 % of the time at Figma.", ["It saves a third of the time, says Ola Nowak."], language="en")
    Unsaid(numbers=('40 %',), names=('Figma',))
    """
    plain = _without_quotations(_NO_WORDS.sub(" ", note))
    figures = figures_of(texts)
    numbers = (figure.words for figure in figures_in(plain) if not figures.have(figure))
    spoken = _language_of(plain, language)
    known = _Known(texts, plain, spoken)
    names = () if spoken in _NOUNS_WITH_CAPITALS else (" ".join(name) for name in _names(plain) if not known.has(name))
    quoted = (
        piece
        for piece in (quotations(note) if spoken in RIGHT_TO_LEFT_LANGUAGES else ())
        if words_in(piece) < LEAST_WORDS and not all(known.has((word,)) for word in words_of(piece))
    )
    return Unsaid(numbers=tuple(dict.fromkeys(numbers)), names=tuple(dict.fromkeys((*names, *quoted))))


class _Known:
    """The words that a note may use without saying anything new."""

    def __init__(self, texts: Sequence[str], note: str, language: str) -> None:
        self._language = language
        self._texts = texts
        self._script = main_script(note)
        self._is_of_one_script = self._script == main_script(max(texts, key=len, default=""))
        self._words = {fold(word) for text in texts for word in words_of(text)}
        self._stems = {stem(word, language) for word in self._words}

    def has(self, name: tuple[str, ...]) -> bool:
        """Say whether a name is known, or cannot be compared; of several words the last decides: a first name may be added."""
        if main_script(name[-1]) == self._script and not self._is_of_one_script:
            return True
        if all(self._has_word(part) for part in re.split(r"[-.&/]", name[-1]) if part):
            return True
        whole = "".join(name)
        return len(whole) > _COMMON_BEGINNING and stands_in(whole, self._texts)

    def _has_word(self, word: str) -> bool:
        folded = fold(word)
        found = stem_among(word, self._language, self._stems)
        if folded in self._words or found in self._stems:
            return True
        return self._language in _INFLECTED and any(_differ_in_ending(folded, other) for other in self._words)


def _differ_in_ending(one: str, other: str) -> bool:
    common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
    return common >= _COMMON_BEGINNING and max(len(one), len(other)) - common <= _LONGEST_ENDING


def _names(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the names of *text* by their words, without joined endings."""
    around = main_script(text)
    for sentence in sentences(text):
        tokens = [found for found in _TOKEN.finditer(sentence) if len(found[0]) > 1]
        if _is_heading([found[0] for found in tokens[1:]]):
            continue
        taken = [found for found in tokens if _is_name(found, sentence, around)]
        for group in _neighbours(taken, sentence):
            yield tuple(_bare(found[0]) for found in group)


def _is_name(found: re.Match[str], sentence: str, around: Script | None) -> bool:
    word = _bare(found[0])
    folded = fold(word)
    if not any(map(str.isupper, word)) or folded in _ordinary() or is_time(folded) or (word.isupper() and len(word) > _LONGEST_ACRONYM):
        return False
    before = sentence[max(0, found.start() - _NEAR) : found.start()]
    if _GREETING.search(before):
        return False
    # A word in Latin letters in an Arabic or Bulgarian sentence has its capital of itself, and so has "GitHub".
    has_its_own = any(map(str.isupper, word[1:])) or main_script(word) != around
    return has_its_own or not _BEGINS.search(before) or _SAYS.match(sentence, found.end()) is not None


def _is_heading(words: Sequence[str]) -> bool:
    """Say whether nearly all *words* begin with a capital, as in a headline: nothing there tells a name."""
    long = [word for word in words if len(word) > 3]
    return len(long) >= _LEAST_OF_HEADING and sum(word[0].isupper() for word in long) >= _SHARE_OF_HEADING * len(long)


def _neighbours(taken: Sequence[re.Match[str]], sentence: str) -> Iterator[list[re.Match[str]]]:
    group = list(taken[:1])
    for before, after in pairwise(taken):
        if sentence[before.end() : after.start()] != " ":
            yield group
            group = []
        group.append(after)
    if group:
        yield group


def _bare(word: str) -> str:
    return _JOINED_ENDING.sub("", word)


@cache
def _ordinary() -> frozenset[str]:
    return _ORDINARY.union(*map(small_words, FUNCTION_WORDS))


def _without_quotations(note: str) -> str:
    """Return *note* without what it quotes at length: that is judged as a quotation."""
    for quotation in quotations(note):
        if words_in(quotation) >= LEAST_WORDS:
            note = note.replace(quotation, " ")
    return note


def _language_of(text: str, default: str) -> str:
    """Return the language most of whose small words *text* has; *default* where it leads, or none has any."""
    words = [fold(word) for word in words_of(text)]
    counts = {language: sum(word in small_words(language) for word in words) for language in FUNCTION_WORDS}
    best = max(counts, key=lambda language: (counts[language], language == default))
    return best if counts[best] else default
