"""Editions: what was passed on as files for anybody, or for a circle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from pipeline.edges.store.connection import Database, ask, known_moment, put, stamp
from pipeline.model.ids import ArticleId
from pipeline.settings import LearnerId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEdition:
    """An edition that was written."""

    #: The circle it is for; None for everybody.
    circle: str | None
    day: date
    #: When it was written.
    at: datetime
    #: What it holds, in order, and what the person says of it; "" for nothing.
    notes: Mapping[ArticleId, str]


class Editions:
    """The editions of one learner."""

    def __init__(self, database: Database, learner: LearnerId) -> None:
        self._database = database
        self._learner = learner

    def save(self, edition: StoredEdition) -> None:
        """Store *edition* in the place of that of the same circle and day; runs inside a transaction of the caller's."""
        circle, day = edition.circle or "", edition.day.isoformat()
        self._database.execute("DELETE FROM editions WHERE learner = ? AND circle = ? AND day = ?", [self._learner, circle, day])
        put(
            self._database,
            "editions",
            (
                {"learner": self._learner, "circle": circle, "day": day, "position": position, "article": article, "note": note, "at": stamp(edition.at)}
                for position, (article, note) in enumerate(edition.notes.items(), 1)
            ),
        )  # fmt: skip

    def last(self, circle: str | None, most: int) -> tuple[StoredEdition, ...]:
        """Return the last editions of *circle*, None for those for everybody, newest first: up to so many."""
        rows = ask(
            self._database,
            """SELECT * FROM editions WHERE learner = :learner AND circle = :circle AND day IN
                 (SELECT DISTINCT day FROM editions WHERE learner = :learner AND circle = :circle ORDER BY day DESC LIMIT :most)
               ORDER BY day DESC, position""",
            {"learner": self._learner, "circle": circle or "", "most": most},
        )
        return tuple(
            StoredEdition(
                circle=circle,
                day=date.fromisoformat(day),
                at=known_moment(members[0]["at"]),
                notes={ArticleId(row["article"]): row["note"] for row in members},
            )
            for day, found in groupby(rows, key=lambda row: row["day"])
            for members in [list(found)]
        )
