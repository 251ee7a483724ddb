"""Turn the items of feeds into rows, and rows into them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from feeds.model.entries import Chapter, Enclosure, FeedItem, TranscriptLink
from feeds.model.ids import ItemKey
from pipeline.edges.store.connection import Row, as_json, from_json, moment, stamp


def facts_of(item: FeedItem) -> Row:
    """Return what the feed said of *item* beside its text, as JSON values."""
    return {
        "url": item.url, "url_key": item.url_key, "title": item.title, "published": stamp(item.published), "updated": stamp(item.updated),
        "author": item.author, "language": item.language, "kind": item.kind, "categories": item.categories,
        "duration_seconds": None if item.duration is None else item.duration.total_seconds(),
    }  # fmt: skip


def parts_json(item: FeedItem) -> str:
    """Return what belongs to *item* beside its facts and its text, as JSON."""
    transcripts = [[link.url, link.type, link.language] for link in item.transcripts]
    return as_json([enclosure_list(item.enclosure), chapter_lists(item.chapters), item.chapters_url, transcripts])


def waiting_item(row: Row) -> FeedItem:
    """Return the item of a row of `waiting` joined with its facts."""
    enclosure, chapters, chapters_url, transcripts = from_json(row["parts"])
    return replace(
        item_from(row["key"], from_json(row["facts"])), fingerprint=row["fingerprint"], summary_text=row["summary"], content_text=row["content"],
        enclosure=_enclosure(enclosure), chapters=_chapters(chapters), chapters_url=chapters_url,
        transcripts=tuple(TranscriptLink(url=url, type=kind, language=language) for url, kind, language in transcripts),
    )  # fmt: skip


def item_from(key: str, facts: Row) -> FeedItem:
    """Return the item of what its feed said beside its text."""
    duration = facts["duration_seconds"]
    return FeedItem(
        key=ItemKey(key), url=facts["url"], url_key=facts["url_key"], title=facts["title"], published=moment(facts["published"]),
        updated=moment(facts["updated"]), author=facts["author"], language=facts["language"], kind=facts["kind"], summary_text="", content_text="",
        categories=tuple(facts["categories"]), duration=None if duration is None else timedelta(seconds=duration),
    )  # fmt: skip


def enclosure_list(enclosure: Enclosure | None) -> list[Any] | None:
    """Return *enclosure* as a list of JSON values."""
    return None if enclosure is None else [enclosure.url, enclosure.type, enclosure.bytes]


def _enclosure(facts: list[Any] | None) -> Enclosure | None:
    return None if facts is None else Enclosure(url=facts[0], type=facts[1], bytes=facts[2])


def enclosure_json(enclosure: Enclosure | None) -> str | None:
    """Return *enclosure* as JSON."""
    return None if enclosure is None else as_json(enclosure_list(enclosure))


def enclosure_from(text: str | None) -> Enclosure | None:
    """Return the enclosure that was stored as JSON."""
    return _enclosure(from_json(text))


def chapter_lists(chapters: Iterable[Chapter]) -> list[list[Any]]:
    """Return *chapters* as lists of JSON values."""
    return [[chapter.start_seconds, chapter.title] for chapter in chapters]


def _chapters(facts: list[list[Any]] | None) -> tuple[Chapter, ...]:
    return tuple(Chapter(start_seconds=start, title=title) for start, title in facts or ())


def chapters_from(text: str | None) -> tuple[Chapter, ...]:
    """Return the chapters that were stored as JSON."""
    return _chapters(from_json(text))
