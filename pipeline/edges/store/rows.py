"""Turn articles into rows and rows into articles."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from math import isfinite
from typing import Any

from feeds.model import Chapter, Enclosure, FeedItem, ItemKey, SourceId, TimedLine, Transcript, TranscriptLink
from pipeline.edges.store.connection import Row, as_json, from_json, known_moment, moment, stamp
from pipeline.model import Article, ArticleId, Candidate, Evidence, SkillTag, StoryId, TaggedArticle, ToldBy
from pipeline.settings import SkillId

#: What `stored_article` is made of; a condition on articles follows.
STORED_ARTICLES = """
SELECT articles.*, article_texts.text, items.key, items.facts, transcripts.language AS spoken, transcripts.lines FROM articles
JOIN article_texts ON article_texts.article = articles.id JOIN items ON items.article = articles.id
LEFT JOIN transcripts ON transcripts.article = articles.id
"""


def article_row(tagged: TaggedArticle) -> Row:
    """Return the row of `articles` for *tagged*."""
    article, item = tagged.article, tagged.article.item
    return {
        "id": article.id, "source": article.source, "url": item.url, "url_key": item.url_key, "title": article.title, "author": article.author,
        "published": stamp(article.published), "updated": stamp(item.updated), "first_seen": stamp(article.first_seen),
        "at": stamp(article.published or article.first_seen), "language": article.language, "direction": article.direction, "kind": item.kind,
        "minutes": article.minutes, "words": article.words, "text_from": article.text_from, "why_not_page": article.why_not_page,
        "level": tagged.level.level, "level_reasons": as_json(tagged.level.reasons), "summary": tagged.summary.text,
        "summary_at_seconds": tagged.summary.at_seconds, "image": article.image, "enclosure": _enclosure_json(item.enclosure),
        "chapters": as_json(_chapter_lists(item.chapters)) if item.chapters else None, "made_with": tagged.made_with,
    }  # fmt: skip


def candidate_from(row: Row) -> Candidate:
    """Return the candidate that a row of the candidates question describes."""
    return Candidate(
        id=ArticleId(row["id"]), source=SourceId(row["source"]), source_title=row["source_title"], source_kind=row["source_kind"],
        private=bool(row["private"]), url=row["url"], title=row["title"], author=row["author"], published=moment(row["published"]),
        updated=moment(row["updated"]), first_seen=known_moment(row["first_seen"]), language=row["language"], kind=row["kind"],
        minutes=row["minutes"], words=row["words"], text_from=row["text_from"], why_not_page=row["why_not_page"], level=row["level"],
        summary=row["summary"], summary_at_seconds=row["summary_at_seconds"],
        tags=tuple(
            SkillTag(skill=SkillId(skill), group=group, strength=strength, evidence=evidence_from(evidence))
            for skill, group, strength, evidence in from_json(row["tags"])
        ),
        story=StoryId(row["story"]),
        also_told_by=tuple(ToldBy(article=ArticleId(other), source_title=title, url=url) for other, title, url in from_json(row["told_by"])),
        source_skills=tuple(SkillId(skill) for skill in from_json(row["source_skills"])),
        enclosure=_enclosure_from(row["enclosure"]),
        chapters=_chapters_from(row["chapters"]),
        held=row["held"],
    )  # fmt: skip


def evidence_from(pieces: list[list[Any]]) -> tuple[Evidence, ...]:
    """Return the evidence that was stored as lists of words, place and seconds."""
    return tuple(Evidence(words=words, where=where, at_seconds=at_seconds) for words, where, at_seconds in pieces)


def evidence_json(evidence: Iterable[Evidence]) -> str:
    """Return *evidence* as JSON that SQLite's own functions read: they know no NaN."""
    return as_json([[piece.words, piece.where, piece.at_seconds if isfinite(piece.at_seconds or 0) else None] for piece in evidence])


def facts_of(item: FeedItem) -> Row:
    """Return what the feed said of *item* beside its text, as JSON values."""
    return {
        "url": item.url, "url_key": item.url_key, "title": item.title, "published": stamp(item.published), "updated": stamp(item.updated),
        "author": item.author, "language": item.language, "kind": item.kind, "categories": item.categories,
        "duration_seconds": None if item.duration is None else item.duration.total_seconds(),
    }  # fmt: skip


