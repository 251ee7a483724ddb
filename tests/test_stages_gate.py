"""What speaks against a post before it leaves: in words, with what to do, and with the weight that it has."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.looks import LinkLook
from pipeline.model.shares import Objection, Share, ShareId, ShareOutcome
from pipeline.settings import Network
from pipeline.stages.gate import Draft, Past, objections
from tests.builders import candidate

TEXT = "Draw the same chart fourteen times, small, in a grid. Edward Tufte made the term popular in the 1980s. " * 3
LONG = "one two three four five six seven eight nine ten " * 4 + "eleven"
DRAFT = Draft(note="Worth five minutes of your Friday.", of_feed=("Title a1", "Source One"), network="mastodon", length=200, limit=500)
FIRST = Past(circle="team")
OPEN = LinkLook(outcome="open")
SHARE = Share(
    id=ShareId(1), circle="team", network="slack", channel="GAPFEED_SLACK_TEAM", article=ArticleId("a0"), story=StoryId("a1"), title="Small multiples",
    url="https://example.org/a0", at=datetime(2026, 3, 4, 23, 30, tzinfo=UTC), text="A post.", note="A note.", outcome="sent",
)  # fmt: skip


def against(
    note: str | None = None, *, text: str = TEXT, look: LinkLook = OPEN, past: Past = FIRST, known: tuple[str, ...] = (), draft: Draft = DRAFT, **changes: object
) -> list[Objection]:  # fmt: skip
    written = draft if note is None else replace(draft, note=note)
    found = objections(candidate(**changes), text, written, look=look, past=past, known=known, zone=ZoneInfo("Europe/Warsaw"))
    for one in found:
        assert one.words.count(";") + one.words.count(",") >= 1, "an objection says what to do"
        assert not one.words.endswith(".")
    return list(found)


def weights(found: list[Objection]) -> list[tuple[str, str]]:
    return [(one.kind, one.weight) for one in found]


def test_nothing_speaks_against_an_ordinary_post():
    assert against() == []


@pytest.mark.parametrize(
    ("changes", "expected", "words"),
    [
        pytest.param({"private": True}, ("private", "leak"), "a private source", id="a private source"),
        pytest.param({"url": None}, ("address", "leak"), "no address that others could open", id="no address"),
        pytest.param({"url": "https://example.org/?token=abc"}, ("address", "leak"), "a key of yours (token)", id="a key"),
        pytest.param({"url": "https://example.org/?key=C"}, ("address", "taste"), "may hold a key", id="perhaps a key"),
        pytest.param(
            {"url": "https://example.org/a?utm_source=x&b=1"}, ("tracking", "hint"), "has it without that, as https://example.org/a?b=1",
            id="tracking",
        ),
    ],
)  # fmt: skip
def test_what_would_leak_is_stopped_and_what_may_is_said(changes, expected, words):
    (one,) = against(**changes)

    assert (one.kind, one.weight) == expected
    assert words in one.words


def test_the_gravest_comes_first():
    found = against("", look=LinkLook(outcome="dead", why="the server answered 404 Not Found"), private=True)

    assert weights(found) == [("private", "leak"), ("dead", "taste"), ("note", "hint")]


@pytest.mark.parametrize(
    ("look", "expected", "words"),
    [
        pytest.param(
            LinkLook(outcome="dead", why="the server answered 410 Gone"), ("dead", "taste"), "for the server answered 410 Gone", id="dead"
        ),
        pytest.param(
            LinkLook(outcome="closed", why="the page says so"), ("paywall", "taste"), "not everybody can open the link", id="paywall"
        ),
        pytest.param(
            LinkLook(outcome="inside", why="10.0.0.1 is private"), ("address", "leak"), "give an address that is open", id="inside"
        ),
        pytest.param(LinkLook(outcome="unchecked", why="there is no network"), ("unchecked", "hint"), "open it yourself", id="unchecked"),
        pytest.param(LinkLook(outcome="open", moved_to="https://new.example/a"), ("moved", "hint"), "https://new.example/a", id="moved"),
        pytest.param(
            LinkLook(outcome="open", moved_to="https://new.example/"), ("moved", "taste"), "the front page of new.example", id="front"
        ),
        pytest.param(
            LinkLook(outcome="open", moved_to="https://new.example/?token=s3cr3t"), ("moved", "taste"), "not for everybody", id="a key"
        ),
    ],
)
def test_what_a_look_at_the_link_found_is_said(look, expected, words):
    (one,) = against(look=look)

    assert (one.kind, one.weight) == expected
    assert words in one.words
    assert "s3cr3t" not in one.words


@pytest.mark.parametrize(
    ("note", "changes", "expected", "words"),
    [
        pytest.param("“Draw the same chart … in a grid”: I do.", {}, None, "", id="a quotation of the article"),
        pytest.param("“Measure twice” is what I say.", {}, None, "", id="a manner of speaking"),
        pytest.param("“Never draw more than one chart”", {}, "taste", "does not stand in the article; quote it", id="invented"),
        pytest.param("> Never draw more than one chart", {}, "taste", "does not stand in the article; quote it", id="invented, in Markdown"),
        pytest.param("„Никога не рисувайте повече графики“", {}, "hint", "if you translated it, say so", id="translated"),
        pytest.param("“Never draw more than one chart”", {"text_from": "feed"}, "hint", "only a part of the article", id="a text of the feed"),
        pytest.param("“Never draw more than one chart”", {"why_not_page": "short"}, "hint", "only a part of", id="a page that held little"),
        pytest.param("“Never draw more than one chart”", {"text": ""}, "hint", "only a part of the article is kept", id="no text"),
        pytest.param(f"“{LONG}”", {"text": LONG}, "taste", "you quote 41 words; a short quotation has 40 at the most", id="too long"),
        pytest.param(f"“{LONG[:97]}” and “{LONG[98:]}”", {"text": LONG}, "taste", "you quote 41 words", id="too long together"),
    ],
)  # fmt: skip
def test_quotations_are_held_against_the_article(note, changes, expected, words):
    found = against(note, **changes)

    assert weights(found) == ([("quotation", expected)] if expected else [])
    assert words in "".join(one.words for one in found)


@pytest.mark.parametrize(
    ("note", "changes", "expected", "words"),
    [
        pytest.param("Edward Tufte in the 1980s, 14 charts!", {}, None, "", id="what the article says"),
        pytest.param(
            "A 5-minute read of 2026-02-17, by Ada Lowe at Source One",
            {"author": "Ada Lowe", "published": datetime(2026, 2, 17, tzinfo=UTC)},
            None,
            "",
            id="what is known of it",
        ),
        pytest.param("For all in Acme Circle, on LinkedIn too", {"known": ("Acme Circle",)}, None, "", id="what the person knows"),
        pytest.param("It saves 40 % of the time.", {}, "taste", "the article does not say 40 %; check it, or leave it out", id="a number"),
        pytest.param("It cites Jacques Bertin.", {}, "taste", "does not name Jacques Bertin; check it", id="a name"),
        pytest.param("Jacques Bertin saves 40 %.", {}, "taste", "does not say 40 % and does not name Bertin", id="both"),
        pytest.param(
            "It saves 40 %.",
            {"text_from": "transcript", "why_not_page": "it is an episode"},
            "taste",
            "check it, or leave it out",
            id="said",
        ),
        pytest.param("It saves 40 %.", {"text_from": "summary"}, "hint", "check it in the article", id="of a part"),
        pytest.param("In 2031 it will be known.", {"published": None}, "taste", "2031", id="without a date"),
    ],
)
def test_claims_are_held_against_the_article(note, changes, expected, words):
    found = against(note, **changes)

    assert weights(found) == ([("claim", expected)] if expected else [])
    assert words in "".join(one.words for one in found)


@pytest.mark.parametrize(
    ("outcome", "weight", "words"),
    [
        ("sent", "taste", "you gave this story to team on 5 March 2026 (“Small multiples”); choose another"),
        ("handed", "hint", "say `gapfeed share posted 1` or `gapfeed share dropped 1` of it"),
        ("sending", "taste", "may have reached team on 5 March 2026; look there before you send another"),
        ("unknown", "taste", "may have reached team"),
        ("failed", None, ""),
        ("dropped", None, ""),
    ],
)
def test_a_story_that_was_given_already_is_named_with_its_day(outcome: ShareOutcome, weight, words):
    found = against(past=Past(circle="team", shares=(replace(SHARE, outcome=outcome),)))

    assert weights(found) == ([("again", weight)] if weight else [])
    assert words in "".join(one.words for one in found)


def test_every_outcome_of_a_share_is_thought_of():
    assert set(get_args(ShareOutcome)) == {"sent", "handed", "sending", "unknown", "failed", "dropped"}


def test_of_several_shares_the_last_one_counts_and_other_stories_do_not():
    other, later = replace(SHARE, story=StoryId("b")), replace(SHARE, at=datetime(2026, 4, 1, tzinfo=UTC))

    assert against(past=Past(circle="team", shares=(other,))) == []
    (one,) = against(past=Past(circle="team", shares=(later, SHARE)))
    assert "1 April 2026" in one.words


@pytest.mark.parametrize(("outcome", "stands"), [("sent", "stands"), ("unknown", "may stand"), ("failed", None)])
def test_what_went_for_others_through_the_same_door_stands_there(outcome, stands):
    found = against(past=Past(circle="peers", there=(replace(SHARE, outcome=outcome), replace(SHARE, story=StoryId("another")))))

    assert weights(found) == ([("again", "taste")] if stands else [])
    if stands:
        assert found[0].words.startswith(f"this story {stands} at GAPFEED_SLACK_TEAM since ")


def test_what_the_circle_shared_itself_is_not_given_back():
    (one,) = against(past=Past(circle="team", own=frozenset({StoryId("a1")})))

    assert (one.kind, one.weight) == ("again", "taste")
    assert one.words.startswith("team shared this story already")


@pytest.mark.parametrize(
    ("draft", "expected", "words"),
    [
        pytest.param(replace(DRAFT, of_feed=("@everyone look",)), ("smuggled", "hint"), "calls people", id="a feed that calls"),
        pytest.param(replace(DRAFT, of_feed=("a\u202eb",)), ("smuggled", "hint"), "direction", id="a feed that turns the text"),
        pytest.param(
            replace(DRAFT, note="Dear @here, look."), ("smuggled", "taste"), "(@here), which the post does not do", id="a note that calls"
        ),
        pytest.param(replace(DRAFT, note="So\u202e good."), ("smuggled", "hint"), "1 character that nobody sees (U+202E)", id="unseen"),
        pytest.param(
            replace(DRAFT, of_feed=("[Read](https://evil.example/) this",)),
            ("smuggled", "hint"),
            "hides an address",
            id="a feed with markup",
        ),
        pytest.param(
            replace(DRAFT, note="See https://wiki.internal/plan."),
            ("address", "leak"),
            "in your note, wiki.internal",
            id="an address in the note",
        ),
        pytest.param(
            replace(DRAFT, note="Then open http://localhost:3000/."),
            ("address", "taste"),
            "in your note, localhost is the machine of whoever opens it",
            id="an address of one's own machine in the note",
        ),
        pytest.param(
            replace(DRAFT, of_feed=("Open http://localhost:3000.",)),
            ("address", "hint"),
            "in the text of the feed, localhost",
            id="an address in the feed",
        ),
        pytest.param(
            replace(DRAFT, of_feed=("Call https://example.org/?token=abc.",)),
            ("address", "hint"),
            "in the text of the feed, the address holds what looks like a key",
            id="a key in the feed",
        ),
        pytest.param(replace(DRAFT, length=501), ("length", "taste"), "mastodon takes 500, and the post has 501", id="too long"),
        pytest.param(replace(DRAFT, is_note_cut=True), ("length", "taste"), "your note was cut", id="a note that was cut"),
        pytest.param(replace(DRAFT, note=" \n"), ("note", "hint"), "no sentence of yours", id="no note"),
    ],
)
def test_the_post_itself_is_looked_at(draft, expected, words):
    (one,) = against(draft=draft)

    assert (one.kind, one.weight) == expected
    assert words in one.words


@pytest.mark.parametrize("network", get_args(Network))
def test_every_network_has_the_same_gate(network):
    assert weights(against(draft=replace(DRAFT, network=network), private=True)) == [("private", "leak")]
