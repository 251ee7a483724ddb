"""Subscriptions: from configuration, OPML and the catalogue into the store; added, imported, exported."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.due import may_refresh
from feeds.errors import BadAddress, BadSubscriptionList
from feeds.fetch import Web
from feeds.model.ids import SourceId
from feeds.model.sources import Source, SourceKind
from feeds.naming import name_of, shown_address
from feeds.urls import checked_address, source_id
from pipeline.edges.files import read_bytes
from pipeline.edges.store import Store
from pipeline.edges.workers import Workers
from pipeline.errors import CannotDo, UsageError
from pipeline.model.sources import Origin, Subscription
from pipeline.settings import FollowedSource, Settings, SkillId

if TYPE_CHECKING:
    from feeds.model.lists import Dropped, FoundFeed, Outline, SubscriptionList
    from pipeline.catalog import Catalogue
    from pipeline.model.health import CatalogueCheck, SourceHealth
    from pipeline.probe import Choose, NoFeed

#: Longer lists are no lists of subscriptions: 20,000 of them take about 5 MB.
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A source that is now followed."""

    subscription: Subscription
    #: False where it was followed before.
    fresh: bool
    #: True where it was followed before and had been given up or muted: it is asked again.
    revived: bool = False
    #: Items the feed holds now, None where it was not asked.
    items: int | None = None
    #: The feeds of the page where it was found, best first.
    on_page: "tuple[FoundFeed, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a subscription list."""

    added: tuple[Added, ...]
    dropped: "tuple[Dropped, ...]"


def sync(store: Store, settings: Settings, catalogue: "Catalogue", now: datetime) -> tuple[str, ...]:
    """Make the store follow what configuration names, and return what could not be used, in words.

    Sources of the catalogue whose addresses proved dead on this machine are left out. One that was seen to move stays where it is:
    like any other it moves when the polls have proved that.
    """
    wanted, problems = wanted_sources(settings, catalogue, store.checks.all() if settings.sources.catalog else {})
    store.sources.follow(wanted, now, muted=frozenset(source_id(address) for address in settings.sources.muted_sources))
    return problems


def wanted_sources(
    settings: Settings, catalogue: "Catalogue", checks: "Mapping[SourceId, CatalogueCheck]"
) -> tuple[tuple[Subscription, ...], tuple[str, ...]]:
    """Return every source that *settings* asks for, each once, and what could not be used, in words.

    What config.yaml names itself goes before OPML lists, and those before the catalogue.
    """
    problems: list[str] = []
    wanted: dict[str, Subscription] = {}
    for subscription in _named(settings.sources.follow, problems):
        wanted.setdefault(subscription.source.id, subscription)
    skills = tuple(gap.skill for gap in settings.gaps)
    for path in settings.sources.opml:
        for outline in _listed(path, problems):
            wanted.setdefault(source_id(outline.url), _from_outline(outline, "opml", skills))
    if settings.sources.catalog:
        from pipeline.catalog import sources_for

        living = tuple(entry for entry in catalogue if not is_dead(checks, source_id(entry.url)))
        for subscription in sources_for(living, skills, settings.learner.languages):
            wanted.setdefault(subscription.source.id, subscription)
    return tuple(wanted.values()), tuple(problems)


def unusable_lists(settings: Settings) -> tuple[str, ...]:
    """Return which OPML lists of *settings* cannot be read, and why, in words."""
    problems: list[str] = []
    for path in settings.sources.opml:
        _listed(path, problems)
    return tuple(problems)


def is_dead(checks: "Mapping[SourceId, CatalogueCheck]", source: SourceId) -> bool:
    """Tell whether the address of a catalogue source proved dead when it was last asked from this machine."""
    return source in checks and checks[source].verdict == "dead"


def add(
    store: Store, web: Web, workers: Workers, address: str, now: datetime, *,
    skills: tuple[SkillId, ...] = (), choose: "Choose" = lambda _feeds: None,
) -> Added:  # fmt: skip
    """Follow the feed at *address*, or the feed of the site there; it is asked once to see that it is one.

    Its entries are left to the next poll, which may follow at once. What is followed and fares well is not asked at all.

    Raises:
        UsageError: that cannot be an address.
        CannotDo: it does not answer, is no feed and names none; says what to do about it.
    """
    # A run of lane 1 only follows what configuration names, and asks nothing of all this.
    from pipeline.probe import NoFeed, look

    try:
        goes_by = store.sources.known_as(checked_address(address))
    except BadAddress as error:
        raise UsageError(str(error)) from error
    known = next((one for one in store.sources.health() if one.subscription.source.id == goes_by), None)
    if known is not None:
        unasked = _without_asking(store, known, now)
        if unasked is not None:
            return unasked
        address = known.subscription.source.url
    found = look(web, workers, address, choose=choose)
    if isinstance(found, NoFeed):
        raise CannotDo(_refusal(store, found, now))
    feed = found.feed
    kind: SourceKind = "podcast" if feed.items and all(item.kind == "episode" for item in feed.items) else "blog"
    source = Source(id=source_id(found.url), url=found.url, title=feed.title, site=feed.site, kind=kind)
    subscription = Subscription(source=source if known is None else known.subscription.source, skills=skills, origin="command")
    came_to = store.sources.add(subscription, now, named_as=None if found.on_page else found.asked)
    store.sources.note_asked(store.sources.known_as(found.url), now, answered=True)
    return Added(
        subscription=subscription, fresh=came_to == "added", revived=came_to == "revived", items=len(feed.items), on_page=found.on_page
    )


