"""Read the tags of a page, in time that grows with its length only."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
# Name, then perhaps a value in double quotes, in single quotes or bare. No piece can be read in two ways, and only the last
# quote of a page can lack its partner, so nothing is gone through twice.
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
_TAG_INSIDE = re.compile(r"<[^<>]*>?")

# Between these and their end, "<" means nothing.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp"})
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in (*_RAW, "a")}

# How far the words of a link are looked for.
_MOST_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A start tag: its name and its attributes in lower case, the first of each name, with entities resolved."""

    name: str
    attributes: Mapping[str, str]
    #: The words of a link up to its end, blanks folded; "" for other tags.
    words: str


def tags(html: str, wanted: frozenset[str]) -> Iterator[Tag]:
    """Give the start tags with a wanted name, in order; what stands in comments and scripts is none.

    A parser would build a tree, and lxml takes minutes for a tag with 60,000 attributes.

    >>> [tag.attributes["href"] for tag in tags('<!-- <a href=x> --><A HREF="/a?b&amp;c">Go</A>', frozenset({"a"}))]
    ['/a?b&c']
    """
    position = 0
    while (position := html.find("<", position)) >= 0:
        if html.startswith("<!--", position):
            position = _after(html.find("-->", position + 4), html)
            continue
        found = _NAME.match(html, position + 1)
        if found is None:
            position += 1
            continue
        name = found[0].lower()
        attributes: dict[str, str] = {}
        position = found.end()
        while (attribute := _ATTRIBUTE.match(html, position)) is not None:
            position = attribute.end()
            if name in wanted:
                value = attribute[2] or attribute[3] or attribute[4] or ""
                attributes.setdefault(attribute[1].lower(), unescape(value))
        if name in wanted:
            yield Tag(name=name, attributes=attributes, words=_words(html, position) if name == "a" else "")
        if name in _RAW:
            end = _ENDS[name].search(html, position)
            position = end.start() if end else len(html)


def _after(end: int, html: str) -> int:
    return end if end >= 0 else len(html)


def _words(html: str, position: int) -> str:
    end = _ENDS["a"].search(html, position, position + _MOST_WORDS)
    text = html[position : end.start() if end else position + _MOST_WORDS].lstrip(" \n\t/>=\"'")
    return " ".join(unescape(_TAG_INSIDE.sub("", text)).split())
