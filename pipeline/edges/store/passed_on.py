"""Remember of an article that the person passed it on, which counts in the next ranking."""

from collections.abc import Sequence
from datetime import datetime

from pipeline.edges.store.articles import Articles
from pipeline.edges.store.connection import Database, ask
from pipeline.edges.store.person import Person
from pipeline.model.digests import Event
from pipeline.model.ids import ArticleId
from pipeline.settings import LearnerId


def record_passed_on(database: Database, which: str, parameters: Sequence[object], now: datetime) -> None:
    """Append to what the person did that the articles of some shares reached somebody; runs inside a transaction.

    Said once of an article, to however many circles it goes; not of one that is no longer kept, which nothing is ranked by.

    Args:
        database: where the ledger is.
        which: the condition on its rows.
        parameters: of that condition.
        now: when it is known.

    """
    for share in ask(database, f"SELECT * FROM shares WHERE {which} ORDER BY id", parameters):  # noqa: S608 - the condition is ours
        learner, article = LearnerId(share["learner"]), ArticleId(share["article"])
        person = Person(database, learner)
        if any(event.kind == "shared" and event.article == article for event in person.events()):
            continue
        for kept in Articles(database, learner).by_ids([article]):
            skills = tuple(tag.skill for tag in kept.tags if tag.is_present)
            person.record(Event(kind="shared", article=article, source=kept.source, at=now, note=share["note"] or None, skills=skills))