def _without_asking(store: Store, known: "SourceHealth", now: datetime) -> Added | None:
    """Return what is known of a followed source that need not be asked, None for one that must be.

    Raises:
        CannotDo: it must be asked, and may not be yet.
    """
    given_up = known.state.gone or known.state.failures_in_a_row > 0
    muted = known.muted_at is not None
    if not given_up and not muted:
        return Added(subscription=known.subscription, fresh=False)
    if may_refresh(known.state, now):
        return None
    if given_up:
        wait = known.state.not_before
        why = f"its server wants to be left alone until {wait:%Y-%m-%d %H:%M} UTC" if wait and wait > now else "it was asked minutes ago"
        message = f"You follow {name_of(known.subscription.source)} already, and {why}. Try again later."
        raise CannotDo(message)
    store.sources.mute(known.subscription.source.id, None)
    return Added(subscription=known.subscription, fresh=False, revived=True)


def _refusal(store: Store, found: "NoFeed", now: datetime) -> str:
    """Return why there is no feed to follow, and what to do; of a source that is followed, the failure is remembered."""
    from pipeline.advice import what_to_do
    from pipeline.asked import followed_at, remember_asked

    known = followed_at(store, found.asked)
    if known is not None:
        remember_asked(store, known, found, now)
    advice = what_to_do(found.failure.kind, found.failure.status, followed=known is not None)
    asked = found.asked if known is None else shown_address(known.subscription.source)
    outcome = "it was not added" if known is None else "you follow it already"
    return f"{asked}: {found.reason}; {outcome}." + (f" {advice}." if advice else "")


def import_list(store: Store, data: bytes, now: datetime, known_skills: Collection[SkillId]) -> Imported:
    """Follow everything that the OPML list *data* names, in the folders where it stands; nothing is asked yet.

    A folder that is called like one of the *known_skills* also says what its sources are followed for.

    Raises:
        CannotDo: it cannot be read as OPML.
    """
    try:
        listed = _list_in(data)
    except BadSubscriptionList as error:
        raise CannotDo(str(error)) from error
    subscriptions = tuple(_from_outline(outline, "command", known_skills) for outline in listed.outlines)
    came_to = store.sources.add_all(subscriptions, now)
    added = (Added(subscription=one, fresh=came == "added") for one, came in zip(subscriptions, came_to, strict=True))
    return Imported(added=tuple(added), dropped=listed.dropped)


def export_list(store: Store, title: str) -> str:
    """Return everything that is followed as OPML, each in its folders, without private sources.

    A source that stands in no folder stands in one of its first skill, where it has one.
    """
    from feeds.model.lists import Outline
    from feeds.opml import write_opml

    subscriptions = (one.subscription for one in store.sources.health() if not one.subscription.source.private)
    outlines = (
        Outline(url=one.source.url, title=one.source.title, site=one.source.site, categories=one.categories or one.skills[:1])
        for one in subscriptions
    )
    return write_opml(sorted(outlines, key=lambda outline: (outline.categories, outline.url)), title)


def _named(followed: Iterable[FollowedSource], problems: list[str]) -> Iterable[Subscription]:
    for one in followed:
        if one.url is None:
            problems.append(f"the environment variable {one.url_env} is not set, so the source it names is not asked")
            continue
        source = Source(id=source_id(one.url), url=one.url, title=one.title, kind=one.kind, every=one.every, private=one.private)
        yield Subscription(source=source, skills=one.skills, origin="config")


def _listed(path: Path, problems: list[str]) -> "tuple[Outline, ...]":
    try:
        return _list_in(read_list(path)).outlines
    except (OSError, BadSubscriptionList) as error:
        problems.append(f"{path}: {getattr(error, 'strerror', None) or error}; the sources it names are not asked")
        return ()


def read_list(path: Path) -> bytes:
    """Return what the file of a list holds, of one that is too large no more than shows that it is.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    return read_bytes(path, _MOST_BYTES + 1)


def _list_in(data: bytes) -> "SubscriptionList":
    if len(data) > _MOST_BYTES:
        why = f"The file is no subscription list: it is larger than {_MOST_BYTES // 1_000_000} MB."
        raise BadSubscriptionList(why)
    from feeds.opml import read_opml

    return read_opml(data)


def _from_outline(outline: "Outline", origin: Origin, known_skills: Collection[SkillId]) -> Subscription:
    source = Source(id=source_id(outline.url), url=outline.url, title=outline.title, site=outline.site)
    skills = tuple(SkillId(name) for name in outline.categories if name in known_skills)
    return Subscription(source=source, skills=skills, origin=origin, categories=outline.categories)


def dead_of_catalogue(store: Store, settings: Settings, catalogue: "Catalogue") -> tuple[str, ...]:
    """Return the titles of the catalogue's sources that would be followed, had their addresses not proved dead."""
    if not settings.sources.catalog:
        return ()
    checks = store.checks.all()
    from pipeline.catalog import sources_for

    chosen = sources_for(catalogue, tuple(gap.skill for gap in settings.gaps), settings.learner.languages)
    return tuple(one.source.title or one.source.url for one in chosen if is_dead(checks, one.source.id))
