"""The catalogue's addresses are asked once from this machine, politely, and what is found there is remembered and used."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from feeds.fetch import Web
from feeds.urls import source_id
from pipeline.catalog import CatalogueEntry
from pipeline.edges.store import Store
from pipeline.edges.workers import InProcess
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


def check(store: Store, web: Loopback, now: datetime, *paths: str) -> CatalogueReport:
    catalogue = tuple(
        CatalogueEntry(title=path, url=web.url(path), site=None, language="en", kind="blog", skills=(SkillId("sql"),), about="", seen_in="")
        for path in paths
    )
    asker = Web(contact=None, allow_private=frozenset({web.address}))
    try:
        return check_catalogue(store, asker, InProcess(), settings(gaps=(gap("sql"),)), catalogue, now, progress=lambda _done, _every: None)
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
