"""Read and write subscription lists (OPML 2.0, http://opml.org/spec2.opml)."""

import re
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import quoteattr

from feeds.clean import clean_line
from feeds.decode import decode
from feeds.errors import BadSubscriptionList
from feeds.model import Outline
from feeds.sniff import known_file, root_of, words_for

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_SUBSCRIPTIONS = 20_000


def read_opml(data: bytes) -> tuple[Outline, ...]:
    """Return the subscriptions of a list in its order; the folders that one stands in are its categories.

    Lenient about small mistakes. Subscriptions that are no http or https address (Newsboat's programs and filters) are
    left out; "feed:" addresses become what they mean. Nothing is fetched and no entity is resolved; a document that
    declares any is refused. Raises BadSubscriptionList with a sentence for a person.
    """
    text = _DECLARATION.sub("", decode(data, markup="xml"), count=1)
    file = known_file(data)
    if file or root_of(text) != "opml":
        what = f"this is {file}, not a feed" if file else words_for(text)
        why = f"The file is no subscription list: {what.replace('not a feed', 'not OPML')}."
        raise BadSubscriptionList(why)
    if "<!ENTITY" in text:
        why = "The subscription list declares entities, as attacks do; it was not read."
        raise BadSubscriptionList(why)
    # Loaded here so that parse workers never need it.
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False, encoding="utf-8")
    root = etree.fromstring(_FORBIDDEN.sub("", text).encode(), parser)
    bodies = [] if root is None else root.findall("{*}body")
    if not bodies:
        why = "The subscription list has no <body>: it is empty or was cut."
        raise BadSubscriptionList(why)
    return tuple(_outlines(bodies[0], ()))[:_MOST_SUBSCRIPTIONS]


def _outlines(parent: Any, folders: tuple[str, ...]) -> Iterable[Outline]:
    for element in parent.iterfind("{*}outline"):
        attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        name = clean_line(attributes.get("text", "")) or clean_line(attributes.get("title", ""))
        if "xmlurl" in attributes:
            url = _web_address(attributes["xmlurl"])
            if url:
                yield _outline(url, attributes, folders)
            inside = folders
        else:
            inside = (*folders, name) if name else folders
        yield from _outlines(element, inside)


def _outline(url: str, attributes: dict[str, str], folders: tuple[str, ...]) -> Outline:
    title = clean_line(attributes.get("title", "")) or clean_line(attributes.get("text", ""))
    # OPML 2.0: paths between commas; the first is the folder of a list that has no folders.
    path = attributes.get("category", "").split(",")[0]
    return Outline(
        url=url,
        title=title if title and title != url else None,
        site=_web_address(attributes.get("htmlurl", "")),
        categories=folders or tuple(name for part in path.split("/") if (name := clean_line(part, 100))),
    )


def _web_address(text: str) -> str | None:
    """Return an http(s) address as it stands in the list, without blanks and without the "feed:" of old readers."""
    text = "".join(text.split())
    if text.lower().startswith("feed:"):
        rest = text[5:]
        text = rest if rest.lower().startswith(("http://", "https://")) else f"https://{rest.lstrip('/')}"
    return text if re.match(r"(?i)https?://[^/]", text) else None


def write_opml(outlines: Iterable[Outline], title: str) -> str:
    """Return an OPML 2.0 document with the categories as folders, in the order given.

    `read_opml` gives the same outlines back; a folder is therefore opened again where the order leaves it and returns.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', f"  <head><title>{_text(title)}</title></head>", "  <body>"]
    folders: tuple[str, ...] = ()
    for outline in outlines:
        shared = 0
        while shared < min(len(folders), len(outline.categories)) and folders[shared] == outline.categories[shared]:
            shared += 1
        lines += [f"{_indent(depth)}</outline>" for depth in range(len(folders) - 1, shared - 1, -1)]
        lines += [
            f"{_indent(depth)}<outline text={_quoted(outline.categories[depth])}>" for depth in range(shared, len(outline.categories))
        ]
        folders = outline.categories
        attributes = f" title={_quoted(outline.title)}" if outline.title else ""
        attributes += f" htmlUrl={_quoted(outline.site)}" if outline.site else ""
        lines.append(
            f'{_indent(len(folders))}<outline type="rss" text={_quoted(outline.title or outline.url)}{attributes} xmlUrl={_quoted(outline.url)}/>'
        )
    lines += [f"{_indent(depth)}</outline>" for depth in range(len(folders) - 1, -1, -1)]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _indent(depth: int) -> str:
    return "  " * (depth + 2)


def _quoted(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", text))


def _text(text: str) -> str:
    return clean_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
