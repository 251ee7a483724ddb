"""Lanes 2, 3 and 4 over the sample sources: what is chosen and why, what is passed on, and what a word from the reader changes."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pipeline.ask import explain, search
from pipeline.bootstrap import Household
from pipeline.collect import collect
from pipeline.daily import run
from pipeline.demonstrate import MOMENT
from pipeline.edges.samples import Samples, serving
from pipeline.errors import CannotDo, UnknownItem, UsageError
from pipeline.model.digests import ScoredArticle
from pipeline.publish import AlreadyPublished, Desk, NothingToRead, NothingToSay, Published, draft, publish
from pipeline.reflect import progress_of, record_of, tell
from pipeline.resources import packaged
from pipeline.settings import LEARNER
from pipeline.share.posts import Wish, prepare
from pipeline.slots import slot_for
from pipeline.subscribe import sync
from tests.houses import household, sample_settings


def quiet(_step: str, _done: int, _all: int) -> None:
    """Show no progress."""


def a_run(house: Household, now=MOMENT, *, regardless: bool = False):
    return run(house.tools, lambda: house.desk, house.settings, house.catalogue, now, regardless=regardless, progress=quiet)


@pytest.fixture(scope="module")
def samples() -> Iterator[Samples]:
    with serving(packaged("demo") / "sites") as running:
        yield running


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, samples: Samples) -> Path:
    """A database in which everything of the samples is understood: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("kept")
    with household(sample_settings(folder), samples) as built:
        sync(built.tools.store, built.settings, (), MOMENT)
        collect(built.tools, built.settings, MOMENT)
    return folder / "gapfeed.db"


@pytest.fixture
def house(tmp_path: Path, samples: Samples, kept: Path) -> Iterator[Household]:
    shutil.copy(kept, tmp_path / "gapfeed.db")
    with household(sample_settings(tmp_path), samples) as built:
        yield built


def published(house: Household, now=MOMENT) -> Published:
    outcome = a_run(house, now).published
    assert isinstance(outcome, Published)
    return outcome


def test_the_words_of_every_reason_stand_in_the_article(house):
    plan = published(house).plan

    for pick in plan.picks:
        candidate = pick.scored.candidate
        kept = house.tools.store.articles.text(candidate.id) + "\n" + candidate.title
        assert pick.scored.evidence
        for piece in pick.scored.evidence:
            assert piece.words in kept or piece.where == "tags", (candidate.title, piece)


def test_the_first_digest_has_picks_in_all_four_languages_and_fits_its_windows(house):
    plan = published(house).plan

    assert {pick.scored.candidate.language for pick in plan.picks} == {"en", "ar", "pl", "bg"}
    assert all(sum(pick.minutes for pick in planned.picks) <= planned.window.minutes for planned in plan.windows)
    assert [pick.number for pick in plan.picks] == list(range(1, len(plan.picks) + 1))


def test_the_first_run_publishes_whatever_the_hour_and_the_next_when_it_is_due(house):
    afternoon = MOMENT + timedelta(hours=9)
    assert isinstance(a_run(house, afternoon).published, Published)
    assert a_run(house, afternoon + timedelta(minutes=1)).published is None
    assert isinstance(a_run(house, MOMENT + timedelta(days=1)).published, Published)


def test_a_first_run_before_dawn_makes_the_digest_of_that_morning_and_none_of_the_day_before(house):
    night = MOMENT - timedelta(hours=5)
    assert published(house, night).plan.day == MOMENT.date()

    assert a_run(house, night + timedelta(minutes=1)).published is None
    assert a_run(house, MOMENT + timedelta(minutes=1)).published is None


def test_run_twice_it_publishes_once(house):
    first = published(house)
    again = publish(house.desk, house.settings, slot_for(house.settings, MOMENT), MOMENT)

    assert isinstance(again, AlreadyPublished)
    assert again.id == first.plan.id
    assert again.receipts == ()


def test_the_files_are_there_private_to_their_owner_and_the_mail_can_be_read(house, tmp_path):
    plan = published(house).plan
    folder = tmp_path / "digests"

    assert {path.name for path in folder.iterdir()} == {
        "2026-03-04.html", "2026-03-04.txt", "2026-03-04.md", "2026-03-04.eml", "latest.html", "index.html",
        "feed.atom", "feed.json", "podcast-commute.rss",
    }  # fmt: skip
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    mail = message_from_bytes((folder / "2026-03-04.eml").read_bytes(), policy=policy.default)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert plan.picks[0].scored.candidate.title in mail.get_body(("plain",)).get_content()


def test_the_page_asks_nobody_for_anything(house, tmp_path):
    published(house)
    page = (tmp_path / "digests" / "latest.html").read_text(encoding="utf-8")

    assert "default-src 'none'" in page
    assert not re.findall(r"<(?:script|link|img|iframe|object|embed|form)\b", page)
    assert "@import" not in page
    assert "url(" not in page


