"""Say what an item becomes by being read and understood: Reading -> Article -> TaggedArticle."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Literal

from feeds.model.answers import Fetched, FetchFailed
from feeds.model.entries import FeedItem, Transcript
from feeds.model.ids import SourceId
from pipeline.model.ids import ArticleId
from pipeline.script import Direction
from pipeline.settings import SkillId

#: From this strength on an article teaches a skill; what is weaker is a passing mention.
PRESENT = 0.5

TextFrom = Literal["page", "transcript", "feed", "summary", "title"]

Level = Literal["introduction", "practice", "deep"]

Where = Literal["title", "heading", "lead", "body", "tags", "transcript"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that was gathered about one item before it is understood: the job of a read worker."""

    item: FeedItem
    source: SourceId
    first_seen: datetime
    #: The item's page, or why there is none; None where none was asked for.
    page: Fetched | FetchFailed | None = None
    #: Why the page was not asked for, in words.
    why_no_page: str | None = None
    transcript: Transcript | None = None
    #: The page's text as it was read earlier: it stands where the page does not come again.
    kept_text: str = ""
    #: The source's title, which pages like to repeat behind their own.
    source_title: str | None = None
    #: Languages to choose between first; the text decides.
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableText:
    """The article that a page holds, without what stands around it."""

    #: Paragraphs separated by blank lines; headings on lines of their own, begun by "# ".
    text: str
    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    #: What the page claims about its language: a hint that may lie.
    language: str | None = None
    site_name: str | None = None
    #: Address of the lead image, never loaded.
    image: str | None = None
    canonical: str | None = None
    #: Which way the markup says that it runs: a hint as well.
    direction: Direction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReadable:
    """A page that gave no article, and why, in words."""

    why: str
    #: What was read of it all the same, where it is the right page and only too short: its facts count, and its text where no feed has any.
    read: ReadableText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An item with the text a person would read, in a known language."""

    id: ArticleId
    source: SourceId
    item: FeedItem
    first_seen: datetime
    title: str
    author: str | None
    published: datetime | None
    #: A two-letter code, "und" where the text does not tell.
    language: str
    direction: Direction
    text: str
    words: int
    #: Time to read or to listen.
    minutes: int
    text_from: TextFrom
    #: Why the text is not the page's article, None where it is; with a text "from the page", how little that page holds.
    why_not_page: str | None
    transcript: Transcript | None = None
    #: Address of the lead image, never loaded.
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of the article that speak for a skill, as they stand there, and where."""

    words: str
    where: Where
    #: Where in an episode they are said, in seconds.
    at_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillTag:
    """A skill that an article teaches: how strongly (0 to 1), and by which words."""

    skill: SkillId
    group: str
    strength: float
    evidence: Sequence[Evidence]

    @property
    def is_present(self) -> bool:
        """Whether the article teaches the skill, not only mentions it: from strength 0.5 on."""
        return self.strength >= PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of an episode that teaches a skill by itself."""

    skill: SkillId
    start_seconds: float
    end_seconds: float
    #: How much of what the episode says of the skill is said here, 0 to 1.
    share: float
    #: The chapter it begins with; empty where the episode has none.
    title: str

    @property
    def minutes(self) -> int:
        """Its length in minutes, begun ones counted whole."""
        return max(1, ceil((self.end_seconds - self.start_seconds) / 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGuess:
    """Whom an article is written for, and what speaks for that, in words."""

    level: Level
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Two sentences of the article's own that say what it teaches."""

    text: str
    #: For an episode: where the passage is said, in seconds.
    at_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedArticle:
    """An article and all that we understood of it."""

    article: Article
    tags: tuple[SkillTag, ...]
    level: LevelGuess
    summary: Summary
    #: Of a long episode: the parts that teach a skill by themselves.
    passages: tuple[Passage, ...] = ()
    #: Lemmas of title and text for the search index, separated by blanks.
    lemmas: str = field(repr=False)
    #: Fingerprint of the lexicon, the tagger and the person's own skills that made the tags.
    made_with: str
