"""Lane 1 when feeds and pages misbehave from one day to the next: new names, floods, pages that come late, runs that break off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feeds.model.ids import ItemKey, SourceId
from pipeline.collect import CollectReport, collect
from pipeline.commands.collect_report import collect_lines
from pipeline.edges.store import Store
from pipeline.model.digests import Candidate
from pipeline.reading import Reader
from pipeline.settings import LEARNER, FollowedSource
from pipeline.subscribe import sync
from tests.builders import NOW, feed_item, harvest, subscription
from tests.builders import settings as plain_settings
from tests.houses import household
from tests.loopback import TEXT, Loopback, loopback

MOMENT = datetime.fromisoformat("2026-03-04T07:00+01:00")
DAY = timedelta(days=1)
PAGE = f"<html><head><title>Ranks</title></head><body><article><h1>Ranks</h1><p>{TEXT}</p><p>{TEXT}</p><p>From the page.</p></article></body></html>"


@pytest.fixture
def web() -> Iterator[Loopback]:
    with loopback({"/robots.txt": 404}) as running:
        yield running


class Home:
    """Somebody who follows one feed of the test's server."""

    def __init__(self, folder: Path, web: Loopback) -> None:
        settings = plain_settings(folder)
        self.settings = replace(
            settings,
            sources=replace(settings.sources, follow=(FollowedSource(url=web.url("/feed.xml")),)),
            fetching=replace(settings.fetching, allow_private=frozenset({web.address})),
        )

    def collect(self, now: datetime, *, feeds_only: bool = False) -> CollectReport:
        """Run lane 1 as a new process would."""
        with household(self.settings) as house:
            sync(house.tools.store, self.settings, (), now)
            return collect(house.tools, self.settings, now, feeds_only=feeds_only)

    def articles(self) -> tuple[Candidate, ...]:
        with household(self.settings) as house:
            return house.tools.store.articles.candidates(since=MOMENT - timedelta(days=4000))

    def waiting(self, now: datetime) -> tuple[tuple[SourceId, ItemKey], ...]:
        with household(self.settings) as house:
            return house.tools.store.entries.waiting(now)


@pytest.fixture
def home(tmp_path: Path, web: Loopback) -> Home:
    return Home(tmp_path, web)


def entry(number: int, *, guid: str = "", link: str = "", title: str = "", days_ago: int = 3) -> str:
    date = (MOMENT - timedelta(days=days_ago, minutes=number)).strftime("%a, %d %b %Y %H:%M:%S +0100")
    return (
        f'<item><title>{title or f"Post {number}"}</title><guid isPermaLink="false">{guid or f"id {number}"}</guid>'
        f"<link>{link or f'http://rows.example/post/{number}'}</link><pubDate>{date}</pubDate><description>{number}. {TEXT * 2}</description></item>"
    )


def feed(*entries: str) -> bytes:
    channel = f"<title>Rows</title><link>http://rows.example/</link>{''.join(entries)}"
    return f'<rss version="2.0"><channel>{channel}</channel></rss>'.encode()


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"guid": "another {0}"}, id="new ids"),
        pytest.param({"guid": "another {0}", "link": "https://rows.example/post/{0}/?utm_source=feed"}, id="new ids, https, tracking"),
        pytest.param({"guid": "another {0}", "link": "http://moved.example/{0}"}, id="new ids and new addresses"),
        pytest.param({"link": "http://moved.example/{0}"}, id="new addresses"),
    ],
)
def test_entries_under_new_names_are_not_new(home, web, changed):
    web.pages["/feed.xml"] = feed(*map(entry, range(10)))
    first = home.collect(MOMENT)
    web.pages["/feed.xml"] = feed(
        entry(99, days_ago=0), *(entry(number, **{name: value.format(number) for name, value in changed.items()}) for number in range(10))
    )
    second, third = home.collect(MOMENT + DAY), home.collect(MOMENT + 2 * DAY)

    assert (first.new, second.new, third.new) == (10, 1, 0)
    assert second.warnings == ()
    assert len(home.articles()) == 11


def test_an_archive_that_appears_at_once_is_kept_out_of_digests_and_said_in_one_line(home, web):
    web.pages["/feed.xml"] = feed(*map(entry, range(10)))
    home.collect(MOMENT)
    web.pages["/feed.xml"] = feed(
        entry(500, days_ago=-1), *map(entry, range(10)), *(entry(number, days_ago=30 + number) for number in range(100, 140))
    )
    report = home.collect(MOMENT + 2 * DAY)

    assert report.new == 41
    assert [warning.source for warning in report.warnings] == ["Rows"]
    assert report.warnings[0].reason.startswith("40 of its new items are old or came late all at once")
    held = {one.title for one in home.articles() if one.held}
    assert held == {f"Post {number}" for number in range(100, 140)}


