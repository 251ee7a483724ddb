"""Take the article out of a page, or say why the page holds none."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from typing import Any
from urllib.parse import urljoin, urlsplit

from feeds.decode import decode
from feeds.model.answers import Fetched
from feeds.model.entries import FeedItem
from pipeline.model.articles import NotReadable, ReadableText
from pipeline.page import facts_of, one_line, tree_of, without_mute_elements
from pipeline.shown import is_hidden, shown_in
from pipeline.verdicts import MayBe, Verdicts
from pipeline.words import fold, words_of

#: A page of more bytes is no article, and would take a reader more time and memory than it may have.
_MOST_BYTES = 3_000_000
#: Less text than this is no article: what a feed says is the better text, and it is taken only where no feed says anything.
_LEAST_CHARACTERS = 200
_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "application/octet-stream"})
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"ID3", b"\x1f\x8b", b"RIFF", b"OggS")
#: A short text that says one of these is a wall in front of the article, not the article.
_WALLS = (
    ("a page that asks to sign in", re.compile(
        r"\b(sign|log) ?in to (continue|read|view|see)|please (sign|log) ?in|create an? (free )?account to|subscribe to (continue|read)|"
        r"forgot(ten)? (your )?password|zaloguj si[ęe],? aby|nie pami[ęe]tasz has[łl]a|wykup (dost[ęe]p|prenumerat)|"
        r"влезте в профила|вход(ете)? за да|забравена парола|سجل(ي)? الدخول|تسجيل الدخول|نسيت كلمة", re.IGNORECASE)),
    ("a page that only asks about cookies", re.compile(
        r"(we|this (web)?site) uses? cookies|accept (all )?cookies|cookie (policy|preferences|settings)|u[żz]ywa(my)? (plik[óo]w )?cookie|"
        r"plik[óo]w cookies|използва(ме)? бисквитки|бисквитки|ملفات تعريف الارتباط|الكوكيز", re.IGNORECASE)),
    ("a page that checks for a human reader", re.compile(
        r"enable javascript|turn on javascript|checking your browser|verify (that )?you are (a )?human|are you a robot|captcha|"
        r"w[łl][ąa]cz (obs[łl]ug[ęe] )?javascript|включете javascript|تفعيل (ال)?جافا", re.IGNORECASE)),
    ("an error page", re.compile(
        r"\b(404|403|500|502|503)\b.{0,40}(not found|forbidden|error|unavailable|nie znaleziono|не е намерена|غير موجود)|"
        r"page (not found|doesn.t exist|no longer exists)|(strona|podstrona).{0,30}nie (istnieje|zosta[łl]a znaleziona)|"
        r"nie znaleziono strony|страницата не (е намерена|съществува)|الصفحة غير موجودة|access denied", re.IGNORECASE)),
)  # fmt: skip
#: A wall is short; longer texts may well talk about cookies (characters).
_LONGEST_WALL = 1_500
#: Where a text shorter than this (characters) is less than this share of the page's paragraphs, the quick way has missed something.
#: Any share from 0.4 to 0.75 reads the 80 pages of `benchmarks/extract.py` equally well.
_LONG, _LEAST_SHARE = 3_000, 0.5
#: The thorough way takes much longer: a larger page (characters) is not asked for that.
_MOST_TO_READ_TWICE = 500_000
_BLOCKS = frozenset({"p", "head", "item", "quote", "code", "row", "list", "table", "div", "figure", "del"})
#: Elements inside a block whose texts do not run on.
_APART = _BLOCKS | {"cell", "lb"}


def extract(page: Fetched, item: FeedItem, source_title: str | None = None) -> ReadableText | NotReadable:
    """Return the article of *page* as plain text, or why there is none: its feed's own text is then the better one.

    Author and time are taken from the page only where *item* has none.
    """
    refused = _refusal(page)
    if refused:
        return NotReadable(why=refused)
    html = decode(page.body, page.content_type, markup="html")
    tree = tree_of(html)
    if tree is None:
        return NotReadable(why="the page holds no article")
    facts = facts_of(tree, page.final_url, with_author=not item.author, with_time=item.published is None)
    titles = {item.title, facts.title}
    without_mute_elements(tree)
    text = _plain(_article(tree, fast=True), titles)
    if len(text) < _LONG and len(html) < _MOST_TO_READ_TWICE and len(text) < _LEAST_SHARE * _paragraphs(tree):
        text = max(text, _plain(_article(tree, fast=False), titles), key=len)
    wall = _wall(text)
    text = _without_menus(text, tree, titles)
    read = ReadableText(
        text=text,
        title=_title(facts.title, source_title or facts.site_name),
        author=facts.author,
        published=facts.published,
        language=_claimed_language(html),
        site_name=facts.site_name,
        image=_address(facts.image, page.final_url),
        canonical=_canonical(facts.canonical, page.final_url),
        direction=facts.direction,
    )
    wall = wall or _wall(text)
    if wall or not text:
        return NotReadable(why=f"the address shows {wall}" if wall else "the page holds no article")
    why = _weakness(text, item)
    return NotReadable(why=why, read=read) if why else read


def _refusal(page: Fetched) -> str | None:
    kind = page.content_type.split(";")[0].strip().lower()
    if kind not in _HTML_TYPES or page.body.lstrip()[:4].startswith(_BINARY):
        return f"the page is no web page but {kind or 'a file of another type'}"
    if len(page.body) > _MOST_BYTES:
        return f"the page is larger than {_MOST_BYTES // 1_000_000} MB"
    return None if page.body.strip() else "the page is empty"


def _paragraphs(tree: Any) -> int:
    """Return how many characters the paragraphs have that a page shows; each element is looked at once."""
    characters, waiting = 0, [tree]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or is_hidden(element):
            continue
        if element.tag in {"p", "pre"}:
            characters += len(" ".join(element.text_content().split()))
        else:
            waiting.extend(element)
    return characters


def _article(tree: Any, *, fast: bool) -> Iterable[Any]:
    """Return the blocks of the article that trafilatura finds, not *fast* with the help of others; none where it finds no article."""
    import trafilatura

    try:
        with _quick_questions():
            found: Any = trafilatura.bare_extraction(tree, options=_options(fast=fast))
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError, LookupError):  # its troubles with broken pages
        return ()
    return () if found is None else found.body


@contextmanager
def _quick_questions() -> Iterator[None]:
    """Let trafilatura remember what it found out about an element: more than half of its time goes into asking the same again."""
    questions = _questions()
    for container, key, _, quick in questions:
        container[key] = quick
    try:
        yield
    finally:
        for container, key, slow, _ in questions:
            container[key] = slow


@cache
def _questions() -> list[tuple[Any, Any, Any, Verdicts]]:
    """Return trafilatura's questions about single elements: where each is kept, and under what, itself, and its quick form.

    Of those about the body it takes the first answer; one of those about the raw tree asks what is inside an element.
    """
    from trafilatura import xpaths

    kinds: tuple[tuple[Any, Callable[[Any], Verdicts]], ...] = (
        (xpaths.RAW_TREE_PRUNE_XPATH, MayBe),
        (xpaths.REMOVE_COMMENTS_XPATH, Verdicts),
        (xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH, Verdicts),
        (xpaths.BODY_XPATH, partial(Verdicts, first_alone=True)),
        (xpaths.OVERALL_DISCARD_XPATH, Verdicts),
        (xpaths.TEASER_DISCARD_XPATH, Verdicts),
        (xpaths.DISCARD_IMAGE_ELEMENTS, Verdicts),
    )
    places: list[tuple[Any, Any, Callable[[Any], Verdicts]]] = [
        (kept, number, quick) for kept, quick in kinds for number in range(len(kept))
    ]
    places.append((vars(import_module("trafilatura.baseline")), "BASIC_CLEAN_XPATH", Verdicts))
    return [(container, key, container[key], quick(container[key])) for container, key, quick in places]


@cache
def _options(*, fast: bool) -> Any:
    """Return what trafilatura is asked for; made once, because it reads its settings file's values anew for each page otherwise."""
    from trafilatura.settings import Extractor

    # The format is not its default for Python, which builds a text of its own that nobody would read.
    return Extractor(fast=fast, comments=False, output_format="txt")


