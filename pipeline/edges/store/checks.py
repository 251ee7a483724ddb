"""What was found at the addresses of the catalogue, asked from this machine."""

from feeds.model.ids import SourceId
from pipeline.edges.store.connection import Database, ask, known_moment, moment, put, stamp, writing
from pipeline.model.health import CatalogueCheck


class CatalogueChecks:
    """The last check of each catalogue source; they are facts about the web, not about a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[SourceId, CatalogueCheck]:
        """Return the last check of every source that was ever checked."""
        return {
            SourceId(row["source"]): CatalogueCheck(
                source=SourceId(row["source"]), url=row["url"], checked_at=known_moment(row["checked_at"]), verdict=row["verdict"],
                detail=row["detail"], moved_to=row["moved_to"], items=row["items"], newest=moment(row["newest"]),
            )
            for row in ask(self._database, "SELECT * FROM catalogue_checks")
        }  # fmt: skip

    def remember(self, *checks: CatalogueCheck) -> None:
        """Keep each of *checks* in place of the one before of its source, all of them or none."""
        rows = (
            {
                "source": check.source, "url": check.url, "checked_at": stamp(check.checked_at), "verdict": check.verdict, "detail": check.detail,
                "moved_to": check.moved_to, "items": check.items, "newest": stamp(check.newest),
            }
            for check in checks
        )  # fmt: skip
        with writing(self._database):
            put(self._database, "catalogue_checks", rows, key=["source"])
