"""What each interface is sent, byte for byte, and against Bluesky's own descriptions."""

import doctest
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

import pipeline.posting.payloads
from feeds.graphemes import graphemes
from pipeline.posting.payloads import (
    Card,
    Reference,
    Reply,
    bluesky_creation,
    bluesky_record,
    discord_message,
    mastodon_status,
    record_key,
    slack_message,
    teams_message,
)

NOON = datetime(2026, 2, 18, 12, tzinfo=UTC)
URL = "https://example.org/a-guide"
TEXT = f"Żółw reads.\n\nأداة {URL} 👩‍👧 #SQL"


def test_the_examples_in_the_docstrings_are_true():
    assert doctest.testmod(pipeline.posting.payloads).failed == 0


def test_a_status_says_its_language_and_its_place_in_a_thread_and_leaves_who_sees_it_to_the_account():
    assert json.loads(mastodon_status(TEXT, language="pl", in_reply_to="103")) == {
        "status": TEXT,
        "language": "pl",
        "in_reply_to_id": "103",
    }
    assert json.loads(mastodon_status(TEXT, language=None)) == {"status": TEXT}


def test_a_record_has_its_time_in_utc_its_languages_and_its_links_in_bytes():
    record = bluesky_record(TEXT, created=NOON.astimezone(timezone(timedelta(hours=1))), languages=("ar", "pl", "en", "bg"))

    assert record == {
        "$type": "app.bsky.feed.post",
        "text": TEXT,
        "createdAt": "2026-02-18T12:00:00.000Z",
        "langs": ["ar", "pl", "en"],
        "facets": record["facets"],
    }
    marked = [TEXT.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode() for one in record["facets"]]
    assert marked == [URL, "#SQL"]


def test_the_link_of_a_post_is_the_whole_address_whatever_sign_it_ends_with():
    url = "https://en.wikipedia.org/wiki/Yahoo!"
    (link,) = bluesky_record(f"Read {url}", created=NOON, card=Card(url=url, title="", description=""))["facets"]

    assert link["features"][0]["uri"] == url
    assert link["index"] == {"byteStart": 5, "byteEnd": 5 + len(url)}


def test_a_record_has_nothing_that_says_nothing():
    assert bluesky_record("Hello", created=NOON) == {
        "$type": "app.bsky.feed.post",
        "text": "Hello",
        "createdAt": "2026-02-18T12:00:00.000Z",
    }


def test_a_card_and_a_place_in_a_thread():
    reply = Reply(
        root=Reference(uri="at://did/app.bsky.feed.post/1", cid="one"), parent=Reference(uri="at://did/app.bsky.feed.post/2", cid="two")
    )
    record = bluesky_record("Hello", created=NOON, card=Card(url=URL, title="A guide", description="It teaches."), reply=reply)

    assert record["embed"] == {
        "$type": "app.bsky.embed.external",
        "external": {"uri": URL, "title": "A guide", "description": "It teaches."},
    }
    assert record["reply"] == {
        "root": {"uri": "at://did/app.bsky.feed.post/1", "cid": "one"},
        "parent": {"uri": "at://did/app.bsky.feed.post/2", "cid": "two"},
    }


def test_a_record_is_created_under_its_key():
    record = bluesky_record("Hello", created=NOON)

    assert json.loads(bluesky_creation(record, repository="did:plc:sam", key="3abc")) == {
        "repo": "did:plc:sam",
        "collection": "app.bsky.feed.post",
        "rkey": "3abc",
        "validate": True,
        "record": record,
    }


def test_a_record_key_is_a_valid_tid_of_its_second():
    # As atproto.com/specs/tid reads one back.
    key = record_key("share 7", NOON)
    value = 0
    for character in key:
        value = value * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(character)

    assert re.fullmatch("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}", key)
    assert int(NOON.timestamp()) == (value >> 10) // 1_000_000


def test_a_record_key_is_the_same_for_every_try_and_another_for_every_post():
    later = NOON + timedelta(microseconds=700_000)

    assert record_key("share 7", NOON) == record_key("share 7", later)
    assert len({record_key(f"share {number}", NOON) for number in range(1000)}) == 1000
    assert record_key("share 7", NOON) < record_key("share 7", NOON + timedelta(seconds=2))


def test_a_card_of_teams_wraps_and_has_a_button_and_no_direction_where_it_is_the_usual_one():
    message = json.loads(teams_message(f"One.\n\n{URL}", url=URL, language="en"))

    assert message == {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.5",
                    "body": [{"type": "TextBlock", "text": "One.", "wrap": True}, {"type": "TextBlock", "text": URL, "wrap": True}],
                    "actions": [{"type": "Action.OpenUrl", "title": "example.org", "url": URL}],
                },
            }
        ],
    }


def test_an_arabic_card_runs_from_the_right():
    assert json.loads(teams_message("أداة SQL", url=URL, language="ar"))["attachments"][0]["content"]["rtl"] is True


