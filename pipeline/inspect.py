"""Run stages on files and say what they made: for people who debug a source, and for measuring.

What is returned is the contract of `gapfeed inspect`: one JSON object for each input, in input order.
"""

import errno
import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from feeds.model.answers import Fetched, NotAFeed
from feeds.model.entries import FeedItem
from feeds.model.ids import ItemKey, SourceId
from pipeline.config.values import found
from pipeline.edges.files import read_bytes
from pipeline.edges.workers import WorkerLost, Workers
from pipeline.jobs import READ_SECONDS, parsed_feed, read_in_worker, understand_in_worker
from pipeline.model.articles import Reading, TaggedArticle
from pipeline.model.ids import ArticleId
from pipeline.model.stories import StoryTraits
from pipeline.settings import Gap
from pipeline.stages.story import OpenStories

Facts = dict[str, Any]
Name = TypeVar("Name")

#: Files on their way to the workers at once, for each worker: enough to keep them busy, few enough for memory.
_AHEAD = 8
#: Nothing larger is taken from the network either (`feeds.fetch.feed_request`).
_MOST_BYTES = 10 * 2**20
#: A document without an address needs one to resolve links against; it is never asked.
_NOWHERE = "http://inspected.invalid/"
#: Which languages a short text is likely to be in, as for a person who reads all of the lexicon's.
_LANGUAGES = ("en", "ar", "pl", "bg")
_HALVES = re.compile("[\ud800-\udfff]")
_HALF_A_PAIR = re.compile(r"\\ud[89a-f]", re.IGNORECASE)
#: Nothing inspected is new or old: dates are only read.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_EARLIEST_YEAR, _LATEST_YEAR = 1000, 9000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to look at: a file, and the address it came from, if that is known."""

    file: str
    url: str | None = None
    #: Why it cannot even be looked for, in words.
    wrong: str | None = None


def feed_facts(workers: Workers, files: Iterable[Path], url: str | None) -> Iterator[Facts]:
    """Yield what the feed parser makes of each file."""
    for file in files:
        try:
            body = _body(file)
        except OSError as error:
            yield _no_feed(file, f"the file cannot be read: {error.strerror or error}")
            continue
        address = url or _NOWHERE
        fetched = Fetched(url=address, final_url=address, status=200, body=body)
        parsed = parsed_feed(workers, fetched)
        if isinstance(parsed, NotAFeed):
            yield _no_feed(file, parsed.why)
        else:
            yield {
                "file": str(file), "title": parsed.title, "site": parsed.site, "language": parsed.language,
                "items": [_item_facts(item) for item in parsed.items], "skipped": [{"why": skipped.why} for skipped in parsed.skipped],
                "error": None, "warning": parsed.warning,
            }  # fmt: skip


def page_facts(workers: Workers, pages: Iterable[Page], ahead: int, own_skills: tuple[Gap, ...] = ()) -> Iterator[Facts]:
    """Yield what extraction and understanding make of each page.

    Args:
        workers: where the work is done, in as many processes as there are.
        pages: in the order of the answers.
        ahead: how many may be under way at once.
        own_skills: what the person described in their own words or imported; looked for beside the lexicon's.

    """
    for file, outcome in _in_order(workers, ((page.file, _page_reading(page)) for page in pages), ahead * _AHEAD, own_skills):
        if isinstance(outcome, TaggedArticle) and outcome.article.text_from != "title":
            article = outcome.article
            yield {
                "file": file, "title": article.title, "author": article.author, "published": _iso(article.published), "language": article.language,
                "direction": article.direction, "text": article.text, "words": article.words, "minutes": article.minutes,
                **_understood_facts(outcome), "text_from": article.text_from, "why_not_page": article.why_not_page,
            }  # fmt: skip
        else:
            yield {
                "file": file, "title": None, "author": None, "published": None, "language": "und", "direction": "ltr", "text": "", "words": 0,
                "minutes": 0, "level": None, "summary": "", "skills": [], "text_from": None,
                "why_not_page": outcome.article.why_not_page if isinstance(outcome, TaggedArticle) else outcome,
            }  # fmt: skip


