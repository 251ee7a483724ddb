from feeds.model import ItemKey
from pipeline.stages.unseen import Unseen, unseen
from tests.builders import feed_item

NEW, KNOWN = feed_item("new"), feed_item("known")


def test_items_without_a_stored_fingerprint_are_new():
    assert unseen((NEW, KNOWN), {KNOWN.key: KNOWN.fingerprint}) == Unseen(new=(NEW,), edited=())


def test_a_known_item_with_another_fingerprint_was_edited():
    assert unseen((KNOWN,), {KNOWN.key: "what it was"}) == Unseen(new=(), edited=(KNOWN,))


def test_of_two_items_with_one_key_the_first_counts():
    twin = feed_item("new", title="Twin")

    assert unseen((NEW, twin), {}) == Unseen(new=(NEW,), edited=())


def test_what_left_the_feed_is_none_of_our_business():
    assert unseen((), {ItemKey("gone"): "x"}) == Unseen(new=(), edited=())
