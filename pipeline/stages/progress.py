"""Count what was done towards each skill."""

from collections.abc import Sequence

from pipeline.model.digests import Event, SkillProgress
from pipeline.settings import Gap


def progress(gaps: Sequence[Gap], events: Sequence[Event]) -> tuple[SkillProgress, ...]:
    """Return, for each gap in its order, the level, the target, and how many items that teach it were done.

    An item counts once for each skill it was tagged with, however often it was marked.
    """
    done = {(event.article, skill) for event in events if event.kind == "done" for skill in event.skills}
    return tuple(
        SkillProgress(skill=gap.skill, level=gap.level, target=gap.target, done=sum(skill == gap.skill for _, skill in done))
        for gap in gaps
    )
