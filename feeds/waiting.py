"""Say how long an interface on the web asks to be left alone."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from feeds.answer import LEAST_RETRY_AFTER, MOST_RETRY_AFTER, retry_after

#: When the limit ends: Mastodon writes an ISO 8601 time (docs.joinmastodon.org/api/rate-limits), Bluesky's servers write seconds since
#: 1970 (atproto, xrpc-server/src/rate-limiter.ts). Both come with every answer and say something only where none is left.
_RESETS = ("x-ratelimit-reset", "ratelimit-reset")


def asked_wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the wait that an answer of 429 or 503 asks for, between a minute and a week; None where it says nothing usable.

    >>> asked_wait({"x-ratelimit-reset": "2026-02-18T12:05:00.000000Z"}, datetime(2026, 2, 18, 12, tzinfo=UTC))
    datetime.timedelta(seconds=300)
    """
    if (wait := retry_after(headers, now)) is not None:
        return wait
    for name in _RESETS:
        if (moment := _moment(headers.get(name, ""))) is not None:
            return min(max(moment - now, LEAST_RETRY_AFTER), MOST_RETRY_AFTER)
    return None


def _moment(text: str) -> datetime | None:
    with suppress(ValueError, OverflowError, OSError):
        moment = datetime.fromtimestamp(int(text), UTC) if text.isdecimal() else datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
