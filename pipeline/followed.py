"""Find a followed source by what a person calls it, and remove, mute or unmute it."""

from collections.abc import Sequence
from datetime import datetime

from feeds.errors import BadAddress, without_login
from feeds.naming import name_of
from feeds.urls import checked_address
from pipeline.edges.store import Store
from pipeline.errors import CannotDo, UsageError
from pipeline.model.health import SourceHealth

#: Sources that a refusal names.
_MOST_NAMED = 4


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
        message = (
            f"{name_of(found.subscription.source)} stays muted: it stands under `sources.mute.sources` in config.yaml; take it out there"
        )
        raise CannotDo(message)
    return found


def named(store: Store, name: str) -> SourceHealth:
    """Return the followed source that goes by *name*.

    That is one of its addresses, else its title, in capitals or small letters, or its id: a part of a title could be another's.

    Raises:
        UsageError: none, or more than one, goes by that name.
    """
    found = _known_as(store, name.strip())
    if len(found) != 1:
        shown = without_login(name)
        near = _named_like(found or _like(store, name.strip()))
        message = (
            f"{len(found)} sources go by {shown!r}: give the id or the address of one: {near}"
            if found
            else f"no source you follow goes by {shown!r}; "
            + (f"near it are {near}: give the whole title, the id or the address" if near else "`gapfeed sources list` shows them all")
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
    known = store.sources.health() if word else ()
    return [one for one in known if one.subscription.source.id == wanted] or [one for one in known if word in _names(one)]


def _like(store: Store, name: str) -> list[SourceHealth]:
    """Return the sources that *name* may mean: a part of the title, or the beginning of the id."""
    word = name.casefold()
    return [one for one in store.sources.health() if word and (word in _names(one)[1] or _names(one)[0].startswith(word))]


def _names(one: SourceHealth) -> tuple[str, str]:
    """Return the id and the title of a source, for comparing; the title is "" where it has none."""
    source = one.subscription.source
    return source.id, (source.title or "").casefold()


def _named_like(several: Sequence[SourceHealth]) -> str:
    return ", ".join(f"{name_of(one.subscription.source)} ({one.subscription.source.id})" for one in several[:_MOST_NAMED])
