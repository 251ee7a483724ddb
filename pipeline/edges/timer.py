"""Stay, and look at what is due: every minute, and at every slot to the second; the home of APScheduler.

One job, however many sources there are, and it runs in the thread that called: nothing overlaps, and nothing has to be stopped from
outside. What is late because the machine slept is caught up: the job is never dropped for being late, and runs once however often
it was missed. That no slot gets a second digest is the database's promise, not the timer's.
"""

import logging
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger

from pipeline.edges.clock import Clock

#: How often to look at what is due; also the longest delay after the machine wakes.
TICK = timedelta(seconds=60)
#: How long to wait at a time. A sleep goes on after a signal (PEP 475), so that this is also how long SIGTERM may go unheard.
_WAIT_SECONDS = 1.0
_JOB = "look"


class Moments(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Fires a minute after the last time, or at the next slot where that comes first."""

    def __init__(self, next_slot: Callable[[datetime], datetime | None]) -> None:
        self._next_slot = next_slot

    def get_next_fire_time(self, _previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the first moment later than *now*: however often the job was missed, that counts as one time."""
        slot = self._next_slot(now)
        return now + TICK if slot is None else min(slot, now + TICK)


class _Scheduler(BaseScheduler):  # type: ignore[misc]  # APScheduler ships no types
    """APScheduler without a thread of its own.

    Its schedulers that run by themselves cannot be stopped safely from another thread: where that happens while a job is being
    looked at, they no longer find the job, and their thread dies of it (3.11.3).
    """

    def look(self) -> None:
        """Run the job here and now, if it is due."""
        self._process_jobs()

    def wakeup(self) -> None:
        """Do nothing: whoever calls `look` does so every second."""

    def shutdown(self, *, wait: bool = True) -> None:
        """Let go of everything."""
        super().shutdown(wait)


class Timer:
    """Calls one function at its moments, until it is told to stop.

    Args:
        look: what to do at each of them.
        next_slot: returns the first slot later than a moment, None where there is none.
        failed: told of an error that *look* raised; the next time it is called again.
        clock: the time to go by. APScheduler reads the machine's own.

    """

    def __init__(
        self,
        *,
        look: Callable[[], None],
        next_slot: Callable[[datetime], datetime | None],
        failed: Callable[[BaseException], None],
        clock: Clock,
    ) -> None:
        # It would print a traceback of every failure, which is told in words.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._clock = clock
        self._scheduler = _Scheduler(
            executors={"default": DebugExecutor()},
            # By default a job that is a second late is dropped: a laptop that slept would get no digest.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._scheduler.add_job(look, Moments(next_slot), id=_JOB, next_run_time=clock.now())
        self._scheduler.add_listener(lambda event: failed(event.exception), EVENT_JOB_ERROR)
        self._stopped = False

    def run(self, begun: Callable[[], None] = lambda: None) -> None:
        """Run until SIGTERM, SIGINT or `stop`, and finish a job under way first; *begun* is called once signals are heard."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        self._scheduler.start()
        begun()
        try:
            while not self._stopped:
                self._look_at_the_clock()
                self._scheduler.look()
                if not self._stopped:
                    self._clock.wait(_WAIT_SECONDS)
        finally:
            self._scheduler.shutdown()
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopped = True

    def _look_at_the_clock(self) -> None:
        """Have the job run at once where the clock was set back, or it would sleep until the clock is where it was."""
        now = self._clock.now()
        if self._scheduler.get_job(_JOB).next_run_time > now + TICK:
            self._scheduler.modify_job(_JOB, next_run_time=now)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # Nothing but this: a handler that took a lock might find it taken by what it interrupted.
        self.stop()
