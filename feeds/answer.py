"""Say what an answer from a server means, and when its headers ask us to come back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from feeds.body import Unusable
from feeds.model.answers import FailureKind, Fetched, NotModified, Validators

#: Answers whose body we take. 226 is an instance manipulation: only the new items of a feed (RFC 3229).
SUCCESSES = frozenset({200, 203, 226})

#: Retry-After is believed between these two: not zero, not a century.
LEAST_RETRY_AFTER = timedelta(minutes=1)
MOST_RETRY_AFTER = timedelta(days=7)

_PHRASES = {status.value: status.phrase for status in HTTPStatus}

# Longer promises than this are clamped later anyway; the bound keeps the arithmetic inside what timedelta can hold.
_MOST_SECONDS = 10 * 365 * 86400

_MAX_AGE = re.compile(r'(?:^|,)\s*max-age\s*=\s*"?([0-9]+)"?\s*(?=,|$)', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: its status, its headers by their names in lower case, and the body where it is a success."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def outcome_of(answer: Answer, *, url: str, final_url: str, moved_to: str | None, now: datetime) -> Fetched | NotModified:
    """Return what came of asking `url`, of which `final_url` answered; raises Unusable where that is nothing."""
    validators = Validators(etag=answer.headers.get("etag") or None, last_modified=answer.headers.get("last-modified") or None)
    good_for = max_age(answer.headers, now)
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return NotModified(url=url, validators=validators, max_age=good_for, moved_to=moved_to)
    if answer.status not in SUCCESSES:
        raise refusal(answer, now)
    return Fetched(
        url=url,
        final_url=final_url,
        status=answer.status,
        body=answer.body,
        content_type=answer.headers.get("content-type", ""),
        validators=validators,
        max_age=good_for,
        moved_to=moved_to,
    )


def refusal(answer: Answer, now: datetime) -> Unusable:
    """Return what to say of an answer that is no success, in our words: the server's own are not repeated."""
    asked_to_wait = retry_after(answer.headers, now)
    if answer.status == HTTPStatus.GONE:
        kind = FailureKind.GONE
    elif answer.status == HTTPStatus.TOO_MANY_REQUESTS or (answer.status == HTTPStatus.SERVICE_UNAVAILABLE and asked_to_wait):
        kind = FailureKind.RATE_LIMITED
    else:
        kind = FailureKind.STATUS
    words = f"{answer.status} {_PHRASES.get(answer.status, '')}".strip()
    return Unusable(kind, f"the server answered {words}", status=answer.status, retry_after=asked_to_wait)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the server asks to be left alone (RFC 9110, section 10.2.3), clamped; None where it says nothing usable.

    >>> retry_after({"retry-after": "7200"}, datetime(2026, 1, 1, tzinfo=UTC))
    datetime.timedelta(seconds=7200)
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch("[0-9]+", text):
        asked: timedelta | None = _seconds(text)
    else:
        asked = _until(text, headers, now)
    return None if asked is None else min(max(asked, LEAST_RETRY_AFTER), MOST_RETRY_AFTER)


def max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long the answer stays good: the longer of Cache-Control's max-age and Expires (RFC 9111, sections 5.2.2 and 5.3).

    Garbage and moments that have passed count as nothing.
    """
    match = _MAX_AGE.search(headers.get("cache-control", ""))
    promised = (_seconds(match[1]) if match else None, _until(headers.get("expires", ""), headers, now))
    return max((time for time in promised if time is not None and time > timedelta(0)), default=None)


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=_MOST_SECONDS if len(digits) > 9 else min(int(digits), _MOST_SECONDS))


def _until(text: str, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the time until an HTTP date, by the server's own clock where it shows one, so that ours may be wrong."""
    moment = _http_date(text)
    return None if moment is None else moment - (_http_date(headers.get("date", "")) or now)


def _http_date(text: str) -> datetime | None:
    if not text:
        return None
    # Most answers bring no date that matters, and this takes some 10 ms to load.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
