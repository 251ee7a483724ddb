"""Find the parts of a long episode that teach a skill by themselves."""

from collections.abc import Mapping, Sequence

from pipeline.model.articles import PRESENT, Passage
from pipeline.settings import SkillId
from pipeline.stretches import Stretch

#: A passage teaches the skill somewhere in it as strongly as a whole episode has to.
_TEACHES = PRESENT
#: A stretch gains a passage as much as it is stronger than this, and costs it as much as it is weaker: a short digression
#: between two stretches that teach is heard along, a long one ends the passage.
_GOES_ON = 0.35
#: The longest passages that are offered of each skill (seconds): for a commute, and for a coffee.
_LENGTHS = (25 * 60.0, 12 * 60.0)
#: A passage that lasts nearly as long as the episode saves nothing: then the whole is heard.
_NEARLY_ALL = 0.8


def passages_of(
    skills: Sequence[SkillId], stretches: Sequence[Stretch], strengths: Sequence[Mapping[SkillId, float]]
) -> tuple[Passage, ...]:
    """Return for each of *skills* the passages that teach it, at most one for each length offered, the longer one first.

    Of all runs of stretches that are short enough, a passage is the one that gains most (the maximum subarray).

    Args:
        skills: what the episode as a whole teaches.
        stretches: the episode in order, without gaps that matter.
        strengths: how strongly each stretch by itself teaches which skill (0 to 1).

    """
    whole = sum(stretch.seconds for stretch in stretches)
    found: dict[tuple[SkillId, int, int], Passage] = {}
    for skill in skills:
        taught = [strength.get(skill, 0.0) for strength in strengths]
        said = sum(strength * stretch.seconds for strength, stretch in zip(taught, stretches, strict=True))
        for longest in _LENGTHS:
            run = _best_run(taught, stretches, min(longest, _NEARLY_ALL * whole))
            if max(taught[run], default=0.0) < _TEACHES:
                continue
            part = stretches[run]
            heard = sum(strength * stretch.seconds for strength, stretch in zip(taught[run], part, strict=True))
            found[skill, run.start, run.stop] = Passage(
                skill=skill,
                start_seconds=part[0].start_seconds,
                end_seconds=part[-1].end_seconds,
                share=round(heard / said, 4),
                title=part[0].title,
            )
    return tuple(found.values())


def _best_run(taught: Sequence[float], stretches: Sequence[Stretch], longest: float) -> slice:
    """Return the run of stretches of at most *longest* seconds that gains most; an empty one where none is short enough."""
    best, most = slice(0, 0), 0.0
    for first in range(len(stretches)):
        gain = seconds = 0.0
        for place in range(first, len(stretches)):
            seconds += stretches[place].seconds
            if seconds > longest:
                break
            gain += (taught[place] - _GOES_ON) * stretches[place].seconds
            if gain > most:
                best, most = slice(first, place + 1), gain
    return best
