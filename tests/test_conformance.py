"""What benchmarks/conformance.py measures stays reached: encodings, spoiled feeds, and the test suites of other parsers."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.expectations import gofeed, podcastparser
from feeds.model.answers import Fetched, NotAFeed
from feeds.model.entries import ParsedFeed
from feeds.parse import parse
from pipeline.edges.workers import Processes
from pipeline.jobs import parsed_feed
from tests.mutants import FEEDS, mutants
from tests.situations import situations

#: A share of the benchmark's 4,000.
MUTANTS = 1000


def fetched(body, content_type=""):
    return Fetched(url="https://example.org/feed", final_url="https://example.org/feed", status=200, body=body, content_type=content_type)


def was_stopped(feed):
    return isinstance(feed, NotAFeed) and "could not be read:" in feed.why


def test_there_are_48_encoding_situations():
    assert len({one.name for one in situations()}) == len(situations()) == 48


@pytest.mark.parametrize("one", situations(), ids=lambda one: one.name)
def test_the_title_is_what_its_writer_meant(one):
    found = parse(fetched(one.body, one.content_type))

    assert [item.title for item in found.items] == [one.title]


@pytest.mark.parametrize(("name", "count"), [("Atom", 2), ("RSS", 2), ("RDF", 1), ("JSON", 3), ("podcast", 2)])
def test_the_feeds_that_are_spoiled_are_good_ones(name, count):
    found = parse(fetched(FEEDS[name]))

    assert (len(found.items), found.warning, found.skipped) == (count, None, ())


def test_spoiled_feeds_cost_no_exception_and_no_worker():
    workers = Processes(2)
    try:
        with ThreadPoolExecutor(4) as threads:
            names, bodies = zip(*mutants(MUTANTS), strict=True)
            found = list(threads.map(lambda body: parsed_feed(workers, fetched(body)), bodies))
        first_stopped = [number for number, feed in enumerate(found) if was_stopped(feed)]
        # On a machine with much else to do a good one may be stopped, too; twice it is the feed.
        stopped = [names[number] for number in first_stopped if was_stopped(parsed_feed(workers, fetched(bodies[number])))]
    finally:
        workers.close()

    keys_given_twice = [
        name
        for name, feed in zip(names, found, strict=True)
        if isinstance(feed, ParsedFeed) and len({item.key for item in feed.items}) < len(feed.items)
    ]
    assert (stopped, keys_given_twice) == ([], [])


@pytest.mark.shared_data
def test_gofeeds_suite(shared_data):
    expected = [one for one in gofeed(shared_data / "feeds" / "gofeed") if one.expected is not None]
    differing = [one for one in expected if not one.is_equal]

    assert len(expected) > 300
    assert len(differing) <= 0.03 * len(expected), differing


@pytest.mark.shared_data
def test_podcastparsers_suite(shared_data):
    cases = list(podcastparser(shared_data / "podcasts" / "podcastparser"))
    differing = {name for name, values in cases if not all(one.is_equal for one in values)}

    assert len(cases) == 70
    # An episode without a file is an article here; one without a title is called after its file.
    assert differing == {"no_enclosure", "no_title_multi_enclosure"}
