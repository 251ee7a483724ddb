"""Where on a day the options of a page fit: each in one window, and none over its minutes."""

from collections.abc import Sequence

from pipeline.planning.options import Option
from pipeline.planning.page import Placed

Free = tuple[int, ...]
"""The minutes that are left of each window."""


def tightest(option: Option, free: Sequence[int]) -> int | None:
    """Return the window with the least room that still takes *option*, None where none does."""
    found = None
    for window in option.windows:
        if free[window] >= option.minutes and (found is None or free[window] < free[found]):
            found = window
    return found


def put(option: Option, window: int, placed: Placed, free: Free) -> tuple[Placed, Free]:
    """Return what is placed, and what is free, with *option* in *window*."""
    return (*placed, (option, window)), (*free[:window], free[window] - option.minutes, *free[window + 1 :])


def arranged(options: Sequence[Option], free: Free) -> tuple[Placed, Free] | None:
    """Return *options* so placed that all fit, and the minutes left of *free*; None where they do not fit in any way.

    The longest is placed first, in the window with the least room; what cannot be, every other way is tried.
    """
    order = sorted(options, key=lambda option: (-option.minutes, len(option.windows)))
    hopeless: set[tuple[int, Free]] = set()

    def place(placed: Placed, free: Free) -> tuple[Placed, Free] | None:
        if len(placed) == len(order):
            return placed, free
        option = order[len(placed)]
        if (len(placed), free) not in hopeless:
            hopeless.add((len(placed), free))
            for window in sorted(option.windows, key=lambda window: free[window]):
                if free[window] >= option.minutes and (found := place(*put(option, window, placed, free))) is not None:
                    return found
        return None

    return place((), free)
