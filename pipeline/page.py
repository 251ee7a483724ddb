"""Read a web page once: its tree, and what it says about itself in its head and its structured data."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from feeds.dates import moment
from feeds.people import without_address
from pipeline.script import Direction

#: What XML forbids and some pages hold, as bytes of UTF-8; the tree refuses text with it.
_FORBIDDEN = bytes({*range(0x20)} - set(b"\t\n\r"))
#: libxml2 loses the page behind a document type with a slash in it, and behind `<html ... />`.
_DOCUMENT_TYPE = re.compile(r"^\s*< ?! ?doctype[^>]*>", re.IGNORECASE)
_EMPTY_ROOT = re.compile(r"(<html\b[^<>]*?)\s*/>", re.IGNORECASE)
#: How far into a page its root element is looked for (characters).
_BEGINNING = 4_096
#: Elements without a word for a reader, which cost the more the longer they stay in the tree.
_MUTE = ("style", "svg", "link", "input", "source", "track", "param")
#: Structured data beyond this is not read (characters): an article's own takes a few thousand.
_MOST_DATA = 300_000
#: Names under which pages keep a fact in their meta elements, the most reliable first; lower case.
_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "headline", "parsely-title", "twitter:title")
_AUTHORS = (
    "author", "article:author", "og:article:author", "og:author", "citation_author", "dc.creator", "dcterms.creator", "dc:creator", "creator",
    "parsely-author", "sailthru.author", "byl",
)  # fmt: skip
_TIMES = (
    "article:published_time", "og:article:published_time", "datepublished", "citation_publication_date", "citation_date", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "date", "datecreated",
)  # fmt: skip
_SITES = ("og:site_name", "citation_journal_title", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "image")
#: A name is no longer than this (characters); what is longer is a sentence about somebody.
_LONGEST_NAME = 120
#: ... and a name that the body shows has fewer words: what has more is a note about a person.
_MOST_WORDS_OF_A_NAME = 5
#: More people than this write no article together.
_MOST_AUTHORS = 20
_BY = re.compile(r"^(?:(?:written |posted |published )?by|von|par|por|autor|автор)\b[\s:]*", re.IGNORECASE)
#: What follows a name in the same line: a day, a role, a source.
_BEHIND_A_NAME = re.compile(r"\s*(?:\d|\s[-–—|•·/]|,\s|[(@]).*$")
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=[/_-]|$)")
#: Where the body may name its author, and which classes mean the name alone, not a box about the person.
_ABOUT_THE_AUTHOR = ".//*[@rel='author' or contains(@itemprop, 'author') or contains(@class, 'author') or contains(@class, 'byline')]"
_A_NAME_ALONE = re.compile(r"(?:author|byline)[-_]*name(?:\s|$)", re.IGNORECASE)
_THE_AUTHOR = re.compile(r"(?:^|\s)(?:p-|post-|entry-|article-)?(?:author|byline)(?:\s|$)", re.IGNORECASE)
_DIRECTIONS: Mapping[str, Direction] = {"rtl": "rtl", "ltr": "ltr"}
_DATED = ".//*[contains(@class, 'date')]"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page says about itself; each fact as it stands there, None where it says none."""

    title: str | None = None
    author: str | None = None
    #: UTC; midnight where the page only says a day.
    published: datetime | None = None
    site_name: str | None = None
    #: Addresses, not yet checked and maybe relative.
    image: str | None = None
    canonical: str | None = None
    #: Which way the markup says that the article runs: a hint, because templates are lent.
    direction: Direction | None = None


def tree_of(html: str) -> Any:
    """Return the tree of a page without its comments, None where it has no element at all or is a document of another kind.

    Like trafilatura's own, but its elements get their class without a call into Python for each of them, which takes a
    fifteenth off the whole extraction. Text deeper than 2,048 elements is lost: libxml2 goes no further.
    """
    from lxml import html as lxml_html
    from lxml.etree import LxmlError

    beginning, rest = html[:_BEGINNING], html[_BEGINNING:]
    beginning = _EMPTY_ROOT.sub(r"\1>", _DOCUMENT_TYPE.sub("", beginning, count=1), count=1)
    # In these steps a page is rid of them ten times as fast as by a regular expression.
    allowed = (beginning + rest).replace("\ufffe", "").replace("\uffff", "")
    text = allowed.encode("utf-8", "replace").translate(None, _FORBIDDEN)
    try:
        tree = lxml_html.document_fromstring(text, parser=_parser())
    except (LxmlError, ValueError):
        return None
    return tree if "html" in html[:50].lower() or _is_piece_of_html(tree) else None


