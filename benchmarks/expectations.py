"""Read what other parsers' test suites expect of a feed, and say where Gapfeed differs.

Their values are brought into Gapfeed's form before they are compared, once, and Gapfeed's are left as they are: HTML becomes plain text
by the same function that reads it from feeds (a text that its feed calls plain stays as it is), relative links become absolute,
times become UTC, somebody's bare e-mail address is no name, and of several enclosures the first audio file counts, else the first.
A value that the suite does not state is not compared; that Gapfeed gives one is counted apart ("beyond").
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.clean import clean_line, clean_text, plain_text
from feeds.model.answers import Fetched, NotAFeed
from feeds.model.entries import FeedItem, ParsedFeed
from feeds.parse import parse
from feeds.urls import absolute

Values = dict[str, Any]

_BASE = "http://feed.invalid/folder/feed.xml"
_TEXTS = ("title", "summary", "content")
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")
_E_MAIL = re.compile(r"[<(]?\S+@[^\s>)]+\.[^\s>)]+[>)]?")


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of one file: what is expected of it, in Gapfeed's form, and what Gapfeed gives."""

    file: str
    field: str
    expected: Any
    found: Any

    @property
    def is_equal(self) -> bool:
        """Whether the two are the same."""
        return bool(self.expected == self.found)


def read(body: bytes, address: str = _BASE) -> ParsedFeed | NotAFeed:
    """Return what Gapfeed makes of a file."""
    return parse(Fetched(url=address, final_url=address, status=200, body=body))


def gofeed(folder: Path) -> Iterator[Compared]:
    """Give every value of the pairs of gofeed; `expected` is None for what Gapfeed says beyond them."""
    for expectation, file in _gofeed_pairs(folder):
        expected = json.loads(expectation.read_text(encoding="utf-8-sig"))
        body = file.read_bytes()
        feed = read(body)
        name = str(expectation.relative_to(folder))
        is_plain = re.search(rb'type="text(?:/plain)?"', body) is not None
        entries = [
            values for entry in expected.get("items") or expected.get("entries") or () if any((values := _of_gofeed(entry)).values())
        ]
        items = [_of_gapfeed(item) for item in feed.items] if isinstance(feed, ParsedFeed) else []
        head = {"feed title": _value(expected.get("title")), "feed link": _link(expected), "feed language": expected.get("language")}
        found = {"feed title": feed.title, "feed link": feed.site, "feed language": feed.language} if isinstance(feed, ParsedFeed) else {}
        yield from _compared(name, head, found, is_plain=is_plain)
        for number, values in enumerate(entries):
            yield from _compared(name, values, items[number] if number < len(items) else {}, is_plain=is_plain)
        for item in items[len(entries) :]:
            yield from _compared(name, {}, item, is_plain=is_plain)


def _gofeed_pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    for expectation in sorted(folder.rglob("*.json")):
        for file in (expectation.with_name(expectation.name.replace("_expected", "")), expectation.with_suffix(".xml")):
            if file != expectation and file.exists():
                yield expectation, file


def _compared(file: str, expected: Mapping[str, Any], found: Mapping[str, Any], *, is_plain: bool) -> Iterator[Compared]:
    for field in {**expected, **found}:
        wanted, given = expected.get(field), found.get(field)
        if field.split()[-1] in _TEXTS:
            # Pictures alone are no text.
            wanted = " ".join((clean_text(wanted) if is_plain else plain_text(wanted)).split()) if wanted else None
            given = " ".join(given.split()) if given else None
        if field.endswith("link") and wanted:
            wanted = absolute(wanted, _BASE)
        if wanted or given:
            yield Compared(file, field, wanted or None, given or None)


def _value(text: Any) -> Any:
    return text.get("value") if isinstance(text, dict) else text


def _of_gofeed(entry: Mapping[str, Any]) -> Values:
    dublin_core = entry.get("dcExt") or {}
    people = entry.get("authors") or entry.get("author") or dublin_core.get("creator") or (entry.get("itunesExt") or {}).get("author")
    subjects = dublin_core.get("subject") or [one["value"] for one in (entry.get("extensions") or {}).get("dc", {}).get("subject", ())]
    categories = [
        one if isinstance(one, str) else one.get("label") or one.get("term") or one.get("value")
        for one in (*(entry.get("categories") or entry.get("tags") or ()), *subjects)
    ]
    content = entry.get("content") or entry.get("content_html") or entry.get("content_text")
    if isinstance(content, dict) and content.get("type", "").startswith(("video/", "audio/", "image/")):
        content = None
    return {
        "id": _value(entry.get("guid") or entry.get("id")),
        "title": _value(entry.get("title")),
        "link": _link(entry),
        "published": _time(entry.get("publishedParsed") or entry.get("pubDateParsed") or entry.get("date_published")),
        "updated": _time(entry.get("updatedParsed") or entry.get("date_modified")),
        "authors": ", ".join(name for one in _list(people) if (name := _name(one))),
        "categories": tuple(clean_line(plain_text(one)) for one in dict.fromkeys(categories) if one),
        "summary": _value(entry.get("description") or entry.get("summary")),
        "content": _value(content),
        "enclosures": _first_audio(_enclosures(entry)),
    }


