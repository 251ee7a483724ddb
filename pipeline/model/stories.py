"""Say what a story is recognised by, and who tells it."""

from dataclasses import dataclass, field
from datetime import datetime

from feeds.model.ids import SourceId
from pipeline.model.ids import ArticleId, StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTraits:
    """What the story of an article is recognised by."""

    id: ArticleId
    source: SourceId
    url_key: str | None
    language: str
    #: Time by which stories are ordered: published, else first seen.
    at: datetime
    title: str
    #: Lemmas of the title and of the text with their counts; no stop words.
    title_lemmas: frozenset[str]
    lemmas: tuple[tuple[str, int], ...] = field(repr=False)
    #: Names and numbers as they stand in the text, lower case.
    anchors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article whose story is known."""

    traits: StoryTraits
    story: StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMembership:
    """To which story an article belongs, how similar it is to it, and why."""

    article: ArticleId
    story: StoryId
    #: 0 to 1; 1 for the article that began the story.
    similarity: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBy:
    """Another source that tells the same story."""

    article: ArticleId
    source_title: str
    url: str | None