def _is_piece_of_html(tree: Any) -> bool:
    """Tell whether a document that does not call itself HTML may be a piece of it: feeds and other XML are one element in one."""
    body = tree.find("body")
    if body is None or tree.find("head") is not None:
        return True
    return len(body[0] if len(body) == 1 else body) > 1


@cache
def _parser() -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False, huge_tree=True
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement))
    return parser


def without_mute_elements(tree: Any) -> Any:
    """Return *tree* without scripts, styles and drawings, changed in place; structured data stays: some articles stand in it."""
    from lxml.etree import strip_elements

    for script in list(tree.iter("script")):
        if script.get("type") != "application/ld+json":
            script.tag = "style"
    strip_elements(tree, *_MUTE, with_tail=False)
    return tree


def facts_of(tree: Any, address: str, *, with_author: bool = True, with_time: bool = True) -> PageFacts:
    """Return what the page of *tree*, which stands at *address*, says about itself.

    Meta elements are asked first, then structured data (schema.org in JSON-LD), then the body. Author and time are looked
    for only where asked: whoever knows them from a feed saves the search. A time is never guessed from the running text.
    """
    meta = meta_facts(tree)
    article, publisher = _article_in(list(structured_data(tree)))
    return PageFacts(
        title=_first(meta, _TITLES) or _text_in(article.get("headline")) or _title(tree),
        author=_author(meta, article, tree) if with_author else None,
        published=_published(meta, article, tree, address) if with_time else None,
        site_name=_first(meta, _SITES) or publisher,
        image=_first(meta, _IMAGES),
        canonical=_canonical(tree) or _first(meta, ("og:url",)),
        direction=_direction(tree),
    )


