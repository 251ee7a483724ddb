from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality import OWN_STORIES, news, score_stories
from feeds.model.ids import SourceId
from pipeline.anchors import anchors_of
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.stories import Told
from pipeline.sounds import sound_of
from pipeline.stages.story import WINDOW, OpenStories, stories_of, story_of
from pipeline.understand import describe, tagger_for, traits_of
from pipeline.words import taken_apart
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
    assert 0.22 <= membership.similarity <= 1
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


def test_a_name_in_another_script_is_known_by_its_sound():
    english = traits(
        "f1", "Probe Meridian lands on Ketura", "The probe Meridian landed on Ketura. Leader Yuki Tanabe of the Orman institute begins on 2 October.",
    )  # fmt: skip
    bulgarian = traits(
        "f2", "Сондата Меридиан кацна на Кетура", "Сондата Меридиан кацна на Кетура. Юки Танабе от института Орман започва на 2 октомври.", language="bg",
    )  # fmt: skip
    arabic = traits(
        "f3", "ميريديان يهبط على كيتورا", "هبط المسبار ميريديان على كيتورا وقال يوكي تانابي من معهد أورمان إن العمل سيبدأ في ٢ أكتوبر",
        language="ar",
    )  # fmt: skip

    assert [membership.story for membership in stories_of((english, bulgarian, arabic), ())] == ["f1", "f1", "f1"]


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        pytest.param("It was Marta, and Gdynia's mayor.", {"marta", "gdynia"}, id="names inside a sentence"),
        pytest.param("Marta came. Marta left. Nobody saw. Nobody asked nobody.", {"marta"}, id="a name that begins sentences"),
        pytest.param("How Bank Data Leaks: a bank lost data, and I'm told it leaks.", set(), id="words of a headline are no names"),
        pytest.param("42,000 of 1 234 567, or 3.2 and 2013, 100", {"42000", "1234567", "2013", "100"}, id="long numbers"),
        pytest.param("٤٢ شخصا يوم ٣ مايو", {"42", "--05-03"}, id="Arabic digits"),
        pytest.param(
            "on May 3rd, 12 june, 3 maja, 14 септември, 31st", {"--05-03", "--06-12", "--09-14", "3rd", "12", "14", "31st"}, id="days"
        ),
        pytest.param("may 2026 and 45 May", {"2026", "45"}, id="no days"),
    ],
)
def test_names_numbers_and_days_anchor_a_story(text, anchors):
    assert anchors_of([taken_apart(text)], "en") == anchors


@pytest.mark.parametrize(
    "spellings",
    [
        ["putin en", "путин bg", "بوتين ar"],
        ["kowalski pl", "ковалски bg"],
        ["zelensky en", "zełenski pl", "зеленски bg", "زيلينسكي ar"],
        ["george en", "джордж bg", "جورج ar"],
        ["jovanović sr", "йованович bg"],
        ["42 en", "42 ar"],
    ],
)
def test_a_name_sounds_alike_in_every_script(spellings):
    assert len({sound_of(*spelling.split()) for spelling in spellings}) == 1


def test_one_name_in_common_is_no_story():
    one = traits(
        "g1", "Small ways to plan a week", "Begin on Sunday evening with a cup of tea, says Marta, and write down three things that matter."
    )
    other = traits(
        "g2",
        "Soup for cold days",
        "Roast the pumpkin until it is soft, says Marta, then add ginger, stock and patience, and stir now and then.",
    )

    assert [membership.story for membership in stories_of((one, other), ())] == ["g1", "g2"]


def test_a_title_that_many_have_makes_no_story():
    one = traits(
        "h1", "Weeknotes", "These weeknotes are about bread, which rose slowly in the cold kitchen until the oven was warm enough for it."
    )
    other = traits(
        "h2", "Weeknotes", "Short weeknotes: mended the fence, planted two rows of beans, slept badly, finished a book on rivers and boats."
    )
    brief = traits("h3", "Weeknotes", "Nothing happened.")

    assert [membership.story for membership in stories_of((one, other, brief), ())] == ["h1", "h2", "h3"]


def test_what_no_newcomer_can_join_any_more_is_forgotten():
    stories = OpenStories()
    for day in range(0, 400, 20):
        stories.take(replace(FIRST, id=ArticleId(f"x{day}"), at=NOW + timedelta(days=day)))

    assert stories.open == 1
    assert stories.take(replace(SAME, at=NOW + timedelta(days=381))).story == "x380"


def test_invented_stories_are_grouped_across_four_languages():
    precision, recall, both, _ = score_stories(news(OWN_STORIES), tagger_for(()))

    assert precision >= 0.97
    assert recall >= 0.99
    assert both >= 0.98


@pytest.mark.shared_data
def test_news_is_grouped_with_high_precision(shared_data):
    precision, _, both, _ = score_stories(news(shared_data / "stories" / "ecbplus.jsonl"), tagger_for(()))

    assert precision >= 0.9
    assert both >= 0.89


def test_a_copy_is_the_same_story_though_it_names_nobody():
    text = "A kettle that boils dry will not last, so fill it before you leave the kitchen and look at its cord once in a month."
    one, copy = (traits(f"copy{number}", title="Look after it", text=text, hours=number) for number in range(2))

    assert len({membership.story for membership in stories_of((one, copy), ())}) == 1


def test_words_shouted_in_capitals_are_no_names():
    assert not anchors_of([taken_apart("First we CREATE an index, then UPDATE all rows CONCURRENTLY with NATO.")], "en") - {"nato"}
