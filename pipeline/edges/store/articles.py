"""Articles: what was understood of entries, what lane 2 chooses from, and what a person searches."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.edges.store.connection import Database, as_json, ask, ask_briefly, put, stamp, storable, writing
from pipeline.edges.store.rows import STORED_ARTICLES, article_row, candidate_from, stored_article, tag_from, transcript_row
from pipeline.edges.store.stored_evidence import evidence_json
from pipeline.model.articles import Article, SkillTag, TaggedArticle
from pipeline.model.digests import Candidate
from pipeline.model.ids import ArticleId
from pipeline.settings import LearnerId

_CANDIDATES = """
SELECT articles.id, articles.source, articles.url, articles.title, articles.author, articles.published, articles.updated, articles.first_seen,
       articles.language, articles.kind, articles.minutes, articles.words, articles.text_from, articles.why_not_page, articles.level,
       articles.summary, articles.summary_at_seconds, articles.enclosure, articles.chapters, articles.passages, items.held,
       coalesce(sources.title, sources.url) AS source_title, sources.kind AS source_kind, sources.private, sources.skills AS source_skills,
       coalesce(story_members.story, articles.id) AS story,
       (SELECT json_group_array(json_array(id, title, url, kind)) FROM
          (SELECT other.id, coalesce(teller.title, teller.url) AS title, other.url, teller.kind FROM story_members AS fold
             JOIN articles AS other ON other.id = fold.article JOIN sources AS teller ON teller.id = other.source
             WHERE fold.story = story_members.story AND fold.article != articles.id AND teller.id != sources.id AND teller.private = 0
             ORDER BY other.id)) AS told_by
FROM articles JOIN sources ON sources.id = articles.source LEFT JOIN items ON items.article = articles.id
LEFT JOIN story_members ON story_members.article = articles.id
"""
_TAGS = """
SELECT article, skill, skill_group, strength, evidence FROM tags WHERE article IN (SELECT value FROM json_each(?))
ORDER BY article, strength DESC, skill
"""

# What is shown is made for the best hits only: an excerpt of every hit would take longer than the search.
_SEARCH = """
WITH best AS (
  SELECT article_texts_fts.rowid AS place, bm25(article_texts_fts, 8, 1, 1) AS distance FROM article_texts_fts
  WHERE article_texts_fts MATCH :words ORDER BY distance, place DESC LIMIT :most)
SELECT articles.id, articles.title, articles.url, articles.published, articles.language, coalesce(sources.title, sources.url) AS source_title,
       snippet(article_texts_fts, 1, '«', '»', ' … ', 24) AS excerpt
