"""Lane 1: ask the sources that are due, understand what is new, and store it, one transaction per source.

    followed, now -> due -> fetch -> parse -> unseen -> gather -> understand -> store -> stories
                            threads  worker            threads    worker        one writer

A source that fails is one line in the report and stops nothing.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime

from feeds.due import is_due
from feeds.fetch import seems_offline
from feeds.model import FailureKind, FetchFailed
from pipeline.edges.store import Store
from pipeline.gather import Gatherer
from pipeline.model import Harvest, TaggedArticle
from pipeline.poll import Poll, Polled, Poller, Tools, failed_poll
from pipeline.settings import Settings
from pipeline.stages.story import WINDOW, stories_of
from pipeline.understand import traits_of

#: Sources and pages under way at once; each host gets one connection all the same.
_SOURCES_AT_ONCE = 24
_PAGES_AT_ONCE = 32


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
        """Whether there was nothing to read at all: no source is followed, or not one of those asked could be read."""
        return self.offline or self.followed == 0 or 0 < self.asked == len(self.problems)


Progress = Callable[[int, int], None]
"""Called with how many sources are done and how many were asked."""


def collect(tools: Tools, settings: Settings, now: datetime, *, progress: Progress = lambda _done, _asked: None) -> CollectReport:
    """Ask every followed source that is due at *now* and store what is new.

    Args:
        tools: the store, the network and the workers.
        settings: languages, own skills and manners.
        now: the moment of the run; nothing here reads a clock.
        progress: told of each source that is done.

    """
    followed = tools.store.sources.followed()
    due = [Poll(followed=one, known=tools.store.articles.known(one.subscription.source.id)) for one in followed if is_due(one.state, now)]
    if not due:
        return CollectReport(followed=len(followed))

    gatherer = Gatherer(tools.web, tools.store.sources.robots(), now)
    tally = _Tally(tools.store, now)
    with ThreadPoolExecutor(_SOURCES_AT_ONCE, "source") as sources, ThreadPoolExecutor(_PAGES_AT_ONCE, "page") as pages:
        reader = Poller(tools=tools, gatherer=gatherer, pages=pages, settings=settings, now=now)
        under_way = {sources.submit(reader.poll, poll): poll for poll in due}
        for done, future in enumerate(as_completed(under_way), start=1):
            tally.take(_settled(future, under_way[future], now))
            progress(done, len(due))
    report = tally.finish(followed=len(followed), asked=len(due))
    if not report.offline:
        tools.store.sources.remember_robots(gatherer.learned)
    _tell_stories(tools.store, tally.new)
    return report


def _settled(future: "Future[Polled]", poll: Poll, now: datetime) -> Polled:
    """Return what a poll came to; a fault of our own is that source's failure and nobody else's."""
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - around one source, so that it stops nothing
        source = poll.followed.subscription.source
        failure = FetchFailed(
            url=source.url, kind=FailureKind.UNREADABLE, reason=f"Gapfeed could not handle it ({type(error).__name__}: {error})"
        )
        return failed_poll(poll.followed, failure, now)


@dataclass(slots=True)
class _Tally:
    """Stores what comes in and counts it; failures wait until it is known whether the network is there at all."""

    store: Store
    now: datetime
    polled: list[Polled] = field(default_factory=list)
    new: list[TaggedArticle] = field(default_factory=list)

    def take(self, polled: Polled) -> None:
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
