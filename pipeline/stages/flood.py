"""Notice that a feed suddenly shows old entries as if they were new."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feeds.model.ids import ItemKey

if TYPE_CHECKING:
    from feeds.model.entries import FeedItem

#: A feed of which so many entries are known is established: what it shows now can be measured by what it showed before.
_ESTABLISHED = 5
#: So many late entries, or so large a part of the feed, are no editor's work but an archive or a new program.
_MOST_LATE = 20
_MOST_LATE_SHARE = 0.5
#: An entry so much older than the newest one we had seen comes from an archive.
_OLD = timedelta(days=30)


def held_back(new: "Sequence[FeedItem]", *, entries: int, known_dates: Collection[datetime | None], now: datetime) -> dict[ItemKey, str]:
    """Return which of the *new* items to keep out of digests, and why, in words, by their keys.

    What appears with a date after the newest we had seen is news, however much of it there is: a person comes back from
    holidays. What appears late, undated or dated before that, is believed in small numbers only.

    Args:
        new: items of a feed that were not known.
        entries: how many entries the feed holds now.
        known_dates: when the source's stored entries were published, one date or None for each; none for a source never read before.
        now: the moment of the run; a date after it tells nothing.

    """
    newest = max((date for date in known_dates if date is not None and date <= now), default=None)
    if len(known_dates) < _ESTABLISHED:
        return {}
    held = {
        item.key: f"it is more than {_OLD.days} days older than what its source had shown before"
        for item in new
        if newest is not None and item.published is not None and item.published < newest - _OLD
    }
    late = [item for item in new if item.published is None or newest is None or item.published <= newest]
    if len(late) > _MOST_LATE or (len(late) >= _ESTABLISHED and len(late) > _MOST_LATE_SHARE * entries):
        held = {item.key: f"it came late, together with {len(late) - 1} others" for item in late} | held
    return held
