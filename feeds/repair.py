"""Make nearly well-formed feed XML well formed, so that one stray "&" does not cost a whole feed."""

import html.entities
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from xml.parsers import expat

from feeds.forgiving import as_text, forgiving_tree
from feeds.sniff import FEED_ROOTS, root_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """XML text without declaration and document type, and what was wrong with it."""

    text: str
    #: In words, None where nothing was wrong.
    warning: str | None = None


# After comments, too, where it does not belong; atomic groups, as a hostile file has thousands of comments.
_DECLARATION = re.compile(r"(?>\s*<!--.*?-->)*+\s*<\?xml\b[^>]*\?>", re.DOTALL)
_DOCTYPE_HEAD_ENDS = re.compile(r"[\[>]")
_DOCTYPE_ENDS = re.compile(r"\]\s*>")
# Only flat and short: what expands to more entities, or to a lot, is an attack ("billion laughs").
_FLAT_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s+(?:\"([^\"&%<]{0,200}|&#\w{1,7};)\"|'([^'&%<]{0,200}|&#\w{1,7};)')\s*>")
_ELEMENT = re.compile(r"<[A-Za-z_]")
_FEED_BEGINS = re.compile(r"<\?xml\b|<(?:rss|feed|rdf:RDF)[\s>]")
_FEED_IN_PAGE = re.compile(r"<feed\s[^>]*http://www\.w3\.org/2005/Atom|<rss\s[^>]*version\s*=|<rdf:RDF\s[^>]*purl\.org/rss/1\.0")
# What XML 1.0, section 2.2, does not allow at all, plain and as a reference.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_CDATA_OR_STRAY = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)(?:([\w.-]+);)?", re.DOTALL
)
_PREFIX_IN_USE = re.compile(r"</?([A-Za-z][\w.-]*):|\s([A-Za-z][\w.-]*):[\w.-]+\s*=")

# <rss><channel><item>, <html><body><feed><entry>: further down it is something else of that name.
_DEEPEST_ITEM = 3

# expat sets names apart from their namespaces with a blank.
_NAMESPACE = re.compile(r"""(\bxmlns(?::[\w.-]+)?\s*=\s*)(["'])([^"'<>]*\s[^"'<>]*)\2""")
_ROOT = re.compile(r"(<(?:[\w.-]+:)?(?:rss|feed|rdf))(?=[\s>])([^<>]*)>", re.IGNORECASE)
_USUAL_ATTRIBUTES = {
    "rss": ' version="2.0"',
    "feed": ' xmlns="http://www.w3.org/2005/Atom"',
    "rdf:rdf": ' xmlns="http://purl.org/rss/1.0/"',
}
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://purl.org/rss/1.0/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xlink": "http://www.w3.org/1999/xlink",
}

_ITEM_BEGINS = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s/>]")
_ITEM_ENDS = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>")

# expat read everything and missed an end: the file was cut.
_CUT = frozenset({"no element found", "unclosed token", "unclosed CDATA section", "partial character"})
CUT_WARNING = "the file ends in the middle; the complete items were taken"


def repaired(text: str) -> Repaired:
    """Return the document with what can be mended mended, as text that stands for itself (UTF-8, no declaration).

    Removed: what stands before the feed, and the document type (its short plain entities are resolved, nothing else is).
    Mended, only where the document is not well formed: characters and references that XML forbids, stray "&", HTML
    entities, prefixes that nobody declared, tags that do not match, and a missing end: then the last item that is not whole is dropped.
    """
    text, prefaced = _without_preface(text)
    text, entities = _without_prolog(text)
    fault = _fault(text)
    if fault is None:
        return Repaired(text=text, warning=prefaced)
    mended = _with_namespaces(without_strays(without_forbidden(text), entities))
    remaining = _fault(mended)
    if remaining and (prefaced or remaining.what == "junk after document element"):
        # Mostly a script that a proxy adds to everything it takes for HTML.
        mended = _until_root_ends(mended)
        remaining = _fault(mended)
    if remaining is None:
        # Entities that the document type declared are no fault of the feed.
        excused = prefaced or (entities and fault.what == "undefined entity")
        return Repaired(text=mended, warning=prefaced if excused else _not_well_formed(fault))
    if remaining.what in _CUT:
        return Repaired(text=_closed(mended) or mended, warning=CUT_WARNING)
    whole = _without_last_partial_item(mended)
    return Repaired(text=_with_matching_tags(whole) or whole, warning=_not_well_formed(fault))


def _with_matching_tags(text: str) -> str | None:
    """Return text as libxml2 understands it, which puts right tags that do not match; None where that would cost items."""
    root = forgiving_tree(text)
    if root is None or sum(1 for _ in root.iter("{*}item", "{*}entry")) < len(_ITEM_BEGINS.findall(text)):
        return None
    return as_text(root)


def _without_last_partial_item(text: str) -> str:
    """Return text without an item that begins and never ends, for documents that no mending makes well formed."""
    begins = max((found.start() for found in _ITEM_BEGINS.finditer(text)), default=-1)
    ends = max((found.start() for found in _ITEM_ENDS.finditer(text)), default=-1)
    return text[:begins] if begins > ends else text


@dataclass(frozen=True, slots=True)
class _Fault:
    what: str
    line: int


#: Of a piece of a document, whose prefixes are declared further up or further down.
_NO_SUCH_PREFIX = _Fault("unbound prefix", 1)


def _fault(text: str) -> _Fault | None:
    """Return the first mistake in the XML; expat alone reads some 100 MB a second."""
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003  expat takes no names
    except expat.ExpatError as error:
        return _Fault(expat.ErrorString(error.code) or "unknown", error.lineno)
    return None


