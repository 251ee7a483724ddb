"""Make the clean items of a feed from its raw entries: identities, caps, and notes on what was left out."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from operator import attrgetter
from urllib.parse import unquote, urlsplit

from feeds.blocks import without_false_headings
from feeds.clean import clean_line, clean_text, looks_like_markup, plain_text, plain_title
from feeds.model.entries import Enclosure, FeedItem, ParsedFeed, SkippedItem, TranscriptLink
from feeds.model.ids import ItemKey
from feeds.people import without_address
from feeds.raw import RawEnclosure, RawEntry, RawFeed, RawText
from feeds.urls import MOST_CHARACTERS, absolute, url_key

MOST_ITEMS = 1000
MOST_CATEGORIES = 50
MOST_ID_BYTES = 512
#: From here on a description that repeats the content is the content.
LONG_TEXT_WORDS = 200

# What tells an entry from others may change while the entry stays what it is: some programs give every entry a new id each day.
# Nor do its dates count: there are programs that date every entry with the moment at which they are asked.
_NO_FACTS = frozenset({"key", "identities", "raw_hash", "fingerprint", "published", "updated"})
_facts = attrgetter(*(one.name for one in fields(FeedItem) if one.name not in _NO_FACTS))
_JSON = json.JSONEncoder(ensure_ascii=False)
_AUDIO = re.compile(r"\.(?:mp3|m4a|m4b|aac|ogg|oga|opus|wav|flac|weba)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_BARE_HOST = re.compile(r"(?:[A-Za-z0-9-]+\.)+([A-Za-z]{2,})(?=/|$)")
_FILES = frozenset({"html", "htm", "php", "asp", "aspx", "jsp", "cgi", "xml", "rss", "atom", "rdf", "json", "md", "txt"})


def items_of(feed: RawFeed, address: str) -> ParsedFeed:
    """Return the feed with clean items in the order of the document; `address` is where it was read from.

    More than 1,000 entries: the newest are taken, as some feeds begin with their oldest. An entry of which
    nothing can be shown, and one that stands twice, is left out and noted.
    """
    notes: list[SkippedItem] = []
    site = _site(feed.site, address) if feed.site else None
    base = site if feed.relative_to_site and site else address
    entries = feed.entries
    if len(entries) > MOST_ITEMS:
        notes.append(SkippedItem(why=f"{len(entries) - MOST_ITEMS} entries more than the {MOST_ITEMS} newest, which are read"))
        entries = _newest(entries)
    language = _language(feed.language)
    drafts: list[_Draft] = []
    for entry in entries:
        item = _item(entry, base, feed.authors, language, notes)
        if item is None:
            notes.append(SkippedItem(why="an empty entry"))
        else:
            drafts.append(_Draft(item=item, identities=_identities(entry, item)))
    return ParsedFeed(
        title=plain_title(feed.title.value, markup=feed.title.markup) or None,
        site=site,
        language=language,
        items=_with_keys(drafts, notes),
        skipped=tuple(notes),
        hints=feed.hints,
        recognised=feed.recognised,
        warning=feed.warning,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """An item without its key, and what could be its key, the best first."""

    item: FeedItem
    identities: tuple[str, ...]


def _newest(entries: tuple[RawEntry, ...]) -> tuple[RawEntry, ...]:
    def age(index: int) -> tuple[bool, float, int]:
        date = entries[index].published or entries[index].updated
        return (date is None, -date.timestamp() if date else 0.0, index)

    return tuple(entries[index] for index in sorted(sorted(range(len(entries)), key=age)[:MOST_ITEMS]))


def _item(
    entry: RawEntry, base: str, inherited_authors: tuple[str, ...], language: str | None, notes: list[SkippedItem]
) -> FeedItem | None:
    url = absolute(_with_scheme(entry.link, base), base) if entry.link else None
    content = _text(entry.content)
    summary = content if entry.summary == entry.content else _text(entry.summary)
    if summary == content and len(content.split()) >= LONG_TEXT_WORDS:
        summary = ""
    title = plain_title(entry.title.value, markup=entry.title.markup) or _title_from(content or summary)
    enclosure = _enclosure(entry.enclosures, base)
    if not (title or url or enclosure or entry.id or entry.published or entry.updated or entry.authors or entry.categories):
        return None
    title = title or (_file_name(enclosure.url) if enclosure else "") or url or ""
    if entry.link and url is None and len(entry.link) > MOST_CHARACTERS:
        notes.append(SkippedItem(why=f"a link of {len(entry.link)} characters in “{clean_line(title, 80)}”"))
    categories = _distinct(plain_title(category, most=100) for category in entry.categories)
    if len(categories) > MOST_CATEGORIES:
        notes.append(SkippedItem(why=f"{len(categories) - MOST_CATEGORIES} of {len(categories)} tags of “{clean_line(title, 80)}”"))
    facts = entry.podcast
    is_episode = entry.duration is not None or (enclosure is not None and _is_audio(enclosure))
    return FeedItem(
        key=ItemKey(""),
        url=url,
        url_key=url_key(url) if url else None,
        title=title,
        # Whatever was edited was published before.
        published=entry.published or entry.updated,
        updated=entry.updated,
        author=_names(entry.authors) or _names(facts.persons) or _names(inherited_authors),
        language=_language(entry.language) or language,
        kind="episode" if is_episode else "article",
        summary_text=summary,
        content_text=content,
        categories=categories[:MOST_CATEGORIES],
        enclosure=enclosure,
        duration=entry.duration,
        chapters=facts.chapters,
        chapters_url=absolute(facts.chapters_url, base) if facts.chapters_url else None,
        transcripts=tuple(
            TranscriptLink(url=address, type=clean_line(link.type, 100) or None, language=_language(link.language))
            for link in facts.transcripts
            if (address := absolute(link.url, base))
        ),
        raw_hash=entry.raw_hash,
    )


def _site(link: str, address: str) -> str | None:
    """Return the address of the site; "example.org" and "example.org/blog" are hosts that lack a scheme, "index.html" is a file."""
    link = link.strip()
    host = _BARE_HOST.match(link)
    return absolute(f"https://{link}" if host and host[1].lower() not in _FILES else link, address)


def _with_scheme(link: str, address: str) -> str:
    """Return a link such as "example.org/post", in a feed of example.org that forgot the scheme, as the address it means."""
    if link.startswith(("https://", "http://")):
        return link
    host = urlsplit(address).hostname
    return f"https://{link.strip()}" if host and link.strip().lower().startswith((f"{host}/", f"www.{host}/")) else link


def _text(raw: RawText) -> str:
    """Return the plain text of a description or content; "unknown" is HTML if it looks like it."""
    if raw.markup == "html" or (raw.markup == "unknown" and looks_like_markup(raw.value)):
        return plain_text(raw.value)
    return clean_text(without_false_headings(raw.value))


def _title_from(text: str) -> str:
    """Return the beginning of a text as its title, for posts that have none."""
    return clean_line(text.split("\n", 1)[0].removeprefix("# ").removeprefix("- "), 80)


def _file_name(address: str) -> str:
    """Return what a media file is called, as the title of an episode that has none: its server's name where it is called nothing."""
    parts = urlsplit(address)
    name = unquote(parts.path.rpartition("/")[2])
    return clean_line(name.rpartition(".")[0] or name, 80) or parts.netloc


