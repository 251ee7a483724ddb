"""Decide when each source is due, and what to remember of having asked it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from feeds.model.answers import FailureKind, Fetched, FetchFailed, FetchOutcome, NotAFeed, NotModified
from feeds.model.ids import SourceId
from feeds.model.sources import PollingHints, Source, SourceState
from feeds.urls import host_of

PollOutcome = FetchOutcome | NotAFeed
"""What came of asking a source: `Fetched` only where the body was a usable feed."""

# What feed publishers ask of readers (Rachel Kroll's feed reader score): once an hour where requests are conditional, once a day
# where they are not. What a feed or a server hints (RSS 2.0: ttl; RFC 9111: max-age) only lengthens that, and not beyond a day.
_LEAST_INTERVAL = timedelta(minutes=60)
_INTERVAL_WITHOUT_VALIDATORS = timedelta(hours=24)
_MOST_HINTED = timedelta(hours=24)
_MOST_BACK_OFF = timedelta(hours=24)
_MOST_SILENCE = timedelta(hours=48)
# Also the longest Retry-After; longer than anything we plan means that the clock was set back.
_MOST_INTERVAL = timedelta(days=7)
_BEYOND_ANY_PLAN = _MOST_INTERVAL + timedelta(days=1)
_LEAST_BETWEEN_REFRESHES = timedelta(minutes=5)
# Clocks are put right by seconds all the time.
_CLOCK_SLACK = timedelta(minutes=5)
_WHEN_OFFLINE = timedelta(minutes=5)
# Spreads sources that were added together; small enough that an hourly source stays one.
_MOST_JITTER = timedelta(minutes=10)
_JITTER = 0.1
_GOOD_POLLS_BEFORE_MOVING = 3
# One feed may be over a quota of its own, and must not silence its neighbours; a second one of the same host means the host.
_WAITING_SOURCES_BEFORE_THE_HOST_IS_LEFT_ALONE = 2


def is_due(state: SourceState, now: datetime) -> bool:
    """Tell whether a source is to be asked now. One that is gone never is; one that was never asked always is."""
    if state.gone:
        return False
    if state.next_check_at is None or state.next_check_at <= now:
        return True
    # Asked in the future: the clock was set back since, and what was planned by it may lie days ahead.
    asked_ahead = state.last_checked_at is not None and state.last_checked_at > now + _CLOCK_SLACK and not _asked_to_wait(state, now)
    return asked_ahead or state.next_check_at > now + _BEYOND_ANY_PLAN


def due_sources(sources: Iterable[tuple[Source, SourceState]], now: datetime, *, own_machines: Collection[str] = ()) -> frozenset[SourceId]:
    """Return which of all the sources followed are to be asked now: those that are due, on hosts that are not to be left alone.

    Args:
        sources: every source that is followed with what is remembered of it, not only those that are due: a host is judged by all.
        now: the moment of the run.
        own_machines: "host:port" of the user's own (`fetch.allow_private`), where one site does not answer for another.

    """
    everything = tuple(sources)
    resting = hosts_at_rest(everything, now, own_machines=own_machines)
    return frozenset(source.id for source, state in everything if is_due(state, now) and host_of(source.url) not in resting)


def hosts_at_rest(sources: Iterable[tuple[Source, SourceState]], now: datetime, *, own_machines: Collection[str] = ()) -> frozenset[str]:
    """Return the hosts ("host:port" as `host_of` writes them) that asked two of their sources or more to wait beyond `now`.

    What was asked is remembered with each source (Retry-After), so this holds over restarts, and ends by itself. The arguments are
    those of `due_sources`.
    """
    waiting = Counter(host_of(source.url) for source, state in sources if _asked_to_wait(state, now))
    return frozenset(
        host for host, count in waiting.items() if count >= _WAITING_SOURCES_BEFORE_THE_HOST_IS_LEFT_ALONE and host not in own_machines
    )


def may_refresh(state: SourceState, now: datetime) -> bool:
    """Tell whether a person may have a source asked out of turn: every 5 minutes, and not while the server asks to wait.

    For `gapfeed sources check`; a whole host may be at rest besides (`hosts_at_rest`).
    """
    if _asked_to_wait(state, now):
        return False
    return state.last_checked_at is None or not timedelta(0) <= now - state.last_checked_at < _LEAST_BETWEEN_REFRESHES


def next_check(
    outcome: PollOutcome,
    *,
    now: datetime,
    every: timedelta | None,
    failures_in_a_row: int,
    hints: PollingHints,
    validators: bool,
    spread: float,
) -> datetime:
    """Return when to ask a source again.

    `every` is the user's wish, `failures_in_a_row` counts this outcome, `hints` are the feed's own, `validators` tells whether
    the next request can be conditional, `spread` is 0 to 1 and the same for the same source.
    """
    match outcome:
        case Fetched(max_age=max_age) | NotModified(max_age=max_age):
            interval = _jittered(_interval(every, hints.ttl, max_age, validators=validators), spread)
        case FetchFailed(kind=FailureKind.OFFLINE):
            return now + _WHEN_OFFLINE
        case FetchFailed(retry_after=retry_after):
            interval = max(_back_off(every, failures_in_a_row, spread), retry_after or timedelta(0))
        case NotAFeed():
            interval = _back_off(every, failures_in_a_row, spread)
        case _:  # pragma: no cover
            assert_never(outcome)
    return _outside_quiet_hours(now + interval, now, hints, spread)


def state_after(
    state: SourceState,
    outcome: PollOutcome,
    *,
    now: datetime,
    every: timedelta | None,
    spread: float,
    hints: PollingHints | None = None,
    body_hash: str | None = None,
) -> SourceState:
    """Return what to remember of a source after asking it.

    `hints` and `body_hash` are those of a feed that was just read; None keeps what is known. Validators are remembered only
    after a usable feed: a login page's would make the server answer "not modified" for ever. No network on our side leaves
    everything as it was: for a caller that can tell (`FailureKind.OFFLINE`).
    """
    match outcome:
        case FetchFailed(kind=FailureKind.OFFLINE):
            known = replace(state, last_error=outcome.reason)
        case FetchFailed(reason=why) | NotAFeed(why=why):
            failed = outcome if isinstance(outcome, FetchFailed) else None
            known = replace(
                state,
                last_checked_at=now,
                failures_in_a_row=state.failures_in_a_row + 1,
                last_error=why,
                gone=failed is not None and failed.kind is FailureKind.GONE,
                not_before=now + failed.retry_after if failed is not None and failed.retry_after is not None else None,
                moved_to=None,
                good_polls_there=0,
            )
        case Fetched(validators=sent):
            known = replace(_after_success(state, outcome, now), etag=sent.etag, last_modified=sent.last_modified)
            known = replace(known, hints=hints or state.hints, body_hash=body_hash or state.body_hash)
        case NotModified(validators=sent):
            # A 304 may name newer validators for the same body (RFC 9110, section 15.4.5).
            known = _after_success(state, outcome, now)
            known = replace(known, etag=sent.etag or state.etag, last_modified=sent.last_modified or state.last_modified)
        case _:  # pragma: no cover
            assert_never(outcome)
    conditional = known.etag is not None or known.last_modified is not None
    return replace(
        known,
        next_check_at=next_check(
            outcome,
            now=now,
            every=every,
            failures_in_a_row=known.failures_in_a_row,
            hints=known.hints,
            validators=conditional,
            spread=spread,
        ),
    )


def new_address(state: SourceState) -> str | None:
    """Return the address a source has moved to, once permanent redirects led to a usable feed there three times running.

    Until then it is asked at its old address, and the redirect is followed each time.
    """
    return state.moved_to if state.good_polls_there >= _GOOD_POLLS_BEFORE_MOVING else None


def revived(state: SourceState) -> SourceState:
    """Return the state of a source that somebody wants asked again although it was gone: `gapfeed sources add`."""
    return replace(state, gone=False, next_check_at=None, failures_in_a_row=0, last_error=None)


def _asked_to_wait(state: SourceState, now: datetime) -> bool:
    # A moment further ahead than anything that is ever remembered means that the clock was set back.
    return state.not_before is not None and now < state.not_before <= now + _BEYOND_ANY_PLAN


def _after_success(state: SourceState, outcome: Fetched | NotModified, now: datetime) -> SourceState:
    at_same_place = outcome.moved_to is not None and outcome.moved_to == state.moved_to
    return replace(
        state,
        last_checked_at=now,
        last_success_at=now,
        failures_in_a_row=0,
        last_error=None,
        gone=False,
        not_before=None,
        moved_to=outcome.moved_to,
        good_polls_there=0 if outcome.moved_to is None else state.good_polls_there + 1 if at_same_place else 1,
    )


def _interval(every: timedelta | None, ttl: timedelta | None, max_age: timedelta | None, *, validators: bool) -> timedelta:
    least = _LEAST_INTERVAL if validators else _INTERVAL_WITHOUT_VALIDATORS
    wished = least if every is None else min(max(every, _LEAST_INTERVAL), _MOST_INTERVAL)
    hinted = max(ttl or timedelta(0), max_age or timedelta(0))
    return max(wished, min(hinted, _MOST_HINTED))


def _back_off(every: timedelta | None, failures_in_a_row: int, spread: float) -> timedelta:
    """Double the wait with each failure, up to a day: a source is never given up, and comes back by itself."""
    doublings = min(max(failures_in_a_row - 1, 0), 5)
    waited = min(_jittered(_LEAST_INTERVAL * 2**doublings, spread), _MOST_BACK_OFF)
    return max(waited, min(every or timedelta(0), _MOST_INTERVAL))


def _jittered(interval: timedelta, spread: float) -> timedelta:
    return interval + min(interval * _JITTER, _MOST_JITTER) * spread


def _outside_quiet_hours(moment: datetime, now: datetime, hints: PollingHints, spread: float) -> datetime:
    """Move on to the next hour that is in no skipHours or skipDays (UTC), but not beyond 48 hours of silence."""
    latest = max(moment, now + _MOST_SILENCE)
    candidate = moment
    while candidate < latest and (candidate.hour in hints.skip_hours or candidate.weekday() in hints.skip_days):
        candidate = candidate.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1) + _MOST_JITTER * spread
    return min(candidate, latest)
