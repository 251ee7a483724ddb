"""Articles: what a poll brought, what lane 2 chooses from, and what a person searches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from feeds.model import ItemKey, SourceId
from pipeline.edges.store.connection import as_json, stamp, writing
from pipeline.edges.store.rows import article_row, candidate_from, facts_of, stored_article, transcript_row
from pipeline.model import Article, ArticleId, Candidate, Harvest, TaggedArticle
from pipeline.settings import LearnerId

_CANDIDATES = """
SELECT articles.*, coalesce(sources.title, sources.url) AS source_title, sources.kind AS source_kind, sources.private AS private,
       sources.skills AS source_skills, coalesce(story_members.story, articles.id) AS story,
       (SELECT json_group_array(json_array(skill, skill_group, strength, evidence)) FROM
          (SELECT * FROM tags WHERE tags.article = articles.id ORDER BY strength DESC, skill)) AS tags,
       (SELECT json_group_array(json_array(other.id, coalesce(teller.title, teller.url), other.url)) FROM story_members AS fold
          JOIN articles AS other ON other.id = fold.article JOIN sources AS teller ON teller.id = other.source
          WHERE fold.story = story_members.story AND fold.article != articles.id AND teller.id != sources.id AND teller.private = 0) AS told_by
FROM articles JOIN sources ON sources.id = articles.source LEFT JOIN story_members ON story_members.article = articles.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit of a search."""

    id: ArticleId
    title: str
    source_title: str
    url: str | None
    published: str | None
    language: str
    #: The words around the hit, the hit itself between « and ».
    excerpt: str


class Articles:
    """All articles that are kept."""

    def __init__(self, database: Database, learner: LearnerId) -> None:
        self._database = database
        self._learner = learner

    def known(self, source: SourceId) -> dict[ItemKey, tuple[str, int, datetime]]:
        """Return fingerprint, number of edits and first-seen time of every item of *source* by key."""
        rows = self._rows("SELECT key, fingerprint, edits, first_seen FROM items WHERE source = ?", [source])
        return {ItemKey(row["key"]): (row["fingerprint"], row["edits"], datetime.fromisoformat(row["first_seen"])) for row in rows}

    def save(self, harvest: Harvest, now: datetime) -> None:
        """Store what a poll brought; runs inside the transaction that also stores the source's state."""
        for tagged in harvest.new:
            self._put(tagged, now, edits=0)
        for tagged in harvest.edited:
            item = tagged.article.item
            row = self._rows("SELECT edits FROM items WHERE source = ? AND key = ?", [tagged.article.source, item.key])
            self._put(tagged, now, edits=row[0]["edits"] + 1 if row else 0)

    def retagged(self, articles: Iterable[TaggedArticle]) -> None:
        """Store what a newer lexicon or tagger says of articles that are kept already."""
        with writing(self._database):
            for tagged in articles:
                self._describe(tagged)

    def candidates(self, *, since: datetime) -> tuple[Candidate, ...]:
        """Return what a digest may choose from: articles of followed sources dated *since* or later, newest first."""
        rows = self._rows(
            _CANDIDATES + "WHERE sources.learner = ? AND sources.removed_at IS NULL AND articles.at >= ? ORDER BY articles.at DESC, articles.id",
            [self._learner, stamp(since)],
        )
        return tuple(candidate_from(row) for row in rows)

    def by_ids(self, ids: Sequence[ArticleId]) -> tuple[Candidate, ...]:
        """Return the articles with these *ids* in that order, those of removed sources included."""
        marks = ",".join("?" * len(ids))
        found = {row["id"]: candidate_from(row) for row in self._rows(f"{_CANDIDATES} WHERE articles.id IN ({marks})", list(ids))}
        return tuple(found[article] for article in ids if article in found)

    def named(self, text: str) -> tuple[ArticleId, ...]:
        """Return the articles whose id begins with *text*, or whose address it is."""
        rows = self._rows(
            "SELECT id FROM articles WHERE substr(id, 1, length(?)) = ? OR url = ? OR url_key = ? ORDER BY at DESC LIMIT 20", [text, text, text, text]
        )
        return tuple(ArticleId(row["id"]) for row in rows)

    def stale(self, made_with: str, *, since: datetime) -> tuple[Article, ...]:
        """Return the articles dated *since* that another lexicon or tagger than *made_with* described, newest first."""
        rows = self._rows(
            """SELECT articles.*, article_texts.text, items.key, items.facts, transcripts.language AS spoken, transcripts.lines FROM articles
               JOIN article_texts ON article_texts.article = articles.id JOIN items ON items.article = articles.id
               LEFT JOIN transcripts ON transcripts.article = articles.id WHERE articles.made_with != ? AND articles.at >= ? ORDER BY articles.at DESC""",
            [made_with, stamp(since)],
        )
        return tuple(stored_article(row) for row in rows)

    def text(self, article: ArticleId) -> str:
        """Return the text of one article, "" for one that is not kept."""
        rows = self._rows("SELECT text FROM article_texts WHERE article = ?", [article])
        return str(rows[0]["text"]) if rows else ""

    def count(self) -> int:
        """Return how many articles are kept."""
        return int(self._rows("SELECT count(*) AS n FROM articles", [])[0]["n"])

    def newest(self, language: str, most: int) -> tuple[ArticleId, ...]:
        """Return the newest articles in *language* by their published date, newest first."""
        rows = self._rows(
            "SELECT id FROM articles WHERE language = ? ORDER BY coalesce(published, '') DESC, at DESC, id LIMIT ?", [language, most]
        )
        return tuple(ArticleId(row["id"]) for row in rows)

    def search(self, match: str, most: int) -> tuple[Found, ...]:
        """Return the articles that answer *match*, a full-text expression, best first."""
        rows = self._rows(
            """SELECT articles.id, articles.title, articles.url, articles.published, articles.language, coalesce(sources.title, sources.url) AS source_title,
                      snippet(article_texts_fts, 1, '«', '»', ' … ', 24) AS excerpt
               FROM article_texts_fts JOIN article_texts ON article_texts.id = article_texts_fts.rowid JOIN articles ON articles.id = article_texts.article
               JOIN sources ON sources.id = articles.source WHERE article_texts_fts MATCH ? ORDER BY bm25(article_texts_fts, 8, 1, 1), articles.at DESC LIMIT ?""",
            [match, most],
        )
        return tuple(Found(**{**row, "id": ArticleId(row["id"])}) for row in rows)

    def _put(self, tagged: TaggedArticle, now: datetime, *, edits: int) -> None:
        article, table = tagged.article, self._database.table
        table("articles").upsert(article_row(tagged), pk="id")
        table("items").upsert(
            {
                "source": article.source, "key": article.item.key, "article": article.id, "fingerprint": article.item.fingerprint,
                "facts": as_json(facts_of(article.item)), "first_seen": stamp(article.first_seen), "last_changed": stamp(now), "edits": edits,
            },
            pk=("source", "key"),
        )  # fmt: skip
        if article.transcript is not None:
            table("transcripts").upsert({"article": article.id} | transcript_row(article.transcript), pk="article")
        self._describe(tagged)

    def _describe(self, tagged: TaggedArticle) -> None:
        article, table = tagged.article, self._database.table
        table("articles").upsert(article_row(tagged), pk="id")
        self._database.execute(
            """INSERT INTO article_texts (article, title, text, lemmas) VALUES (?, ?, ?, ?)
               ON CONFLICT (article) DO UPDATE SET title = excluded.title, text = excluded.text, lemmas = excluded.lemmas""",
            [article.id, article.title, article.text, tagged.lemmas],
        )
        self._database.execute("DELETE FROM tags WHERE article = ?", [article.id])
        table("tags").insert_all(
            {
                "article": article.id, "skill": tag.skill, "skill_group": tag.group, "strength": round(tag.strength, 4),
                "evidence": as_json([[piece.words, piece.where, piece.at_seconds] for piece in tag.evidence]),
            }
            for tag in tagged.tags
        )  # fmt: skip

    def _rows(self, sql: str, parameters: Sequence[object]) -> list[dict[str, Any]]:
        return list(self._database.query(sql, parameters))
