"""Find a followed source by what a person calls it, and remove, mute or unmute it."""

from datetime import datetime

from feeds.errors import BadAddress
from feeds.urls import checked_address
from pipeline.edges.store import Store
from pipeline.errors import CannotDo, UsageError
from pipeline.model import SourceHealth


def remove(store: Store, name: str, now: datetime) -> SourceHealth:
    """Stop following the source that goes by *name* (`named`); what was picked from it stays.

    Raises:
        UsageError: none, or more than one, goes by that name.
    """
    found = named(store, name)
    store.sources.remove(found.subscription.source.id, now)
    return found


def mute(store: Store, name: str, now: datetime) -> SourceHealth:
    """Neither ask the source that goes by *name* (`named`) nor choose from it, until it is unmuted.

    Raises:
        UsageError: none, or more than one, goes by that name.
    """
    found = named(store, name)
    if found.muted_at is None:
        store.sources.mute(found.subscription.source.id, now)
    return found


def unmute(store: Store, name: str) -> SourceHealth:
    """Ask the source that goes by *name* (`named`) again.

    Raises:
        UsageError: none, or more than one, goes by that name.
        CannotDo: configuration mutes it, which only its owner takes back.
    """
    found = named(store, name)
    store.sources.mute(found.subscription.source.id, None)
    if found.muted_in_config:
        title = found.subscription.source.title or found.subscription.source.url
        message = f"{title} stays muted: it stands under `sources.mute.sources` in config.yaml; take it out there"
        raise CannotDo(message)
    return found


def named(store: Store, name: str) -> SourceHealth:
    """Return the followed source that goes by *name*.

    That is one of its addresses, else its title or its id, else a part of its title or the beginning of its id.

    Raises:
        UsageError: none, or more than one, goes by that name.
    """
    found = _known_as(store, name.strip())
    if len(found) != 1:
        many = ", ".join(one.subscription.source.title or one.subscription.source.url for one in found[:4])
        message = (
            f"{len(found)} sources go by {name!r} ({many}): give the address"
            if found
            else f"no source you follow goes by {name!r}; `gapfeed sources list` shows them all"
        )
        raise UsageError(message)
    return found[0]


def _known_as(store: Store, name: str) -> list[SourceHealth]:
    """Return the sources that go by *name* in the strictest sense in which any does."""
    try:
        wanted = store.sources.known_as(checked_address(name))
    except BadAddress:
        wanted = None
    word = name.casefold()
    everything = store.sources.health() if word else ()
    known = [(one, one.subscription.source.id, (one.subscription.source.title or "").casefold()) for one in everything]
    return (
        [one for one, source, _ in known if source == wanted]
        or [one for one, source, title in known if word in {source, title}]
        or [one for one, source, title in known if source.startswith(word) or word in title]
    )
