"""Ask the addresses of the catalogue once from this machine, and remember which of them are feeds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus

from feeds.fetch import Web
from feeds.model.answers import FailureKind
from feeds.model.ids import SourceId
from feeds.urls import source_id
from pipeline.catalog import Catalogue, CatalogueEntry, sources_for
from pipeline.edges.store import Store
from pipeline.edges.workers import Workers
from pipeline.model.health import CatalogueCheck, Verdict
from pipeline.probe import FeedFound, NoFeed, feed_at
from pipeline.settings import Settings
from pipeline.turns import as_they_finish

#: How long a verdict is believed: what was busy is asked again the next day.
_BELIEVED: Mapping[Verdict, timedelta] = {"answers": timedelta(days=30), "dead": timedelta(days=30), "unsure": timedelta(days=1)}
#: What is not over tomorrow.
_FINAL = frozenset({FailureKind.GONE, FailureKind.UNKNOWN_HOST, FailureKind.NOT_A_FEED, FailureKind.BAD_ADDRESS})
_AT_ONCE = 24
#: So many addresses without one that answers mean that it is not they who are at fault.
_SUSPICIOUS = 20

Progress = Callable[[int, int], None]
"""Called with how many addresses are done and how many are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueReport:
    """What is known of the catalogue's addresses after a check."""

    entries: int
    #: Asked in this run; the others were asked not long ago.
    asked: int
    #: False where not one of many answered: then nothing was remembered, for the fault is this machine's network.
    believed: bool
    #: What is known now, by the entry.
    checks: tuple[tuple[CatalogueEntry, CatalogueCheck], ...]

    def with_verdict(self, verdict: Verdict) -> tuple[tuple[CatalogueEntry, CatalogueCheck], ...]:
        """Return the entries with this verdict."""
        return tuple((entry, check) for entry, check in self.checks if check.verdict == verdict)


def check_catalogue(
    store: Store, web: Web, workers: Workers, settings: Settings, catalogue: Catalogue, now: datetime, *, progress: Progress
) -> CatalogueReport:
    """Ask every address that was not asked lately, one at a time on each host; what is done is kept when the run is ended.

    The sources for the person's own skills and languages come first.
    """
    known = store.checks.all()
    due = [entry for entry in _own_first(catalogue, settings) if _is_due(known.get(source_id(entry.url)), now)]
    tally = _Tally(store)
    done = 0
    for together in _asked(web, workers, due, now):
        tally.take(together)
        done += len(together)
        progress(done, len(due))
        if tally.suspicious:
            break
    witness = next((entry for entry in catalogue if _answered(known.get(source_id(entry.url)))), None)
    if tally.doubtful and witness is not None:
        # Perhaps only dead ones were left to ask: one that answered before tells them from a network that fails.
        for together in _asked(web, workers, (witness,), now):
            tally.take(together)
    known = store.checks.all()
    checks = tuple((entry, known[source_id(entry.url)]) for entry in catalogue if source_id(entry.url) in known)
    return CatalogueReport(entries=len(catalogue), asked=len(due), believed=not tally.doubtful, checks=checks)


def _asked(web: Web, workers: Workers, entries: Iterable[CatalogueEntry], now: datetime) -> Iterator[list[CatalogueCheck]]:
    """Yield what was found at the addresses of *entries*, as much together as came in together."""
    for together in as_they_finish(lambda entry: feed_at(web, workers, entry.url), entries, at_once=_AT_ONCE, name="catalogue"):
        yield [_checked(entry, found, now) for entry, found in together]


@dataclass(slots=True)
class _Tally:
    """Keeps what comes in; bad news wait until one address has answered, and with it the network."""

    store: Store
    waiting: list[CatalogueCheck] = field(default_factory=list)
    any_answer: bool = False

    @property
    def suspicious(self) -> bool:
        return not self.any_answer and len(self.waiting) >= _SUSPICIOUS

    def take(self, together: Iterable[CatalogueCheck]) -> None:
        self.waiting.extend(together)
        self.any_answer = self.any_answer or any(map(_answered, self.waiting))
        if self.any_answer:
            self._keep()

    @property
    def doubtful(self) -> bool:
        """Whether what came in cannot be believed: nothing but bad news."""
        return bool(self.waiting)

    def _keep(self) -> None:
        self.store.checks.remember(*self.waiting)
        self.waiting.clear()


def _own_first(catalogue: Catalogue, settings: Settings) -> list[CatalogueEntry]:
    own = {one.source.id for one in sources_for(catalogue, tuple(gap.skill for gap in settings.gaps), settings.learner.languages)}
    return sorted(catalogue, key=lambda entry: source_id(entry.url) not in own)


def _answered(check: CatalogueCheck | None) -> bool:
    return check is not None and check.verdict == "answers"


def _is_due(check: CatalogueCheck | None, now: datetime) -> bool:
    return check is None or not timedelta(0) <= now - check.checked_at < _BELIEVED[check.verdict]


def _checked(entry: CatalogueEntry, found: FeedFound | NoFeed | Exception, now: datetime) -> CatalogueCheck:
    source: SourceId = source_id(entry.url)
    if isinstance(found, Exception):
        detail = f"Gapfeed could not handle it ({type(found).__name__}: {found})"
        return CatalogueCheck(source=source, url=entry.url, checked_at=now, verdict="unsure", detail=detail)
    if isinstance(found, NoFeed):
        is_final = found.failure.kind in _FINAL or found.failure.status == HTTPStatus.NOT_FOUND
        verdict: Verdict = "dead" if is_final else "unsure"
        return CatalogueCheck(source=source, url=entry.url, checked_at=now, verdict=verdict, detail=found.reason)
    dates = [item.published for item in found.feed.items if item.published is not None and item.published <= now]
    return CatalogueCheck(
        source=source, url=entry.url, checked_at=now, verdict="answers", moved_to=found.url if found.url != entry.url else None,
        items=len(found.feed.items), newest=max(dates, default=None),
    )  # fmt: skip
