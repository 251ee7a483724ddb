"""Questions that change nothing: what is kept about a subject, and why an item was picked or left out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.edges.store import Store
from pipeline.edges.store.articles import Found
from pipeline.edges.store.digests import StoredDigest, StoredPick, stored_form
from pipeline.history import given_in, history_of
from pipeline.model.articles import Passage
from pipeline.model.digests import Candidate, DigestPlan, Given, History, LeftOut, Reason, ScoredArticle
from pipeline.model.ids import DigestId
from pipeline.model.stories import StoryMembership
from pipeline.names import item_named
from pipeline.planning.worth import ENOUGH, gain
from pipeline.publish import Desk, draft, judge, score_of
from pipeline.scoring.weight import given_before
from pipeline.settings import Settings, SkillId, Window
from pipeline.slots import slot_for
from pipeline.words import stems_of

#: The longest query that is looked at, in words.
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where an item stands in a digest, and what it brought there."""

    digest: DigestId
    number: int
    window: str
    #: The window as it is configured now; None where none has that name.
    window_now: Window | None
    minutes: int
    passage: Passage | None
    skill: SkillId
    #: What the gap weighed.
    weight: float
    #: What it gave to that gap: its score without the weight; of an episode only what the passage holds.
    quality: float
    score: float
    #: Every number of that score.
    reasons: tuple[Reason, ...]
    #: What earlier digests had given to the gap, the older the less.
    given: float
    #: What the other picks of the same digest give to it.
    beside: float

    @property
    def added(self) -> float:
        """By how much the page is worth more with it than without."""
        return gain(self.weight, ENOUGH + self.given + self.beside, self.quality)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything there is to say about why an item stands where it stands."""

    candidate: Candidate
    #: Where it was picked, the latest first.
    picked: tuple[Placing, ...]
    #: In which digests it was left out, why, and what would have helped; the latest first.
    left_out: tuple[tuple[DigestId, str, str | None], ...]
    #: Its score now, whether it may be picked or not, or that it teaches nothing the person is learning.
    now: ScoredArticle | LeftOut
    #: Its place among all that could be picked now, from 1, and how many there are; None where it could not.
    rank: tuple[int, int] | None
    #: What a digest made now would do with it: where it would stand, or why it would be left out.
    verdict: Placing | LeftOut
    story: tuple[tuple[StoryMembership, Candidate | None], ...]


def explain(desk: Desk, settings: Settings, item: str, now: datetime) -> Explanation:
    """Say why *item* was picked or left out, and how it would fare now.

    Raises:
        UnknownItem: nothing, or more than one thing, goes by that name.
    """
    store = desk.store
    candidate = item_named(store, item)
    slot = slot_for(settings, now)
    history = history_of(store, settings, slot.day)
    judged = judge(desk, (candidate,), settings, history, slot.day, now)
    barred = next(iter(judged.left_out), None)
    outcome = next(iter(judged.scored), None) or score_of(candidate, settings, desk.lexicon, history, slot.day, now)
    chosen = draft(desk, settings, slot, now)
    digests = store.digests.since(date.min)
    rank = None
    if isinstance(outcome, ScoredArticle) and barred is None:
        scores = [pick.scored.score for pick in chosen.picks] + [left.score for left in chosen.left_out if left.score is not None]
        rank = (1 + sum(score > outcome.score for score in scores), len(scores))
    members = store.stories.of(candidate.id)
    tellers = {teller.id: teller for teller in store.articles.by_ids([member.article for member in members])}
    return Explanation(
        candidate=candidate,
        picked=tuple(
            _placing(digest, pick, settings, given_in(digests)) for digest in reversed(digests) for pick in digest.picks if pick.article == candidate.id
        ),
        left_out=store.digests.why_left_out(candidate.id), now=outcome, rank=rank, verdict=barred or _verdict(candidate, chosen, settings, history),
        story=tuple((member, tellers.get(member.article)) for member in members if len(members) > 1),
    )  # fmt: skip


def _verdict(candidate: Candidate, chosen: DigestPlan, settings: Settings, history: History) -> Placing | LeftOut:
    """Return what a digest made now does with *candidate*, which may be in one."""
    as_stored = stored_form(chosen)
    pick = next((pick for pick in as_stored.picks if pick.article == candidate.id), None)
    if pick is not None:
        return _placing(as_stored, pick, settings, history.given)
    unseen = LeftOut(
        candidate=candidate, why="its source is muted, or not followed any more", would_help="follow it again: gapfeed sources"
    )
    return next((left for left in chosen.left_out if left.candidate.id == candidate.id), unseen)


def _placing(digest: StoredDigest, pick: StoredPick, settings: Settings, given: Iterable[Given]) -> Placing:
    beside = sum(other.quality for other in digest.picks if other.skill == pick.skill and other.number != pick.number)
    return Placing(
        digest=digest.id, number=pick.number, window=pick.window, minutes=pick.minutes, passage=pick.passage, skill=pick.skill,
        window_now=next((window for window in settings.windows if window.name == pick.window), None), weight=pick.weight, quality=pick.quality,
        score=pick.score, reasons=pick.reasons, given=given_before(digest.id, digest.day, given).get(pick.skill, 0.0), beside=beside,
    )  # fmt: skip


def search(store: Store, query: str, languages: tuple[str, ...], *, most: int = 20) -> tuple[Found, ...]:
    """Return what is kept about *query*, best first: every word must be there, in any of its forms.

    No text a person can type is an error: operators and quotes are searched like any other characters.
    """
    words = [word for word in re.findall(r"[\w+#]+", query) if word.strip("_")][:_MOST_WORDS]
    return store.articles.search([_forms(word, languages) for word in words], most)


def _forms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([word, *(form for language in languages for form in stems_of(word, language))]))
