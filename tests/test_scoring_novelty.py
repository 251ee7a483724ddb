"""What is like something that was met lately counts less."""

from dataclasses import replace

import pytest

from pipeline.model.articles import Evidence
from tests.builders import candidate, gap, skill_tag
from tests.scores import measured, met, reason


def tag(*words, skill="sql"):
    return replace(skill_tag(skill), evidence=tuple(Evidence(words=one, where="body") for one in words))


def novelty(one, *past, focus=()):
    return reason(measured(one, gap("sql", focus=focus), met=past), "novelty")


ONE = candidate(title="Window functions", tags=(tag("SQL", "window functions", "ranked rows"),))


def test_what_is_unlike_all_that_was_met_is_new():
    new = (1.0, "new to you: you met nothing like it lately")

    assert novelty(ONE) == new
    assert novelty(ONE, met("b", title="Reading query plans", tags=(tag("query plan"),))) == new


@pytest.mark.parametrize(
    ("title", "words", "days_ago", "value", "shared"),
    [
        pytest.param("A window function", ("rank", "rows"), 0, 0.6, 4, id="all of it today"),
        pytest.param("A window function", ("rank", "rows"), 30, 0.8, 4, id="all of it a month ago"),
        pytest.param("A window function", ("queries",), 0, 0.8, 2, id="half of it today"),
        pytest.param("Window, function, rank, row and view", ("CTE",), 0, 0.6, 4, id="all of it and more"),
    ],
)
def test_what_is_like_something_met_lately_counts_less(title, words, days_ago, value, shared):
    past = met("b", days_ago, title=title, tags=(tag(*words),))

    assert novelty(ONE, past) == (value, f"{shared} of its 4 sub-topics were in “{title}”, which you met on {past.day.isoformat()}")


def test_it_is_held_against_the_one_article_that_is_most_like_it():
    far = met("b", 1, title="Windows", tags=(tag("SQL"),))
    near = met("c", 2, title="Window functions", tags=(tag("ranks"),))

    assert "“Window functions”" in novelty(ONE, far, near)[1]
    assert novelty(ONE, far, near) == novelty(ONE, near)


@pytest.mark.parametrize(
    "past",
    [
        pytest.param(met("b", 60, title="Window functions"), id="what was met two months ago is forgotten"),
        pytest.param(met("b", -1, title="Window functions"), id="what will be met later is not known yet"),
        pytest.param(met("b", title="Window functions", tags=(tag("ranked rows", skill="rust"),)), id="another skill"),
        pytest.param(met("b", title="Window functions", tags=(skill_tag(strength=0.4),)), id="only touched on"),
        pytest.param(met("b", title="SQL", tags=(tag("SQL"),)), id="the skill's own name is no sub-topic"),
    ],
)
def test_nothing_else_makes_it_less_new(past):
    assert novelty(ONE, past)[0] == 1.0


def test_of_several_that_are_as_like_it_the_one_that_was_met_last_is_named():
    first, last = (met(name, 3, title=f"Window functions {name}", tags=(tag("ranks"),)) for name in "cb")

    assert "“Window functions b”" in novelty(ONE, first, last)[1]


def test_an_article_is_as_new_as_it_was_when_it_is_explained_afterwards():
    assert novelty(ONE, met("a1", title=ONE.title, tags=ONE.tags))[0] == 1.0


def test_going_deep_on_a_focus_is_no_repetition():
    past = met("b", title="Window functions", tags=(tag("queries"),))

    assert novelty(ONE, past)[0] == 0.8
    assert novelty(ONE, past, focus=("window functions",))[0] == 1.0


def test_a_skill_of_ones_own_has_no_names_to_leave_out():
    own = candidate(title="Grid", tags=(tag("power grid", skill="stakeholders"),))
    past = met("b", title="Grid", tags=(tag("power grid", skill="stakeholders"),))

    assert reason(measured(own, gap("stakeholders"), met=(past,)), "novelty")[0] == 0.6
