"""Whom we follow: what configuration says, what commands say, and what a poll teaches."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.model.answers import Validators
from feeds.model.ids import SourceId
from feeds.model.sources import PollingHints, SourceState
from feeds.robots import RobotsRules
from pipeline.edges.store import Store
from pipeline.model.entries import Harvest
from pipeline.model.health import SourceTrouble
from pipeline.settings import LEARNER, SkillId
from tests.builders import NOW, feed_item, harvest, save, subscription, table_of, tagged

A, B = SourceId("a"), SourceId("b")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "gapfeed.db", LEARNER)


def followed(store: Store) -> list[str]:
    return [one.subscription.source.id for one in store.sources.followed()]


def row(store: Store, source: str) -> dict[str, object]:
    return next(iter(store._database.query("SELECT * FROM sources WHERE id = ?", [source])))


def record(store: Store, brought: Harvest) -> None:
    with store.writing():
        store.sources.record(brought, NOW)


def test_exactly_what_configuration_names_is_followed(store):
    store.sources.follow(
        [subscription("b"), subscription("a", skills=(SkillId("sql"),), every=timedelta(hours=6), private=True, kind="podcast", title="A")],
        NOW,
    )

    assert [one.subscription for one in store.sources.followed()] == [
        subscription("a", skills=(SkillId("sql"),), every=timedelta(hours=6), private=True, kind="podcast", title="A"),
        subscription("b"),
    ]
    assert {one.state for one in store.sources.followed()} == {SourceState()}


def test_what_configuration_no_longer_names_is_let_go_and_comes_back_with_what_it_was(store):
    store.sources.follow([subscription("a"), subscription("b")], NOW)
    record(store, harvest("a", state=SourceState(etag='"1"'), title="Feed's own title"))
    store.sources.follow([subscription("b")], LATER)
    assert (followed(store), row(store, "a")["removed_by"], row(store, "a")["removed_at"]) == (["b"], "config", "2026-03-05T06:00:00Z")
    store.sources.follow([subscription("a"), subscription("b")], LATER)
    back = store.sources.followed()[0]

    assert (back.subscription.source.id, back.state.etag, back.subscription.source.title) == ("a", '"1"', "Feed's own title")
    assert (row(store, "a")["added_at"], row(store, "a")["removed_at"], row(store, "a")["removed_by"]) == (
        "2026-03-04T06:00:00Z",
        None,
        None,
    )


def test_what_configuration_changes_is_changed_and_nothing_else(store):
    store.sources.follow([subscription("a", kind="news", every=timedelta(hours=1), title="Mine")], NOW)
    record(store, harvest("a", state=SourceState(etag='"1"', next_check_at=LATER)))
    store.sources.follow([subscription("a", private=True, skills=(SkillId("sql"),))], LATER)
    (found,) = store.sources.followed()

    assert found.subscription == subscription("a", private=True, skills=(SkillId("sql"),), title="Mine")
    assert (found.state.etag, found.state.next_check_at) == ('"1"', LATER)


def test_what_did_not_change_is_not_written_again(store):
    store.sources.follow([subscription("a")], NOW)
    before = store._database.conn.total_changes
    store.sources.follow([subscription("a")], LATER)

    assert store._database.conn.total_changes == before


@pytest.mark.parametrize("origin", ["config", "opml", "catalogue"])
def test_what_was_removed_by_command_stays_removed_whoever_names_it(store, origin):
    store.sources.follow([subscription("a", origin=origin)], NOW)
    store.sources.remove(A, NOW)
    store.sources.follow([subscription("a", origin=origin)], LATER)
    store.sources.follow([], LATER)
    store.sources.follow([subscription("a", origin=origin)], LATER)

    assert followed(store) == []


def test_what_was_added_by_command_stays_whatever_configuration_names(store):
    assert store.sources.add(subscription("a", origin="command"), NOW) == "added"
    store.sources.follow([subscription("b")], LATER)
    store.sources.follow([], LATER)

    assert followed(store) == ["a"]


def test_what_configuration_says_of_a_source_added_by_command_holds_and_it_stays_when_configuration_is_silent(store):
    store.sources.add(subscription("a", origin="command"), NOW)
    store.sources.follow([subscription("a", private=True)], LATER)
    assert store.sources.followed()[0].subscription == subscription("a", private=True, origin="command")
    store.sources.follow([], LATER)

    assert followed(store) == ["a"]


def test_adding_twice_changes_nothing(store):
    store.sources.follow([subscription("a", title="Mine")], NOW)

    assert store.sources.add(subscription("a", title="Other", origin="command"), LATER) == "known"
    assert store.sources.followed()[0].subscription == subscription("a", title="Mine")


@pytest.mark.parametrize("removed_by", ["command", "config"])
def test_adding_again_revives_a_source_with_a_new_start(store, removed_by):
    store.sources.follow([subscription("a")], NOW)
    state = SourceState(etag='"1"', gone=True, failures_in_a_row=9, last_error="gone", next_check_at=LATER, not_before=LATER)
    record(store, harvest("a", state=state, title="Title", site="https://a.example.org"))
    if removed_by == "command":
        store.sources.remove(A, NOW)
    else:
        store.sources.follow([], NOW)

    assert store.sources.add(subscription("a", origin="command"), LATER) == "added"
    (found,) = store.sources.followed()
    assert found.state == SourceState(etag='"1"', not_before=LATER)
    assert found.subscription == subscription("a", origin="command", title="Title", site="https://a.example.org")
    assert store.sources.trouble() == ()


def test_a_state_comes_back_as_it_was_remembered(store):
    state = SourceState(
        etag='"1"', last_modified="yesterday", body_hash="ff", next_check_at=LATER, last_checked_at=NOW, last_success_at=NOW, failures_in_a_row=3,
        last_error="the server answered 500", gone=True, hints=PollingHints(ttl=timedelta(hours=3), skip_hours=frozenset({1, 2}), skip_days=frozenset({6})),
        not_before=LATER, moved_to="https://b.example.org", good_polls_there=2,
    )  # fmt: skip
    store.sources.follow([subscription("a"), subscription("b", title="Mine")], NOW)
    record(store, harvest("a", state=state))
    record(store, harvest("b", state=replace(state, hints=PollingHints(skip_days=frozenset({1}))), title="Theirs"))

    assert [one.state for one in store.sources.followed()] == [state, replace(state, hints=PollingHints(skip_days=frozenset({1})))]
    assert store.sources.followed()[1].subscription.source.title == "Mine"


def test_every_poll_is_noted_for_two_months(store):
    store.sources.follow([subscription("a")], NOW)
    for days in (0, 59, 61):
        with store.writing():
            store.sources.record(harvest("a", outcome="read", detail="in the middle", new=(feed_item("x"),)), NOW + timedelta(days=days))
    rows = [
        (one["at"][:10], one["outcome"], one["detail"], one["new_items"], one["edited_items"])
        for one in table_of(store._database, "fetches").rows
    ]

    assert rows == [("2026-05-02", "read", "in the middle", 1, 0), ("2026-05-04", "read", "in the middle", 1, 0)]


def test_health_counts_items_and_picks_of_what_is_followed(store):
    store.sources.follow([subscription("b", title="Zeta"), subscription("a", title="Alpha"), subscription("c")], NOW)
    save(store, tagged("x", source="a"), tagged("y", source="a"), source="a")
    with store.writing():
        table_of(store._database, "digests").insert(
            {"id": "d", "learner": "me", "day": "2026-03-04", "slot": "07:00", "planned_at": "", "still_open": 0}
        )
        table_of(store._database, "picks").insert(
            {
                "digest": "d", "number": 1, "article": "x", "story": "x", "skill": "sql", "window": "lunch", "minutes": 1, "score": 1.0, "reasons": "[]",
                "evidence": "[]",
            }
        )  # fmt: skip
    store.sources.remove(SourceId("c"), NOW)

    assert [(one.subscription.source.title, one.items, one.picked) for one in store.sources.health()] == [("Alpha", 2, 1), ("Zeta", 0, 0)]


def test_trouble_is_told_of_the_second_failure_on_or_when_a_source_is_gone(store):
    store.sources.follow([subscription(name, title=name.upper()) for name in "abcd"], NOW)
    record(store, harvest("a", state=SourceState(failures_in_a_row=1, last_error="one bad night")))
    record(store, harvest("b", state=SourceState(failures_in_a_row=2, last_error="timeout")))
    record(store, harvest("c", state=SourceState(gone=True)))
    record(store, harvest("d", state=SourceState(failures_in_a_row=9, last_error="timeout")))
    store.sources.remove(SourceId("d"), NOW)

    assert store.sources.trouble() == (SourceTrouble(source_title="B", reason="timeout"), SourceTrouble(source_title="C", reason=""))


def test_what_sites_ask_of_us_is_remembered_and_renewed(store):
    first = RobotsRules(text="User-agent: *", fetched_at=NOW, validators=Validators(etag='"1"'))
    unsure = RobotsRules(text=None, fetched_at=NOW, validators=Validators())
    store.sources.remember_robots({"https://a.example/robots.txt": first, "https://b.example/robots.txt": unsure})
    store.sources.remember_robots({"https://a.example/robots.txt": replace(first, fetched_at=LATER)})
    store.sources.remember_robots({})

    assert store.sources.robots() == {
        "https://a.example/robots.txt": replace(first, fetched_at=LATER),
        "https://b.example/robots.txt": unsure,
    }


def test_what_a_muted_source_brought_is_no_candidate_until_it_is_unmuted(store):
    store.sources.follow([subscription("a"), subscription("b")], NOW)
    save(store, tagged("x", source="a"), source="a")
    save(store, tagged("y", source="b"), source="b")

    def candidates():
        return {one.id for one in store.articles.candidates(since=NOW - timedelta(days=30))}

    everything = candidates()
    store.sources.mute(A, NOW)
    store.sources.follow([subscription("a"), subscription("b")], NOW, muted={B})
    muted = candidates()
    store.sources.mute(A, None)
    store.sources.follow([subscription("a"), subscription("b")], NOW)

    assert (everything, muted, candidates()) == ({"x", "y"}, set(), {"x", "y"})


def test_a_list_of_sources_is_followed_whole_or_not_at_all_and_revives_nothing(store):
    store.sources.add(subscription("a", origin="command"), NOW)
    record(store, harvest("a", state=SourceState(gone=True)))

    assert store.sources.add_all([subscription("a"), subscription("c", origin="command")], LATER) == ("known", "added")
    assert {one.subscription.source.id: one.state.gone for one in store.sources.followed()} == {"a": True, "c": False}
