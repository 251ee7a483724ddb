"""Read the XML of a feed: the only home of feedparser, with what costs it time and gives us nothing taken out."""

import copy
import io
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import feedparser
import feedparser.api
import feedparser.mixin
import feedparser.namespaces._base
import feedparser.namespaces.psc
from feedparser.mixin import _cp1252
from feedparser.urls import make_safe_absolute_uri
from feedparser.util import FeedParserDict


class _Text(str):
    """A text that knows whether there is anything to translate.

    feedparser translates every text from the characters that Windows has in place of 29 controls, character by character:
    a quarter of its time on real feeds, where hardly any text has such a control.
    """

    __slots__ = ()

    def translate(self, table: Any, /) -> str:
        """Return the text with its controls translated."""
        return super().translate(table) if not self.isascii() and _CONTROLS.search(self.encode()) else str(self)


# In UTF-8: what begins with a certain byte is found eight times faster than a range of characters.
_CONTROLS = re.compile(b"\xc2[\x80-\x9f]")
_url_joined = feedparser.mixin._urljoin  # noqa: SLF001


def _joined(base: str, link: str) -> str:
    """Return the address that a link means; feedparser asks with none for every element, and mostly without a base."""
    if not link:
        return base
    return _url_joined(base, link) if base or "///" in link else link


# What a mapping of feedparser's answers for by another name; everything else is a plain entry.
_RENAMED = frozenset(FeedParserDict.keymap) | {"category", "enclosures", "license", "updated", "updated_parsed"}
_get_renamed = FeedParserDict.get
_has_renamed = FeedParserDict.__contains__
_item_renamed = FeedParserDict.__getitem__
_set_renamed = FeedParserDict.__setitem__


def _get(mapping: Any, key: str, default: Any = None) -> Any:
    """Return an entry; feedparser's own way raises and catches an exception for every one that is not there."""
    return _get_renamed(mapping, key, default) if key in _RENAMED else dict.get(mapping, key, default)


def _item(mapping: Any, key: str) -> Any:
    return _item_renamed(mapping, key) if key in _RENAMED else dict.__getitem__(mapping, key)


def _set(mapping: Any, key: str, value: Any) -> None:
    if key in _RENAMED:
        _set_renamed(mapping, key, value)
    else:
        dict.__setitem__(mapping, key, value)


def _has(mapping: Any, key: str) -> bool:
    return _has_renamed(mapping, key) if key in _RENAMED else dict.__contains__(mapping, key)


def _copied(mapping: Any, memo: dict[int, Any]) -> Any:
    copied = {key: value if value is None or isinstance(value, str) else copy.deepcopy(value, memo) for key, value in mapping.items()}
    return type(mapping)(copied)


# Have a way of their own to be kept.
_KEPT_APART = frozenset({"content", "description", "link", "title"})
# Kept by their own methods.
_TAGS = frozenset({"category", "tags", "itunes_keywords"})
# Their languages are their feed's.
_ROOTS = frozenset({"feed", "rss", "rdf:rdf"})
# Not always taken for elements.
_DIVISIONS = frozenset({"div", "xhtml:div"})
# What does not end an image or a form that its feed forgot to end.
_IN_FORMS = frozenset({"title", "link", "description", "name"})
_IN_IMAGES = frozenset({"title", "link", "description", "url", "href", "width", "height"})