@pytest.mark.parametrize("text", ['"}{', "\\", "\u2028\0\x1b", "a\ud83db", "</script>", "👩‍👧", "\u202e"])
def test_whatever_a_text_holds_a_payload_is_json_in_valid_unicode(text):
    readable = text.encode("utf-8", "replace").decode()
    record = bluesky_record(text, created=NOON, card=Card(url=URL, title=text, description=text))

    assert json.loads(mastodon_status(text, language="en"))["status"] == readable
    assert json.loads(bluesky_creation(record, repository="did", key="3abc"))["record"]["text"] == readable
    assert json.loads(slack_message(text))["text"] == readable
    assert json.loads(discord_message(text))["content"] == readable
    assert json.loads(teams_message(text, url=URL, language="en"))["attachments"][0]["content"]["body"][0]["text"] == readable


@dataclass
class Lexicon:
    """As much of atproto's schema language as posts need (atproto.com/specs/lexicon); collects what is wrong."""

    documents: dict[str, Any]
    wrong: list[str] = field(default_factory=list)

    def check(self, value: Any, schema: dict[str, Any], document: str, place: str = "record") -> None:
        match schema["type"]:
            case "object":
                self.wrong += [f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value]
                self.wrong += [f"{place}.{name} is not known" for name in value if name not in schema["properties"] and name != "$type"]
                for name, inner in schema["properties"].items():
                    if name in value:
                        self.check(value[name], inner, document, f"{place}.{name}")
            case "array":
                self._bound(len(value), schema.get("maxLength"), place)
                for one in value:
                    self.check(one, schema["items"], document, f"{place}[]")
            case "string":
                self._bound(len(value.encode()), schema.get("maxLength"), place)
                self._bound(len(graphemes(value)), schema.get("maxGraphemes"), place)
                self._formed(value, schema.get("format"), place)
            case "integer":
                self.wrong += [f"{place} is no number"] * (type(value) is not int or value < schema["minimum"])
            case "ref":
                self._refer(value, schema["ref"], document, place)
            case "union":
                names = {name if name[0] != "#" else document + name for name in schema["refs"]}
                self.wrong += [f"{place} is of no kind"] * (value.get("$type") not in names)
                if value.get("$type") in names:
                    self._refer(value, value["$type"], document, place)

    def _refer(self, value: Any, name: str, document: str, place: str) -> None:
        where, _, what = name.partition("#")
        if (where or document) in self.documents:
            self.check(value, self.documents[where or document]["defs"][what or "main"], where or document, place)

    def _bound(self, size: int, most: int | None, place: str) -> None:
        self.wrong += [f"{place} is too long"] * (most is not None and size > most)

    def _formed(self, value: str, form: str | None, place: str) -> None:
        pattern = {
            "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
            "uri": r"\w+:\S+",
            "did": r"did:\w+:\S+",
            "language": r"[a-z]{2,3}(-\w+)*",
        }.get(form or "", r"[\s\S]*")
        self.wrong += [f"{place} is no {form}"] * (re.fullmatch(pattern, value) is None)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="several scripts"),
        pytest.param("a" * 300, id="as long as may be"),
        pytest.param(f"{URL}, {URL}. #SQL #" + "a" * 80, id="links, hashtags and one that is too long"),
        pytest.param("", id="nothing"),
    ],
)
def test_posts_are_as_blueskys_lexicons_describe_them(shared_data, text):
    folder = shared_data / "social"
    documents = {
        one["id"]: one for one in (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("post.json", "facet.json"))
    }
    reference = Reference(uri="at://did:plc:sam/app.bsky.feed.post/3abc", cid="bafyrei")
    record = bluesky_record(
        text, created=NOON, languages=("en",), card=Card(url=URL, title="t", description=""), reply=Reply(root=reference, parent=reference)
    )
    lexicon = Lexicon(documents)
    lexicon.check(json.loads(json.dumps(record)), documents["app.bsky.feed.post"]["defs"]["main"]["record"], "app.bsky.feed.post")

    assert lexicon.wrong == []


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        pytest.param({"text": "a" * 301}, "record.text is too long", id="too long a text"),
        pytest.param({"createdAt": "yesterday"}, "record.createdAt is no datetime", id="no time"),
        pytest.param({"langs": ["en"] * 4}, "record.langs is too long", id="too many languages"),
        pytest.param({"mood": "good"}, "record.mood is not known", id="something else"),
        pytest.param(
            {"facets": [{"index": {"byteStart": -1, "byteEnd": 2}, "features": [{"$type": "x"}]}]},
            "record.facets[].index.byteStart is no number",
            id="a place before the text",
        ),
    ],
)
def test_the_check_against_the_lexicons_would_notice(shared_data, change, wrong):
    folder = shared_data / "social"
    documents = {
        one["id"]: one for one in (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("post.json", "facet.json"))
    }
    lexicon = Lexicon(documents)
    record = bluesky_record("Hello", created=NOON) | change
    lexicon.check(record, documents["app.bsky.feed.post"]["defs"]["main"]["record"], "app.bsky.feed.post")

    assert wrong in lexicon.wrong
