"""What a feed holds, beside what we know of it: new, edited, only written otherwise, or the same under another name."""

from dataclasses import replace

import pytest

from feeds.model.entries import FeedItem
from feeds.model.ids import ItemKey
from pipeline.model.entries import KnownEntry
from pipeline.stages.unseen import Unseen, unseen
from tests.builders import feed_item, known_entry


def item(key: str, **changes: object) -> FeedItem:
    """Return an item that says how it may be recognised."""
    made = feed_item(key, raw_hash=f"raw {key}", **changes)
    identities = (made.key, made.url_key or "", f"{made.title} {made.published}")
    return made if "identities" in changes else replace(made, identities=identities)


def known(*items: FeedItem, **changes: object) -> dict[ItemKey, KnownEntry]:
    return {one.key: known_entry(one, **changes) for one in items}


ONE, TWO, THREE = item("one"), item("two"), item("three")


def test_what_is_not_stored_is_new_and_comes_in_the_order_of_the_feed():
    assert unseen((THREE, TWO, ONE), known(TWO)) == Unseen(new=(THREE, ONE))


def test_what_did_not_change_is_neither_new_nor_edited():
    assert unseen((ONE, TWO), known(ONE, TWO)) == Unseen()


def test_another_fingerprint_is_an_edit_until_an_entry_changes_too_often():
    edited = replace(ONE, fingerprint="another", raw_hash="another")

    assert unseen((edited,), known(ONE)) == Unseen(edited=(edited,))
    assert unseen((edited,), known(ONE, edits=23)) == Unseen(edited=(edited,))
    assert unseen((edited,), known(ONE, edits=24)) == Unseen(same=(edited,))


def test_an_entry_that_is_only_written_otherwise_is_recognised_by_its_new_form_from_now_on():
    rewritten = replace(ONE, raw_hash="the same with more blanks")

    assert unseen((rewritten,), known(ONE)) == Unseen(same=(rewritten,))


def test_of_two_items_with_one_key_the_first_counts():
    again = replace(ONE, title="Again")

    assert unseen((ONE, again), {}) == Unseen(new=(ONE,))


def renamed(old: FeedItem, **changes: object) -> FeedItem:
    return replace(item("churned"), title=old.title, published=old.published, fingerprint=old.fingerprint, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "churned",
    [
        pytest.param(renamed(ONE, identities=("new id", ONE.identities[1], ONE.identities[2])), id="a new id"),
        pytest.param(renamed(ONE, identities=("new id", "example.org/new", ONE.identities[2])), id="a new id and a new address"),
        pytest.param(
            renamed(ONE, identities=("https://example.org/one", ONE.identities[1], "x")), id="an id that is an address, now with https"
        ),
    ],
)
def test_an_entry_under_a_new_name_keeps_its_key_and_is_not_new(churned):
    found = unseen((churned, TWO), known(ONE, TWO))

    assert (found.new, found.edited) == ((), ())
    assert [(one.key, one.identities) for one in found.same] == [(ONE.key, churned.identities)]


def test_an_entry_that_is_renamed_and_edited_at_once_is_an_edit():
    changed = renamed(ONE, identities=("new id", ONE.identities[1], "x"))
    changed = replace(changed, title="Corrected", fingerprint="another")

    assert [one.key for one in unseen((changed,), known(ONE)).edited] == [ONE.key]


def test_entries_that_all_lead_to_one_page_are_different_ones():
    first, second = (item(name, url_key="example.org", identities=(name, "example.org", name)) for name in ("first", "second"))
    third = replace(item("third", url_key="example.org", identities=("third", "example.org", "third")), published=None)

    assert unseen((second, third), known(first, second)).new == (third,), "another title, another date: the address alone says nothing"
    twins = known(replace(first, title=third.title), replace(second, title=third.title))
    assert unseen((third,), twins).new == (third,), "what leads to two of them leads to neither"


def test_an_entry_that_the_feed_still_holds_is_nobody_else():
    double = renamed(ONE, identities=("new id", ONE.identities[1], "x"))

    assert unseen((ONE, double), known(ONE)).new == (double,)
    assert unseen((double,), known(ONE), recognised=frozenset({ONE.raw_hash})).new == (double,), "it was recognised before parsing"


def test_one_entry_cannot_become_two():
    both = [renamed(ONE, key=ItemKey(name), identities=(name, ONE.identities[1], name)) for name in ("copy", "other copy")]
    found = unseen(both, known(ONE))

    assert [one.key for one in found.same] == [ONE.key]
    assert [one.key for one in found.new] == ["other copy"]


def test_an_address_without_title_or_date_in_common_is_not_enough():
    stranger = replace(item("stranger"), title="Something else", published=None, identities=("stranger", ONE.identities[1]))

    assert unseen((stranger,), known(ONE)).new == (stranger,)
