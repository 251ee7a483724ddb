"""Say what a feed and its items are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.model.ids import ItemKey
from feeds.model.sources import PollingHints

ItemKind = Literal["article", "episode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A media file that belongs to an item; never downloaded unasked."""

    url: str
    type: str | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptLink:
    """Where an episode's transcript lies (podcast namespace, <podcast:transcript>)."""

    url: str
    type: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A named place in an episode."""

    start_seconds: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """One line of a transcript: when it is said, by whom, and what."""

    #: None in a transcript without times.
    start_seconds: float | None
    end_seconds: float | None
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What is said in an episode, in order."""

    language: str | None
    lines: tuple[TimedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One entry of a feed, cleaned: text is safe plain text, links are absolute http or https."""

    key: ItemKey
    #: The absolute address as published; None where the item has no usable link.
    url: str | None
    #: The address with tracking, scheme and "www." folded away: the item's identity across sources.
    url_key: str | None
    title: str
    published: datetime | None
    updated: datetime | None
    author: str | None
    #: The language that the feed claims for the item or itself; a hint that may lie.
    language: str | None
    kind: ItemKind
    #: Plain text of the description; paragraphs separated by blank lines.
    summary_text: str
    #: Plain text of the full content, "" where the feed holds none; headings stand on lines of their own, begun by "# ".
    content_text: str
    categories: tuple[str, ...] = ()
    enclosure: Enclosure | None = None
    duration: timedelta | None = None
    chapters: tuple[Chapter, ...] = ()
    #: Where a chapters file lies (podcast namespace, <podcast:chapters>).
    chapters_url: str | None = None
    transcripts: tuple[TranscriptLink, ...] = ()
    #: What may tell the entry from others of its source, the best first: its id, its folded address, its title and date.
    identities: tuple[str, ...] = ()
    #: Hash in hex of the entry as the feed wrote it: the same hash is the same entry, and is not parsed again. "" where there is none.
    raw_hash: str = ""
    #: SHA-256 in hex over the facts of the entry, without its dates and what tells it from others: a change means that it was edited.
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedItem:
    """An entry that could not be used, and why."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document as items."""

    title: str | None
    site: str | None
    language: str | None
    items: tuple[FeedItem, ...]
    skipped: tuple[SkippedItem, ...] = ()
    hints: PollingHints = PollingHints()
    #: Raw hashes of the entries that were known already, and therefore not parsed.
    recognised: frozenset[str] = frozenset()
    #: Set where the document was malformed but still gave items: "the file ends in the middle".
    warning: str | None = None
