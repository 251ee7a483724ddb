"""Understand one item: from what was gathered about it to a tagged article."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from math import ceil

from feeds.model.answers import Fetched, FetchFailed
from feeds.model.entries import FeedItem
from feeds.model.ids import ItemKey, SourceId
from pipeline.anchors import anchors_of
from pipeline.edges.knowledge import lexicon
from pipeline.edges.knowledge.leanings import leanings
from pipeline.edges.knowledge.tables import table
from pipeline.matcher import Table, with_skills
from pipeline.model.articles import Article, NotReadable, Passage, ReadableText, Reading, SkillTag, TaggedArticle, TextFrom
from pipeline.model.entries import TOO_FAR_AHEAD
from pipeline.model.ids import ArticleId
from pipeline.model.stories import StoryTraits
from pipeline.script import RIGHT_TO_LEFT_LANGUAGES, Direction, direction_of
from pipeline.settings import Gap
from pipeline.skills import Lexicon, Skill
from pipeline.spoken import spoken_text
from pipeline.stages.extract import extract
from pipeline.stages.language import language_of
from pipeline.stages.level import level_of
from pipeline.stages.passage import passages_of
from pipeline.stages.summarise import summarise
from pipeline.stages.tag import Tagger, tag
from pipeline.stages.wanted import ENOUGH_WORDS
from pipeline.stretches import Stretch, stretches_of
from pipeline.words import reading_minutes, small_words, stems_of, taken_apart, words_of

#: Nothing beyond this is kept of a text (characters): a thick book.
_MOST_TEXT = 2_000_000
#: A title is a line, not a page (characters).
_MOST_TITLE = 500
#: Beyond this many characters an article adds nothing to the search index or to its story.
_MOST_INDEXED = 100_000
_MOST_COMPARED = 6_000
#: Podcasts are spoken at about this rate (words a minute) and mostly encoded at 128 kbit/s.
_SPOKEN_WORDS_A_MINUTE = 150
_BYTES_A_MINUTE = 128_000 // 8 * 60
#: Minutes of an episode that says nothing about its length: the middle of what podcasts last.
_USUAL_EPISODE = 30
#: Of an episode from so many minutes on, the parts that teach are found: it may be longer than any window.
_LONG_EPISODE = 10
#: Minutes to read an article of which a feed gives only the beginning or a summary: 900 words.
_USUAL_ARTICLE = 4


def article_id(source: SourceId, item: FeedItem) -> ArticleId:
    """Return the id of an item's article: the same in every run."""
    return ArticleId(sha256(f"{source}\n{item.key}".encode()).hexdigest()[:12])


def understand(reading: Reading, tagger: Tagger) -> TaggedArticle:
    """Return the article of *reading* with its language, skills, level and summary; there is always one."""
    return describe(_article(reading), tagger)


def describe(article: Article, tagger: Tagger) -> TaggedArticle:
    """Return *article* with its skills, level and summary; also for one that is kept, after the lexicon or the tagger changed."""
    tags = tag(article, tagger)
    lemmas = (*stems_of(article.title, article.language), *stems_of(article.text[:_MOST_INDEXED], article.language))
    return TaggedArticle(
        article=article,
        tags=tags,
        level=level_of(article, tags),
        summary=summarise(article, tags),
        passages=_passages(article, tags, tagger),
        lemmas=" ".join(lemmas),
        made_with=tagger.fingerprint,
    )


def _passages(article: Article, tags: tuple[SkillTag, ...], tagger: Tagger) -> tuple[Passage, ...]:
    """Return the parts of a long episode that teach one of its skills by themselves: each part is judged as if it were all there is."""
    taught = [tag.skill for tag in tags if tag.is_present]
    if article.item.kind != "episode" or article.minutes < _LONG_EPISODE or not taught:
        return ()
    stretches = stretches_of(article.transcript, article.item.chapters, 60.0 * article.minutes)
    strengths = [{one.skill: one.strength for one in tag(_part(article, stretch), tagger)} for stretch in stretches]
    return passages_of(taught, stretches, strengths)


