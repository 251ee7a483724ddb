"""Decide what to store of a poll."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.due import state_after
from feeds.model.answers import FetchFailed
from feeds.model.ids import ItemKey
from pipeline.model.entries import TOO_FAR_AHEAD, Harvest, KnownEntry
from pipeline.model.sources import Followed
from pipeline.poll import Polled
from pipeline.stages.flood import held_back
from pipeline.stages.unseen import unseen
from pipeline.stages.wanted import pages_not_wanted

if TYPE_CHECKING:
    from feeds.model.entries import FeedItem


def harvest_of(followed: Followed, polled: Polled, known: Mapping[ItemKey, KnownEntry], now: datetime) -> Harvest:
    """Return what to store of a poll.

    Args:
        followed: the source, and what was remembered of it.
        polled: what came of asking it.
        known: every stored entry of the source by its key; only needed where there is a feed.
        now: the moment of the run.

    """
    source, feed = followed.subscription.source, polled.feed
    # A fixed place within the interval for every source, so that they do not all come due at once.
    spread = int(source.id, 16) % 1000 / 1000
    state = state_after(
        followed.state, polled.outcome, now=now, every=source.every, spread=spread, hints=feed.hints if feed else None, body_hash=polled.body_hash
    )  # fmt: skip
    if isinstance(polled.outcome, FetchFailed):
        return Harvest(
            followed=followed, state=state, outcome=polled.outcome.kind.value, status=polled.outcome.status, detail=polled.outcome.reason
        )
    if feed is None:
        return Harvest(followed=followed, state=state, outcome="unchanged")
    found = unseen((_sane(item, now) for item in feed.items), known, feed.recognised)
    held = held_back(
        found.new, entries=len(feed.items) + len(feed.recognised), known_dates=[entry.published for entry in known.values()], now=now
    )
    # An archive that is held back takes no page from the news.
    worth_reading = [item for item in (*found.new, *found.edited) if item.key not in held]
    not_wanted = dict.fromkeys(held, "it came in a flood of old entries") | pages_not_wanted(worth_reading, now)
    return Harvest(
        followed=followed, state=state, outcome="read", detail=feed.warning or "", title=feed.title, site=feed.site, new=found.new, edited=found.edited,
        same=found.same, held=held, not_wanted=not_wanted,
    )  # fmt: skip


def _sane(item: "FeedItem", now: datetime) -> "FeedItem":
    """Return *item* without a date that lies too far ahead to be true."""
    if item.published is None or item.published <= now + TOO_FAR_AHEAD:
        return item
    return replace(item, published=None)
