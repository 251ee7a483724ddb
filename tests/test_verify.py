"""The catalogue's addresses are asked once from this machine, politely, and what is found there is remembered and used."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from feeds.fetch import Web
from feeds.model.answers import FailureKind, FetchFailed
from feeds.urls import source_id
from pipeline.catalog import CatalogueEntry
from pipeline.edges.store import Store
from pipeline.edges.workers import InProcess
from pipeline.probe import NoFeed, feed_at
from pipeline.settings import LEARNER, SkillId
from pipeline.verify import CatalogueReport, check_catalogue
from tests.builders import gap, settings
from tests.loopback import Loopback, loopback, rss

NOW = datetime(2026, 2, 18, 6, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def web() -> Iterator[Loopback]:
    with loopback({"/well": rss("One", "Two"), "/page": b"<html><body>x</body></html>", "/busy": 500, "/gone": 410}) as running:
        yield running


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    opened = Store(tmp_path / "gapfeed.db", LEARNER)
    yield opened
    opened.close()


def check(store: Store, web: Loopback, now: datetime, *paths: str, progress=lambda _done, _every: None) -> CatalogueReport:
    catalogue = tuple(
        CatalogueEntry(title=path, url=web.url(path), site=None, language="en", kind="blog", skills=(SkillId("sql"),), about="", seen_in="")
        for path in paths
    )
    asker = Web(contact=None, allow_private=frozenset({web.address}))
    try:
        return check_catalogue(store, asker, InProcess(), settings(gaps=(gap("sql"),)), catalogue, now, progress=progress)
    finally:
        asker.close()


def test_every_address_gets_a_verdict_that_is_kept(store, web):
    report = check(store, web, NOW, "/well", "/page", "/busy", "/gone", "/missing")
    kept = store.checks.all()

    assert (report.entries, report.asked, report.believed) == (5, 5, True)
    assert {entry.title: one.verdict for entry, one in report.checks} == {
        "/well": "answers", "/page": "dead", "/busy": "unsure", "/gone": "dead", "/missing": "dead",
    }  # fmt: skip
    assert kept[source_id(web.url("/page"))].detail == "this is an HTML page, not a feed"
    assert (kept[source_id(web.url("/well"))].items, kept[source_id(web.url("/well"))].newest) == (2, datetime(2026, 2, 17, 8, tzinfo=UTC))


def test_what_was_asked_lately_is_not_asked_again_and_what_was_busy_is_asked_the_next_day(store, web):
    paths = ("/well", "/page", "/busy")
    check(store, web, NOW, "/well", "/busy")
    asked = [check(store, web, moment, *paths).asked for moment in (NOW, NOW, NOW + DAY, NOW + 31 * DAY)]

    assert asked == [1, 0, 1, 3]


def test_where_nothing_at_all_answers_nothing_is_remembered(store, web):
    report = check(store, web, NOW, "/page", "/missing", "/gone")

    assert not report.believed
    assert store.checks.all() == {}


def test_a_run_gives_up_early_where_nothing_answers(store, web):
    report = check(store, web, NOW, *(f"/missing{number}" for number in range(200)))

    assert not report.believed
    assert len(web.asked) < 100


def test_a_fault_of_our_own_is_one_verdict_and_ends_nothing(store, web, monkeypatch):
    def faulty(asker, workers, url):
        if url.endswith("/page"):
            raise ZeroDivisionError("by nothing")
        return feed_at(asker, workers, url)

    monkeypatch.setattr("pipeline.verify.feed_at", faulty)
    report = check(store, web, NOW, "/page", "/well", "/gone")

    assert {entry.title: one.verdict for entry, one in report.checks} == {"/page": "unsure", "/well": "answers", "/gone": "dead"}
    assert store.checks.all()[source_id(web.url("/page"))].detail == "Gapfeed could not handle it (ZeroDivisionError: by nothing)"


def test_whoever_ends_a_check_waits_for_no_slow_server_and_keeps_what_is_done(store, web, monkeypatch):
    released, answered = Event(), []

    def slowly(asker, workers, url):
        if url.endswith("/busy"):
            released.wait(20)
            answered.append(url)
        return feed_at(asker, workers, url)

    def interrupt(_done, _every):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.verify.feed_at", slowly)
    try:
        with pytest.raises(KeyboardInterrupt):
            check(store, web, NOW, "/well", "/busy", progress=interrupt)
        assert answered == []
    finally:
        released.set()
    assert [one.verdict for one in store.checks.all().values()] == ["answers"]


def test_only_what_the_server_answered_makes_an_address_dead_not_how_it_is_worded(store, web, monkeypatch):
    def busy(asker, workers, url):
        if url.endswith("/well"):
            return feed_at(asker, workers, url)
        failure = FetchFailed(url=url, kind=FailureKind.STATUS, reason="its proxy answered 404 once and 503 now", status=503)
        return NoFeed(asked=url, failure=failure, reason=failure.reason)

    monkeypatch.setattr("pipeline.verify.feed_at", busy)

    assert [one.verdict for _, one in check(store, web, NOW, "/well", "/busy").checks] == ["answers", "unsure"]
