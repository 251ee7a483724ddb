"""Tell the new items of a feed from the known ones, and notice which known ones were edited."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feeds.model.ids import ItemKey
from pipeline.model.entries import KnownEntry

if TYPE_CHECKING:
    from feeds.model.entries import FeedItem

#: An entry that changes more often than this is not believed any more: about a day of hourly checks.
_MOST_EDITS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """What a feed holds, beside what we know of it."""

    new: "tuple[FeedItem, ...]" = ()
    #: Known items whose facts changed since they were stored.
    edited: "tuple[FeedItem, ...]" = ()
    #: Known items that say the same in other words: a new id, another order of tags. Only how they are recognised changes.
    same: "tuple[FeedItem, ...]" = ()


def unseen(items: "Iterable[FeedItem]", known: Mapping[ItemKey, KnownEntry], recognised: AbstractSet[str] = frozenset()) -> Unseen:
    """Return what is new, edited and only written otherwise, each item once, in the feed's order.

    An item whose key is not known may still be one that we know: feeds give all their entries new ids, move to another
    address or begin to count clicks. It is, where its address or its title and date are those of one entry that the feed
    no longer holds under its own key; it then keeps that entry's key, and with it its history.

    Args:
        items: the feed's items; of two with the same key the first counts.
        known: every stored entry of the source by its key.
        recognised: raw hashes of the entries that the feed still holds just as we know them.

    >>> unseen((), {})
    Unseen(new=(), edited=(), same=())
    """
    first_by_key: dict[ItemKey, FeedItem] = {}
    for item in items:
        first_by_key.setdefault(item.key, item)
    there = first_by_key.keys() | {key for key, entry in known.items() if entry.raw_hash in recognised}
    vanished = _by_identity((key, entry) for key, entry in known.items() if key not in there)
    new, edited, same = [], [], []
    for key, item in first_by_key.items():
        entry = known.get(key)
        if entry is None:
            old_key = _same_entry(item, vanished)
            if old_key is None:
                new.append(item)
                continue
            entry, item = known[old_key], replace(item, key=old_key)  # noqa: PLW2901 - the same item under the key it has with us
        if entry.fingerprint != item.fingerprint and entry.edits < _MOST_EDITS:
            edited.append(item)
        elif entry.raw_hash != item.raw_hash or entry.identities != item.identities:
            same.append(item)
    return Unseen(new=tuple(new), edited=tuple(edited), same=tuple(same))


def _by_identity(vanished: Iterable[tuple[ItemKey, KnownEntry]]) -> dict[str, tuple[ItemKey, KnownEntry]]:
    """Return the vanished entries by what identifies them; what identifies two of them identifies neither."""
    listed = list(vanished)
    bearers = Counter(identity for _, entry in listed for identity in entry.identities)
    return {identity: (key, entry) for key, entry in listed for identity in entry.identities if bearers[identity] == 1}


def _same_entry(item: "FeedItem", vanished: dict[str, tuple[ItemKey, KnownEntry]]) -> ItemKey | None:
    """Return the key of the vanished entry that *item* is, and strike it off: no second item can be the same one.

    An address alone does not do: there are feeds in which all entries lead to one page.
    """
    for identity in item.identities:
        key, entry = vanished.get(identity, (None, None))
        if key is not None and entry is not None and (item.title == entry.title or (item.published and item.published == entry.published)):
            for own in entry.identities:
                vanished.pop(own, None)
            return key
    return None
