"""Compare what two articles tell, by their words, titles, names, numbers and days."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, hypot, log
from operator import mul

from pipeline.anchors import is_day, is_name
from pipeline.model.stories import StoryTraits
from pipeline.sounds import sound_of
from pipeline.words import stem

# What each kind of agreement counts, and the threshold in stages/story.py: searched on half of the topics of ECB+ (deliberately
# confusable news) in several orders of arrival, and judged by the other half. What the words of both texts have in common adds
# nothing to these: events of one kind are told in the same words.
#: How much of both titles is the same, and how much of each title the other text speaks of.
_TITLES, _TOLD = 0.09, 0.16
#: Names, by how often they fall: whom a story is about tells more than who is mentioned in it.
_NAMES = 0.26
#: How much both have of all names and numbers, how much of those of the text with fewer, how much of all numbers and days, and any day.
_ANCHORS, _OF_THE_FEWER, _NUMBERS, _SAME_DAY = 0.22, 0.10, 0.14, 0.03
#: One name in common is all that two short texts may have, and proves nothing; this many more count half. With it the figures on ECB+
#: stay the same, and of 300 posts of small sites that tell nothing twice, 2 instead of 30 are put together.
_HALF_SURE = 0.5
#: A text of fewer different words is too short to be judged by them: only equal titles make it the same story.
_SHORT = 10
_SAME_TITLE = 0.8
#: Texts that have so many of their words in common are copies.
_SAME_TEXT = 0.8
#: Where titles alone have to tell, they must share so many words: "Weeknotes" is the title of many stories.
_TELLING = 4
#: Across languages only what sounds alike compares: the signs shared must be so many, and so much of those of the text with fewer.
_ENOUGH_SOUNDS = 6
_SAME_SOUNDS = 0.3
#: A sound counts by its signs beyond the second, which any two names may share, up to here; a day or a longer number as much as a name.
_FEW_SIGNS, _MOST_SIGNS = 2, 6
_DAY = 3
#: Languages without capital letters: any word may be a name.
_NO_CAPITALS = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """An article's traits, and what is compared of them."""

    traits: StoryTraits
    #: How much it says with each word, and with each name: 1 + log of the count.
    weights: Mapping[str, float]
    names: Mapping[str, float]
    #: Numbers and days.
    numbers: frozenset[str]
    #: How its names sound, with its numbers and days.
    sounds: frozenset[str]


def book_of(traits: StoryTraits) -> Book:
    """Return *traits* made ready to be compared."""
    weights = {lemma: 1 + log(count) for lemma, count in traits.lemmas}
    names = {name: weights.get(_stem(name, traits.language), 1.0) for name in traits.anchors if is_name(name)}
    numbers = traits.anchors.difference(names)
    named: Iterable[str] = weights if traits.language in _NO_CAPITALS else (_stem(name, traits.language) for name in names)
    sounds = (sound_of(word, traits.language) for word in named if is_name(word))
    return Book(
        traits=traits, weights=weights, names=names, numbers=numbers,
        sounds=numbers.union(sound for sound in sounds if len(sound) > _FEW_SIGNS),
    )  # fmt: skip


#: Names come again and again.
_stem = lru_cache(maxsize=50_000)(stem)


class Rarity:
    """How much a word tells one story from another: the fewer articles have it, the more."""

    def __init__(self, books_with: Counter[str], count: int) -> None:
        self._books_with = books_with
        self._by_number = _RarityByNumber(count)

    def __getitem__(self, word: str) -> float:
        return self._by_number[self._books_with[word]]

    def each(self, words: Iterable[str]) -> Iterable[float]:
        """Return the rarity of each of *words*, in their order."""
        return map(self._by_number.__getitem__, map(self._books_with.__getitem__, words))

    def of(self, words: Iterable[str]) -> float:
        """Return the rarities of *words* together."""
        return fsum(self.each(words))  # exact in any order: sets have none


class _RarityByNumber(dict[int, float]):
    """The rarity of a word by the number of articles that have it: few numbers serve very many words."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def __missing__(self, number: int) -> float:
        self[number] = found = log((self._count + 2) / (number + 1)) + 0.2
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What of a newcomer is the same in every comparison, and therefore taken once."""

    book: Book
    #: Each name with its weight times the square of its rarity, and how long the vector of names is.
    names: Mapping[str, float]
    length_of_names: float
    #: The rarity of its anchors, its numbers and its title together.
    anchors: float
    numbers: float
    title: float


