"""Lane 1: ask the sources that are due, store what they hold, then read and understand what is new.

    followed, now -> due -> fetch -> parse -> unseen -> store        one source after another
                            threads  worker             one writer
    stored, unread -> page, transcript -> understand -> store        the newest of every source first
                      threads             worker        one writer
    understood -> stories                                            in the order of their dates

The database is the hand-over between the three steps: what one of them stored, the next one finds, in this run or after a crash.
A source that fails is one line in the report and stops nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from feeds.due import due_sources, new_address
from feeds.model.answers import FailureKind, FetchFailed, FetchOutcome
from feeds.model.sources import Source
from feeds.naming import shown_address
from feeds.offline import seems_offline
from pipeline.edges.handles import most_connections
from pipeline.edges.store import Store
from pipeline.harvest import harvest_of
from pipeline.model.entries import MOST_TRIES, Harvest, Waiting
from pipeline.model.sources import Followed
from pipeline.poll import Poll, Polled, Poller
from pipeline.settings import Settings
from pipeline.tools import Tools
from pipeline.turns import as_they_finish

if TYPE_CHECKING:
    from pipeline.reading import Read

#: Sources and entries under way at once; each host gets one connection all the same. Of sources that are known, most answer that
#: nothing is new, and no bodies of theirs wait in memory to be parsed.
_SOURCES_AT_ONCE = 100
_KNOWN_SOURCES_AT_ONCE = 200
_ENTRIES_AT_ONCE = 64
#: Articles that are told at once; more would only take more memory.
_STORIES_AT_ONCE = 500
#: When to try an entry again that brought Gapfeed itself into trouble.
_AFTER_TROUBLE = timedelta(days=1)


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
    #: Entries that were read, of these sources and of those that waited.
    read: int = 0
    problems: tuple[Problem, ...] = ()
    #: Sources that answered, but not cleanly: "the file ends in the middle". What is kept out of digests is said here, too.
    warnings: tuple[Problem, ...] = ()

    #: Entries that Gapfeed itself could not handle, each under its source's name.
    faults: tuple[Problem, ...] = ()

    @property
    def blind(self) -> bool:
        """Whether there was nothing to read at all: no source is followed, or not one of those asked could be read."""
        return self.offline or self.followed == 0 or 0 < self.asked == len(self.problems)


Progress = Callable[[str, int, int], None]
"""Called with a step ("ask" or "read"), how much of it is done, and how much there is."""


def collect(
    tools: Tools, settings: Settings, now: datetime, *, feeds_only: bool = False, progress: Progress = lambda _step, _done, _all: None
) -> CollectReport:
    """Ask every followed source that is due at *now*, store what it holds, and read and understand what is new.

    Args:
        tools: the store, the network and the workers.
        settings: languages, own skills and manners.
        now: the moment of the run; nothing here reads a clock.
        feeds_only: leave the reading to a later run.
        progress: told of each source and entry that is done.

    """
    report = _ask(tools, settings, now, progress, feeds_only=feeds_only)
    if report.offline or feeds_only:
        return report
    read, faults = _read(tools, settings, now, progress)
    _tell_stories(tools.store)
    return replace(report, read=read, faults=faults)


def _ask(tools: Tools, settings: Settings, now: datetime, progress: Progress, *, feeds_only: bool) -> CollectReport:
    """Poll the sources that are due, and store what they hold."""
    followed = tools.store.sources.followed()
    due = due_sources(
        ((one.subscription.source, one.state) for one in followed), now, own_machines=settings.fetching.allow_private
    )  # fmt: skip
    asked = [one for one in followed if one.subscription.source.id in due]
    polls = (Poll(followed=one, hashes=partial(tools.store.entries.hashes, one.subscription.source.id)) for one in asked)
    poller = Poller(web=tools.web, workers=tools.parse_workers)
    tally = _Tally(tools.store, now)
    all_known = all(one.state.body_hash for one in asked)
    if not all_known:
        # There may well be a feed to parse: what parses it makes itself ready while the servers think.
        tools.parse_workers.begin()
    at_once = _KNOWN_SOURCES_AT_ONCE if all_known else _SOURCES_AT_ONCE
    for together in as_they_finish(poller.poll, polls, at_once=min(at_once, most_connections()), name="source"):
        tally.take([(poll.followed, _settled(polled, poll.followed.subscription.source)) for poll, polled in together])
        if tally.new and not feeds_only:
            tools.read_workers.begin()
        progress("ask", tally.done, len(asked))
    return tally.finish(followed=len(followed), asked=len(asked))


def _settled(polled: Polled | Exception, source: Source) -> Polled:
    """Return what a poll came to; a fault of our own is that source's failure and nobody else's."""
    if isinstance(polled, Polled):
        return polled
    reason = f"Gapfeed could not handle it ({type(polled).__name__}: {polled})"
    return Polled(outcome=FetchFailed(url=source.url, kind=FailureKind.UNREADABLE, reason=reason))


@dataclass(slots=True)
class _Tally:
    """Stores what comes in and counts it; failures wait only until it is known that the network is there at all."""

    store: Store
    now: datetime
    done: int = 0
    unchanged: int = 0
    new: int = 0
    edited: int = 0
    proved: bool = False
    failures: list[tuple[Followed, Polled]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def take(self, together: Sequence[tuple[Followed, Polled]]) -> None:
        """Store several sources in one transaction: each of them whole, or none."""
        self.done += len(together)
        self.failures.extend((followed, polled) for followed, polled in together if isinstance(polled.outcome, FetchFailed))
        answered = [(followed, polled) for followed, polled in together if not isinstance(polled.outcome, FetchFailed)]
        self.proved = self.proved or any(_proves_network(polled.outcome) for _, polled in together)
        if self.proved:
            with self.store.writing():
                for followed, polled in answered:
                    self._count(self._save(followed, polled), polled)
                self._save_failures()

    def finish(self, *, followed: int, asked: int) -> CollectReport:
        if not self.proved and seems_offline(polled.outcome for _, polled in self.failures):
            return CollectReport(followed=followed, asked=asked, offline=True)
        with self.store.writing():
            self._save_failures()
        return CollectReport(
            followed=followed, asked=asked, unchanged=self.unchanged, new=self.new, edited=self.edited,
            problems=_sorted(self.problems), warnings=_sorted(self.warnings),
        )  # fmt: skip

    def _save_failures(self) -> None:
        for followed, polled in self.failures:
            harvest = self._save(followed, polled)
            self.problems.append(Problem(source=_name(harvest), reason=harvest.detail))
        self.failures.clear()

    def _save(self, followed: Followed, polled: Polled) -> Harvest:
        source = followed.subscription.source
        known = self.store.entries.known(source.id) if polled.feed else {}
        harvest = harvest_of(followed, polled, known, self.now)
        self.store.entries.keep(harvest, self.now)
        self.store.sources.record(harvest, self.now)
        address = new_address(harvest.state)
        if address is not None:
            self.store.sources.move(source.id, address, self.now)
        return harvest

    def _count(self, harvest: Harvest, polled: Polled) -> None:
        self.unchanged += harvest.outcome == "unchanged"
        self.new += len(harvest.new)
        self.edited += len(harvest.edited)
        if polled.feed is None:
            return
        if polled.feed.warning:
            self.warnings.append(Problem(source=_name(harvest), reason=polled.feed.warning))
        if not polled.feed.items and not polled.feed.recognised:
            self.warnings.append(Problem(source=_name(harvest), reason="there is no item in it that could be taken"))
        if harvest.held:
            reason = f"{len(harvest.held)} of its new items are old or came late all at once: they are kept and can be searched, but no digest takes them"
            self.warnings.append(Problem(source=_name(harvest), reason=reason))


def _proves_network(outcome: FetchOutcome) -> bool:
    """Tell whether somebody answered: then what failed has failed, and is not to be asked again at once if this run breaks off."""
    return not isinstance(outcome, FetchFailed) or outcome.status is not None


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: problem.source))


def _name(harvest: Harvest) -> str:
    source = harvest.followed.subscription.source
    return source.title or harvest.title or shown_address(source)


def _read(tools: Tools, settings: Settings, now: datetime, progress: Progress) -> tuple[int, tuple[Problem, ...]]:
    """Read what waits, and return how many entries were read, and which Gapfeed itself could not handle."""
    store = tools.store
    names = store.entries.waiting(now)
    if not names:
        return 0, ()
    # Where nothing waits, as at most times of the day, none of this is needed.
    from pipeline.gather import Gatherer
    from pipeline.reading import Read, Reader

    gatherer = Gatherer(tools.web, store.sources.robots(), now, told_twice=store.entries.told_twice(now))
    reader = Reader(
        gatherer=gatherer, workers=tools.read_workers, own_skills=tuple(gap for gap in settings.gaps if gap.has_own_words),
        languages=settings.learner.languages, now=now,
    )  # fmt: skip
    faults: list[Problem] = []
    done = 0
    for together in as_they_finish(reader.read, store.entries.entries(names), at_once=_ENTRIES_AT_ONCE, name="entry"):
        with store.writing():
            store.sources.remember_robots(gatherer.news())
            for waiting, read in together:
                if isinstance(read, Read):
                    _keep(store, waiting, read)
                else:
                    faults.append(_put_aside(store, waiting, read, now))
        done += len(together)
        progress("read", done, len(names))
    return done - len(faults), tuple(faults)


def _keep(store: Store, waiting: Waiting, read: "Read") -> None:
    article = None
    if read.understood is not None:
        tagged, traits = read.understood
        article = tagged.article.id
        store.articles.save(tagged)
        if waiting.is_new:
            store.stories.to_tell(traits)
    store.entries.was_read(waiting, article, again_at=read.again_at)


def _put_aside(store: Store, waiting: Waiting, error: Exception, now: datetime) -> Problem:
    """Keep an entry that brought Gapfeed itself into trouble from stopping the others; it is tried again on two other days."""
    store.entries.was_read(waiting, None, again_at=None if waiting.tries + 1 >= MOST_TRIES else now + _AFTER_TROUBLE)
    reason = f"Gapfeed could not handle “{waiting.item.title or waiting.item.url}” ({type(error).__name__}: {error})"
    return Problem(source=waiting.source_title or waiting.source, reason=reason)


def _tell_stories(store: Store) -> None:
    """Assign what was read to its stories, in an order that does not depend on which source answered first."""
    while newcomers := store.stories.untold(_STORIES_AT_ONCE):
        from pipeline.stages.story import WINDOW, stories_of

        known = store.stories.members(since=newcomers[0].at - WINDOW, until=newcomers[-1].at + WINDOW)
        memberships = stories_of(newcomers, known)
        with store.writing():
            for traits, membership in zip(newcomers, memberships, strict=True):
                store.stories.record(traits, membership)
