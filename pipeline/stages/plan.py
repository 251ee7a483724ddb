"""Choose, from the scored articles, the set that is worth most in the minutes there are.

The value of a set is the sum of its scores, where each further article of a skill counts less (a page on one subject
teaches less than a varied one). Several greedy fillings that weigh value against minutes differently are made, and the
most valuable one is improved by exchanges. Deterministic: equal values are ordered by id.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import heapify, heappop, heappush
from itertools import chain, combinations

from feeds.model.entries import ItemKind
from feeds.model.ids import SourceId
from pipeline.model.digests import DigestPlan, LeftOut, Pick, PlannedWindow, ScoredArticle
from pipeline.model.ids import DigestId, StoryId
from pipeline.settings import SkillId, Window

#: What the second, third ... article of a skill is worth, of its score.
_AGAIN = 0.7
#: Articles that score less than this are never filler; a fresh, well-fitting one of a small gap scores about 0.4.
WORTH_IT = 0.12
#: How much a minute costs in the fillings that are tried: none, some, all (value per minute).
_THRIFT = (0.0, 0.5, 1.0)
#: Candidates that take part, of each kind and of each source: a page of a few picks is made of the best; but the best
#: hundred could all be episodes, or all of one source, and leave a window empty.
_MOST_OF_A_KIND, _MOST_OF_A_SOURCE = 150, 12
#: Up to so many picks, exchanges of two are tried, too: where few fit, a wrong one costs most, and there are few pairs.
_SMALL_PAGE = 8
#: Sums of the same scores in another order differ in their last digits.
_EXACT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a plan must fit: which digest, which windows, and the rules."""

    id: DigestId
    day: date
    slot: str
    windows: tuple[Window, ...]
    most_per_source: int
    still_open: int = 0
    #: What the last digests gave to each skill: the qualities of their picks, the older the less.
    given: Mapping[SkillId, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """An article that may be picked, its minutes, and the windows that could hold it."""

    scored: ScoredArticle
    minutes: int
    windows: tuple[int, ...]


def plan(scored: Iterable[ScoredArticle], left_out: Sequence[LeftOut], frame: Frame) -> DigestPlan:
    """Return what the digest holds, window by window, and why everything else is left out.

    Args:
        scored: every article that may be picked, in any order.
        left_out: what was left out before, with its reasons; carried over.
        frame: the windows with their minutes and modes, and the rules.

    """
    ranked = sorted(scored, key=lambda one: (-one.score, one.candidate.id))
    page = _best(_field(ranked, frame), frame)
    planned, number = [], 0
    for index, window in enumerate(frame.windows):
        chosen = sorted((choice for choice, place in page.placed if place == index), key=_rank)
        picks = tuple(Pick(number=number + i, scored=choice.scored, minutes=choice.minutes) for i, choice in enumerate(chosen, start=1))
        number += len(picks)
        planned.append(PlannedWindow(window=window, picks=picks))
    taken = {choice.scored.candidate.id for choice, _ in page.placed}
    weakest = {kind: _weakest(kind, page) for kind in {one.candidate.kind for one in ranked}}
    displaced = tuple(_why_displaced(one, page, weakest[one.candidate.kind]) for one in ranked if one.candidate.id not in taken)
    return DigestPlan(
        id=frame.id, day=frame.day, slot=frame.slot, windows=tuple(planned), left_out=(*displaced, *left_out), still_open=frame.still_open
    )


class _Page:
    """A digest in the making: what is on it, and how much of its minutes and rules that uses up."""

    def __init__(self, frame: Frame, placed: Iterable[tuple[_Choice, int]] = ()) -> None:
        self.frame = frame
        self.placed: list[tuple[_Choice, int]] = []
        self.free = [window.minutes for window in frame.windows]
        self.stories: set[StoryId] = set()
        self.sources: Counter[SourceId] = Counter()
        self.skills: Counter[SkillId] = Counter()
        for choice, window in placed:
            self.put(choice, window)

    def put(self, choice: _Choice, window: int) -> None:
        candidate = choice.scored.candidate
        self.placed.append((choice, window))
        self.free[window] -= choice.minutes
        self.stories.add(candidate.story)
        self.sources[candidate.source] += 1
        self.skills[choice.scored.skill] += 1

    def room_for(self, choice: _Choice) -> int | None:
        """Return the window with the least room that still takes *choice*, None where a rule or the minutes forbid it."""
        candidate = choice.scored.candidate
        if candidate.story in self.stories or self.sources[candidate.source] >= self.frame.most_per_source:
            return None
        return min(
            (window for window in choice.windows if self.free[window] >= choice.minutes), key=lambda window: self.free[window], default=None
        )

    def fill(self, field: Iterable[_Choice], thrift: float) -> "_Page":
        """Add from *field*, each time what brings the most further value for its minutes, until nothing fits.

        Value and room only ever shrink, so that what was worth most before is looked at first, and the rest not at all.
        """
        open_choices = [(-choice.scored.score / choice.minutes**thrift, place, choice) for place, choice in enumerate(field)]
        heapify(open_choices)
        while open_choices:
            _, place, choice = heappop(open_choices)
            window = self.room_for(choice)
            if window is None:
                continue
            further = -choice.scored.score * float(_AGAIN ** self.skills[choice.scored.skill]) / choice.minutes**thrift
            if open_choices and (further, place) > open_choices[0][:2]:
                heappush(open_choices, (further, place, choice))
            else:
                self.put(choice, window)
        return self

    def value(self) -> float:
        """Return the sum of the scores, where each further article of a skill counts less."""
        seen: Counter[SkillId] = Counter()
        total = 0.0
        for choice, _ in sorted(self.placed, key=lambda placed: _rank(placed[0])):
            total += choice.scored.score * _AGAIN ** seen[choice.scored.skill]
            seen[choice.scored.skill] += 1
        return total


def _rank(choice: _Choice) -> tuple[float, str]:
    return -choice.scored.score, choice.scored.candidate.id


def _field(ranked: Iterable[ScoredArticle], frame: Frame) -> tuple[_Choice, ...]:
    """Return what may be picked, the best first: worth the time, fit for a window, and not too many of one kind or source."""
    kinds: Counter[ItemKind] = Counter()
    sources: Counter[SourceId] = Counter()
    field = []
    for one in ranked:
        minutes, candidate = _minutes(one), one.candidate
        windows = tuple(i for i, window in enumerate(frame.windows) if _suits(one.candidate.kind, window) and window.minutes >= minutes)
        if (
            one.score < WORTH_IT
            or not windows
            or kinds[candidate.kind] >= _MOST_OF_A_KIND
            or sources[candidate.source] >= _MOST_OF_A_SOURCE
        ):
            continue
        kinds[candidate.kind] += 1
        sources[candidate.source] += 1
        field.append(_Choice(scored=one, minutes=minutes, windows=windows))
    return tuple(field)


def _best(field: Sequence[_Choice], frame: Frame) -> _Page:
    return _improved(max((_Page(frame).fill(field, thrift) for thrift in _THRIFT), key=_Page.value), field)


def _improved(page: _Page, field: Sequence[_Choice]) -> _Page:
    """Take out one article, or of a small page two, and fill the room anew, as long as that makes the page more valuable."""
    better: _Page | None = page
    while better is not None:
        page, value = better, better.value()
        pairs = combinations(page.placed, 2) if len(page.placed) <= _SMALL_PAGE else ()
        others = (_refilled(page, out, field) for out in chain(combinations(page.placed, 1), pairs))
        better = next((other for other in others if other.value() > value + _EXACT), None)
    return page


def _refilled(page: _Page, out: Sequence[tuple[_Choice, int]], field: Sequence[_Choice]) -> _Page:
    rest = _Page(page.frame, (placed for placed in page.placed if placed not in out))
    gone = {choice for choice, _ in out}
    others = [choice for choice in field if choice not in gone and rest.room_for(choice) is not None]
    return max((_Page(page.frame, rest.placed).fill(others, thrift) for thrift in _THRIFT), key=_Page.value)


def _suits(kind: ItemKind, window: Window) -> bool:
    return window.mode == "any" or (window.mode == "listen") == (kind == "episode")


def _minutes(one: ScoredArticle) -> int:
    return max(1, one.candidate.minutes)


def _weakest(kind: ItemKind, page: _Page) -> str:
    """Return, in words, what the weakest pick scores that took minutes from articles of *kind*; "" for none."""
    scores = [choice.scored.score for choice, place in page.placed if _suits(kind, page.frame.windows[place])]
    return f"; the weakest pick there scores {min(scores):.2f}" if scores else ""


def _why_displaced(one: ScoredArticle, page: _Page, weakest: str) -> LeftOut:
    candidate, windows = one.candidate, page.frame.windows
    if one.score < WORTH_IT:
        return LeftOut(
            candidate=candidate, score=one.score, why=f"it scores {one.score:.2f}; under {WORTH_IT:.2f} nothing is worth your time"
        )
    if candidate.story in page.stories:
        return LeftOut(candidate=candidate, score=one.score, why="its story is in this digest, told by another source")
    if not windows:
        return LeftOut(
            candidate=candidate,
            score=one.score,
            why="this day has no window for learning",
            would_help="add a window to time",
            still_open=True,
        )
    suitable = [window for window in windows if _suits(one.candidate.kind, window)]
    if not suitable:
        verb = "listen" if candidate.kind == "episode" else "read"
        return LeftOut(
            candidate=candidate,
            score=one.score,
            why=f"no window of this day is for this kind ({verb})",
            would_help=f"add a window with mode {verb}",
        )
    longest, minutes = max(window.minutes for window in suitable), _minutes(one)
    if minutes > longest:
        return LeftOut(
            candidate=candidate, score=one.score, why=f"it takes {minutes} minutes, and your longest window for it has {longest}",
            would_help=f"a window of {minutes} minutes",
        )  # fmt: skip
    if page.sources[candidate.source] >= page.frame.most_per_source:
        most = page.frame.most_per_source
        return LeftOut(
            candidate=candidate, score=one.score, why=f"{candidate.source_title} already has {most} in this digest (digest.most_per_source)", still_open=True
        )  # fmt: skip
    return LeftOut(
        candidate=candidate, score=one.score, why=f"the minutes were taken by better ones: it scores {one.score:.2f}{weakest}",
        would_help="more minutes, or “more” on something like it", still_open=True,
    )  # fmt: skip
