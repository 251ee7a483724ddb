"""Say how an article comes into a digest, and what the person did with it: Candidate -> ScoredArticle -> DigestPlan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from feeds.model.entries import Chapter, Enclosure, ItemKind
from feeds.model.ids import SourceId
from feeds.model.sources import SourceKind
from pipeline.model.articles import Evidence, Level, Passage, SkillTag, TextFrom
from pipeline.model.ids import ArticleId, DigestId, StoryId
from pipeline.model.stories import ToldBy
from pipeline.settings import SkillId, Window


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
    #: People the person knows who shared it in an edition of their own (sources of the kind `circle`), by their names.
    shared_by: tuple[ToldBy, ...] = ()
    #: Skills that the source is followed for.
    source_skills: tuple[SkillId, ...] = ()
    enclosure: Enclosure | None = None
    chapters: tuple[Chapter, ...] = ()
    #: Parts of an episode that teach a skill by themselves; of each skill the longer one first.
    passages: tuple[Passage, ...] = ()
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
class Deed:
    """Something the person did, and what is known of the article with which they did it."""

    event: Event
    #: Its id where the article is not kept any more.
    title: str
    url: str | None
    source_title: str
    #: Two-letter code; "und" where it is not known.
    language: str
    #: How long it takes: what was picked of it for the last digest in which it stood, else the whole.
    minutes: int
    #: Whom it is written for; None where the article is not kept any more.
    level: Level | None
    #: The gap for which it stood in that digest, which may be a neighbour of what it is tagged with; None where it stood in none.
    picked_for: SkillId | None = None

    @property
    def skills(self) -> tuple[SkillId, ...]:
        """The skills for which it counts: those that the article teaches, and the one for which it was picked."""
        skills = self.event.skills
        return skills if self.picked_for is None or self.picked_for in skills else (*skills, self.picked_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPick:
    """An article that stood in an earlier digest."""

    digest: DigestId
    day: date
    article: ArticleId
    story: StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a pick of an earlier digest gave to the skill it was picked for."""

    digest: DigestId
    day: date
    skill: SkillId
    quality: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """An article that the person met lately: it stood in a digest, or they did it or passed it on."""

    candidate: Candidate
    #: The local day of the digest, or of what they did.
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What this person was given and what they did with it, as far as ranking needs to know."""

    sent: tuple[SentPick, ...] = ()
    #: In order of time; undone ones are already left out.
    events: tuple[Event, ...] = ()
    #: Those of them that are words on the level of an article, with that level and the gap it was picked for.
    on_level: tuple[Deed, ...] = ()
    #: What digests of the last weeks gave.
    given: tuple[Given, ...] = ()
    #: What was met in the last weeks up to the day of the digest, each article once, when it was met last, the oldest first; articles
    #: that are not kept any more are not among it.
    met: tuple[Met, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One part of a score: its name, the number it gave, and the number in words."""

    name: str
    #: A factor around 1 for everything but relevance, which is 0 to 1.
    value: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a later telling of a story adds to the tellings that the person had."""

    #: The day of the last digest in which the story stood.
    day: date
    #: New names, numbers and days as they stand in the article, in its order.
    news: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredArticle:
    """A candidate with its score for one gap on one day, and every reason behind it."""

    candidate: Candidate
    #: The gap it closes best.
    skill: SkillId
    #: What it is worth to somebody who learns that skill, whatever else they learn: around 0 to 2.
    quality: float
    #: What that gap weighs today: gap times urgency.
    weight: float
    #: Every factor of quality and weight.
    reasons: tuple[Reason, ...]
    #: The evidence for that skill, strongest first.
    evidence: Sequence[Evidence]
    #: Where the person had its story before; None for what is new to them.
    update: Update | None = None

    @property
    def score(self) -> float:
        """What it is ranked by: quality times weight."""
        return round(self.quality * self.weight, 6)


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
    #: The part of a long episode that teaches the skill, where only that part fits; minutes are its minutes then.
    passage: Passage | None = None


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
class LevelProposal:
    """A level that may be right for a skill instead of the one that is configured; only the person sets it."""

    level: int
    #: What speaks for it, in words.
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillProgress:
    """How far the person is with one skill: from the config's level, and what they did."""

    skill: SkillId
    level: int
    target: int
    #: How many different items that teach it were done.
    done: int
    #: How many of these in the last four weeks.
    done_lately: int = 0
    #: How long the done ones take together.
    minutes: int = 0
    #: How many items that teach it were said to be too easy, and too hard.
    too_easy: int = 0
    too_hard: int = 0
    #: Another level that what they did speaks for; None for nearly all.
    proposal: LevelProposal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of something that was handed over."""

    to: str
    #: "unknown" where it may or may not have arrived; "waiting" where it is tried again later, and was not tried now.
    outcome: Literal["sent", "written", "failed", "unknown", "waiting"]
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Receipt):
    """What became of one try to hand something over."""

    #: Trying again later may help, and cannot hand it over twice.
    retry: bool = False
