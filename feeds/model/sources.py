"""Say what a source is, and what is remembered of having asked it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.model.ids import SourceId

SourceKind = Literal["blog", "news", "podcast", "circle"]


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
