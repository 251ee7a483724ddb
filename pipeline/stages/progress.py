"""Count what was done towards each skill, and propose another level where what was done speaks for one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipeline.model.digests import Deed, EventKind, LevelProposal, SkillProgress
from pipeline.model.ids import ArticleId
from pipeline.scoring.standing import REMEMBERED, Bounds, bounds_of
from pipeline.settings import Gap

#: How long ago is lately.
LATELY = timedelta(weeks=4)
#: A level is proposed where so many of the last so many items agree: one slip of the finger, or one odd text, changes nothing.
_AGREEING, _LAST = 4, 5


def progress(gaps: Sequence[Gap], deeds: Sequence[Deed], now: datetime) -> tuple[SkillProgress, ...]:
    """Return, for each gap in its order, what was done towards it by *now*.

    An item counts once for each skill it was tagged with, and for the one it was picked for, however often it was marked.

    Args:
        gaps: the skills that are learned, with the level and the target that the configuration states.
        deeds: what the person did, in the order in which they said it.
        now: the moment up to which the last four weeks are counted.

    """
    return tuple(_towards(gap, [deed for deed in deeds if gap.skill in deed.skills], now) for gap in gaps)


def _towards(gap: Gap, deeds: Sequence[Deed], now: datetime) -> SkillProgress:
    done = _articles(deeds, "done")
    return SkillProgress(
        skill=gap.skill, level=gap.level, target=gap.target, done=len(done),
        done_lately=sum(now - LATELY < deed.event.at <= now for deed in done.values()),
        minutes=sum(deed.minutes for deed in done.values()),
        too_easy=len(_articles(deeds, "too_easy")), too_hard=len(_articles(deeds, "too_hard")), proposal=_proposal(gap, deeds, now),
    )  # fmt: skip


def _articles(deeds: Sequence[Deed], kind: EventKind) -> dict[ArticleId, Deed]:
    """Return the last deed of *kind* with each article."""
    return {deed.event.article: deed for deed in deeds if deed.event.kind == kind}


def _proposal(gap: Gap, deeds: Sequence[Deed], now: datetime) -> LevelProposal | None:
    """Return the level that four of the last five items speak for, None where that may be the configured one."""
    last = _judged(deeds, now)
    if len(last) < _LAST:
        return None
    higher = sorted(bounds.at_least for _, bounds in last)[-_AGREEING]
    if higher > gap.level:
        agreeing = [kind for kind, bounds in last if bounds.at_least >= higher]
        too_easy, well = agreeing.count("too_easy"), agreeing.count("done")
        parts = [f"{too_easy} too easy"] * bool(too_easy) + [f"{well} done that suit level {higher} or higher"] * bool(well)
        return LevelProposal(level=higher, why=f"of the last {_LAST} items, {' and '.join(parts)}")
    lower = sorted(bounds.at_most for _, bounds in last)[_AGREEING - 1]
    if lower < gap.level:
        too_hard = sum(bounds.at_most <= lower for _, bounds in last)
        return LevelProposal(level=lower, why=f"of the last {_LAST} items, {too_hard} too hard")
    return None


def _judged(deeds: Sequence[Deed], now: datetime) -> list[tuple[EventKind, Bounds]]:
    """Return of the last items what they were to the person and what that tells of them; a word on the level counts before "done"."""
    judged: dict[ArticleId, tuple[EventKind, Bounds]] = {}
    for deed in deeds:
        article, kind = deed.event.article, deed.event.kind
        if deed.level is None or deed.event.at <= now - REMEMBERED:
            continue
        if kind in {"too_easy", "too_hard"} or (kind == "done" and article not in judged):
            judged.pop(article, None)
            judged[article] = kind, bounds_of(kind, deed.level)
    return list(judged.values())[-_LAST:]
