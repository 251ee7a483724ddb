"""What was chosen and delivered, and what the person did with it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from feeds.model.ids import SourceId
from pipeline.edges.store import Store
from pipeline.edges.store.outbox import Parcel
from pipeline.errors import StoreError
from pipeline.model.articles import Passage
from pipeline.model.digests import DigestPlan, Event, LeftOut, Pick, PlannedWindow, SentPick
from pipeline.model.ids import ArticleId, DigestId, StoryId
from pipeline.settings import LEARNER, SkillId
from tests.builders import NOW, candidate, scored, subscription, table_of, tagged, window
from tests.builders import save as save_articles

MORNING, EVENING = DigestId("me/2026-03-04/07:00"), DigestId("me/2026-03-04/18:00")
SAID = Event(kind="done", article=ArticleId("a"), source=SourceId("source1"), at=NOW, note="good", skills=(SkillId("sql"),))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription()], NOW)
    save_articles(made, *map(tagged, "abcd"))
    return made


def plan(digest: DigestId = MORNING, *picks: str, left_out: tuple[LeftOut, ...] = ()) -> DigestPlan:
    _, day, slot = digest.split("/")
    chosen = tuple(Pick(number=number, scored=scored(name, 0.123456789), minutes=5) for number, name in enumerate(picks, start=1))
    return DigestPlan(
        id=digest,
        day=date.fromisoformat(day),
        slot=slot,
        windows=(PlannedWindow(window=window(), picks=chosen),),
        left_out=left_out,
        still_open=3,
    )


def save(store: Store, *plans: DigestPlan) -> None:
    with store.writing():
        for one in plans:
            store.digests.save(one, NOW)


def parcel(recipient: str = "sam@example.org", digest: DigestId = MORNING, **changes) -> Parcel:
    return replace(Parcel(digest=digest, kind="mail", recipient=recipient, payload=b"\x00\xff mail", message_id="<1@x>"), **changes)


def put(store: Store, *parcels: Parcel) -> None:
    with store.writing():
        store.outbox.put(parcels, NOW)


def waiting(store: Store, now=NOW) -> list[tuple[str, int]]:
    return [(one.parcel.recipient, one.tries) for one in store.outbox.waiting(now)]


def test_a_digest_comes_back_as_it_was_planned(store):
    made = plan(MORNING, "a", "b")
    assert not store.digests.any()
    save(store, made)
    kept = store.digests.get(MORNING)

    assert kept is not None
    assert (kept.id, kept.day, kept.slot) == (MORNING, date(2026, 3, 4), "07:00")
    assert [(one.number, one.article, one.story, one.skill, one.window, one.minutes, one.score) for one in kept.picks] == [
        (1, "a", "a", "sql", "lunch", 5, 0.123457),
        (2, "b", "b", "sql", "lunch", 5, 0.123457),
    ]
    assert (kept.picks[0].reasons, kept.picks[0].evidence) == (made.picks[0].scored.reasons, made.picks[0].scored.evidence)
    assert (store.digests.has(MORNING), store.digests.has(EVENING), store.digests.any(), store.digests.get(EVENING)) == (
        True,
        False,
        True,
        None,
    )


def test_the_part_of_an_episode_that_was_picked_comes_back(store):
    part = Passage(skill=SkillId("sql"), start_seconds=760.0, end_seconds=1145.5, share=0.9, title="Indeksy")
    made = plan(MORNING, "a", "b")
    picks = (replace(made.picks[0], passage=part), made.picks[1])
    save(store, replace(made, windows=(PlannedWindow(window=window(), picks=picks),)))

    kept = store.digests.get(MORNING)
    assert kept is not None
    assert [one.passage for one in kept.picks] == [part, None]


def test_a_slot_is_passed_over_by_a_later_digest_made_since_it_came(store):
    save(store, plan(MORNING))
    hour = timedelta(hours=1)
    evening, next_day = (date(2026, 3, 3), "18:00"), (date(2026, 3, 5), "07:00")

    assert store.digests.passed_over(*evening, NOW - 12 * hour, NOW)
    assert not store.digests.passed_over(*evening, NOW + hour, NOW + 2 * hour), "it was made before the slot came"
    assert not store.digests.passed_over(*evening, NOW - 12 * hour, NOW - hour), "somebody had looked ahead"
    assert not store.digests.passed_over(*next_day, NOW - 12 * hour, NOW), "an earlier slot's digest"


def test_a_slot_has_one_digest_and_a_second_one_stores_nothing(store):
    save(store, plan(MORNING, "a"))
    with pytest.raises(StoreError, match="UNIQUE constraint failed"):
        save(store, plan(EVENING, "b"), plan(MORNING, "b"))

    assert [(one.digest, one.article) for one in store.digests.sent()] == [(MORNING, "a")]


def test_the_latest_digest_is_the_one_a_person_has_before_them(store):
    assert store.digests.latest() is None
    save(store, plan(EVENING, "b"), plan(MORNING, "a"), plan(DigestId("me/2026-03-05/07:00")), plan(DigestId("me/2026-02-01/07:00"), "c"))
    latest = store.digests.latest()

    assert latest is not None
    assert latest.id == EVENING
    assert [one.id for one in store.digests.since(date(2026, 3, 4))] == [MORNING, EVENING, "me/2026-03-05/07:00"]
    assert [(one.day, one.article) for one in store.digests.sent()] == [
        (date(2026, 2, 1), "c"),
        (date(2026, 3, 4), "a"),
        (date(2026, 3, 4), "b"),
    ]
    assert store.digests.sent()[0] == SentPick(
        digest=DigestId("me/2026-02-01/07:00"), day=date(2026, 2, 1), article=ArticleId("c"), story=StoryId("c")
    )


def test_picks_stay_when_their_source_is_removed(store):
    save(store, plan(MORNING, "a"))
    store.sources.remove(SourceId("source1"), NOW)

    assert [one.article for one in store.digests.sent()] == ["a"]
    assert [one.title for one in store.articles.by_ids([ArticleId("a")])] == ["Item a"]


def test_why_something_was_left_out_is_remembered_the_latest_first(store):
    why = (
        LeftOut(candidate=candidate("c"), why="no room", would_help="more minutes", score=0.5, still_open=True),
        LeftOut(candidate=candidate("d"), why="too old"),
    )
    save(store, plan(MORNING, "a", left_out=why), plan(EVENING, "b", left_out=(LeftOut(candidate=candidate("c"), why="still no room"),)))

    assert store.digests.why_left_out(ArticleId("c")) == ((EVENING, "still no room", None), (MORNING, "no room", "more minutes"))
    assert store.digests.why_left_out(ArticleId("a")) == ()


def test_there_are_never_two_parcels_for_a_digest_and_recipient(store):
    save(store, plan(MORNING, "a"), plan(EVENING, "b"))
    put(store, parcel(), parcel(payload=b"another"), parcel(digest=EVENING))
    put(store, parcel(payload=b"a third"))

    assert [(one.parcel.digest, one.parcel.payload) for one in store.outbox.waiting(NOW)] == [
        (MORNING, b"\x00\xff mail"),
        (EVENING, b"\x00\xff mail"),
    ]


def test_what_was_sent_is_not_kept(store):
    save(store, plan(MORNING))
    put(store, parcel(), parcel("ola@example.org"))
    first, second = store.outbox.waiting(NOW)
    store.outbox.settle(first.id, "sent", NOW)
    store.outbox.settle(second.id, "failed", NOW)

    kept = dict(store._database.execute("SELECT recipient, payload FROM outbox").fetchall())
    assert kept == {"sam@example.org": b"", "ola@example.org": b"\x00\xff mail"}


def test_a_parcel_waits_until_its_time_and_its_tries_are_counted_as_they_end(store):
    save(store, plan(MORNING, "a"))
    put(store, parcel(), parcel("digests", kind="files", payload=json.dumps({"a.html": "ż"}).encode(), message_id=None))
    mail, files = store.outbox.waiting(NOW)
    assert files.parcel.texts() == {"a.html": "ż"}
    assert files.since == NOW
    store.outbox.begin(mail.id, NOW)
    assert waiting(store) == [("digests", 0)]
    store.outbox.settle(mail.id, "pending", NOW, detail="busy", next_try_at=NOW + timedelta(minutes=5))
    store.outbox.begin(files.id, NOW)
    store.outbox.settle(files.id, "sent", NOW)

    assert waiting(store) == []
    assert waiting(store, NOW + timedelta(minutes=5)) == [("sam@example.org", 1)]
    assert store.outbox.states() == {"pending": 1, "sent": 1}


@pytest.mark.parametrize("state", ["sending", "sent", "failed", "unknown"])
def test_what_somebody_else_has_begun_or_ended_is_not_begun(store, state):
    save(store, plan(MORNING))
    put(store, parcel())
    (one,) = store.outbox.waiting(NOW)
    store.outbox.begin(one.id, NOW)
    if state != "sending":
        store.outbox.settle(one.id, state, NOW)

    with pytest.raises(StoreError, match="another run"):
        store.outbox.begin(one.id, NOW)

    assert store.outbox.states() == {state: 1}


def test_there_is_work_where_something_is_due_or_was_interrupted(store):
    save(store, plan(MORNING))
    told = [store.outbox.has_work(NOW)]
    put(store, parcel())
    told.append(store.outbox.has_work(NOW))
    (one,) = store.outbox.waiting(NOW)
    store.outbox.begin(one.id, NOW)
    told.append(store.outbox.has_work(NOW))
    store.outbox.settle(one.id, "pending", NOW, next_try_at=NOW + timedelta(hours=4))
    told += [store.outbox.has_work(NOW + timedelta(hours=hours)) for hours in (0, 3, 4)]
    store.outbox.settle(one.id, "unknown", NOW)
    told.append(store.outbox.has_work(NOW))

    assert told == [False, True, True, False, False, True, False]


def test_after_a_crash_files_are_written_again_and_what_may_have_left_is_unknown(store):
    save(store, plan(MORNING, "a"))
    put(store, parcel(), parcel("digests", kind="files"), parcel("done@example.org"), parcel("CHAT", kind="chat"))
    mail, files, done, chat = store.outbox.waiting(NOW)
    store.outbox.settle(done.id, "sent", NOW)
    for one in (mail, files, chat):
        store.outbox.begin(one.id, NOW)
    lost = store.outbox.interrupted(NOW)

    assert [(one.recipient, one.state, one.digest) for one in lost] == [
        ("sam@example.org", "unknown", MORNING),
        ("CHAT", "unknown", MORNING),
    ]
    assert store.outbox.interrupted(NOW) == ()
    assert waiting(store) == [("digests", 0)]
    assert store.outbox.states() == {"pending": 1, "sent": 1, "unknown": 2}


def test_what_is_stuck_is_known_for_two_weeks(store):
    save(store, plan(MORNING, "a"))
    put(store, parcel("new"), parcel("busy"), parcel("refused"), parcel("in doubt"), parcel("done"))
    _, busy, refused, doubt, done = store.outbox.waiting(NOW)
    later = NOW + timedelta(minutes=5)
    store.outbox.settle(busy.id, "pending", NOW, detail="450", next_try_at=later)
    store.outbox.settle(refused.id, "failed", NOW, detail="550")
    store.outbox.settle(doubt.id, "unknown", NOW, detail="?")
    store.outbox.settle(done.id, "sent", NOW)

    assert [(one.recipient, one.state, one.tries, one.detail, one.next_try_at) for one in store.outbox.stuck(NOW)] == [
        ("busy", "pending", 1, "450", later), ("refused", "failed", 1, "550", None), ("in doubt", "unknown", 1, "?", None),
    ]  # fmt: skip
    assert store.outbox.stuck(NOW + timedelta(days=15)) == ()
    assert store.outbox.again(NOW) == 4
    assert [recipient for recipient, _ in waiting(store)] == ["new", "busy", "refused", "in doubt"]


def test_events_come_back_in_the_order_they_were_said_whatever_the_clock_said(store):
    said = [SAID, replace(SAID, kind="more", at=NOW - timedelta(days=900)), replace(SAID, kind="save", note=None, skills=())]
    for event in said:
        store.person.record(event)

    assert store.person.events() == tuple(said)


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        pytest.param(["done a", "undo a"], [], id="an undo takes back"),
        pytest.param(["done a", "more a", "undo a"], ["done a"], id="the last only"),
        pytest.param(["done a", "more a", "undo a", "undo a"], [], id="and then the one before"),
        pytest.param(["undo a", "done a"], ["done a"], id="not what comes after it"),
        pytest.param(["done a", "done b", "undo a"], ["done b"], id="not of another article"),
        pytest.param(["done a", "undo a", "less a"], ["less a"], id="something else may be said then"),
        pytest.param(["more a", "less b", "less a"], ["less b", "less a"], id="who changes their mind means the later word"),
        pytest.param(["too_hard a", "done a", "too_easy a"], ["done a", "too_easy a"], id="on the level, too"),
        pytest.param(["more a", "less a", "undo a"], ["more a"], id="an undo brings the earlier word back"),
        pytest.param(["more a", "less a", "more a", "too_hard a"], ["more a", "too_hard a"], id="and so does saying it again"),
    ],
)
def test_undo(store, said, standing):
    for kind, article in map(str.split, said):
        store.person.record(replace(SAID, kind=kind, article=ArticleId(article)))

    assert [f"{event.kind} {event.article}" for event in store.person.events()] == standing
    assert table_of(store._database, "events").count == len(said)


def test_a_note_in_another_encoding_is_kept_as_far_as_it_can_be_read(store):
    store.person.record(replace(SAID, note="za\udcbf"))

    assert store.person.events()[0].note == "za?"
