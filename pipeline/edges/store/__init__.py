"""The database as named questions and events of our domain; the home of all SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from pipeline.edges.store.connection import ask, open_database, put, stamp, writing
from pipeline.edges.store.entries import Entries
from pipeline.edges.store.sources import Sources
from pipeline.settings import LearnerId

if TYPE_CHECKING:
    from pipeline.edges.store.articles import Articles
    from pipeline.edges.store.checks import CatalogueChecks
    from pipeline.edges.store.digests import Digests
    from pipeline.edges.store.editions import Editions
    from pipeline.edges.store.outbox import Outbox
    from pipeline.edges.store.person import Person
    from pipeline.edges.store.shares import Shares
    from pipeline.edges.store.stories import Stories


class Store:
    """One learner's view of the database; belongs to the thread that made it.

    What a run that finds nothing new does not ask for is imported when it is asked for.
    """

    def __init__(self, path: Path, learner: LearnerId) -> None:
        self.path = path
        self._database = open_database(path)
        self.sources = Sources(self._database, learner)
        self.entries = Entries(self._database)
        self._learner = learner

    @cached_property
    def checks(self) -> "CatalogueChecks":
        """What was found at the addresses of the catalogue."""
        from pipeline.edges.store.checks import CatalogueChecks

        return CatalogueChecks(self._database)

    @cached_property
    def articles(self) -> "Articles":
        """What entries became by being read."""
        from pipeline.edges.store.articles import Articles

        return Articles(self._database, self._learner)

    @cached_property
    def stories(self) -> "Stories":
        """Which articles tell the same."""
        from pipeline.edges.store.stories import Stories

        return Stories(self._database)

    @cached_property
    def digests(self) -> "Digests":
        """What the person was given."""
        from pipeline.edges.store.digests import Digests

        return Digests(self._database, self._learner)

    @cached_property
    def editions(self) -> "Editions":
        """What the person passed on as files."""
        from pipeline.edges.store.editions import Editions

        return Editions(self._database, self._learner)

    @cached_property
    def outbox(self) -> "Outbox":
        """What is still to be handed over."""
        from pipeline.edges.store.outbox import Outbox

        return Outbox(self._database)

    @cached_property
    def person(self) -> "Person":
        """What the person did."""
        from pipeline.edges.store.person import Person

        return Person(self._database, self._learner)

    @cached_property
    def shares(self) -> "Shares":
        """What the person passed on, and what came back."""
        from pipeline.edges.store.shares import Shares

        return Shares(self._database, self._learner)

    @cached_property
    def installation(self) -> str:
        """By what the mails and feeds made from this database are known from everybody else's: drawn once, then always the same."""
        self.install_as(token_hex(16))
        return str(ask(self._database, "SELECT id FROM installation")[0]["id"])

    def install_as(self, name: str) -> None:
        """Call this database *name* unless it has a name: for the demo, which makes the same files each time."""
        with self.writing():
            self._database.execute("INSERT INTO installation SELECT ? WHERE NOT EXISTS (SELECT 1 FROM installation)", [name])

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
