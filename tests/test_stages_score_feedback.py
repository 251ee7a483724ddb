"""What the person's own words change in the next ranking, and that no score leaves its bounds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.model.digests import History, ScoredArticle
from pipeline.stages.score import Yardstick, score
from tests.builders import NOW, candidate, gap, skill_tag
from tests.scores import LEXICON, measured, reason, said


@pytest.mark.parametrize(
    ("kind", "source", "feedback"),
    [
        pytest.param("done", 1.05, 1.0, id="done: the source is read"),
        pytest.param("more", 1.12, 1.15, id="more"),
        pytest.param("save", 1.05, 1.05, id="saved"),
        pytest.param("shared", 1.08, 1.05, id="shared"),
        pytest.param("less", 0.87, 0.82, id="less"),
        pytest.param("fewer_from_source", 0.5, 1.0, id="fewer from this source"),
        pytest.param("too_easy", 1.0, 0.95, id="too easy"),
        pytest.param("too_hard", 1.0, 0.95, id="too hard"),
    ],
)
def test_what_i_say_changes_the_next_ranking(kind, source, feedback):
    before, after = measured(candidate()), measured(candidate(), events=(said(kind),))

    assert (reason(after, "source")[0], reason(after, "feedback")[0]) == (source, feedback)
    assert (after.score > before.score) is (source * feedback > 1)


def test_it_is_said_how_often_something_was_said():
    once, twice = (
        measured(candidate(), events=(said("more"),)),
        measured(candidate(), events=(said("more"), said("less"), said("too_easy"))),
    )

    assert reason(measured(candidate()), "source")[1] == "you said nothing yet about items of this source"
    assert reason(once, "feedback")[1] == "you said something about items like this once"
    assert reason(twice, "source")[1] == "you said something about items of this source 2 times"


def test_what_is_said_of_another_source_and_other_skills_changes_nothing():
    assert measured(candidate(), events=(said("less", "another", ("rust",)),)) == measured(candidate())


def test_what_is_said_counts_by_how_much_two_items_have_in_common():
    one = measured(candidate(), events=(said("less", "another", ("sql",)),))
    half = measured(candidate(), events=(said("less", "another", ("sql", "rust")),))

    assert reason(one, "feedback")[0] < reason(half, "feedback")[0] < 1


def test_fewer_from_a_source_is_felt_however_much_it_was_praised():
    praised = tuple(said("done") for _ in range(60))

    assert reason(measured(candidate(), events=praised), "source")[0] == 1.75
    assert reason(measured(candidate(), events=(*praised, said("fewer_from_source"))), "source")[0] < 1


kinds = st.sampled_from(["done", "more", "less", "fewer_from_source", "save", "too_easy", "too_hard", "shared"])
events = st.lists(
    st.builds(said, kinds, st.sampled_from(["source1", "s2"]), st.lists(st.sampled_from(["sql", "rust", "etl"]), max_size=3).map(tuple)),
    max_size=30,
)
tags = st.lists(
    st.builds(skill_tag, st.sampled_from(["sql", "etl", "rust", "dashboards"]), st.floats(0, 1)),
    max_size=4,
    unique_by=lambda tag: tag.skill,
)
gaps = st.lists(st.builds(gap, st.sampled_from(["sql", "etl", "rust"]), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=3)


@hypothesis_settings(max_examples=100, deadline=None)
@given(tags, gaps, events, st.sampled_from(["introduction", "practice", "deep"]), st.integers(-1, 400))
def test_scores_are_bounded_and_the_same_every_time(found, wanted, heard, level, age):
    one = candidate(tags=tuple(found), level=level, published=NOW - timedelta(days=age))
    yardstick = Yardstick(now=NOW, gaps=tuple(wanted), lexicon=LEXICON, history=History(events=tuple(heard)))
    result = score(one, yardstick)

    assert result == score(one, yardstick)
    if isinstance(result, ScoredArticle):
        assert 0 <= result.score <= 1.5812 * 2 * 1.3 * 1.2 * 1.75 * 1.75
        assert all(0 <= part.value <= 3.2 for part in result.reasons)
