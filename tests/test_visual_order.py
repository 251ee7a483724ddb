"""In which order a line is seen: the bidirectional algorithm for one line."""

import pytest

from pipeline.drawing.visual_order import Stretch, visual_order


def left(text):
    return Stretch(text=text, direction="ltr")


def right(text):
    return Stretch(text=text, direction="rtl")


@pytest.mark.parametrize(
    ("line", "base", "seen"),
    [
        pytest.param("", "ltr", (), id="nothing is seen of an empty line"),
        pytest.param("a plain line", "ltr", (left("a plain line"),), id="one direction is one stretch"),
        pytest.param("شرح Git", "rtl", (left("Git"), right("شرح ")), id="a Latin name at the end of an Arabic line stands at its left"),
        pytest.param("Git شرح", "rtl", (right(" شرح"), left("Git")), id="and at its beginning at its right"),
        pytest.param("the word سلام عليكم here", "ltr", (left("the word "), right("سلام عليكم"), left(" here")), id="Arabic within English"),
        pytest.param("عام 2024 الجديد", "rtl", (right(" الجديد"), left("2024"), right("عام ")), id="a number runs from the left in Arabic"),
        pytest.param("عام ٢٠٢٤", "rtl", (left("٢٠٢٤"), right("عام ")), id="Arabic digits do so too"),
        pytest.param("١,٢ ب", "rtl", (right(" ب"), left("١,٢")), id="a comma stays within a number of Arabic digits"),
        pytest.param("ב 3,50 €", "rtl", (right(" €"), left("3,50"), right("ב ")), id="a sign parted from a number by a blank stays out"),
        pytest.param("ב 50€ ג", "rtl", (right(" ג"), left("50€"), right("ב ")), id="a sign beside a number goes with it"),
        pytest.param("ב 1-2 ג", "rtl", (right(" ג"), left("1-2"), right("ב ")), id="as does a hyphen between two"),
        pytest.param("Git 2 شرح", "rtl", (right(" شرح"), left("Git 2")), id="a number behind a Latin word belongs to it"),
        pytest.param("كتاب A (B) ج", "rtl", (right(" ج"), left("A (B)"), right("كتاب ")), id="both brackets of a pair stand on one side"),
        pytest.param("a (كتاب) b", "ltr", (left("a ("), right("كتاب"), left(") b")), id="that of the line where its letters stand around them"),
        pytest.param("(a] ب)", "rtl", (right("] ب)"), left("a"), right("(")), id="a bracket without its other half has none"),
        pytest.param("ب) a", "rtl", (left("a"), right("ب) ")), id="nor one that nothing opened"),
        pytest.param("كتاب (الجبر) في", "ltr", (right("كتاب (الجبر) في"),), id="brackets among Arabic letters run as they do"),
        pytest.param("א () ב [ג", "rtl", (right("א () ב [ג"),), id="brackets around nothing, and one that stays open, run as their line does"),
        pytest.param("(a [b) ג", "rtl", (right(") ג"), left("a [b"), right("(")), id="what stays open within a pair counts for nothing"),
        pytest.param("مَرحبا", "ltr", (right("مَرحبا"),), id="a mark stays with its letter"),
        pytest.param("א\u200e1", "rtl", (left("\u200e1"), right("א")), id="a mark of direction counts as a letter"),
        pytest.param("!?", "rtl", (right("!?"),), id="signs alone run as the line does"),
    ],
)  # fmt: skip
def test_the_parts_of_a_line_from_left_to_right(line, base, seen):
    assert visual_order(line, base) == seen


@pytest.mark.parametrize("base", ["ltr", "rtl"])
def test_nothing_is_lost_or_doubled(base):
    line = "Docker: شرح (2024, v3.5) مبسط — λόγος 50 % «да» [א] }"

    assert sorted("".join(stretch.text for stretch in visual_order(line, base))) == sorted(line)
