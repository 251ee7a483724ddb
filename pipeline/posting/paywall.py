"""Say whether a page tells that not everybody may read it, from its HTML alone.

Publishers say so for search engines: with `isAccessibleForFree` of schema.org (developers.google.com, "Subscription and paywalled
content"), and with `article:content_tier` beside the other Open Graph words for articles (developers.facebook.com, "News Page Index").
What a page only shows, a box over its text, is not guessed at.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.page import is_article, meta_facts, structured_data, tree_of

_FREE = "isAccessibleForFree"
_TIERS: Mapping[str, str] = {
    "locked": "the page says that only subscribers may read it",
    "metered": "the page says that a reader may open only so many articles for nothing",
}
_NOT_FREE = "the page says that it is not free to read"
_PARTLY = "the page says that a part of it is not free to read"


def paywall_of(html: str) -> str | None:
    """Return what a page says about being closed to others, as a clause; None where it says nothing of the kind.

    >>> paywall_of('<html><head><meta property="article:content_tier" content="locked"></head></html>')
    'the page says that only subscribers may read it'
    """
    tree = tree_of(html)
    if tree is None:
        return None
    tiers = (content.lower() for name in ("article:content_tier", "og:article:content_tier") for content in meta_facts(tree).get(name, ()))
    return next((_TIERS[tier] for tier in tiers if tier in _TIERS), None) or next(_said_in_data(tree), None) or _said_in_markup(tree)


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    for node in structured_data(tree):
        yield node
        if isinstance(within := node.get("mainEntity"), dict):
            yield within


def _said_in_data(tree: Any) -> Iterator[str]:
    for node in _nodes(tree):
        if not (is_article(node) or node.get("@type") in ("WebPage", "CreativeWork")):
            continue
        if _is_false(node.get(_FREE)):
            yield _NOT_FREE
        parts = node.get("hasPart")
        if any(isinstance(part, dict) and _is_false(part.get(_FREE)) for part in (parts if isinstance(parts, list) else [parts])):
            yield _PARTLY


def _said_in_markup(tree: Any) -> str | None:
    elements = tree.xpath(f".//*[@itemprop='{_FREE}']")
    closed = any(_is_false(element.get("content") or element.get("href") or element.text_content().strip()) for element in elements)
    return _NOT_FREE if closed else None


def _is_false(value: object) -> bool:
    """Say whether a value of schema.org means no: publishers write it as a word, in capitals, or as an address."""
    return value is False or (isinstance(value, str) and value.lower().rpartition("/")[2] == "false")
