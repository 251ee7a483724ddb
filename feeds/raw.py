"""Say what a feed holds before it is cleaned: the common form of RSS, Atom and JSON Feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.model.entries import Chapter
from feeds.model.sources import PollingHints


@dataclass(frozen=True, slots=True, kw_only=True)
class RawText:
    """A text as published, and what it is written in."""

    value: str = ""
    #: "unknown" where the format leaves it to the reader to guess (RSS titles).
    markup: Literal["html", "text", "unknown"] = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEnclosure:
    """A media file as the feed names it."""

    url: str
    type: str = ""
    #: The size in bytes, in whatever the feed writes there.
    size: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTranscript:
    """A transcript as the feed names it; nothing is checked."""

    url: str
    type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PodcastFacts:
    """What the podcast namespaces say of an episode."""

    transcripts: tuple[RawTranscript, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    chapters_url: str | None = None
    #: Names of the people who speak, hosts first.
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """One entry as published: links may be relative, texts may be hostile."""

    id: str | None = None
    link: str | None = None
    title: RawText = RawText()
    summary: RawText = RawText()
    content: RawText = RawText()
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    enclosures: tuple[RawEnclosure, ...] = ()
    duration: timedelta | None = None
    podcast: PodcastFacts = PodcastFacts()
    #: As in `feeds.model.FeedItem`.
    raw_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed as published."""

    entries: tuple[RawEntry, ...]
    title: RawText = RawText()
    site: str | None = None
    language: str | None = None
    #: Of the whole feed; every entry without an author of its own inherits them.
    authors: tuple[str, ...] = ()
    #: Relative links of entries are relative to the site rather than to the feed's own address.
    relative_to_site: bool = False
    hints: PollingHints = PollingHints()
    #: Hashes of entries that are known and were left out.
    recognised: frozenset[str] = frozenset()
    warning: str | None = None