def test_nothing_is_repeated_on_the_second_day_and_what_is_open_is_counted(house):
    first = published(house).plan
    tell(house.tools.store, "1", "done", MOMENT)
    second = published(house, MOMENT + timedelta(days=1)).plan

    before = {pick.scored.candidate.story for pick in first.picks}
    assert not before & {pick.scored.candidate.story for pick in second.picks}
    assert second.still_open == len(first.picks) - 1


def test_a_word_from_the_reader_changes_the_next_ranking_and_explain_shows_it(house):
    published(house)
    tomorrow = MOMENT + timedelta(days=1)
    latest = house.tools.store.digests.latest()
    candidate = next(
        one for one in house.tools.store.articles.candidates(since=MOMENT - timedelta(days=60))
        if one.id not in {pick.article for pick in latest.picks} and any(tag.skill == "negotiation" and tag.strength >= 0.5 for tag in one.tags)
    )  # fmt: skip
    picked = next(pick for pick in latest.picks if pick.skill == "negotiation")
    before = explain(house.desk, house.settings, candidate.id, tomorrow)
    tell(house.tools.store, picked.article, "less", MOMENT)
    after = explain(house.desk, house.settings, candidate.id, tomorrow)

    assert isinstance(before.now, ScoredArticle)
    assert isinstance(after.now, ScoredArticle)
    assert after.now.score < before.now.score
    assert next(reason for reason in after.now.reasons if reason.name == "feedback").value < 1


def test_explain_says_where_something_was_picked_and_why_something_else_was_not(house):
    plan = published(house).plan
    picked = explain(house.desk, house.settings, "1", MOMENT)
    left = explain(house.desk, house.settings, plan.left_out[0].candidate.id, MOMENT)

    assert picked.picked[0].number == 1
    assert picked.verdict is not None
    assert left.left_out[0][1] == plan.left_out[0].why


def test_done_counts_towards_the_skills_of_the_item_once(house):
    published(house)
    for _ in range(2):
        tell(house.tools.store, "1", "done", MOMENT, note="tried it")

    assert {row.skill: row.done for row in progress_of(house.tools.store, house.settings, MOMENT)}["data-visualisation"] == 1
    assert [deed.event.note for deed in record_of(house.tools.store)] == ["tried it"]


@pytest.mark.parametrize("name", ["99", "zzzz", "", "http://nowhere.example/x"])
def test_an_item_that_is_not_there_is_named(house, name):
    published(house)

    with pytest.raises(UnknownItem):
        tell(house.tools.store, name, "done", MOMENT)


def test_an_item_can_be_named_by_its_address(house):
    plan = published(house).plan

    assert tell(house.tools.store, plan.picks[1].scored.candidate.url, "save", MOMENT).candidate.id == plan.picks[1].scored.candidate.id


def test_a_digest_of_nothing_says_so_or_is_not_made(house):
    nothing = replace(house.settings, gaps=(replace(house.settings.gaps[0], skill="glass", words=(("en", ("glassblowing",)),)),))
    slot = slot_for(nothing, MOMENT)
    skipped = publish(house.desk, replace(nothing, digest=replace(nothing.digest, when_empty="skip")), slot, MOMENT)
    later = slot_for(nothing, MOMENT + timedelta(days=1))
    said = publish(house.desk, nothing, later, MOMENT + timedelta(days=1))

    assert isinstance(skipped, NothingToSay)
    assert isinstance(said, Published)
    assert said.plan.picks == ()


def test_no_skill_has_more_picks_than_the_configuration_allows(house):
    slot = slot_for(house.settings, MOMENT)
    freely, held = (
        draft(house.desk, replace(house.settings, digest=replace(house.settings.digest, most_per_skill=most)), slot, MOMENT)
        for most in (None, 1)
    )

    assert max(Counter(pick.scored.skill for pick in freely.picks).values()) > 1
    assert set(Counter(pick.scored.skill for pick in held.picks).values()) == {1}
    assert any("(digest.most_per_skill)" in left.why for left in held.left_out)


def test_a_past_day_can_be_published_by_name(house):
    published(house)
    slot = slot_for(house.settings, MOMENT, date(2026, 3, 3))

    assert slot.day == date(2026, 3, 3)
    assert isinstance(publish(house.desk, house.settings, slot, MOMENT), Published)


