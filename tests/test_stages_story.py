from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.ids import SourceId
from pipeline.model.ids import StoryId
from pipeline.model.stories import Told
from pipeline.stages.story import WINDOW, stories_of, story_of
from pipeline.understand import describe, tagger_for, traits_of
from tests.builders import NOW, article, feed_item

LEAK = (
    "Borealis Bank said on Monday that 42,000 customer records were copied from a test server in Gdynia. "
    "Its security chief Marta Zawada told reporters that the server had been reachable without a password for 19 days. "
    "The regulator in Warsaw has opened an inquiry and may fine the bank up to 8 million zloty."
)
LEAK_AGAIN = (
    "A test server of Borealis Bank in Gdynia stood open without a password for 19 days, and 42,000 records of customers were copied. "
    "Marta Zawada, who leads security there, called it a mistake. Warsaw's regulator opened an inquiry; a fine of 8 million zloty is possible."
)
OTHER_LEAK = (
    "Cormorant Airlines said on Friday that 310,000 passenger records were copied from a booking system in Lisbon. "
    "Its security chief Rui Tavares told reporters that an employee had lost a laptop without encryption. "
    "The regulator in Portugal has opened an inquiry and may fine the airline up to 5 million euros."
)
LEAK_IN_POLISH = (
    "Borealis Bank przyznał, że z serwera testowego w Gdyni skopiowano dane. Gdynia 42,000, Marta Zawada, 19 dni, kara 8 million, Warsaw. "
    "Serwer był dostępny bez hasła, a o sprawie mówi się w Borealis Bank od poniedziałku, jak podaje Marta Zawada w rozmowie z dziennikarzami."
)


def traits(name, title, text, hours=0, **changes):
    at = NOW + timedelta(hours=hours)
    url_key = changes.pop("url_key", None)
    changes.setdefault("source", SourceId(f"source of {name}"))
    made = article(name, title=title, text=text, words=len(text.split()), published=at, item=feed_item(name, url_key=url_key), **changes)
    return traits_of(describe(made, tagger_for(())))


FIRST = traits("a1", "42,000 records copied at Borealis Bank", LEAK)
SAME = traits("a2", "Borealis Bank left a test server open for 19 days", LEAK_AGAIN, hours=20)
OTHER = traits("a3", "310,000 passenger records copied at Cormorant Airlines", OTHER_LEAK, hours=22)


def told(*articles):
    return [Told(traits=one, story=StoryId("s" + one.id)) for one in articles]


def test_two_sources_tell_one_story_and_a_like_event_is_another():
    stories = [membership.story for membership in stories_of((FIRST, SAME, OTHER), ())]

    assert stories == ["a1", "a1", "a3"]


def test_a_membership_says_how_alike_and_why():
    membership = story_of(SAME, told(FIRST))

    assert membership.story == "sa1"
    assert 0.26 <= membership.similarity <= 1
    assert membership.why.startswith("both speak of")
    assert membership.why.count(",") <= 3


def test_what_begins_a_story_is_wholly_like_itself():
    membership = story_of(FIRST, ())

    assert (membership.story, membership.similarity, membership.why) == ("a1", 1.0, "it begins a story")


def test_the_same_address_is_the_same_story_however_different_the_words():
    one = traits("b1", "A title", LEAK, url_key="example.org/x")
    other = traits("b2", "Quite another", "Something else altogether.", hours=500, url_key="example.org/x")

    assert [membership.story for membership in stories_of((one, other), ())] == ["b1", "b1"]
    assert story_of(other, told(one)).why == "the same address"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"source": SourceId("source of a1")}, id="by the same source"),
        pytest.param({"url_key": "https://borealis.example/again"}, id="by another feed of the same site"),
    ],
)
def test_parts_of_a_series_are_each_worth_reading(changes):
    first = traits("a1", "42,000 records copied at Borealis Bank", LEAK, url_key="https://borealis.example/first")
    second = traits("a2", "Borealis Bank left a test server open for 19 days", LEAK_AGAIN, hours=20, **changes)

    assert story_of(second, told(first)).story == "a2"


def test_a_story_closes_when_nothing_came_for_days():
    late = traits("a4", "Borealis Bank left a test server open for 19 days", LEAK_AGAIN, hours=WINDOW / timedelta(hours=1) + 1)

    assert story_of(late, told(FIRST)).story == "a4"


def test_short_items_are_the_same_story_only_under_the_same_title():
    one = traits("c1", "Borealis Bank fined 8 million zloty", "Short.")
    same = traits("c2", "Borealis Bank fined 8 million zloty", "Brief.")
    alike = traits("c3", "Borealis Bank names a new chief", "Short.")

    assert [membership.story for membership in stories_of((one, same, alike), ())] == ["c1", "c1", "c3"]
    assert story_of(traits("c4", "", ""), told(one)).story == "c4"


def test_across_languages_names_and_numbers_decide():
    polish = traits("d1", "Borealis Bank: 42,000 rekordów, Gdynia", LEAK_IN_POLISH, language="pl")
    unlike = traits("d2", "Zupa z dyni", "Przepis na zupę z dyni dla Marty, bez glutenu i bez laktozy, na cztery osoby.", language="pl")

    assert story_of(polish, told(FIRST)).story == "sa1"
    assert story_of(unlike, told(FIRST)).story == "d2"


def test_a_shared_title_without_names_is_reason_enough():
    one = traits("e1", "ways to plan a quiet week", "short")
    same = traits("e2", "ways to plan a quiet week", "brief")

    assert story_of(same, told(one)).why == "the same title"


@given(st.permutations([FIRST, SAME, OTHER]))
def test_each_order_of_arrival_gives_the_same_grouping(order):
    stories = {membership.article: membership.story for membership in stories_of(order, ())}

    assert stories["a1"] == stories["a2"] != stories["a3"]


@pytest.mark.shared_data
def test_news_is_grouped_with_high_precision(shared_data):
    from benchmarks.quality import news, score_stories

    precision, _, both, _ = score_stories(news(shared_data), tagger_for(()))

    assert precision >= 0.89
    assert both >= 0.85