def _of_gapfeed(item: FeedItem) -> Values:
    return {
        "id": item.identities[0],
        "title": item.title,
        "link": item.url,
        "published": item.published,
        "updated": item.updated,
        "authors": item.author,
        "categories": item.categories,
        "summary": item.summary_text,
        "content": item.content_text,
        "enclosures": _enclosure(item),
    }


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _link(owner: Mapping[str, Any]) -> str | None:
    for key in ("link", "url", "home_page_url", "external_url"):
        if isinstance(owner.get(key), str):
            return str(owner[key])
    links = [one for one in owner.get("links") or () if isinstance(one, dict) and one.get("rel", "alternate") == "alternate"]
    return next((str(one["href"]) for one in links if one.get("href")), None)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _name(person: Any) -> str:
    """Return the name of "a@example.org (Name)", "Name <a@example.org>" or a person; "" where there is only an address."""
    text = (person.get("name") or "") if isinstance(person, dict) else plain_text(person)
    inside = _IN_BRACKETS.search(text)
    without = _E_MAIL.sub("", text).strip() or (inside[1] if inside else "")
    return clean_line(without.removeprefix("(").removesuffix(")"))


def _enclosures(entry: Mapping[str, Any]) -> list[tuple[str, str | None, int | None]]:
    attached = [(one.get("url"), one.get("type"), one.get("length")) for one in _list(entry.get("enclosures") or entry.get("enclosure"))]
    attached += [(one.get("url"), one.get("mime_type"), one.get("size_in_bytes")) for one in _list(entry.get("attachments"))]
    links = [one for one in _list(entry.get("links")) if isinstance(one, dict) and one.get("rel") == "enclosure"]
    attached += [(one.get("href"), one.get("type"), one.get("length")) for one in links]
    return [(url, kind or None, int(size) if str(size or "").isdecimal() else None) for url, kind, size in attached if url]


def _first_audio(enclosures: Sequence[tuple[str, str | None, int | None]]) -> tuple[str, str | None, int | None] | None:
    return next((one for one in enclosures if (one[1] or "").startswith("audio/")), enclosures[0] if enclosures else None)


def _enclosure(item: FeedItem) -> tuple[str, str | None, int | None] | None:
    return (item.enclosure.url, item.enclosure.type, item.enclosure.bytes) if item.enclosure else None


def podcastparser(folder: Path) -> Iterator[tuple[str, list[Compared]]]:
    """Give each feed of podcastparser's suite with every value of its episodes, from the newest to the oldest.

    Its "application/octet-stream" and -1 mean that the feed does not say; its test folder is the address of its feeds; links to
    files of a computer ("file:", made of ids that are no addresses) are none on the web.
    """
    for expectation in sorted(folder.glob("*.json")):
        if expectation.name.endswith(".param.json"):
            continue
        text = expectation.read_text(encoding="utf-8").replace("file://tests/data/", "http://feed.invalid/folder/")
        expected = json.loads(text)
        feed = read(expectation.with_suffix(".rss").read_bytes())
        values: list[Compared] = []
        if isinstance(feed, NotAFeed):
            yield expectation.stem, [Compared(expectation.stem, "feed", "a feed", feed.why)]
            continue
        limits = expectation.with_suffix(".param.json")
        most = json.loads(limits.read_text())["max_episodes"] if limits.exists() else None
        newest_first = sorted(feed.items, key=lambda item: -item.published.timestamp() if item.published else 0.0)[:most]
        values.append(Compared(expectation.stem, "episodes", len(expected["episodes"]), len(newest_first)))
        episodes = sorted(expected["episodes"], key=lambda episode: -episode["published"])
        for episode, item in zip(episodes, newest_first, strict=False):
            found = _episode(item)
            values += [
                Compared(expectation.stem, field, wanted, found[field]) for field, wanted in _of_podcastparser(episode, item).items()
            ]
        yield expectation.stem, values


def _of_podcastparser(episode: Mapping[str, Any], item: FeedItem) -> Values:
    enclosures = [
        (one["url"], None if one["mime_type"] == "application/octet-stream" else one["mime_type"], None if one["file_size"] < 0 else one["file_size"])
        for one in episode["enclosures"]
    ]  # fmt: skip
    # An id that is no address, made absolute: nobody meant it as one.
    made_up = item.url is None and episode["link"].endswith("/" + item.identities[0])
    link = None if made_up else absolute(episode["link"], None)
    return {
        "title": episode["title"],
        "address": link,
        "time": episode["published"],
        "duration": episode["total_time"],
        "enclosure": _first_audio(enclosures),
        "chapters": [(one["start"], one["title"]) for one in episode.get("chapters", ())],
        "chapters file": episode.get("chapters_json_url"),
        "transcript": episode.get("transcript_url"),
    }


def _episode(item: FeedItem) -> Values:
    return {
        "title": item.title,
        "address": item.url,
        "time": int(item.published.timestamp()) if item.published else 0,
        "duration": int(item.duration.total_seconds()) if item.duration else 0,
        "enclosure": _enclosure(item),
        "chapters": [(int(chapter.start_seconds), chapter.title) for chapter in item.chapters],
        "chapters file": item.chapters_url,
        "transcript": item.transcripts[0].url if item.transcripts else None,
    }
