"""Write a post as the interface of its network takes it: JSON, always by a serializer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pipeline.posting.handing import facets
from pipeline.posting.taming import tame_address
from pipeline.script import RIGHT_TO_LEFT_LANGUAGES

#: What a post is among the records of atproto.
POSTS = "app.bsky.feed.post"
#: app.bsky.feed.post takes so many languages.
_MOST_LANGUAGES = 3
#: The alphabet of atproto's record keys, in the order of its values (atproto.com/specs/tid).
_TID_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_TID_CHARACTERS, _BITS_A_CHARACTER, _CLOCK_BITS = 13, 5, 10
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands under a post instead of a preview, which Bluesky does not make by itself."""

    url: str
    title: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A record of atproto: where it is, and the fingerprint of what it held (com.atproto.repo.strongRef)."""

    uri: str
    cid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Where a post belongs in a thread: its first post, and the one before."""

    root: Reference
    parent: Reference


def mastodon_status(text: str, *, language: str | None, in_reply_to: str | None = None) -> bytes:
    """Return the body of POST /api/v1/statuses (docs.joinmastodon.org/methods/statuses).

    Of who may see it nothing is said, so what the person has chosen as their default at their server counts.

    >>> mastodon_status("Hello", language="en")
    b'{"status": "Hello", "language": "en"}'
    """
    return _json({"status": text, "language": language, "in_reply_to_id": in_reply_to})


def bluesky_record(
    text: str,
    *,
    created: datetime,
    languages: tuple[str, ...] = (),
    card: Card | None = None,
    reply: Reply | None = None,
) -> dict[str, Any]:
    """Return a post as a record, with the places of its links and hashtags (app.bsky.feed.post).

    Args:
        text: the post.
        created: when it was written.
        languages: two-letter codes; the first three count.
        card: what stands under it; its address is the one in the text, where it is tamed.
        reply: where in a thread it belongs; None for a post by itself.

    """
    return _without_nothing({
        "$type": POSTS,
        "text": _clean(text),
        "createdAt": created.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "langs": list(languages[:_MOST_LANGUAGES]) or None,
        "facets": facets(text, tame_address(card.url) if card else "") or None,
        "embed": card and {
            "$type": "app.bsky.embed.external",
            "external": {"uri": card.url, "title": _clean(card.title), "description": _clean(card.description)},
        },
        "reply": reply and {"root": asdict(reply.root), "parent": asdict(reply.parent)},
    })  # fmt: skip


def bluesky_creation(record: Mapping[str, Any], *, repository: str, key: str) -> bytes:
    """Return the body of com.atproto.repo.createRecord, which is to put *record* under *key* into the *repository* of an account (a DID)."""
    return _json({"repo": repository, "collection": POSTS, "rkey": key, "validate": True, "record": record})


def record_key(idempotency_key: str, at: datetime) -> str:
    """Return the key of a post among an account's records: the same for the same key and second, as a valid TID (atproto.com/specs/tid).

    A TID holds a time in microseconds and ten bits of the writer's own; what the second of *at* leaves open of both, is drawn
    from *idempotency_key*: two posts of one second have the same key once in 10⁹.

    >>> record_key("share 7", datetime(2026, 2, 18, 12, tzinfo=UTC))
    '3mf4zqrls7lz5'
    """
    drawn = int.from_bytes(hashlib.sha256(idempotency_key.encode()).digest())
    microseconds = int(at.timestamp()) * _MICROSECONDS + drawn % _MICROSECONDS
    value = (microseconds << _CLOCK_BITS) | (drawn // _MICROSECONDS) % (1 << _CLOCK_BITS)
    shifts = range((_TID_CHARACTERS - 1) * _BITS_A_CHARACTER, -1, -_BITS_A_CHARACTER)
    return "".join(_TID_ALPHABET[(value >> shift) % len(_TID_ALPHABET)] for shift in shifts)


def slack_message(text: str) -> bytes:
    """Return the body for an incoming webhook of Slack; *text* is escaped already (docs.slack.dev, formatting message text).

    >>> slack_message("a &lt; b")
    b'{"text": "a &lt; b", "unfurl_links": true}'
    """
    return _json({"text": text, "unfurl_links": True})


def teams_message(text: str, *, url: str, language: str) -> bytes:
    """Return the body for a webhook of Teams' Workflows: a card with a block for each paragraph, and a button that opens *url*.

    Addresses in the text of a card are not links everywhere, so the button is one. Its words are the host: they need no language.
    `rtl` came with version 1.5 of Adaptive Cards (adaptivecards.io/explorer/AdaptiveCard.html).
    """
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "rtl": language in RIGHT_TO_LEFT_LANGUAGES or None,
        "body": [{"type": "TextBlock", "text": paragraph, "wrap": True} for paragraph in text.split("\n\n")],
        "actions": [{"type": "Action.OpenUrl", "title": urlsplit(url).hostname or url, "url": url}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": _without_nothing(card)}
    return _json({"type": "message", "attachments": [attachment]})


def discord_message(text: str) -> bytes:
    """Return the body for a webhook of Discord, which calls nobody whatever *text* says (discord.com/developers/docs/resources/message).

    >>> discord_message("@everyone")
    b'{"content": "@everyone", "allowed_mentions": {"parse": []}}'
    """
    return _json({"content": text, "allowed_mentions": {"parse": []}})


def _without_nothing(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _clean(text: str) -> str:
    """Return *text* with each half of a character as a question mark: JSON could write it, and nobody could read it."""
    return text.encode("utf-8", "replace").decode()


def _json(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(_without_nothing(fields), ensure_ascii=False).encode("utf-8", "replace")
