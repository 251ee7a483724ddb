"""What the person did with items; appended, never changed."""

from collections.abc import Iterable, Mapping

from feeds.model.ids import SourceId
from pipeline.edges.store.connection import Database, Row, as_json, ask, from_json, known_moment, put, stamp, storable, writing
from pipeline.model.digests import Deed, Event
from pipeline.model.ids import ArticleId
from pipeline.settings import LearnerId, SkillId

#: What takes back its opposite where it is said of the same article: who says both has changed their mind.
_OPPOSITES: Mapping[str, str] = {"more": "less", "less": "more", "too_easy": "too_hard", "too_hard": "too_easy"}

_DEEDS = """
SELECT events.*, coalesce(articles.title, events.article) AS title, articles.url, articles.level, coalesce(articles.language, 'und') AS language,
       coalesce(sources.title, sources.url, '') AS source_title,
       coalesce(picks.minutes, articles.minutes, 0) AS minutes, picks.skill AS picked_for
FROM events LEFT JOIN articles ON articles.id = events.article LEFT JOIN sources ON sources.id = events.source
LEFT JOIN picks ON picks.rowid =
  (SELECT one.rowid FROM picks AS one JOIN digests ON digests.id = one.digest
   WHERE one.article = events.article AND digests.learner = events.learner ORDER BY digests.planned_at DESC LIMIT 1)
WHERE events.learner = ? ORDER BY events.id
"""


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
        """Return everything the person did that still stands, in the order in which they said it.

        An undo takes back the last event of the same article. Of "more" and "less", and of "too easy" and "too hard", said of
        one article, the later one stands, until it is undone.
        """
        rows = ask(self._database, "SELECT * FROM events WHERE learner = ? ORDER BY id", [self._learner])
        return tuple(map(_event, _standing(rows)))

    def deeds(self) -> tuple[Deed, ...]:
        """Return the same with what is known of the articles."""
        return tuple(
            Deed(
                event=_event(row), title=row["title"], url=row["url"], source_title=row["source_title"],
                language=row["language"], minutes=row["minutes"], level=row["level"],
                picked_for=None if row["picked_for"] is None else SkillId(row["picked_for"]),
            )
            for row in _standing(ask(self._database, _DEEDS, [self._learner]))
        )  # fmt: skip


def _standing(rows: Iterable[Row]) -> list[Row]:
    said: list[Row] = []
    for row in rows:
        if row["kind"] != "undo":
            said.append(row)
            continue
        last = next((place for place in range(len(said) - 1, -1, -1) if said[place]["article"] == row["article"]), None)
        if last is not None:
            del said[last]
    last_said = {(row["article"], row["kind"]): place for place, row in enumerate(said)}
    return [row for place, row in enumerate(said) if last_said.get((row["article"], _OPPOSITES.get(row["kind"])), -1) < place]


def _event(row: Row) -> Event:
    return Event(
        kind=row["kind"], article=ArticleId(row["article"]), source=SourceId(row["source"]), at=known_moment(row["at"]), note=row["note"],
        skills=tuple(SkillId(skill) for skill in from_json(row["skills"])),
    )  # fmt: skip
