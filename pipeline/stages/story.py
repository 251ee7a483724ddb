"""Say which articles tell the same story, one newcomer at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from math import fsum, hypot, log
from operator import mul

from pipeline.model import StoryId, StoryMembership, StoryTraits, Told

#: A story is open this long after its latest article; an anniversary is another story.
WINDOW = timedelta(days=10)
# A false merge hides an article, a missed one only repeats it: threshold and shares stand where precision is 0.9 on ECB+
# (deliberately confusable news). They were searched on all of it, so the figures of benchmarks/quality.py are hopeful.
_ALIKE = 0.26
_WORDS = 0.28
_TITLES = 0.10
#: Names and numbers: how much of the fewer ones both have, and how much of all of them.
_ANCHORS_OF_THE_FEWER = 0.33
_ANCHORS_OF_ALL = 0.29
#: A newcomer is compared with the story as a whole: its nearest members, so that no chain of accidents grows.
_NEAREST = 4
#: Only so many articles are compared in full: those that share most of the newcomer's names, numbers and title.
_MOST_COMPARED = 60
#: A text of fewer different words is too short to be judged by them: only equal titles make it the same story.
_SHORT = 10
_SAME_TITLE = 0.8
#: Across languages only names and numbers compare: so many must be shared, and so much of them.
_ENOUGH_ANCHORS = 4
_SAME_ANCHORS = 0.6


def story_of(newcomer: StoryTraits, known: Iterable[Told]) -> StoryMembership:
    """Return the story that *newcomer* belongs to: one of the *known* ones, else a new one of its own.

    The same address is the same story. Otherwise words, titles, names and numbers must agree with the story as a whole,
    while it is open. The outcome depends only on what came before.
    """
    return stories_of((newcomer,), known)[0]


def stories_of(newcomers: Sequence[StoryTraits], known: Iterable[Told]) -> tuple[StoryMembership, ...]:
    """Return the story of each of *newcomers*, in their order; each one may join the stories of those before it."""
    shelf = _Shelf()
    for told in known:
        shelf.add(_book(told.traits), told.story)
    memberships = []
    for newcomer in newcomers:
        book = _book(newcomer)
        membership = shelf.membership(book)
        shelf.add(book, membership.story)
        memberships.append(membership)
    return tuple(memberships)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """An article's traits, and how much it says with each word (1 + log of the count)."""

    traits: StoryTraits
    weights: Mapping[str, float]


def _book(traits: StoryTraits) -> _Book:
    return _Book(traits=traits, weights={lemma: 1 + log(count) for lemma, count in traits.lemmas})


class _Shelf:
    """The stories so far, and how common each word is among their articles."""

    def __init__(self) -> None:
        self._books: list[tuple[_Book, StoryId]] = []
        self._numbers_by_word: dict[str, list[int]] = {}
        self._latest: dict[StoryId, datetime] = {}
        self._story_by_address: dict[str, StoryId] = {}
        self._books_with: Counter[str] = Counter()

    def add(self, book: _Book, story: StoryId) -> None:
        traits = book.traits
        for word in _signs(traits):
            self._numbers_by_word.setdefault(word, []).append(len(self._books))
        self._books.append((book, story))
        self._latest[story] = max(self._latest.get(story, traits.at), traits.at)
        self._books_with.update(book.weights.keys() | traits.title_lemmas | traits.anchors)
        if traits.url_key:
            self._story_by_address.setdefault(traits.url_key, story)

    def membership(self, book: _Book) -> StoryMembership:
        newcomer = book.traits
        same = self._story_by_address.get(newcomer.url_key) if newcomer.url_key else None
        if same is not None:
            return StoryMembership(article=newcomer.id, story=same, similarity=1.0, why="the same address")
        rarity = _Rarity(self._books_with, len(self._books))
        members_by_story: dict[StoryId, list[_Book]] = {}
        for number in self._nearest(newcomer, rarity):
            member, story = self._books[number]
            if _of_one_site(newcomer, member.traits):
                continue
            if abs(newcomer.at - self._latest[story]) <= WINDOW:
                members_by_story.setdefault(story, []).append(member)
        mine = _measured(book, rarity)
        best = max(
            ((_as_a_whole([_likeness(mine, member, rarity) for member in members]), story) for story, members in members_by_story.items()),
            default=(0.0, StoryId(newcomer.id)),
        )
        similarity, story = best
        if similarity < _ALIKE:
            return StoryMembership(article=newcomer.id, story=StoryId(newcomer.id), similarity=1.0, why="it begins a story")
        why = _why(newcomer, members_by_story[story], rarity)
        return StoryMembership(article=newcomer.id, story=story, similarity=round(min(similarity, 1.0), 3), why=why)

    def _nearest(self, newcomer: StoryTraits, rarity: "_Rarity") -> list[int]:
        """Return the numbers of the articles that share most with *newcomer*, by the words that tell stories apart."""
        shared: dict[int, float] = {}
        for word in sorted(_signs(newcomer)):
            for number in self._numbers_by_word.get(word, ()):
                shared[number] = shared.get(number, 0.0) + rarity[word]
        return nlargest(_MOST_COMPARED, shared, key=lambda number: (shared[number], number))


