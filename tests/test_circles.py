"""Learning with the network: what colleagues share in their editions, over real feeds, and what is passed on to whom."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.proposals import CONFIGS, proposed
from pipeline.bootstrap import Household, load_settings
from pipeline.circles import circle_has, waits_in
from pipeline.daily import run
from pipeline.demonstrate import MOMENT
from pipeline.edges.samples import serving
from pipeline.errors import UsageError
from pipeline.publish import Published
from pipeline.reflect import tell
from pipeline.resources import packaged
from pipeline.settings import FollowedSource, Settings
from pipeline.share.proposals import share_list
from tests.builders import circle, new_share
from tests.houses import household, sample_settings

PANELS = "http://plainnumbers.example/2026/small-multiples.html"
ESSAY = "http://essays.example/axes.html"
EDITION = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:edition:{name}</id><title>Worth reading, by {name}</title><updated>2026-03-03T06:00:00Z</updated>
{entries}</feed>"""
ENTRY = """<entry><id>urn:{name}:{url}</id><title>{title}</title><link rel="alternate" href="{url}"/><updated>2026-03-03T06:00:00Z</updated>
<published>2026-02-24T07:30:00Z</published><author><name>Hanne Ostrowik</name></author><summary>{title}</summary></entry>"""
PARAGRAPH = (
    "A bar chart has to begin at zero, because its length is what the eye compares. A line chart may begin wherever its data do, as long as the "
    "axis says so. Whoever makes a data visualisation decides with the scale of an axis what a reader will believe before reading a single label."
)


@contextmanager
def colleagues(folder: Path, **editions: tuple[tuple[str, str], ...]) -> Iterator[Household]:
    """Give a household that follows Plain Numbers and the *editions*, by the name of who makes them: pairs of title and address."""
    sites = Path(shutil.copytree(packaged("demo") / "sites", folder / "sites"))
    (sites / "essays.example").mkdir()
    page = f"<html lang=en><title>Which axes may be cut</title><article><h1>Which axes may be cut</h1>{f'<p>{PARAGRAPH}</p>' * 6}</article></html>"
    (sites / "essays.example" / "axes.html").write_text(page, encoding="utf-8")
    follow = [FollowedSource(url="http://plainnumbers.example/feed.xml")]
    for name, items in editions.items():
        (sites / f"{name}.example").mkdir()
        entries = "".join(ENTRY.format(name=name, title=title, url=url) for title, url in items)
        (sites / f"{name}.example" / "edition.atom").write_text(EDITION.format(name=name, entries=entries), encoding="utf-8")
        url = f"http://{name}.example/edition.atom"
        follow.append(FollowedSource(url=url, kind="circle", title=name.capitalize(), circle="team"))
    team = circle("team", "data-visualisation", every=timedelta(weeks=2))
    settings = replace(
        sample_settings(folder),
        circles=(team, circle("public", "data-visualisation", languages=("en", "pl"))),
        sources=replace(sample_settings(folder).sources, follow=tuple(follow)),
    )
    with serving(sites) as samples, household(settings, samples) as house:
        yield house


def a_digest(house: Household, now=MOMENT) -> Published:
    report = run(house.tools, lambda: house.desk, house.settings, (), now, regardless=True, progress=lambda *_: None)
    assert isinstance(report.published, Published)
    return report.published


def text_of(house: Household, name: str = "2026-03-04") -> str:
    """Return the digest as its plain text says it, each paragraph on one line."""
    return " ".join((house.settings.digest.folders[0] / f"{name}.txt").read_text(encoding="utf-8").split())


def proposals(house: Household, now=MOMENT, circle: str | None = None):
    listed = share_list(house.tools.store, house.settings, house.desk.lexicon, now, circle=circle, most=9)
    return {one.wait.circle.name: [proposal.candidate.url for proposal in one.proposals] for one in listed.circles}


def test_an_article_that_two_colleagues_share_says_so_and_is_picked_from_its_own_site(tmp_path):
    with colleagues(tmp_path, ola=(("Small multiples", PANELS),), marek=(("Ein Blick", PANELS),)) as house:
        plan = a_digest(house).plan

        [pick] = [pick for pick in plan.picks if pick.scored.candidate.url == PANELS]
        candidate = pick.scored.candidate
        assert (candidate.source_title, candidate.source_kind) == ("Plain Numbers", "blog")
        assert {told.source_title for told in candidate.shared_by} == {"Marek", "Ola"}
        assert candidate.also_told_by == ()
        assert [reason.value for reason in pick.scored.reasons if reason.name == "circle"] == [1.15]
        said = text_of(house)
        assert "Ola and Marek shared this" in said or "Marek and Ola shared this" in said
        assert "Also told by" not in said
        assert [left.why for left in plan.left_out if left.candidate.source_kind == "circle"] == [
            "you follow Plain Numbers yourself, so its own copy of it counts"
        ] * 2


def test_what_nobody_else_told_is_picked_for_its_own_site_and_names_who_shared_it(tmp_path):
    with colleagues(tmp_path, ola=(("Which axes may be cut", ESSAY),)) as house:
        plan = a_digest(house).plan

        [pick] = [pick for pick in plan.picks if pick.scored.candidate.url == ESSAY]
        assert pick.scored.candidate.source_title == "essays.example"
        assert [told.source_title for told in pick.scored.candidate.shared_by] == ["Ola"]
        assert [reason.words for reason in pick.scored.reasons if reason.name == "circle"] == ["Ola shared it"]
        assert "Ola shared this" in text_of(house)