def text_facts(workers: Workers, lines: Iterable[str], ahead: int, own_skills: tuple[Gap, ...] = ()) -> Iterator[Facts]:
    """Yield what understanding makes of each line, a JSON object with id, title and text, and perhaps url and language.

    *own_skills* are looked for beside the lexicon's.
    """
    for record, outcome in _in_order(workers, (_text_reading(line) for line in lines if line.strip()), ahead * _AHEAD, own_skills):
        if isinstance(outcome, TaggedArticle):
            yield {"id": record, "language": outcome.article.language, "direction": outcome.article.direction, **_understood_facts(outcome)}
        else:
            yield {"id": record, "language": "und", "direction": "ltr", "level": None, "summary": "", "skills": [], "error": outcome}


def story_facts(workers: Workers, lines: Iterable[str]) -> Iterator[Facts]:
    """Yield the story of each line, a JSON object with id, title, text and published, and perhaps language, in time order.

    Each is told before the next line is read, and only by those that came before it. A story is called like its first line.
    """
    stories = OpenStories()
    for line in lines:
        if not line.strip():
            continue
        name, reading = _dated_reading(line)
        traits = reading if isinstance(reading, str) else _traits(workers, reading)
        if isinstance(traits, str):
            yield {"id": name, "story": None, "error": traits}
        else:
            yield {"id": name, "story": json.loads(stories.take(replace(traits, id=ArticleId(json.dumps(name)))).story)}


def page_list(lines: Iterable[str]) -> Iterator[Page]:
    """Yield the page of each line {"file", "url"}; of a line that is none, what is wrong with it."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            record = _object(line)
            file, url = record.get("file"), record.get("url")
            if isinstance(file, str) and isinstance(url, str | None):
                yield Page(file=file, url=url)
            else:
                wrong = _no_text(record, ("file", "url"))
                yield Page(
                    file=file if isinstance(file, str) else "",
                    wrong=f'line {number} is no object {{"file", "url"}}{wrong and f": {wrong}"}',
                )


def _in_order(
    workers: Workers, jobs: Iterable[tuple[Name, Reading | str]], ahead: int, own_skills: tuple[Gap, ...]
) -> Iterator[tuple[Name, TaggedArticle | str]]:
    """Understand every reading, several at once, and yield the outcomes in the order of the jobs; a string is a failure in words."""
    under_way: list[tuple[Name, Future[TaggedArticle] | str]] = []
    for name, reading in jobs:
        under_way.append(
            (name, reading if isinstance(reading, str) else workers.run(understand_in_worker, reading, own_skills, timeout=READ_SECONDS))
        )
        if len(under_way) >= ahead:
            yield _outcome(*under_way.pop(0))
    for waiting in under_way:
        yield _outcome(*waiting)


def _outcome(name: Name, future: Future[TaggedArticle] | str) -> tuple[Name, TaggedArticle | str]:
    if isinstance(future, str):
        return name, future
    try:
        return name, future.result()
    except WorkerLost as error:
        return name, f"it could not be understood: {error}"


def _body(file: Path) -> bytes:
    body = read_bytes(file, _MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise OSError(errno.EFBIG, f"it is larger than {_MOST_BYTES // 2**20} MiB", str(file))
    return body


def _no_feed(file: Path, why: str) -> Facts:
    return {"file": str(file), "title": None, "site": None, "language": None, "items": [], "skipped": [], "error": why, "warning": None}


def _page_reading(page: Page) -> Reading | str:
    if page.wrong is not None:
        return page.wrong
    try:
        body = _body(Path(page.file))
    except (OSError, ValueError) as error:
        return f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
    address = page.url or _NOWHERE
    fetched = Fetched(url=address, final_url=address, status=200, body=body)
    return Reading(item=_bare_item(url=page.url), source=SourceId("inspected"), first_seen=_ANY_TIME, page=fetched, languages=_LANGUAGES)


def _text_reading(line: str) -> tuple[Any, Reading | str]:
    record = _object(line)
    name = record.get("id")
    if not record:
        return None, "the line is no JSON object with id, title and text"
    if name is None:
        return None, 'the line has no "id"'
    if wrong := _no_text(record, ("title", "text", "url", "language")):
        return name, wrong
    item = _bare_item(
        url=record.get("url"), title=record.get("title") or "", text=record.get("text") or "", language=record.get("language")
    )
    return name, Reading(item=item, source=SourceId("inspected"), first_seen=_ANY_TIME, languages=_LANGUAGES)


def _dated_reading(line: str) -> tuple[Any, Reading | str]:
    """Return the text of *line* as told at the time it names, by a teller of its own."""
    name, reading = _text_reading(line)
    if isinstance(reading, str):
        return name, reading
    published = _moment(_object(line).get("published"))
    if published is None:
        return name, "the line has no published that is a time in ISO 8601"
    key = ItemKey(json.dumps(name))
    return name, replace(reading, item=replace(reading.item, key=key, published=published), source=SourceId(key), first_seen=published)


def _traits(workers: Workers, reading: Reading) -> StoryTraits | str:
    """Return what the story of a text is recognised by, or why that cannot be said."""
    try:
        return workers.run(read_in_worker, reading, (), timeout=READ_SECONDS).result()[1]
    except WorkerLost as error:
        return f"it could not be understood: {error}"


def _moment(text: object) -> datetime | None:
    """Return the time that *text* is in ISO 8601; one without a zone is UTC."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        exact = moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # No text is older or younger, and times are counted from here.
    return exact if exact and _EARLIEST_YEAR <= exact.year <= _LATEST_YEAR else None


