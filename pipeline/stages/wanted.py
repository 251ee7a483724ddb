"""Decide for which items their page is worth asking for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from feeds.model import FeedItem, ItemKey

#: A feed entry with so many words holds the article itself.
ENOUGH_WORDS = 150
#: At most so many pages of one source in one run, the newest first: an archive is not worth a site's patience.
MOST_PAGES = 20
#: Items older than this are never picked, so their pages are never asked for.
_OLDEST = timedelta(days=180)


def pages_wanted(items: Iterable[FeedItem], now: datetime) -> frozenset[ItemKey]:
    """Return the keys of the items whose page should be asked for: new enough, addressed, and not whole in the feed.

    Undated items count as new. An episode with a transcript is read from that.
    """
    lacking = [item for item in items if item.url is not None and not _whole(item) and not item.transcripts and _recent(item, now)]
    lacking.sort(key=lambda item: (item.published or now, item.key), reverse=True)
    return frozenset(item.key for item in lacking[:MOST_PAGES])


def _whole(item: FeedItem) -> bool:
    return len(item.content_text.split()) >= ENOUGH_WORDS


def _recent(item: FeedItem, now: datetime) -> bool:
    return item.published is None or now - item.published <= _OLDEST
