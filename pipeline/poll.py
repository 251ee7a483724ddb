"""Ask one source, and understand what is new in its feed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import assert_never

from feeds.due import state_after
from feeds.fetch import Web, feed_request
from feeds.model import (
    FailureKind,
    FeedItem,
    Fetched,
    FetchFailed,
    FetchOutcome,
    ItemKey,
    NotAFeed,
    NotModified,
    ParsedFeed,
    SourceState,
    Validators,
)
from pipeline.edges.store import Store
from pipeline.edges.workers import WorkerLost, Workers
from pipeline.gather import Gatherer
from pipeline.model import Followed, Harvest, Reading, TaggedArticle
from pipeline.reading import READ_SECONDS, parsed_feed
from pipeline.settings import Gap, Settings
from pipeline.stages.unseen import unseen
from pipeline.stages.wanted import pages_not_wanted
from pipeline.understand import understand_in_worker

#: An entry that changes more often than this is not believed any more: about a day of hourly checks.
_MOST_EDITS = 24
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
    known: dict[ItemKey, tuple[str, int, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What came of asking one source."""

    harvest: Harvest
    #: None where it answered well.
    failure: FetchFailed | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poller:
    """Polls one source at a time, in whatever thread it is called; never touches the store, which has one writer."""

    tools: Tools
    gatherer: Gatherer
    pages: ThreadPoolExecutor
    settings: Settings
    now: datetime

    def poll(self, poll: Poll) -> Polled:
        """Ask the source of *poll*, and return what to store of it; blocks until everything of it is understood."""
        source, state = poll.followed.subscription.source, poll.followed.state
        outcome = self.tools.web.get(feed_request(source.url, Validators(etag=state.etag, last_modified=state.last_modified)))
        match outcome:
            case NotModified():
                return Polled(harvest=Harvest(followed=poll.followed, state=self._after(poll, outcome), outcome="unchanged"))
            case FetchFailed():
                return failed_poll(poll.followed, outcome, self.now)
            case Fetched():
                return self._read(poll, outcome)
            case _:
                assert_never(outcome)

    def _read(self, poll: Poll, fetched: Fetched) -> Polled:
        body_hash = sha256(fetched.body).hexdigest()
        if body_hash == poll.followed.state.body_hash:
            return Polled(harvest=Harvest(followed=poll.followed, state=self._after(poll, fetched), outcome="unchanged"))
        parsed = parsed_feed(self.tools.parse_workers, fetched)
        if isinstance(parsed, NotAFeed):
            failure = FetchFailed(url=fetched.url, kind=FailureKind.NOT_A_FEED, reason=parsed.why, status=fetched.status)
            return failed_poll(poll.followed, failure, self.now)
        fresh = unseen(parsed.items, {key: fingerprint for key, (fingerprint, _, _) in poll.known.items()})
        edited = [item for item in fresh.edited if poll.known[item.key][1] < _MOST_EDITS]
        tagged = self._understand(poll, parsed, [*fresh.new, *edited])
        harvest = Harvest(
            followed=poll.followed, state=self._after(poll, fetched, parsed, body_hash), outcome="read",
            detail=parsed.warning or "", title=parsed.title, site=parsed.site,
            new=tuple(tagged[item.key] for item in fresh.new if item.key in tagged),
            edited=tuple(tagged[item.key] for item in edited if item.key in tagged),
        )  # fmt: skip
        return Polled(harvest=harvest, warning=parsed.warning if parsed.items else "there is no item in it that could be taken")

    def _understand(self, poll: Poll, parsed: ParsedFeed, items: Sequence[FeedItem]) -> dict[ItemKey, TaggedArticle]:
        not_wanted = pages_not_wanted(items, self.now)
        title = poll.followed.subscription.source.title or parsed.title
        gathering = {item.key: self.pages.submit(self._gather, poll, item, title, not_wanted.get(item.key)) for item in items}
        own: tuple[Gap, ...] = tuple(gap for gap in self.settings.gaps if gap.words)
        reading = {
            key: self.tools.read_workers.run(understand_in_worker, future.result(), own, timeout=READ_SECONDS)
            for key, future in gathering.items()
        }
        understood = {}
        for key, future in reading.items():
            try:
                understood[key] = future.result()
            except WorkerLost:
                plain = replace(
                    gathering[key].result(), page=None, transcript=None, why_no_page="reading its page took too long and was stopped"
                )
                understood[key] = self.tools.read_workers.run(understand_in_worker, plain, own, timeout=READ_SECONDS).result()
        return understood

    def _gather(self, poll: Poll, item: FeedItem, title: str | None, why_no_page: str | None) -> Reading:
        known = poll.known.get(item.key)
        item = self.gatherer.with_chapters(_sane(item, self.now))
        return Reading(
            item=item, source=poll.followed.subscription.source.id, first_seen=known[2] if known else self.now,
            page=self.gatherer.page(item) if why_no_page is None else None, why_no_page=why_no_page, transcript=self.gatherer.transcript(item) if item.transcripts else None,
            source_title=title, languages=self.settings.learner.languages,
        )  # fmt: skip

    def _after(self, poll: Poll, outcome: FetchOutcome, parsed: ParsedFeed | None = None, body_hash: str | None = None) -> SourceState:
        return _state_after(poll.followed, outcome, self.now, parsed, body_hash)


def failed_poll(followed: Followed, failure: FetchFailed, now: datetime) -> Polled:
    """Return what to store of a source that brought nothing."""
    harvest = Harvest(followed=followed, state=_state_after(followed, failure, now), outcome=failure.kind.value, detail=failure.reason)
    return Polled(harvest=harvest, failure=failure)


def _state_after(
    followed: Followed, outcome: FetchOutcome, now: datetime, parsed: ParsedFeed | None = None, body_hash: str | None = None
) -> SourceState:
    source = followed.subscription.source
    # A fixed place within the interval for every source, so that they do not all come due at once.
    spread = int(source.id, 16) % 1000 / 1000
    hints = None if parsed is None else parsed.hints
    return state_after(followed.state, outcome, now=now, every=source.every, spread=spread, hints=hints, body_hash=body_hash)


def _sane(item: FeedItem, now: datetime) -> FeedItem:
    """Return *item* without a date that lies too far ahead to be true."""
    if item.published is None or item.published <= now + _TOO_FAR_AHEAD:
        return item
    return replace(item, published=None)
