"""What may stand on a page: an article as it is, an episode whole or as one of its passages."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
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


class Option(NamedTuple):
    """One way to take an article: whole, or one passage of it."""

    scored: ScoredArticle
    #: None for all of it.
    passage: Passage | None
    minutes: int
    quality: float
    #: The windows that could hold it, by number.
    windows: tuple[int, ...]


class Choice(NamedTuple):
    """An article with those of its options that are worth it, or that take part."""

    scored: ScoredArticle
    options: tuple[Option, ...]


def suits(kind: ItemKind, window: Window) -> bool:
    """Return whether *window* is for *kind*: a window for listening takes episodes, one for reading takes articles."""
    return window.mode == "any" or (window.mode == "listen") == (kind == "episode")


def choices(scored: Iterable[ScoredArticle], windows: Sequence[Window]) -> tuple[Choice, ...]:
    """Return *scored* in their order, each with the ways to take it in *windows* that are worth it, if there are any.

    A passage is worth as much of its episode as it holds of what the episode says on the skill.
    """
    places: dict[tuple[ItemKind, int], tuple[int, ...]] = {}

    def option(one: ScoredArticle, passage: Passage | None, minutes: int, quality: float) -> Option:
        kind = one.candidate.kind
        where = places.get((kind, minutes))
        if where is None:
            where = tuple(place for place, window in enumerate(windows) if window.minutes >= minutes and suits(kind, window))
            places[kind, minutes] = where
        return Option(one, passage, minutes, quality, where)

    def options(one: ScoredArticle) -> tuple[Option, ...]:
        if one.quality < WORTH_IT:
            return ()
        whole = option(one, None, max(1, one.candidate.minutes), one.quality)
        if not one.candidate.passages:
            return (whole,)
        passages = (
            option(one, passage, passage.minutes, one.quality * passage.share)
            for passage in one.candidate.passages
            if passage.skill == one.skill
        )
        return (whole, *(part for part in passages if part.quality >= WORTH_IT and part.minutes < whole.minutes))

    return tuple(Choice(one, options(one)) for one in scored)


def contenders(choices: Sequence[Choice], windows: Sequence[Window], most_per_source: int) -> tuple[Choice, ...]:
    """Return those of *choices*, in their order, that could stand on a page of *windows*, each in the options in which it could.

    What is worth too little does not take part, nor what fits no window, nor what so much else outdoes that there is no room for it.
    """
    crowds: dict[tuple[SkillId, ItemKind], _Crowd] = {}
    found: defaultdict[int, list[Option]] = defaultdict(list)
    best_first = sorted(
        (-option.quality, option.minutes, rank, number)
        for rank, choice in enumerate(choices)
        for number, option in enumerate(choice.options)
        if option.windows
    )
    for _, minutes, rank, number in best_first:
        option = choices[rank].options[number]
        candidate, skill = option.scored.candidate, option.scored.skill
        crowd = crowds.get((skill, candidate.kind))
        if crowd is None:
            room = sum(window.minutes for window in windows if suits(candidate.kind, window))
            crowd = crowds[skill, candidate.kind] = _Crowd(room, most_per_source)
        if crowd.admits(candidate.source, minutes):
            found[rank].append(option)
    return tuple(Choice(choices[rank].scored, tuple(options)) for rank, options in sorted(found.items()))


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
