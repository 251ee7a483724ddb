import doctest
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.entries import TimedLine, Transcript
from feeds.model.ids import SourceId
from pipeline import spoken
from pipeline.model.articles import Reading, Summary
from pipeline.spoken import second_at, spoken_text
from pipeline.stages.summarise import summarise
from pipeline.understand import tagger_for, understand
from pipeline.words import sentences
from tests.builders import NOW, article, feed_item, skill_tag

TEXT = """# Ranking rows

Subscribe to our newsletter and never miss an article about window functions again!

It was raining in Gdynia and the coffee machine had broken down for the third time.

A window function computes a value for each row from the rows around it.
In this article you will learn how the OVER clause draws the borders of that window.
The cat slept through all of it, as cats do on such days in this part of the country.
"""


def test_two_sentences_say_what_is_taught_word_for_word():
    summary = summarise(article(title="Window functions", text=TEXT), (skill_tag(),))

    assert summary == Summary(
        text="A window function computes a value for each row from the rows around it. "
        "In this article you will learn how the OVER clause draws the borders of that window."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="no text"),
        pytest.param("# Only a heading", "Only a heading", id="only a heading"),
        pytest.param("Short.", "Short.", id="one word"),
        pytest.param("😀 🎉", "😀 🎉", id="emoji"),
        pytest.param(
            "Subscribe to the newsletter, it is the best one.", "Subscribe to the newsletter, it is the best one.", id="only boilerplate"
        ),
        pytest.param(
            "This single sentence is everything that the article has to say.",
            "This single sentence is everything that the article has to say.",
            id="one sentence",
        ),
        pytest.param(
            "and the of to in is it that was for on as with at by from",
            "and the of to in is it that was for on as with at by from",
            id="small words only",
        ),
        pytest.param("x" * 400, "x" * 320 + "…", id="a word without end"),
    ],
)
def test_what_there_is_when_there_is_little(text, expected):
    assert summarise(article(title="Title", text=text), ()).text == expected


def test_a_beginning_is_cut_between_words():
    summary = summarise(article(text="1 2 3 4 5 6 7 8 9 0 " * 40), ())

    assert summary.text.endswith("0…") or summary.text[-2].isdigit()
    assert len(summary.text) <= 321


def line(start, text, speaker=None):
    return TimedLine(start_seconds=start, end_seconds=None if start is None else start + 5, text=text, speaker=speaker)


TALK = Transcript(
    language="en",
    lines=(
        line(0, "Welcome back to the show, everybody, it is a pleasure to have you."),
        line(5, ""),
        line(65, "A window function computes a value"),
        line(70, "for each row from the rows around it."),
        line(75, "That is why it keeps every row of the table.", speaker="Guest"),
    ),
)


def test_of_an_episode_the_passage_and_its_time():
    talk = article(title="Windows", text=spoken_text(TALK), text_from="transcript", transcript=TALK)

    assert summarise(talk, (skill_tag(),)) == Summary(
        text="A window function computes a value for each row from the rows around it. That is why it keeps every row of the table.",
        at_seconds=65,
    )


def test_speech_without_full_stops_is_cut_into_passages():
    told = Transcript(
        language="en", lines=tuple(line(second, "so then we rank the rows with a window function and go on") for second in range(40))
    )
    summary = summarise(article(text=spoken_text(told), text_from="transcript", transcript=told), (skill_tag(),))

    assert summary.text in spoken_text(told)
    assert summary.at_seconds is not None
    assert len(summary.text) <= 320


@pytest.mark.parametrize(("words", "second"), [("Welcome", 0), ("A window", 65), ("for each", 70), ("That is", 75), ("table", 75)])
def test_each_place_in_a_spoken_text_knows_its_second(words, second):
    assert second_at(TALK, spoken_text(TALK).index(words)) == second


def test_a_transcript_without_times_or_lines_has_no_second():
    assert second_at(Transcript(language=None, lines=(line(None, "Hello."),)), 3) is None
    assert second_at(Transcript(language=None, lines=()), 3) is None
    assert spoken_text(Transcript(language=None, lines=())) == ""
    assert doctest.testmod(spoken).failed == 0


def _samples():
    for language in ("en", "pl", "bg", "ar"):
        lines = (Path(__file__).parent / "summaries" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
        yield from (pytest.param(language, json.loads(line), id=f"{language} {number}") for number, line in enumerate(lines, start=1))


@pytest.mark.parametrize(("language", "sample"), list(_samples()))
def test_a_summary_is_two_sentences_of_the_text_that_teach(language, sample):
    item = feed_item(title=sample["title"], content_text=sample["text"], summary_text="")
    tagged = understand(Reading(item=item, source=SourceId("s"), first_seen=NOW, languages=("en", "ar", "pl", "bg")), tagger_for(()))
    told = sentences(tagged.summary.text)

    assert tagged.article.language == language
    assert len(told) == 2
    assert all(sentence in sample["text"] for sentence in told)
    assert not set(told) & set(sample["boilerplate"])
    assert any(word in tagged.summary.text.lower() for word in sample["words"])


@given(st.text(max_size=600), st.sampled_from(["en", "pl", "bg", "ar", "xx"]))
def test_a_summary_is_never_invented(text, language):
    summary = summarise(article(title="Title", text=text, language=language), (skill_tag(),))

    assert all(word.strip("…") in text or word == "Title" for word in summary.text.split())
