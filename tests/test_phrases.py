import re
from datetime import UTC, date, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from pipeline.phrases import joined, parse_phrases, read_phrases
from pipeline.views import Text
from tests.faces import LANGUAGES, PHRASES, phrases

ROOT = PHRASES.parent.parent
NAME = Text(text="سلمى", language="ar", direction="rtl")
TODAY = date(2026, 3, 4)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_has_every_phrase_and_no_other():
    keys = {language: set(phrases(language).texts) for language in LANGUAGES}

    assert keys == dict.fromkeys(LANGUAGES, keys["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_with_a_number_has_each_form_that_the_language_has(language):
    spoken, english = phrases(language), phrases("en")
    counted = {key for key, text in english.texts.items() if not isinstance(text, str)}

    assert {key: set(spoken.texts[key]) for key in counted} == dict.fromkeys(counted, spoken.plural_categories)
    assert all(isinstance(text, str) for key, text in spoken.texts.items() if key not in counted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_asks_for_nothing_that_the_english_phrase_is_not_given(language):
    for key, english in phrases("en").texts.items():
        text = phrases(language).texts[key]
        asked = set().union(*map(fields, [text] if isinstance(text, str) else text.values()))
        given = set().union(*map(fields, [english] if isinstance(english, str) else english.values()))
        assert asked <= given, key
        if isinstance(text, str):  # a plural form may hold its number in words
            assert asked == given, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty_or_left_in_english(language):
    spoken, english = phrases(language), phrases("en")
    shared = {"reason_given", "weekday_and_day", "day_and_time"}
    for key, text in spoken.texts.items():
        assert text, key
        if language != "en" and key not in shared:
            assert text != english.texts[key], key


def test_every_phrase_is_used_somewhere():
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder, kind in (("pipeline", "*.py"), ("templates", "*.j2"))
        for path in (ROOT / folder).rglob(kind)
    )
    made_of = ("level_", "window_")  # names that are put together
    unused = [key for key in phrases().texts if not key.startswith(made_of) and not re.search(rf"[\"']{key}[\"']|words\.{key}\b", code)]

    assert unused == []


@pytest.mark.parametrize(
    ("language", "n", "words"),
    [
        ("en", 1, "1 minute"),
        ("en", 1234, "1,234 minutes"),
        ("ar", 1, "دقيقة واحدة"),
        ("ar", 2, "دقيقتان"),
        ("ar", 3, "3 دقائق"),
        ("ar", 11, "11 دقيقة"),
        ("ar", 100, "100 دقيقة"),
        ("pl", 1, "1 minuta"),
        ("pl", 3, "3 minuty"),
        ("pl", 5, "5 minut"),
        ("pl", 22, "22 minuty"),
        ("bg", 1, "1 минута"),
        ("bg", 7, "7 минути"),
    ],
)
def test_numbers_take_the_form_their_language_asks_for_in_latin_digits(language, n, words):
    assert phrases(language).say("minutes", n=n) == words


@pytest.mark.parametrize(
    ("language", "weekday", "full", "month"),
    [
        ("en", "Wednesday 4 March", "4 March 2026", "March 2026"),
        ("ar", "الأربعاء 4 مارس", "4 مارس 2026", "مارس 2026"),
        ("pl", "środa, 4 marca", "4 marca 2026", "marzec 2026"),
        ("bg", "сряда, 4 март", "4 март 2026\u202fг.", "март 2026\u202fг."),
    ],
)
def test_days_are_written_as_the_language_writes_them(language, weekday, full, month):
    spoken = phrases(language)

    assert (spoken.weekday(TODAY), spoken.full_day(TODAY), spoken.month(TODAY)) == (weekday, full, month)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 4), "today"),
        (date(2026, 3, 3), "yesterday"),
        (date(2026, 3, 2), "2 days ago"),
        (date(2026, 2, 26), "6 days ago"),
        (date(2026, 2, 25), "25 February"),
        (date(2025, 12, 31), "31 December 2025"),
        (date(2026, 3, 5), "5 March"),
    ],
)
def test_a_day_is_said_as_one_says_it_today(day, words):
    assert phrases().when(day, TODAY) == words


def test_a_moment_is_said_in_the_zone_of_the_reader():
    moment = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)

    assert phrases().moment(moment, ZoneInfo("Europe/Sofia")) == "4 March 2026, 01:30"


def test_a_line_keeps_texts_of_their_own_apart_from_the_words_around_them():
    assert phrases().line("edition_intro", name=NAME) == ("What ", NAME, " found worth passing on")
    assert phrases().line("reason_given", note=(NAME, "!"), reason="gone") == (NAME, "! (gone)")


@pytest.mark.parametrize(
    ("count", "line"),
    [(0, ()), (1, (NAME,)), (2, (NAME, " and ", NAME)), (3, (NAME, ", ", NAME, " and ", NAME))],
    ids=["none", "one", "two", "three"],
)
def test_a_list_is_put_into_words(count, line):
    assert phrases().listed([NAME] * count) == line


def test_what_is_filled_in_is_never_taken_for_a_template():
    assert phrases().say("quoted", words="{n} {0.__class__}") == "“{n} {0.__class__}”"


def test_words_are_those_of_the_first_language_that_has_any():
    assert read_phrases(PHRASES, "de", "pl", "en").language == "pl"
    assert read_phrases(PHRASES, "de").language == "en"
    assert read_phrases(PHRASES, "ar").direction == "rtl"


def test_a_phrase_with_forms_needs_its_number():
    with pytest.raises(KeyError, match="form for each number"):
        phrases().say("minutes")
    with pytest.raises(KeyError):
        phrases().say("no such phrase")


def test_phrases_are_a_mapping():
    with pytest.raises(TypeError, match="mapping"):
        parse_phrases("en", "- a\n- b\n")


def test_plain_parts_that_follow_each_other_are_one():
    assert joined(["a", "", "b", NAME, "c"]) == ("ab", NAME, "c")
