"""Read what a feed says about how often to ask."""

import re
from datetime import timedelta

from feeds.model.sources import PollingHints

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
#: Longer is a mistake in the feed: nobody publishes to be read in a year.
_LONGEST = timedelta(days=365)


def polling_hints(document: str, *, minutes: str = "", period: str = "", frequency: str = "") -> PollingHints:
    """Return the hints of an RSS document.

    `minutes` is its <ttl> (RSS 2.0), `period` and `frequency` are sy:updatePeriod and sy:updateFrequency (RSS 1.0
    module "syndication"); skipHours and skipDays are read from the document itself. Garbage counts as not said.
    """
    said = [interval for interval in (_ttl(minutes), _syndication(period, frequency)) if interval is not None]
    return PollingHints(
        ttl=max(said, default=None),
        # RSS 0.91 counted hours from 1 to 24.
        skip_hours=frozenset(int(hour) % 24 for hour in _inside(document, "skipHours", "hour") if hour.isdecimal() and int(hour) <= 24),
        skip_days=frozenset(_DAYS.index(day[:3].lower()) for day in _inside(document, "skipDays", "day") if day[:3].lower() in _DAYS),
    )


def _ttl(minutes: str) -> timedelta | None:
    minutes = minutes.strip()
    # Ten digits are 19,000 years.
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 10) or int(minutes) == 0:
        return None
    return min(timedelta(minutes=int(minutes)), _LONGEST)


def _syndication(period: str, frequency: str) -> timedelta | None:
    length = _PERIODS.get(period.strip().lower())
    times = frequency.strip() or "1"
    if length is None or not (times.isascii() and times.isdecimal() and len(times) < 10) or int(times) == 0:
        return None
    return length / int(times)


def _inside(document: str, block: str, element: str) -> list[str]:
    """Return the texts of the elements within the first such block; feedparser keeps only the last of them."""
    start = document.find(f"<{block}>")
    end = document.find(f"</{block}>", start)
    if start < 0 or end < 0:
        return []
    return re.findall(rf"<{element}>\s*([^<\s]+)\s*</{element}>", document[start : min(end, start + 4096)])
