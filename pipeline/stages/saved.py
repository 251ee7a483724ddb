"""Find what was saved for later and is still to come."""

from collections.abc import Iterable

from pipeline.model.digests import Deed, EventKind
from pipeline.model.ids import ArticleId

#: What a person says of an item with which they are through.
_SETTLED: frozenset[EventKind] = frozenset({"done", "less", "too_easy", "too_hard"})


def saved(deeds: Iterable[Deed]) -> tuple[Deed, ...]:
    """Return the items that were saved and then neither done nor turned down, in the order in which they were saved.

    Args:
        deeds: what the person did, in the order in which they said it.

    """
    waiting: dict[ArticleId, Deed] = {}
    for deed in deeds:
        if deed.event.kind in _SETTLED:
            waiting.pop(deed.event.article, None)
        elif deed.event.kind == "save":
            waiting[deed.event.article] = deed
    return tuple(waiting.values())
