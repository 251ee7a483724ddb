"""Ask one source, and parse what its feed holds that we do not know."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from feeds.fetch import Web, feed_request
from feeds.model.answers import FailureKind, Fetched, FetchFailed, FetchOutcome, NotAFeed, Validators
from pipeline.edges.workers import Workers
from pipeline.jobs import parsed_feed
from pipeline.model.sources import Followed

if TYPE_CHECKING:
    from feeds.model.entries import ParsedFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One source on its way through the lane."""

    followed: Followed
    #: Finds out the raw hashes of the entries that are stored, which need not be parsed; called in the thread of the poll.
    hashes: Callable[[], frozenset[str]] = frozenset


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What a source answered, and the feed in it where there is a new one."""

    outcome: FetchOutcome
    #: None where nothing is new: the server said so, or sent the same body.
    feed: "ParsedFeed | None" = None
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
        feed = parsed_feed(self.workers, outcome, poll.hashes() if state.body_hash else frozenset())
        if isinstance(feed, NotAFeed):
            return Polled(outcome=FetchFailed(url=outcome.url, kind=FailureKind.NOT_A_FEED, reason=feed.why, status=outcome.status))
        return Polled(outcome=answer, feed=feed, body_hash=body_hash)
