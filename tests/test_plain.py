import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.markdown import destination, escaped
from pipeline.plain import columns, isolated, one_line, shorten, wrapped
from tests.faces import HOSTILE

FSI, RLI, LRI, PDI, RLM = "\u2068", "\u2067", "\u2066", "\u2069", "\u200f"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nb\tc", "a b c"),
        ("  a  b ", "a b"),
        ("nul\x00 esc\x1b[31m", "nul esc[31m"),
        ("lone\ud800 not\ufffe \ufdd0", "lone not "[:-1]),
        ("\u202eturned\u202c \u2067x\u2069", "turned x"),
        ("25\u00a0km, 2026\u202fг.", "25\u00a0km, 2026\u202fг."),
        ("👩‍👩‍👧‍👦 🩷 می‌خواهم", "👩‍👩‍👧‍👦 🩷 می‌خواهم"),
        ("\ufeffbom \u200bzero", "bom zero"),
    ],
)
def test_a_line_holds_nothing_but_words(text, line):
    assert one_line(text) == line


@given(st.text())
def test_making_one_line_twice_changes_nothing(text):
    once = one_line(text)

    assert one_line(once) == once
    assert "\n" not in once


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("short", 10, "short"),
        ("one two three", 9, "one two…"),
        ("one, two", 6, "one…"),
        ("unbreakable", 6, "unbre…"),
        ("aaaae\u0301", 6, "aaaae\u0301"),
        ("aaaae\u0301bb", 6, "aaaa…"),
        ("ab👩‍👧cd", 5, "ab…"),
        ("ab👩‍👧cd", 4, "ab…"),
    ],
)
def test_a_text_is_cut_between_words_and_never_inside_a_letter(text, most, cut):
    assert shorten(text, most) == cut


@given(st.text(), st.integers(2, 50))
def test_a_cut_text_is_never_longer_than_asked(text, most):
    assert len(shorten(text, most)) <= most


@pytest.mark.parametrize(("text", "wide"), [("abc", 3), ("مَا", 2), ("日本", 4), ("👩‍👩‍👧", 2), ("e\u0301", 1), (f"{FSI}a{PDI}", 1)])
def test_width_is_counted_as_a_terminal_shows_it(text, wide):
    assert columns(text) == wide


@pytest.mark.parametrize(
    ("text", "direction", "around", "shown"),
    [
        pytest.param("plain", "ltr", "ltr", "plain", id="nothing to keep apart"),
        pytest.param("42", "ltr", "ltr", "42", id="no letters"),
        pytest.param("", "rtl", "ltr", "", id="empty"),
        pytest.param("سلام", "rtl", "ltr", f"{FSI}سلام{PDI}", id="the other direction"),
        pytest.param("Docker: شرح", "rtl", "ltr", f"{RLI}Docker: شرح{PDI}", id="the first letter misleads"),
        pytest.param("شرح is a word", "ltr", "ltr", f"{LRI}شرح is a word{PDI}", id="misleads the other way"),
        pytest.param("SQL", "ltr", "rtl", f"{FSI}SQL{PDI}", id="Latin in Arabic"),
        pytest.param("لغة SQL", "rtl", "rtl", f"{FSI}لغة SQL{PDI}", id="mixed within its own direction"),
    ],
)
def test_text_of_the_other_direction_is_isolated(text, direction, around, shown):
    assert isolated(text, direction, around) == shown


def test_a_paragraph_hangs_under_its_number():
    assert wrapped("one two three four", width=12, first=" 1. ", rest="    ") == " 1. one two\n    three\n    four"


def test_isolates_are_closed_and_opened_again_at_the_ends_of_lines():
    text = f"see {RLI}واحد اثنان ثلاثة{PDI} ok"

    assert wrapped(text, width=10) == f"see {RLI}واحد{PDI}\n{RLI}اثنان{PDI}\n{RLI}ثلاثة{PDI} ok"


def test_each_line_of_a_right_to_left_paragraph_says_so():
    assert wrapped("واحد اثنان", width=5, direction="rtl") == f"{RLM}واحد\n{RLM}اثنان"


def test_a_word_wider_than_the_line_stays_whole_and_blanks_that_must_not_break_do_not():
    assert wrapped("a https://example.org/long b\u00a0· c", width=8) == "a\nhttps://example.org/long\nb\u00a0· c"


@given(st.text(st.sampled_from(f"ab جد{FSI}{PDI}{RLI} \n")), st.integers(5, 30))
def test_wrapping_keeps_every_word_and_balances_isolates_on_every_line(text, width):
    lines = wrapped(text, width=width).split("\n")
    bare = re.compile(f"[{FSI}{RLI}{PDI}]")

    assert " ".join(bare.sub("", " ".join(lines)).split()) == " ".join(bare.sub("", text).split())
    for line in lines:
        assert line.count(PDI) >= sum(map(line.count, (FSI, RLI)))


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/x?q=1&r=%20#y", "https://a.example/x?q=1&r=%20#y"),
        ("https://a.example/(x) <y>\\", "https://a.example/%28x%29%20%3Cy%3E%5C"),
        ("https://a.example/ابدأ", "https://a.example/%D8%A7%D8%A8%D8%AF%D8%A3"),
    ],
)
def test_an_address_fits_the_parentheses_of_a_link(url, written):
    assert destination(url) == written


@pytest.mark.parametrize(
    "text", [*HOSTILE, "- item", "+ item", "= rule", ": note", "12) x", "!", "!! [x]", "_a_ __b__", "x@y.example", "http://"]
)
def test_markdown_reads_as_the_text_it_was_made_of(text):
    from markdown_it import MarkdownIt

    line = one_line(text)
    (opened, inline, closed) = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(escaped(line))

    assert (opened.type, closed.type) == ("paragraph_open", "paragraph_close")
    assert {token.type for token in inline.children} <= {"text", "text_special"}
    assert "".join(token.content for token in inline.children).replace("\u2060", "") == line.replace("\u2060", "")