class _Parser(feedparser.api.StrictFeedParser):  # type: ignore[misc]  # feedparser has no types
    """feedparser's own parser, which knows again what it has seen: half of its time goes into finding out what a name means.

    The first element of each name goes the long way, in which feedparser finds that out, and so does every element that may
    change what others mean, or stands inside a text. All the others go straight to feedparser's method for their kind.
    """

    baseuri: str
    lang: str | None

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        #: By the name that expat gives an element: feedparser's key for it, its method, whether it ends a form and an image.
        self._starts: dict[str, tuple[str, Callable[[dict[str, str]], object] | None, bool, bool]] = {}
        self._ends: dict[str, tuple[str, Callable[[], object] | None]] = {}
        #: By the name that expat gives an attribute: feedparser's key for it, "" where it may change what others mean.
        self._keys: dict[str, str] = {}
        #: What feedparser called the last element that went the long way.
        self._tag = ""

    def track_namespace(self, prefix: str | None, uri: str) -> None:
        """Note what a prefix stands for."""
        places = prefix, prefix or "", "", self._matchnamespaces.get(uri.lower())
        before = [(self.namespacemap.get(place), self.namespaces_in_use.get(place)) for place in places]
        super().track_namespace(prefix, uri)
        if before != [(self.namespacemap.get(place), self.namespaces_in_use.get(place)) for place in places]:
            # Names may mean something else from here on.
            self._starts.clear()
            self._ends.clear()

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        """Take the start of an element that goes the long way."""
        self._tag = tag
        super().unknown_starttag(tag, attrs)

    def unknown_endtag(self, tag: str) -> None:
        """Take the end of an element that goes the long way."""
        self._tag = tag
        super().unknown_endtag(tag)

    def begin(self, long_way: Callable[[str, dict[str, str]], None], name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        known = self._starts.get(name)
        told = self._told(attributes) if attributes else {}
        if known is None or told is None or self.incontent or self.decls:
            long_way(name, attributes)
            if known is None and self._tag not in _ROOTS and not self._tag.endswith(("svg", "math")):
                key = self._key(self._tag)
                is_own = key == self._tag.partition(":")[2] or key == self._tag
                method = getattr(self, f"_start_{key}", None)
                self._starts[name] = key, method, is_own and self._tag not in _IN_FORMS, is_own and self._tag not in _IN_IMAGES
            return
        key, method, ends_form, ends_image = known
        self.depth += 1
        if self.baseuri:
            self.baseuri = make_safe_absolute_uri(self.baseuri, self.baseuri) or self.baseuri
        self.basestack.append(self.baseuri)
        self.langstack.append(self.lang)
        if ends_form:
            self.intextinput = 0
        if ends_image:
            self.inimage = 0
        if method is not None:
            try:
                method(told)
            except AttributeError:  # feedparser takes its own mistakes for elements that it does not know
                pass
            else:
                return
        if told:
            self._get_context()[key] = told
        else:
            self.push(key, 1)

    def end(self, long_way: Callable[[str], None], name: str) -> None:
        """Take the end of an element."""
        known = self._ends.get(name)
        if known is None or self.svgOK or (self.incontent and self.contentparams.get("type") == "application/xhtml+xml"):
            long_way(name)
            if known is None and self._tag not in _DIVISIONS:
                key = self._key(self._tag)
                self._ends[name] = key, getattr(self, f"_end_{key}", None)
            return
        key, method = known
        if method is None:
            self.pop(key)
        else:
            try:
                method()
            except AttributeError:
                self.pop(key)
        if self.basestack:
            self.basestack.pop()
            if self.basestack and self.basestack[-1]:
                self.baseuri = self.basestack[-1]
        if self.langstack:
            self.langstack.pop()
            if self.langstack:
                self.lang = self.langstack[-1]
        self.depth -= 1

    def pop(self, element: str, strip_whitespace: int = 1) -> str | None:
        """Return the text of the element that ends, and keep it where feedparser does.

        Said again for what needs none of feedparser's care for markup: four of five elements.
        """
        if not self.elementstack or self.elementstack[-1][0] != element:
            return None
        if self.incontent or self.contentparams or not self.inentry or self.insource or element in _KEPT_APART:
            text: str = super().pop(element, strip_whitespace)
            return text
        _, is_text, pieces = self.elementstack.pop()
        text = "".join(pieces).strip()
        if not is_text:
            return text
        if text and element in self.can_be_relative_uri and (element != "id" or self.guidislink):
            text = self.resolve_uri(text)
        if not text.isascii():
            # Text that was encoded twice.
            with suppress(UnicodeError):
                text = text.encode("iso-8859-1").decode("utf-8")
            text = _Text(text).translate(_cp1252)
        if element not in _TAGS:
            entry = self.entries[-1]
            depths = self.property_depth_map.setdefault(entry, {})
            if self.depth <= depths.get(element, self.depth):
                depths[element] = self.depth
                entry[element] = text
        return text

    def characters(self, text: str) -> None:
        """Take a piece of text."""
        if self.contentparams:
            self.handle_data(text)
        elif self.elementstack:
            self.elementstack[-1][2].append(text)

    def _sync_author_detail(self, key: str = "author") -> None:
        """Keep the text that names an author whole.

        feedparser takes an e-mail address out of it, but knows none that ends in more than four letters and cuts such a one in two.
        """
        context = self._get_context()
        detail = context.get(f"{key}s", [FeedParserDict()])[-1]
        if detail or not context.get(key):
            super()._sync_author_detail(key)
            return
        detail["name"] = context[key]
        context.setdefault(f"{key}_detail", detail)

    @staticmethod
    def decode_entities(_element: str, text: str) -> str:
        """Return the text, which is translated next: a hook for what other parsers leave undone."""
        return _Text(text)

    def _key(self, tag: str) -> str:
        prefix, colon, suffix = tag.partition(":")
        if not colon:
            prefix, suffix = "", tag
        prefix = self.namespacemap.get(prefix, prefix)
        return f"{prefix}_{suffix}" if prefix else suffix

    def _told(self, attributes: dict[str, str]) -> dict[str, str] | None:
        """Return attributes as feedparser's methods want them; None where one may change what others mean."""
        told = {}
        for name, value in attributes.items():
            key = self._keys.get(name)
            if key is None:
                key = name.lower()
                key = self._keys[name] = "" if " " in name or key in ("base", "lang") else key
            if not key:
                return None
            told[key] = value.lower() if key in ("rel", "type") else value
        return told


FeedParserDict.get = _get
FeedParserDict.__contains__ = _has
FeedParserDict.__getitem__ = _item
FeedParserDict.__setitem__ = _set
FeedParserDict.__deepcopy__ = _copied
# It asks xml.sax for the drivers named here before it takes the standard one; ours is a third faster.
feedparser.api.PREFERRED_XML_PARSERS = ["feeds.saxbuffer"]
feedparser.api.StrictFeedParser = _Parser
feedparser.mixin._urljoin = _joined  # noqa: SLF001
# It raises on a chapter without a start; feeds.podcast reads the chapters instead.
feedparser.namespaces.psc._parse_psc_chapter_start = lambda _start: None  # noqa: SLF001


# Dates are read by feeds.dates; feedparser's own way, a twelfth of its time, is asked only where that fails (`date_numbers`).
_parse_date = feedparser.namespaces._base._parse_date  # noqa: SLF001
feedparser.namespaces._base._parse_date = lambda _text: None  # noqa: SLF001


def date_numbers(text: str) -> tuple[int, ...] | None:
    """Return the year, month, day, hour, minute and second that feedparser finds in a date, and more; None where it finds none."""
    numbers: tuple[int, ...] | None = _parse_date(text)
    return numbers


def read(document: bytes) -> Any:
    """Return what feedparser finds in an XML document in UTF-8: a mapping with `version`, `feed`, `entries` and `namespaces`.

    Raises whatever feedparser raises. Dates (`*_parsed`) are None: see `date_numbers`. Texts are as published, links as they stand.
    """
    # Bytes in a stream: a plain string or bytes would be tried as a file name, then as an address.
    return feedparser.parse(
        io.BytesIO(document),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
