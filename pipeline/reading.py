"""Read one entry that waits: gather what belongs to it, and understand it in a worker that can be stopped."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.model.answers import FailureKind, FetchFailed
from feeds.model.entries import Transcript
from pipeline.edges.workers import WorkerLost, Workers
from pipeline.gather import Gatherer
from pipeline.jobs import READ_SECONDS, read_in_worker
from pipeline.model.articles import Reading, TaggedArticle
from pipeline.model.entries import MOST_TRIES, Waiting
from pipeline.model.stories import StoryTraits
from pipeline.settings import Gap

#: A page or transcript that did not come is asked for again after this, then after twice as long.
_FIRST_WAIT = timedelta(hours=1)
#: Failures that may be over next time; whatever else a server said, it meant it.
_PASSING = frozenset(
    {
        FailureKind.OFFLINE,
        FailureKind.UNKNOWN_HOST,
        FailureKind.REFUSED,
        FailureKind.TIMEOUT,
        FailureKind.RATE_LIMITED,
        FailureKind.NETWORK,
        FailureKind.TLS,
    }
)
_SERVER_ERRORS = range(500, 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of an entry."""

    #: Its article, and what the article's story is recognised by; None where another try brought nothing: what is kept of it stays.
    understood: tuple[TaggedArticle, StoryTraits] | None
    #: When to try again what did not come, None for never.
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads one entry at a time, in whatever thread it is called."""

    gatherer: Gatherer
    workers: Workers
    #: The person's own skills, which have words of their own.
    own_skills: tuple[Gap, ...]
    languages: tuple[str, ...]
    now: datetime

    def read(self, waiting: Waiting) -> Read:
        """Return the article of *waiting*.

        Where its page or transcript does not come, the article is made from what was read of it earlier, else from the feed's
        own text, and it is tried again later.
        """
        item, kept = self.gatherer.with_chapters(waiting.item), waiting.kept
        page = self.gatherer.page(item) if waiting.why_no_page is None else None
        heard = self.gatherer.transcript(item) if item.transcripts else None
        missing = next((outcome for outcome in (page, heard) if isinstance(outcome, FetchFailed)), None)
        again_at = None if missing is None else self._again_at(missing, waiting.tries)
        if missing is not None and waiting.tries and not waiting.is_new:
            return Read(understood=None, again_at=again_at)
        reading = Reading(
            item=item, source=waiting.source, first_seen=waiting.first_seen, page=page, why_no_page=waiting.why_no_page,
            transcript=heard if isinstance(heard, Transcript) else kept.transcript if kept else None,
            kept_text=kept.text if kept and kept.text_from == "page" and kept.why_not_page is None else "", source_title=waiting.source_title, languages=self.languages,
        )  # fmt: skip
        return Read(understood=self._understood(reading), again_at=again_at)

    def _understood(self, reading: Reading) -> tuple[TaggedArticle, StoryTraits]:
        try:
            return self._run(reading)
        except WorkerLost:
            return self._run(replace(reading, page=None, transcript=None, why_no_page="reading its page took too long and was stopped"))

    def _run(self, reading: Reading) -> tuple[TaggedArticle, StoryTraits]:
        return self.workers.run(read_in_worker, reading, self.own_skills, timeout=READ_SECONDS).result()

    def _again_at(self, failure: FetchFailed, tries: int) -> datetime | None:
        if tries + 1 >= MOST_TRIES or not (failure.kind in _PASSING or failure.status in _SERVER_ERRORS):
            return None
        wait: timedelta = _FIRST_WAIT * 2**tries
        return self.now + max(wait, failure.retry_after or timedelta(0))
