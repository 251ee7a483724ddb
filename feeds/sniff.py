"""Tell what a document is, so that something else than a feed can be named in words."""

import re

_SIGNATURES = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x00\x00\x01\x00", "an image"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"ID3", "an audio file"),
    (b"\xff\xfb", "an audio file"),
    (b"OggS", "an audio file"),
)
_BEFORE_ROOT = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
# An entity that is made of two others or more; a few such in a row, before the first element, are a "billion laughs".
_MULTIPLYING_IN_A_BOMB = 3
_FIRST_ELEMENT = re.compile(r"<[A-Za-z_]")
_MULTIPLYING_ENTITY = re.compile(r"""<!ENTITY\s+[\w.-]+\s+(["'])(?:(?!\1)[^&])*+&[\w.-]++;(?:(?!\1)[^&])*+&[\w.-]++;""")
# What error messages of servers begin with.
_HTML_FRAGMENTS = frozenset({"head", "body", "div", "p", "br", "b", "h1", "h2", "center", "script", "title", "meta", "pre", "span", "a"})
_HTML_SIGN = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)

#: Local names, in small letters, of the root elements of RSS, Atom (a feed, or a single entry), RSS 1.0 and the feeds before them.
FEED_ROOTS = frozenset({"rss", "feed", "entry", "rdf", "channel"})

_OTHER_ROOTS = {
    "opml": "a subscription list (OPML)",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "svg": "an image",
    "plist": "a property list",
    "error": "an error message of the server",
}


def known_file(body: bytes) -> str | None:
    """Return what a binary file is, in words with an article, None for anything that may be text."""
    for signature, words in _SIGNATURES:
        if body.startswith(signature):
            return words
    if body[:4] == b"RIFF":
        return "an image" if body[8:12] == b"WEBP" else "an audio file"
    return "a video file" if body[4:8] == b"ftyp" else None


def root_of(text: str) -> str | None:
    """Return the local name of the first element in small letters, None where the text does not begin with one.

    >>> root_of("<?xml version='1.0'?><!-- c --><rdf:RDF xmlns:rdf='...'>")
    'rdf'
    """
    start = _BEFORE_ROOT.match(text)
    found = _ROOT.match(text, start.end() if start else 0)
    return found[1].lower() if found else None


def is_entity_bomb(text: str) -> bool:
    """Tell whether the document type of an XML document defines entities that multiply one another, which only attacks do.

    >>> is_entity_bomb('<!DOCTYPE l [<!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;"><!ENTITY d "&c;&c;">]><rss>&d;</rss>')
    True
    >>> is_entity_bomb('<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><rss>&b;</rss>')
    False
    """
    begins = text.find("<!ENTITY")
    if begins < 0:
        return False
    first = _FIRST_ELEMENT.search(text)
    multiplying = _MULTIPLYING_ENTITY.finditer(text, begins, first.start() if first else len(text))
    return sum(1 for _ in multiplying) >= _MULTIPLYING_IN_A_BOMB


def words_for(text: str) -> str:
    """Return what a text that is no feed is, in words with an article."""
    if not text.strip():
        return "the document is empty"
    root = root_of(text)
    if root == "html" or (root is None and _HTML_SIGN.search(text[:2048])) or root in _HTML_FRAGMENTS:
        return "this is an HTML page, not a feed"
    if root in _OTHER_ROOTS:
        return f"this is {_OTHER_ROOTS[root]}, not a feed"
    if root in FEED_ROOTS - {"rdf"}:
        return "this begins like a feed, but nothing in it can be read"
    if root is not None:
        return f"this is XML, but not a feed: it begins with <{root[:40]}>"
    return "this is plain text, not a feed"
