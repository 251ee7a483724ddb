"""The types that travel between the stages: each new fact about an article is a new type.

FeedItem -> Reading -> Article -> TaggedArticle -> Candidate -> ScoredArticle -> DigestPlan -> DigestView
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, NewType

from feeds.model import (
    Chapter,
    Enclosure,
    FeedItem,
    Fetched,
    FetchFailed,
    ItemKey,
    ItemKind,
    Source,
    SourceId,
    SourceKind,
    SourceState,
    Transcript,
)
from pipeline.script import Direction
from pipeline.settings import SkillId, Window

ArticleId = NewType("ArticleId", str)
"""Twelve hex digits made of the source and the item's key: the same in every run."""
StoryId = NewType("StoryId", str)
"""The id of the article that began the story."""
DigestId = NewType("DigestId", str)
"""Learner, local date and slot: "me/2026-02-18/07:00"; there is never a second one."""

#: From this strength on an article teaches a skill; what is weaker is a passing mention.
PRESENT = 0.5

#: A date further ahead than this is a mistake of whoever wrote it.
TOO_FAR_AHEAD = timedelta(days=1)

TextFrom = Literal["page", "transcript", "feed", "summary", "title"]
Level = Literal["introduction", "practice", "deep"]
Where = Literal["title", "heading", "lead", "body", "tags", "transcript"]