def test_a_page_that_did_not_come_is_asked_for_again_three_times_in_all(home, web):
    short = f"<item><title>Ranks</title><guid>{web.url('/page')}</guid><description>A few words.</description></item>"
    web.pages |= {"/feed.xml": feed(short), "/page": 503}
    first = home.collect(MOMENT)
    (article,) = home.articles()

    assert (first.new, article.text_from) == (1, "summary")
    assert "503" in (article.why_not_page or "")
    for hours, asked in ((0.5, 1), (1, 2), (2, 2), (3, 3), (30, 3)):
        home.collect(MOMENT + timedelta(hours=hours))
        assert [path for path, _ in web.asked].count("/page") == asked, hours
    assert home.waiting(MOMENT + 9 * DAY) == ()


def test_a_page_that_comes_at_last_changes_the_article_in_place(home, web):
    short = f"<item><title>Ranks</title><guid>{web.url('/page')}</guid><description>A few words.</description></item>"
    web.pages |= {"/feed.xml": feed(short), "/page": 503}
    home.collect(MOMENT)
    web.pages["/page"] = PAGE.encode()
    report = home.collect(MOMENT + timedelta(hours=1))
    (article,) = home.articles()

    assert (report.new, report.edited) == (0, 0)
    assert (article.text_from, article.first_seen) == ("page", MOMENT)


def test_a_page_that_is_not_there_is_not_asked_for_again(home, web):
    short = f"<item><title>Ranks</title><guid>{web.url('/gone')}</guid><description>A few words.</description></item>"
    web.pages["/feed.xml"] = feed(short)
    home.collect(MOMENT)

    assert home.waiting(MOMENT + 9 * DAY) == ()


def test_feeds_alone_are_asked_and_what_they_hold_is_read_in_the_next_run(home, web):
    web.pages["/feed.xml"] = feed(*map(entry, range(3)))
    asked = home.collect(MOMENT, feeds_only=True)
    before = home.articles()
    later = home.collect(MOMENT + timedelta(minutes=5))

    assert (asked.new, before, later.asked) == (3, (), 0)
    assert len(home.articles()) == 3


def test_a_run_that_broke_off_is_finished_by_the_next_one(home, web, monkeypatch):
    web.pages["/feed.xml"] = feed(*map(entry, range(8)))
    read = Reader.read

    def interrupted(self, waiting):
        if waiting.item.key == "id 5":
            raise KeyboardInterrupt
        return read(self, waiting)

    monkeypatch.setattr(Reader, "read", interrupted)
    with pytest.raises(KeyboardInterrupt):
        home.collect(MOMENT)
    monkeypatch.undo()
    home.collect(MOMENT + timedelta(minutes=5))

    assert {one.title for one in home.articles()} == {f"Post {number}" for number in range(8)}


def test_an_entry_that_brings_gapfeed_itself_into_trouble_stops_no_other_and_is_said(home, web, monkeypatch):
    web.pages["/feed.xml"] = feed(*map(entry, range(3)))
    read = Reader.read

    def troubled(self, waiting):
        if waiting.item.key == "id 1":
            message = "the parser fell over"
            raise ValueError(message)
        return read(self, waiting)

    monkeypatch.setattr(Reader, "read", troubled)
    report = home.collect(MOMENT)

    assert (report.problems, report.blind) == ((), False)
    assert [fault.reason for fault in report.faults] == ["Gapfeed could not handle “Post 1” (ValueError: the parser fell over)"]
    assert {one.title for one in home.articles()} == {"Post 0", "Post 2"}
    monkeypatch.undo()
    home.collect(MOMENT + DAY)
    assert {one.title for one in home.articles()} == {"Post 0", "Post 1", "Post 2"}


