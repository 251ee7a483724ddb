"""Choose, from the scored articles, the set that is worth most in the minutes there are.

The value of a set is the sum of its scores, where each further article of a skill counts less (a page on one subject
teaches less than a varied one). Several greedy fillings that weigh value against minutes differently are made and
improved by exchanges; the most valuable one is the plan. Deterministic: equal values are ordered by id.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.model import DigestId, DigestPlan, LeftOut, Pick, PlannedWindow, ScoredArticle, StoryId
from pipeline.settings import Window

#: What the second, third ... article of a skill is worth, of its score.
_AGAIN = 0.7
#: Articles that score less than this are never filler; a fresh, well-fitting one of a small gap scores about 0.4.
WORTH_IT = 0.08
#: How much a minute costs in the fillings that are tried: none, some, all (value per minute).
_THRIFT = (0.0, 0.5, 1.0)
#: Candidates that take part: the best by score; the rest cannot make a difference to a page of a few picks.
_FIELD = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a plan must fit: which digest, which windows, and the rules."""

    id: DigestId
    day: date
    slot: str
    windows: tuple[Window, ...]
    most_per_source: int
    still_open: int = 0


@dataclass(frozen=True, slots=True)
class _Placed:
    scored: ScoredArticle
    window: int


def plan(scored: Iterable[ScoredArticle], left_out: Sequence[LeftOut], frame: Frame) -> DigestPlan:
    """Return what the digest holds, window by window, and why everything else is left out.

    Args:
        scored: every article that may be picked, in any order.
        left_out: what was left out before, with its reasons; carried over.
        frame: the windows with their minutes and modes, and the rules.

    """
    ranked = sorted(scored, key=lambda one: (-one.score, one.candidate.id))
    worthy = [one for one in ranked if one.score >= WORTH_IT]
    chosen = _best(worthy[:_FIELD], frame)
    number = 0
    planned = []
    for index, window in enumerate(frame.windows):
        picks = []
        for placed in sorted((placed for placed in chosen if placed.window == index), key=lambda placed: (-placed.scored.score, placed.scored.candidate.id)):
            number += 1
            picks.append(Pick(number=number, scored=placed.scored, minutes=_minutes(placed.scored)))
        planned.append(PlannedWindow(window=window, picks=tuple(picks)))
    taken = {placed.scored.candidate.id for placed in chosen}
    displaced = tuple(_why_displaced(one, chosen, frame) for one in ranked if one.candidate.id not in taken)
    return DigestPlan(
        id=frame.id, day=frame.day, slot=frame.slot, windows=tuple(planned), left_out=displaced + tuple(left_out), still_open=frame.still_open
    )


def _best(field: Sequence[ScoredArticle], frame: Frame) -> list[_Placed]:
    fillings = (_improved(_filled([], field, frame, thrift), field, frame) for thrift in _THRIFT)
    return max(fillings, key=_value)


def _filled(start: Sequence[_Placed], field: Sequence[ScoredArticle], frame: Frame, thrift: float) -> list[_Placed]:
    """Add articles to *start*, each time the one with the most further value for its minutes, until none fits."""
    chosen = list(start)
    while True:
        options = [
            (_gain(one, chosen) / _minutes(one) ** thrift, one, window)
            for one in field
            if (window := _room(one, chosen, frame)) is not None
        ]
        if not options:
            return chosen
        _, one, window = min(options, key=lambda option: (-option[0], option[1].candidate.id))
        chosen.append(_Placed(one, window))


def _improved(chosen: list[_Placed], field: Sequence[ScoredArticle], frame: Frame) -> list[_Placed]:
    """Take out one article at a time and fill the room anew, as long as that makes the set more valuable."""
    best, better = chosen, True
    while better:
        better = False
        for out in list(best):
            rest = [placed for placed in best if placed is not out]
            others = [one for one in field if one is not out.scored]
            for thrift in _THRIFT:
                other = _filled(rest, others, frame, thrift)
                if _value(other) > _value(best) + 1e-9:
                    best, better = other, True
            if better:
                break
    return best