Origin = Literal["config", "opml", "catalogue", "command"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A source that is followed, for which skills, and who said so."""

    source: Source
    skills: tuple[SkillId, ...] = ()
    origin: Origin = "config"
    #: The folders of a subscription list that it stands in, outermost first.
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A subscription with what is remembered of it: what the store tells lane 1."""

    subscription: Subscription
    state: SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source as `sources list` shows it."""

    subscription: Subscription
    state: SourceState
    #: How many entries of its feed are kept, and how many of them ever stood in a digest.
    items: int
    picked: int
    #: How the last poll went: "read", "unchanged", or the kind of its failure; None before the first.
    last_outcome: str | None = None
    #: The status that the server answered then, where the poll failed.
    last_status: int | None = None
    #: The address by which it is named where it has moved to another since.
    named_as: str | None = None
    #: When it was muted by command, and whether configuration mutes it.
    muted_at: datetime | None = None
    muted_in_config: bool = False

    @property
    def muted(self) -> bool:
        """Whether it is not asked, and nothing of it stands in a digest."""
        return self.muted_at is not None or self.muted_in_config


Verdict = Literal["answers", "dead", "unsure"]
"""What a check of a catalogue address came to; unsure is what tomorrow may be otherwise: a time-out, a busy server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCheck:
    """What was found at the address of a catalogue source when it was last asked from this machine."""

    source: SourceId
    url: str
    checked_at: datetime
    verdict: Verdict
    #: What was wrong, in words; "" where it answers.
    detail: str = ""
    #: Where permanent redirects led to a feed.
    moved_to: str | None = None
    items: int | None = None
    #: When its newest item says it was published.
    newest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry of a feed as we stored it: what it is recognised by when the feed is read again."""

    fingerprint: str
    #: How often it changed since it was first seen.
    edits: int
    title: str
    published: datetime | None
    identities: tuple[str, ...] = ()
    raw_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What one poll of one source brought: everything that one transaction stores."""

    followed: Followed
    #: The state to remember from now on.
    state: SourceState
    outcome: str
    detail: str = ""
    #: What the server answered where the poll failed: 404 ...
    status: int | None = None
    #: The feed's own title and site, where it said them.
    title: str | None = None
    site: str | None = None
    new: tuple[FeedItem, ...] = ()
    edited: tuple[FeedItem, ...] = ()
    #: Known entries that only are written otherwise now.
    same: tuple[FeedItem, ...] = ()
    #: Why some of the new ones are kept out of digests, in words.
    held: Mapping[ItemKey, str] = field(default_factory=dict)
    #: Why the page of some is not to be asked for, in words.
    not_wanted: Mapping[ItemKey, str] = field(default_factory=dict)


#: An entry is read so often in all, where its page or transcript does not come, or Gapfeed itself fails.
MOST_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry that is stored and waits to be read: with its page or transcript, and understood."""

    source: SourceId
    item: FeedItem
    first_seen: datetime
    #: The source's title, which pages like to repeat behind their own.
    source_title: str | None = None
    #: False where its article is kept already: the entry was edited, or its page is asked for once more.
    is_new: bool = True
    #: Why its page is not to be asked for, in words.
    why_no_page: str | None = None
    #: How often reading it failed: its page or transcript did not come.
    tries: int = 0
    #: What was read of it earlier, in the page's or the speakers' own words; None where there is nothing better than the feed's.
    kept: "Article | None" = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReadable:
    """A page that gave no article, and why, in words."""

    why: str


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
    #: Why the text is not the page's; None where it is.
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
    evidence: tuple[Evidence, ...]

    @property
    def is_present(self) -> bool:
        """Whether the article teaches the skill, not only mentions it: from strength 0.5 on."""
        return self.strength >= PRESENT


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
    #: Lemmas of title and text for the search index, separated by blanks.
    lemmas: str = field(repr=False)
    #: Fingerprint of the lexicon, the tagger and the person's own skills that made the tags.
    made_with: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A stored article as lane 2 sees it: what was understood of it, without its long text."""

    id: ArticleId
    source: SourceId
    source_title: str
    source_kind: SourceKind
    #: Of a private source: never in an edition.
    private: bool
    url: str | None
    title: str
    author: str | None
    published: datetime | None
    updated: datetime | None
    first_seen: datetime
    language: str
    kind: ItemKind
    minutes: int
    words: int
    text_from: TextFrom
    why_not_page: str | None
    level: Level
    summary: str
    summary_at_seconds: float | None
    tags: tuple[SkillTag, ...]
    story: StoryId
    #: Other sources of the same story.
    also_told_by: tuple[ToldBy, ...] = ()
    #: Skills that the source is followed for.
    source_skills: tuple[SkillId, ...] = ()
    enclosure: Enclosure | None = None
    chapters: tuple[Chapter, ...] = ()
    #: Why it is kept out of digests although it is new, in words; None for nearly all.
    held: str | None = None


EventKind = Literal["done", "more", "less", "fewer_from_source", "save", "too_easy", "too_hard", "shared", "undo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something the person did with an item; appended, never changed."""

    kind: EventKind
    article: ArticleId
    source: SourceId
    at: datetime
    note: str | None = None
    #: The skills that the article was tagged with at that time, strongest first.
    skills: tuple[SkillId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPick:
    """An article that stood in an earlier digest."""

    digest: DigestId
    day: date
    article: ArticleId
    story: StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What this person was given and what they did with it, as far as ranking needs to know."""

    sent: tuple[SentPick, ...] = ()
    #: In order of time; undone ones are already left out.
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One part of a score: its name, the number it gave, and the number in words."""

    name: str
    #: A factor around 1 for everything but relevance, which is 0 to 1.
    value: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredArticle:
    """A candidate with its score for one gap on one day, and every reason behind it."""

    candidate: Candidate
    #: The gap it closes best.
    skill: SkillId
    score: float
    reasons: tuple[Reason, ...]
    #: The evidence for that skill, strongest first.
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An article that is not in the digest, why, and what would bring it in."""

    candidate: Candidate
    why: str
    would_help: str | None = None
    score: float | None = None
    #: Not a judgement but a lack of room: it may come tomorrow.
    still_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """An article in a digest: its number, its window, the minutes it takes there."""

    number: int
    scored: ScoredArticle
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWindow:
    """A window of the day and what was chosen for it."""

    window: Window
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPlan:
    """What one digest holds, and what it leaves out and why."""

    id: DigestId
    day: date
    #: The local time of the slot, "07:00".
    slot: str
    windows: tuple[PlannedWindow, ...]
    left_out: tuple[LeftOut, ...]
    #: How many picks of earlier digests are neither done nor dismissed.
    still_open: int = 0

    @property
    def picks(self) -> tuple[Pick, ...]:
        """All picks in the order of their numbers."""
        return tuple(pick for planned in self.windows for pick in planned.picks)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillProgress:
    """How far the person is with one skill: from the config's level, and what they did."""

    skill: SkillId
    level: int
    target: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrouble:
    """A source that does not answer, and the reason in words."""

    source_title: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of something that was handed over."""

    to: str
    outcome: Literal["sent", "written", "failed", "unknown"]
    detail: str = ""
