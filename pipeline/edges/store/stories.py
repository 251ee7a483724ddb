"""Which articles tell the same story, and by what a newcomer is compared with them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from feeds.model.ids import SourceId
from pipeline.edges.store.connection import Database, Row, as_json, ask, from_json, known_moment, put, stamp
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.stories import StoryMembership, StoryTraits, Told


class Stories:
    """All stories and their members."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def members(self, *, since: datetime, until: datetime) -> tuple[Told, ...]:
        """Return the members of stories dated *since* to *until*, oldest first."""
        rows = ask(
            self._database,
            """SELECT story_members.*, articles.source, articles.url_key, articles.language, articles.title FROM story_members
               JOIN articles ON articles.id = story_members.article WHERE story_members.at BETWEEN ? AND ?
               ORDER BY story_members.at, story_members.article""",
            [stamp(since), stamp(until)],
        )
        return tuple(_member(row) for row in rows)

    def traits(self, articles: Sequence[ArticleId]) -> Mapping[ArticleId, StoryTraits]:
        """Return by what the stories of *articles* are recognised, of those whose story is known."""
        rows = ask(
            self._database,
            """SELECT story_members.*, articles.source, articles.url_key, articles.language, articles.title FROM story_members
               JOIN articles ON articles.id = story_members.article WHERE story_members.article IN (SELECT value FROM json_each(?))""",
            [as_json(articles)],
        )
        return {ArticleId(row["article"]): _traits(row) for row in rows}

    def to_tell(self, traits: StoryTraits) -> None:
        """Remember an article whose story is still to be found; runs inside the transaction that stores the article."""
        put(self._database, "untold", [{"article": traits.id, "at": stamp(traits.at), "traits": _traits_json(traits)}], key=["article"])

    def untold(self, most: int) -> tuple[StoryTraits, ...]:
        """Return up to *most* articles whose story is still to be found, the oldest first."""
        rows = ask(
            self._database,
            """SELECT untold.*, articles.source, articles.url_key, articles.language, articles.title FROM untold
               JOIN articles ON articles.id = untold.article ORDER BY untold.at, untold.article LIMIT ?""",
            [most],
        )
        return tuple(_traits(row) for row in rows)

    def record(self, traits: StoryTraits, membership: StoryMembership) -> None:
        """Remember to which story an article belongs; runs inside a transaction of the caller's."""
        if str(membership.story) == membership.article:
            put(
                self._database,
                "stories",
                [{"id": membership.story, "title": traits.title, "began_at": stamp(traits.at)}],
                key=["id"],
                keep=True,
            )
        member = {
            "article": membership.article, "story": membership.story, "similarity": round(membership.similarity, 4), "why": membership.why,
            "at": stamp(traits.at), "traits": _traits_json(traits),
        }  # fmt: skip
        put(self._database, "story_members", [member], key=["article"])
        self._database.execute("DELETE FROM untold WHERE article = ?", [membership.article])

    def told_by(self, source: SourceId) -> frozenset[StoryId]:
        """Return the stories that *source* told; an article whose story is still to be found stands for its own."""
        rows = ask(
            self._database,
            """SELECT coalesce(story_members.story, articles.id) AS story FROM articles
               LEFT JOIN story_members ON story_members.article = articles.id WHERE articles.source = ?""",
            [source],
        )
        return frozenset(StoryId(row["story"]) for row in rows)

    def of(self, article: ArticleId) -> tuple[StoryMembership, ...]:
        """Return every member of the story that *article* belongs to, the one that began it first."""
        rows = ask(
            self._database,
            """SELECT * FROM story_members WHERE story = (SELECT story FROM story_members WHERE article = ?)
               ORDER BY article != story, at, article""",
            [article],
        )
        return tuple(
            StoryMembership(article=ArticleId(row["article"]), story=StoryId(row["story"]), similarity=row["similarity"], why=row["why"])
            for row in rows
        )


def _member(row: Row) -> Told:
    return Told(story=StoryId(row["story"]), traits=_traits(row))


def _traits_json(traits: StoryTraits) -> str:
    return as_json([sorted(traits.title_lemmas), traits.lemmas, sorted(traits.anchors)])


def _traits(row: Row) -> StoryTraits:
    title_lemmas, lemmas, anchors = from_json(row["traits"])
    return StoryTraits(
        id=ArticleId(row["article"]), source=SourceId(row["source"]), url_key=row["url_key"], language=row["language"], at=known_moment(row["at"]),
        title=row["title"], title_lemmas=frozenset(title_lemmas), lemmas=tuple((lemma, count) for lemma, count in lemmas), anchors=frozenset(anchors),
    )  # fmt: skip