def _of_one_site(one: StoryTraits, other: StoryTraits) -> bool:
    """Say whether both are told by the same teller: the parts of a series resemble each other, and each is worth reading.

    Their addresses tell as well as their sources: a site may have several feeds.
    """
    return one.source == other.source or (_host(one) is not None and _host(one) == _host(other))


def _host(traits: StoryTraits) -> str | None:
    return traits.url_key and traits.url_key.removeprefix("https://").partition("/")[0]


def _signs(traits: StoryTraits) -> AbstractSet[str]:
    return traits.title_lemmas | traits.anchors


def _as_a_whole(likenesses: Sequence[float]) -> float:
    nearest = nlargest(_NEAREST, likenesses)
    return fsum(nearest) / len(nearest)


class _Rarity:
    """How much a word tells one story from another: the fewer articles have it, the more."""

    def __init__(self, books_with: Counter[str], count: int) -> None:
        self._books_with = books_with
        self._by_number = _RarityByNumber(count)

    def __getitem__(self, word: str) -> float:
        return self._by_number[self._books_with[word]]

    def each(self, words: Iterable[str]) -> Iterable[float]:
        return map(self._by_number.__getitem__, map(self._books_with.__getitem__, words))

    def of(self, words: Iterable[str]) -> float:
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
class _Measured:
    """What of a newcomer is the same in every comparison, and therefore taken once."""

    book: _Book
    #: Each word with its weight times the square of its rarity, and the length of the vector of all words.
    weights: Mapping[str, float]
    length: float
    anchors: float
    title: float


def _measured(book: _Book, rarity: _Rarity) -> _Measured:
    return _Measured(
        book=book,
        weights={word: weight * rarity[word] ** 2 for word, weight in book.weights.items()},
        length=_length(book, rarity),
        anchors=rarity.of(book.traits.anchors),
        title=rarity.of(book.traits.title_lemmas),
    )


def _likeness(mine: _Measured, theirs: _Book, rarity: _Rarity) -> float:
    """Return how alike a newcomer and another article are, 0 to about 1."""
    one, other = mine.book.traits, theirs.traits
    if one.language != other.language:
        common = one.anchors & other.anchors
        fewer, _ = _shared(mine.anchors, one.anchors, other.anchors, rarity)
        return fewer * _SAME_ANCHORS if len(common) >= _ENOUGH_ANCHORS and fewer >= _SAME_ANCHORS else 0.0
    if min(len(mine.weights), len(theirs.weights)) < _SHORT:
        fewer, of_all = _shared(mine.title, one.title_lemmas, other.title_lemmas, rarity)
        return of_all if of_all >= _SAME_TITLE else 0.0
    fewer, of_all = _shared(mine.anchors, one.anchors, other.anchors, rarity)
    titles = (_told(one.title_lemmas, theirs, rarity) + _told(other.title_lemmas, mine.book, rarity)) / 2
    return _WORDS * _cosine(mine, theirs, rarity) + _TITLES * titles + _ANCHORS_OF_THE_FEWER * fewer + _ANCHORS_OF_ALL * of_all


def _shared(weight: float, mine: AbstractSet[str], theirs: AbstractSet[str], rarity: _Rarity) -> tuple[float, float]:
    """Return which part of the smaller set, and of both together, is shared; rare words count more. `weight` is that of mine."""
    common = mine & theirs
    if not common:
        return 0.0, 0.0
    other, both = rarity.of(theirs), rarity.of(common)
    return both / min(weight, other), both / (weight + other - both)


def _told(title: AbstractSet[str], book: _Book, rarity: _Rarity) -> float:
    """Return which part of a title the other text speaks of."""
    told = title & book.weights.keys()
    return rarity.of(told) / rarity.of(title) if told else 0.0


def _cosine(mine: _Measured, theirs: _Book, rarity: _Rarity) -> float:
    shared = mine.weights.keys() & theirs.weights.keys()
    if not shared:
        return 0.0
    product = fsum([mine.weights[word] * theirs.weights[word] for word in shared])
    return product / (mine.length * _length(theirs, rarity))


def _length(book: _Book, rarity: _Rarity) -> float:
    """Return the length of the vector of an article's words."""
    return hypot(*map(mul, book.weights.values(), rarity.each(book.weights)))


def _why(newcomer: StoryTraits, members: Sequence[_Book], rarity: _Rarity) -> str:
    """Return what newcomer and story have in common, in words."""
    theirs = set().union(*(member.traits.anchors for member in members))
    common = sorted(newcomer.anchors & theirs, key=lambda anchor: (-rarity[anchor], anchor))[:3]
    return f"both speak of {', '.join(common)}" if common else "the same title"
