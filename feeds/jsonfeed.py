"""Read JSON Feed (versions 1 and 1.1, https://www.jsonfeed.org/version/1.1/), which feedparser does not."""

import hashlib
import json
import re
from datetime import timedelta
from typing import Any

from feeds.dates import moment
from feeds.raw import RawEnclosure, RawEntry, RawFeed, RawText
from feeds.repair import CUT_WARNING
from feeds.trim import Mark, needed, recognised

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_UNMISTAKABLE_KEYS = frozenset({"content_html", "content_text", "date_published"})
_OWN_KEYS = _UNMISTAKABLE_KEYS | {"id", "url"}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json_feed(text: str, known: frozenset[str] = frozenset()) -> RawFeed | str:
    """Return the feed of a JSON document, or what the document is instead, in words.

    A file that ends in the middle gives its complete items, with a warning. Entries whose raw hash is in *known* are
    left out as `feeds.trim` has it; the hash covers the entry's own JSON, however it is spaced and ordered.
    """
    document: object
    try:
        # Line ends inside of texts are forgiven (strict).
        document, warning = json.loads(text, strict=False), None
    except (ValueError, RecursionError):
        document, warning = _cut_document(text), CUT_WARNING
        if document is None:
            return "this looks like JSON, but cannot be read as such"
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list) or not _is_json_feed(document, items):
        return "this is JSON, but not a JSON Feed"
    return _feed(document, [item for item in items if isinstance(item, dict)], known, warning)


def _is_json_feed(head: dict[str, Any], items: list[Any]) -> bool:
    # Hand-made feeds forget the version, or the title; what every item has is what makes a feed of a list.
    own = _OWN_KEYS if "title" in head or "version" in head else _UNMISTAKABLE_KEYS
    return "jsonfeed.org" in _string(head.get("version")) or (
        bool(items) and all(isinstance(item, dict) and not own.isdisjoint(item) for item in items)
    )


def _cut_document(text: str) -> dict[str, Any] | None:
    """Return what is whole of a cut document: the members before its items, and the items up to the cut."""
    found = _ITEMS.search(text)
    if not found:
        return None
    decoder = json.JSONDecoder(strict=False)
    try:
        head = decoder.decode(text[: found.start()].rstrip().removesuffix(",") + "}")
    except (ValueError, RecursionError):
        head = {}
    items: list[Any] = []
    position = found.end()
    while True:
        while position < len(text) and text[position] in " \t\r\n,":
            position += 1
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return {**head, "items": items}
        items.append(item)


def _feed(head: dict[str, Any], items: list[dict[str, Any]], known: frozenset[str], warning: str | None) -> RawFeed:
    marks = [_mark(item) for item in items]
    keep = needed(marks, known)
    return RawFeed(
        entries=tuple(_entry(item, mark.raw_hash) for item, mark, is_kept in zip(items, marks, keep, strict=True) if is_kept),
        title=RawText(value=_string(head.get("title")), markup="text"),
        site=_string(head.get("home_page_url")) or None,
        language=_string(head.get("language")) or None,
        authors=_authors(head),
        recognised=recognised(marks, keep),
        warning=warning,
    )


def _mark(item: dict[str, Any]) -> Mark:
    own, link = _string(item.get("id")), _link(item)
    raw_hash = hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()
    return Mark(raw_hash=raw_hash, ids=[own] if own else [], links=[link] if link else [])


def _link(item: dict[str, Any]) -> str:
    return _string(item.get("url")) or _string(item.get("external_url"))


def _entry(item: dict[str, Any], raw_hash: str) -> RawEntry:
    attachments = [one for one in _list(item.get("attachments")) if isinstance(one, dict)]
    in_html = _string(item.get("content_html"))
    durations = (_seconds(one.get("duration_in_seconds")) for one in attachments)
    return RawEntry(
        id=_string(item.get("id")) or None,
        link=_link(item) or None,
        title=RawText(value=_string(item.get("title")), markup="text"),
        summary=RawText(value=_string(item.get("summary")), markup="text"),
        content=RawText(value=in_html, markup="html") if in_html else RawText(value=_string(item.get("content_text")), markup="text"),
        published=moment(_string(item.get("date_published"))),
        updated=moment(_string(item.get("date_modified"))),
        authors=_authors(item),
        categories=tuple(_string(tag) for tag in _list(item.get("tags"))),
        language=_string(item.get("language")) or None,
        enclosures=tuple(
            RawEnclosure(url=_string(one.get("url")), type=_string(one.get("mime_type")), size=_string(one.get("size_in_bytes")))
            for one in attachments
        ),
        duration=next((duration for duration in durations if duration), None),
        raw_hash=raw_hash,
    )


def _authors(owner: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of version 1.1's authors, else of version 1's author."""
    people = _list(owner.get("authors")) or [owner.get("author")]
    return tuple(_string(person.get("name")) for person in people if isinstance(person, dict))


def _seconds(value: object) -> timedelta | None:
    # A week is longer than anything that somebody listens to.
    return timedelta(seconds=value) if isinstance(value, int | float) and 0 < value < 604_800 else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: object) -> str:
    """Return a string as it is, a number in digits (ids are often numbers), and "" for anything else."""
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("", value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
