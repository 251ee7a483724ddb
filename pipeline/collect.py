"""Lane 1: ask the sources that are due, understand what is new, and store it, one transaction per source.

    followed, now -> due -> fetch -> parse -> unseen -> gather -> understand -> store -> stories
                            threads  worker            threads    worker        one writer

A source that fails is one line in the report and stops nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import assert_never

from feeds.due import is_due, state_after
from feeds.fetch import Web, feed_request, seems_offline
from feeds.model import (
    FailureKind, FeedItem, Fetched, FetchFailed, FetchOutcome, ItemKey, NotAFeed, NotModified, ParsedFeed, SourceState, Validators,
)  # fmt: skip
from feeds.parse import parse
from pipeline.edges.store import Store
from pipeline.edges.workers import WorkerLost, Workers
from pipeline.gather import Gatherer
from pipeline.model import Followed, Harvest, Reading, TaggedArticle
from pipeline.settings import Gap, Settings
from pipeline.stages.story import WINDOW, stories_of
from pipeline.stages.unseen import unseen
from pipeline.stages.wanted import pages_not_wanted
from pipeline.understand import traits_of, understand_in_worker

#: Sources and pages under way at once; each host gets one connection all the same.
_SOURCES_AT_ONCE = 24
_PAGES_AT_ONCE = 32
#: Longest time for parsing one feed and for understanding one item, in seconds (RELIABILITY 21 and 32).
_PARSE_SECONDS = 8.0
_READ_SECONDS = 20.0
#: An entry that changes more often than this is not believed any more: about a day of hourly checks.
_MOST_EDITS = 24
#: A date further ahead than this is a mistake of the feed's.
_TOO_FAR_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A source that brought nothing, and why, in words."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """What one run of the lane brought."""

    #: Sources followed, asked now, and answering that nothing is new.
    followed: int = 0
    asked: int = 0
    unchanged: int = 0
    new: int = 0
    edited: int = 0
    #: True where no source at all could be reached: then none is blamed.
    offline: bool = False
    problems: tuple[Problem, ...] = ()
    #: Sources that answered, but not cleanly: "the file ends in the middle".
    warnings: tuple[Problem, ...] = ()

    @property
    def blind(self) -> bool:
        """Whether sources were asked and not one could be read."""
        return self.offline or 0 < self.asked == len(self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the lane acts with."""

    store: Store
    web: Web
    parse_workers: Workers
    read_workers: Workers


