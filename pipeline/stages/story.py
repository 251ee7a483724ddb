"""Say which articles tell the same story, one newcomer at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log, sqrt

from pipeline.model import StoryId, StoryMembership, StoryTraits, Told

#: Articles further apart in time are not compared; an anniversary is another story.
WINDOW = timedelta(days=5)
# A false merge hides an article, a missed one only repeats it: the thresholds stand where precision is high on ECB+.
_ALIKE = 0.34
_BODY = 0.5
_TITLE = 0.2
_ANCHORS = 0.3
#: A text of fewer lemmas is too short to be judged by its words (LIBRARIES 7).
_SHORT = 20


def story_of(newcomer: StoryTraits, known: Iterable[Told]) -> StoryMembership:
    """Return the story that *newcomer* belongs to: one of the *known* ones, else a new one of its own.

    The same address is the same story. Otherwise words, title, names and numbers must agree with the story as a whole,
    within five days. Nothing is looked up ahead: the outcome depends on what came before only.
    """
    return stories_of((newcomer,), known)[0]


def stories_of(newcomers: Sequence[StoryTraits], known: Iterable[Told]) -> tuple[StoryMembership, ...]:
    """Return the story of each of *newcomers*, in their order; each one may join the stories of those before it."""
    shelf = _Shelf(known)
    return tuple(shelf.place(newcomer) for newcomer in newcomers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    traits: StoryTraits
    story: StoryId
    weights: Mapping[str, float]


class _Shelf:
    """The stories so far, and how common each word is among their articles."""

    def __init__(self, known: Iterable[Told]) -> None:
        self._members: list[_Member] = []
        self._story_by_address: dict[str, StoryId] = {}
        self._articles_with: Counter[str] = Counter()
        for told in known:
            self._add(told.traits, told.story)

    def _add(self, traits: StoryTraits, story: StoryId) -> None:
        weights = {lemma: 1 + log(count) for lemma, count in traits.lemmas}
        self._members.append(_Member(traits=traits, story=story, weights=weights))
        self._articles_with.update(weights.keys() | traits.title_lemmas | traits.anchors)
        if traits.url_key:
            self._story_by_address.setdefault(traits.url_key, story)

    def place(self, newcomer: StoryTraits) -> StoryMembership:
        membership = self._membership(newcomer)
        self._add(newcomer, membership.story)
        return membership

    def _membership(self, newcomer: StoryTraits) -> StoryMembership:
        same = self._story_by_address.get(newcomer.url_key) if newcomer.url_key else None
        if same is not None:
            return StoryMembership(article=newcomer.id, story=same, similarity=1.0, why="the same address")
        likeness: dict[StoryId, list[tuple[float, str]]] = {}
        weights = {lemma: 1 + log(count) for lemma, count in newcomer.lemmas}
        for member in self._members:
            if abs(newcomer.at - member.traits.at) <= WINDOW:
                likeness.setdefault(member.story, []).append(self._likeness(newcomer, weights, member))
        best = max(((_as_a_whole(found), story) for story, found in likeness.items()), default=None)
        if best is None or best[0][0] < _ALIKE:
            return StoryMembership(article=newcomer.id, story=StoryId(newcomer.id), similarity=1.0, why="it begins a story")
        (similarity, why), story = best
        return StoryMembership(article=newcomer.id, story=story, similarity=round(similarity, 3), why=why)

    def _likeness(self, newcomer: StoryTraits, weights: Mapping[str, float], member: _Member) -> tuple[float, str]:
        other = member.traits
        title = self._shared(newcomer.title_lemmas, other.title_lemmas)
        anchors = self._shared(newcomer.anchors, other.anchors)
        common = sorted(newcomer.anchors & other.anchors, key=lambda anchor: (-self._rarity(anchor), anchor))[:3]
        why = f"both speak of {', '.join(common)}" if common else "the same words"
        if min(len(weights), len(member.weights)) < _SHORT:
            return (title if title > 0.8 and newcomer.language == other.language else 0.0), "the same title"
        if newcomer.language != other.language:
            # Across languages only names and numbers compare; they must agree almost wholly, with the title among them.
            return (anchors * 0.6 if len(newcomer.anchors & other.anchors) >= 4 else 0.0), why
        return _BODY * self._cosine(weights, member.weights) + _TITLE * title + _ANCHORS * anchors, why

    def _rarity(self, word: str) -> float:
        return log((len(self._members) + 2) / (self._articles_with[word] + 1)) + 0.2

    def _shared(self, mine: frozenset[str], theirs: frozenset[str]) -> float:
        """Return which part of the rarer words of the smaller set both have, 0 to 1."""
        smaller = min(sum(map(self._rarity, mine)), sum(map(self._rarity, theirs)))
        return sum(map(self._rarity, mine & theirs)) / smaller if smaller > 0 else 0.0

    def _cosine(self, mine: Mapping[str, float], theirs: Mapping[str, float]) -> float:
        def length(weights: Mapping[str, float]) -> float:
            return sqrt(sum((weight * self._rarity(word)) ** 2 for word, weight in weights.items()))

        product = sum(weight * theirs[word] * self._rarity(word) ** 2 for word, weight in mine.items() if word in theirs)
        return product / (length(mine) * length(theirs)) if product else 0.0


def _as_a_whole(found: list[tuple[float, str]]) -> tuple[float, str]:
    """Return how alike the newcomer is to a story: its two nearest members, so that no chain of accidents grows."""
    nearest = sorted(found, reverse=True)[:2]
    return sum(likeness for likeness, _ in nearest) / len(nearest), nearest[0][1]
