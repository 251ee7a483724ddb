"""What a person probably meant."""

import doctest

import pytest

import pipeline.nearest
from pipeline.nearest import did_you_mean, meant, nearest


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        pytest.param("sqll", ("python", "sql"), "sql", id="a letter too many"),
        pytest.param(" Data_Visualization ", ("data-visualisation",), "data-visualisation", id="case, blanks and underscores do not count"),
        pytest.param("europe/warsaw", ("Europe/Warsaw", "Europe/Vienna"), "Europe/Warsaw", id="the known word is given as it is written"),
        pytest.param("new york", ("America/New_York", "New_York"), "New_York", id="an underscore in a known word"),
        pytest.param("xyzzy", ("python", "sql"), None, id="nothing near"),
        pytest.param("", ("sql",), None, id="nothing typed"),
        pytest.param("sql", (), None, id="nothing known"),
    ],
)
def test_the_nearest_word_is_found_whatever_the_order(word, known, expected):
    assert {nearest(word, known), nearest(word, known[::-1])} == {expected}


def test_the_question_is_asked_only_where_something_is_near():
    assert did_you_mean("runn", {"run": 1, "serve": 2}) == "; did you mean 'run'?"
    assert did_you_mean("xyzzy", {"run": 1}) == ""
    assert (meant("pl"), meant(None), meant("")) == ("; did you mean 'pl'?", "", "")


def test_its_examples_hold():
    assert doctest.testmod(pipeline.nearest).failed == 0