def _not_well_formed(fault: _Fault) -> str:
    return f"the XML is not well formed ({fault.what}, line {fault.line}); it was read as well as possible"


def without_forbidden(text: str) -> str:
    """Return XML text without the characters, and the references to characters, that XML does not allow."""
    text = _FORBIDDEN.sub("", text)
    return _REFERENCE.sub(lambda found: found[0] if _is_allowed(found) else "", text) if "&#" in text else text


def _is_allowed(reference: re.Match[str]) -> bool:
    digits = reference[1] or reference[2]
    if len(digits) > 10:
        return False
    code = int(digits, 16 if reference[1] else 10)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _without_preface(text: str) -> tuple[str, str | None]:
    """Return the text from where the feed begins, and a warning where something else came first (mostly a script's error)."""
    if root_of(text) in FEED_ROOTS:
        return text, None
    # A page may talk of feeds; only what says which format it is, is one.
    begins = (_FEED_IN_PAGE if root_of(text) == "html" else _FEED_BEGINS).search(text, 0, 8192)
    return (text[begins.start() :], "something stands before the feed") if begins else (text, None)


def _until_root_ends(text: str) -> str:
    ends = max(text.rfind(end) + len(end) if end in text else 0 for end in ("</rss>", "</feed>", "</rdf:RDF>"))
    return text[:ends] if ends else text


def _without_prolog(text: str) -> tuple[str, dict[str, str]]:
    """Return the text without XML declaration and document type, and the document type's flat entities."""
    text = without_declaration(text)
    first_element = _ELEMENT.search(text)
    begins = text.find("<!DOCTYPE", 0, first_element.start()) if first_element else -1
    if begins < 0:
        return text, {}
    # Searched from one place, once: an expression for the whole would try every "<!DOCTYPE" of a hostile file to its end.
    opens = _DOCTYPE_HEAD_ENDS.search(text, begins)
    ends = _DOCTYPE_ENDS.search(text, opens.start()) if opens and opens[0] == "[" else opens
    if opens is None or ends is None:
        return text, {}
    entities = {name: value or other for name, value, other in _FLAT_ENTITY.findall(text, opens.end(), ends.start())}
    return (text[:begins] + text[ends.end() :]).lstrip(), entities


def without_declaration(text: str) -> str:
    """Return XML text without the <?xml ...?> at its beginning, which speaks of bytes that are no more."""
    declaration = _DECLARATION.match(text)
    return text[declaration.end() :].lstrip() if declaration else text.lstrip()


def without_strays(text: str, entities: Mapping[str, str]) -> str:
    """Return XML text in which every "&" begins a reference that XML knows: `entities` and those of HTML become what they mean."""

    def mend(found: re.Match[str]) -> str:
        if not found[0].startswith("&"):
            return found[0]
        name = found[1]
        if name in entities:
            return entities[name]
        character = html.entities.html5.get(f"{name};") if name else None
        return f"&amp;{found[0][1:]}" if character is None else character

    return _CDATA_OR_STRAY.sub(mend, text)


def _with_namespaces(text: str) -> str:
    """Return text whose root is well formed, names its namespaces as they are called, and declares the prefixes that are used."""
    text = _NAMESPACE.sub(lambda found: f"{found[1]}{found[2]}{''.join(found[3].split())}{found[2]}", text)
    root = _ROOT.match(text)
    if root and not root[2].endswith("/") and _fault(f"<root{root[2]}/>") not in (None, _NO_SUCH_PREFIX):
        # What its attributes were to say is lost, but for what a feed of that kind mostly says.
        text = f"{root[1]}{_USUAL_ATTRIBUTES.get(root[1][1:].lower(), '')}>{text[root.end() :]}"
    used = {first or second for first, second in _PREFIX_IN_USE.findall(text)} - {"xml", "xmlns"}
    # Nobody uses more; each is looked for in the whole document.
    missing = [prefix for prefix in sorted(used)[:100] if f"xmlns:{prefix}=" not in text and f"xmlns:{prefix} =" not in text]
    # An unknown prefix gets a name of its own, so that its elements are simply not understood.
    declared = "".join(f' xmlns:{prefix}="{_NAMESPACES.get(prefix.lower(), f"urn:undeclared:{prefix}")}"' for prefix in missing)
    return re.sub(r"<[A-Za-z][\w.:-]*", lambda root: root[0] + declared, text, count=1) if missing else text


def _closed(text: str) -> str | None:
    """Return a cut document with its last whole item and the end tags that are missing; None where it has no feed at all."""
    data = text.encode()
    parser = expat.ParserCreate("utf-8")
    open_elements: list[str] = []
    # Up to where the document is whole, and what was open there.
    whole: tuple[int, tuple[str, ...]] = (0, ())

    def begin(name: str, _: dict[str, str]) -> None:
        nonlocal whole
        if len(open_elements) <= _DEEPEST_ITEM and name.rpartition(":")[2] in ("item", "entry"):
            whole = (parser.CurrentByteIndex, tuple(open_elements))
        open_elements.append(name)

    def end(name: str) -> None:
        nonlocal whole
        open_elements.pop()
        if len(open_elements) <= _DEEPEST_ITEM and name.rpartition(":")[2] in ("item", "entry"):
            whole = (data.find(b">", parser.CurrentByteIndex) + 1, tuple(open_elements))

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    with suppress(expat.ExpatError):
        parser.Parse(data, True)  # noqa: FBT003  expat takes no names
    if not whole[1]:
        return None
    return data[: whole[0]].decode() + "".join(f"</{name}>" for name in reversed(whole[1]))
