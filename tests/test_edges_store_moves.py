"""A source that moves stays itself: its id, its history, and every address it ever had."""

from datetime import timedelta
from pathlib import Path

import pytest

from feeds.model.sources import Source, SourceState
from feeds.urls import source_id
from pipeline.edges.store import Store
from pipeline.model.sources import Subscription
from pipeline.settings import LEARNER
from tests.builders import NOW, harvest

A, B, C, D = (f"https://{name}.example/feed" for name in "abcd")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "gapfeed.db", LEARNER)


def named(url: str, **changes: object) -> Subscription:
    said = {name: changes.pop(name) for name in ("skills", "categories") if name in changes}
    origin = changes.pop("origin", "config")
    return Subscription(source=Source(id=source_id(url), url=url, **changes), origin=origin, **said)


def move(store: Store, old: str, new: str) -> str:
    with store.writing():
        return store.sources.move(store.sources.known_as(old), new, LATER)


def asked(store: Store) -> dict[str, str]:
    return {one.subscription.source.url: one.subscription.source.id for one in store.sources.followed()}


def test_what_moved_keeps_its_id_and_state_and_configuration_does_not_move_it_back(store):
    store.sources.follow([named(A)], NOW)
    state = SourceState(etag='"1"', last_success_at=NOW, moved_to=B, good_polls_there=3)
    with store.writing():
        store.sources.record(harvest(source_id(A), state=state), NOW)
    assert move(store, A, B) == source_id(A)
    for _ in range(2):
        store.sources.follow([named(A)], LATER)
    (one,) = store.sources.health()

    assert (one.subscription.source.url, one.subscription.source.id, one.named_as) == (B, source_id(A), A)
    assert one.state == SourceState(etag='"1"', last_success_at=NOW)


@pytest.mark.parametrize("name", [A, B, C])
def test_each_of_its_addresses_finds_the_same_source(store, name):
    store.sources.follow([named(A)], NOW)
    move(store, A, B)
    move(store, B, C)

    assert store.sources.known_as(name) == source_id(A)
    assert store.sources.add(named(name, origin="command"), LATER) == "known"
    store.sources.follow([named(name)], LATER)
    assert asked(store) == {C: source_id(A)}


def test_where_two_sources_move_to_one_address_one_of_them_is_let_go_and_leads_to_the_other(store):
    store.sources.follow([named(A), named(B)], NOW)
    kept, joined = move(store, A, C), move(store, B, C)
    for _ in range(2):
        store.sources.follow([named(A), named(B)], LATER)

    assert kept == joined == source_id(A)
    assert asked(store) == {C: source_id(A)}
    assert store.sources.known_as(B) == source_id(A)


def test_where_its_new_address_is_followed_already_the_two_are_one_and_what_either_insisted_on_holds(store):
    store.sources.follow([named(B)], NOW)
    store.sources.add(named(A, origin="command", private=True), NOW)
    assert move(store, A, B) == source_id(B)
    store.sources.follow([], LATER)
    (one,) = store.sources.followed()

    assert (one.subscription.source.url, one.subscription.source.private, one.subscription.origin) == (B, True, "command")


def test_one_that_is_named_by_both_addresses_is_private_if_either_says_so(store):
    store.sources.follow([named(A)], NOW)
    move(store, A, B)
    store.sources.follow([named(A), named(B, private=True)], LATER)

    assert [one.subscription.source.private for one in store.sources.followed()] == [True]


def test_a_person_who_gives_another_spelling_of_its_address_is_obeyed(store):
    plain = A.replace("https", "http")
    store.sources.follow([named(plain)], NOW)
    move(store, plain, A)
    store.sources.follow([named(plain)], LATER)
    assert set(asked(store)) == {A}
    other = plain + "/"
    store.sources.follow([named(other)], LATER)

    assert set(asked(store)) == {other}


def test_one_that_moves_back_is_asked_where_it_is_named(store):
    store.sources.follow([named(A)], NOW)
    move(store, A, B)
    move(store, A, A)
    (one,) = store.sources.health()

    assert (one.subscription.source.url, one.named_as) == (A, None)


def test_what_was_removed_is_taken_back_at_its_new_address_by_its_old_one(store):
    store.sources.follow([named(A)], NOW)
    move(store, A, B)
    store.sources.remove(source_id(A), LATER)
    assert store.sources.add(named(B, origin="command"), LATER) == "added"

    assert asked(store) == {B: source_id(A)}


def test_an_address_that_led_elsewhere_when_it_was_added_is_remembered(store):
    store.sources.add(named(B, origin="command"), NOW, named_as=A)

    assert store.sources.add(named(A, origin="command"), LATER) == "known"
    assert asked(store) == {B: source_id(B)}


def test_what_one_of_two_that_become_one_insisted_on_is_carried_over(store):
    slow = timedelta(hours=6)
    store.sources.follow(
        [named(A, every=slow, skills=("sql", "rust"), categories=("Work", "Data")), named(B, skills=("python", "sql"))], NOW
    )
    move(store, A, B)
    (at_once,) = store.sources.followed()
    store.sources.follow(
        [named(B, skills=("python", "sql")), named(A, every=slow, skills=("sql", "rust"), categories=("Work", "Data"))], LATER
    )
    (one,) = store.sources.followed()

    assert at_once.subscription == one.subscription
    assert (one.subscription.source.id, one.subscription.source.every) == (source_id(B), slow)
    assert one.subscription.skills == ("python", "sql", "rust")
    assert one.subscription.categories == ("Work", "Data")


@pytest.mark.parametrize("muted", [{B}, {A, B}, {A}])
def test_a_source_that_becomes_one_with_a_muted_one_is_asked_unless_both_were_muted(store, muted):
    store.sources.follow([named(A), named(B)], NOW)
    for url in muted:
        store.sources.mute(source_id(url), NOW)
    move(store, A, B)

    assert [one.muted for one in store.sources.health()] == [muted == {A, B}]


def test_a_source_does_not_vanish_into_one_that_configuration_mutes(store):
    store.sources.follow([named(A), named(B)], NOW, muted={source_id(B)})
    assert move(store, A, B) == source_id(A)
    store.sources.follow([named(A), named(B)], LATER, muted={source_id(B)})

    assert asked(store) == {A: source_id(A)}


def test_what_it_was_added_for_holds_also_where_it_became_one_with_a_source_that_configuration_names(store):
    store.sources.follow([named(B)], NOW)
    store.sources.add(named(A, origin="command", skills=("sql",)), NOW)
    move(store, A, B)
    store.sources.follow([named(B)], LATER)
    kept = [one.subscription.skills for one in store.sources.followed()]
    store.sources.follow([named(B, skills=("rust",))], LATER)

    assert kept == [("sql",)]
    assert [one.subscription.skills for one in store.sources.followed()] == [("rust",)]
