"""Choose what goes into an edition: the picks that are meant, what of them fits its circle, and what the person says of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pipeline.circle_named import circle_named
from pipeline.circles import circle_has
from pipeline.edges.store import Store
from pipeline.edges.store.digests import StoredDigest
from pipeline.edges.store.editions import StoredEdition
from pipeline.errors import CannotDo, UsageError
from pipeline.model.digests import Candidate
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.shares import SEEN_BY_ALL
from pipeline.open_address import open_address
from pipeline.settings import Circle, Settings
from pipeline.skills import Lexicon
from pipeline.stages.fitting_circle import Fitting, fitting_circle

#: From the first day of a week to its last.
_WEEK = timedelta(days=6)
#: So many editions stay in the feeds: two weeks of daily ones, and whoever follows weekly ones may be away for a quarter.
_MOST_IN_FEED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionWish:
    """What somebody wants in an edition."""

    #: The picks of the last seven days; otherwise those of the latest digest.
    week: bool = False
    #: Numbers of the latest digest to pass on; all without any.
    items: tuple[int, ...] = ()
    #: What the person says of an item, by its number in the latest digest.
    notes: Mapping[int, str] = field(default_factory=dict)
    #: The circle it is for; None for everybody.
    circle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What goes into an edition."""

    #: The day it bears: that of the latest digest.
    day: date
    #: The circle it is for; None for everybody.
    circle: Circle | None
    #: What may be in it, and how much of the picks does not fit the circle.
    fitting: Fitting
    #: How many picks are not in it because their source is private, or perhaps not everybody may have their address.
    kept_back: int
    #: What the person says of each of them; "" for nothing.
    notes: Mapping[ArticleId, str]
    #: The editions for the same people on other days, newest first.
    past: tuple[StoredEdition, ...]


def choose(store: Store, settings: Settings, lexicon: Lexicon, wish: EditionWish) -> Choice:
    """Return what goes into the edition that *wish* asks for.

    Raises:
        UsageError: a number is not in the latest digest, or there is no such circle.
        CannotDo: there is no digest yet, or nothing in it may be passed on, or nothing fits the circle.
    """
    latest = store.digests.latest()
    if latest is None:
        message = "there is no digest yet to make an edition of: `gapfeed run` makes the first"
        raise CannotDo(message)
    _check_numbers(latest, (*wish.items, *wish.notes))
    circle = None if wish.circle is None else circle_named(settings, wish.circle)
    past = tuple(one for one in store.editions.last(wish.circle, _MOST_IN_FEED) if one.day != latest.day)
    given = frozenset[StoryId]() if circle is None else _given(store, settings, circle, latest.day, past)
    fitting = _fitting(_candidates(store, latest, wish), circle, lexicon, given, named=bool(wish.items))
    public = tuple(candidate for candidate in fitting.chosen if open_address(candidate) is not None)
    if not public:
        message = "nothing in that digest may be passed on: its items are of private sources, or not everybody may have their address"
        raise CannotDo(message)
    return Choice(
        day=latest.day, circle=circle, fitting=replace(fitting, chosen=public), kept_back=len(fitting.chosen) - len(public),
        notes=_notes(store, latest, wish, public), past=past,
    )  # fmt: skip


def articles_of(store: Store, editions: Iterable[StoredEdition]) -> tuple[Candidate, ...]:
    """Return what is known today of everything in *editions*, each once."""
    return store.articles.by_ids(list(dict.fromkeys(article for edition in editions for article in edition.notes)))


def channel_of(day: date) -> str:
    """Return what the ledger calls the edition of *day*, by which it is told from posts."""
    return f"edition of {day.isoformat()}"


def _check_numbers(latest: StoredDigest, numbers: tuple[int, ...]) -> None:
    known = {pick.number for pick in latest.picks}
    wrong = sorted(set(numbers) - known)
    if wrong:
        message = f"the digest of {latest.day.isoformat()} has no item {wrong[0]}; it has {len(known)}"
        raise UsageError(message)


def _candidates(store: Store, latest: StoredDigest, wish: EditionWish) -> tuple[Candidate, ...]:
    picks = [pick for digest in store.digests.since(latest.day - _WEEK) for pick in digest.picks] if wish.week else list(latest.picks)
    if wish.items:
        picks = [pick for pick in latest.picks if pick.number in wish.items]
    return store.articles.by_ids(list(dict.fromkeys(pick.article for pick in picks)))


def _fitting(
    candidates: tuple[Candidate, ...], circle: Circle | None, lexicon: Lexicon, given: frozenset[StoryId], *, named: bool
) -> Fitting:
    """Return what of *candidates* fits *circle*, everything without one.

    Raises:
        CannotDo: nothing does.
    """
    if circle is None:
        return Fitting(chosen=candidates)
    fitting = fitting_circle(candidates, circle, lexicon, given=given, named=named)
    if not fitting.chosen:
        raise CannotDo(fitting.why_nothing(circle.name))
    return fitting


def _given(store: Store, settings: Settings, circle: Circle, day: date, past: Iterable[StoredEdition]) -> frozenset[StoryId]:
    """Return the stories that *circle* had: from its own people, in *past* editions, and by posts; not those of this very edition."""
    shares = (share for share in store.shares.all() if share.circle == circle.name and share.channel != channel_of(day))
    by_post = frozenset(share.story for share in shares if share.is_perhaps_given)
    return by_post | {one.story for one in articles_of(store, past)} | circle_has(store, settings)[circle.name]


def _notes(store: Store, latest: StoredDigest, wish: EditionWish, candidates: Iterable[Candidate]) -> Mapping[ArticleId, str]:
    """Return what the person says of each of *candidates*: here, else what they said of it last where anybody could read it."""
    # By hand, or through the person's own account: a chat may be written to in the terms of such a network, and is not for everybody.
    posts = (
        share
        for share in reversed(store.shares.all())
        if share.outcome == "sent" and share.network in SEEN_BY_ALL and (not share.channel or share.key is not None)
    )
    said = {share.article: share.note for share in posts if share.note}
    here = {pick.article: wish.notes[pick.number] for pick in latest.picks if pick.number in wish.notes}
    return {candidate.id: here.get(candidate.id, said.get(candidate.id, "")) for candidate in candidates}
