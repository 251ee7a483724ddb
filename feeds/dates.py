"""Read the dates of feeds, right or refused."""

import re
from datetime import UTC, datetime, timedelta, timezone

from feeds.months import month_number

#: Nothing was published on the web before it existed; such dates are a machine's zero.
FIRST_YEAR = 1990
#: Dates behind this are somebody's "for ever".
LAST_YEAR = 2100

# Hours from UTC of the zone names that RFC 822 (section 5.1) knows, and of a few that feeds add.
_ZONES = {
    "ut": 0.0, "utc": 0.0, "gmt": 0.0, "z": 0.0, "wet": 0.0, "west": 1.0, "bst": 1.0, "cet": 1.0, "cest": 2.0, "eet": 2.0, "eest": 3.0,
    "msk": 3.0, "ist": 5.5, "jst": 9.0, "kst": 9.0, "aest": 10.0, "aedt": 11.0,
    "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0, "akst": -9.0, "hst": -10.0,
}  # fmt: skip

_WEEKDAY = r"(?:[^\W\d][^\d:]{0,24}?(?:[,،]\s*|\s+))?"
# One word, or two ("كانون الثاني"), in any language; "17 de fevereiro de 2026" is how the Romance ones say it.
_MONTH = r"(?:de\s+)?(?P<month>[^\W\d_]{2,15}(?:\s[^\W\d_]{5,6})?)\.?,?"
_RFC_822 = re.compile(
    _WEEKDAY + r"(?P<day>\d{1,2})(?:\.\s?|[\s-]+)" + _MONTH + r"[\s-]+(?:de\s+)?(?P<year>\d{4}|\d{2})(?:\s?(?:г|р|r)\.)?"
    r"(?:,?\s+(?P<hour>\d{1,2}):?(?P<minute>\d{2}|(?<=:)\d)(?::(?P<second>\d{1,2})(?:\.\d+)?)?\s*(?P<half>[ap]m\b)?)?"
    r"\s*(?:(?:gmt|utc)(?=[+-]))?(?P<zone>[+-]\d{1,2}:?\d{2}|[a-z]{1,5})?(?:\s*\([^)]*\))?",
    re.IGNORECASE,
)
# asctime and "February 3, 2026 7:00 am": what scripts print when nobody tells them the format.
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+"
    r"(?:(?P<year>\d{4}),?\s*)?(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[ap]m)?)?"
    r"\s*(?P<zone>[+-]\d{2}:?\d{2}|[a-z]{1,5})?\s*(?P<late_year>\d{4})?",
    re.IGNORECASE,
)
_ISO_8601 = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2}))?)?"
    r"(?:(?:[T_]|\s+)(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_CLOCK = r"(?:,?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
# Where the day comes first the numbers have dots between them; with strokes nobody can tell.
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})" + _CLOCK)
_EAST_ASIAN = re.compile(r"(?P<year>\d{4})\s?[年년]\s*(?P<month>\d{1,2})\s?[月월]\s*(?P<day>\d{1,2})\s?[日일]" + _CLOCK)
_SHAPES = (_ISO_8601, _RFC_822, _MONTH_FIRST, _DOTTED, _EAST_ASIAN)
_UNIX_SECONDS = re.compile(r"\d{10}(?:\d{3})?")


def moment(text: str) -> datetime | None:
    """Return the UTC time that a date of a feed means, None where it means none.

    Reads RFC 822 (RSS 2.0), RFC 3339 and W3C dates (Atom, JSON Feed, Dublin Core), Unix seconds, and the forms that
    scripts print, with the names of months in many languages. A time without a zone is taken as UTC. Days that no calendar has, offsets that no
    place on Earth has and years outside 1990 to 2100 give None.

    >>> moment("Tue, 17 Feb 2026 08:00:00 +0100").isoformat()
    '2026-02-17T07:00:00+00:00'
    >>> moment("Mon, 30 Feb 2026 08:00:00 GMT")
    """
    text = " ".join(text.split())[:80]
    if _UNIX_SECONDS.fullmatch(text):
        return _sane(datetime.fromtimestamp(int(text[:10]), UTC))
    parts = _parts(text)
    return _from_parts(parts) if parts else None


def looks_like_a_date(text: str) -> bool:
    """Say whether `moment` knows the shape: its None then means a wrong date, not an unknown one."""
    text = " ".join(text.split())[:80]
    return _UNIX_SECONDS.fullmatch(text) is not None or _parts(text) is not None


def _parts(text: str) -> dict[str, str] | None:
    """Return the named parts of a date, its month as a number; None for a text of no shape that we know."""
    for shape in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            parts = {name: value for name, value in found.groupdict().items() if value is not None}
            month = parts.get("month", "1")
            number = int(month) if month.isdecimal() else month_number(month)
            if number is not None:
                return {**parts, "month": str(number)}
    return None


def from_numbers(numbers: tuple[int, ...] | None) -> datetime | None:
    """Return the UTC time of year, month, day, hour, minute, second (more is ignored), None where there is no such time."""
    if not numbers or len(numbers) < 6:
        return None
    year, month, day, hour, minute, second = numbers[:6]
    try:
        return _sane(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def _from_parts(parts: dict[str, str]) -> datetime | None:
    zone = _zone(parts.get("zone", "Z"))
    year = int(parts.get("year") or parts.get("late_year") or 0)
    if zone is None:
        return None
    if year < 100:
        # RFC 2822, section 4.3: two digits below 50 are this century.
        year += 2000 if year < 50 else 1900
    hour = int(parts.get("hour", "0"))
    if "half" in parts:
        hour = hour % 12 + (12 if parts["half"].lower() == "pm" else 0)
    try:
        local = datetime(
            year,
            int(parts["month"]),
            int(parts.get("day", "1")),
            0 if hour == 24 else hour,
            int(parts.get("minute", "0")),
            # A leap second is the second before it.
            min(int(parts.get("second", "0")), 59) if parts.get("second") == "60" else int(parts.get("second", "0")),
            int(parts.get("fraction", "0")[:6].ljust(6, "0")),
            zone,
        )
        return _sane((local + timedelta(days=1 if hour == 24 else 0)).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone | None:
    """Return the zone of "+0100", "+01:00", "+1:00" or "CET"; an unknown name is UTC (RFC 2822, section 4.3)."""
    if text[0] not in "+-":
        return timezone(timedelta(hours=_ZONES.get(text.lower(), 0.0)))
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    # The date line: UTC-12 to UTC+14.
    if hours * 60 + minutes > 14 * 60 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _sane(time: datetime) -> datetime | None:
    return time if FIRST_YEAR <= time.year <= LAST_YEAR else None
