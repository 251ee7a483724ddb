"""Say which articles tell the same story, one newcomer at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from math import fsum

from pipeline.likeness import Book, Rarity, book_of, likeness, likeness_across, measured, strength_of
from pipeline.model.ids import StoryId
from pipeline.model.stories import StoryMembership, StoryTraits, Told

#: A story is open this long after its latest article; an anniversary is another story.
WINDOW = timedelta(days=14)
# A false merge hides an article, a missed one only repeats it: the threshold stands where precision is well above 0.9 on ECB+.
_ALIKE = 0.22
#: What rounding may take off a figure that is alike enough.
_NEARLY_ALIKE = _ALIKE - 1e-9
#: A newcomer is compared with the story as a whole: its nearest members, so that no chain of accidents grows.
_NEAREST = 2
#: Only so many articles are compared in full: those that share most of the newcomer's names, numbers and title, or of its sounds.
_MOST_COMPARED = 30
_MOST_COMPARED_ACROSS = 20


def story_of(newcomer: StoryTraits, known: Iterable[Told]) -> StoryMembership:
    """Return the story that *newcomer* belongs to: one of the *known* ones, else a new one of its own.

    The same address is the same story. Otherwise words, titles, names and numbers must agree with the story as a whole,
    while it is open. The outcome depends only on what came before.
    """
    return stories_of((newcomer,), known)[0]


def stories_of(newcomers: Iterable[StoryTraits], known: Iterable[Told]) -> tuple[StoryMembership, ...]:
    """Return the story of each of *newcomers*, in their order; each one may join the stories of those before it."""
    stories = OpenStories()
    for told in known:
        stories.add(told)
    return tuple(map(stories.take, newcomers))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An article whose story is known, ready to be compared."""

    book: Book
    story: StoryId
    host: str | None


