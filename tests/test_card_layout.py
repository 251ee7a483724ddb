"""What stands where on a card, with letters that are all half as wide as they are high."""

from dataclasses import replace
from itertools import pairwise

import pytest

from pipeline.drawing.layout import HEIGHT, MARGIN, WIDTH, Layout, lay_out
from tests.drawn import card, text

LONG = "An extraordinarily comprehensive and painstakingly annotated introduction to nearly everything " * 3
NO_WORDS = card("", kicker=None, source=None, author=None, note=None, facts="", by=(), monogram="")


def measure(words, _direction, _face, size):
    return len(words) * size / 2


def laid_out(**changes) -> Layout:
    return lay_out(card(**changes), measure)


def of_face(layout, face):
    return [words for words in layout.words if words.face == face]


def title_of(layout):
    """Return the lines of the title: the monogram is of the same face, and drawn in the colour of paper."""
    return [words for words in of_face(layout, "title") if words.colour == "ink"]


def test_from_top_to_bottom_stand_topic_title_source_note_and_whose_it_is():
    layout = laid_out()
    column = [words for words in layout.words if words.start > 280]

    assert [words.text for words in sorted(column, key=lambda words: (words.baseline, words.start))] == [
        "Data visualisation",
        "Small multiples",
        "beat one",
        "crowded chart",
        "Plain Numbers",
        " · ",
        "Ines Hartwell",
        "Try the second example.",
        "Shared by ",
        "Sam",
    ]


def test_the_panel_says_who_and_how_long():
    assert [words.text for words in laid_out().words if words.start < 228] == ["S", "6 min read"]


def test_the_shorter_the_title_the_larger():
    sizes = [title_of(laid_out(title=title))[0].size for title in ("Git", "Git for people who never asked for it", LONG)]

    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_a_title_stands_within_the_square_in_the_middle_where_it_can():
    for words in title_of(laid_out()):
        assert words.start >= (WIDTH - HEIGHT) / 2
        assert words.start + words.width <= (WIDTH + HEIGHT) / 2


def test_a_title_that_has_no_room_is_cut():
    assert title_of(laid_out(title=LONG))[-1].text.endswith("…")


def test_a_word_that_has_no_room_is_cut_only_where_nothing_else_helps():
    assert [words.text for words in title_of(laid_out(title="a" * 70))] == ["a" * 40, "a" * 30]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="as most are"),
        pytest.param({"title": LONG, "note": text(LONG), "kicker": text(LONG), "author": text(LONG), "by": (text(LONG),)}, id="all long"),
        pytest.param({"title": "عنوان طويل جدا " * 20, "note": text("ملاحظة " * 90)}, id="all long in Arabic"),
        pytest.param({"note": None, "contents": (text(LONG),) * 4, "more": "4 more", "kicker": None, "source": None, "author": None}, id="an edition"),
        pytest.param({"facts": "about as long as it takes to say it"}, id="long facts"),
    ],
)  # fmt: skip
def test_nothing_stands_outside_the_margins_or_on_something_else(changes):
    layout = laid_out(**changes)

    for words in layout.words:
        assert words.start >= 20
        assert words.start + words.width <= WIDTH - MARGIN
        assert words.baseline - words.size * 0.8 >= MARGIN
        assert words.baseline <= HEIGHT - MARGIN
    in_column = sorted({(words.baseline, words.size) for words in layout.words if words.start > 280})
    for (above, _), (below, size) in pairwise(in_column):
        assert below - above >= size


def test_a_source_leaves_room_for_the_author():
    source, dot, author = (
        words for words in laid_out(source=text(LONG)).words if words.text in " · " or words.text.startswith(("An", "Ines"))
    )

    assert source.text.endswith("…")
    assert (dot.text, author.text) == (" · ", "Ines Hartwell")


@pytest.mark.parametrize(("title", "language"), [("كيف تروي قصة", "en"), ("A plain title", "ar")])
def test_words_of_gapfeed_run_their_own_way_on_a_card_that_runs_the_other(title, language):
    layout = laid_out(title=title, language=language)
    shown = [words for words in layout.words if words.text in {"Shared by ", "Sam"}]

    assert [words.text for words in sorted(shown, key=lambda words: words.start)] == ["Sam", "Shared by "]
    assert {words.direction for words in layout.words if words.text in {"Shared by ", "6 min read"}} == {
        "rtl" if language == "ar" else "ltr"
    }


def test_an_edition_lists_its_titles_and_says_how_many_more_there_are():
    layout = laid_out(note=None, contents=(text("One"), text(""), text("Two")), more="2 more")

    assert [words.text for words in layout.words if words.text in {"One", "", "Two", "2 more"}] == ["One", "Two", "2 more"]
    assert len([shape for shape in layout.shapes if shape.kind == "disc"]) == 3


def test_what_is_not_there_leaves_only_the_panel():
    layout = lay_out(NO_WORDS, measure)

    assert layout.words == ()
    assert [shape.colour for shape in layout.shapes] == ["raised", "accent"]


def test_a_note_of_which_nothing_can_be_drawn_has_no_bar():
    assert lay_out(replace(NO_WORDS, note=text("")), measure) == lay_out(NO_WORDS, measure)
