"""Which sources the catalogue proposes for a skill in a language."""

import re
from pathlib import Path

import pytest

from feeds.urls import absolute, source_id
from pipeline.catalog import MOST_FOR_A_SKILL, CatalogueEntry, read_catalogue, served, sources_for, subscription
from pipeline.edges.knowledge import lexicon
from pipeline.errors import CannotDo
from pipeline.model.sources import Subscription
from pipeline.resources import packaged
from pipeline.settings import SkillId

SQL, DATA = SkillId("sql"), SkillId("data-visualisation")


def entry(name: str = "one", *skills: SkillId, language: str = "en") -> CatalogueEntry:
    return CatalogueEntry(
        title=name,
        url=f"https://{name}.example/feed",
        site=None,
        language=language,
        kind="blog",
        skills=skills or (SQL,),
        about="",
        seen_in="",
    )


def titles(subscriptions: tuple[Subscription, ...]) -> list[str | None]:
    return [one.source.title for one in subscriptions]


def test_only_sources_of_the_skill_in_a_language_that_is_read_are_proposed():
    catalogue = (entry("english"), entry("polish", language="pl"), entry("charts", DATA))

    assert titles(sources_for(catalogue, (SQL,), ("en",))) == ["english"]
    assert titles(sources_for(catalogue, (SQL, DATA), ("pl", "en"))) == ["polish", "english", "charts"]
    assert sources_for(catalogue, (SQL,), ("ar",)) == ()


def test_a_source_that_serves_two_skills_is_proposed_once():
    assert titles(sources_for((entry("both", SQL, DATA),), (SQL, DATA), ("en",))) == ["both"]


def test_what_is_mainly_about_the_skill_comes_first():
    catalogue = (entry("late", DATA, SQL), entry("broad", SQL, DATA), entry("narrow", SQL))

    assert titles(sources_for(catalogue, (SQL,), ("en",))) == ["narrow", "broad", "late"]


def test_a_popular_skill_gets_a_few_sources_in_each_language_and_no_flood():
    catalogue = tuple(entry(f"{language}{number}", language=language) for language in ("en", "pl") for number in range(30))

    assert len(sources_for(catalogue, (SQL,), ("en", "pl"))) == 2 * MOST_FOR_A_SKILL


def test_a_proposal_is_a_subscription_that_says_where_it_comes_from():
    one = subscription(entry("one", SQL, DATA))

    assert (one.origin, one.skills, one.source.id) == ("catalogue", (SQL, DATA), source_id("https://one.example/feed"))


def test_it_is_known_whether_a_skill_is_served_at_all():
    assert served((entry("one"),), SQL, ("en",))
    assert not served((entry("one"),), SQL, ("pl",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("title: x", "sources.yaml: expected a list of sources", id="no list"),
        pytest.param("- x", "entry 1: expected keys with values", id="an entry without keys"),
        pytest.param("- {title: x, url: https://a.example, language: en, kind: blog}", "entry 1: skills is missing", id="an entry without skills"),
        pytest.param("- {title: x, url: https://a.example, language: en, kind: zine, skills: [sql]}", "entry 1: there is no kind 'zine'", id="a kind that does not exist"),
        pytest.param("- {title: x, url: 'ftp://a.example', language: en, kind: blog, skills: [sql]}", "entry 1: 'ftp://a.example' cannot be used", id="an address that cannot be asked"),
        pytest.param("- [", "catalogue/sources.yaml:1:4", id="no YAML"),
    ],
)  # fmt: skip
def test_a_catalogue_that_is_not_as_it_should_be_says_where(tmp_path: Path, text: str, sentence: str):
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(CannotDo) as raised:
        read_catalogue(tmp_path)
    assert sentence in str(raised.value)


class TestTheShippedCatalogue:
    catalogue = read_catalogue(packaged("catalogue"))

    def test_it_ships_at_least_two_hundred_sources_each_once(self):
        assert len(self.catalogue) >= 200
        assert len({source_id(one.url) for one in self.catalogue}) == len(self.catalogue)
        assert len({one.title for one in self.catalogue}) == len(self.catalogue)

    @pytest.mark.parametrize("one", catalogue, ids=lambda one: one.title)
    def test_every_entry_says_what_it_is_and_where_it_was_seen_and_claims_nothing_more(self, one: CatalogueEntry):
        known = lexicon().skills

        assert one.title == " ".join(one.title.split())
        assert one.site is not None
        assert absolute(one.site, None) is not None
        assert re.fullmatch("[a-z]{2}", one.language)
        assert 1 <= len(one.skills) <= 5
        assert len(set(one.skills)) == len(one.skills)
        assert set(one.skills) <= set(known)
        assert all(
            re.fullmatch(r"public lists of feeds|the public list in [\w.-]+/[\w.-]+|the site's own public repository", place)
            for place in one.seen_in.split("; ")
        )
        # A sentence of our own, not a site's description of itself, and no promise that somebody tried the address.
        assert re.fullmatch(r"[A-Z][^!?]{15,130}\.", one.about)
        assert not re.search(r"(?i)\b(we|our|best|award|verified|checked)\b", one.about)

    def test_no_two_sources_are_described_alike(self):
        assert len({one.about for one in self.catalogue}) == len(self.catalogue)

    @pytest.mark.parametrize("language", ["en", "ar", "pl", "bg"])
    def test_there_is_something_for_each_of_our_first_languages(self, language: str):
        assert any(one.language == language for one in self.catalogue)
