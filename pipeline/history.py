"""Look up what the person was given and what they did with it, as far as a digest of a day needs to know."""

from collections.abc import Iterable
from datetime import date, timedelta
from operator import itemgetter

from pipeline.edges.store import Store
from pipeline.edges.store.digests import StoredDigest
from pipeline.model.digests import EventKind, Given, History, Met
from pipeline.model.ids import ArticleId
from pipeline.scoring.novelty import REMEMBERED_DAYS
from pipeline.settings import Settings

#: What a person does with an article that they have read.
_MET_BY: frozenset[EventKind] = frozenset({"done", "shared"})
_ON_LEVEL: frozenset[EventKind] = frozenset({"too_easy", "too_hard"})


def history_of(store: Store, settings: Settings, day: date) -> History:
    """Return what was sent and what the person said to it, as it stands for a digest of *day*.

    What was given and met is that up to *day*, also where the digest is made later. That nothing is sent twice, and what the person
    said they want, holds whenever it was.
    """
    deeds = store.person.deeds()
    events = tuple(deed.event for deed in deeds)
    since, zone = day - timedelta(days=REMEMBERED_DAYS), settings.learner.timezone
    digests = [digest for digest in store.digests.since(since) if digest.day <= day]
    picks = [(digest.day, pick.article) for digest in digests for pick in digest.picks]
    acts = [(event.at.astimezone(zone).date(), event.article) for event in events if event.kind in _MET_BY]
    met = _each_once(sorted((*picks, *(act for act in acts if since <= act[0] <= day)), key=itemgetter(0)))
    articles = {one.id: one for one in store.articles.by_ids(list(met))}
    return History(
        sent=store.digests.sent(), events=events, given=given_in(digests), on_level=tuple(deed for deed in deeds if deed.event.kind in _ON_LEVEL),
        met=tuple(Met(candidate=articles[article], day=on) for article, on in met.items() if article in articles),
    )  # fmt: skip


def _each_once(oldest_first: Iterable[tuple[date, ArticleId]]) -> dict[ArticleId, date]:
    """Return the day on which each article was met last, in the order of those meetings."""
    last: dict[ArticleId, date] = {}
    for day, article in oldest_first:
        last.pop(article, None)
        last[article] = day
    return last


def given_in(digests: Iterable[StoredDigest]) -> tuple[Given, ...]:
    """Return what *digests* gave to the skills that they were made for."""
    return tuple(
        Given(digest=digest.id, day=digest.day, skill=pick.skill, quality=pick.quality) for digest in digests for pick in digest.picks
    )


def still_open(history: History) -> int:
    """Return how many articles of earlier digests the person has said nothing about, or has saved for later."""
    said: set[ArticleId] = {event.article for event in history.events if event.kind != "save"}
    return len({pick.article for pick in history.sent} - said)
