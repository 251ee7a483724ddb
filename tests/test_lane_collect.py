"""Lane 1 over the sample sources: what is asked, what is stored, and what one bad source does to the others."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import feeds.connect
from pipeline.collect import collect
from pipeline.demonstrate import MOMENT
from pipeline.edges.samples import Samples, serving
from pipeline.resources import packaged
from pipeline.subscribe import sync
from tests.houses import household, sample_settings

PLAIN, TABLE, WORKSHOP = "http://plainnumbers.example/feed.xml", "http://thelongtable.example/show.rss", "http://warsztat.example/rss.xml"


@pytest.fixture
def samples() -> Iterator[Samples]:
    with serving(packaged("demo") / "sites") as running:
        yield running


def collected(folder: Path, samples: Samples, *feeds: str, now=MOMENT):
    settings = sample_settings(folder, *feeds)
    with household(settings, samples) as house:
        sync(house.tools.store, settings, (), now)
        report = collect(house.tools, settings, now)
        return report, house.tools.store.articles.candidates(since=now - timedelta(days=900))


def test_every_sample_source_but_the_dead_one_answers_and_is_understood_in_its_own_language(tmp_path, samples):
    report, articles = collected(tmp_path, samples)

    assert [problem.reason for problem in report.problems] == ["the server answered 410 Gone"]
    assert report.warnings == ()
    assert report.new == len(articles) >= 45
    assert {article.language for article in articles} == {"en", "ar", "pl", "bg"}
    assert all(article.language == "pl" for article in articles if article.source_title == "Warsztat"), "its language tag lies"


def test_articles_are_read_from_their_pages_and_episodes_from_their_transcripts(tmp_path, samples):
    _, articles = collected(tmp_path, samples, PLAIN, TABLE)

    assert {article.text_from for article in articles if article.kind == "article"} == {"page"}
    assert {article.text_from for article in articles if article.kind == "episode"} >= {"transcript"}


def test_the_second_run_asks_nothing(tmp_path, samples):
    collected(tmp_path, samples, PLAIN)
    asked = len(samples.asked)
    report, _ = collected(tmp_path, samples, PLAIN, now=MOMENT + timedelta(minutes=5))

    assert report.asked == 0
    assert len(samples.asked) == asked


def test_when_it_is_time_again_only_conditional_requests_are_made(tmp_path, samples):
    collected(tmp_path, samples)
    before = len(samples.asked)
    report, _ = collected(tmp_path, samples, now=MOMENT + timedelta(days=2))

    later = samples.asked[before:]
    assert report.asked == report.unchanged == 10
    assert all(request.conditional and request.status == 304 for request in later)
    assert len(later) == 10


def test_an_edited_item_is_changed_in_place(tmp_path, samples):
    samples.earlier = True
    _, earlier = collected(tmp_path, samples, PLAIN, now=MOMENT - timedelta(hours=13))
    samples.earlier = False
    report, later = collected(tmp_path, samples, PLAIN)

    assert (report.new, report.edited) == (1, 1)
    before = {article.id: article.title for article in earlier}
    changed = [article for article in later if article.id in before and before[article.id] != article.title]
    assert [article.title.endswith("corrected") for article in changed] == [True]
    assert changed[0].first_seen == earlier[0].first_seen


def test_the_same_story_told_by_two_sources_is_one_story(tmp_path, samples):
    _, articles = collected(tmp_path, samples, PLAIN, "http://stewardship.example/atom.xml")

    told = [article for article in articles if "40500" in article.title]
    assert len(told) == 2
    assert len({article.story for article in told}) == 1
    assert [other.source_title for article in told for other in article.also_told_by] == [
        "Stewardship" if article.source_title == "Plain Numbers" else "Plain Numbers" for article in told
    ]


def test_one_dead_source_is_one_line_and_stops_nothing(tmp_path, samples):
    report, articles = collected(tmp_path, samples, PLAIN, "http://warsztat.example/gone.xml", "http://plainnumbers.example/about.html")

    assert len(articles) == 6
    reasons = sorted(problem.reason for problem in report.problems)
    assert len(reasons) == 2
    assert "404 Not Found" in reasons[0]
    assert "HTML page, not a feed" in reasons[1]


@pytest.mark.usefixtures("without_network")
def test_without_a_network_no_source_is_blamed(tmp_path):
    settings = sample_settings(tmp_path, "http://nowhere.invalid/feed.xml", "http://also-nowhere.invalid/feed.xml")
    with household(settings) as house:
        sync(house.tools.store, settings, (), MOMENT)
        report = collect(house.tools, settings, MOMENT)
        health = house.tools.store.sources.health()

    assert report.offline
    assert all(one.state.failures_in_a_row == 0 for one in health)


def test_two_names_that_are_not_known_are_blamed_where_there_is_a_network(tmp_path, monkeypatch):
    def resolver(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "?")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(feeds.connect, "has_way_out", lambda: True)
    settings = sample_settings(tmp_path, "http://nowhere.invalid/feed.xml", "http://also-nowhere.invalid/feed.xml")
    with household(settings) as house:
        sync(house.tools.store, settings, (), MOMENT)
        report, again = (collect(house.tools, settings, MOMENT + timedelta(minutes=later)) for later in (0, 1))
        health = house.tools.store.sources.health()

    assert (report.offline, report.asked, len(report.problems), again.asked) == (False, 2, 2, 0)
    assert all(one.state.failures_in_a_row == 1 for one in health)


def test_a_page_that_the_site_asks_not_to_read_is_taken_from_the_feed(tmp_path, samples):
    _, articles = collected(tmp_path, samples, "http://backroom.example/feed.json")

    asked = [request.path for request in samples.asked if request.host == "backroom.example"]
    assert "/robots.txt" in asked
    assert not any(path.startswith("/private/") for path in asked)
    assert len(articles) == 6


def test_removing_a_source_keeps_what_came_from_it(tmp_path, samples):
    _, before = collected(tmp_path, samples, PLAIN, WORKSHOP)
    settings = sample_settings(tmp_path, PLAIN)
    with household(settings, samples) as house:
        sync(house.tools.store, settings, (), MOMENT)
        followed = [one.subscription.source.url for one in house.tools.store.sources.followed()]
        kept = house.tools.store.articles.count()

    assert followed == [PLAIN]
    assert kept == len(before)
