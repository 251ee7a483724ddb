"""Turn articles into rows and rows into articles."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from feeds.model.entries import TimedLine, Transcript
from feeds.model.ids import SourceId
from feeds.urls import host_of
from pipeline.edges.store.connection import Row, as_json, from_json, known_moment, moment, stamp
from pipeline.edges.store.item_rows import chapter_lists, chapters_from, enclosure_from, enclosure_json, item_from
from pipeline.edges.store.stored_evidence import StoredEvidence
from pipeline.model.articles import Article, Passage, SkillTag, TaggedArticle
from pipeline.model.digests import Candidate
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.stories import ToldBy
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
        "summary_at_seconds": tagged.summary.at_seconds, "image": article.image, "enclosure": enclosure_json(item.enclosure),
        "chapters": as_json(chapter_lists(item.chapters)) if item.chapters else None, "made_with": tagged.made_with,
        "passages": passages_json(tagged.passages) if tagged.passages else None,
    }  # fmt: skip


def candidate_from(row: Row, tags: Iterable[SkillTag]) -> Candidate:
    """Return the candidate that a row of the candidates question describes, with its *tags*."""
    is_shared = row["source_kind"] == "circle"
    also_told_by, others = _told_by(row["told_by"])
    own = (ToldBy(article=ArticleId(row["id"]), source_title=row["source_title"], url=row["url"]),) if is_shared else ()
    return Candidate(
        id=ArticleId(row["id"]), source=SourceId(row["source"]),
        # What somebody passes on is the work of the site that it leads to.
        source_title=_site_of(row["url"]) or row["source_title"] if is_shared else row["source_title"], source_kind=row["source_kind"],
        private=bool(row["private"]), url=row["url"], title=row["title"], author=row["author"], published=moment(row["published"]),
        updated=moment(row["updated"]), first_seen=known_moment(row["first_seen"]), language=row["language"], kind=row["kind"],
        minutes=row["minutes"], words=row["words"], text_from=row["text_from"], why_not_page=row["why_not_page"], level=row["level"],
        summary=row["summary"], summary_at_seconds=row["summary_at_seconds"],
        tags=tuple(tags),
        story=StoryId(row["story"]),
        also_told_by=also_told_by,
        shared_by=own + others,
        source_skills=_skills_from(row["source_skills"]),
        enclosure=enclosure_from(row["enclosure"]),
        chapters=chapters_from(row["chapters"]),
        passages=passages_from(row["passages"]),
        held=row["held"],
    )  # fmt: skip


def tag_from(skill: str, group: str, strength: float, evidence: str) -> SkillTag:
    """Return the tag of a row of `tags`."""
    return SkillTag(skill=SkillId(skill), group=group, strength=strength, evidence=StoredEvidence(evidence))


# Thousands of rows hold the same few: the skills of their source, and that nobody else told the story.
@lru_cache
def _skills_from(skills: str) -> tuple[SkillId, ...]:
    return tuple(SkillId(skill) for skill in from_json(skills))


@lru_cache
def _told_by(tellers: str) -> tuple[tuple[ToldBy, ...], tuple[ToldBy, ...]]:
    """Return the sites that tell a story, and the people who shared it."""
    told = [(ToldBy(article=ArticleId(other), source_title=title, url=url), kind) for other, title, url, kind in from_json(tellers)]
    return tuple(one for one, kind in told if kind != "circle"), tuple(one for one, kind in told if kind == "circle")


def _site_of(url: str | None) -> str:
    return "" if url is None else host_of(url).removeprefix("www.")


def passages_json(passages: Iterable[Passage]) -> str:
    """Return *passages* as JSON."""
    return as_json([[one.skill, one.start_seconds, one.end_seconds, one.share, one.title] for one in passages])


def passages_from(passages: str | None) -> tuple[Passage, ...]:
    """Return the passages that were stored as JSON; none for NULL."""
    return tuple(
        Passage(skill=SkillId(skill), start_seconds=start, end_seconds=end, share=share, title=title)
        for skill, start, end, share, title in (from_json(passages) if passages else ())
    )


def transcript_row(transcript: Transcript) -> Row:
    """Return the columns of `transcripts` beside the article's id."""
    lines = [[line.start_seconds, line.end_seconds, line.text, line.speaker] for line in transcript.lines]
    return {"language": transcript.language, "lines": as_json(lines)}


def stored_article(row: Row) -> Article:
    """Return the article of a row of `articles` joined with its text, its item's facts and its transcript."""
    item = replace(
        item_from(row["key"], from_json(row["facts"])), enclosure=enclosure_from(row["enclosure"]), chapters=chapters_from(row["chapters"])
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