def _part(article: Article, stretch: Stretch) -> Article:
    return replace(
        article, item=replace(article.item, categories=()), title=stretch.title, text=stretch.text, words=len(words_of(stretch.text)),
        text_from="transcript" if stretch.text else "title", transcript=None,
    )  # fmt: skip


@cache
def tagger_for(own_gaps: tuple[Gap, ...]) -> Tagger:
    """Return the tagger of the shipped lexicon and the person's own skills, made once in each process."""
    shipped = _shipped()
    known = shipped.with_own(own_gaps)
    own = tuple(skill for skill in known.skills.values() if shipped.skills.get(skill.id) is not skill)
    return Tagger(known, table_for=partial(_table_with, own) if own else _shipped_table, leanings_for=leanings)


@cache
def _shipped() -> Lexicon:
    return lexicon()


@cache
def _shipped_table(language: str) -> Table:
    return table(_shipped(), language)


def _table_with(own: tuple[Skill, ...], language: str) -> Table:
    return with_skills(_shipped_table(language), own, language)


#: A sentence in each language of the interface: whoever understands them has everything loaded that most articles need.
_PAGES = {
    "en": "In this guide you will learn how window functions of a database work, and when they are slower than a join.",
    "pl": "W tym artykule dowiesz się, jak działają funkcje okienkowe bazy danych i kiedy są wolniejsze niż złączenie.",
    "bg": "В тази статия ще научите как работят прозоречните функции на базата данни и кога са по-бавни от съединение.",
    "ar": "في هذا المقال ستتعلم كيف تعمل دوال النافذة في قاعدة البيانات ومتى تكون أبطأ من ربط الجداول ببعضها.",
}


def prepare() -> None:
    """Load and make everything that understanding needs, so that worker processes which divide off from this one share it.

    Takes a quarter of a second, and half a second more where the phrases have no copy yet. After it an article in English, Polish,
    Bulgarian or Arabic finds nothing left to load.
    """
    tagger = tagger_for(())
    for language, sentence in _PAGES.items():
        body = f"<html lang={language}><title>SQL</title><article><h1>SQL</h1>{f'<p>{sentence}</p>' * 3}</article></html>".encode()
        page = Fetched(url="", final_url="https://example.org/", status=200, content_type="text/html", body=body)
        item = FeedItem(
            key=ItemKey(language), url=None, url_key=None, title="", published=None, updated=None, author=None, language=None,
            kind="article", summary_text="", content_text="",
        )  # fmt: skip
        first_seen = datetime(2000, 1, 1, tzinfo=UTC)
        traits_of(understand(Reading(item=item, source=SourceId(""), first_seen=first_seen, page=page, languages=tuple(_PAGES)), tagger))


def _article(reading: Reading) -> Article:
    item = reading.item
    readable, why_short = _page(reading)
    text, text_from, why_not_page = _text(reading, readable, why_short)
    text = text[:_MOST_TEXT]
    given = (item.title.strip() or (readable.title if readable and readable.title else ""))[:_MOST_TITLE]
    title = given or _first_words(text) or (item.url or "Untitled")[:_MOST_TITLE]
    claimed = item.language or (readable.language if readable else None)
    language = language_of(given, text if text_from != "title" else "", claimed, reading.languages)
    words = len(words_of(text))
    return Article(
        id=article_id(reading.source, item),
        source=reading.source,
        item=item,
        first_seen=reading.first_seen,
        title=title,
        author=item.author or (readable.author if readable else None),
        published=item.published or _page_date(readable, reading.first_seen),
        language=language,
        direction=_direction(f"{title}\n{text[:_MOST_COMPARED]}", language, readable if text_from == "page" else None),
        text=text or title,
        words=words,
        minutes=_minutes(reading, words, language, known_whole=text_from in {"page", "transcript"} or words >= ENOUGH_WORDS),
        text_from=text_from,
        why_not_page=why_not_page,
        transcript=reading.transcript,
        image=readable.image if readable else None,
    )