def _value(chosen: Sequence[_Placed]) -> float:
    seen: Counter[str] = Counter()
    total = 0.0
    for placed in sorted(chosen, key=lambda placed: (-placed.scored.score, placed.scored.candidate.id)):
        total += placed.scored.score * _AGAIN ** seen[placed.scored.skill]
        seen[placed.scored.skill] += 1
    return total


def _gain(one: ScoredArticle, chosen: Sequence[_Placed]) -> float:
    return one.score * float(_AGAIN ** sum(placed.scored.skill == one.skill for placed in chosen))


def _room(one: ScoredArticle, chosen: Sequence[_Placed], frame: Frame) -> int | None:
    """Return the window with the least room that still takes *one*, None where a rule or the minutes forbid it."""
    if _rule_against(one, chosen, frame) is not None:
        return None
    fitting = [
        (window.minutes - _used(chosen, index), index)
        for index, window in enumerate(frame.windows)
        if _suits(one, window) and window.minutes - _used(chosen, index) >= _minutes(one)
    ]
    return min(fitting)[1] if fitting else None


def _rule_against(one: ScoredArticle, chosen: Sequence[_Placed], frame: Frame) -> str | None:
    stories: set[StoryId] = {placed.scored.candidate.story for placed in chosen}
    ids = {placed.scored.candidate.id for placed in chosen}
    if one.candidate.id in ids:
        return "it is already in this digest"
    if one.candidate.story in stories:
        return "its story is in this digest, told by another source"
    if sum(placed.scored.candidate.source == one.candidate.source for placed in chosen) >= frame.most_per_source:
        return f"{one.candidate.source_title} already has {frame.most_per_source} in this digest (digest.most_per_source)"
    return None


def _suits(one: ScoredArticle, window: Window) -> bool:
    return window.mode == "any" or (window.mode == "listen") == (one.candidate.kind == "episode")


def _used(chosen: Sequence[_Placed], window: int) -> int:
    return sum(_minutes(placed.scored) for placed in chosen if placed.window == window)


def _minutes(one: ScoredArticle) -> int:
    return max(1, one.candidate.minutes)


def _why_displaced(one: ScoredArticle, chosen: Sequence[_Placed], frame: Frame) -> LeftOut:
    candidate = one.candidate
    if one.score < WORTH_IT:
        return LeftOut(candidate=candidate, score=one.score, why=f"it scores {one.score:.2f}; under {WORTH_IT:.2f} nothing is worth your time")
    rule = _rule_against(one, chosen, frame)
    if rule is not None:
        return LeftOut(candidate=candidate, score=one.score, why=rule)
    if not frame.windows:
        return LeftOut(candidate=candidate, score=one.score, why="this day has no window for learning", would_help="add a window to time", still_open=True)
    suitable = [window for window in frame.windows if _suits(one, window)]
    if not suitable:
        verb = "listen" if candidate.kind == "episode" else "read"
        return LeftOut(candidate=candidate, score=one.score, why=f"no window of this day is for this kind ({verb})", would_help=f"add a window with mode {verb}")
    longest = max(window.minutes for window in suitable)
    minutes = _minutes(one)
    if minutes > longest:
        return LeftOut(
            candidate=candidate, score=one.score, why=f"it takes {minutes} minutes, and your longest window for it has {longest}",
            would_help=f"a window of {minutes} minutes",
        )  # fmt: skip
    weakest = min((placed for placed in chosen if _suits(one, frame.windows[placed.window])), key=lambda placed: placed.scored.score, default=None)
    beside = "" if weakest is None else f"; the weakest pick there scores {weakest.scored.score:.2f}"
    return LeftOut(
        candidate=candidate, score=one.score, why=f"the minutes were taken by better ones: it scores {one.score:.2f}{beside}",
        would_help="more minutes, or “more” on something like it", still_open=True,
    )  # fmt: skip
