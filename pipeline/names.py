"""Find the item that a person means: its number in the latest digest, the beginning of its id, or its address."""

from feeds.urls import url_key
from pipeline.edges.store import Store
from pipeline.errors import UnknownItem
from pipeline.model.digests import Candidate

#: A number with more digits than this is the beginning of an id.
_MOST_DIGITS = 3


def item_named(store: Store, name: str) -> Candidate:
    """Return the article that goes by *name*.

    Raises:
        UnknownItem: nothing, or more than one thing, goes by that name; the sentence says what would.
    """
    name = name.strip()
    if name.isdecimal() and len(name) <= _MOST_DIGITS:
        return _numbered(store, int(name))
    found = store.articles.named(_as_kept(name)) if name else ()
    if not found:
        message = f"no item goes by {name!r}: give its number in the latest digest, the beginning of its id, or its address"
        raise UnknownItem(message)
    # Several sources may lead to one address: any of them is what was meant, and the newest is taken.
    if len(found) > 1 and found[0].startswith(name.lower()):
        message = f"{name!r} is the beginning of {len(found)} ids ({', '.join(found[:4])}): give more of it"
        raise UnknownItem(message)
    return store.articles.by_ids(found[:1])[0]


def _numbered(store: Store, number: int) -> Candidate:
    latest = store.digests.latest()
    if latest is None:
        message = (
            "no digest held an item so far, so none has a number: give the beginning of its id, or its address"
            if store.digests.any()
            else "there is no digest yet, so no item has a number: `gapfeed run` makes the first"
        )
        raise UnknownItem(message)
    pick = next((pick for pick in latest.picks if pick.number == number), None)
    if pick is None:
        message = f"the digest of {latest.day.isoformat()} has no item {number}; it has {len(latest.picks)}"
        raise UnknownItem(message)
    return store.articles.by_ids([pick.article])[0]


def _as_kept(name: str) -> str:
    """Return *name* as addresses are kept, where it may be one: no id holds a dot or a slash."""
    if not {".", "/"} & set(name):
        return name
    return url_key(name if name.lower().startswith(("http:", "https:")) else f"https://{name}")