def test_what_a_crash_left_undelivered_is_delivered_by_the_next_run(house, tmp_path, monkeypatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr("pipeline.deliver.write_file", stopped)
        with pytest.raises(KeyboardInterrupt):
            published(house)
    outcome = publish(house.desk, house.settings, slot_for(house.settings, MOMENT), MOMENT + timedelta(minutes=1))

    assert [receipt.outcome for receipt in outcome.receipts] == ["written"]
    assert (tmp_path / "digests" / "2026-03-04.html").is_file()


def test_a_private_source_is_never_in_a_post(house):
    plan = published(house).plan
    first = plan.picks[0].scored.candidate
    house.tools.store._database.execute("UPDATE sources SET private = 1 WHERE id = ?", [first.source])
    with pytest.raises(CannotDo, match="private"):
        prepare(house.tools.store, house.settings, house.desk.lexicon, "1", Wish())


def test_a_post_for_a_circle_is_written_for_its_networks(house):
    published(house)
    posts = prepare(house.tools.store, house.settings, house.desk.lexicon, "1", Wish(note="Try this.", circle="public")).posts

    assert [post.network for post in posts] == ["linkedin", "mastodon", "bluesky", "x"]
    assert all(post.fits and post.text.startswith("Try this.") for post in posts)
    with pytest.raises(UsageError, match="there is no circle"):
        prepare(house.tools.store, house.settings, house.desk.lexicon, "1", Wish(circle="nobody"))


@pytest.mark.parametrize(
    ("query", "title"),
    [
        pytest.param("window functions", "Window functions answer", id="english"),
        pytest.param("wykresy słupkowe", "Wykres słupkowy", id="polish, in another form"),
        pytest.param("обратна връзка", "Обратната връзка", id="bulgarian, without its article"),
        pytest.param("التغذية الراجعة", "بالتغذية الراجعة", id="arabic, without its prefix"),
    ],
)
def test_search_finds_words_in_any_form(house, query, title):
    a_run(house)

    assert any(title in found.title for found in search(house.tools.store, query, ("en", "ar", "pl", "bg")))


@pytest.mark.parametrize("query", ['"', "AND", "c++", "(", "NEAR(", "*", "a" * 5000, "\x00", "'; DROP TABLE", "كلمة -", "^x:y"])
def test_no_query_is_an_error(house, query):
    assert len(search(house.tools.store, query, ("en", "ar"), most=5)) <= 5


def test_a_digest_made_ahead_silences_none_before_it(house):
    published(house)
    a_run(house, MOMENT + timedelta(days=90))
    publish(house.desk, house.settings, slot_for(house.settings, MOMENT, date(2026, 3, 20)), MOMENT + timedelta(hours=1))

    assert isinstance(a_run(house, MOMENT + timedelta(days=1)).published, Published)


def test_the_first_digest_waits_for_the_first_source(tmp_path, samples):
    lonely = sample_settings(tmp_path)
    with household(replace(lonely, sources=replace(lonely.sources, follow=())), samples) as house:
        assert isinstance(a_run(house).published, NothingToRead)
    with household(lonely, samples) as house:
        assert isinstance(a_run(house, MOMENT + timedelta(minutes=1)).published, Published)


def test_what_waits_is_tried_again_on_a_day_that_has_no_digest_of_its_own(house, tmp_path):
    (tmp_path / "digests").touch()
    published(house)
    (tmp_path / "digests").unlink()
    poor = replace(house.settings, gaps=(replace(house.settings.gaps[0], skill="glass", words=(("en", ("glassblowing",)),)),))
    nothing = replace(house, settings=replace(poor, digest=replace(poor.digest, when_empty="skip")))
    report = a_run(nothing, MOMENT + timedelta(days=1))

    assert isinstance(report.published, NothingToSay)
    assert [receipt.outcome for receipt in report.receipts] == ["written"]


def test_what_waits_for_its_next_try_costs_a_look_nothing_until_it_is_due(house, tmp_path):
    (tmp_path / "digests").touch()
    published(house)
    (tmp_path / "digests").unlink()
    asked_for: list[int] = []

    def look(minutes: int) -> list[str]:
        def desk() -> Desk:
            asked_for.append(minutes)
            return house.desk

        report = run(
            house.tools, desk, house.settings, house.catalogue, MOMENT + timedelta(minutes=minutes), regardless=False, progress=quiet
        )
        return [receipt.outcome for receipt in report.receipts]

    assert [look(minutes) for minutes in (1, 4, 5, 6)] == [["waiting"], ["waiting"], ["written"], []]
    assert asked_for == [5]


@pytest.mark.parametrize(("when_empty", "mails"), [("skip", 0), ("say", 1)])
def test_a_day_of_nothing_gives_no_mail_or_a_short_one_and_never_a_second_for_its_slot(house, when_empty, mails):
    digest = replace(house.settings.digest, when_empty=when_empty, emails=("sam@example.org",))
    rich = replace(house.settings, digest=digest)
    poor = replace(rich, gaps=(replace(rich.gaps[0], skill="glass", words=(("en", ("glassblowing",)),)),))
    slot = slot_for(poor, MOMENT)
    publish(house.desk, poor, slot, MOMENT)
    for minutes in (1, 60, 600):
        publish(house.desk, rich, slot, MOMENT + timedelta(minutes=minutes))
        a_run(house, MOMENT + timedelta(minutes=minutes + 1))

    queued = list(house.tools.store._database.query("SELECT digest, recipient FROM outbox WHERE kind = 'mail'"))
    assert queued == [{"digest": slot.digest_id(LEARNER), "recipient": "sam@example.org"}] * mails
    assert house.tools.store.digests.get(slot.digest_id(LEARNER)).picks == ()
