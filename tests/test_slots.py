"""When a digest is due, over a whole year with its two short and long days."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.settings import LEARNER
from pipeline.slots import latest_slots, next_slot, slot_for, slots_of, windows_for, windows_on
from tests.builders import settings, window

WORKDAYS = frozenset(range(5))


def with_slots(zone: str, *at: time, days: frozenset[int] = frozenset(range(7))):
    made = settings()
    return replace(made, learner=replace(made.learner, timezone=ZoneInfo(zone)), digest=replace(made.digest, at=at, days=days))


def days_of(year: int):
    return (date(year, 1, 1) + timedelta(days=n) for n in range(365))


# The clock is changed at 03:00 and 04:00 in Sofia, at 02:00 and 03:00 in Warsaw, at midnight in Cairo.
ZONES = ["Europe/Sofia", "Europe/Warsaw", "Africa/Cairo", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"]
TIMES = [
    pytest.param((time(7, 0),), id="seven"),
    pytest.param((time(0, 0), time(0, 30), time(23, 30)), id="around midnight"),
    pytest.param((time(2, 15), time(2, 45), time(3, 10), time(3, 40)), id="where the clock is changed"),
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("times", TIMES)
def test_every_time_of_every_local_date_comes_exactly_once_a_year_long(zone, times):
    chosen = with_slots(zone, *times)
    slot = next_slot(chosen, datetime(2025, 12, 31, 23, 59, 59, tzinfo=ZoneInfo(zone)))
    came = []
    while slot is not None and slot.day.year == 2026:
        came.append(slot.digest_id(LEARNER))
        assert latest_slots(chosen, slot.moment) == (slot,)
        assert slot not in latest_slots(chosen, slot.moment - timedelta(seconds=1))
        following = next_slot(chosen, slot.moment)
        assert following is not None
        assert following.moment > slot.moment
        slot = following

    assert len(came) == len(set(came))
    assert set(came) == {f"me/{day.isoformat()}/{at:%H:%M}" for day in days_of(2026) for at in times}


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        pytest.param(
            "Europe/Sofia",
            date(2026, 3, 29),
            time(3, 30),
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            id="a time that is skipped comes as much later",
        ),
        pytest.param(
            "Europe/Sofia",
            date(2026, 10, 25),
            time(3, 30),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            id="of a time that comes twice, the first",
        ),
        pytest.param(
            "Africa/Cairo",
            date(2026, 4, 24),
            time(0, 30),
            datetime(2026, 4, 23, 22, 30, tzinfo=UTC),
            id="Cairo skips the hour after midnight",
        ),
        pytest.param(
            "Africa/Cairo",
            date(2026, 10, 29),
            time(23, 30),
            datetime(2026, 10, 29, 20, 30, tzinfo=UTC),
            id="Cairo has the hour before midnight twice",
        ),
        pytest.param("Europe/Warsaw", date(2026, 7, 1), time(7, 0), datetime(2026, 7, 1, 5, 0, tzinfo=UTC), id="an ordinary summer day"),
    ],
)
def test_a_slot_knows_its_moment(zone, day, at, moment):
    (slot,) = slots_of(day, with_slots(zone, at))

    assert (slot.moment, slot.name) == (moment, f"{at:%H:%M}")


def test_slots_of_a_short_day_come_in_the_order_of_their_moments():
    chosen = with_slots("Europe/Warsaw", time(2, 30), time(3, 10))

    assert [slot.name for slot in slots_of(date(2026, 3, 29), chosen)] == ["03:10", "02:30"]


def test_a_time_that_does_not_exist_and_the_one_it_falls_on_come_together():
    chosen = with_slots("Africa/Cairo", time(0, 30), time(1, 30))
    come = latest_slots(chosen, datetime(2026, 4, 23, 22, 30, tzinfo=UTC))

    assert [(slot.day, slot.name) for slot in come] == [(date(2026, 4, 24), "00:30"), (date(2026, 4, 24), "01:30")]
    assert latest_slots(chosen, datetime(2026, 4, 24, 22, 0, tzinfo=UTC))[0].name == "00:30"


def test_a_day_off_has_no_slot_and_the_last_one_is_fridays():
    chosen = with_slots("Europe/Warsaw", time(7, 0), days=WORKDAYS)
    sunday = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)
    (latest,), following = latest_slots(chosen, sunday), next_slot(chosen, sunday)

    assert slots_of(date(2026, 3, 8), chosen) == ()
    assert latest.day == date(2026, 3, 6)
    assert following is not None
    assert following.day == date(2026, 3, 9)


def test_without_a_day_there_is_never_a_slot():
    chosen = with_slots("UTC", time(7, 0), days=frozenset())

    assert (latest_slots(chosen, datetime(2026, 3, 4, tzinfo=UTC)), next_slot(chosen, datetime(2026, 3, 4, tzinfo=UTC))) == ((), None)


def test_a_weekly_digest_is_found_a_whole_week_away():
    chosen = with_slots("UTC", time(7, 0), days=frozenset({0}))
    after = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
    following, (latest,) = next_slot(chosen, after), latest_slots(chosen, after - timedelta(seconds=1))

    assert following is not None
    assert following.day == date(2026, 3, 9)
    assert latest.day == date(2026, 2, 23)


@pytest.mark.parametrize(
    ("hour", "day", "slot"),
    [
        pytest.param(5, None, (date(2026, 3, 4), "07:00"), id="before the first, the first of today"),
        pytest.param(12, None, (date(2026, 3, 4), "07:00"), id="at noon, the one of the morning"),
        pytest.param(20, None, (date(2026, 3, 4), "18:00"), id="in the evening, the last"),
        pytest.param(12, date(2026, 3, 1), (date(2026, 3, 1), "18:00"), id="of a day that is over, the last, even of a day off"),
        pytest.param(12, date(2026, 3, 9), (date(2026, 3, 9), "07:00"), id="of a day to come, the first"),
    ],
)
def test_whoever_asks_now_gets_a_slot(hour, day, slot):
    chosen = with_slots("UTC", time(7, 0), time(18, 0), days=WORKDAYS)
    found = slot_for(chosen, datetime(2026, 3, 4, hour, tzinfo=UTC), day)

    assert (found.day, found.name) == slot


def test_a_day_has_the_windows_of_its_weekday_in_the_order_of_the_configuration():
    chosen = settings(windows=(window("b", days=frozenset({2})), window("a"), window("weekend", days=frozenset({5, 6}))))

    assert [one.name for one in windows_on(date(2026, 3, 4), chosen)] == ["b", "a"]


def test_a_day_without_a_window_has_no_slot_and_what_is_asked_for_then_is_planned_for_the_next_that_has_one():
    chosen = replace(settings(), windows=(window("lunch", days=frozenset(range(5))),))
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)

    assert len(slots_of(friday, chosen)) == 1
    assert slots_of(saturday, chosen) == ()
    assert [one.name for one in windows_for(saturday, chosen)] == ["lunch"]
    assert windows_for(friday, chosen) == windows_on(friday, chosen)
    assert slot_for(chosen, datetime(2026, 3, 7, 12, tzinfo=UTC)).day == saturday
    assert windows_for(friday, replace(chosen, windows=())) == ()
