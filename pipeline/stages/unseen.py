"""Tell the new items of a feed from the known ones, and notice which known ones were edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feeds.model import FeedItem, ItemKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """What a feed holds that we do not know yet."""

    new: tuple[FeedItem, ...]
    #: Known items whose facts changed since they were stored.
    edited: tuple[FeedItem, ...]


def unseen(items: Iterable[FeedItem], known: Mapping[ItemKey, str]) -> Unseen:
    """Return the items that are new and those that were edited, each once, in the feed's order.

    *known* holds the fingerprint of every stored item of the source by its key. Of two items with the same key in one
    feed the first counts.

    >>> unseen((), {})
    Unseen(new=(), edited=())
    """
    first_by_key: dict[ItemKey, FeedItem] = {}
    for item in items:
        first_by_key.setdefault(item.key, item)
    return Unseen(
        new=tuple(item for key, item in first_by_key.items() if key not in known),
        edited=tuple(item for key, item in first_by_key.items() if key in known and known[key] != item.fingerprint),
    )
