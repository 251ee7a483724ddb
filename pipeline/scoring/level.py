"""Match the level of a text with a learner: one step above their own."""

from pipeline.model.articles import Level
from pipeline.model.digests import Reason
from pipeline.scoring.standing import LEADS_TO, Standing
from pipeline.settings import HIGHEST_LEVEL, Gap

#: What a text counts by how many levels it misses the one it should lead to: next to it is as good, twice as far as half.
_FACTORS = (1.0, 1.0, 0.8, 0.65, 0.5)


def level_fit(level: Level, gap: Gap, standing: Standing) -> Reason:
    """Return how well a text of *level* suits somebody with *gap*.

    It should lead one level above the learner's own, or to their own where the skill is at its target.

    Args:
        level: whom the text is written for.
        gap: the learner's level and target, as the configuration states them.
        standing: where the learner stands by what they said of such texts.

    """
    wanted = standing.level + (standing.level < gap.target) + standing.step
    wanted = min(HIGHEST_LEVEL, max(min(LEADS_TO.values()), wanted))
    best = min(LEADS_TO, key=lambda one: abs(LEADS_TO[one] - wanted))
    off = abs(LEADS_TO[level] - wanted)
    words = (
        f"{level}, right for level {standing.level}" if _FACTORS[off] == 1 else f"{level}, where {best} would suit level {standing.level}"
    )
    if standing.said:
        words += f"; you said {standing.said} of texts on this skill"
    if standing.level != gap.level:
        words += f", which speaks for level {standing.level} instead of {gap.level}"
    return Reason(name="level", value=_FACTORS[off], words=words)
