"""Stay, and call the lanes at their hours; the home of APScheduler.

Two jobs, however many sources there are: a tick that asks what is due, and publishing at the slots of the configuration.
What is late because the machine slept is caught up: a job is never dropped for being late, and runs once however often
it was missed. That no slot gets a second digest is the database's promise, not the timer's.
"""

import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from threading import Event as Flag

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

    def __init__(self, *, tick: Callable[[], None], publish: Callable[[], None], next_slot: Callable[[datetime], datetime | None], failed: Callable[[BaseException], None]) -> None:
        self._scheduler = BackgroundScheduler(
            # One thread: the lanes share one database writer.
            executors={"default": ThreadPoolExecutor(1)},
            # By default a job that is a second late is dropped: a laptop that slept would get no digest.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )
        self._scheduler.add_job(tick, IntervalTrigger(seconds=int(TICK.total_seconds()), timezone="UTC"), id="collect", next_run_time=datetime.now().astimezone())
        self._scheduler.add_job(publish, SlotTrigger(next_slot), id="publish")
        self._scheduler.add_listener(lambda event: failed(_error_of(event)), EVENT_JOB_ERROR)
        self._stopped = Flag()

    def run(self) -> None:
        """Run until SIGTERM, SIGINT or `stop`; a job under way is finished first."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        self._scheduler.start()
        try:
            while not self._stopped.wait(1.0):
                pass
        finally:
            self._scheduler.shutdown(wait=True)
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Ask `run` to end."""
        self._stopped.set()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()


def _error_of(event: JobExecutionEvent) -> BaseException:
    error: BaseException = event.exception
    return error
