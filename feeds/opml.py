"""Read and write subscription lists (OPML 2.0, http://opml.org/spec2.opml)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.clean import clean_line
from feeds.decode import decode
from feeds.errors import BadAddress, BadSubscriptionList, without_login
from feeds.forgiving import as_text, forgiving_tree
from feeds.model.ids import SourceId
from feeds.model.lists import Dropped, Outline, SubscriptionList
from feeds.repair import without_declaration, without_forbidden, without_strays
from feeds.sniff import FEED_ROOTS, known_file, root_of, words_for
from feeds.urls import absolute, checked_address, source_id

# A value ends at the quote behind which another attribute of OPML or the end of the element stands: there may be links in it.
_ATTRIBUTE = re.compile(
    r"""([\w:.-]+)\s*=\s*"(.{0,5000}?)"(?=\s+(?!href|rel|target|class|src|style)[\w:.-]+\s*=\s*"|\s*/?>\s*(?:<|\Z))""", re.DOTALL
)
_MOST_SUBSCRIPTIONS = 20_000
#: Folders within folders that are kept: deeper ones no person makes, and a list of nothing else would fill the memory.
_MOST_FOLDERS = 10
_LONGEST_NAME = 100


def read_opml(data: bytes) -> SubscriptionList:
    """Return the subscriptions of a list in its order; the folders that one stands in are its categories.

    Lenient about stray "&", characters that XML forbids, and HTML in attributes, which popular lists have; "feed:" addresses
    become what they mean. Of a list that is broken XML, what is whole is taken, and the rest dropped and said. What is no address of the web (Newsboat's programs, "javascript:") or stands there twice is dropped
    and said. Nothing is fetched and no entity is resolved; a document that declares any is refused.

    Raises:
        BadSubscriptionList: it is no such list, or broken; with a sentence for a person.
    """
    text = without_declaration(decode(data, markup="xml"))
    file = known_file(data)
    root = root_of(text)
    if root in FEED_ROOTS:
        why = "The file is no subscription list: this is a feed itself."
        raise BadSubscriptionList(why)
    if file or root != "opml":
        what = f"this is {file}, not a feed" if file else words_for(text)
        why = f"The file is no subscription list: {what.replace('not a feed', 'not OPML')}."
        raise BadSubscriptionList(why)
    if "<!ENTITY" in text:
        why = "The subscription list declares entities, as attacks do; it was not read."
        raise BadSubscriptionList(why)
    text = without_strays(without_forbidden(text), {})
    try:
        outlines = _read(text)
    except expat.ExpatError:
        text = _ATTRIBUTE.sub(_escaped, text)
        try:
            outlines = _read(text)
        except expat.ExpatError as error:
            broken = f"broken XML: {expat.ErrorString(error.code)} in line {error.lineno}"
            outlines = _whole_ones(text)
            if not outlines.found:
                why = f"The subscription list is {broken}."
                raise BadSubscriptionList(why) from error
            outlines.dropped.append(Dropped(name="What is not whole in the list", why=broken))
    if not outlines.has_body:
        why = "The subscription list has no <body>, where the subscriptions belong."
        raise BadSubscriptionList(why)
    return SubscriptionList(outlines=tuple(outlines.found.values()), dropped=tuple(outlines.dropped))


def _read(text: str) -> "_Outlines":
    outlines = _Outlines()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = outlines.begin
    parser.EndElementHandler = outlines.end
    parser.Parse(text.encode(), True)  # noqa: FBT003  expat takes no names
    return outlines


def _whole_ones(text: str) -> "_Outlines":
    """Return what can be read of a list that is broken XML, for instance cut in the middle; an address that is cut is none."""
    tree = forgiving_tree(text)
    try:
        return _Outlines() if tree is None else _read(as_text(tree))
    except expat.ExpatError:
        return _Outlines()


def _escaped(attribute: re.Match[str]) -> str:
    value = attribute[2].replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f'{attribute[1]}="{value}"'


@dataclass(slots=True)
class _Outlines:
    """The subscriptions read so far, and for every open <outline> the folders that stand around what is in it."""

    found: dict[SourceId, Outline] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    folders: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    has_body: bool = False

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        element = element.lower()
        self.has_body |= element == "body"
        if element != "outline" or not self.has_body:
            return
        facts = {name.lower(): value for name, value in attributes.items()}
        around = self.folders[-1]
        if "xmlurl" in facts:
            self._take(facts, around)
            self.folders.append(around)
        else:
            name = clean_line(facts.get("text", ""), _LONGEST_NAME) or clean_line(facts.get("title", ""), _LONGEST_NAME)
            self.folders.append((*around, name) if name and len(around) < _MOST_FOLDERS else around)

    def end(self, element: str) -> None:
        if element.lower() == "outline" and self.has_body:
            self.folders.pop()

    def _take(self, attributes: dict[str, str], folders: tuple[str, ...]) -> None:
        url = _web_address(attributes["xmlurl"])
        if url is None:
            why = _why_not(attributes["xmlurl"])
        elif source_id(url) in self.found:
            why = "it stands there twice"
        elif len(self.found) == _MOST_SUBSCRIPTIONS:
            why = f"a list may name {_MOST_SUBSCRIPTIONS:,} sources"
        else:
            self.found[source_id(url)] = _outline(url, attributes, folders)
            return
        called = (clean_line(words, _LONGEST_NAME) for words in _names(attributes))
        self.dropped.append(Dropped(name=next(filter(None, called), "an entry without a name"), why=why))


def _names(attributes: dict[str, str]) -> tuple[str, str, str]:
    """Return what an entry may be called, best first."""
    return attributes.get("title", ""), attributes.get("text", ""), without_login(attributes["xmlurl"])


def _outline(url: str, attributes: dict[str, str], folders: tuple[str, ...]) -> Outline:
    title = clean_line(attributes.get("title", "")) or clean_line(attributes.get("text", ""))
    # OPML 2.0: paths between commas; the first is the folder of a list that has no folders.
    path = attributes.get("category", "").split(",")[0]
    named = tuple(name for part in path.split("/") if (name := clean_line(part, _LONGEST_NAME)))
    return Outline(
        url=url,
        title=title if title and title != url else None,
        site=_web_address(attributes.get("htmlurl", "")),
        categories=folders or named[:_MOST_FOLDERS],
    )


def _web_address(text: str) -> str | None:
    """Return an http(s) address as a valid one, without blanks and without the "feed:" of old readers."""
    text = "".join(text.split())
    if text.lower().startswith("feed:"):
        rest = text[5:]
        text = rest if rest.lower().startswith(("http://", "https://")) else f"https://{rest.lstrip('/')}"
    return absolute(text, None)


def _why_not(text: str) -> str:
    try:
        checked_address(text)
    except BadAddress as error:
        return f"its address cannot be asked: {error.why}"
    return "its address is no address of the web"


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
    return quoteattr(without_forbidden(text))


def _text(text: str) -> str:
    return clean_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