def measured(book: Book, rarity: Rarity) -> Measured:
    """Return *book* with what every comparison of it needs."""
    return Measured(
        book=book,
        names={name: weight * rarity[name] ** 2 for name, weight in book.names.items()},
        length_of_names=_length(book.names, rarity),
        anchors=rarity.of(book.traits.anchors),
        numbers=rarity.of(book.numbers),
        title=rarity.of(book.traits.title_lemmas),
    )


def likeness(mine: Measured, theirs: Book, rarity: Rarity) -> float:
    """Return how alike a newcomer and an article of its language are, 0 to 1."""
    one, other = mine.book.traits, theirs.traits
    if len(mine.book.weights) >= _TELLING and _share_of_words(mine.book, theirs) >= _SAME_TEXT:
        return 1.0
    telling = len(one.title_lemmas & other.title_lemmas) >= _TELLING
    _, of_all = _shared(mine.title, one.title_lemmas, other.title_lemmas, rarity)
    if min(len(mine.book.weights), len(theirs.weights)) < _SHORT:
        return of_all if telling and of_all >= _SAME_TITLE else 0.0
    told = (_told(one.title_lemmas, theirs, rarity) + _told(other.title_lemmas, mine.book, rarity)) / 2
    titles = _TITLES * of_all + _TOLD * told
    common = one.anchors & other.anchors
    if not common:
        return titles if telling else 0.0
    of_the_fewer, of_all = _shared(mine.anchors, one.anchors, other.anchors, rarity)
    anchors = (
        _NAMES * _cosine(mine.names, mine.length_of_names, theirs.names, rarity)
        + _ANCHORS * of_all
        + _OF_THE_FEWER * of_the_fewer
        + _NUMBERS * _shared(mine.numbers, mine.book.numbers, theirs.numbers, rarity)[1]
        + _SAME_DAY * any(map(is_day, common))
    )
    more = len(common) - 1
    return titles + anchors * more / (more + _HALF_SURE)


def _share_of_words(one: Book, other: Book) -> float:
    """Return how many of all different words of two texts stand in both."""
    common = len(one.weights.keys() & other.weights.keys())
    return common / (len(one.weights) + len(other.weights) - common)


def likeness_across(one: Book, other: Book) -> float:
    """Return how alike two articles in different languages are, 0 to 1; 0 where too little sounds alike."""
    shared = strength_of(one.sounds & other.sounds)
    if shared < _ENOUGH_SOUNDS:
        return 0.0
    share = shared / min(strength_of(one.sounds), strength_of(other.sounds))
    return share if share >= _SAME_SOUNDS else 0.0


def strength_of(sounds: Iterable[str]) -> int:
    """Return how much several sounds prove together: the longer one is, the less of it is chance."""
    return sum(_DAY if is_day(sound) else min(len(sound), _MOST_SIGNS) - _FEW_SIGNS + sound[0].isdigit() for sound in sounds)


def _shared(weight: float, mine: AbstractSet[str], theirs: AbstractSet[str], rarity: Rarity) -> tuple[float, float]:
    """Return which part of the smaller set, and of both together, is shared; rare words count more. `weight` is that of mine."""
    common = mine & theirs
    if not common:
        return 0.0, 0.0
    other, both = rarity.of(theirs), rarity.of(common)
    return both / min(weight, other), both / (weight + other - both)


def _told(title: AbstractSet[str], book: Book, rarity: Rarity) -> float:
    """Return which part of a title the other text speaks of."""
    told = title & book.weights.keys()
    return rarity.of(told) / rarity.of(title) if told else 0.0


def _cosine(mine: Mapping[str, float], length: float, theirs: Mapping[str, float], rarity: Rarity) -> float:
    shared = mine.keys() & theirs.keys()
    if not shared:
        return 0.0
    return fsum([mine[word] * theirs[word] for word in shared]) / (length * _length(theirs, rarity))


def _length(weights: Mapping[str, float], rarity: Rarity) -> float:
    """Return the length of the vector of what an article says with each word."""
    return hypot(*map(mul, weights.values(), rarity.each(weights)))
