"""Clocks that tests hand to `gapfeed serve`: time passes only where somebody waits, as fast as the machine can."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from pipeline.edges.clock import Clock


class FakeClock(Clock):
    """Starts at a moment, and lets every wait take as long as *passes* says: as long as was asked for, where nobody says otherwise.

    Where *passes* returns None the program is told to stop, as a person would: with SIGTERM.
    """

    def __init__(self, start: datetime, passes: Callable[["FakeClock", timedelta], datetime | None] | None = None) -> None:
        self.moment = start
        self._passes = passes or (lambda clock, wished: clock.moment + wished)

    def now(self) -> datetime:
        """Return the moment that it is by this clock."""
        return self.moment

    def wait(self, seconds: float) -> None:
        """Be at the next moment at once."""
        following = self._passes(self, timedelta(seconds=seconds))
        if following is None:
            signal.raise_signal(signal.SIGTERM)
        else:
            self.moment = following


@contextmanager
def going_by(clock: Clock) -> Iterator[None]:
    """Make `gapfeed serve` go by *clock*, and APScheduler, which reads the machine's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.edges.clock.Clock", lambda: clock)
        patch.setattr("apscheduler.schedulers.base.datetime", SimpleNamespace(now=lambda zone: clock.now().astimezone(zone)))
        yield
