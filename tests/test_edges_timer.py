"""The timer: each slot once, nothing dropped for being late, and a job under way is finished."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from pipeline.edges import timer
from pipeline.edges.timer import SlotTrigger, Timer

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

SERVE = """
import sys, time
from pipeline.edges.timer import Timer
def tick():
    print("begun", flush=True)
    time.sleep(1)
    print("finished", flush=True)
Timer(tick=tick, publish=lambda: None, next_slot=lambda after: None, failed=print).run()
print("stopped", flush=True)
"""


def daily(after: datetime) -> datetime:
    """Return seven o'clock of the same day or the next."""
    seven = after.replace(hour=7, minute=0, second=0, microsecond=0)
    return seven if seven > after else seven + timedelta(days=1)


def nothing() -> None:
    """Do nothing."""


def never(_after: datetime) -> None:
    """Name no moment."""


def run_until(made: Timer, is_done: Callable[[], bool], *, seconds: float = 10) -> None:
    """Run *made* until something is done, or for some seconds."""

    def watch() -> None:
        deadline = time.monotonic() + seconds
        while not is_done() and time.monotonic() < deadline:
            time.sleep(0.02)
        made.stop()

    watcher = Thread(target=watch)
    watcher.start()
    made.run()
    watcher.join()


def test_a_slot_fires_once_and_then_the_next_one_does():
    trigger = SlotTrigger(daily)
    first = trigger.get_next_fire_time(None, NOON)

    assert first == datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
    # However late it was caught up, and whatever the clock says now: what fired is over.
    for now in (first, first + timedelta(hours=5), first - timedelta(days=1)):
        assert trigger.get_next_fire_time(first, now) == datetime(2026, 3, 6, 7, 0, tzinfo=UTC)


def test_without_slots_nothing_is_published():
    assert SlotTrigger(never).get_next_fire_time(None, NOON) is None


def test_nothing_is_dropped_for_being_late_and_what_was_missed_often_runs_once():
    made = Timer(tick=nothing, publish=nothing, next_slot=daily, failed=print)
    made._scheduler.start(paused=True)
    try:
        jobs = {job.id: (job.misfire_grace_time, job.coalesce, job.max_instances) for job in made._scheduler.get_jobs()}
    finally:
        made._scheduler.shutdown()

    assert jobs == {"collect": (None, True, 1), "publish": (None, True, 1)}


def test_slots_that_passed_while_the_machine_slept_are_published_once():
    published, slots = [], [datetime.now(UTC) - timedelta(hours=hours) for hours in (50, 26, 2)]

    def next_slot(after: datetime) -> datetime | None:
        return next((slot for slot in slots if slot > after), None)

    made = Timer(tick=nothing, publish=lambda: published.append(datetime.now(UTC)), next_slot=next_slot, failed=print)
    made._scheduler.add_job(
        made._scheduler.get_job("publish").func, SlotTrigger(next_slot), id="publish", replace_existing=True, next_run_time=slots[0]
    )
    run_until(made, lambda: bool(published), seconds=3)

    assert len(published) == 1


def test_a_second_tick_does_not_overlap_the_first(monkeypatch):
    monkeypatch.setattr(timer, "TICK", timedelta(seconds=1))
    under_way, most, ticks = 0, 0, 0

    def tick() -> None:
        nonlocal under_way, most, ticks
        under_way += 1
        most, ticks = max(most, under_way), ticks + 1
        time.sleep(1.4)
        under_way -= 1

    run_until(Timer(tick=tick, publish=nothing, next_slot=never, failed=print), lambda: ticks >= 2)

    assert (most, ticks >= 2) == (1, True)


def test_a_job_that_fails_is_told_and_the_others_go_on(monkeypatch, caplog, capfd):
    monkeypatch.setattr(timer, "TICK", timedelta(seconds=1))
    told: list[BaseException] = []

    def tick() -> None:
        message = "no network today"
        raise OSError(message)

    run_until(Timer(tick=tick, publish=nothing, next_slot=never, failed=told.append), lambda: len(told) >= 2)

    assert [str(error) for error in told[:2]] == ["no network today"] * 2
    assert (caplog.text, capfd.readouterr().err) == ("", "")


def test_a_clock_that_is_set_back_a_year_does_not_put_it_to_sleep_for_a_year():
    ticks = Event()
    made = Timer(tick=ticks.set, publish=nothing, next_slot=daily, failed=print)
    made._scheduler.start(paused=True)
    try:
        in_a_year = datetime.now(UTC) + timedelta(days=365)
        for name in ("collect", "publish"):
            made._scheduler.modify_job(name, next_run_time=in_a_year)
        made._look_at_the_clock()
        jobs = {job.id: job.next_run_time for job in made._scheduler.get_jobs()}
    finally:
        made._scheduler.shutdown()

    assert jobs["collect"] <= datetime.now(UTC) + timer.TICK
    assert jobs["publish"] == daily(datetime.now(UTC))


def test_handlers_of_signals_are_given_back():
    before = signal.getsignal(signal.SIGTERM)
    run_until(Timer(tick=nothing, publish=nothing, next_slot=never, failed=print), lambda: True)

    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_job_under_way_finish(number):
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        assert serving.stdout.readline() == "begun\n"
        os.kill(serving.pid, number)
        rest = serving.stdout.read()

    assert (rest, serving.returncode) == ("finished\nstopped\n", 0)
