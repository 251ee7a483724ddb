"""Entries as the feeds gave them: what is recognised when a feed is read again, and what still waits to be understood."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.model.ids import ItemKey, SourceId
from pipeline.edges.store.connection import Database, apart, as_json, ask, from_json, known_moment, moment, stamp
from pipeline.model.entries import Harvest, KnownEntry, Waiting
from pipeline.model.ids import ArticleId

if TYPE_CHECKING:
    from pipeline.model.articles import Article

# The newest of every source come first, so that no source, and no host, holds up the others.
_WAITING = """
SELECT source, key FROM (
  SELECT source, key, at, row_number() OVER (PARTITION BY source ORDER BY at DESC, key) AS turn FROM waiting WHERE not_before <= ?)
ORDER BY turn, at DESC, source, key
"""

_TOLD_TWICE = """
SELECT json_extract(items.facts, '$.url_key') AS url_key, count(*) AS times FROM waiting
JOIN items ON items.source = waiting.source AND items.key = waiting.key
WHERE waiting.not_before <= ? AND waiting.why_no_page IS NULL AND url_key IS NOT NULL GROUP BY url_key HAVING times > 1
"""

_ENTRY = """
SELECT waiting.*, items.facts, items.fingerprint, items.first_seen, items.article, coalesce(sources.title, '') AS source_title FROM waiting
JOIN items ON items.source = waiting.source AND items.key = waiting.key JOIN sources ON sources.id = waiting.source
WHERE waiting.source = ? AND waiting.key = ?
"""


# No feed is read beyond its newest 1,000 entries: what is not among the last 5,000 stored has left it long ago, and a source
# that publishes a hundred a day would otherwise bring its whole past to every poll.
_LATEST = "FROM items WHERE source = ? ORDER BY last_changed DESC, key LIMIT 5000"

_KEEP = """
INSERT INTO items (source, key, fingerprint, facts, first_seen, last_changed, raw_hash, identities, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, key) DO UPDATE SET fingerprint = excluded.fingerprint, facts = excluded.facts, raw_hash = excluded.raw_hash,
  identities = excluded.identities, last_changed = excluded.last_changed, edits = edits + 1
"""

_PUT_ON_THE_LIST = """
INSERT OR REPLACE INTO waiting (source, key, summary, content, parts, at, why_no_page, tries, not_before) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
"""


class Entries:
    """All entries of all feeds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hashes(self, source: SourceId) -> frozenset[str]:
        """Return the raw hashes of the entries of *source*: what need not be parsed again.

        Any thread may ask. Only a feed that changed needs to know, and asking for all that are due took a tenth of a run without news.
        """
        with apart(self._database) as database:
            rows = ask(database, f"SELECT raw_hash {_LATEST}", [source])
        return frozenset(row["raw_hash"] for row in rows) - {""}

    def known(self, source: SourceId) -> dict[ItemKey, KnownEntry]:
        """Return every entry that *source* may still hold, by its key."""
        facts = "json_extract(facts, '$.title') AS title, json_extract(facts, '$.published') AS published"
        rows = ask(self._database, f"SELECT key, fingerprint, edits, raw_hash, identities, {facts} {_LATEST}", [source])
        return {
            ItemKey(row["key"]): KnownEntry(
                fingerprint=row["fingerprint"], edits=row["edits"], title=row["title"], published=moment(row["published"]),
                identities=tuple(from_json(row["identities"])), raw_hash=row["raw_hash"],
            )
            for row in rows
        }  # fmt: skip

    def keep(self, harvest: Harvest, now: datetime) -> None:
        """Store what a poll brought, to be read later; runs inside the transaction that also stores the source's state."""
        source, seen = harvest.followed.subscription.source.id, stamp(now)
        fresh = (*harvest.new, *harvest.edited)
        if not fresh and not harvest.same:
            return
        from pipeline.edges.store.item_rows import facts_of, parts_json

        self._database.conn.executemany(
            _KEEP,
            [
                (
                    source,
                    item.key,
                    item.fingerprint,
                    as_json(facts_of(item)),
                    seen,
                    seen,
                    item.raw_hash,
                    as_json(item.identities),
                    harvest.held.get(item.key),
                )
                for item in fresh
            ],
        )
        self._database.conn.executemany(
            _PUT_ON_THE_LIST,
            [
                (
                    source, item.key, item.summary_text, item.content_text, parts_json(item), stamp(item.published) or seen,
                    harvest.not_wanted.get(item.key), seen,
                )
                for item in fresh
            ],
        )  # fmt: skip
        self._database.conn.executemany(
            "UPDATE items SET raw_hash = ?, identities = ? WHERE source = ? AND key = ?",
            [(item.raw_hash, as_json(item.identities), source, item.key) for item in harvest.same],
        )

    def waiting(self, now: datetime) -> tuple[tuple[SourceId, ItemKey], ...]:
        """Return which entries may be read at *now*: the newest of each source first, the sources taking turns."""
        rows = ask(self._database, _WAITING, [stamp(now)])
        return tuple((SourceId(row["source"]), ItemKey(row["key"])) for row in rows)

    def told_twice(self, now: datetime) -> dict[str, int]:
        """Return to how many of the entries that may be read at *now* a page belongs, by its folded address, where it is more than one."""
        rows = ask(self._database, _TOLD_TWICE, [stamp(now)])
        return {row["url_key"]: row["times"] for row in rows}

    def entries(self, names: tuple[tuple[SourceId, ItemKey], ...]) -> Iterator[Waiting]:
        """Yield the entries that wait under these names, each when it is asked for: all of them at once may be too much to hold."""
        from pipeline.edges.store.item_rows import waiting_item

        for name in names:
            for row in ask(self._database, _ENTRY, list(name)):
                article = row["article"]
                yield Waiting(
                    source=SourceId(row["source"]), item=waiting_item(row),
                    first_seen=known_moment(row["first_seen"]), source_title=row["source_title"] or None, is_new=article is None,
                    why_no_page=row["why_no_page"], tries=row["tries"], kept=None if article is None else self._kept(article),
                )  # fmt: skip

    def _kept(self, article: str) -> "Article | None":
        """Return what was read of an entry earlier, if that was more than the feed's own text."""
        from pipeline.edges.store.rows import STORED_ARTICLES, stored_article

        kept = f"{STORED_ARTICLES} WHERE articles.id = ? AND articles.text_from IN ('page', 'transcript')"
        rows = ask(self._database, kept, [article])
        return stored_article(rows[0]) if rows else None

    def was_read(self, waiting: Waiting, article: ArticleId | None, *, again_at: datetime | None = None) -> None:
        """Note which article an entry became, if any, and take it off the list, or leave it there to be tried *again_at*.

        Runs inside a transaction of the caller's.
        """
        name = [waiting.source, waiting.item.key]
        if article is not None:
            self._database.execute("UPDATE items SET article = ? WHERE source = ? AND key = ?", [article, *name])
        if again_at is None:
            self._database.execute("DELETE FROM waiting WHERE source = ? AND key = ?", name)
        else:
            self._database.execute(
                "UPDATE waiting SET tries = tries + 1, not_before = ? WHERE source = ? AND key = ?", [stamp(again_at), *name]
            )