class OpenStories:
    """The stories that newcomers may still join, and how common each word is among their articles.

    What no newcomer can join any more is forgotten, so that a long stream takes no more memory than the articles of
    one `WINDOW`, but for their addresses.
    """

    def __init__(self) -> None:
        self._told: dict[int, _Told] = {}
        self._came = 0
        self._numbers_by_sign: dict[str, set[int]] = {}
        self._numbers_by_sound: dict[str, dict[str, set[int]]] = {}
        self._members: dict[StoryId, list[int]] = {}
        self._latest: dict[StoryId, datetime] = {}
        self._story_by_address: dict[str, StoryId] = {}
        self._articles_with: Counter[str] = Counter()

    @property
    def open(self) -> int:
        """How many stories may still be joined."""
        return len(self._latest)

    def add(self, told: Told) -> None:
        """Remember an article whose story is known."""
        self._add(book_of(told.traits), told.story)

    def take(self, newcomer: StoryTraits) -> StoryMembership:
        """Return the story of *newcomer*, which becomes one of its members."""
        self._forget(newcomer.at - WINDOW)
        book = book_of(newcomer)
        membership = self._membership(book)
        self._add(book, membership.story)
        return membership

    def _add(self, book: Book, story: StoryId) -> None:
        traits, number = book.traits, self._came
        self._came += 1
        self._told[number] = _Told(book=book, story=story, host=_host(traits))
        for sign in _signs(traits):
            self._numbers_by_sign.setdefault(sign, set()).add(number)
        numbers_by_sound = self._numbers_by_sound.setdefault(traits.language, {})
        for sound in book.sounds:
            numbers_by_sound.setdefault(sound, set()).add(number)
        self._members.setdefault(story, []).append(number)
        self._latest[story] = max(self._latest.get(story, traits.at), traits.at)
        self._articles_with.update(_counted(book))
        if traits.url_key:
            self._story_by_address.setdefault(traits.url_key, story)

    def _forget(self, before: datetime) -> None:
        """Forget the stories that nothing was added to since *before*; only the addresses of their articles stay known."""
        for story in [story for story, latest in self._latest.items() if latest < before]:
            del self._latest[story]
            for number in self._members.pop(story):
                book = self._told.pop(number).book
                _take_out(self._numbers_by_sign, _signs(book.traits), number)
                _take_out(self._numbers_by_sound[book.traits.language], book.sounds, number)
                for word in _counted(book):
                    self._articles_with[word] -= 1
                    if not self._articles_with[word]:
                        del self._articles_with[word]

    def _membership(self, book: Book) -> StoryMembership:
        newcomer = book.traits
        same = self._story_by_address.get(newcomer.url_key) if newcomer.url_key else None
        if same is not None:
            return StoryMembership(article=newcomer.id, story=same, similarity=1.0, why="the same address")
        rarity = Rarity(self._articles_with, len(self._told))
        best = max(self._alike(book, rarity), default=(0.0, StoryId(newcomer.id)))
        similarity, story = best
        if similarity < _NEARLY_ALIKE:
            return StoryMembership(article=newcomer.id, story=StoryId(newcomer.id), similarity=1.0, why="it begins a story")
        why = _why(book, [self._told[number].book for number in self._members[story]], rarity)
        return StoryMembership(article=newcomer.id, story=story, similarity=round(min(similarity, 1.0), 3), why=why)

    def _alike(self, book: Book, rarity: Rarity) -> list[tuple[float, StoryId]]:
        """Return the stories that a newcomer may belong to, each with how alike they are."""
        mine = measured(book, rarity)
        members: dict[StoryId, list[Book]] = {}
        for number in dict.fromkeys((*self._nearest(book.traits, rarity), *self._nearest_across(book))):
            told = self._told[number]
            if not _of_one_site(book.traits, told) and self._latest[told.story] <= book.traits.at + WINDOW:
                members.setdefault(told.story, []).append(told.book)
        found = []
        for story, books in members.items():
            own = [likeness(mine, other, rarity) for other in books if other.traits.language == book.traits.language]
            found.append((_as_a_whole(own) if own else max(likeness_across(book, other) for other in books), story))
        return found

    def _nearest(self, newcomer: StoryTraits, rarity: Rarity) -> list[int]:
        """Return the numbers of the articles that share most with *newcomer*, by the words that tell stories apart."""
        shared: dict[int, float] = {}
        for sign in sorted(_signs(newcomer)):
            if sign in self._numbers_by_sign:
                rare = rarity[sign]
                for number in self._numbers_by_sign[sign]:
                    shared[number] = shared.get(number, 0.0) + rare
        return [number for _, number in nlargest(_MOST_COMPARED, zip(shared.values(), shared, strict=True))]

    def _nearest_across(self, book: Book) -> list[int]:
        """Return the numbers of the articles in other languages in which most sounds like names of *book*."""
        shared: Counter[int] = Counter()
        for language, numbers_by_sound in self._numbers_by_sound.items():
            if language != book.traits.language:
                for sound in book.sounds & numbers_by_sound.keys():
                    strength = strength_of((sound,))
                    for number in numbers_by_sound[sound]:
                        shared[number] += strength
        return [number for _, number in nlargest(_MOST_COMPARED_ACROSS, zip(shared.values(), shared, strict=True))]


def _take_out(numbers: dict[str, set[int]], words: Iterable[str], number: int) -> None:
    for word in words:
        numbers[word].discard(number)
        if not numbers[word]:
            del numbers[word]


def _of_one_site(newcomer: StoryTraits, told: _Told) -> bool:
    """Say whether both are told by the same teller: the parts of a series resemble each other, and each is worth reading.

    Their addresses tell as well as their sources: a site may have several feeds.
    """
    host = _host(newcomer)
    return newcomer.source == told.book.traits.source or (host is not None and host == told.host)


def _host(traits: StoryTraits) -> str | None:
    return traits.url_key and traits.url_key.removeprefix("https://").partition("/")[0]


def _signs(traits: StoryTraits) -> AbstractSet[str]:
    return traits.title_lemmas | traits.anchors


def _counted(book: Book) -> AbstractSet[str]:
    return book.weights.keys() | book.traits.title_lemmas | book.traits.anchors


def _as_a_whole(likenesses: Sequence[float]) -> float:
    nearest = nlargest(_NEAREST, likenesses) if len(likenesses) > _NEAREST else likenesses
    return fsum(nearest) / len(nearest)


def _why(newcomer: Book, members: Sequence[Book], rarity: Rarity) -> str:
    """Return what newcomer and story have in common, in words."""
    theirs = frozenset[str]().union(*(member.traits.anchors for member in members))
    common = sorted(newcomer.traits.anchors & theirs, key=lambda anchor: (-rarity[anchor], anchor))[:3]
    return f"both speak of {', '.join(common)}" if common else "the same title"
