"""Long texts as threads: whole, counted, numbered, and no link in two."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.posting.counting import MEASURES, Measure
from pipeline.posting.threading import parts

URL = "https://example.org/articles/a-guide"


def letters(most):
    return Measure(most, len)


def bare(thread):
    return [re.sub(r"\n\n\d+/\d+$", "", part) for part in thread]


@pytest.mark.parametrize(
    ("blocks", "most", "thread"),
    [
        pytest.param([], 20, (), id="nothing"),
        pytest.param(["", "  "], 20, (), id="blanks"),
        pytest.param(["One.", "", "Two."], 20, ("One.\n\nTwo.",), id="one post bears no number"),
        pytest.param(
            ["One one.", "Two two. Six six."], 23, ("One one.\n\n1/2", "Two two. Six six.\n\n2/2"), id="and wait for a post of their own"
        ),
        pytest.param(["One one.", "Two two."], 15, ("One one.\n\n1/2", "Two two.\n\n2/2"), id="blocks stay together"),
        pytest.param(["One.\n\nTwo.\n\nSix."], 15, ("One.\n\nTwo.\n\n1/2", "Six.\n\n2/2"), id="a block is parted between its paragraphs"),
        pytest.param(["One is it. Two is it."], 18, ("One is it.\n\n1/2", "Two is it.\n\n2/2"), id="then between sentences"),
        pytest.param(["one two six ten"], 13, ("one two\n\n1/2", "six ten\n\n2/2"), id="then between words"),
        pytest.param(["aaaaabbbbbc"], 10, ("aaaaa\n\n1/3", "bbbbb\n\n2/3", "c\n\n3/3"), id="then between letters"),
        pytest.param(["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧"], 11, ("👩‍👩‍👧\n\n1/3", "👩‍👩‍👧\n\n2/3", "👩‍👩‍👧\n\n3/3"), id="but never inside one"),
    ],
)
def test_a_long_text_is_parted_at_the_best_place_there_is(blocks, most, thread):
    assert parts(blocks, letters(most)) == thread


def test_more_than_nine_posts_have_room_for_their_numbers():
    thread = parts(["one two six ten " * 12], letters(14))

    assert len(thread) > 9
    assert all(len(part) <= 14 for part in thread)
    assert thread[-1].endswith(f"\n\n{len(thread)}/{len(thread)}")


def test_the_first_post_ends_with_what_it_has_to_end_with():
    thread = parts(["One is it. Two is it.", "Six is it."], letters(25), ends_first="END")

    assert bare(thread) == ["One is it.\n\nEND", "Two is it.", "Six is it."]


def test_an_address_is_never_parted_though_no_post_has_room_for_it():
    thread = parts([f"See {URL}{'a' * 300} now"], MEASURES["bluesky"])

    assert bare(thread) == ["See", f"{URL}{'a' * 300}", "now"]
    assert parts([f"{URL}{'a' * 300}"], MEASURES["bluesky"]) == (f"{URL}{'a' * 300}",)


def test_each_line_keeps_its_direction():
    thread = parts(["Docker: يشرح الحاويات. " * 30], MEASURES["x"])

    assert len(thread) > 1
    assert all(part.startswith("\u200fDocker") for part in thread)


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text("ab. \n\u0301👍🏽🇵🇱م!@#é", max_size=300) | st.sampled_from([URL, "@ada@mathstodon.example", "#SQL " * 40]), max_size=6
    ),
    st.sampled_from(["x", "mastodon", "bluesky"]),
    st.sampled_from(["", URL]),
)
def test_nothing_is_over_its_limit_and_nothing_is_lost(blocks, network, end):
    thread = parts(blocks, MEASURES[network], ends_first=end)
    letters_of = "".join(bare(thread)).replace(URL, "", 1 if end else 0)

    assert all(MEASURES[network].fits(part) for part in thread)
    assert "".join(re.findall(r"[abé👍🇵🇱م!@#]", letters_of)) == "".join(re.findall(r"[abé👍🇵🇱م!@#]", "".join(blocks))) or end
