"""Find the feeds that a page says it has."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree  # type: ignore[import-untyped]

from feeds.model import FoundFeed
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
    # Bytes, because lxml refuses text that declares an encoding.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return ()
    if root is None:
        return ()
    base = next((found for tag in root.iter("base") if (found := absolute(tag.get("href") or "", page_url))), page_url)
    feeds_by_url: dict[str, FoundFeed] = {}
    for feed in list(_announced(root, base)) or list(_linked(root, base, page_url)):
        feeds_by_url.setdefault(feed.url, feed)
    return tuple(sorted(feeds_by_url.values(), key=_is_about_comments)[:_MOST_FEEDS])


def _announced(root: etree._Element, base: str) -> Iterator[FoundFeed]:
    """Give the feeds of <link rel="alternate"> and of HTML 5's short-lived <link rel="feed">."""
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        media_type = (link.get("type") or "").partition(";")[0].strip().lower()
        url = absolute(link.get("href") or "", base)
        if url is None or _NO_FEED.search(url):
            continue
        if "feed" in relations or ("alternate" in relations and media_type in _FEED_TYPES):
            yield FoundFeed(url=url, title=_words(link.get("title")), type=media_type or None)


def _linked(root: etree._Element, base: str, page_url: str) -> Iterator[FoundFeed]:
    for anchor in root.iter("a"):
        url = absolute(anchor.get("href") or "", base)
        if url is None or url == page_url:
            continue
        parts = urlsplit(url)
        if _NO_FEED.search(url) or _READERS.search(parts.hostname or ""):
            continue
        words = _words("".join(anchor.itertext()))
        said = _words(anchor.get("title")) or words
        if (
            _LIKELY_PATH.search(parts.path)
            or _LIKELY_QUERY.search(parts.query)
            or (len(words or "") < 40 and _LIKELY_WORDS.fullmatch(words or ""))
        ):
            yield FoundFeed(url=url, title=said, type=None)


def _is_about_comments(feed: FoundFeed) -> bool:
    return _COMMENTS.search(feed.url) is not None or _COMMENTS.search(feed.title or "") is not None


def _words(text: str | None) -> str | None:
    """Return the text with its blanks folded, None where nothing is left."""
    return " ".join((text or "").split()) or None
