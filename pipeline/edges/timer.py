"""Stay, and call the lanes at their hours; the home of APScheduler.

Two jobs, however many sources there are: a tick that asks what is due, and publishing at the slots of the configuration.
What is late because the machine slept is caught up: a job is never dropped for being late, and runs once however often
it was missed. That no slot gets a second digest is the database's promise, not the timer's.
"""

import logging
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from types import FrameType

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

#: How often we look at what is due; also the longest delay after the machine wakes.
TICK = timedelta(seconds=60)


class SlotTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler ships no types
    """Fires at the moments that a function names: the first later than a given one."""

    def __init__(self, next_after: Callable[[datetime], datetime | None]) -> None:
        self._next_after = next_after

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """Return the slot after the last one that fired; a missed one counts as fired when it is caught up."""
        return self._next_after(previous_fire_time or now)


class Timer:
    """Runs two jobs until it is told to stop; only one of them at a time."""

    def __init__(
        self,
        *,
        tick: Callable[[], None],
        publish: Callable[[], None],
        next_slot: Callable[[datetime], datetime | None],
        failed: Callable[[BaseException], None],
    ) -> None:
        # It would print a traceback of every failure, which is told in words, and a warning of every tick that waits.
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
        self._scheduler = BackgroundScheduler(
            # One thread: the lanes share one database writer.
            executors={"default": ThreadPoolExecutor(1)},
            # By default a job that is a second late is dropped: a laptop that slept would get no digest.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._triggers = {"collect": IntervalTrigger(seconds=int(TICK.total_seconds()), timezone="UTC"), "publish": SlotTrigger(next_slot)}
        self._scheduler.add_job(tick, self._triggers["collect"], id="collect", next_run_time=datetime.now(UTC))
        self._scheduler.add_job(publish, self._triggers["publish"], id="publish")
        self._scheduler.add_listener(lambda event: failed(_error_of(event)), EVENT_JOB_ERROR)
        self._stopped = Flag()

    def run(self) -> None:
        """Run until SIGTERM, SIGINT or `stop`; a job under way is finished first."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        self._scheduler.start()
        try:
            # Not for ever: where a wait without an end cannot be interrupted, Ctrl-C would be heard at the next job.
            while not self._stopped.wait(1.0):
                self._look_at_the_clock()
        finally:
            self._scheduler.shutdown(wait=True)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _look_at_the_clock(self) -> None:
        """Set both jobs anew where the clock was set back, or they would sleep until it is where it was."""
        collect = self._scheduler.get_job("collect")
        if collect is not None and collect.next_run_time > datetime.now(UTC) + 2 * TICK:
            for name, trigger in self._triggers.items():
                self._scheduler.reschedule_job(name, trigger=trigger)

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopped.set()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()


def _error_of(event: JobExecutionEvent) -> BaseException:
    error: BaseException = event.exception
    return error
