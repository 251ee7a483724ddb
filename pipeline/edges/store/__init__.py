"""The database as named questions and events of our domain; the home of all SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pipeline.edges.store.articles import Articles
from pipeline.edges.store.checks import CatalogueChecks
from pipeline.edges.store.connection import open_database, put, stamp, writing
from pipeline.edges.store.digests import Digests
from pipeline.edges.store.entries import Entries
from pipeline.edges.store.outbox import Outbox
from pipeline.edges.store.person import Person
from pipeline.edges.store.sources import Sources
from pipeline.edges.store.stories import Stories
from pipeline.settings import LearnerId


class Store:
    """One learner's view of the database; belongs to the thread that made it."""

    def __init__(self, path: Path, learner: LearnerId) -> None:
        self.path = path
        self._database = open_database(path)
        self.sources = Sources(self._database, learner)
        self.entries = Entries(self._database)
        self.checks = CatalogueChecks(self._database)
        self.articles = Articles(self._database, learner)
        self.stories = Stories(self._database)
        self.digests = Digests(self._database, learner)
        self.outbox = Outbox(self._database)
        self.person = Person(self._database, learner)
        self._learner = learner

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make everything inside one transaction: all of it is stored, or nothing."""
        with writing(self._database):
            yield

    def record_run(self, lane: str, started_at: datetime, ended_at: datetime, outcome: str, detail: str = "") -> None:
        """Remember that a lane ran, and what came of it in words."""
        with self.writing():
            put(
                self._database,
                "runs",
                [
                    {
                        "learner": self._learner,
                        "lane": lane,
                        "started_at": stamp(started_at),
                        "ended_at": stamp(ended_at),
                        "outcome": outcome,
                        "detail": detail,
                    }
                ],
            )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def forget(path: Path) -> None:
    """Delete the database at *path* and what SQLite keeps beside it; for the demo, which begins anew each time."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
