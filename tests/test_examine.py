"""What is said of a feed before it is followed: what it is like, what is odd about it, what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.model.answers import FailureKind, Fetched, Validators
from feeds.model.entries import ParsedFeed, SkippedItem
from pipeline.advice import what_to_do
from pipeline.examine import report_on
from pipeline.probe import FeedFound
from tests.builders import feed_item

NOW = datetime(2026, 2, 18, 6, tzinfo=UTC)
URL = "https://rows.example/feed.xml"
MARKED = Validators(etag='"1"')
WHOLE = "The database reads the table once and sorts it by the index. " * 20


def found(*items, fetched=None, **feed) -> FeedFound:
    fetched = {"url": URL, "final_url": URL, "status": 200, "body": b"<rss/>", "validators": MARKED} | (fetched or {})
    parsed = ParsedFeed(**{"title": "Rows", "site": None, "language": "en", "items": items} | feed)
    return FeedFound(asked=URL, url=URL, fetched=Fetched(**fetched), feed=parsed)


def item(**changes):
    return feed_item(**{"published": NOW - timedelta(days=1), "content_text": WHOLE, "url": "https://rows.example/1"} | changes)


@pytest.mark.parametrize(
    ("feed", "problem"),
    [
        pytest.param(found(item(), fetched={"moved_to": "https://new.example/feed"}), "It has moved for good to https://new.example/feed: use that address.", id="moved"),
        pytest.param(found(item(), fetched={"moved_to": URL.replace("https", "http")}), "It has moved for good to http://rows.example/feed.xml (only its spelling changed): use that address.", id="respelled"),
        pytest.param(found(item(), fetched={"final_url": "https://cdn.example/1"}), "It is redirected for now to https://cdn.example/1; keep the address.", id="redirected"),
        pytest.param(found(item(), warning="the file ends in the middle"), "It is malformed: the file ends in the middle. What could be read was; its owner would want to know.", id="malformed"),
        pytest.param(found(), "It holds no item that could be taken: a new one may come; nothing to do until then.", id="empty"),
        pytest.param(found(item(), skipped=(SkippedItem(why="it is empty"),) * 2), "2 items could not be taken: it is empty.", id="skipped"),
        pytest.param(found(item(published=None)), "No item says when it was published: each counts as published when it is first seen.", id="undated"),
        pytest.param(found(item(published=datetime(2024, 1, 5, tzinfo=UTC))), "Its newest item is from January 2024: it seems to sleep. Look whether its site has another feed.", id="asleep"),
        pytest.param(found(item(), item(published=NOW + timedelta(days=9))), "1 item claims a day that has not come; that date is not believed.", id="dates ahead"),
        pytest.param(found(item(), fetched={"validators": Validators()}), "Its server marks no versions, so all of it is loaded each time: it is asked once a day.", id="no validators"),
        pytest.param(found(item(title="Zażółć gęślą jaźń", content_text="Zażółć gęślą jaźń. " * 40), language="pl"), "It is written in none of your languages (en): nothing of it can be picked.", id="another language"),
        pytest.param(found(item(), item(url=None, content_text="", summary_text="")), "1 item has neither a page nor a text: only the title can be shown.", id="titles only"),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_feed_is_a_sentence_of_its_own(feed: FeedFound, problem: str):
    assert report_on(feed, NOW, ("en",)).problems == (problem,)


def test_an_ordinary_feed_is_described_and_nothing_is_odd_about_it():
    report = report_on(found(item(), item(content_text="", summary_text="Rows of a table.")), NOW, ("en",))

    assert (report.format, report.items, report.whole, report.languages, report.newest) == ("RSS", 2, 1, ("en",), NOW - timedelta(days=1))
    assert (report.etag, report.last_modified, report.every, report.problems) == (True, False, timedelta(hours=1), ())


@pytest.mark.parametrize(
    ("body", "name"),
    [(b"<feed/>", "Atom"), (b"<rdf:RDF/>", "RSS 1.0"), (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON Feed")],
)
def test_the_format_is_told_from_the_document(body, name):
    assert report_on(found(item(), fetched={"body": body}), NOW, ("en",)).format == name


@pytest.mark.parametrize("kind", [kind for kind in FailureKind if kind is not FailureKind.FORBIDDEN_ADDRESS])
@pytest.mark.parametrize("followed", [True, False])
def test_for_every_failure_there_is_something_to_say_about_what_to_do(kind, followed):
    said = what_to_do(kind.value, 418, followed=followed)

    assert said
    assert not said.endswith(".")


@pytest.mark.parametrize("kind", ["read", "forbidden address"])
def test_where_all_is_well_or_all_is_said_there_is_no_advice(kind):
    assert what_to_do(kind, None, followed=True) == ""


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (404, "sources add SITE"),
        (403, "lets no programs in"),
        (401, "wants a password"),
        (503, "asked again by itself"),
    ],
)
def test_what_to_do_about_a_status_depends_on_it(status, advice):
    assert advice in what_to_do("status", status, followed=True)