def parts_json(item: FeedItem) -> str:
    """Return what belongs to *item* beside its facts and its text, as JSON."""
    transcripts = [[link.url, link.type, link.language] for link in item.transcripts]
    return as_json([_enclosure_list(item.enclosure), _chapter_lists(item.chapters), item.chapters_url, transcripts])


def waiting_item(row: Row) -> FeedItem:
    """Return the item of a row of `waiting` joined with its facts."""
    enclosure, chapters, chapters_url, transcripts = from_json(row["parts"])
    return replace(
        _item(row["key"], from_json(row["facts"])), fingerprint=row["fingerprint"], summary_text=row["summary"], content_text=row["content"],
        enclosure=_enclosure(enclosure), chapters=_chapters(chapters), chapters_url=chapters_url,
        transcripts=tuple(TranscriptLink(url=url, type=kind, language=language) for url, kind, language in transcripts),
    )  # fmt: skip


def transcript_row(transcript: Transcript) -> Row:
    """Return the columns of `transcripts` beside the article's id."""
    lines = [[line.start_seconds, line.end_seconds, line.text, line.speaker] for line in transcript.lines]
    return {"language": transcript.language, "lines": as_json(lines)}


def stored_article(row: Row) -> Article:
    """Return the article of a row of `articles` joined with its text, its item's facts and its transcript."""
    item = replace(
        _item(row["key"], from_json(row["facts"])), enclosure=_enclosure_from(row["enclosure"]), chapters=_chapters_from(row["chapters"])
    )
    return Article(
        id=ArticleId(row["id"]), source=SourceId(row["source"]), item=item, first_seen=known_moment(row["first_seen"]), title=row["title"],
        author=row["author"], published=moment(row["published"]), language=row["language"], direction=row["direction"], text=row["text"],
        words=row["words"], minutes=row["minutes"], text_from=row["text_from"], why_not_page=row["why_not_page"], image=row["image"],
        transcript=_transcript_from(row["spoken"], row["lines"]),
    )  # fmt: skip


def _transcript_from(language: str | None, lines: str | None) -> Transcript | None:
    if lines is None:
        return None
    return Transcript(
        language=language,
        lines=tuple(
            TimedLine(start_seconds=start, end_seconds=end, text=text, speaker=speaker) for start, end, text, speaker in from_json(lines)
        ),
    )


def _item(key: str, facts: Row) -> FeedItem:
    """Return the item of what its feed said beside its text."""
    duration = facts["duration_seconds"]
    return FeedItem(
        key=ItemKey(key), url=facts["url"], url_key=facts["url_key"], title=facts["title"], published=moment(facts["published"]),
        updated=moment(facts["updated"]), author=facts["author"], language=facts["language"], kind=facts["kind"], summary_text="", content_text="",
        categories=tuple(facts["categories"]), duration=None if duration is None else timedelta(seconds=duration),
    )  # fmt: skip


def _enclosure_list(enclosure: Enclosure | None) -> list[Any] | None:
    return None if enclosure is None else [enclosure.url, enclosure.type, enclosure.bytes]


def _enclosure(facts: list[Any] | None) -> Enclosure | None:
    return None if facts is None else Enclosure(url=facts[0], type=facts[1], bytes=facts[2])


def _enclosure_json(enclosure: Enclosure | None) -> str | None:
    return None if enclosure is None else as_json(_enclosure_list(enclosure))


def _enclosure_from(text: str | None) -> Enclosure | None:
    return _enclosure(from_json(text))


def _chapter_lists(chapters: Iterable[Chapter]) -> list[list[Any]]:
    return [[chapter.start_seconds, chapter.title] for chapter in chapters]


def _chapters(facts: list[list[Any]] | None) -> tuple[Chapter, ...]:
    return tuple(Chapter(start_seconds=start, title=title) for start, title in facts or ())


def _chapters_from(text: str | None) -> tuple[Chapter, ...]:
    return _chapters(from_json(text))
