"""An item goes by its number, the beginning of its id, or its address."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.edges.store import Store
from pipeline.errors import UnknownItem
from pipeline.model.digests import DigestPlan, Pick, PlannedWindow
from pipeline.model.ids import DigestId
from pipeline.names import item_named
from pipeline.settings import LEARNER
from tests.builders import NOW, feed_item, save, scored, subscription, tagged, window


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription(), subscription("source2")], NOW)

    def one(name: str, address: str, source: str = "source1"):
        return tagged(
            name, source=source, item=feed_item(name, url=address, url_key=address.partition("?")[0].replace("http://www.", "https://"))
        )

    save(made, one("123456abcdef", "https://example.org/one?utm_source=x"), one("ab34567890ab", "http://www.example.org/two"))
    save(made, one("ab34ffffffff", "https://example.org/two", "source2"), source="source2")
    return made


def publish(store: Store, *articles: str) -> None:
    picks = tuple(Pick(number=number, scored=scored(name), minutes=5) for number, name in enumerate(articles, start=1))
    with store.writing():
        store.digests.save(
            DigestPlan(
                id=DigestId("me/2026-03-04/07:00"),
                day=date(2026, 3, 4),
                slot="07:00",
                windows=(PlannedWindow(window=window(), picks=picks),),
                left_out=(),
            ),
            NOW,
        )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("1", "123456abcdef", id="its number in the latest digest"),
        pytest.param(" 2 ", "ab34567890ab", id="with blanks around"),
        pytest.param("٢", "ab34567890ab", id="in Arabic digits"),
        pytest.param("1234", "123456abcdef", id="four digits are the beginning of an id"),
        pytest.param("123456ABCDEF", "123456abcdef", id="a whole id, in capitals"),
        pytest.param("ab345", "ab34567890ab", id="the beginning of an id"),
        pytest.param("https://example.org/one", "123456abcdef", id="its address without tracking"),
        pytest.param("http://www.example.org/one/?utm_source=y#top", "123456abcdef", id="its address in other clothes"),
        pytest.param("example.org/one", "123456abcdef", id="its address without a scheme"),
        pytest.param("https://example.org/two", "ab34567890ab", id="an address that two sources lead to"),
    ],
)
def test_an_item_is_found(store, name, found):
    publish(store, "123456abcdef", "ab34567890ab")

    assert item_named(store, name).id == found


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("3", "the digest of 2026-03-04 has no item 3; it has 2", id="a number too high"),
        pytest.param("0", "the digest of 2026-03-04 has no item 0; it has 2", id="zero"),
        pytest.param("zzz", "no item goes by 'zzz': give its number in the latest digest", id="nothing"),
        pytest.param("", "no item goes by ''", id="no name"),
        pytest.param("https://example.org/three", "no item goes by 'https://example.org/three'", id="an unknown address"),
        pytest.param("https://[", "no item goes by", id="no address at all"),
        pytest.param("\udcff", "no item goes by", id="bytes of another encoding"),
        pytest.param(
            "ab34", r"'ab34' is the beginning of 2 ids \(ab34567890ab, ab34ffffffff\): give more of it", id="too short a beginning"
        ),
    ],
)
def test_what_is_not_found_says_what_would_be(store, name, why):
    publish(store, "123456abcdef", "ab34567890ab")
    with pytest.raises(UnknownItem, match=why) as unknown:
        item_named(store, name)

    assert unknown.value.exit_code == 2


def test_before_the_first_digest_no_item_has_a_number(store):
    with pytest.raises(UnknownItem, match="there is no digest yet, so no item has a number: `gapfeed run` makes the first"):
        item_named(store, "1")


def test_what_was_picked_goes_by_its_number_after_its_source_was_removed(store):
    publish(store, "123456abcdef")
    for one in store.sources.followed():
        store.sources.remove(one.subscription.source.id, NOW)

    assert item_named(store, "1").id == "123456abcdef"


def test_where_every_digest_was_empty_no_item_has_a_number_either(store):
    publish(store)

    with pytest.raises(
        UnknownItem, match="no digest held an item so far, so none has a number: give the beginning of its id, or its address"
    ):
        item_named(store, "1")
