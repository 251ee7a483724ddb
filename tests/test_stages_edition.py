import dataclasses
import uuid
from datetime import UTC, datetime

import pytest

from pipeline import edition_views
from pipeline.edition_views import LinkView, SharedItemView
from pipeline.model.ids import ArticleId
from pipeline.views import Text
from tests.builders import candidate, skill_tag
from tests.faces import HOSTILE, PUBLIC, edition_of, episode, hostile_edition

PRIVATE_WORDS = {"skill", "gap", "level", "target", "score", "why", "evidence", "found", "command", "action", "recipient", "window"}

KINDS = [kind for kind in vars(edition_views).values() if dataclasses.is_dataclass(kind)]


def test_an_item_says_what_it_is_and_where_it_stands():
    article = candidate("a1", author="Ada Writer", published=datetime(2026, 2, 27, 23, 30, tzinfo=UTC))

    assert edition_of(article, notes={article.id: "Read\nthis."}).items == (
        SharedItemView(
            title=Text(text="Title a1", language="en", direction="ltr"),
            url="https://example.org/a1",
            source=Text(text="Source One", language="", direction="ltr"),
            author=Text(text="Ada Writer", language="", direction="ltr"),
            kind="article",
            minutes_text="5 min read",
            summary=Text(text="It teaches.", language="en", direction="ltr"),
            topic=Text(text="SQL", language="en", direction="ltr"),
            note=Text(text="Read this.", language="", direction="ltr"),
            published_iso="2026-02-27T23:30:00Z",
            date_text="28 February",
            id=edition_of(article).items[0].id,
        ),
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"private": True}, "a private source"),
        ({"url": None}, "no address"),
        ({"url": "https://sam:secret@example.org/x"}, "a password in the address"),
        ({"url": "file:///etc/passwd"}, "not on the web"),
        ({"url": "https://[broken"}, "no address at all"),
        ({"url": f"https://example.org/{'x' * 3000}"}, "an endless address"),
        ({"url": "https://example.org/a b"}, "a blank in the address"),
        ({"url": "https://example.org/a?token=8f3a9c1e5b7d2046"}, "a key in the address"),
        ({"url": "http://nas.local/a"}, "a machine of one's own"),
    ],
)
def test_what_nobody_else_may_open_stays_out(changes, why):
    assert edition_of(candidate("a1", **changes), candidate("a2")).items[0].url == "https://example.org/a2", why


def test_no_view_of_an_edition_has_room_for_what_is_private():
    names = {field.name for kind in KINDS for field in dataclasses.fields(kind)}

    assert not {name for name in names if any(word in name for word in PRIVATE_WORDS)}


def test_the_topic_is_the_articles_own_strongest_skill_not_the_gap_it_was_picked_for():
    article = candidate("a1", tags=(skill_tag("feedback", 0.6), skill_tag("sql", 0.9)))

    assert edition_of(article).items[0].topic.text == "SQL"
    assert edition_of(candidate("a2", tags=(skill_tag(strength=0.4),))).items[0].topic is None


def test_ids_are_the_same_in_every_run_and_differ_between_installations():
    ours, again = edition_of(candidate()), edition_of(candidate())
    theirs = edition_of(candidate(), installation="there")

    assert ours == again
    assert len({ours.id, theirs.id, ours.items[0].id, theirs.items[0].id}) == 4
    assert uuid.UUID(ours.id.removeprefix("urn:uuid:")).version == 5


def test_the_name_is_the_only_thing_known_of_the_person():
    assert edition_of(candidate()).intro == ("What ", Text(text="Sam", language="", direction="ltr"), " found worth passing on")
    assert edition_of(candidate(), name=None).intro == ("Found worth passing on",)
    assert edition_of(candidate(), name="  ").by is None


def test_an_item_stands_there_once_and_undated_ones_say_nothing_of_a_date():
    undated = candidate("a1", published=None)

    (item,) = edition_of(undated, undated).items
    assert (item.published_iso, item.date_text) == (None, None)


def test_another_year_is_said():
    assert edition_of(candidate(published=datetime(2025, 5, 1, tzinfo=UTC))).items[0].date_text == "1 May 2025"


def test_an_edition_in_arabic_runs_from_the_right():
    edition = edition_of(episode(), language="ar")

    assert (edition.direction, edition.title) == ("rtl", "يستحق القراءة: 4 مارس 2026")
    assert edition.items[0].minutes_text == "استماع 12 د"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_in_as_one_line(text):
    edition = hostile_edition(text)

    for shown in (edition.items[0].title, edition.items[0].note, edition.items[0].source):
        assert shown is None or not set(shown.text) & set("\r\n\x00\x0b\x85\u2028\u202e\u2067\ud800")


def test_notes_belong_to_their_item():
    edition = edition_of(candidate("a1"), candidate("a2"), notes={ArticleId("a2"): "This one."})

    assert [item.note.text if item.note else None for item in edition.items] == [None, "This one."]


def test_an_address_is_given_without_what_says_where_it_was_found():
    tracked = candidate(url="https://example.org/a1?utm_source=feed&id=7")

    assert edition_of(tracked).items[0].url == "https://example.org/a1?id=7"


def test_what_stands_for_it_elsewhere_says_how_much_it_holds_and_the_first_of_it():
    assert edition_of(candidate("a1"), candidate("a2")).description == "2 items · Title a1 · Title a2"
    assert len(edition_of(*(candidate(f"a{number}") for number in range(80))).description) <= 200


def test_without_a_public_address_nothing_says_where_it_lies():
    edition = edition_of(candidate())

    assert (edition.address, edition.home, edition.sources, edition.index) == (None, None, None, None)
    assert edition.feeds[0] == LinkView(href="edition.atom", label="Atom", type="application/atom+xml")


def test_with_a_public_address_its_page_has_one():
    edition = edition_of(candidate(), beside=PUBLIC)

    assert edition.address == "https://sam.example.org/read/2026-03-04.html"
    assert edition.sources == LinkView(href="edition.opml", label="The sources behind it", type="text/x-opml")
    assert edition.index == LinkView(href="index.html", label="All editions", type="text/html")