def _plain(elements: Iterable[Any], titles: Iterable[str | None]) -> str:
    """Return the article as paragraphs, headings begun by "# ", without the title that many pages repeat on top."""
    blocks: list[str] = []
    for element in elements:
        _add_block(element, blocks)
    return "\n\n".join(_without_title(blocks, titles))


def _without_menus(text: str, tree: Any, titles: Iterable[str | None]) -> str:
    """Return *text* without the menus around it: where an extractor finds little, its last way is all of the page in one block."""
    if len(text) >= _LONG or "\n" in text:
        return text
    shown = list(shown_in(tree))
    is_all_of_it = all(block.removeprefix("# ") in text for block in shown)
    return "\n\n".join(_without_title(shown, titles)) or text if is_all_of_it else text


def _without_title(blocks: list[str], titles: Iterable[str | None]) -> list[str]:
    known = {fold(" ".join(title.split())) for title in titles if title}
    return blocks[1:] if blocks and blocks[0].startswith("# ") and fold(blocks[0][2:]) in known else blocks


def _add_block(element: Any, blocks: list[str]) -> None:
    tag = element.tag
    if tag in {"list", "table", "div", "figure"} and any(child.tag in _BLOCKS for child in element):
        for child in element:
            _add_block(child, blocks)
        return
    raw = _running(element)
    text = raw.strip("\n") if tag == "code" else " ".join(raw.split())
    if text.strip():
        blocks.append(f"# {text}" if tag == "head" else text)
    if element.tail and element.tail.strip():
        blocks.append(" ".join(element.tail.split()))


