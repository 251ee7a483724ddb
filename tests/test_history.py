"""What the person was given and did, as far as the next digest needs to know."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from feeds.model.ids import SourceId
from pipeline.edges.store import Store
from pipeline.history import history_of, still_open
from pipeline.model.articles import Passage
from pipeline.model.digests import DigestPlan, Event, Given, Pick, PlannedWindow, Reason
from pipeline.model.ids import ArticleId, DigestId
from pipeline.scoring.focus import Focus
from pipeline.settings import LEARNER, SkillId
from tests.builders import NOW, candidate, gap, save, scored, settings, subscription, tagged, window

TODAY = date(2026, 3, 4)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription()], NOW)
    save(made, *map(tagged, "abcd"))
    return made


def give(store: Store, days_ago: int, *picks: Pick, slot: str = "07:00") -> DigestId:
    day = TODAY - timedelta(days=days_ago)
    digest = DigestId(f"me/{day.isoformat()}/{slot}")
    plan = DigestPlan(id=digest, day=day, slot=slot, windows=(PlannedWindow(window=window(), picks=picks),), left_out=())
    with store.writing():
        store.digests.save(plan, NOW)
    return digest


def pick(name: str, quality: float = 0.4, weight: float = 2.0, passage: Passage | None = None) -> Pick:
    reasons = (Reason(name="relevance", value=quality, words=""), Reason(name="gap", value=weight, words=""))
    one = replace(scored(name), quality=quality, weight=weight, reasons=reasons)
    return Pick(number=1, scored=one, minutes=5, passage=passage)


def did(store: Store, name: str, kind: str, days_ago: float = 0) -> None:
    at = NOW - timedelta(days=days_ago)
    store.person.record(Event(kind=kind, article=ArticleId(name), source=SourceId("source1"), at=at))


def test_what_digests_gave_is_quality_whatever_the_gap_weighed(store):
    digest = give(store, 2, pick("a"))

    assert history_of(store, settings(), TODAY).given == (
        Given(digest=digest, day=TODAY - timedelta(days=2), skill=SkillId("sql"), quality=pytest.approx(0.4)),
    )


def test_a_passage_gave_what_it_holds_of_its_episode(store):
    part = Passage(skill=SkillId("sql"), start_seconds=60, end_seconds=300, share=0.5, title="")
    give(store, 2, pick("a", passage=part))

    assert [one.quality for one in history_of(store, settings(), TODAY).given] == [pytest.approx(0.2)]


def test_what_stood_in_a_digest_or_was_done_or_passed_on_was_met_once_when_it_was_met_last_the_oldest_first(store):
    give(store, 3, pick("a"))
    did(store, "a", "done", days_ago=1)
    did(store, "b", "shared", days_ago=5)
    did(store, "c", "more", days_ago=2)

    assert [(one.candidate.id, (TODAY - one.day).days) for one in history_of(store, settings(), TODAY).met] == [
        ("b", 5),
        ("a", 1),
    ]


def test_the_phrase_in_hand_is_that_of_the_article_that_was_done_last(store):
    plans, tables = tagged("plans", title="Reading query plans"), tagged("tables", title="Common table expressions")
    save(store, plans, tables)
    give(store, 3, pick("plans"))
    give(store, 2, pick("tables"))
    did(store, "plans", "done", days_ago=1)
    wanted = gap(focus=("common table expressions", "query plans"))
    reason, _ = Focus((wanted,), history_of(store, settings(), TODAY).met).of(candidate(title="More query plans"), wanted)

    assert reason.words == "your focus: query plans, in hand now (1 of 5 articles so far)"


def test_a_digest_of_a_past_day_knows_nothing_of_what_was_given_and_done_after_it(store):
    earlier = give(store, 5, pick("a"))
    give(store, 1, pick("b"))
    did(store, "c", "done", days_ago=1)
    history = history_of(store, settings(), TODAY - timedelta(days=3))

    assert [one.candidate.id for one in history.met] == ["a"]
    assert [one.digest for one in history.given] == [earlier]
    assert {one.article for one in history.sent} == {"a", "b"}


def test_what_was_met_two_months_ago_is_not_looked_up(store):
    give(store, 61, pick("a"))
    did(store, "b", "done", days_ago=61)
    history = history_of(store, settings(), TODAY)

    assert (history.met, history.given) == ((), ())
    assert len(history.sent) == 1
    assert len(history.events) == 1


def test_the_day_of_what_was_done_is_the_persons_own(store):
    late = NOW.replace(hour=23, minute=30)
    store.person.record(Event(kind="done", article=ArticleId("a"), source=SourceId("source1"), at=late))

    assert history_of(store, settings(), TODAY).met == ()
    assert [one.day for one in history_of(store, settings(), TODAY + timedelta(days=1)).met] == [TODAY + timedelta(days=1)]


def test_what_nobody_said_anything_about_is_still_open(store):
    give(store, 2, pick("a"))
    give(store, 1, pick("b"))
    did(store, "a", "less")

    assert still_open(history_of(store, settings(), TODAY)) == 1


def test_words_on_a_level_know_that_of_their_article_and_what_it_was_picked_for_until_they_are_taken_back(store):
    give(store, 2, pick("a"))
    for kind in ("too_easy", "done"):
        did(store, "a", kind)
    before = history_of(store, settings(), TODAY).on_level
    did(store, "a", "undo")
    did(store, "a", "undo")

    assert [(one.event.kind, one.level, one.picked_for) for one in before] == [("too_easy", "practice", SkillId("sql"))]
    assert history_of(store, settings(), TODAY).on_level == ()
