"""Read what config.yaml says about time, and write it back: durations, days, times of day, dates, time zones.

Each function takes whatever YAML held and returns the value, or raises ValueError with a sentence for a person.
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from pipeline.config.values import found, text
from pipeline.nearest import did_you_mean, meant, nearest
from pipeline.settings import EVERY_DAY, Weekdays

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS_OF_DAYS: dict[str, Weekdays] = {
    "every day": EVERY_DAY, "daily": EVERY_DAY, "weekdays": frozenset(range(5)),
    "weekend": frozenset({5, 6}), "weekends": frozenset({5, 6}),
}  # fmt: skip
_UNITS = {"m": 1, "min": 1, "minute": 1, "h": 60, "hour": 60, "d": 1440, "day": 1440, "w": 10080, "week": 10080}
#: Anything longer is a slip of the keyboard.
_LONGEST = timedelta(days=3660)


def day_of_calendar(value: object) -> date:
    """Return a date; YAML reads 2027-03-01 as one by itself."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else _no_date(value)
    except ValueError:
        return _no_date(value)


def _no_date(value: object) -> date:
    message = f"expected a date like 2027-03-01, found {found(value)}"
    raise ValueError(message)


def duration(value: object) -> timedelta:
    """Return how long "30m", "6h", "2 days" or "2 weeks" is.

    >>> duration("2 weeks")
    datetime.timedelta(days=14)
    """
    matched = re.fullmatch(r"([0-9]{1,6}) ?([a-z]+)", value.strip().lower()) if isinstance(value, str) else None
    unit = matched and (_UNITS.get(matched[2]) or _UNITS.get(matched[2].removesuffix("s")))
    if matched is None or unit is None:
        hint = f"; write the unit: {value}m, {value}h or {value} days" if isinstance(value, int) and not isinstance(value, bool) else ""
        message = f"expected a duration like 30m, 6h, 2 days or 2 weeks, found {found(value)}{hint}"
        raise ValueError(message)
    length = timedelta(minutes=int(matched[1]) * unit)
    if not timedelta(0) < length <= _LONGEST:
        message = f"expected a duration from a minute to ten years, found {found(value)}"
        raise ValueError(message)
    return length


def duration_text(length: timedelta) -> str:
    """Return *length* as `duration` reads it, in the largest unit that fits.

    >>> duration_text(timedelta(days=14)), duration_text(timedelta(minutes=90))
    ('2 weeks', '90m')
    """
    minutes = int(length.total_seconds() // 60)
    for size, one, many in ((10080, " week", " weeks"), (1440, " day", " days"), (60, "h", "h")):
        if minutes % size == 0:
            return f"{minutes // size}{one if minutes == size else many}"
    return f"{minutes}m"


def days(value: object) -> Weekdays:
    """Return the days of the week that "mon-fri", "sat, sun" or "every day" names; Monday is 0.

    >>> sorted(days("fri-mon"))
    [0, 4, 5, 6]
    """
    parts = value if isinstance(value, list) else re.split(r"[,;]|\band\b", value) if isinstance(value, str) else []
    chosen: set[int] = set()
    for part in parts:
        chosen |= _some_days(part)
    if not chosen:
        message = f"expected days like mon-fri, [sat, sun] or every day, found {found(value)}"
        raise ValueError(message)
    return frozenset(chosen)


def _some_days(part: object) -> Weekdays:
    words = " ".join(str(part).lower().replace("–", "-").split())
    if words in _GROUPS_OF_DAYS:
        return _GROUPS_OF_DAYS[words]
    first, _, last = words.partition("-")
    begin, end = _day(first), _day(last or first)
    if begin is None or end is None:
        message = f"expected days like mon-fri, [sat, sun] or every day, found {found(part)}{did_you_mean(words, DAY_NAMES + _FULL_DAYS)}"
        raise ValueError(message)
    return frozenset((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _day(word: str) -> int | None:
    word = word.strip().rstrip(".")
    matches = [number for number, name in enumerate(_FULL_DAYS) if len(word) >= len("mon") and name.startswith(word)]
    return matches[0] if len(matches) == 1 else None


def days_text(chosen: Weekdays) -> str:
    """Return *chosen* as `days` reads it.

    >>> days_text(frozenset({0, 1, 2, 3, 4}))
    'mon-fri'
    """
    ordered = sorted(chosen)
    if chosen == EVERY_DAY:
        return "every day"
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{DAY_NAMES[ordered[0]]}-{DAY_NAMES[ordered[-1]]}"
    return ", ".join(DAY_NAMES[day] for day in ordered)


def time_of_day(value: object) -> time:
    """Return a time of day written as "07:00"."""
    matched = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value.strip()) if isinstance(value, str) else None
    if matched is None or int(matched[1]) > 23 or int(matched[2]) > 59:
        message = f'expected a time like "07:00", found {found(value)}'
        raise ValueError(message)
    return time(int(matched[1]), int(matched[2]))


def time_text(moment: time) -> str:
    """Return *moment* as `time_of_day` reads it."""
    return moment.strftime("%H:%M")


def timezone(value: object) -> ZoneInfo:
    """Return the IANA time zone of that name, or suggest one."""
    name = text(value)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # no such zone, a folder of zones, a path instead of a name
        pass
    zones = available_timezones()
    city = name.rpartition("/")[2].replace(" ", "_").lower()
    same_city = sorted(zone for zone in zones if zone.rpartition("/")[2].lower() == city)
    suggested = same_city[0] if same_city else nearest(name, zones)
    message = f"there is no time zone {found(name)}; zones are named like Europe/Warsaw{meant(suggested)}"
    raise ValueError(message)
