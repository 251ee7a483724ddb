"""Questions that change nothing: what is kept about a subject, and why an item was picked or left out."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.edges.store import Store
from pipeline.edges.store.articles import Found
from pipeline.edges.store.digests import StoredPick
from pipeline.model.digests import Candidate, LeftOut, ScoredArticle
from pipeline.model.ids import DigestId
from pipeline.model.stories import StoryMembership
from pipeline.names import item_named
from pipeline.publish import Desk, draft, history_of, judge, score_of
from pipeline.settings import Settings
from pipeline.slots import slot_for
from pipeline.words import stems_of

#: The longest query that is looked at, in words.
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything there is to say about why an item stands where it stands."""

    candidate: Candidate
    #: Where it was picked, the latest first.
    picked: tuple[tuple[DigestId, StoredPick], ...]
    #: In which digests it was left out, why, and what would have helped; the latest first.
    left_out: tuple[tuple[DigestId, str, str | None], ...]
    #: Its score now, whether it may be picked or not, or that it teaches nothing the person is learning.
    now: ScoredArticle | LeftOut
    #: Its place among all that could be picked now, from 1, and how many there are; None where it could not.
    rank: tuple[int, int] | None
    #: What a digest made now would do with it beyond its score, None where it would be picked.
    verdict: LeftOut | None
    story: tuple[tuple[StoryMembership, Candidate | None], ...]


def explain(desk: Desk, settings: Settings, item: str, now: datetime) -> Explanation:
    """Say why *item* was picked or left out, and how it would fare now.

    Raises:
        UnknownItem: nothing, or more than one thing, goes by that name.
    """
    store = desk.store
    candidate = item_named(store, item)
    history = history_of(store)
    judged = judge(desk, (candidate,), settings, history, now)
    barred = next(iter(judged.left_out), None)
    outcome = next(iter(judged.scored), None) or score_of(candidate, settings, desk.lexicon, history, now)
    chosen = draft(desk, settings, slot_for(settings, now), now)
    rank = None
    if isinstance(outcome, ScoredArticle) and barred is None:
        scores = [pick.scored.score for pick in chosen.picks] + [left.score for left in chosen.left_out if left.score is not None]
        rank = (1 + sum(score > outcome.score for score in scores), len(scores))
    members = store.stories.of(candidate.id)
    tellers = {teller.id: teller for teller in store.articles.by_ids([member.article for member in members])}
    return Explanation(
        candidate=candidate,
        picked=tuple((digest.id, pick) for digest in reversed(store.digests.since(date.min)) for pick in digest.picks if pick.article == candidate.id),
        left_out=store.digests.why_left_out(candidate.id), now=outcome, rank=rank,
        verdict=barred or next((left for left in chosen.left_out if left.candidate.id == candidate.id), None),
        story=tuple((member, tellers.get(member.article)) for member in members if len(members) > 1),
    )  # fmt: skip


def search(store: Store, query: str, languages: tuple[str, ...], *, most: int = 20) -> tuple[Found, ...]:
    """Return what is kept about *query*, best first: every word must be there, in any of its forms.

    No text a person can type is an error: operators and quotes are searched like any other characters.
    """
    words = [word for word in re.findall(r"[\w+#]+", query) if word.strip("_")][:_MOST_WORDS]
    return store.articles.search([_forms(word, languages) for word in words], most)


def _forms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([word, *(form for language in languages for form in stems_of(word, language))]))
