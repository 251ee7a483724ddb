"""Why an article cannot be in a digest at all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feeds.model.ids import SourceId
from pipeline.model.digests import Candidate, Event, History, LeftOut, SentPick
from pipeline.model.ids import ArticleId, DigestId, StoryId
from pipeline.settings import Settings
from pipeline.stages.eligible import OLDEST, Today, why_not
from tests.builders import NOW, candidate, settings


def judged(one: Candidate, history: History | None = None, chosen: Settings | None = None) -> LeftOut | None:
    return why_not(one, Today(now=NOW, settings=chosen or settings(), history=history or History()))


def muting(*words: str) -> Settings:
    return settings(sources=replace(settings().sources, muted_words=words))


def said(kind, article: str = "a1") -> Event:
    return Event(kind=kind, article=ArticleId(article), source=SourceId("s"), at=NOW - timedelta(days=2))


def sent(article: str = "a1", story: str | None = None, day: date = date(2026, 3, 1)) -> SentPick:
    return SentPick(digest=DigestId("d"), day=day, article=ArticleId(article), story=StoryId(story or article))


def test_an_ordinary_article_of_yesterday_may_be_picked():
    assert judged(candidate()) is None


@pytest.mark.parametrize(
    ("title", "language", "words", "is_muted"),
    [
        pytest.param("Our Giveaway is on", "en", ("giveaway",), True, id="the word"),
        pytest.param("Three giveaways", "en", ("giveaway",), True, id="another form of it"),
        pytest.param("How to maintain a plan", "en", ("ai",), False, id="not inside another word"),
        pytest.param("The sponsored post of the week", "en", ("sponsored post",), True, id="a phrase"),
        pytest.param("A post, sponsored", "en", ("sponsored post",), False, id="its words in another order"),
        pytest.param("Wyniki konkursu", "pl", ("konkurs",), True, id="a Polish ending"),
        pytest.param("Голямата томбола", "bg", ("томбола",), True, id="Bulgarian"),
        pytest.param("مسابقة كبرى", "ar", ("مسابقة",), True, id="Arabic"),
        pytest.param("Big 🎁 inside", "en", ("🎁",), True, id="an emoji"),
        pytest.param("Anything", "en", (" ",), False, id="an empty word mutes nothing"),
    ],
)
def test_muted_words_are_heard_as_words(title, language, words, is_muted):
    chosen = muting(*words)
    left = judged(candidate(title=title, language=language), chosen=replace(chosen, learner=replace(chosen.learner, languages=(language,))))

    assert (left is not None) is is_muted
    if left is not None:
        assert "which you muted" in left.why


def test_what_i_do_not_read_is_left_out_and_what_would_help_is_said():
    left = judged(candidate(language="de"))

    assert left == LeftOut(
        candidate=candidate(language="de"), why="it is written in a language you do not list (de)", would_help="add de to learner.languages"
    )
    assert judged(candidate(language="und")) is None


@pytest.mark.parametrize(
    ("url", "title"),
    [
        pytest.param("https://example.org/contact", "Say hello", id="contact"),
        pytest.param("https://example.org/about/", "The people", id="about"),
        pytest.param("https://example.org/en/chat/index.html", "Talk", id="chat of a language"),
        pytest.param("https://example.org/pl/o-mnie", "Kim jestem", id="Polish"),
        pytest.param("https://example.org/blog/tags/", "Everything", id="tags"),
        pytest.param("https://example.org/tags/scrum", "scrum", id="a list of articles"),
        pytest.param("https://example.org/terms-of-service.html?x=1", "Small print", id="terms, with a query"),
        pytest.param("https://example.org/2", "About me", id="by its title"),
        pytest.param("https://example.org/2", "  Kontakt! ", id="title with signs"),
        pytest.param("https://example.org/2", "Impressum", id="title at the end of a line of ours"),
        pytest.param("https://example.org/2", "Често задавани въпроси", id="Bulgarian title"),
        pytest.param("https://example.org/2", "اتصل بنا", id="Arabic title"),
        pytest.param("https://example.org/about/?from=feed#us", "Us", id="with a query"),
        pytest.param(None, "Chat", id="without an address"),
    ],
)
def test_pages_that_every_site_has_are_no_articles(url, title):
    left = judged(candidate(url=url, title=title))

    assert left is not None
    assert "standing page" in left.why


@pytest.mark.parametrize(
    ("url", "title"),
    [
        pytest.param("https://example.org/2026/02/search", "How search works", id="an article on search"),
        pytest.param("https://example.org/posts/privacy", "Privacy in five steps", id="an article on privacy"),
        pytest.param("https://example.org/contact-tracing", "Contact tracing", id="a longer word"),
        pytest.param("https://example.org/about-time", "About time", id="about something"),
        pytest.param("https://example.org/category/?about", "Nothing", id="a query is no category"),
        pytest.param("https://example.org/2026/why?next=/about", "Why", id="another address in the query"),
        pytest.param(None, "Chat with your data", id="a title that only begins so"),
    ],
)
def test_an_article_is_not_taken_for_a_standing_page(url, title):
    assert judged(candidate(url=url, title=title)) is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        pytest.param("done", "done", id="done"),
        pytest.param("less", "less like this", id="less"),
        pytest.param("too_easy", "too easy", id="too easy"),
        pytest.param("too_hard", "too hard", id="too hard"),
    ],
)
def test_what_i_have_dealt_with_does_not_come_again(kind, words):
    left = judged(candidate(), History(events=(said("save"), said(kind), said("done", "other"))))

    assert left is not None
    assert left.why == f"you marked it as {words} on 2026-03-02"


@pytest.mark.parametrize("kind", ["save", "more", "shared", "fewer_from_source"])
def test_other_words_leave_it_in_play(kind):
    assert judged(candidate(), History(events=(said(kind),))) is None


def test_nothing_is_sent_twice_and_the_last_time_is_named():
    left = judged(candidate(), History(sent=(sent(), sent(day=date(2026, 3, 3)))))

    assert left is not None
    assert left.why == "it was in your digest of 2026-03-03"


def test_a_story_is_sent_once_whoever_told_it():
    left = judged(candidate(story=StoryId("first")), History(sent=(sent("first"),)))

    assert left is not None
    assert left.why == "its story was in your digest of 2026-03-01, told by another source"


def test_its_own_sending_is_named_before_that_of_its_story():
    left = judged(candidate(story=StoryId("first")), History(sent=(sent("a1", "first"), sent("first", day=date(2026, 3, 3)))))

    assert left is not None
    assert left.why == "it was in your digest of 2026-03-01"


@pytest.mark.parametrize(
    ("published", "why"),
    [
        pytest.param(NOW + timedelta(hours=1), None, id="clocks differ by an hour"),
        pytest.param(NOW + timedelta(hours=3), "it was published later than this digest (2026-03-04)", id="the future"),
        pytest.param(NOW - OLDEST["blog"], None, id="just in play"),
        pytest.param(
            NOW - OLDEST["blog"] - timedelta(days=2),
            "it is too old: of 2025-11-02, 122 days before this digest; a blog item stays in play for 120 days",
            id="too old by days",
        ),
        pytest.param(
            NOW - timedelta(days=1461),
            "it is too old: of 2022-03-04, 4.0 years before this digest; a blog item stays in play for 120 days",
            id="too old by years",
        ),
    ],
)
def test_dates_decide(published, why):
    left = judged(candidate(published=published))

    assert (left and left.why) == why


def test_an_undated_item_ages_from_the_day_it_was_first_seen():
    left = judged(candidate(published=None, first_seen=NOW - timedelta(days=30), source_kind="news"))

    assert left is not None
    assert "30 days before this digest; a news item stays in play for 21 days" in left.why
