"""For which items a page is worth a request."""

from datetime import timedelta

import pytest

from feeds.model.entries import Enclosure, TranscriptLink
from pipeline.stages.wanted import ENOUGH_WORDS, MOST_PAGES, pages_not_wanted
from tests.builders import NOW, feed_item


@pytest.mark.parametrize(
    ("changes", "is_wanted"),
    [
        pytest.param({}, True, id="a summary alone needs its page"),
        pytest.param({"url": None}, False, id="without an address there is no page"),
        pytest.param({"content_text": "word " * ENOUGH_WORDS}, False, id="the feed holds it whole"),
        pytest.param({"content_text": "word " * (ENOUGH_WORDS - 1)}, True, id="the feed holds its beginning"),
        pytest.param(
            {"transcripts": (TranscriptLink(url="https://example.org/t.vtt"),)}, False, id="an episode is read from its transcript"
        ),
        pytest.param({"enclosure": Enclosure(url="https://example.org/one")}, False, id="its address is the recording itself"),
        pytest.param({"published": NOW - timedelta(days=181)}, False, id="too old ever to be picked"),
        pytest.param({"published": NOW - timedelta(days=180)}, True, id="just new enough"),
        pytest.param({"published": None}, True, id="undated counts as new"),
        pytest.param({"published": NOW + timedelta(days=2)}, True, id="dated ahead counts as new"),
    ],
)
def test_a_page_is_asked_for_where_it_helps(changes, is_wanted):
    item = feed_item(**changes)

    assert (item.key not in pages_not_wanted([item], NOW)) is is_wanted


def test_of_an_archive_only_the_newest_pages_are_asked_for():
    items = [feed_item(f"{age:03}", published=NOW - timedelta(days=age)) for age in range(100)]

    refused = pages_not_wanted(items, NOW)

    assert {item.key for item in items} - set(refused) == {f"{age:03}" for age in range(MOST_PAGES)}
    assert set(refused.values()) == {f"{MOST_PAGES} newer pages of its source were asked for first"}