def test_an_entry_that_cannot_be_handled_at_all_is_given_up_after_three_times(home, web, monkeypatch):
    web.pages["/feed.xml"] = feed(entry(0))
    monkeypatch.setattr(Reader, "read", lambda _self, _waiting: 1 // 0)
    reports = [home.collect(MOMENT + days * DAY) for days in range(5)]

    assert [len(report.faults) for report in reports] == [1, 1, 1, 0, 0]


def announcement(web: Loopback, number: int = 0, *, title: str = "Ranks", path: str = "/page") -> str:
    """Return an entry that only announces its page."""
    date = (MOMENT - timedelta(days=1, minutes=number)).strftime("%a, %d %b %Y %H:%M:%S +0100")
    guid = f'<guid isPermaLink="false">announced {number}</guid><link>{web.url(path)}</link><pubDate>{date}</pubDate>'
    return f"<item><title>{title}</title>{guid}<description>A few words.</description></item>"


def test_a_site_that_could_not_say_what_it_asks_is_asked_again_and_then_its_pages(home, web):
    web.pages |= {"/feed.xml": feed(announcement(web)), "/page": PAGE.encode(), "/robots.txt": 503}
    home.collect(MOMENT)
    before = home.articles()[0]
    web.pages["/robots.txt"] = 404
    home.collect(MOMENT + timedelta(hours=1, minutes=1))
    (after,) = home.articles()

    assert (before.text_from, "could not be asked whether pages may be read" in (before.why_not_page or "")) == ("summary", True)
    assert after.text_from == "page"


@pytest.mark.parametrize(
    ("page", "later"), [(404, DAY), (503, DAY), (PAGE.encode(), 200 * DAY)], ids=["gone", "down", "too old to be asked for"]
)
def test_an_edit_keeps_the_page_that_was_read_where_it_does_not_come_again(home, web, page, later):
    web.pages |= {"/feed.xml": feed(announcement(web)), "/page": PAGE.encode()}
    home.collect(MOMENT)
    web.pages |= {"/feed.xml": feed(announcement(web, title="Ranks, corrected")), "/page": page}
    report = home.collect(MOMENT + later)
    (article,) = home.articles()

    assert (report.new, report.edited) == (0, 1)
    assert (article.title, article.text_from, article.words > 50) == ("Ranks, corrected", "page", True)


def test_an_archive_that_is_held_back_takes_no_page_from_the_news(home, web):
    web.pages |= {"/feed.xml": feed(*(announcement(web, number, path=f"/old/{number}") for number in range(10)))}
    home.collect(MOMENT)
    undated = (f"<item><title>Old {number}</title><guid>{web.url(f'/undated/{number}')}</guid></item>" for number in range(40))
    fresh = announcement(web, -2000, title="Fresh")
    web.pages |= {"/feed.xml": feed(fresh, *undated), "/page": PAGE.encode()}
    home.collect(MOMENT + DAY)

    assert [path for path, _ in web.asked if path.startswith(("/page", "/undated"))] == ["/page"]


def test_a_transcript_that_did_not_come_is_asked_for_again(home, web):
    show = (
        '<item><title>Ranks</title><guid>show</guid><enclosure url="http://rows.example/show.mp3" type="audio/mpeg" length="9000000"/>'
        f'<podcast:transcript url="{web.url("/show.vtt")}" type="text/vtt"/><description>A few words.</description></item>'
    )
    rss = feed(show).replace(b'version="2.0"', b'version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"')
    web.pages |= {"/feed.xml": rss, "/show.vtt": 503}
    home.collect(MOMENT)
    before = home.articles()[0].text_from
    web.pages["/show.vtt"] = f"WEBVTT\n\n00:00.000 --> 00:09.000\n{TEXT}\n".encode()
    home.collect(MOMENT + timedelta(hours=1))

    assert (before, home.articles()[0].text_from) == ("summary", "transcript")


def test_a_run_that_breaks_off_remembers_who_failed(home, web, monkeypatch):
    web.pages |= {"/feed.xml": 429}
    monkeypatch.setattr("pipeline.collect._Tally.finish", lambda *_arguments, **_named: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        home.collect(MOMENT)
    monkeypatch.undo()
    home.collect(MOMENT + timedelta(minutes=1))

    assert [path for path, _ in web.asked] == ["/feed.xml"]


def test_the_status_of_a_failure_is_kept_for_the_advice(home, web):
    web.pages["/feed.xml"] = 404
    home.collect(MOMENT)
    with household(home.settings) as house:
        (health,) = house.tools.store.sources.health()

    assert health.last_status == 404


def test_what_waited_is_said_where_no_source_was_due(home, web):
    web.pages["/feed.xml"] = feed(*map(entry, range(3)))
    home.collect(MOMENT, feeds_only=True)
    report = home.collect(MOMENT + timedelta(minutes=5))

    assert report.read == 3
    assert list(collect_lines(report)) == ["No source was due; what waited was read (3 items)."]


def test_a_source_that_moved_for_good_is_asked_at_its_new_address_and_nothing_is_new_again(home, web):
    web.pages |= {"/feed.xml": "/elsewhere.xml", "/elsewhere.xml": feed(*map(entry, range(3)))}
    web.permanent = True
    reports = [home.collect(MOMENT + days * DAY) for days in range(5)]

    assert [report.new for report in reports] == [3, 0, 0, 0, 0]
    assert [path for path, _ in web.asked if path == "/feed.xml"] == ["/feed.xml"] * 3, "three good polls, then the new address"


def test_the_store_hands_out_the_newest_of_every_source_in_turn(tmp_path: Path):
    store = Store(tmp_path / "gapfeed.db", LEARNER)
    store.sources.follow([subscription("a"), subscription("b")], NOW)
    with store.writing():
        store.entries.keep(harvest("a", new=tuple(feed_item(f"a{age}", published=NOW - timedelta(hours=age)) for age in (3, 1, 2))), NOW)
        store.entries.keep(harvest("b", new=tuple(feed_item(f"b{age}", published=NOW - timedelta(hours=age)) for age in (9, 8))), NOW)

    assert [key for _, key in store.entries.waiting(NOW)] == ["a1", "b8", "a2", "b9", "a3"]
    assert store.entries.waiting(NOW - timedelta(seconds=1)) == ()
