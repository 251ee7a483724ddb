"""Match the level of a text with a learner: one step above their own."""

from collections.abc import Mapping

from pipeline.model.articles import Level
from pipeline.model.digests import Reason
from pipeline.settings import Gap

#: The level of a learner (0 none to 5 expert) to which a text of each level leads. The three stand two levels apart, so that somebody
#: between two of them is served by both.
LEADS_TO: Mapping[Level, int] = {"introduction": 1, "practice": 3, "deep": 5}
_HIGHEST = 5
#: What a text counts by how many levels it misses the one it should lead to: next to it is as good, twice as far as half.
_FACTORS = (1.0, 1.0, 0.8, 0.65, 0.5)


def level_fit(level: Level, gap: Gap, shift: int, said: str) -> Reason:
    """Return how well a text of *level* suits somebody with *gap*.

    It should lead one level above the learner's own, or to their own where the skill is at its target.

    Args:
        level: whom the text is written for.
        gap: the learner's level and target.
        shift: by how many levels texts proved too hard (below 0) or too easy (above 0) before.
        said: what the learner said of them, for the reason; "" for nothing.

    """
    wanted = min(_HIGHEST, gap.level + 1 if gap.level < gap.target else gap.level)
    wanted = min(_HIGHEST, max(1, wanted + shift))
    best = min(LEADS_TO, key=lambda one: abs(LEADS_TO[one] - wanted))
    off = abs(LEADS_TO[level] - wanted)
    suits = f"{level}, right for level {gap.level}" if _FACTORS[off] == 1 else f"{level}, where {best} would suit level {gap.level}"
    return Reason(name="level", value=_FACTORS[off], words=f"{suits}; on this skill you said {said}" if said else suits)
