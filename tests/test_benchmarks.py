"""The side-by-side benchmark is only worth something while its feeds are real ones to everybody and its count of the work is right."""

import gzip
import sys
import textwrap
from collections import Counter
from http.client import HTTPConnection

import pytest

from benchmarks.engines import CHANGED, COLD, UNCHANGED, Gapfeed, installed_gapfeed
from benchmarks.generate import generated_sites, readdressed, sites_with_pages, with_new_item
from benchmarks.measure import Spent, measured
from benchmarks.rounds import Run, faults, rounds_of
from benchmarks.server import FEED_PATH, addresses, free_port, host_of, serving
from feeds.model.answers import Fetched, Validators
from feeds.model.entries import ParsedFeed
from feeds.parse import parse

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs the loopback addresses and the process accounts of Linux")


def keys(body: bytes) -> list[str]:
    address = "http://127.0.1.1/feed.xml"
    feed = parse(Fetched(url=address, final_url=address, status=200, body=body, content_type="application/xml", validators=Validators()))
    assert isinstance(feed, ParsedFeed)
    return [str(item.key) for item in feed.items]


@pytest.mark.parametrize("number", range(6))
def test_a_generated_feed_grows_by_exactly_one_item_that_nobody_knows(number):
    site = generated_sites(6, items=5)[number]

    assert len(keys(site.feed)) == 5
    assert site.grown is not None
    assert len(set(keys(site.grown)) - set(keys(site.feed))) == 1
    assert set(keys(site.feed)) < set(keys(site.grown))


def test_an_entry_of_rdf_gets_another_address_where_its_id_stands():
    body = b'<rdf:RDF><item rdf:about="http://a.example/1"><title><![CDATA[A]]></title><link>http://a.example/1</link></item></rdf:RDF>'

    grown = with_new_item(body)

    newcomer = b'<item rdf:about="http://a.example/1-new"><title><![CDATA[New: A]]></title><link>http://a.example/1-new</link></item>'
    assert grown == body.replace(b"<item", newcomer + b"<item")


def test_a_feed_without_items_cannot_grow():
    assert with_new_item(b"<rss><channel><title>Nothing</title></channel></rss>") is None


def test_a_feed_that_is_served_again_has_other_addresses_and_the_same_namespaces():
    body = b'<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://a.example/1"/></feed>'

    again = readdressed(body, 2)

    assert again == b'<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://copy2.a.example/1"/></feed><!-- copy 2 -->'


def test_generated_sites_are_the_same_each_time_and_different_from_each_other():
    feeds = [site.feed for site in generated_sites(8)]

    assert feeds == [site.feed for site in generated_sites(8)]
    assert len(set(feeds)) == 8


def test_a_feed_announces_the_pages_that_its_site_serves():
    (site,) = sites_with_pages(["http://127.0.1.1:8000"], pages_each=2, items=4)

    assert list(site.pages) == ["/articles/0.html", "/articles/1.html"]
    assert all(f"http://127.0.1.1:8000{path}".encode() in site.feed for path in site.pages)
    assert min(map(len, site.pages.values())) > 30_000


def test_the_server_knows_validators_growth_and_what_it_was_asked():
    sites = generated_sites(4, items=2)
    port = free_port()
    hosts = [host_of(site, place, grows=place == 0) for place, site in enumerate(sites)]
    with serving(hosts, port, latency_seconds=0) as server:
        seen = []
        for address, name, condition in zip(
            addresses(4)[2:], ("ETag", "Last-Modified"), ("If-None-Match", "If-Modified-Since"), strict=True
        ):
            connection = HTTPConnection(address, port, timeout=30)
            connection.request("GET", FEED_PATH)
            first = connection.getresponse()
            body = gzip.decompress(first.read())
            validator = first.headers[name]
            connection.request("GET", FEED_PATH, headers={condition: validator})
            second = connection.getresponse()
            seen.append((first.status, body, second.status, second.read()))
            connection.close()
        server.grow(grown=True)
        connection = HTTPConnection(addresses(1)[0], port, timeout=30)
        connection.request("GET", FEED_PATH)
        grown = gzip.decompress(connection.getresponse().read())
        connection.close()
        counted, counted_again = server.counts(), server.counts()

    assert seen == [(200, site.feed, 304, b"") for site in sites[2:]]
    assert grown == sites[0].grown
    assert counted == Counter({"feed 200": 3, "feed 304": 2})
    assert counted_again == Counter()


