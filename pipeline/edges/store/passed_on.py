"""Remember of an article that the person passed it on, which counts in the next ranking."""

from datetime import datetime

from pipeline.edges.store.connection import Database, stamp
from pipeline.model.articles import PRESENT
from pipeline.model.shares import ShareId

_RECORD = """
INSERT INTO events (learner, kind, article, source, at, note, skills)
SELECT shares.learner, 'shared', articles.id, articles.source, :now, nullif(shares.note, ''),
       (SELECT json_group_array(skill) FROM
          (SELECT skill FROM tags WHERE article = articles.id AND strength >= :present ORDER BY strength DESC, skill))
FROM shares JOIN articles ON articles.id = shares.article
WHERE (shares.id = :share OR shares.batch = :batch) AND NOT EXISTS
  (SELECT 1 FROM events WHERE events.learner = shares.learner AND events.kind = 'shared' AND events.article = articles.id)
GROUP BY shares.learner, articles.id ORDER BY min(shares.id)
"""


def record_passed_on(database: Database, now: datetime, *, share: ShareId | None = None, batch: str | None = None) -> None:
    """Append to what the person did that the articles of some shares reached somebody; runs inside a transaction.

    Said once of an article, to however many circles it goes; not of one that is no longer kept, which nothing is ranked by.

    Args:
        database: where the ledger is.
        now: when it is known.
        share: one of them; None for none by itself.
        batch: the mails of all others; None where there are none.

    """
    database.execute(_RECORD, {"now": stamp(now), "present": PRESENT, "share": share, "batch": batch})
