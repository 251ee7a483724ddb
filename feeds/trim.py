"""Leave out what is known already, so that a feed with one new entry costs one entry.

Parsing an entry costs a hundred times what recognising it costs. An entry is recognised by the hash of itself as the feed
wrote it, so that every edit makes it a new one.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from feeds.items import MOST_ITEMS, own_id
from feeds.sniff import FEED_ROOTS
from feeds.urls import absolute, url_key

_ENTRIES = frozenset({"item", "entry"})
_IDS = frozenset({"guid", "id"})
_LINKS = frozenset({"link", "origlink"})
_SOURCE = "source"
_TELLING = _IDS | _LINKS | {_SOURCE}
_WEB_ADDRESS = re.compile(r"(?i)\s*https?://")
# What feedparser makes of a link: "&" that was escaped twice becomes one.
_TWICE_ESCAPED = re.compile("&([A-Za-z0-9_]+);")


@dataclass(slots=True, kw_only=True)
class Mark:
    """An entry before it is parsed: its hash, and what may tell it from others.

    `ids` and `links` are certain to become its id and its link; `others` might, or might not, which shows only when it is parsed.
    """

    raw_hash: str = ""
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    other_ids: list[str] = field(default_factory=list)
    other_links: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """An XML document without the entries that are known."""

    document: bytes = field(repr=False)
    #: The hash in hex of each entry that is left, in order; empty where the document cannot be taken apart.
    raw_hashes: tuple[str, ...] = ()
    #: The hashes of the entries that were left out.
    recognised: frozenset[str] = frozenset()


def trimmed(document: str, known: frozenset[str]) -> Trimmed:
    """Return an XML feed, as UTF-8, without the entries whose hashes are in *known*; what is no well-formed feed comes back whole.

    The hash covers the entry and the start tags around it (namespaces, xml:base, xml:lang), so what else changes in the
    head of the feed changes no hash. See `needed` for the known entries that stay.
    """
    data = document.encode()
    splitter = _Splitter(data)
    if not splitter.split():
        return Trimmed(document=data)
    keep = needed(splitter.marks, known)
    pieces, position = [], 0
    for (start, end), is_kept in zip(splitter.places, keep, strict=True):
        if not is_kept:
            pieces.append(data[position:start])
            position = end
    return Trimmed(
        document=b"".join((*pieces, data[position:])),
        raw_hashes=tuple(mark.raw_hash for mark, is_kept in zip(splitter.marks, keep, strict=True) if is_kept),
        recognised=recognised(splitter.marks, keep),
    )


def needed(marks: Sequence[Mark], known: frozenset[str]) -> list[bool]:
    """Say for each entry of a feed whether it must be parsed: it is new, or the key of one that is new depends on it.

    A key is what an entry shares with no other of its feed (`feeds.items`). So where a new entry cannot be told from
    others by its id or link alone, all of that kind are parsed, and with them everything that shares an id or link with
    one of them; everything, where links are relative. Entries that stand twice are parsed so that it can be said; so is everything in a feed with more entries
    than are taken, as the newest of all are wanted.
    """
    everything = [True] * len(marks)
    if len(marks) > MOST_ITEMS or known.isdisjoint(mark.raw_hash for mark in marks):
        return everything
    times = Counter(mark.raw_hash for mark in marks)
    keep = [mark.raw_hash not in known or times[mark.raw_hash] > 1 for mark in marks]
    names = [_names(mark) for mark in marks]
    bearers = Counter(name for one in names for name in one)
    # What a relative link means shows only when the feed is parsed.
    links_count = not any(None in one for one in names)
    unclear = [not _is_clear(mark, one, bearers, links_count=links_count) for mark, one in zip(marks, names, strict=True)]
    if any(is_kept and is_unclear for is_kept, is_unclear in zip(keep, unclear, strict=True)):
        if not links_count:
            return everything
        shared = {name for one, is_unclear in zip(names, unclear, strict=True) if is_unclear for name in one}
        return [is_kept or is_unclear or not shared.isdisjoint(one) for is_kept, is_unclear, one in zip(keep, unclear, names, strict=True)]
    return keep


def recognised(marks: Sequence[Mark], keep: Sequence[bool]) -> frozenset[str]:
    """Return the hashes of the entries that are not kept."""
    return frozenset(mark.raw_hash for mark, is_kept in zip(marks, keep, strict=True) if not is_kept)


def _names(mark: Mark) -> frozenset[str | None]:
    """Return everything that may identify the entry, in the form in which it would; None stands for a link that is no web address."""
    ids = [own_id(one) for one in (*mark.ids, *mark.other_ids)]
    # An id that is an address serves as the link where there is none.
    links = [*mark.links, *mark.other_links, *(one for one in ids if _WEB_ADDRESS.match(one))]
    spellings = {*links, *(_TWICE_ESCAPED.sub(r"&\1", link.replace("&amp;", "&")) for link in links if "&" in link)}
    return frozenset((*filter(None, ids), *(url_key(link) if absolute(link, None) else None for link in spellings)))


def _is_clear(mark: Mark, names: frozenset[str | None], bearers: Counter[str | None], *, links_count: bool) -> bool:
    """Say whether the key of an entry is the same with and without any other entry."""
    ids = [own for one in mark.ids if (own := own_id(one))]
    if len(ids) == 1 and not mark.other_ids and bearers[ids[0]] == 1:
        return True
    return links_count and bool(ids or mark.links) and all(bearers[name] == 1 for name in names)


@dataclass(slots=True)
class _Splitter:
    """Finds the entries of an XML feed, and what may identify them, in one pass of expat."""

    data: bytes
    marks: list[Mark] = field(default_factory=list)
    #: Where each entry begins and ends, in bytes.
    places: list[tuple[int, int]] = field(default_factory=list)
    _parser: expat.XMLParserType = field(init=False)
    _depth: int = 0
    #: The start tags that every entry stands in.
    _around: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    #: The depth, place and prefix of the entry that is read; depth 0 outside of any.
    _entry_depth: int = 0
    _entry_start: int = 0
    _prefix: str = ""
    #: The depth of a <source>, in which everything identifies another feed; 0 outside of any.
    _source_depth: int = 0
    #: Where the text goes that is read, and its pieces.
    _target: list[str] | None = None
    _pieces: list[str] = field(default_factory=list)
    #: An entry stands where feedparser might see none, or the other way round.
    _is_odd: bool = False

    def split(self) -> bool:
        """Fill `marks` and `places`, and say whether the document could be taken apart."""
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        try:
            self._parser.Parse(self.data, True)  # noqa: FBT003  expat takes no names
        except expat.ExpatError:
            return False
        return not self._is_odd

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        prefix, _, local = name.rpartition(":")
        local = local.lower()
        if self._entry_depth:
            # A link within an id, an entry within an entry: nobody writes that.
            if local in _ENTRIES or self._target is not None:
                self._is_odd = True
            elif local in _TELLING and not self._source_depth:
                self._identify(prefix, local, attributes)
        elif local in _ENTRIES:
            self._is_odd = self._is_odd or not 0 < len(self._around) == self._depth - 1
            self._entry_depth, self._entry_start, self._prefix = self._depth, self._parser.CurrentByteIndex, prefix
            about, href = attributes.get("rdf:about"), attributes.get("href")
            self.marks.append(Mark(ids=[about] if about else [], other_links=[href] if href else []))
        elif local in FEED_ROOTS and len(self._around) == self._depth - 1:
            self._around.append((name, attributes))

    def _identify(self, prefix: str, local: str, attributes: dict[str, str]) -> None:
        mark = self.marks[-1]
        is_own = prefix == self._prefix and self._depth == self._entry_depth + 1
        if local in _IDS:
            self._target = mark.ids if is_own else mark.other_ids
        elif local in _LINKS and attributes.get("rel", "alternate").lower() == "alternate":
            self._target = mark.links if is_own else mark.other_links
            self._target.extend(attributes[key] for key in ("href", "url", "uri") if key in attributes)
        elif local == _SOURCE:
            self._source_depth = self._depth
        if self._target is not None:
            self._pieces.clear()
            self._parser.CharacterDataHandler = self._pieces.append

    def _end(self, name: str) -> None:
        if self._target is not None:
            text = "".join(self._pieces).strip()
            if text:
                self._target.append(text)
            self._target = None
            self._parser.CharacterDataHandler = None
        if self._depth == self._entry_depth:
            self._end_entry(name)
        elif self._depth == self._source_depth:
            self._source_depth = 0
        elif len(self._around) == self._depth:
            self._around.pop()
        self._depth -= 1

    def _end_entry(self, name: str) -> None:
        self._entry_depth = 0
        last_tag = self._parser.CurrentByteIndex
        # "<item/>" has no end tag of its own; expat may then stand at its parent's.
        self._is_odd = self._is_odd or not self.data.startswith(f"</{name}".encode(), last_tag)
        end = self.data.find(b">", last_tag) + 1
        self.places.append((self._entry_start, end))
        digest = hashlib.sha256(repr(self._around).encode("utf-8", "surrogatepass"))
        digest.update(self.data[self._entry_start : end])
        self.marks[-1].raw_hash = digest.hexdigest()
