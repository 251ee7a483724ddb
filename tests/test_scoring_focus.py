"""A focus deepens one sub-topic until it is worked through, then the next."""

import pytest

from pipeline.scoring.focus import WORKED_THROUGH, Focus
from tests.builders import candidate, gap, skill_tag
from tests.scores import measured, met, reason


def on(phrase, name="a1"):
    return candidate(name, title=f"All about {phrase}", tags=(skill_tag(words="SELECT"),))


def seen(phrase, times, days_ago=3):
    return tuple(met(f"{phrase}{place}", days_ago, title=f"Again: {phrase}") for place in range(times))


def focus_of(one, *phrases, past=()):
    wanted = gap(focus=phrases)
    found, phrase = Focus((wanted,), past).of(one, wanted)
    return found.value, found.words, phrase


@pytest.mark.parametrize(
    ("phrase", "changes", "found"),
    [
        pytest.param("window functions", {}, True, id="in the evidence, in another form"),
        pytest.param("title a1", {}, True, id="in the title"),
        pytest.param("teaching", {}, True, id="in the summary"),
        pytest.param("cohorts", {}, False, id="nowhere"),
        pytest.param("R", {"title": "Ranks are rare"}, False, id="a letter inside a word is no word"),
        pytest.param("C", {"title": "C++ in a day"}, False, id="C++ is not C"),
        pytest.param("c++", {"title": "C++ in a day"}, True, id="but C++ is"),
        pytest.param("analiza kohortowa", {"language": "pl", "summary": "O analizie kohortowej."}, True, id="inflected in Polish"),
        pytest.param("дизайн система", {"language": "bg", "title": "Нашите дизайн системи"}, True, id="inflected in Bulgarian"),
        pytest.param("إدارة الوقت", {"language": "ar", "title": "نصائح في التخطيط وإدارة الوقت"}, True, id="behind an Arabic conjunction"),
        pytest.param("!?", {"title": "What!?"}, False, id="signs alone say nothing"),
    ],
)
def test_a_phrase_is_found_in_any_form_of_its_words(phrase, changes, found):
    value, words, named = focus_of(candidate(**changes), phrase)

    assert (value, named) == ((1.5, phrase) if found else (1.0, None))
    assert (words == "nothing of your focus") is not found


def test_the_first_phrase_is_in_hand_until_another_is_met():
    assert focus_of(on("joins"), "joins", "views") == (1.5, "your focus: joins, in hand now (0 of 5 articles so far)", "joins")
    assert focus_of(on("views"), "joins", "views") == (1.2, "your focus: views, which comes after joins", "views")
    assert focus_of(on("views"), "joins", "views", past=seen("views", 2))[:2] == (
        1.5,
        "your focus: views, in hand now (2 of 5 articles so far)",
    )


def test_what_was_met_last_is_in_hand():
    past = (*seen("joins", 2, days_ago=9), *seen("views", 1, days_ago=2))

    assert focus_of(on("joins"), "joins", "views", past=past)[0] == 1.2
    assert focus_of(on("views"), "joins", "views", past=past)[0] == 1.5


def test_what_is_worked_through_gives_way_to_the_next():
    past = seen("joins", WORKED_THROUGH)

    assert focus_of(on("views"), "joins", "views", past=past)[:2] == (1.5, "your focus: views, in hand now (0 of 5 articles so far)")
    assert focus_of(on("joins"), "joins", "views", past=past)[:2] == (1.2, "your focus: joins, worked through with 5 articles lately")
    assert focus_of(on("joins"), "joins", past=past)[0] == 1.2


def test_an_article_counts_what_it_counted_before_it_was_met_when_it_is_explained_afterwards():
    past = (*seen("joins", WORKED_THROUGH - 1, days_ago=3), met("a1", 1, title="All about joins"))

    assert focus_of(on("joins"), "joins", "views", past=past)[:2] == (1.5, "your focus: joins, in hand now (4 of 5 articles so far)")
    assert focus_of(on("joins", name="another"), "joins", "views", past=past)[0] == 1.2


def test_an_article_on_two_phrases_counts_for_the_one_in_hand():
    both = on("views and joins")

    assert focus_of(both, "joins", "views")[2] == "joins"
    assert focus_of(both, "joins", "views", past=seen("views", 1))[2] == "views"


def test_a_focus_belongs_to_its_gap():
    one = candidate(title="All about joins", tags=(skill_tag("sql"), skill_tag("rust")))

    assert reason(measured(one, gap("sql")), "focus") == (1.0, "no focus set")
    assert reason(measured(one, gap("rust", focus=("lifetimes",)), gap("sql", focus=("joins",))), "focus")[0] == 1.5
    assert reason(measured(one, gap("rust", 0, 5, focus=("lifetimes",)), gap("sql", focus=("joins",))), "focus")[0] == 1.0


def test_what_was_met_of_another_gaps_focus_puts_nothing_in_hand():
    rust, sql = gap("rust", focus=("lifetimes",)), gap("sql", focus=("joins", "views"))
    one = candidate(title="All about joins", tags=(skill_tag("sql"),))

    assert reason(measured(one, rust, sql, met=seen("lifetimes", 1)), "focus")[1].startswith("your focus: joins, in hand now (0 of 5")


def test_the_page_deepens_one_phrase():
    wanted = gap(focus=("joins", "views"))
    before = measured(on("views"), wanted, met=seen("joins", 1))
    after = measured(on("views"), wanted, met=seen("joins", WORKED_THROUGH))

    assert after.score > before.score
