"""Subscriptions: from configuration, OPML and the catalogue into the store; added, removed, exported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feeds.decode import decode
from feeds.discover import find_feeds
from feeds.errors import BadAddress, BadSubscriptionList
from feeds.fetch import Web, feed_request
from feeds.model import Fetched, Outline, ParsedFeed, Source, SourceKind
from feeds.opml import read_opml, write_opml
from feeds.urls import checked_address, source_id
from pipeline.catalog import Catalogue, sources_for
from pipeline.edges.files import read_bytes
from pipeline.edges.store import Store
from pipeline.edges.workers import Workers
from pipeline.errors import CannotDo, UsageError
from pipeline.model import Origin, SourceHealth, Subscription
from pipeline.reading import parsed_feed
from pipeline.settings import FollowedSource, Settings, SkillId

#: Feeds of a page that are tried, best first, until one answers.
_MOST_CANDIDATES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A source that is now followed."""

    subscription: Subscription
    #: False where it was followed before.
    fresh: bool
    #: Items the feed holds now, None where it was not asked.
    items: int | None = None


def sync(store: Store, settings: Settings, catalogue: Catalogue, now: datetime) -> tuple[str, ...]:
    """Make the store follow what configuration names, and return what could not be used, in words."""
    wanted, problems = wanted_sources(settings, catalogue)
    store.sources.follow(wanted, now)
    return problems


def wanted_sources(settings: Settings, catalogue: Catalogue) -> tuple[tuple[Subscription, ...], tuple[str, ...]]:
    """Return every source that *settings* asks for, each once, and what could not be used, in words.

    What config.yaml names itself goes before OPML lists, and those before the catalogue.
    """
    problems: list[str] = []
    wanted: dict[str, Subscription] = {}
    for subscription in _named(settings.sources.follow, problems):
        wanted.setdefault(subscription.source.id, subscription)
    for path in settings.sources.opml:
        for outline in _listed(path, problems):
            wanted.setdefault(source_id(outline.url), _from_outline(outline, "opml"))
    if settings.sources.catalog:
        for subscription in sources_for(catalogue, tuple(gap.skill for gap in settings.gaps), settings.learner.languages):
            wanted.setdefault(subscription.source.id, subscription)
    muted = {source_id(address) for address in settings.sources.muted_sources}
    return tuple(subscription for source, subscription in wanted.items() if source not in muted), tuple(problems)


def add(store: Store, web: Web, workers: Workers, address: str, now: datetime, *, skills: tuple[SkillId, ...] = ()) -> Added:
    """Follow the feed at *address*, or the feed of the site there; it is asked once to see that it is one.

    Raises:
        UsageError: that cannot be an address.
        CannotDo: it does not answer, is no feed and names none.
    """
    try:
        url = checked_address(address)
    except BadAddress as error:
        raise UsageError(str(error)) from error
    url, feed = _feed_at(web, workers, url)
    kind: SourceKind = "podcast" if feed.items and all(item.kind == "episode" for item in feed.items) else "blog"
    source = Source(id=source_id(url), url=url, title=feed.title, site=feed.site, kind=kind)
    subscription = Subscription(source=source, skills=skills, origin="command")
    return Added(subscription=subscription, fresh=store.sources.add(subscription, now), items=len(feed.items))


def remove(store: Store, name: str, now: datetime) -> SourceHealth:
    """Stop following the source that goes by *name*; what was picked from it stays.

    That is its address, else its title or its id, else a part of its title or the beginning of its id.

    Raises:
        UsageError: none, or more than one, goes by that name.
    """
    found = _known_as(name.strip(), store.sources.health())
    if len(found) != 1:
        many = ", ".join(one.subscription.source.title or one.subscription.source.url for one in found[:4])
        message = (
            f"{len(found)} sources go by {name!r} ({many}): give the address"
            if found
            else f"no source you follow goes by {name!r}; see `gapfeed sources list`"
        )
        raise UsageError(message)
    store.sources.remove(found[0].subscription.source.id, now)
    return found[0]


def _known_as(name: str, health: tuple[SourceHealth, ...]) -> list[SourceHealth]:
    """Return the sources that go by *name* in the strictest sense in which any does."""
    try:
        wanted = source_id(checked_address(name))
    except BadAddress:
        wanted = None
    word = name.casefold()
    named = [(one, one.subscription.source.id, (one.subscription.source.title or "").casefold()) for one in health if word]
    return (
        [one for one, source, _ in named if source == wanted]
        or [one for one, source, title in named if word in {source, title}]
        or [one for one, source, title in named if source.startswith(word) or word in title]
    )


def import_list(store: Store, data: bytes, now: datetime) -> tuple[Added, ...]:
    """Follow everything that the OPML list *data* names; nothing is asked yet.

    Raises:
        CannotDo: it cannot be read as OPML.
    """
    try:
        outlines = read_opml(data)
    except BadSubscriptionList as error:
        raise CannotDo(str(error)) from error
    added = []
    for outline in outlines:
        subscription = _from_outline(outline, "command")
        added.append(Added(subscription=subscription, fresh=store.sources.add(subscription, now)))
    return tuple(added)


def export_list(store: Store, title: str) -> str:
    """Return everything that is followed as OPML, without private sources."""
    subscriptions = (one.subscription for one in store.sources.health() if not one.subscription.source.private)
    return write_opml(
        tuple(
            Outline(url=one.source.url, title=one.source.title, site=one.source.site, categories=one.skills[:1])
            for one in sorted(subscriptions, key=lambda one: (one.skills[:1], one.source.url))
        ),
        title,
    )


def _feed_at(web: Web, workers: Workers, url: str) -> tuple[str, ParsedFeed]:
    outcome = web.get(feed_request(url))
    if not isinstance(outcome, Fetched):
        message = f"{url}: {getattr(outcome, 'reason', 'it sent nothing')}; it was not added"
        raise CannotDo(message)
    parsed = parsed_feed(workers, outcome)
    if isinstance(parsed, ParsedFeed):
        return outcome.moved_to or outcome.url, parsed
    for candidate in find_feeds(decode(outcome.body, markup="html", content_type=outcome.content_type), outcome.final_url)[
        :_MOST_CANDIDATES
    ]:
        answer = web.get(feed_request(candidate.url))
        found = parsed_feed(workers, answer) if isinstance(answer, Fetched) else None
        if isinstance(found, ParsedFeed):
            return candidate.url, found
    message = f"{url}: {parsed.why}, and it names no feed that answers; it was not added"
    raise CannotDo(message)


def _named(followed: Iterable[FollowedSource], problems: list[str]) -> Iterable[Subscription]:
    for one in followed:
        if one.url is None:
            problems.append(f"the environment variable {one.url_env} is not set, so the source it names is not asked")
            continue
        source = Source(id=source_id(one.url), url=one.url, title=one.title, kind=one.kind, every=one.every, private=one.private)
        yield Subscription(source=source, skills=one.skills, origin="config")


def _listed(path: Path, problems: list[str]) -> tuple[Outline, ...]:
    try:
        return read_opml(read_bytes(path))
    except (OSError, BadSubscriptionList) as error:
        problems.append(f"{path}: {getattr(error, 'strerror', None) or error}; the sources it names are not asked")
        return ()


def _from_outline(outline: Outline, origin: Origin) -> Subscription:
    source = Source(id=source_id(outline.url), url=outline.url, title=outline.title, site=outline.site)
    return Subscription(source=source, skills=tuple(SkillId(name) for name in outline.categories), origin=origin)
