"""What the person did with items, and what they gave to whom; appended, never changed."""

from feeds.model.ids import SourceId
from pipeline.edges.store.connection import Database, Row, as_json, ask, from_json, known_moment, put, stamp, storable, writing
from pipeline.model.digests import Event
from pipeline.model.ids import ArticleId
from pipeline.settings import LearnerId, SkillId


class Person:
    """The events of one learner."""

    def __init__(self, database: Database, learner: LearnerId) -> None:
        self._database = database
        self._learner = learner

    def record(self, event: Event) -> None:
        """Append *event*."""
        row = {
            "learner": self._learner, "kind": event.kind, "article": event.article, "source": event.source, "at": stamp(event.at),
            "note": None if event.note is None else storable(event.note), "skills": as_json(event.skills),
        }  # fmt: skip
        with writing(self._database):
            put(self._database, "events", [row])

    def events(self) -> tuple[Event, ...]:
        """Return everything the person did that they did not undo, in the order in which they said it.

        An undo takes back the last event that stands for the same article.
        """
        standing: list[Event] = []
        for row in ask(self._database, "SELECT * FROM events WHERE learner = ? ORDER BY id", [self._learner]):
            event = _event(row)
            if event.kind == "undo":
                last = next((i for i in range(len(standing) - 1, -1, -1) if standing[i].article == event.article), None)
                if last is not None:
                    del standing[last]
            else:
                standing.append(event)
        return tuple(standing)


def _event(row: Row) -> Event:
    return Event(
        kind=row["kind"], article=ArticleId(row["article"]), source=SourceId(row["source"]), at=known_moment(row["at"]), note=row["note"],
        skills=tuple(SkillId(skill) for skill in from_json(row["skills"])),
    )  # fmt: skip
