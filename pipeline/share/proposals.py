"""Propose what to pass on to whom: what the person met lately, laid before each circle, the one first that has waited longest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from pipeline.circle_named import circle_named
from pipeline.circles import circle_has, waits_in
from pipeline.edges.store import Store
from pipeline.errors import UsageError
from pipeline.model.circles import Encounter, Proposal, Wait
from pipeline.model.digests import Event, EventKind
from pipeline.model.ids import ArticleId
from pipeline.model.shares import Share
from pipeline.settings import Settings
from pipeline.share.ledger import waits_for_word
from pipeline.skills import Lexicon
from pipeline.stages.propose import Shelf, propose

#: What was met longer ago is no longer fresh in the person's mind.
_LATELY = timedelta(days=60)
#: What a person does with an article that is worth passing on.
_MET_BY = frozenset[EventKind](("done", "more", "save", "shared"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ForCircle:
    """A circle, how long it has waited, and what it may be glad to get."""

    wait: Wait
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareList:
    """What may be passed on to whom, and which posts wait for a word."""

    circles: tuple[ForCircle, ...]
    #: Posts of which only the person can say whether they arrived, newest first.
    handed: tuple[Share, ...]
    #: How many items there were to choose from.
    met: int


def share_list(store: Store, settings: Settings, lexicon: Lexicon, now: datetime, *, circle: str | None, most: int) -> ShareList:
    """Return up to *most* proposals for each circle, or for *circle* alone; stores nothing.

    Raises:
        UsageError: there is no such circle, or none at all.
    """
    if not settings.circles:
        message = "there is no circle yet: say under `network:` in config.yaml whom you learn with, and what they care about"
        raise UsageError(message)
    if circle is not None:
        circle_named(settings, circle)
    encounters = _encounters(store, settings, now)
    shelf = Shelf(
        encounters=encounters, lexicon=lexicon, learnt=tuple(gap.skill for gap in settings.gaps),
        now=now, zone=settings.learner.timezone, text_of=cache(store.articles.text),
    )  # fmt: skip
    has = circle_has(store, settings)
    return ShareList(
        circles=tuple(
            ForCircle(wait=wait, proposals=propose(wait, shelf, has[wait.circle.name], most))
            for wait in waits_in(store, settings, now)
            if circle in {None, wait.circle.name}
        ),
        handed=tuple(share for share in store.shares.all() if waits_for_word(share) and circle in {None, share.circle}),
        met=len(encounters),
    )


def _encounters(store: Store, settings: Settings, now: datetime) -> tuple[Encounter, ...]:
    """Return what the person was given or did something good with lately, each article once, in the order of their ids."""
    since, zone = now - _LATELY, settings.learner.timezone
    today = now.astimezone(zone).date()
    given_on: dict[ArticleId, date] = {}
    for digest in store.digests.since(since.astimezone(zone).date()):
        if digest.day <= today:
            given_on.update(dict.fromkeys((pick.article for pick in digest.picks), digest.day))
    events = _by_article(event for event in store.person.events() if event.at <= now)
    met = {article for article, said in events.items() if any(event.kind in _MET_BY and event.at >= since for event in said)}
    latest = store.digests.latest()
    numbers = {pick.article: str(pick.number) for pick in latest.picks} if latest else {}
    return tuple(
        Encounter(
            candidate=candidate,
            item=numbers.get(candidate.id, candidate.id),
            given_on=given_on.get(candidate.id),
            events=tuple(events.get(candidate.id, ())),
        )
        for candidate in store.articles.by_ids(sorted(given_on.keys() | met))
    )


def _by_article(events: Iterable[Event]) -> dict[ArticleId, list[Event]]:
    by_article: dict[ArticleId, list[Event]] = {}
    for event in events:
        by_article.setdefault(event.article, []).append(event)
    return by_article
