"""When each source is due, and what is remembered of having asked it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.due import due_sources, hosts_at_rest, is_due, may_refresh, new_address, next_check, revived, state_after
from feeds.model.answers import FailureKind, Fetched, FetchFailed, NotAFeed, NotModified, Validators
from feeds.model.ids import SourceId
from feeds.model.sources import PollingHints, Source, SourceState

NOON = datetime(2026, 2, 18, 12, tzinfo=UTC)  # a Wednesday
URL = "https://example.org/feed.xml"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NO_HINTS = PollingHints()


def fetched(**facts):
    return Fetched(url=URL, final_url=URL, status=200, body=b"<rss/>", **facts)


def failed(kind=FailureKind.TIMEOUT, **facts):
    return FetchFailed(url=URL, kind=kind, reason="no answer within 12 seconds", **facts)


def wait(outcome, *, every=None, failures=0, hints=NO_HINTS, validators=True, spread=0.0, now=NOON):
    moment = next_check(outcome, now=now, every=every, failures_in_a_row=failures, hints=hints, validators=validators, spread=spread)
    return moment - now


@pytest.mark.parametrize(
    ("outcome", "facts", "expected"),
    [
        pytest.param(fetched(), {}, HOUR, id="a feed with validators: after an hour"),
        pytest.param(NotModified(url=URL), {}, HOUR, id="an unchanged feed: after an hour"),
        pytest.param(fetched(), {"validators": False}, DAY, id="a feed without validators: after a day"),
        pytest.param(fetched(), {"every": 6 * HOUR}, 6 * HOUR, id="the user's wish"),
        pytest.param(fetched(), {"every": 6 * HOUR, "validators": False}, 6 * HOUR, id="the user's wish without validators"),
        pytest.param(fetched(), {"every": timedelta(minutes=1), "validators": False}, HOUR, id="a wish is never below an hour"),
        pytest.param(fetched(), {"every": timedelta(days=30)}, timedelta(days=7), id="a wish is never above a week"),
        pytest.param(fetched(), {"hints": PollingHints(ttl=12 * HOUR)}, 12 * HOUR, id="ttl lengthens"),
        pytest.param(fetched(), {"hints": PollingHints(ttl=timedelta(minutes=5))}, HOUR, id="ttl never shortens"),
        pytest.param(fetched(), {"hints": PollingHints(ttl=timedelta(days=90))}, DAY, id="ttl is clamped to a day"),
        pytest.param(fetched(), {"hints": PollingHints(ttl=-HOUR)}, HOUR, id="a negative ttl is nothing"),
        pytest.param(fetched(), {"hints": PollingHints(ttl=12 * HOUR), "every": 2 * HOUR}, 12 * HOUR, id="ttl against the wish"),
        pytest.param(fetched(max_age=4 * HOUR), {}, 4 * HOUR, id="max-age lengthens"),
        pytest.param(NotModified(url=URL, max_age=4 * HOUR), {}, 4 * HOUR, id="max-age of an unchanged feed"),
        pytest.param(fetched(max_age=4 * HOUR), {"hints": PollingHints(ttl=5 * HOUR)}, 5 * HOUR, id="the longer hint"),
        pytest.param(fetched(), {"spread": 1.0}, HOUR * 1.1, id="an hour is spread by 6 minutes"),
        pytest.param(fetched(), {"spread": 1.0, "validators": False}, DAY + timedelta(minutes=10), id="a day is spread by 10 minutes"),
        pytest.param(failed(), {"failures": 1}, HOUR, id="the first failure: after an hour"),
        pytest.param(failed(), {"failures": 2}, 2 * HOUR, id="the second failure: after two"),
        pytest.param(failed(), {"failures": 5}, 16 * HOUR, id="the fifth failure: after sixteen"),
        pytest.param(failed(), {"failures": 6}, DAY, id="the sixth failure: after a day"),
        pytest.param(failed(), {"failures": 1000, "spread": 1.0}, DAY, id="never longer than a day"),
        pytest.param(failed(), {"failures": 1, "every": 6 * HOUR}, 6 * HOUR, id="not sooner than the user's wish"),
        pytest.param(NotAFeed(why="a login page"), {"failures": 3}, 4 * HOUR, id="a page in place of the feed is a failure"),
        pytest.param(failed(retry_after=timedelta(days=3)), {"failures": 1}, timedelta(days=3), id="Retry-After beats back-off"),
        pytest.param(failed(retry_after=timedelta(minutes=1)), {"failures": 3}, 4 * HOUR, id="back-off beats a short Retry-After"),
        pytest.param(failed(FailureKind.OFFLINE), {"failures": 9}, timedelta(minutes=5), id="no network: soon again"),
    ],
)
def test_next_check(outcome, facts, expected):
    assert wait(outcome, **facts) == expected


@pytest.mark.parametrize(
    ("hints", "expected"),
    [
        pytest.param(PollingHints(skip_hours=frozenset({13, 14})), 3 * HOUR, id="quiet hours are waited out"),
        pytest.param(PollingHints(skip_hours=frozenset({14})), HOUR, id="quiet hours elsewhere do not matter"),
        pytest.param(PollingHints(skip_days=frozenset({2})), 12 * HOUR, id="a quiet day is waited out"),
        pytest.param(PollingHints(skip_days=frozenset({2}), skip_hours=frozenset({0, 1})), 14 * HOUR, id="a quiet day, then quiet hours"),
        pytest.param(PollingHints(skip_days=frozenset({2, 3, 4, 5})), 48 * HOUR, id="never more than 48 hours"),
        pytest.param(PollingHints(skip_hours=frozenset(range(24))), 48 * HOUR, id="always quiet"),
    ],
)
def test_skip_hours_and_days(hints, expected):
    assert wait(fetched(), hints=hints) == expected


def test_sources_do_not_all_come_back_on_the_hour_after_quiet_hours():
    assert wait(fetched(), hints=PollingHints(skip_hours=frozenset({13})), spread=0.5) == 2 * HOUR + timedelta(minutes=5)


def test_a_long_retry_after_is_not_cut_by_the_48_hours():
    hints = PollingHints(skip_hours=frozenset(range(24)))

    assert wait(failed(retry_after=timedelta(days=7)), failures=1, hints=hints) == timedelta(days=7)


@pytest.mark.parametrize(
    ("state", "due"),
    [
        pytest.param(SourceState(), True, id="never asked"),
        pytest.param(SourceState(next_check_at=NOON), True, id="now"),
        pytest.param(SourceState(next_check_at=NOON - DAY), True, id="overdue"),
        pytest.param(SourceState(next_check_at=NOON + timedelta(seconds=1)), False, id="in a second"),
        pytest.param(SourceState(next_check_at=NOON + timedelta(days=8)), False, id="as far ahead as can be"),
        pytest.param(SourceState(next_check_at=NOON + timedelta(days=9)), True, id="further: the clock was set back"),
        pytest.param(SourceState(next_check_at=NOON - DAY, gone=True), False, id="gone"),
        pytest.param(SourceState(next_check_at=NOON + 3 * DAY, last_checked_at=NOON + 2 * DAY), True, id="asked in two days: the clock was set back"),
        pytest.param(SourceState(next_check_at=NOON + DAY, last_checked_at=NOON + timedelta(minutes=4)), False, id="the clock was put right"),
        pytest.param(
            SourceState(next_check_at=NOON + 3 * DAY, last_checked_at=NOON + 2 * DAY, not_before=NOON + 3 * DAY), False,
            id="asked in two days, but the server asked to wait",
        ),
    ],
)  # fmt: skip
def test_is_due(state, due):
    assert is_due(state, NOON) is due


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        pytest.param(SourceState(), True, id="never asked"),
        pytest.param(SourceState(last_checked_at=NOON - timedelta(minutes=4)), False, id="asked four minutes ago"),
        pytest.param(SourceState(last_checked_at=NOON - timedelta(minutes=5)), True, id="asked five minutes ago"),
        pytest.param(SourceState(last_checked_at=NOON + DAY), True, id="asked tomorrow: the clock was set back"),
        pytest.param(SourceState(not_before=NOON + DAY), False, id="the server asked to wait"),
        pytest.param(SourceState(not_before=NOON), True, id="the wait is over"),
        pytest.param(SourceState(not_before=NOON + timedelta(days=30)), True, id="a wait nobody can have asked for"),
    ],
)
def test_may_refresh(state, allowed):
    assert may_refresh(state, NOON) is allowed


def followed(*states, at="https://example.org"):
    return [(Source(id=SourceId(name), url=f"{at}/{name}"), state) for name, state in zip("abcdef", states, strict=False)]


DUE, NEXT_HOUR = SourceState(next_check_at=NOON), SourceState(next_check_at=NOON + timedelta(hours=1))
WAITING = SourceState(next_check_at=NOON + DAY, not_before=NOON + DAY)
OVERTAKEN = SourceState(next_check_at=NOON + 30 * DAY, not_before=NOON + 30 * DAY)


@pytest.mark.parametrize(
    ("states", "due"),
    [
        pytest.param([DUE, NEXT_HOUR], {"a"}, id="each in its own time"),
        pytest.param([DUE, WAITING], {"a"}, id="one that was asked to wait silences nobody"),
        pytest.param([DUE, WAITING, WAITING], set(), id="two that were asked to wait speak for their host"),
        pytest.param([DUE, OVERTAKEN, OVERTAKEN], {"a", "b", "c"}, id="a wait nobody can have asked for"),
        pytest.param([], set(), id="nothing is followed"),
    ],
)
def test_due_sources(states, due):
    assert due_sources(followed(*states), NOON) == due


def test_a_host_at_rest_silences_its_own_sources_only():
    elsewhere = [(Source(id=SourceId("x"), url="https://example.com/x"), DUE)]

    assert due_sources([*followed(DUE, WAITING, WAITING), *elsewhere], NOON) == {"x"}
    assert hosts_at_rest([*followed(DUE, WAITING, WAITING), *elsewhere], NOON) == {"example.org"}


def test_sites_of_ones_own_machine_do_not_answer_for_one_another():
    sources = followed(DUE, WAITING, WAITING, at="http://127.0.0.1:8910")

    assert due_sources(sources, NOON) == set()
    assert due_sources(sources, NOON, own_machines=frozenset({"127.0.0.1:8910"})) == {"a"}


def after(state, outcome, **facts):
    return state_after(state, outcome, now=NOON, every=None, spread=0.0, **facts)


FAILING = SourceState(
    etag='"1"',
    last_modified="yesterday",
    body_hash="aa",
    failures_in_a_row=4,
    last_error="no answer",
    not_before=NOON,
    last_success_at=NOON - DAY,
)


def test_a_usable_feed_ends_a_row_of_failures_and_leaves_its_validators():
    hints = PollingHints(ttl=2 * HOUR)

    state = after(FAILING, fetched(validators=Validators(etag='W/"2"')), hints=hints, body_hash="bb")

    assert state == SourceState(
        etag='W/"2"',
        last_modified=None,
        body_hash="bb",
        next_check_at=NOON + 2 * HOUR,
        last_checked_at=NOON,
        last_success_at=NOON,
        hints=hints,
    )


def test_an_unread_body_keeps_what_the_feed_said_before():
    hints = PollingHints(ttl=5 * HOUR)

    state = after(SourceState(hints=hints, body_hash="aa"), fetched())

    assert (state.hints, state.body_hash, state.next_check_at) == (hints, "aa", NOON + DAY)


def test_an_unchanged_feed_keeps_its_validators_and_hints():
    state = after(replace(FAILING, hints=PollingHints(ttl=5 * HOUR)), NotModified(url=URL))

    assert (state.etag, state.last_modified, state.failures_in_a_row) == ('"1"', "yesterday", 0)
    assert state.next_check_at == NOON + 5 * HOUR


def test_an_unchanged_feed_may_name_newer_validators():
    state = after(FAILING, NotModified(url=URL, validators=Validators(etag='"2"')))

    assert (state.etag, state.last_modified) == ('"2"', "yesterday")


@pytest.mark.parametrize("outcome", [failed(), NotAFeed(why="no answer within 12 seconds")], ids=["no answer", "no feed"])
def test_a_failure_is_counted_and_keeps_the_validators_of_the_last_feed(outcome):
    state = after(FAILING, outcome)

    assert state == replace(
        FAILING,
        failures_in_a_row=5,
        last_error="no answer within 12 seconds",
        last_checked_at=NOON,
        next_check_at=NOON + 16 * HOUR,
        not_before=None,
    )


def test_retry_after_binds_a_refresh_by_hand_too():
    state = after(SourceState(), failed(FailureKind.RATE_LIMITED, status=429, retry_after=2 * HOUR))

    assert state.not_before == state.next_check_at == NOON + 2 * HOUR
    assert not may_refresh(state, NOON + HOUR)


def test_a_source_that_is_gone_is_not_asked_until_somebody_revives_it():
    gone = after(SourceState(), failed(FailureKind.GONE, status=410))

    assert not is_due(gone, NOON + timedelta(days=365))
    assert is_due(revived(gone), NOON)
    assert revived(gone).last_error is None


def test_no_network_on_our_side_is_no_failure_of_the_source():
    state = after(SourceState(failures_in_a_row=1), failed(FailureKind.OFFLINE))

    assert (state.failures_in_a_row, state.last_checked_at) == (1, None)
    assert state.next_check_at == NOON + timedelta(minutes=5)


THERE = "https://example.org/new.xml"


def test_a_source_moves_after_three_good_polls_at_its_new_address():
    state, addresses = SourceState(), []
    for _ in range(3):
        state = after(state, fetched(moved_to=THERE))
        addresses.append(new_address(state))

    assert addresses == [None, None, THERE]


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(fetched(), id="a feed at the old address"),
        pytest.param(fetched(moved_to="https://example.org/other.xml"), id="a redirect to elsewhere"),
        pytest.param(failed(), id="no answer"),
        pytest.param(NotAFeed(why="a page"), id="a page at the new address"),
    ],
)
def test_a_move_begins_anew_after(outcome):
    state = SourceState(moved_to=THERE, good_polls_there=2)

    state = after(after(state, outcome), fetched(moved_to=THERE))

    assert (state.moved_to, state.good_polls_there, new_address(state)) == (THERE, 1, None)


def test_an_unchanged_feed_at_the_new_address_is_a_good_poll():
    state = after(SourceState(moved_to=THERE, good_polls_there=2), NotModified(url=URL, moved_to=THERE))

    assert new_address(state) == THERE