def _page(reading: Reading) -> tuple[ReadableText | None, str | None]:
    """Return the article of the page; else what was read of it, if anything, and why that is no article."""
    match reading.page:
        case Fetched() as page:
            found = extract(page, reading.item, reading.source_title)
            return (found.read, found.why) if isinstance(found, NotReadable) else (found, None)
        case FetchFailed(reason=reason):
            return None, reason
        case _:
            return None, reading.why_no_page or ("the item has no page" if reading.item.url is None else "its page was not asked for")


def _direction(text: str, language: str, readable: ReadableText | None) -> Direction:
    """Return which way *text* runs: its language and its letters decide, and its page's markup where the language is a strange one."""
    claimed = readable.direction if readable and not small_words(language) else None
    return "rtl" if claimed == "rtl" or language in RIGHT_TO_LEFT_LANGUAGES else direction_of(text)


def _text(reading: Reading, readable: ReadableText | None, why: str | None) -> tuple[str, TextFrom, str | None]:
    """Return the best text there is, which it is, and *why* it is not the page's article, if it is not.

    Best is what is said in an episode, and the page of an article. The few words of a page that is no article stand
    only where a feed says nothing.
    """
    item = reading.item
    spoken = spoken_text(reading.transcript).strip() if reading.transcript else ""
    rungs: list[tuple[str, TextFrom, str | None]] = [
        (readable.text if readable and why is None else reading.kept_text, "page", None),
        (spoken, "transcript", why),
        (item.content_text.strip(), "feed", why),
        (item.summary_text.strip(), "summary", why),
    ]
    if item.kind == "episode":
        rungs = [rungs[1], *(rung for rung in rungs[2:] + rungs[:1])]
    rungs.append((readable.text if readable else "", "page", why))
    return next((rung for rung in rungs if rung[0]), (item.title.strip(), "title", why))


def _minutes(reading: Reading, words: int, language: str, *, known_whole: bool) -> int:
    """Return the time to read the text, or to listen to the episode."""
    item = reading.item
    if item.kind == "article":
        # What a few lines of a feed stand for is longer than they are.
        return max(reading_minutes(words, language), 1 if known_whole else _USUAL_ARTICLE)
    ends = [line.end_seconds for line in reading.transcript.lines if line.end_seconds] if reading.transcript else []
    length = item.duration or (timedelta(seconds=max(ends)) if ends else None)
    if length is not None and length > timedelta(0):
        return max(1, ceil(length / timedelta(minutes=1)))
    if reading.transcript and words:
        return max(1, ceil(words / _SPOKEN_WORDS_A_MINUTE))
    if item.enclosure is not None and item.enclosure.bytes and item.enclosure.bytes > _BYTES_A_MINUTE:
        return ceil(item.enclosure.bytes / _BYTES_A_MINUTE)
    return _USUAL_EPISODE


def _page_date(readable: ReadableText | None, first_seen: datetime) -> datetime | None:
    """Return the page's own date where the feed gives none; one that lies ahead of us was guessed from something else."""
    if readable is None or readable.published is None or readable.published > first_seen + TOO_FAR_AHEAD:
        return None
    return readable.published


def _first_words(text: str) -> str:
    return " ".join(words_of(text[:400])[:12])


def traits_of(tagged: TaggedArticle) -> StoryTraits:
    """Return what the story of an article is recognised by."""
    article = tagged.article
    title, text = taken_apart(article.title), taken_apart(article.text[:_MOST_INDEXED]).until(_MOST_COMPARED)
    counts = Counter(filter(None, text.topics(article.language)))
    return StoryTraits(
        id=article.id,
        source=article.source,
        url_key=article.item.url_key,
        language=article.language,
        at=article.published or article.first_seen,
        title=article.title,
        title_lemmas=frozenset(filter(None, title.topics(article.language))),
        lemmas=tuple(sorted(counts.items())),
        anchors=anchors_of((title, text), article.language),
    )
