"""Say of a feed that was just read what a person wants to know before following it, and what is odd about it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.decode import decode
from feeds.due import next_check
from feeds.model.answers import Fetched
from feeds.model.entries import FeedItem, ParsedFeed
from feeds.sniff import root_of
from feeds.urls import source_id
from pipeline.model.entries import TOO_FAR_AHEAD
from pipeline.probe import FeedFound
from pipeline.stages.language import language_of
from pipeline.stages.wanted import ENOUGH_WORDS

_FORMATS = {"rss": "RSS", "feed": "Atom", "entry": "Atom", "rdf": "RSS 1.0", "channel": "RSS"}
#: A feed whose newest item is older than this sleeps.
_ASLEEP = timedelta(days=365)
#: Items whose language is told from their text: enough to see two of them.
_LANGUAGES_OF = 20
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What a feed is like."""

    #: "RSS", "Atom", "RSS 1.0" or "JSON Feed".
    format: str
    items: int
    skipped: int
    #: When its newest item says it was published, None where none says so.
    newest: datetime | None
    #: The language the feed claims, and those its texts are written in, the most frequent first.
    claimed_language: str | None
    languages: tuple[str, ...]
    #: How many items hold the whole article, so that no page is asked for.
    whole: int
    episodes: int
    transcripts: int
    #: Whether the server gives marks by which an unchanged feed costs nothing: an ETag, a date, or both.
    etag: bool
    last_modified: bool
    #: How long until it would be asked again.
    every: timedelta
    #: What is odd, and what to do about it, in sentences.
    problems: tuple[str, ...]


def report_on(found: FeedFound, now: datetime, languages: Sequence[str], every: timedelta | None = None) -> FeedReport:
    """Return what a person wants to know of the feed in *found*; *languages* are those they read, *every* is their own wish."""
    fetched, feed = found.fetched, found.feed
    dates = [item.published for item in feed.items if item.published is not None and item.published <= now + TOO_FAR_AHEAD]
    newest = max(dates, default=None)
    etag, last_modified = fetched.validators.etag is not None, fetched.validators.last_modified is not None
    again = next_check(
        fetched, now=now, every=every, failures_in_a_row=0, hints=feed.hints, validators=etag or last_modified, spread=0.0
    )  # fmt: skip
    told = Counter(
        language_of(item.title, item.content_text or item.summary_text, item.language or feed.language, languages)
        for item in feed.items[:_LANGUAGES_OF]
    )
    return FeedReport(
        format=_format(fetched), items=len(feed.items), skipped=len(feed.skipped), newest=newest, claimed_language=feed.language,
        languages=tuple(language for language, _ in told.most_common() if language != "und"),
        whole=sum(len(item.content_text.split()) >= ENOUGH_WORDS for item in feed.items),
        episodes=sum(item.kind == "episode" for item in feed.items), transcripts=sum(bool(item.transcripts) for item in feed.items),
        etag=etag, last_modified=last_modified, every=again - now,
        problems=tuple(_problems(found, newest, now, tuple(told), languages)),
    )  # fmt: skip


def _format(fetched: Fetched) -> str:
    root = root_of(decode(fetched.body[:4096], markup="xml", content_type=fetched.content_type))
    return _FORMATS.get(root or "", "JSON Feed" if root is None else "XML")


def _problems(found: FeedFound, newest: datetime | None, now: datetime, told: tuple[str, ...], languages: Sequence[str]) -> Iterator[str]:
    fetched, feed = found.fetched, found.feed
    if fetched.moved_to and fetched.moved_to != fetched.url:
        here = "" if source_id(fetched.moved_to) != source_id(fetched.url) else " (only its spelling changed)"
        yield f"It has moved for good to {fetched.moved_to}{here}: use that address."
    elif fetched.final_url != fetched.url:
        yield f"It is redirected for now to {fetched.final_url}; keep the address."
    if feed.warning:
        yield f"It is malformed: {feed.warning}. What could be read was; its owner would want to know."
    if not feed.items:
        yield "It holds no item that could be taken: a new one may come; nothing to do until then."
    yield from _skipped(feed)
    if feed.items and newest is None:
        yield "No item says when it was published: each counts as published when it is first seen."
    elif newest is not None and now - newest > _ASLEEP:
        yield f"Its newest item is from {newest:%B %Y}: it seems to sleep. Look whether its site has another feed."
    late = sum(item.published is not None and item.published > now + TOO_FAR_AHEAD for item in feed.items)
    if late:
        yield f"{_items(late)} {_verb(late, 'claims', 'claim')} a day that has not come; that date is not believed."
    if fetched.validators.etag is None and fetched.validators.last_modified is None:
        yield "Its server marks no versions, so all of it is loaded each time: it is asked once a day."
    if told and told != ("und",) and not set(told) & set(languages):
        yield f"It is written in none of your languages ({', '.join(languages)}): nothing of it can be picked."
    lacking = sum(_has_nothing(item) for item in feed.items)
    if lacking:
        yield f"{_items(lacking)} {_verb(lacking, 'has', 'have')} neither a page nor a text: only the title can be shown."


def _skipped(feed: ParsedFeed) -> Iterator[str]:
    reasons = Counter(skipped.why for skipped in feed.skipped)
    for why, count in reasons.most_common(_MOST_REASONS):
        yield f"{_items(count)} could not be taken: {why}."


def _has_nothing(item: FeedItem) -> bool:
    return item.url is None and not item.content_text and not item.summary_text and item.enclosure is None


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _verb(count: int, one: str, several: str) -> str:
    return one if count == 1 else several
