"""Turn the bytes of a feed into clean items."""

import re
from datetime import datetime
from typing import Any, Literal

from feeds.dates import from_numbers, looks_like_a_date, moment
from feeds.decode import decode
from feeds.hints import polling_hints
from feeds.items import items_of
from feeds.jsonfeed import read_json_feed
from feeds.model.answers import Fetched, NotAFeed
from feeds.model.entries import ParsedFeed
from feeds.podcast import duration, has_podcast_facts, podcast_facts
from feeds.raw import PodcastFacts, RawEnclosure, RawEntry, RawFeed, RawText
from feeds.reader import date_numbers, read
from feeds.repair import repaired
from feeds.sniff import FEED_ROOTS, is_entity_bomb, known_file, root_of, words_for
from feeds.trim import Trimmed, trimmed

_WEB_ADDRESS = re.compile(r"(?i)https?://")
# Where RSS has its full text; <media:content> is a file. An expression for all of them takes three times as long.
_SIGNS_OF_CONTENT = ("encoded>", ":body", "fullitem>", "<atom:content", "<a10:content")
_MARKUP_BY_TYPE: dict[str, Literal["html", "text", "unknown"]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "text/x-markdown": "text",
}


def parse(fetched: Fetched, known: frozenset[str] = frozenset()) -> ParsedFeed | NotAFeed:
    """Return the items of a feed (RSS 0.9x, 1.0, 2.0, Atom, JSON Feed), or what the document is instead, in words.

    Never raises, whatever the bytes are. Runs in a worker process that is killed when it takes too long: there are
    inputs on which feedparser needs minutes. Texts are plain and clean, links absolute; a cut or malformed feed gives
    its complete items and a warning. Dates are as published, so they may lie in the future: there is no clock here.

    Entries whose raw hash is in *known* are not parsed, and come back in `recognised`; a few of them may come out as items
    all the same, with the same hash, where other items cannot be told from them otherwise (`feeds.trim`).
    """
    try:
        return _parse(fetched, known)
    except Exception as error:  # noqa: BLE001  feedparser raises at least four kinds of exceptions that it does not name
        return NotAFeed(why=f"the document cannot be read as a feed ({type(error).__name__} in the parser)")


def _parse(fetched: Fetched, known: frozenset[str]) -> ParsedFeed | NotAFeed:
    file = known_file(fetched.body)
    if file:
        return NotAFeed(why=f"this is {file}, not a feed")
    text = decode(fetched.body, fetched.content_type, markup="xml")
    if text.lstrip()[:1] in ("{", "["):
        feed = read_json_feed(text, known)
        return NotAFeed(why=feed) if isinstance(feed, str) else items_of(feed, fetched.final_url)
    if is_entity_bomb(text):
        return NotAFeed(why="this is an attack on whoever reads it: its document type makes a few letters expand to gigabytes")
    document = repaired(text)
    if root_of(document.text) not in FEED_ROOTS:
        return NotAFeed(why=words_for(text))
    rest = trimmed(document.text, known)
    result = read(rest.document)
    if rest.recognised and len(rest.raw_hashes) != len(result.entries):
        rest = Trimmed(document=document.text.encode())
        result = read(rest.document)
    if not result.get("version") and not result.entries and not rest.recognised:
        return NotAFeed(why=words_for(text))
    return items_of(_feed(result, document.text, rest, document.warning), fetched.final_url)


def _feed(result: Any, document: str, rest: Trimmed, warning: str | None) -> RawFeed:
    """Return what feedparser found in the *rest* of a document, whose other entries are known."""
    is_atom = result.get("version", "").startswith("atom")
    count = len(result.entries)
    shortened = rest.document.decode() if rest.recognised else document
    facts = podcast_facts(shortened) if has_podcast_facts(shortened) else ()
    facts = facts if len(facts) == count else (PodcastFacts(),) * count
    # Where feedparser sees other entries than we do, none has a hash.
    raw_hashes = rest.raw_hashes if len(rest.raw_hashes) == count else ("",) * count
    # feedparser files a second description, such as <itunes:summary>, under content.
    has_content = is_atom or any(sign in document for sign in _SIGNS_OF_CONTENT)
    head = result.feed
    is_podcast = "itunes" in result.namespaces
    return RawFeed(
        entries=tuple(
            _entry(entry, fact, raw_hash, is_atom=is_atom, has_content=has_content)
            for entry, fact, raw_hash in zip(result.entries, facts, raw_hashes, strict=True)
        ),
        title=_raw_text(head.get("title_detail"), is_atom=is_atom),
        site=_string(head.get("link")) or None,
        language=_string(head.get("language")) or None,
        # RFC 4287, section 4.2.1: an entry without an author has its feed's. RSS knows no such rule, podcasts live by it.
        authors=_authors(head) if is_atom or is_podcast else (),
        relative_to_site=not is_atom,
        hints=polling_hints(
            shortened,
            minutes=_string(head.get("ttl")),
            period=_string(head.get("sy_updateperiod")),
            frequency=_string(head.get("sy_updatefrequency")),
        ),
        recognised=rest.recognised,
        warning=warning,
    )