def test_what_a_command_cost_includes_processes_that_nobody_waited_for(tmp_path):
    # The child ends at once; the grandchild, left alone, computes for 0.3 seconds and holds 30 MB.
    program = textwrap.dedent("""
        import os, time
        if os.fork() == 0:
            if os.fork() == 0:
                held = b"x" * 30_000_000
                while time.process_time() < 0.3:
                    pass
            os._exit(0)
        os.wait()
        time.sleep(0.5)
    """)

    spent = measured([sys.executable, "-c", program], folder=tmp_path)

    assert spent.exit_code == 0
    assert spent.cpu_seconds >= 0.3
    assert spent.peak_megabytes >= 30


def run(phase: str, answers: dict[str, int], stored: int, engine: str = "gapfeed") -> Run:
    spent = Spent(wall_seconds=1, cpu_seconds=1, peak_megabytes=1, exit_code=0)
    return Run(engine=engine, phase=phase, spent=spent, answers=Counter(answers), stored=stored, server_cpu_seconds=0)


@pytest.mark.parametrize(
    ("runs", "found"),
    [
        pytest.param(
            [
                run(COLD, {"feed 200": 10}, 300), run(COLD, {"feed 200": 10}, 299, "newsboat"),
                run(UNCHANGED, {"feed 304": 10}, 300), run(CHANGED, {"feed 200": 1, "feed 304": 9}, 301),
            ],
            [],
            id="equal work has no faults",
        ),
        pytest.param(
            [run(COLD, {"feed 200": 10}, 200), run(COLD, {"feed 200": 10}, 300, "reader")],
            ["gapfeed, cold: 200 entries stored, by another 300"],
            id="if Gapfeed stores less, it did less",
        ),
        pytest.param(
            [run(COLD, {"feed 200": 10}, 300), run(COLD, {"feed 200": 10}, 200, "newsboat")], [], id="a peer may do less: that is its advantage"
        ),
        pytest.param(
            [run(COLD, {"feed 200": 10}, 300), run(UNCHANGED, {"feed 304": 9}, 300)],
            ["gapfeed, unchanged: {'feed 304': 9} instead of {'feed 304': 10}"],
            id="a feed that was not asked is noticed",
        ),
        pytest.param(
            [run(COLD, {"feed 200": 10}, 300), run(UNCHANGED, {"feed 304": 10}, 300), run(CHANGED, {"feed 200": 1, "feed 304": 9}, 300)],
            ["gapfeed, one in ten changed: 0 new entries instead of 1"],
            id="a new item that was not found is noticed",
        ),
    ],
)  # fmt: skip
def test_figures_count_only_where_the_work_was_equal(runs, found):
    assert faults(runs, feeds=10, grown=1) == found


def test_gapfeed_does_the_work_that_the_benchmark_counts():
    sites = generated_sites(4, items=3)
    port = free_port()
    urls = [f"http://{address}:{port}{FEED_PATH}" for address in addresses(4)]
    hosts = [host_of(site, place, grows=place == 0) for place, site in enumerate(sites)]
    with serving(hosts, port, latency_seconds=0) as server:
        (runs,) = rounds_of([Gapfeed(program=installed_gapfeed())], urls, server, rounds=1)

    assert faults(runs, feeds=4, grown=1) == []
    assert [run.stored for run in runs] == [12, 12, 13]
