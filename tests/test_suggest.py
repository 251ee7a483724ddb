"""What the catalogue proposes: the widest gap first, each skill and language in turn, and never what nobody wants again."""

from datetime import UTC, date, datetime

import pytest

from feeds.model.sources import Source
from feeds.urls import source_id
from pipeline.catalog import CatalogueEntry
from pipeline.edges.store import Store
from pipeline.model.health import CatalogueCheck
from pipeline.model.sources import Subscription
from pipeline.settings import LEARNER, SkillId, Sources
from pipeline.suggest import MOST_SUGGESTED, suggest, suggestions
from tests.builders import gap, settings

NOW = datetime(2026, 2, 18, 6, tzinfo=UTC)


def entry(name: str, *skills: str, language: str = "en", site: str | None = None) -> CatalogueEntry:
    return CatalogueEntry(
        title=name, url=f"https://{name}.example/feed", site=site, language=language, kind="blog",
        skills=tuple(map(SkillId, skills or ("sql",))), about="", seen_in="",
    )  # fmt: skip


def checked(name: str, verdict: str = "answers", moved_to: str | None = None) -> CatalogueCheck:
    url = f"https://{name}.example/feed"
    return CatalogueCheck(source=source_id(url), url=url, checked_at=NOW, verdict=verdict, moved_to=moved_to)


def proposed(gaps, catalogue, languages=("en",), checks=(), taken=()):
    found = suggestions(gaps, languages, catalogue, taken=taken, sites=(), checks={check.source: check for check in checks})
    return [(one.entry.title, one.gap.skill) for one in found.suggested]


def test_the_widest_gap_comes_first_then_the_nearest_date_and_each_skill_has_its_turn():
    catalogue = (entry("s1"), entry("s2"), entry("p1", "python"), entry("p2", "python"), entry("r1", "rust"))
    gaps = (gap("sql", 2, 3), gap("rust", 1, 4), gap("python", 1, 4, by=date(2026, 6, 1)))

    assert proposed(gaps, catalogue) == [("p1", "python"), ("r1", "rust"), ("s1", "sql"), ("p2", "python"), ("s2", "sql")]


def test_the_languages_have_their_turns_and_others_are_left_out():
    catalogue = (entry("e1"), entry("e2"), entry("ar", language="ar"), entry("de", language="de"))

    assert [title for title, _ in proposed((gap("sql"),), catalogue, ("en", "ar"))] == ["e1", "ar", "e2"]


def test_what_fits_best_comes_first_and_serves_the_wider_gap_only_once():
    catalogue = (entry("broad", "python", "sql"), entry("narrow", "sql"))

    assert proposed((gap("sql", 0, 4), gap("python", 3, 4)), catalogue) == [("narrow", "sql"), ("broad", "python")]


def test_no_more_are_proposed_than_a_person_looks_through():
    assert len(proposed((gap("sql"),), tuple(entry(f"s{number}") for number in range(40)))) == MOST_SUGGESTED


def test_what_is_taken_or_dead_is_not_proposed_the_dead_are_named_and_the_moved_are_proposed_where_they_answer():
    catalogue = (entry("dead"), entry("taken"), entry("moved"), entry("charts", "data-visualisation"))
    checks = {check.source: check for check in (checked("dead", "dead"), checked("moved", moved_to="https://new.example/feed"))}
    found = suggestions(
        (gap("sql"), gap("python")), ("en",), catalogue, taken={source_id("https://taken.example/feed")}, sites=(), checks=checks
    )

    assert [(one.entry.title, one.url) for one in found.suggested] == [("moved", "https://new.example/feed")]
    assert [one.title for one in found.dead] == ["dead"]
    assert found.unserved == ("python",)


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "gapfeed.db", LEARNER)
    yield opened
    opened.close()


def test_what_is_followed_muted_or_removed_is_taken_also_by_another_address_of_its_site(store):
    names = ("followed", "muted", "removed", "renamed", "quiet", "free")
    catalogue = tuple(entry(name, site=f"https://{name}.example/") for name in names)
    for name in ("followed", "muted", "removed"):
        url = f"https://{name}.example/feed"
        store.sources.add(Subscription(source=Source(id=source_id(url), url=url), origin="command"), NOW)
    other = Source(
        id=source_id("https://renamed.example/rss.xml"), url="https://renamed.example/rss.xml", site="http://www.renamed.example"
    )
    store.sources.add(Subscription(source=other, origin="command"), NOW)
    store.sources.mute(source_id("https://muted.example/feed"), NOW)
    store.sources.remove(source_id("https://removed.example/feed"), NOW)
    quiet = Sources(catalog=False, follow=(), opml=(), muted_words=(), muted_sources=("https://quiet.example/feed",))
    found = suggest(store, settings(gaps=(gap("sql"),), sources=quiet), catalogue)

    assert [one.entry.title for one in found.suggested] == ["free"]


def test_what_is_followed_is_taken_by_each_of_its_addresses(store):
    old, new = "https://old.example/feed", "https://new.example/feed"
    store.sources.add(Subscription(source=Source(id=source_id(old), url=old), origin="command"), NOW)
    with store.writing():
        store.sources.move(source_id(old), new, NOW)
    found = suggest(store, settings(gaps=(gap("sql"),)), (entry("old"), entry("new"), entry("free")))

    assert [one.entry.title for one in found.suggested] == ["free"]
