"""Read what makes an entry an episode: its length, chapters, transcripts and people."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from feeds.clean import clean_line, plain_title
from feeds.forgiving import forgiving_tree
from feeds.model.entries import Chapter
from feeds.raw import PodcastFacts, RawTranscript

#: A week: longer is garbage.
_LONGEST_SECONDS = 604_800
_MOST_CHAPTERS = 1000
# The usual prefix, both addresses of the namespace (the second is its older one), and Podlove's.
_SIGNS = ("podcast:", "podcastindex.org/namespace", "podcast-namespace/blob", "podlove.org/simple-chapters")
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,7})(?:[.,](\d{1,9}))?")
_ISO_8601 = re.compile(r"P(?:(\d{1,2})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})(?:[.,](\d{1,9}))?S)?)?", re.IGNORECASE)


def duration(text: str) -> timedelta | None:
    """Return the length that <itunes:duration> means: "1:02:03", "62:03", "3723", "3723.5" or "PT1H2M3S"; None for garbage and 0.

    >>> duration("1:02:03")
    datetime.timedelta(seconds=3723)
    """
    seconds = _seconds(text)
    return timedelta(seconds=seconds) if seconds else None


def _seconds(text: str) -> float | None:
    """Return the seconds of a length or of a place in an episode; 0 is a place."""
    text = text.strip()
    found = _CLOCK.fullmatch(text)
    if found:
        hours, minutes, seconds, fraction = found.groups()
        total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds) + float(f"0.{fraction or 0}")
    else:
        found = _ISO_8601.fullmatch(text)
        if not found or not any(found.groups()):
            return None
        days, hours, minutes, seconds, fraction = found.groups()
        total = int(days or 0) * 86_400 + int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")
    return float(total) if total <= _LONGEST_SECONDS else None


def parse_chapters(text: str) -> tuple[Chapter, ...]:
    """Return the chapters of a JSON chapters file (podcast namespace, jsonChapters 1.2) in time order; none for garbage.

    Chapters that are not meant for the table of contents ("toc": false) and those without a title are left out.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    entries = document.get("chapters") if isinstance(document, dict) else None
    found = [
        (start, one["title"])
        for one in (entries if isinstance(entries, list) else [])
        if isinstance(one, dict) and isinstance(one.get("title"), str) and one.get("toc") is not False
        if (start := _start(one.get("startTime"))) is not None
    ]
    return _in_order(found)


def _start(value: object) -> float | None:
    if isinstance(value, str):
        return _seconds(value)
    return float(value) if isinstance(value, int | float) and 0 <= value <= _LONGEST_SECONDS else None


def _in_order(chapters: Iterable[tuple[float, str]]) -> tuple[Chapter, ...]:
    cleaned = [Chapter(start_seconds=start, title=name) for start, title in chapters if (name := plain_title(title))]
    return tuple(sorted(cleaned, key=lambda chapter: chapter.start_seconds)[:_MOST_CHAPTERS])


def has_podcast_facts(document: str) -> bool:
    """Say whether a look at `podcast_facts` can be worth it."""
    return any(sign in document for sign in _SIGNS)


def podcast_facts(document: str) -> tuple[PodcastFacts, ...]:
    """Return the facts of each item of an RSS or Atom document, in its order; () where nothing can be read.

    Reads <podcast:transcript>, <podcast:chapters> and <podcast:person> (podcastindex.org/namespace/1.0) and Podlove
    Simple Chapters; people named for the whole show are those of every episode that names none. feedparser keeps only
    the last transcript, and fails on chapters without a start.
    """
    root = forgiving_tree(document)
    if root is None:
        return ()
    items = list(root.iter("{*}item", "{*}entry"))
    show = [person for channel in root.iter("{*}channel") for person in channel.findall("{*}person")]
    of_the_show = _persons(show)
    return tuple(_facts(item, of_the_show) for item in items)


def _facts(item: Any, of_the_show: tuple[str, ...]) -> PodcastFacts:
    own = [element for element in item if isinstance(element.tag, str) and "podcast" in _namespace(element)]
    chapters_url = next((element.get("url") for element in own if _name(element) == "chapters" and element.get("url")), None)
    return PodcastFacts(
        transcripts=tuple(
            RawTranscript(url=element.get("url"), type=element.get("type", ""), language=element.get("language", ""))
            for element in own
            if _name(element) == "transcript" and element.get("url")
        ),
        chapters=_in_order(
            (start, chapter.get("title", ""))
            for chapter in item.iterfind("{*}chapters/{*}chapter")
            if "simple-chapters" in _namespace(chapter) and (start := _seconds(chapter.get("start", ""))) is not None
        ),
        chapters_url=chapters_url,
        persons=_persons(element for element in own if _name(element) == "person") or of_the_show,
    )


def _persons(elements: Iterable[Any]) -> tuple[str, ...]:
    """Return the names, hosts (the namespace's default role) before guests; who only worked behind the scenes is no author."""
    named = [
        (role != "host", clean_line("".join(element.itertext()), 200))
        for element in elements
        if "podcast" in _namespace(element) and (role := element.get("role", "host").lower()) in ("host", "co-host", "guest")
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(named, key=lambda one: one[0]) if name))


def _namespace(element: Any) -> str:
    return str(element.tag).rpartition("}")[0].lower()


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
