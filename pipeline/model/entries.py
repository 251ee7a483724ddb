"""Say what a poll brings, and what waits to be read of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feeds.model.ids import ItemKey, SourceId
from feeds.model.sources import SourceState
from pipeline.model.sources import Followed

if TYPE_CHECKING:
    from feeds.model.entries import FeedItem
    from pipeline.model.articles import Article

#: A date further ahead than this is a mistake of whoever wrote it.
TOO_FAR_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry of a feed as we stored it: what it is recognised by when the feed is read again."""

    fingerprint: str
    #: How often it changed since it was first seen.
    edits: int
    title: str
    published: datetime | None
    identities: tuple[str, ...] = ()
    raw_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What one poll of one source brought: everything that one transaction stores."""

    followed: Followed
    #: The state to remember from now on.
    state: SourceState
    outcome: str
    detail: str = ""
    #: What the server answered where the poll failed: 404 ...
    status: int | None = None
    #: The feed's own title and site, where it said them.
    title: str | None = None
    site: str | None = None
    new: "tuple[FeedItem, ...]" = ()
    edited: "tuple[FeedItem, ...]" = ()
    #: Known entries that only are written otherwise now.
    same: "tuple[FeedItem, ...]" = ()
    #: Why some of the new ones are kept out of digests, in words.
    held: Mapping[ItemKey, str] = field(default_factory=dict)
    #: Why the page of some is not to be asked for, in words.
    not_wanted: Mapping[ItemKey, str] = field(default_factory=dict)


#: An entry is read so often in all, where its page or transcript does not come, or Gapfeed itself fails.
MOST_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry that is stored and waits to be read: with its page or transcript, and understood."""

    source: SourceId
    item: "FeedItem"
    first_seen: datetime
    #: The source's title, which pages like to repeat behind their own.
    source_title: str | None = None
    #: False where its article is kept already: the entry was edited, or its page is asked for once more.
    is_new: bool = True
    #: Why its page is not to be asked for, in words.
    why_no_page: str | None = None
    #: How often reading it failed: its page or transcript did not come.
    tries: int = 0
    #: What was read of it earlier, in the page's or the speakers' own words; None where there is nothing better than the feed's.
    kept: "Article | None" = None