def _names(authors: Iterable[str]) -> str | None:
    """Return the names in one line, without the e-mail addresses that stand beside them."""
    return ", ".join(_distinct(without_address(plain_title(name, most=200)) for name in authors)[:10]) or None


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple({text.casefold(): text for text in reversed(list(texts)) if text}.values())[::-1]


def _language(tag: str | None) -> str | None:
    """Return a language tag (BCP 47) as written, with hyphens; None for anything else."""
    tag = (tag or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def _enclosure(candidates: tuple[RawEnclosure, ...], base: str) -> Enclosure | None:
    """Return the first audio file, else the first file."""
    found = [
        Enclosure(url=url, type=clean_line(one.type, 100).lower() or None, bytes=int(size) if size.isdecimal() and len(size) < 16 else None)
        for one in candidates
        if (url := absolute(one.url, base)) and (size := one.size.strip()) is not None
    ]
    return next((one for one in found if _is_audio(one)), found[0] if found else None)


def _is_audio(enclosure: Enclosure) -> bool:
    kind = (enclosure.type or "").partition("/")[0]
    return kind == "audio" or (kind not in ("image", "video", "text") and _AUDIO.search(urlsplit(enclosure.url).path) is not None)


def own_id(text: str) -> str:
    """Return the id that a feed gives an entry without the characters that nobody sees."""
    text = text.strip()
    return text if text.isprintable() else "".join(character for character in text if character.isprintable())


def _identities(entry: RawEntry, item: FeedItem) -> tuple[str, ...]:
    own = own_id(entry.id or "")
    if len(own.encode()) > MOST_ID_BYTES:
        own = _hash(own)
    dated = _hash(item.title, entry.published.isoformat() if entry.published else "")
    return tuple(identity for identity in (own, item.url_key, dated) if identity)


def _with_keys(drafts: list[_Draft], notes: list[SkippedItem]) -> tuple[FeedItem, ...]:
    """Return the items with the best identity that is theirs alone.

    An id that different entries share is nobody's: whichever stood first would change from one day to the next.
    """
    distinct: dict[tuple[str, str | None, str, datetime | None], _Draft] = {}
    for draft in drafts:
        facts = (draft.identities[0], draft.item.url, draft.item.title, draft.item.published)
        if facts in distinct:
            notes.append(SkippedItem(why=f"“{clean_line(draft.item.title, 80)}” stands in the feed twice"))
        else:
            distinct[facts] = draft
    bearers = Counter(identity for draft in distinct.values() for identity in set(draft.identities))
    items: list[FeedItem] = []
    taken: set[str] = set()
    for draft in distinct.values():
        key = next((identity for identity in draft.identities if bearers[identity] == 1), draft.identities[-1])
        if key in taken:
            notes.append(SkippedItem(why=f"“{clean_line(draft.item.title, 80)}” cannot be told from another entry"))
            continue
        taken.add(key)
        items.append(replace(draft.item, key=ItemKey(key), identities=draft.identities, fingerprint=_fingerprint(draft.item)))
    return tuple(items)


def _fingerprint(item: FeedItem) -> str:
    # repr of frozen dataclasses, strings, numbers and aware times: the same on every machine, and never with a newline in it.
    return hashlib.sha256("\n".join(map(repr, _facts(item))).encode()).hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256(_JSON.encode(parts).encode()).hexdigest()