def meta_facts(tree: Any) -> Mapping[str, list[str]]:
    """Return what the meta elements say, in order, by name in lower case; one element may have several names."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = one_line(element.get("content"))
        names = element.get("property") or element.get("name") or element.get("itemprop")
        if content and names:
            for name in names.lower().split():
                found.setdefault(name, []).append(content)
    return found


def _first(meta: Mapping[str, list[str]], names: Iterable[str]) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def structured_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, those in lists and graphs as well; what is no JSON is passed over."""
    left = _MOST_DATA
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or not script.text:
            continue
        left -= len(script.text)
        if left < 0:
            return
        try:
            content = json.loads(script.text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _each(content):
            yield node
            yield from _each(node.get("@graph"))


def _each(content: Any) -> Iterator[dict[str, Any]]:
    for node in content if isinstance(content, list) else (content,):
        if isinstance(node, dict):
            yield node


def _article_in(nodes: list[dict[str, Any]]) -> tuple[dict[str, Any], str | None]:
    """Return the object that describes the article, empty where none does, and the name of who publishes it."""
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    article = next((node for node in nodes if is_article(node)), None)
    if article is None:
        return {}, None
    people = [by_id.get(str(one.get("@id")), one) if isinstance(one, dict) else one for one in _listed(article.get("author"))]
    publisher = article.get("publisher")
    if isinstance(publisher, dict):
        publisher = by_id.get(str(publisher.get("@id")), publisher)
    return {**article, "author": people}, _text_in(publisher)


def is_article(node: Mapping[str, Any]) -> bool:
    """Say whether an object of structured data describes an article."""
    return any(isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report")) for kind in _listed(node.get("@type")))


def _listed(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]


def _text_in(content: Any) -> str | None:
    """Return a value of structured data as a line: a text, the name of an object, the first of a list."""
    for one in _listed(content):
        text = one.get("name") if isinstance(one, dict) else one
        if isinstance(text, str) and (line := one_line(text)):
            return line
    return None


def _title(tree: Any) -> str | None:
    """Return the heading of a page: its only h1, else the h1 that its title element begins with, else that element."""
    headings = [line for heading in tree.iter("h1") if (line := one_line(heading.text_content()))]
    title = one_line(tree.findtext(".//title"))
    if len(headings) == 1:
        return headings[0]
    return next((heading for heading in headings if title and title.startswith(heading)), title)


def _author(meta: Mapping[str, list[str]], article: Mapping[str, Any], tree: Any) -> str | None:
    for name in _AUTHORS:
        names = _names(meta.get(name, ()))
        # One word is an account ("admin"); names in scripts without blanks are one word as well.
        if names and not (" " not in names and names.isascii()):
            return names
    names = _names(text for one in article.get("author", ()) if (text := _text_in(one)))
    if names:
        return names
    return _author_shown(tree.xpath(_ABOUT_THE_AUTHOR)[:_MOST_AUTHORS])


def _author_shown(elements: list[Any]) -> str | None:
    """Return the name that the body shows: from an element for names alone, else from a short one about the author."""
    marked = [one for one in elements if one.get("rel") == "author" or one.get("itemprop") or _A_NAME_ALONE.search(one.get("class", ""))]
    others = [one for one in elements if _THE_AUTHOR.search(one.get("class", ""))]
    for element in (*marked, *others):
        shown = " ".join(element.text_content().split())
        name = _names([_BEHIND_A_NAME.sub("", shown).rstrip(" ,;:—–-")])
        # One word before something else is no name: "Episode 10", "Posted 05 12 2013".
        if name and name.count(" ") < _MOST_WORDS_OF_A_NAME and (" " in name or name == shown):
            return name
    return None


def _names(texts: Iterable[str]) -> str | None:
    """Return people's names as one line, each once; None for what is an address or too long for a name."""
    lines = filter(None, map(one_line, texts))
    names = [_BY.sub("", without_address(line)) for line in lines if len(line) <= _LONGEST_NAME and "://" not in line]
    return ", ".join(list(dict.fromkeys(filter(None, names)))[:_MOST_AUTHORS]) or None


def _published(meta: Mapping[str, list[str]], article: Mapping[str, Any], tree: Any, address: str) -> datetime | None:
    return next((found for text in _times(meta, article, tree, address) if (found := moment(text)) is not None), None)


def _times(meta: Mapping[str, list[str]], article: Mapping[str, Any], tree: Any, address: str) -> Iterator[str]:
    """Yield what may be the time of publication, the most reliable first."""
    yield from (meta[name][0] for name in _TIMES if name in meta)
    yield from (text for name in ("datePublished", "dateCreated") if (text := _text_in(article.get(name))))
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [
        element
        for element in times
        if element.get("itemprop") == "datePublished" or "pubdate" in element.attrib or "publish" in element.get("class", "")
    ]
    inside = [element for element in times if next(element.iterancestors("article"), None) is not None]
    # Other times of a page belong to comments and to other articles.
    chosen = marked or inside or (times if len(times) == 1 else [])
    yield from (element.get("datetime") for element in chosen[:1])
    yield from (element.text_content() for element in tree.xpath(_DATED)[:1])
    if in_address := _DAY_IN_ADDRESS.search(address):
        yield "-".join(in_address.groups())


def _canonical(tree: Any) -> str | None:
    for link in tree.iter("link"):
        if link.get("rel", "").lower() == "canonical" and link.get("href"):
            return str(link.get("href"))
    return None


def _direction(tree: Any) -> Direction | None:
    """Return the direction that holds for the only article of a page, else for its main part, else for its body."""
    for name in ("article", "main", "body"):
        found = list(tree.iter(name))
        if len(found) == 1:
            return next((_DIRECTIONS.get(one.get("dir").lower()) for one in (found[0], *found[0].iterancestors()) if one.get("dir")), None)
    return None


def one_line(text: str | None) -> str | None:
    """Return *text* on one line, its blanks folded; None where nothing is left."""
    return " ".join(text.split()) or None if text else None
