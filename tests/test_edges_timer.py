"""The timer: looks every minute and at every slot, drops nothing for being late, and finishes what is under way."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.edges.timer import TICK, Moments, Timer
from tests.clocks import FakeClock, going_by

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

SERVE = """
import time
from pipeline.edges.clock import Clock
from pipeline.edges.timer import Timer
def look():
    print("begun", flush=True)
    time.sleep(1)
    print("finished", flush=True)
Timer(look=look, next_slot=lambda after: None, failed=print, clock=Clock()).run()
print("stopped", flush=True)
"""


def daily(after: datetime) -> datetime:
    """Return half past seven and ten seconds of the same day or the next."""
    slot = after.replace(hour=7, minute=30, second=10, microsecond=0)
    return slot if slot > after else slot + timedelta(days=1)


def never(_after: datetime) -> None:
    """Name no moment."""


def looks(
    passes: Callable[[FakeClock, timedelta], datetime | None],
    *,
    start: datetime = NOON,
    next_slot: Callable[[datetime], datetime | None] = never,
    takes: timedelta = timedelta(0),
) -> list[datetime]:
    """Run a timer until *passes* ends it, and return when it looked; each look takes some time."""
    clock, came = FakeClock(start, passes), []

    def look() -> None:
        came.append(clock.moment)
        clock.moment += takes

    with going_by(clock):
        Timer(look=look, next_slot=next_slot, failed=print, clock=clock).run()
    return came


def until(end: datetime) -> Callable[[FakeClock, timedelta], datetime | None]:
    """Let time pass as it is asked for, up to the *end*."""
    return lambda clock, wished: clock.moment + wished if clock.moment < end else None


def test_it_looks_at_once_and_then_every_minute():
    assert looks(until(NOON + timedelta(minutes=3))) == [NOON + n * TICK for n in range(4)]


def test_it_looks_at_a_slot_to_the_second_and_a_minute_after_that():
    start = NOON.replace(hour=7, minute=29, second=30)

    assert [moment - start for moment in looks(until(start + timedelta(seconds=100)), start=start, next_slot=daily)] == [
        timedelta(0), timedelta(seconds=40), timedelta(seconds=100)
    ]  # fmt: skip


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=5), timedelta(days=400)], ids=["in time", "late", "a year late"])
def test_however_late_it_is_the_next_moment_is_one_to_come(late):
    slot = daily(NOON)

    assert Moments(daily).get_next_fire_time(slot, slot + late) == min(daily(slot + late), slot + late + TICK)


@pytest.mark.parametrize("asleep", [timedelta(seconds=4), timedelta(hours=14), timedelta(days=400)])
def test_after_sleep_it_looks_once_however_often_it_should_have(asleep):
    woken = NOON.replace(hour=7, minute=30, second=9) + asleep

    def passes(clock: FakeClock, _wished: timedelta) -> datetime | None:
        return woken if clock.moment < woken else None

    assert looks(passes, start=woken - asleep, next_slot=daily) == [woken - asleep, woken]


def test_a_look_that_takes_long_is_followed_by_the_next_one_and_never_overlapped():
    took = timedelta(minutes=10)
    first, second, third, *_ = looks(until(NOON + 3 * took), takes=took)

    assert timedelta(0) <= second - first - took <= timedelta(seconds=1)
    assert timedelta(0) <= third - second - took <= timedelta(seconds=1)


@pytest.mark.parametrize("back", [timedelta(minutes=2), timedelta(days=1), timedelta(days=365)], ids=["minutes", "a day", "a year"])
def test_a_clock_that_is_set_back_does_not_put_it_to_sleep_until_it_is_where_it_was(back):
    def passes(clock: FakeClock, wished: timedelta) -> datetime | None:
        if clock.moment == NOON + timedelta(seconds=30):
            return NOON - back
        return None if NOON - back + TICK < clock.moment < NOON else clock.moment + wished

    assert looks(passes, next_slot=daily)[:3] == [NOON, NOON - back, NOON - back + TICK]


def test_a_look_that_fails_is_told_and_it_goes_on(caplog, capfd):
    clock, told = FakeClock(NOON, until(NOON + TICK)), []

    def look() -> None:
        message = "no network today"
        raise OSError(message)

    with going_by(clock):
        Timer(look=look, next_slot=never, failed=told.append, clock=clock).run()

    assert [str(error) for error in told] == ["no network today"] * 2
    assert (caplog.text, capfd.readouterr().err) == ("", "")


def test_whoever_stops_it_during_a_look_does_not_wait_for_another():
    clock = FakeClock(NOON)

    def look() -> None:
        timer.stop()

    with going_by(clock):
        timer = Timer(look=look, next_slot=never, failed=print, clock=clock)
        timer.run()

    assert clock.moment == NOON


def test_handlers_of_signals_are_given_back():
    before = signal.getsignal(signal.SIGTERM)
    looks(until(NOON))

    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_look_under_way_finish(number):
    with subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        assert serving.stdout.readline() == "begun\n"
        os.kill(serving.pid, number)
        rest = serving.stdout.read()

    assert (rest, serving.returncode) == ("finished\nstopped\n", 0)
