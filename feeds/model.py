"""Say what a source, an answer from the network, a feed and its items are.

Everything here is frozen and plain, so that it can be compared, stored and sent to a worker process.
Times are aware and in UTC; durations and sizes say their unit.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NewType

SourceId = NewType("SourceId", str)
"""Twelve hex digits that stay the same when a source moves to another address."""

ItemKey = NewType("ItemKey", str)
"""What makes an item itself within its source: its id, else its link, else its title and date."""

SourceKind = Literal["blog", "news", "podcast", "circle"]
ItemKind = Literal["article", "episode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed that somebody follows, and how they want it treated."""

    id: SourceId
    url: str
    title: str | None = None
    site: str | None = None
    kind: SourceKind = "blog"
    #: How often to ask at most; None leaves it to the source's own hints.
    every: timedelta | None = None
    #: Never in exports or editions.
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingHints:
    """What a feed says about how often to ask: hints only ever lengthen the interval."""

    #: RSS <ttl>, sy:updatePeriod and the like.
    ttl: timedelta | None = None
    #: RSS <skipHours>, 0 to 23 UTC, and <skipDays>, 0 Monday to 6 Sunday.
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What we remember of our conversation with a source between two runs."""

    etag: str | None = None
    last_modified: str | None = None
    #: SHA-256 of the last body, in hex: an unchanged body is not parsed again.
    body_hash: str | None = None
    next_check_at: datetime | None = None
    last_checked_at: datetime | None = None
    last_success_at: datetime | None = None
    failures_in_a_row: int = 0
    #: The last failure in words, None after a success.
    last_error: str | None = None
    #: The server said 410: it is asked no more (`feeds.due.revived` undoes it).
    gone: bool = False
    #: What the feed itself last said about how often to ask; kept, because an unchanged feed is not parsed again.
    hints: PollingHints = PollingHints()
    #: The server asked to be left alone until then (Retry-After).
    not_before: datetime | None = None
    #: Where permanent redirects lead, and how many polls in a row gave a usable feed there.
    moved_to: str | None = None
    good_polls_there: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The opaque tokens of a conditional request, echoed exactly as they came (RFC 9110, section 13)."""

    etag: str | None = None
    last_modified: str | None = None


class FailureKind(StrEnum):
    """Why an address did not answer usefully."""

    #: This machine has no way to the outside at all, so it says nothing of the address.
    OFFLINE = "offline"
    UNKNOWN_HOST = "unknown host"
    REFUSED = "connection refused"
    TIMEOUT = "timeout"
    TLS = "certificate"
    FORBIDDEN_ADDRESS = "forbidden address"  # the guard said no
    BAD_ADDRESS = "bad address"
    TOO_LARGE = "too large"
    TOO_MANY_REDIRECTS = "too many redirects"
    STATUS = "status"  # an HTTP status that is no success
    RATE_LIMITED = "rate limited"  # 429, or 503 with Retry-After
    GONE = "gone"  # 410
    ROBOTS = "robots"  # the site asks not to be read there
    NOT_A_FEED = "not a feed"
    UNREADABLE = "unreadable"  # the parser was stopped, or could not make sense of it
    NETWORK = "network"  # anything else on the way


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body that came whole."""

    #: The address asked, and the address that answered after redirects.
    url: str
    final_url: str
    status: int
    body: bytes = field(repr=False)
    #: The Content-Type header as sent, parameters included; empty where there was none.
    content_type: str = ""
    validators: Validators = Validators()
    #: Lower bound on the time until the next request, from Cache-Control and Expires.
    max_age: timedelta | None = None
    #: Where permanent redirects (301, 308) led, None without any; temporary ones do not count.
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server has nothing newer than what we know (304)."""

    url: str
    validators: Validators = Validators()
    max_age: timedelta | None = None
    #: As in Fetched.
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No usable answer, and why, in words for a person."""

    url: str
    kind: FailureKind
    #: A whole sentence without its full stop: "the server answered 404 Not Found".
    reason: str
    status: int | None = None
    retry_after: timedelta | None = None


FetchOutcome = Fetched | NotModified | FetchFailed


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFeed:
    """A document that is no feed, and what it is instead, in words."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that a page says it has."""

    url: str
    title: str | None
    type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One subscription of an OPML list."""

    url: str
    title: str | None
    site: str | None
    #: The folders it stands in, outermost first.
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An entry of a subscription list that was not taken, and why."""

    #: What it is called there, else its address.
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionList:
    """What a subscription list names, each address once, and what of it could not be taken."""

    outlines: tuple[Outline, ...]
    dropped: tuple[Dropped, ...] = ()
