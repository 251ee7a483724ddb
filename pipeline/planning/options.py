"""What may stand on a page: an article as it is, an episode whole or as one of its passages."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from feeds.model.entries import ItemKind
from feeds.model.ids import SourceId
from pipeline.model.articles import Passage
from pipeline.model.digests import ScoredArticle
from pipeline.settings import SkillId, Window

#: What has less quality is never filler. A good article gives 0.4 to 1; one that barely teaches its skill (0.5), is written
#: for quite another level (0.5) and has lost half of its freshness is just worth it.
WORTH_IT = 0.12
#: What is better and no longer, of the same skill, fills the minutes so many times: once would do, were no source full and no
#: story told already.
_OFTEN = 2
#: As many more than the rule allows take part of one source, because their stories may be told already.
_SPARE = 2


class Way(NamedTuple):
    """A way to take an article: the passage, None for all of it, and the minutes and the quality of that."""

    passage: Passage | None
    minutes: int
    quality: float


class Option(NamedTuple):
    """One way to take an article: whole, or one passage of it."""

    scored: ScoredArticle
    passage: Passage | None
    minutes: int
    quality: float
    #: The windows that could hold it, by number.
    windows: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """An article that may be picked, in one of its options."""

    scored: ScoredArticle
    options: tuple[Option, ...]


def suits(kind: ItemKind, window: Window) -> bool:
    """Return whether *window* is for *kind*: a window for listening takes episodes, one for reading takes articles."""
    return window.mode == "any" or (window.mode == "listen") == (kind == "episode")


def ways(one: ScoredArticle) -> list[Way]:
    """Return the ways to take an article that are worth it: whole, and by each passage that teaches its skill by itself.

    A passage is worth as much of its episode as it holds of what the episode says on the skill.
    """
    if one.quality < WORTH_IT:
        return []
    whole = Way(None, max(1, one.candidate.minutes), one.quality)
    if not one.candidate.passages:
        return [whole]
    passages = (
        Way(passage, passage.minutes, one.quality * passage.share) for passage in one.candidate.passages if passage.skill == one.skill
    )
    return [whole, *(way for way in passages if way.quality >= WORTH_IT and way.minutes < whole.minutes)]


def choices(ranked: Sequence[tuple[ScoredArticle, Sequence[Way]]], windows: Sequence[Window], most_per_source: int) -> tuple[Choice, ...]:
    """Return what could stand on a page of *windows*, in the order of *ranked*, where every article comes with its ways.

    What is worth too little does not take part, nor what fits no window, nor what so much else outdoes that there is no room for it.
    """
    places: dict[tuple[ItemKind, int], tuple[int, ...]] = {}
    crowds: dict[tuple[SkillId, ItemKind], _Crowd] = {}
    found: defaultdict[int, list[Option]] = defaultdict(list)
    best_first = sorted(
        (-way.quality, way.minutes, rank, number) for rank, (_, ways) in enumerate(ranked) for number, way in enumerate(ways)
    )
    for _, minutes, rank, number in best_first:
        one, ways_of_one = ranked[rank]
        candidate = one.candidate
        kind = candidate.kind
        where = places.get((kind, minutes))
        if where is None:
            where = tuple(place for place, window in enumerate(windows) if window.minutes >= minutes and suits(kind, window))
            places[kind, minutes] = where
        crowd = crowds.get((one.skill, kind))
        if crowd is None:
            room = sum(window.minutes for window in windows if suits(kind, window))
            crowd = crowds[one.skill, kind] = _Crowd(room, most_per_source)
        if where and crowd.admits(candidate.source, minutes):
            passage, _, quality = ways_of_one[number]
            found[rank].append(Option(one, passage, minutes, quality, where))
    return tuple(Choice(ranked[rank][0], tuple(options)) for rank, options in sorted(found.items()))


class _Crowd:
    """The options of one skill and kind that take part so far: those that are at least as good as all to come."""

    def __init__(self, minutes: int, most_per_source: int) -> None:
        self._minutes = _OFTEN * minutes
        self._most_of_source = most_per_source + _SPARE
        self._shortest: list[int] = []
        self._of_source: defaultdict[SourceId, list[int]] = defaultdict(list)

    def admits(self, source: SourceId, minutes: int) -> bool:
        """Return whether an option takes part: whether those no longer than it leave it room."""
        of_source, no_longer = self._of_source[source], bisect_right(self._shortest, minutes)
        if bisect_right(of_source, minutes) >= self._most_of_source or sum(self._shortest[:no_longer]) + minutes > self._minutes:
            return False
        insort(of_source, minutes)
        insort(self._shortest, minutes)
        return True