def _running(element: Any) -> str:
    """Return the text inside *element*; blocks and broken lines stay apart."""
    parts = [element.text or ""]
    for child in element:
        apart = "\n" if child.tag in _APART else ""
        parts += (apart, _running(child), apart, child.tail or "")
    return "".join(parts)


def _wall(text: str) -> str | None:
    """Return what stands in front of the article, None where nothing does."""
    return next((name for name, wall in _WALLS if wall.search(text)), None) if len(text) < _LONGEST_WALL else None


def _weakness(text: str, item: FeedItem) -> str | None:
    """Return why the feed's text is better than this one of the page, None where it is not."""
    if len(text) < _LEAST_CHARACTERS:
        return f"the page holds no article: {len(text)} characters of text"
    own = max(len(words_of(item.content_text)), len(words_of(item.summary_text)))
    if own and len(words_of(text)) < own * 0.8:
        return "the page holds less text than the feed"
    return None


def _title(title: str | None, source_title: str | None) -> str | None:
    """Return the page's title without the site's name that pages like to repeat behind their own.

    >>> _title("Window functions | Data Weekly", "Data Weekly")
    'Window functions'
    """
    found = one_line(title)
    if found and source_title:
        for mark in (" | ", " - ", " – ", " — ", " · ", " :: ", " » "):
            head, _, tail = found.rpartition(mark)
            if head and tail.strip().casefold() == source_title.strip().casefold():
                return head.strip()
    return found


_HTML_LANGUAGE = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([A-Za-z-]{2,12})", re.IGNORECASE)


def _claimed_language(html: str) -> str | None:
    match = _HTML_LANGUAGE.search(html[:4_000])
    return match[1].lower() if match else None


def _address(address: str | None, base: str) -> str | None:
    """Return an absolute http(s) address, None for anything else."""
    try:
        found = urljoin(base, address.strip()) if address else ""
        return found if urlsplit(found).scheme in {"http", "https"} and urlsplit(found).hostname else None
    except ValueError:
        return None


def _canonical(address: str | None, base: str) -> str | None:
    """Return the address that the page calls its own; only within the same site: none may pass itself off as another's."""
    found = _address(address, base) or base
    return found if _site(found) == _site(base) else None


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
