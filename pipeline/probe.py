"""Ask one address, and say which feed is there or why there is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from urllib.parse import urldefrag

from feeds.decode import decode
from feeds.discover import find_feeds
from feeds.fetch import Web, feed_request
from feeds.model.answers import FailureKind, Fetched, FetchFailed, NotAFeed
from feeds.model.entries import ParsedFeed
from feeds.model.lists import FoundFeed
from feeds.urls import absolute, checked_address, source_id
from pipeline.edges.workers import Workers
from pipeline.jobs import parsed_feed

#: Feeds of a page that are tried, best first, until one answers; none is begun after these seconds.
_MOST_CANDIDATES = 8
_MOST_SECONDS = 30.0
#: What a server that speaks no https does when it is spoken to so.
_PERHAPS_PLAIN = frozenset({FailureKind.TLS, FailureKind.REFUSED, FailureKind.NETWORK})
_HAS_SCHEME = re.compile(r"(?i)(feed:)?https?://")

Choose = Callable[[tuple[FoundFeed, ...]], FoundFeed | None]
"""Asked which of a page's feeds to take; None leaves it to the order: the first that answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFound:
    """A feed that answered."""

    #: The address that was given, as it was asked.
    asked: str
    #: Where to ask the feed from now on: behind permanent redirects.
    url: str
    fetched: Fetched
    feed: ParsedFeed
    #: All feeds of the page at *asked*, best first; () where the feed itself is there.
    on_page: tuple[FoundFeed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeed:
    """An address without a feed that could be read."""

    asked: str
    #: What a poll of that address alone would remember.
    failure: FetchFailed
    #: A whole sentence without its full stop: the failure, and what the site there lacks.
    reason: str
    #: What came instead, where something came.
    page: Fetched | None = None


def feed_at(web: Web, workers: Workers, url: str) -> FeedFound | NoFeed:
    """Return the feed at *url* itself: one request."""
    outcome = web.get(feed_request(url))
    if isinstance(outcome, FetchFailed):
        return _none_at(url, outcome)
    if not isinstance(outcome, Fetched):
        # Only a request with validators may be answered so.
        return _none_at(url, FetchFailed(url=url, kind=FailureKind.NETWORK, reason="the server answered 304 Not Modified"))
    parsed = parsed_feed(workers, outcome)
    if isinstance(parsed, NotAFeed):
        failure = FetchFailed(url=url, kind=FailureKind.NOT_A_FEED, reason=parsed.why, status=outcome.status)
        return _none_at(url, failure, page=outcome)
    return FeedFound(asked=url, url=outcome.moved_to or outcome.url, fetched=outcome, feed=parsed)


def look(web: Web, workers: Workers, address: str, *, choose: Choose = lambda _feeds: None) -> FeedFound | NoFeed:
    """Return the feed at *address*, or the feed of the site there.

    Without a scheme https is tried first, then http. A site that names several feeds is asked for the one that *choose* says.

    Raises:
        BadAddress: that cannot be an address.
    """
    url = urldefrag(checked_address(address)).url
    found = feed_at(web, workers, url)
    if isinstance(found, NoFeed) and found.failure.kind in _PERHAPS_PLAIN and not _HAS_SCHEME.match(address.strip()):
        plain = feed_at(web, workers, "http" + url.removeprefix("https"))
        if isinstance(plain, FeedFound) or plain.page is not None:
            found = plain
    return found if isinstance(found, FeedFound) or found.page is None else _on_page(web, workers, found, found.page, choose)


def _none_at(url: str, failure: FetchFailed, page: Fetched | None = None) -> NoFeed:
    return NoFeed(asked=url, failure=failure, reason=failure.reason, page=page)


def _on_page(web: Web, workers: Workers, site: NoFeed, page: Fetched, choose: Choose) -> FeedFound | NoFeed:
    # A link that leads back to the page was asked already.
    itself = {source_id(address) for address in (site.asked, page.final_url)}
    announced = find_feeds(decode(page.body, markup="html", content_type=page.content_type), page.final_url)
    named = tuple(feed for feed in announced if absolute(feed.url, None) and source_id(urldefrag(feed.url).url) not in itself)
    if not named:
        return replace(site, reason=f"{site.reason}, and it names no feed")
    chosen = choose(named) if len(named) > 1 else None
    tried, began = 0, monotonic()
    for candidate in (chosen,) if chosen else named[:_MOST_CANDIDATES]:
        if monotonic() - began > _MOST_SECONDS:
            break
        tried += 1
        found = feed_at(web, workers, candidate.url)
        if isinstance(found, FeedFound):
            return replace(found, asked=site.asked, on_page=named)
    if chosen:
        lacks = f"{chosen.url} is no feed that answers"
    elif tried == len(named):
        lacks = "it names no feed that answers"
    else:
        lacks = f"of the {len(named)} feeds that it names, the first {tried} do not answer, and the others were not tried"
    return replace(site, reason=f"{site.reason}, and {lacks}")
