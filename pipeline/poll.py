"""Ask one source, and find out what its feed holds that we do not know."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import assert_never

from feeds.due import state_after
from feeds.fetch import Web, feed_request
from feeds.model import FailureKind, FeedItem, Fetched, FetchFailed, FetchOutcome, ItemKey, NotAFeed, NotModified, ParsedFeed, Validators
from pipeline.edges.store import Store
from pipeline.edges.workers import Workers
from pipeline.jobs import parsed_feed
from pipeline.model import Followed, Harvest, KnownEntry
from pipeline.stages.flood import held_back
from pipeline.stages.unseen import unseen
from pipeline.stages.wanted import pages_not_wanted

#: A date further ahead than this is a mistake of the feed's.
_TOO_FAR_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the lane acts with."""

    store: Store
    web: Web
    parse_workers: Workers
    read_workers: Workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One source on its way through the lane."""

    followed: Followed
    #: Raw hashes of the entries that are stored: they need not be parsed.
    hashes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a source answered, and the feed in it where there is a new one."""

    outcome: FetchOutcome
    #: None where nothing is new: the server said so, or sent the same body.
    feed: ParsedFeed | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Polls one source at a time, in whatever thread it is called; never touches the store, which has one writer."""

    web: Web
    workers: Workers

    def poll(self, poll: Poll) -> Polled:
        """Ask the source of *poll* and parse what is new of its feed; blocks until that is done."""
        source, state = poll.followed.subscription.source, poll.followed.state
        outcome = self.web.get(feed_request(source.url, Validators(etag=state.etag, last_modified=state.last_modified)))
        if not isinstance(outcome, Fetched):
            return Polled(outcome=outcome)
        body_hash = sha256(outcome.body).hexdigest()
        # The body has served its purpose when the feed is parsed; what answers wait in the queue for the store must be small.
        answer = replace(outcome, body=b"")
        if body_hash == state.body_hash:
            return Polled(outcome=answer)
        feed = parsed_feed(self.workers, outcome, poll.hashes)
        if isinstance(feed, NotAFeed):
            return Polled(outcome=FetchFailed(url=outcome.url, kind=FailureKind.NOT_A_FEED, reason=feed.why, status=outcome.status))
        return Polled(outcome=answer, feed=feed, body_hash=body_hash)


def harvest_of(followed: Followed, polled: Polled, known: dict[ItemKey, KnownEntry], now: datetime) -> Harvest:
    """Return what to store of a poll.

    Args:
        followed: the source, and what was remembered of it.
        polled: what came of asking it.
        known: every stored entry of the source by its key; only needed where there is a feed.
        now: the moment of the run.

    """
    source, feed = followed.subscription.source, polled.feed
    # A fixed place within the interval for every source, so that they do not all come due at once.
    spread = int(source.id, 16) % 1000 / 1000
    state = state_after(
        followed.state, polled.outcome, now=now, every=source.every, spread=spread, hints=feed.hints if feed else None, body_hash=polled.body_hash
    )  # fmt: skip
    match polled.outcome:
        case FetchFailed(kind=kind, reason=reason):
            return Harvest(followed=followed, state=state, outcome=kind.value, detail=reason)
        case NotModified() | Fetched() if feed is None:
            return Harvest(followed=followed, state=state, outcome="unchanged")
        case Fetched() | NotModified():
            assert feed is not None  # noqa: S101 - the case above
        case _:
            assert_never(polled.outcome)
    found = unseen((_sane(item, now) for item in feed.items), known, feed.recognised)
    held = held_back(
        found.new, entries=len(feed.items) + len(feed.recognised), known_dates=[entry.published for entry in known.values()], now=now
    )
    not_wanted = dict.fromkeys(held, "it came in a flood of old entries") | pages_not_wanted((*found.new, *found.edited), now)
    return Harvest(
        followed=followed, state=state, outcome="read", detail=feed.warning or "", title=feed.title, site=feed.site, new=found.new, edited=found.edited,
        same=found.same, held=held, not_wanted=not_wanted,
    )  # fmt: skip


def _sane(item: FeedItem, now: datetime) -> FeedItem:
    """Return *item* without a date that lies too far ahead to be true."""
    if item.published is None or item.published <= now + _TOO_FAR_AHEAD:
        return item
    return replace(item, published=None)
