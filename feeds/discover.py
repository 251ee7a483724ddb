"""Find the feeds that a page says it has."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from feeds.model.lists import FoundFeed
from feeds.tags import Tag, tags
from feeds.urls import absolute

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/json",  # JSON Feed before version 1.1
        "text/xml",
        "application/xml",
    }
)

# Services that show or copy somebody's feed: their links lead to themselves.
_READERS = re.compile(r"(^|\.)(feedly|inoreader|newsblur|netvibes|theoldreader|bazqux|subtome)\.[a-z]+$|^add\.my\.yahoo\.com$")
# WordPress announces its programming interface as JSON, too.
_NO_FEED = re.compile(r"/wp-json(/|$)|/oembed", re.IGNORECASE)
_LIKELY_PATH = re.compile(
    r"(^|/)(feeds?|rss|atom|rdf|index|podcast)\.(xml|json|rdf|rss|atom)$|\.(rss|atom|rdf)$|(^|/)(feed|rss|atom)[12]?/?$", re.IGNORECASE
)
_LIKELY_QUERY = re.compile(r"(^|&)(feed|format|alt|type)=(rss2?|atom|rdf|feed)(&|$)", re.IGNORECASE)
_LIKELY_WORDS = re.compile(r"\W*(rss|atom|feed|(rss|atom|json|xml)[ -]feed)\W*", re.IGNORECASE)
_COMMENTS = re.compile(r"/comments?(/|$)|[?&]feed=comments|\bcomments?\b|komentarz|коментар|комментари|تعليق", re.IGNORECASE)

# A page that announces more is a list of feeds, and a person wants none of them blindly.
_MOST_FEEDS = 50


def find_feeds(html: str, page_url: str) -> tuple[FoundFeed, ...]:
    """Return the feeds of a page, best first: those it announces, else those its links look like; comments come last.

    Nothing is asked, so a link that only looks like a feed may be none. Addresses are absolute.
    """
    found = list(tags(html, frozenset({"base", "link", "a"})))
    bases = (absolute(tag.attributes.get("href", ""), page_url) for tag in found if tag.name == "base")
    base = next((address for address in bases if address), page_url)
    feeds_by_url: dict[str, FoundFeed] = {}
    for feed in list(_announced(found, base)) or list(_linked(found, base, page_url)):
        feeds_by_url.setdefault(feed.url, feed)
    return tuple(sorted(feeds_by_url.values(), key=_is_about_comments)[:_MOST_FEEDS])


def _announced(found: list[Tag], base: str) -> Iterator[FoundFeed]:
    """Give the feeds of <link rel="alternate"> and of HTML 5's short-lived <link rel="feed">."""
    for tag in found:
        if tag.name != "link":
            continue
        relations = tag.attributes.get("rel", "").lower().split()
        media_type = tag.attributes.get("type", "").partition(";")[0].strip().lower()
        if "feed" in relations or ("alternate" in relations and media_type in _FEED_TYPES):
            url = absolute(tag.attributes.get("href", ""), base)
            if url is not None and not _NO_FEED.search(url):
                yield FoundFeed(url=url, title=_folded(tag.attributes.get("title")), type=media_type or None)


def _linked(found: list[Tag], base: str, page_url: str) -> Iterator[FoundFeed]:
    for tag in found:
        url = absolute(tag.attributes.get("href", ""), base) if tag.name == "a" else None
        if url is None or url == page_url:
            continue
        parts = urlsplit(url)
        if _NO_FEED.search(url) or _READERS.search(parts.hostname or ""):
            continue
        if _LIKELY_PATH.search(parts.path) or _LIKELY_QUERY.search(parts.query) or _LIKELY_WORDS.fullmatch(tag.words):
            yield FoundFeed(url=url, title=_folded(tag.attributes.get("title")) or _folded(tag.words), type=None)


def _is_about_comments(feed: FoundFeed) -> bool:
    return _COMMENTS.search(feed.url) is not None or _COMMENTS.search(feed.title or "") is not None


def _folded(text: str | None) -> str | None:
    """Return the text with its blanks folded, None where nothing is left."""
    return " ".join((text or "").split()) or None
