"""What belongs to an item is gathered politely: its page where the site allows it, its transcript, its chapters."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.fetch import Web
from feeds.model.answers import Fetched, FetchFailed
from feeds.model.entries import Chapter, Enclosure, Transcript, TranscriptLink
from pipeline.gather import Gatherer
from tests.builders import feed_item
from tests.loopback import loopback

NOW = datetime(2026, 2, 18, 6, tzinfo=UTC)
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nWelcome to the show.\n"
CHAPTERS = b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Welcome"}, {"startTime": 90, "title": "Indexes"}]}'


@pytest.fixture
def web():
    """A site whose robots.txt keeps one folder to itself."""
    pages: dict[str, bytes | int | str] = {
        "/robots.txt": b"User-agent: *\nDisallow: /private/\n", "/post.html": b"<html><body><p>Indexes.</p></body></html>",
        "/private/post.html": b"<html><body>Secret</body></html>", "/show.vtt": VTT, "/show.txt": b"Welcome to the show, in plain words. " * 5, "/broken.vtt": 500,
        "/nonsense.vtt": b"", "/chapters.json": CHAPTERS, "/nonsense.json": b"[", "/post.pdf": 500,
    }  # fmt: skip
    with loopback(pages) as running:
        yield running


@pytest.fixture
def gatherer(web):
    asker = Web(contact=None, allow_private=frozenset({web.address}))
    yield Gatherer(asker, {}, NOW)
    asker.close()


def test_a_page_that_the_site_allows_is_fetched_and_its_rules_are_asked_once(web, gatherer):
    pages = [gatherer.page(feed_item(url=web.url("/post.html"))) for _ in range(2)]

    assert all(isinstance(page, Fetched) and page.body == web.pages["/post.html"] for page in pages)
    assert [path for path, _ in web.asked].count("/robots.txt") == 1
    assert [rules.text is not None for rules in gatherer.learned.values()] == [True]


def test_what_is_remembered_of_a_site_is_not_asked_again_within_a_day(web, gatherer):
    gatherer.page(feed_item(url=web.url("/post.html")))
    asker = Web(contact=None, allow_private=frozenset({web.address}))
    for days in (0, 2):
        later = Gatherer(asker, gatherer.learned, NOW + timedelta(days=days))
        later.page(feed_item(url=web.url("/post.html")))
    asker.close()

    assert [asked for asked in web.asked if asked[0] == "/robots.txt"] == [("/robots.txt", False), ("/robots.txt", True)]


def test_a_page_that_two_feeds_lead_to_is_asked_for_once(web):
    asker = Web(contact=None, allow_private=frozenset({web.address}))
    item = feed_item(url=web.url("/post.html"), url_key="the post")
    twice = Gatherer(asker, {}, NOW, told_twice={"the post": 2})
    pages = [twice.page(item) for _ in range(3)]
    asker.close()

    assert all(isinstance(page, Fetched) for page in pages)
    assert [path for path, _ in web.asked].count("/post.html") == 2, "once for two, and again for one more that nobody announced"


def test_nothing_is_asked_for_that_is_the_recording_itself(web, gatherer):
    recording = Enclosure(url=web.url("/show.vtt"), type="audio/mpeg", bytes=1)
    link = TranscriptLink(url=recording.url, type="text/vtt", language="en")
    item = feed_item(enclosure=recording, transcripts=(link,), chapters_url=recording.url)

    assert gatherer.transcript(item) is None
    assert gatherer.with_chapters(item) is item
    assert web.asked == []


def test_a_page_that_the_site_keeps_to_itself_is_not_asked_for(web, gatherer):
    outcome = gatherer.page(feed_item(url=web.url("/private/post.html")))

    assert isinstance(outcome, FetchFailed)
    assert outcome.reason == "the site asks programs not to read this page (robots.txt)"
    assert [path for path, _ in web.asked] == ["/robots.txt"]


def test_a_site_whose_rules_cannot_be_had_is_left_alone_and_says_why(web, gatherer):
    web.pages["/robots.txt"] = 503
    outcomes = [gatherer.page(feed_item(url=web.url("/post.html"))) for _ in range(2)]

    assert all(isinstance(outcome, FetchFailed) for outcome in outcomes)
    assert {outcome.reason for outcome in outcomes} == {
        "its site could not be asked whether pages may be read: the server answered 503 Service Unavailable"
    }
    assert [path for path, _ in web.asked] == ["/robots.txt"]


def test_an_item_without_an_address_has_no_page(gatherer):
    assert gatherer.page(feed_item(url=None)) is None


def test_the_transcript_that_says_most_is_taken_and_the_next_where_it_fails(web, gatherer):
    links = [TranscriptLink(url=web.url(path), type=kind, language="en") for path, kind in (
        ("/show.txt", "text/plain"), ("/show.vtt", "text/vtt"), ("/broken.vtt", "text/vtt"), ("/nonsense.vtt", "text/vtt"),
    )]  # fmt: skip
    best = gatherer.transcript(feed_item(transcripts=tuple(links)))
    spare = gatherer.transcript(feed_item(transcripts=(links[2], links[0])))
    none = gatherer.transcript(feed_item(transcripts=(links[2],)))

    assert isinstance(best, Transcript)
    assert [line.text for line in best.lines] == ["Welcome to the show."]
    assert best.language == "en"
    assert isinstance(spare, Transcript)
    assert "in plain words" in spare.lines[0].text
    assert isinstance(none, FetchFailed)
    assert none.status == 500
    assert gatherer.transcript(feed_item()) is None


@pytest.mark.parametrize(
    ("path", "chapters"),
    [
        pytest.param(
            "/chapters.json",
            (Chapter(start_seconds=0, title="Welcome"), Chapter(start_seconds=90, title="Indexes")),
            id="a file of chapters",
        ),
        pytest.param("/nonsense.json", (), id="a broken file"),
        pytest.param("/none.json", (), id="no file"),
    ],
)
def test_chapters_come_from_their_file(web, gatherer, path, chapters):
    item = feed_item(chapters_url=web.url(path))

    assert gatherer.with_chapters(item).chapters == chapters


def test_chapters_of_the_feed_itself_are_kept_and_their_file_is_not_asked_for(web, gatherer):
    own = (Chapter(start_seconds=5, title="Own"),)
    item = feed_item(chapters=own, chapters_url=web.url("/chapters.json"))

    assert gatherer.with_chapters(item) == item
    assert web.asked == []
