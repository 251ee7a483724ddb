"""How long each circle has waited, and which comes first."""

from datetime import timedelta

import pytest

from pipeline.settings import Channel
from pipeline.stages.wait import waits
from tests.builders import NOW, circle, share

WEEK = timedelta(weeks=1)


def days_ago(days: int, **changes: object):
    return share(at=NOW - timedelta(days=days), **changes)


@pytest.mark.parametrize(
    ("outcome", "waited"),
    [("sent", 3), ("handed", 3), ("sending", 3), ("unknown", 3), ("failed", 20), ("dropped", 20)],
)
def test_only_what_may_have_arrived_ends_a_wait(outcome, waited):
    [wait] = waits([circle(every=WEEK)], [days_ago(3, outcome=outcome), days_ago(20)], None, NOW)

    assert (wait.days, wait.is_overdue) == (waited, waited > 7)


def test_a_circle_that_never_had_anything_waits_since_the_first_digest():
    [wait] = waits([circle(every=WEEK)], [share("others")], NOW - timedelta(days=8, hours=1), NOW)

    assert (wait.last, wait.days, wait.is_overdue, wait.due) == (None, 8, True, None)


def test_before_the_first_digest_nobody_waits():
    [wait] = waits([circle(every=WEEK)], [], None, NOW)

    assert (wait.waited, wait.days, wait.is_overdue) == (None, 0, False)


def test_a_circle_of_which_nothing_is_said_is_never_overdue():
    [wait] = waits([circle()], [days_ago(400)], None, NOW)

    assert (wait.days, wait.is_overdue, wait.due) == (400, False, None)


def test_a_circle_that_had_something_lately_is_due_one_measure_later():
    [wait] = waits([circle(every=WEEK)], [days_ago(2)], None, NOW)

    assert (wait.is_overdue, wait.due) == (False, NOW + timedelta(days=5))


def test_the_one_first_that_has_waited_longest_for_how_often_it_wants_to_hear():
    often, seldom, sometimes, new = (
        circle("often", every=WEEK), circle("seldom", every=10 * WEEK), circle("sometimes"), circle("new"),
    )  # fmt: skip
    given = [days_ago(9, circle="often"), days_ago(33, circle="sometimes"), days_ago(60, circle="seldom")]

    ordered = waits([often, seldom, sometimes, new], given, NOW - WEEK, NOW)

    assert [wait.circle.name for wait in ordered] == ["new", "often", "sometimes", "seldom"]


@pytest.mark.parametrize(
    ("network", "outcome", "counts"),
    [
        pytest.param("linkedin", "sent", True, id="they read along where it was posted"),
        pytest.param("linkedin", "handed", False, id="whether it was posted is not known"),
        pytest.param("mastodon", "sent", False, id="they are not there"),
        pytest.param("email", "sent", False, id="a mail to nobody in particular is not to them"),
    ],
)
def test_what_was_posted_to_nobody_in_particular_is_seen_by_those_who_are_reached_there(network, outcome, counts):
    public = circle("public", via=(Channel(network="linkedin"), Channel(network="email")))

    [wait] = waits([public], [share(None, network=network, outcome=outcome)], None, NOW)

    assert bool(wait.given) is counts


def test_a_clock_that_was_put_back_makes_nobody_wait_less_than_nothing():
    [wait] = waits([circle()], [days_ago(-1)], None, NOW)

    assert wait.waited == timedelta()
