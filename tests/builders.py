"""Make model objects for tests, with everything a test does not care about filled in."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlite_utils
from sqlite_utils.db import Table

from feeds.model.entries import FeedItem
from feeds.model.ids import ItemKey, SourceId
from feeds.model.sources import Source, SourceState
from pipeline.edges.store import Store
from pipeline.edges.store.connection import Database
from pipeline.edges.store.shares import NewShare
from pipeline.model.articles import Article, Evidence, LevelGuess, SkillTag, Summary, TaggedArticle
from pipeline.model.digests import Candidate, Deed, Event, EventKind, Reason, ScoredArticle
from pipeline.model.entries import Harvest, KnownEntry, Waiting
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.shares import Share, ShareId
from pipeline.model.sources import Followed, Subscription
from pipeline.settings import (
    EVERY_DAY,
    Channel,
    Circle,
    Digest,
    Fetching,
    Gap,
    Learner,
    Mode,
    Settings,
    SkillId,
    Sources,
    Web,
    Window,
)  # fmt: skip

NOW = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)


def gap(skill: str = "sql", level: int = 2, target: int = 4, **changes: object) -> Gap:
    """Return a gap."""
    return replace(Gap(skill=SkillId(skill), level=level, target=target), **changes)  # type: ignore[arg-type]


def window(name: str = "lunch", minutes: int = 15, mode: Mode = "read", days: frozenset[int] = EVERY_DAY) -> Window:
    """Return a window of every day."""
    return Window(name=name, days=days, minutes=minutes, mode=mode)


def settings(folder: Path = Path("/nowhere"), **changes: object) -> Settings:
    """Return settings of somebody who learns one skill at lunch."""
    made = Settings(
        file=None,
        learner=Learner(name="Sam", languages=("en",), timezone=ZoneInfo("Europe/Warsaw")),
        gaps=(gap(),), windows=(window(),), circles=(), mastodon=None, bluesky=None,
        sources=Sources(catalog=False, follow=(), opml=(), muted_words=(), muted_sources=()),
        fetching=Fetching(contact=None, allow_private=frozenset()), mail=None,
        digest=Digest(at=(time(7, 0),), days=EVERY_DAY, most_per_source=2, when_empty="say", folders=(folder / "digests",), emails=()),
        web=Web(port=8765, url=None), workers=1, keep_unpicked=timedelta(days=90), store=folder / "gapfeed.db",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def feed_item(key: str = "one", **changes: object) -> FeedItem:
    """Return an item of a feed."""
    made = FeedItem(
        key=ItemKey(key), url=f"https://example.org/{key}", url_key=f"example.org/{key}", title=f"Item {key}", published=NOW - timedelta(days=1),
        updated=None, author=None, language="en", kind="article", summary_text="A summary.", content_text="", fingerprint=f"print of {key}",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def skill_tag(skill: str = "sql", strength: float = 0.8, group: str = "databases", words: str = "window function") -> SkillTag:
    """Return a tag with one piece of evidence."""
    return SkillTag(skill=SkillId(skill), group=group, strength=strength, evidence=(Evidence(words=words, where="title"),))


def candidate(name: str = "a1", **changes: object) -> Candidate:
    """Return a stored article that teaches SQL, published yesterday."""
    made = Candidate(
        id=ArticleId(name), source=SourceId("source1"), source_title="Source One", source_kind="blog", private=False, url=f"https://example.org/{name}",
        title=f"Title {name}", author=None, published=NOW - timedelta(days=1), updated=None, first_seen=NOW - timedelta(days=1), language="en",
        kind="article", minutes=5, words=900, text_from="page", why_not_page=None, level="practice", summary="It teaches.", summary_at_seconds=None,
        tags=(skill_tag(),), story=StoryId(name),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def circle(name: str = "team", *cares_about: str, **changes: object) -> Circle:
    """Return a circle that reads English and is reached by Slack."""
    skills = tuple(map(SkillId, cares_about))
    made = Circle(name=name, who=None, languages=("en",), cares_about=skills, via=(Channel(network="slack"),), every=None)
    return replace(made, **changes)  # type: ignore[arg-type]


def share(circle: str | None = "team", article: str = "a1", **changes: object) -> Share:
    """Return something that was passed on to a circle, and arrived."""
    made = Share(
        id=ShareId(1), circle=circle, network="slack", channel="", article=ArticleId(article), story=StoryId(article), title=f"Title {article}",
        url=f"https://example.org/{article}", at=NOW, text="Read this.", note="", outcome="sent",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def scored(name: str = "a1", score: float = 0.5, skill: str = "sql", **changes: object) -> ScoredArticle:
    """Return a scored article."""
    one = candidate(name, **changes)
    reason = Reason(name="relevance", value=score, words="it says so")
    return ScoredArticle(
        candidate=one, skill=SkillId(skill), quality=score, weight=1.0, reasons=(reason,), evidence=one.tags[0].evidence if one.tags else ()
    )


def new_share(**changes: object) -> NewShare:
    """Return a post on an article, about to be handed to a team."""
    made = NewShare(
        key="one", circle="team", network="slack", article=ArticleId("a1"), story=StoryId("a1"), title="Title a1", url="https://example.org/a1",
        text="A post on a1",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def deed(kind: EventKind = "done", article: str = "a1", skills: tuple[str, ...] = ("sql",), at: datetime = NOW, **changes: object) -> Deed:
    """Return something that the person did with an article that teaches SQL."""
    event = Event(kind=kind, article=ArticleId(article), source=SourceId("source1"), at=at, skills=tuple(map(SkillId, skills)))
    made = Deed(
        event=event,
        title=f"Title {article}",
        url=f"https://example.org/{article}",
        source_title="Source One",
        language="en",
        minutes=5,
        level="practice",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def article(name: str = "a1", **changes: object) -> Article:
    """Return an understood article."""
    item = feed_item(name)
    made = Article(
        id=ArticleId(name), source=SourceId("source1"), item=item, first_seen=NOW, title=item.title, author=None, published=item.published, language="en",
        direction="ltr", text="A window function ranks rows.", words=5, minutes=1, text_from="page", why_not_page=None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def tagged(name: str = "a1", **changes: object) -> TaggedArticle:
    """Return a tagged article that teaches SQL."""
    return TaggedArticle(
        article=article(name, **changes), tags=(skill_tag(),), level=LevelGuess(level="practice"), summary=Summary(text="A window function ranks rows."),
        lemmas="window function rank row", made_with="today",
    )  # fmt: skip


def subscription(source: str = "source1", **changes: object) -> Subscription:
    """Return a subscription to a blog, named in configuration."""
    origin = changes.pop("origin", "config")
    skills = changes.pop("skills", ())
    made = replace(Source(id=SourceId(source), url=f"https://{source}.example.org/feed"), **changes)  # type: ignore[arg-type]
    return Subscription(source=made, skills=skills, origin=origin)  # type: ignore[arg-type]


def harvest(source: str = "source1", **changes: object) -> Harvest:
    """Return what a good poll of a source brought: nothing, if not told otherwise."""
    followed = Followed(subscription=subscription(source), state=SourceState())
    return replace(Harvest(followed=followed, state=SourceState(), outcome="read"), **changes)  # type: ignore[arg-type]


def save(store: Store, *articles: TaggedArticle, source: str = "source1", again: bool = False, now: datetime = NOW) -> None:
    """Store articles as lane 1 does: first the entries, new or edited (*again*), then what was understood of them."""
    with store.writing():
        items = tuple(one.article.item for one in articles)
        store.entries.keep(harvest(source, edited=items) if again else harvest(source, new=items), now)
        for one in articles:
            store.articles.save(one)
            store.entries.was_read(Waiting(source=SourceId(source), item=one.article.item, first_seen=now), one.article.id)


def known_entry(item: FeedItem, **changes: object) -> KnownEntry:
    """Return what is known of *item* once it is stored."""
    made = KnownEntry(
        fingerprint=item.fingerprint,
        edits=0,
        title=item.title,
        published=item.published,
        identities=item.identities,
        raw_hash=item.raw_hash,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def table_of(database: Database, name: str) -> Table:
    """Return a table of *database* as sqlite-utils sees it: its rows and their number, and a way to add some."""
    return sqlite_utils.Database(database.conn).table(name)


def integrity(path: Path) -> tuple[str, int]:
    """Return what SQLite says of the file, and how many texts the search index holds; raises where the index differs from the texts."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("INSERT INTO article_texts_fts (article_texts_fts, rank) VALUES ('integrity-check', 1)")
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        return said, connection.execute("SELECT count(*) FROM article_texts_fts").fetchone()[0]
    finally:
        connection.close()