def _entry(entry: Any, facts: PodcastFacts, raw_hash: str, *, is_atom: bool, has_content: bool) -> RawEntry:
    summary, content = _texts(entry, is_atom=is_atom, has_content=has_content)
    published, updated = _date(entry, "published"), _date(entry, "updated")
    return RawEntry(
        id=_string(entry.get("id")) or None,
        link=_link(entry),
        title=_raw_text(entry.get("title_detail"), is_atom=is_atom),
        summary=summary,
        content=content,
        # In RSS the one thing that feedparser calls "updated" is <dc:date>, which says when it was published.
        published=published or (None if is_atom else updated),
        updated=updated,
        authors=_authors(entry) or _authors(entry.get("source", {})),
        categories=_categories(entry),
        language=_language(entry),
        enclosures=_enclosures(entry),
        duration=duration(_string(entry.get("itunes_duration"))),
        podcast=facts,
        raw_hash=raw_hash,
    )


def _texts(entry: Any, *, is_atom: bool, has_content: bool) -> tuple[RawText, RawText]:
    """Return description and content; what feedparser only copied from the content is no description."""
    summary = _raw_text(entry.get("summary_detail"), is_atom=is_atom, otherwise="html")
    contents = [_raw_text(one, is_atom=is_atom, otherwise="html") for one in entry.get("content", [])]
    longest = max(contents, key=lambda one: len(one.value), default=RawText())
    if has_content:
        return summary, longest
    return max(summary, longest, key=lambda one: len(one.value)), RawText()


def _raw_text(detail: Any, *, is_atom: bool, otherwise: Literal["html", "unknown"] = "unknown") -> RawText:
    """Return a text construct; RSS does not say what a title is, and its descriptions are HTML (`otherwise`)."""
    if not detail:
        return RawText()
    value = _string(detail.get("value"))
    if not is_atom:
        return RawText(value=value, markup=otherwise)
    kind = _string(detail.get("type"))
    markup = _MARKUP_BY_TYPE.get(kind, "unknown")
    if kind.startswith(("image/", "audio/", "video/")):
        return RawText()
    # Many feeds forget type="html" on texts; titles that say "text" are taken at their word.
    return RawText(value=value, markup="unknown" if markup == "text" and otherwise == "html" else markup)


def _date(entry: Any, key: Literal["published", "updated"]) -> datetime | None:
    # dict.get: feedparser's own falls back from one date to the other.
    text = _string(dict.get(entry, key))
    found = moment(text)
    if found or not text or looks_like_a_date(text):
        return found
    # Greek, Hungarian and Korean dates.
    return from_numbers(date_numbers(text))


def _link(entry: Any) -> str | None:
    original = _string(entry.get("feedburner_origlink"))
    if _WEB_ADDRESS.match(original):
        return original
    link = _string(entry.get("link"))
    links = [one for one in entry.get("links", []) if one.get("href")]
    if not link:
        # Atom allows an alternate that is no HTML; better than none.
        link = next((_string(one["href"]) for one in links if one.get("rel") == "alternate"), "")
    if link and not any(one["href"] == link for one in links) and not _WEB_ADDRESS.match(link):
        # An id that its feed calls a permanent link without being one.
        return None
    return link or None


def _authors(owner: Any) -> tuple[str, ...]:
    names = [name for author in owner.get("authors", []) if (name := _string(author.get("name")))]
    detail = owner.get("author_detail")
    others = [_string(detail.get("name"))] if detail else []
    return tuple(name for name in names or others if name)


def _categories(entry: Any) -> tuple[str, ...]:
    names = (_string(tag.get("label")) or _string(tag.get("term")) for tag in entry.get("tags", []))
    # Some programs file internal types here, named by addresses.
    return tuple(name for name in names if name and not _WEB_ADDRESS.match(name))


def _language(entry: Any) -> str | None:
    if entry.get("language"):
        return _string(entry["language"])
    details = [*entry.get("content", []), entry.get("title_detail"), entry.get("summary_detail")]
    return next((_string(one["language"]) for one in details if one and one.get("language")), None)


def _enclosures(entry: Any) -> tuple[RawEnclosure, ...]:
    attached = [
        RawEnclosure(url=_string(one.get("href")), type=_string(one.get("type")), size=_string(one.get("length")))
        for one in entry.get("links", [])
        if one.get("rel") == "enclosure" and one.get("href")
    ]
    media = [
        RawEnclosure(url=_string(one.get("url")), type=_string(one.get("type")), size=_string(one.get("filesize")))
        for one in entry.get("media_content", [])
        if one.get("url") and (_string(one.get("type")).startswith("audio/") or one.get("medium") == "audio")
    ]
    return (*attached, *media)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
