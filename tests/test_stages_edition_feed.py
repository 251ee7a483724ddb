from dataclasses import replace

from tests.builders import candidate
from tests.faces import BESIDE, PUBLIC, edition_of, feed_of


def test_the_feed_holds_the_last_editions_each_item_once_as_the_newest_has_it():
    older = replace(edition_of(candidate("a1"), candidate("a2"), notes={"a1": "Old."}), updated_iso="2026-03-03T06:00:00Z")
    newer = edition_of(candidate("a3"), candidate("a1"), notes={"a1": "New."})
    feed = feed_of(newer, older)

    assert [(entry.item.title.text, entry.item.note and entry.item.note.text, entry.updated_iso) for entry in feed.entries] == [
        ("Title a3", None, "2026-03-04T06:00:00Z"),
        ("Title a1", "New.", "2026-03-04T06:00:00Z"),
        ("Title a2", None, "2026-03-03T06:00:00Z"),
    ]


def test_the_id_of_a_feed_never_changes_and_each_circle_has_its_own():
    today, tomorrow = edition_of(candidate("a1")), edition_of(candidate("a2"), name="Somebody else")

    assert feed_of(today).id == feed_of(tomorrow).id
    assert len({feed_of(today).id, feed_of(today, circle="team").id, feed_of(today, circle="public").id, today.id}) == 4


def test_it_is_named_for_who_shares_where_they_have_a_name():
    assert feed_of(edition_of(candidate())).title == "Worth reading, chosen by Sam"
    assert feed_of(edition_of(candidate(), name=None)).title == "Worth reading"
    assert feed_of(edition_of(candidate(), name=None)).subtitle == "Found worth passing on"


def test_it_says_where_it_lies_only_where_that_is_known():
    here, there = feed_of(edition_of(candidate()), beside=BESIDE), feed_of(edition_of(candidate(), beside=PUBLIC), beside=PUBLIC)

    assert (here.home, here.page) == (None, None)
    assert (there.home, there.page) == ("https://sam.example.org/read/", "https://sam.example.org/read/2026-03-04.html")
