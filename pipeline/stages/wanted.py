"""Decide for which items their page is worth asking for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feeds.model.ids import ItemKey

if TYPE_CHECKING:
    from feeds.model.entries import FeedItem

#: A feed entry with so many words holds the article itself.
ENOUGH_WORDS = 150
#: At most so many pages of one source in one run, the newest first: an archive is not worth a site's patience.
MOST_PAGES = 20
#: Items older than this are never picked, so their pages are never asked for.
_OLDEST = timedelta(days=180)


def pages_not_wanted(items: "Iterable[FeedItem]", now: datetime) -> dict[ItemKey, str]:
    """Return why the page of an item should not be asked for, in words, by the item's key; the others' pages should.

    Worth asking for is the page of an item that is new enough, has an address and is not whole in the feed. Undated items
    count as new. An episode with a transcript is read from that.
    """
    refused: dict[ItemKey, str] = {}
    lacking = []
    for item in items:
        why = _why_not(item, now)
        if why is None:
            lacking.append(item)
        else:
            refused[item.key] = why
    lacking.sort(key=lambda item: (item.published or now, item.key), reverse=True)
    refused |= {item.key: f"{MOST_PAGES} newer pages of its source were asked for first" for item in lacking[MOST_PAGES:]}
    return refused


def _why_not(item: "FeedItem", now: datetime) -> str | None:
    if item.url is None:
        return "the item has no page"
    if item.enclosure is not None and item.enclosure.url == item.url:
        return "its address is the recording itself"
    if _whole(item):
        return "the feed holds the whole text"
    if item.transcripts:
        return "an episode is read from its transcript"
    if not _recent(item, now):
        return "it is too old to be picked, so its page was not asked for"
    return None


def _whole(item: "FeedItem") -> bool:
    # No further than it takes to know: a first reading asks this of thousands of long texts.
    return len(item.content_text.split(None, ENOUGH_WORDS)) >= ENOUGH_WORDS


def _recent(item: "FeedItem", now: datetime) -> bool:
    return item.published is None or now - item.published <= _OLDEST
