"""Where lines end, with letters that are all one wide."""

import pytest

from pipeline.drawing.line_breaks import balanced, broken, cut_to, first_lines, has_room


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        pytest.param("", 10, (), id="nothing has no lines"),
        pytest.param("one", 10, ("one",), id="what has room stays as it is"),
        pytest.param("one two three", 7, ("one two", "three"), id="a line ends between words"),
        pytest.param("small-multiples", 8, ("small-", "multiples"[:8], "s"), id="or behind a hyphen"),
        pytest.param("and/or", 4, ("and/", "or"), id="or behind a slash"),
        pytest.param("a — b", 3, ("a —", "b"), id="a dash begins no line"),
        pytest.param("abcdefgh ij", 3, ("abc", "def", "gh", "ij"), id="a word that is too wide is cut"),
        pytest.param("👩‍👩‍👧👩‍👩‍👧", 5, ("👩‍👩‍👧", "👩‍👩‍👧"), id="never within a grapheme"),
        pytest.param("👩‍👩‍👧", 1, ("👩‍👩‍👧",), id="which is set whole even where it is too wide"),
    ],
)
def test_lines_end_where_they_may(text, most, lines):
    assert broken(text, most, len) == lines


def test_even_lines_are_as_many_as_uneven_ones():
    assert broken("one two three four five", 19, len) == ("one two three four", "five")

    assert balanced("one two three four five", 19, len) == ("one two three", "four five")


def test_to_make_lines_even_no_word_is_cut():
    assert balanced("extraordinary me", 13, len) == ("extraordinary", "me")


@pytest.mark.parametrize(("most", "is_so"), [(5, True), (4, False)])
def test_there_is_room_where_the_longest_word_has_it(most, is_so):
    assert has_room("one three to", most, len) is is_so


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        pytest.param("one two", 7, "one two", id="what has room stays whole"),
        pytest.param("internationally", 8, "interna…", id="a word is cut between graphemes"),
        pytest.param("one two three four", 17, "one two three…", id="several words between words"),
        pytest.param("one, two", 5, "one…", id="no comma before the dots"),
        pytest.param("one", 0, "", id="nothing where not even the dots have room"),
    ],
)
def test_what_is_too_wide_is_cut_and_marked(text, most, cut):
    assert cut_to(text, most, len) == cut


@pytest.mark.parametrize(("most_lines", "lines"), [(3, ("one two", "three", "four")), (2, ("one two", "three…")), (1, ("one tw…",))])
def test_of_too_many_lines_the_first_are_kept(most_lines, lines):
    assert first_lines("one two three four", most_lines, 7, len) == lines