FROM best JOIN article_texts_fts ON article_texts_fts.rowid = best.place JOIN article_texts ON article_texts.id = best.place
JOIN articles ON articles.id = article_texts.article JOIN sources ON sources.id = articles.source
WHERE article_texts_fts MATCH :words ORDER BY best.distance, articles.at DESC, articles.id
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

    def save(self, tagged: TaggedArticle) -> None:
        """Store an article that was read, for the first time or anew; runs inside a transaction of the caller's."""
        self._describe(tagged)
        article = tagged.article
        self._database.execute("DELETE FROM transcripts WHERE article = ?", [article.id])
        if article.transcript is not None:
            put(self._database, "transcripts", [{"article": article.id} | transcript_row(article.transcript)])

    def retagged(self, articles: Iterable[TaggedArticle]) -> None:
        """Store what a newer lexicon or tagger says of articles that are kept already."""
        # Made before the transaction begins: while workers still describe, others may write.
        described = tuple(articles)
        with writing(self._database):
            for tagged in described:
                self._describe(tagged)

    def candidates(self, *, since: datetime) -> tuple[Candidate, ...]:
        """Return what a digest may choose from: articles of followed sources that are not muted, dated *since* or later, newest first."""
        return self._candidates(
            "WHERE sources.learner = ? AND sources.removed_at IS NULL AND sources.muted_at IS NULL AND NOT sources.muted_in_config "
            "AND articles.at >= ? ORDER BY articles.at DESC, articles.id",
            [self._learner, stamp(since)],
        )

    def by_ids(self, ids: Sequence[ArticleId]) -> tuple[Candidate, ...]:
        """Return the articles with these *ids* in that order, those of removed sources included."""
        return self._candidates("JOIN json_each(?) AS wanted ON wanted.value = articles.id ORDER BY wanted.key", [as_json(ids)])

    def named(self, text: str) -> tuple[ArticleId, ...]:
        """Return the articles whose address, folded as `feeds.urls.url_key` does, is *text*, else those whose id begins with it; the newest first."""
        text = storable(text)
        rows = ask(self._database, "SELECT id FROM articles WHERE url_key = ? ORDER BY at DESC, id", [text]) or ask(
            self._database,
            "SELECT id FROM articles WHERE substr(id, 1, length(:text)) = :text ORDER BY at DESC, id",
            {"text": text.lower()},
        )
        return tuple(ArticleId(row["id"]) for row in rows)

    def stale(self, made_with: str, *, since: datetime) -> tuple[Article, ...]:
        """Return the articles dated *since* that another lexicon or tagger than *made_with* described, newest first."""
        rows = ask(
            self._database,
            f"{STORED_ARTICLES} WHERE articles.made_with != ? AND articles.at >= ? ORDER BY articles.at DESC, articles.id",
            [made_with, stamp(since)],
        )
        return tuple(stored_article(row) for row in rows)

    def text(self, article: ArticleId) -> str:
        """Return the text of one article, "" for one that is not kept."""
        rows = ask(self._database, "SELECT text FROM article_texts WHERE article = ?", [article])
        return str(rows[0]["text"]) if rows else ""

    def count(self) -> int:
        """Return how many articles are kept."""
        return int(ask(self._database, "SELECT count(*) AS n FROM articles")[0]["n"])

    def newest(self, language: str, most: int) -> tuple[ArticleId, ...]:
        """Return the newest articles in *language* by their published date, newest first."""
        rows = ask(
            self._database,
            "SELECT id FROM articles WHERE language = ? ORDER BY coalesce(published, '') DESC, at DESC, id LIMIT ?",
            [language, most],
        )
        return tuple(ArticleId(row["id"]) for row in rows)

    def search(self, words: Iterable[Iterable[str]], most: int) -> tuple[Found, ...]:
        """Return the articles that hold each of *words* in one of its forms, best first; what a form is made of is never an operator."""
        expression = " AND ".join(f"({' OR '.join(map(_quoted, forms))})" for forms in words)
        rows = ask(self._database, _SEARCH, {"words": expression, "most": most}) if expression else ()
        return tuple(Found(**{**row, "id": ArticleId(row["id"])}) for row in rows)

    def forget_texts(self, *, seen_before: datetime) -> int:
        """Drop the texts of articles first seen before that time that were never picked and about which nothing was said; return how many.

        What the feed said of them stays, so that they are known and not new again.
        """
        with writing(self._database):
            forgotten = [
                row["article"]
                for row in ask(
                    self._database,
                    """SELECT article FROM article_texts JOIN articles ON articles.id = article WHERE first_seen < ?
                       AND article NOT IN (SELECT article FROM picks) AND article NOT IN (SELECT article FROM events)""",
                    [stamp(seen_before)],
                )
            ]
            gone = [as_json(forgotten)]
            self._database.execute("DELETE FROM article_texts WHERE article IN (SELECT value FROM json_each(?))", gone)
            self._database.execute("DELETE FROM transcripts WHERE article IN (SELECT value FROM json_each(?))", gone)
        return len(forgotten)

    def _candidates(self, which: str, parameters: Sequence[object]) -> tuple[Candidate, ...]:
        rows = ask(self._database, _CANDIDATES + which, parameters)
        # Asked for at once, not row by row: of ten thousand articles that takes a third of the time.
        tags: defaultdict[str, list[SkillTag]] = defaultdict(list)
        for article, *facts in ask_briefly(self._database, _TAGS, [as_json([row["id"] for row in rows])]):
            tags[article].append(tag_from(*facts))
        return tuple(candidate_from(row, tags.get(row["id"], ())) for row in rows)

    def _describe(self, tagged: TaggedArticle) -> None:
        article, database = tagged.article, self._database
        put(database, "articles", [article_row(tagged)], key=["id"])
        text = {"article": article.id, "title": article.title, "text": article.text, "lemmas": tagged.lemmas}
        put(database, "article_texts", [text], key=["article"])
        database.execute("DELETE FROM tags WHERE article = ?", [article.id])
        put(
            database,
            "tags",
            (
                {
                    "article": article.id, "skill": tag.skill, "skill_group": tag.group, "strength": round(tag.strength, 4),
                    "evidence": evidence_json(tag.evidence),
                }
                for tag in tagged.tags
            ),
        )  # fmt: skip


def _quoted(form: str) -> str:
    """Return *form* as a string of the full-text language: SQLite reads it to its first NUL, and a quote in it stands twice."""
    return '"' + storable(form).replace("\0", " ").replace('"', '""') + '"'
