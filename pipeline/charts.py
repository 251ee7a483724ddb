"""Say where the parts of a skill's chart lie: a way of five steps, how far the person is on it, and where they want to be."""

from pipeline.settings import HIGHEST_LEVEL
from pipeline.views import ChartView

#: Of 240 units: where the way begins, how wide each step is, how far the dots of what was done stand from each other.
_START, _STEP, _DOT = 8.0, 44.8, 8.0
#: More dots than these would stand outside.
_MOST_DOTS = 28


def chart(*, level: int, target: int, done: int, anchor: str, description: str) -> ChartView:
    """Return the chart of a skill at *level* of 0 to 5 that is to reach *target*, for which *done* items were done.

    >>> chart(level=1, target=3, done=2, anchor="skill-1", description="").done
    ('8', '16')
    """
    return ChartView(
        anchor=anchor,
        description=description,
        level=_place(level),
        target=_place(target),
        ticks=tuple(map(_place, range(HIGHEST_LEVEL + 1))),
        done=tuple(f"{_START + _DOT * dot:g}" for dot in range(min(done, _MOST_DOTS))),
    )


def _place(step: int) -> str:
    return f"{_START + _STEP * step:g}"