Progress = Callable[[int, int], None]
"""Called with how many sources are done and how many were asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll:
    """One source on its way through the lane."""

    followed: Followed
    known: dict[ItemKey, tuple[str, int, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Polled:
    """What came of asking one source."""

    harvest: Harvest
    #: None where it answered well.
    failure: FetchFailed | None = None
    warning: str | None = None


def collect(tools: Tools, settings: Settings, now: datetime, *, progress: Progress = lambda _done, _asked: None) -> CollectReport:
    """Ask every followed source that is due at *now* and store what is new.

    Args:
        tools: the store, the network and the workers.
        settings: languages, own skills and manners.
        now: the moment of the run; nothing here reads a clock.
        progress: told of each source that is done.

    """
    followed = tools.store.sources.followed()
    due = [_Poll(followed=one, known=tools.store.articles.known(one.subscription.source.id)) for one in followed if is_due(one.state, now)]
    if not due:
        return CollectReport(followed=len(followed))

    gatherer = Gatherer(tools.web, tools.store.sources.robots(), now)
    tally = _Tally(tools.store, now)
    with ThreadPoolExecutor(_SOURCES_AT_ONCE, "source") as sources, ThreadPoolExecutor(_PAGES_AT_ONCE, "page") as pages:
        reader = _Reader(tools=tools, gatherer=gatherer, pages=pages, settings=settings, now=now)
        under_way = {sources.submit(reader.poll, poll): poll for poll in due}
        for done, future in enumerate(as_completed(under_way), start=1):
            tally.take(_settled(future, under_way[future], now))
            progress(done, len(due))
    report = tally.finish(followed=len(followed), asked=len(due))
    if not report.offline:
        tools.store.sources.remember_robots(gatherer.learned)
    _tell_stories(tools.store, tally.new)
    return report


def _settled(future: "Future[_Polled]", poll: _Poll, now: datetime) -> _Polled:
    """Return what a poll came to; a fault of our own is that source's failure and nobody else's."""
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - around one source, so that it stops nothing
        source = poll.followed.subscription.source
        failure = FetchFailed(url=source.url, kind=FailureKind.UNREADABLE, reason=f"Gapfeed could not handle it ({type(error).__name__}: {error})")
        return _failed(poll.followed, failure, now)


@dataclass(slots=True)
class _Tally:
    """Stores what comes in and counts it; failures wait until it is known whether the network is there at all."""

    store: Store
    now: datetime
    polled: list[_Polled] = field(default_factory=list)
    new: list[TaggedArticle] = field(default_factory=list)

    def take(self, polled: _Polled) -> None:
        self.polled.append(polled)
        if polled.failure is None:
            self._save(polled.harvest)
            self.new.extend(polled.harvest.new)

    def finish(self, *, followed: int, asked: int) -> CollectReport:
        failures = [polled for polled in self.polled if polled.failure is not None]
        if len(failures) == len(self.polled) and seems_offline(polled.failure for polled in failures if polled.failure is not None):
            return CollectReport(followed=followed, asked=asked, offline=True)
        for polled in failures:
            self._save(polled.harvest)
        harvests = [polled.harvest for polled in self.polled]
        return CollectReport(
            followed=followed, asked=asked, unchanged=sum(harvest.outcome == "unchanged" for harvest in harvests),
            new=sum(len(harvest.new) for harvest in harvests), edited=sum(len(harvest.edited) for harvest in harvests),
            problems=_problems((polled.harvest, polled.failure.reason) for polled in failures if polled.failure is not None),
            warnings=_problems((polled.harvest, polled.warning) for polled in self.polled if polled.warning is not None),
        )  # fmt: skip

    def _save(self, harvest: Harvest) -> None:
        with self.store.writing():
            self.store.articles.save(harvest, self.now)
            self.store.sources.record(harvest, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Polls one source at a time, in whatever thread it is called."""

    tools: Tools
    gatherer: Gatherer
    pages: ThreadPoolExecutor
    settings: Settings
    now: datetime

    def poll(self, poll: _Poll) -> _Polled:
        source, state = poll.followed.subscription.source, poll.followed.state
        outcome = self.tools.web.get(feed_request(source.url, Validators(etag=state.etag, last_modified=state.last_modified)))
        match outcome:
            case NotModified():
                return _Polled(harvest=Harvest(followed=poll.followed, state=self._after(poll, outcome), outcome="unchanged"))
            case FetchFailed():
                return _failed(poll.followed, outcome, self.now)
            case Fetched():
                return self._read(poll, outcome)
            case _:
                assert_never(outcome)

    def _read(self, poll: _Poll, fetched: Fetched) -> _Polled:
        body_hash = sha256(fetched.body).hexdigest()
        if body_hash == poll.followed.state.body_hash:
            return _Polled(harvest=Harvest(followed=poll.followed, state=self._after(poll, fetched), outcome="unchanged"))
        try:
            parsed = self.tools.parse_workers.run(parse, fetched, timeout=_PARSE_SECONDS).result()
        except WorkerLost as error:
            parsed = NotAFeed(why=f"the feed could not be read: {error}")
        if isinstance(parsed, NotAFeed):
            failure = FetchFailed(url=fetched.url, kind=FailureKind.NOT_A_FEED, reason=parsed.why, status=fetched.status)
            return _failed(poll.followed, failure, self.now)
        fresh = unseen(parsed.items, {key: fingerprint for key, (fingerprint, _, _) in poll.known.items()})
        edited = [item for item in fresh.edited if poll.known[item.key][1] < _MOST_EDITS]
        tagged = self._understand(poll, parsed, [*fresh.new, *edited])
        harvest = Harvest(
            followed=poll.followed, state=replace(self._after(poll, fetched, parsed), body_hash=body_hash), outcome="read",
            detail=parsed.warning or "", title=parsed.title, site=parsed.site,
            new=tuple(tagged[item.key] for item in fresh.new if item.key in tagged),
            edited=tuple(tagged[item.key] for item in edited if item.key in tagged),
        )  # fmt: skip
        return _Polled(harvest=harvest, warning=parsed.warning)

    def _understand(self, poll: _Poll, parsed: ParsedFeed, items: Sequence[FeedItem]) -> dict[ItemKey, TaggedArticle]:
        not_wanted = pages_not_wanted(items, self.now)
        title = poll.followed.subscription.source.title or parsed.title
        gathering = {item.key: self.pages.submit(self._gather, poll, item, title, not_wanted.get(item.key)) for item in items}
        own: tuple[Gap, ...] = tuple(gap for gap in self.settings.gaps if gap.words)
        reading = {key: self.tools.read_workers.run(understand_in_worker, future.result(), own, timeout=_READ_SECONDS) for key, future in gathering.items()}
        understood = {}
        for key, future in reading.items():
            try:
                understood[key] = future.result()
            except WorkerLost:
                plain = replace(gathering[key].result(), page=None, transcript=None, why_no_page="reading its page took too long and was stopped")
                understood[key] = self.tools.read_workers.run(understand_in_worker, plain, own, timeout=_READ_SECONDS).result()
        return understood

    def _gather(self, poll: _Poll, item: FeedItem, title: str | None, why_no_page: str | None) -> Reading:
        known = poll.known.get(item.key)
        item = self.gatherer.with_chapters(_sane(item, self.now))
        return Reading(
            item=item, source=poll.followed.subscription.source.id, first_seen=known[2] if known else self.now,
            page=self.gatherer.page(item) if why_no_page is None else None, why_no_page=why_no_page, transcript=self.gatherer.transcript(item) if item.transcripts else None,
            source_title=title, languages=self.settings.learner.languages,
        )  # fmt: skip

    def _after(self, poll: _Poll, outcome: FetchOutcome, parsed: ParsedFeed | None = None) -> SourceState:
        return _state_after(poll.followed, outcome, self.now, parsed)