def _no_text(record: Facts, names: Iterable[str]) -> str:
    """Return, in words, the first of *names* under which *record* has something else than text; "" where there is none."""
    others = ((name, value) for name in names if not isinstance(value := record.get(name), str | None))
    return next((f"its {json.dumps(name)} is {found(value)}, not text" for name, value in others), "")


def _object(line: str) -> Facts:
    """Return the object that *line* is in JSON, an empty one where it is none."""
    try:
        value = json.loads(line)
        if _HALF_A_PAIR.search(line):
            # Half of a surrogate pair is no character, and nothing can be written that holds it.
            value = json.loads(_HALVES.sub("\ufffd", json.dumps(value, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _bare_item(*, url: str | None, title: str = "", text: str = "", language: str | None = None) -> FeedItem:
    return FeedItem(
        key=ItemKey(url or title or "inspected"), url=url, url_key=None, title=title, published=None, updated=None, author=None, language=language,
        kind="article", summary_text="", content_text=text,
    )  # fmt: skip


def _understood_facts(tagged: TaggedArticle) -> Facts:
    return {
        "level": tagged.level.level, "summary": tagged.summary.text,
        "skills": [
            {
                "skill": tag.skill, "group": tag.group, "strength": round(tag.strength, 4),
                "evidence": [{"words": piece.words, "where": piece.where} for piece in tag.evidence],
            }
            for tag in tagged.tags
        ],
    }  # fmt: skip


def _item_facts(item: FeedItem) -> Facts:
    enclosure = item.enclosure
    return {
        "key": item.key, "url": item.url, "url_key": item.url_key, "title": item.title, "published": _iso(item.published), "updated": _iso(item.updated),
        "author": item.author, "language": item.language, "kind": item.kind,
        "minutes": None if item.duration is None else round(item.duration.total_seconds() / 60, 2), "summary_text": item.summary_text,
        "content_text": item.content_text, "categories": item.categories,
        "enclosure": None if enclosure is None else {"url": enclosure.url, "type": enclosure.type, "bytes": enclosure.bytes},
        "chapters": [{"start": chapter.start_seconds, "title": chapter.title} for chapter in item.chapters],
        "transcripts": [{"url": link.url, "type": link.type, "language": link.language} for link in item.transcripts],
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