def test_without_colleagues_no_score_has_a_reason_more(tmp_path):
    with colleagues(tmp_path) as house:
        assert {reason.name for pick in a_digest(house).plan.picks for reason in pick.scored.reasons}.isdisjoint({"circle"})


def test_what_one_of_a_circle_shared_is_not_proposed_to_it_and_to_others_it_is(tmp_path):
    with colleagues(tmp_path, ola=(("Small multiples", PANELS),)) as house:
        a_digest(house)

        assert PANELS not in proposals(house)["team"]
        assert PANELS in proposals(house)["public"]
        [story] = circle_has(house.tools.store, house.settings)["team"]
        assert circle_has(house.tools.store, house.settings)["public"] == frozenset()
        assert story in {
            one.story for one in house.tools.store.articles.by_ids(house.tools.store.articles.named(PANELS.replace("http:", "https:")))
        }


def test_an_edition_of_nobody_knows_which_circle_counts_for_all(tmp_path):
    with colleagues(tmp_path, ola=(("Small multiples", PANELS),)) as house:
        a_digest(house)
        follow = tuple(replace(source, circle=None) for source in house.settings.sources.follow)
        settings = replace(house.settings, sources=replace(house.settings.sources, follow=follow))

        assert len(set(circle_has(house.tools.store, settings).values())) == 1
        assert circle_has(house.tools.store, settings)["public"]


def test_nothing_is_proposed_twice_and_the_circle_that_had_it_is_due_later(tmp_path):
    with colleagues(tmp_path) as house:
        picked = a_digest(house).plan.picks[0].scored.candidate
        assert picked.url in proposals(house)["team"]

        share = house.tools.store.shares.begin(new_share(article=picked.id, story=picked.story, url=picked.url), "handed", MOMENT)

        assert picked.url not in proposals(house)["team"]
        assert picked.url in proposals(house)["public"]
        listed = share_list(house.tools.store, house.settings, house.desk.lexicon, MOMENT, circle="team", most=5)
        assert [one.id for one in listed.handed] == [share.id]
        assert [one.wait.circle.name for one in listed.circles] == ["team"]
        assert listed.circles[0].wait.due == MOMENT + timedelta(weeks=2)

        house.tools.store.shares.settle(share.id, "dropped", MOMENT)

        assert picked.url in proposals(house)["team"]


def test_what_was_met_long_ago_is_not_proposed_unless_something_was_done_with_it_since(tmp_path):
    with colleagues(tmp_path) as house:
        first, second = [pick.scored.candidate for pick in a_digest(house).plan.picks[:2]]
        later = MOMENT + timedelta(days=61)
        tell(house.tools.store, first.id, "done", later)

        urls = proposals(house, later)["team"]

        assert second.url not in urls
        assert set(urls) <= {first.url}


def test_what_is_said_later_than_the_moment_does_not_count_yet(tmp_path):
    with colleagues(tmp_path) as house:
        picked = a_digest(house).plan.picks[0].scored.candidate
        tell(house.tools.store, picked.id, "less", MOMENT + timedelta(days=1))

        assert picked.url in proposals(house)["public"]
        assert picked.url not in proposals(house, MOMENT + timedelta(days=1))["public"]


def test_the_digest_says_once_a_circle_has_waited_longer_than_it_should(tmp_path):
    with colleagues(tmp_path) as house:
        a_digest(house)
        assert "Waiting to hear from you" not in text_of(house)

        later = MOMENT + timedelta(days=18)
        settings = replace(house.settings, digest=replace(house.settings.digest, when_empty="say"))
        run(house.tools, lambda: house.desk, settings, (), later, regardless=True, progress=lambda *_: None)

        assert "Waiting to hear from you: team (18 days). What to give them: gapfeed share list" in text_of(house, "2026-03-22")


def test_without_a_circle_nobody_waits_and_nothing_can_be_proposed(tmp_path):
    settings: Settings = replace(sample_settings(tmp_path), circles=())
    with household(settings) as house:
        assert waits_in(house.tools.store, settings, MOMENT) == ()
        with pytest.raises(UsageError, match="there is no circle yet: say under `network:`"):
            share_list(house.tools.store, settings, house.desk.lexicon, MOMENT, circle=None, most=5)


def test_a_circle_that_is_not_there_is_asked_back_for(tmp_path):
    with household(sample_settings(tmp_path)) as house, pytest.raises(UsageError, match="there is no circle 'tema'; there is team, public"):
        share_list(house.tools.store, house.settings, house.desk.lexicon, MOMENT, circle="tema", most=5)


@pytest.mark.parametrize("config", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_configurations_that_are_judged_have_no_mistake(config):
    settings, _ = load_settings(config)

    assert len(settings.circles) >= 3


def test_over_the_demo_each_circle_gets_what_it_can_read():
    listed = proposed(CONFIGS / "demo.yaml", None, 3)

    languages = {one.wait.circle.name: {proposal.candidate.language for proposal in one.proposals} for one in listed.circles}
    read = {one.wait.circle.name: set(one.wait.circle.languages) for one in listed.circles}
    assert {"team", "amman", "sofia"} <= set(languages)
    assert all(languages[name] and languages[name] <= read[name] for name in languages)
    assert languages["team"] == {"en", "pl"}