def _failed(followed: Followed, failure: FetchFailed, now: datetime) -> _Polled:
    harvest = Harvest(followed=followed, state=_state_after(followed, failure, now, None), outcome=failure.kind.value, detail=failure.reason)
    return _Polled(harvest=harvest, failure=failure)


def _state_after(followed: Followed, outcome: FetchOutcome, now: datetime, parsed: ParsedFeed | None) -> SourceState:
    source = followed.subscription.source
    # A fixed place within the interval for every source, so that they do not all come due at once.
    spread = int(source.id, 16) % 1000 / 1000
    hints = None if parsed is None else parsed.hints
    return state_after(followed.state, outcome, now=now, every=source.every, spread=spread, hints=hints)


def _sane(item: FeedItem, now: datetime) -> FeedItem:
    """Return *item* without a date that lies too far ahead to be true."""
    if item.published is None or item.published <= now + _TOO_FAR_AHEAD:
        return item
    return replace(item, published=None)


def _problems(troubles: Iterable[tuple[Harvest, str]]) -> tuple[Problem, ...]:
    named = (Problem(source=_name(harvest), reason=reason) for harvest, reason in troubles)
    return tuple(sorted(named, key=lambda problem: problem.source))


def _name(harvest: Harvest) -> str:
    source = harvest.followed.subscription.source
    return source.title or harvest.title or source.url


def _tell_stories(store: Store, new: Iterable[TaggedArticle]) -> None:
    """Assign every new article to its story, in an order that does not depend on which source answered first."""
    newcomers = sorted((traits_of(tagged) for tagged in new), key=lambda traits: (traits.at, traits.id))
    if not newcomers:
        return
    memberships = stories_of(newcomers, store.stories.members(since=newcomers[0].at - WINDOW))
    with store.writing():
        for traits, membership in zip(newcomers, memberships, strict=True):
            store.stories.record(traits, membership)
