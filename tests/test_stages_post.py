"""Posts in each network's own terms: within its limit, harmless, and with the whole address."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from feeds.graphemes import graphemes
from pipeline.stages.post import NETWORKS, Sharing, post_for

URL = "https://example.org/articles/a-guide"
JOINER = "\u2060"
SHARING = Sharing(
    url=URL, title="A guide to window functions", source="Data Weekly", author="Ola", teaches="They rank rows without grouping them.",
    skills=("Data visualisation",), note="This saved me an afternoon.", question="What would you add?",
)  # fmt: skip


def sharing(**changes) -> Sharing:
    return Sharing(**{name: changes.get(name, getattr(SHARING, name)) for name in Sharing.__slots__})


def paragraphs(post) -> list[str]:
    """The paragraphs of a post; Markdown has its address in brackets."""
    return [part.removeprefix("<").removesuffix(">") if URL in part else part for part in post.text.split("\n\n")]


def test_a_post_says_who_recommends_what_and_why_and_asks_something():
    post = post_for(SHARING, "linkedin")

    assert post.text.split("\n\n") == [
        "This saved me an afternoon.",
        "A guide to window functions — Data Weekly, Ola",
        "They rank rows without grouping them.",
        "What would you add?",
        URL,
        "#DataVisualisation",
    ]
    assert (post.length, post.limit, post.fits, post.subject) == (len(post.text), 3000, True, None)


def test_a_mail_has_a_subject_of_one_line_and_no_hashtag():
    post = post_for(sharing(title="A guide\r\nBcc: everybody@example.org " + "x" * 200), "email")

    assert post.subject is not None
    assert "\n" not in post.subject
    assert len(graphemes(post.subject)) == 120
    assert "#" not in post.text


@pytest.mark.parametrize(
    ("changes", "credit"),
    [
        pytest.param({"author": None}, "A guide to window functions — Data Weekly", id="no author"),
        pytest.param({"author": "data weekly"}, "A guide to window functions — Data Weekly", id="the author is the source"),
        pytest.param({"title": "Two\nlines", "author": None}, "Two lines — Data Weekly", id="a title of two lines is one"),
        pytest.param(
            {"title": "Turned \u202eround", "author": None}, "Turned round — Data Weekly", id="a title cannot turn the text round"
        ),
    ],
)
def test_the_credit_stands_in_one_line(changes, credit):
    assert credit in post_for(sharing(**changes), "mastodon").text.split("\n\n")


def test_without_a_note_a_skill_and_a_question_there_are_no_gaps():
    assert (
        post_for(sharing(note="", skills=(), question="", teaches=""), "bluesky").text
        == f"A guide to window functions — Data Weekly, Ola\n\n{URL}"
    )


@pytest.mark.parametrize(
    ("teaches", "note", "kept", "gone"),
    [
        pytest.param("It teaches " + "a" * 80, "", ["It teaches", "#"], ["What would you add?"], id="the question goes first"),
        pytest.param("It teaches " + "a" * 200, "", ["#"], ["It teaches", "What would you add?"], id="then what it teaches"),
        pytest.param("It teaches", "n" * 200, ["nnn"], ["It teaches", "#", "…"], id="then the hashtag"),
        pytest.param("It teaches", "n" * 300, ["nnn…"], ["It teaches", "#"], id="then the note is cut"),
    ],
)
def test_what_is_least_needed_goes_first_when_there_is_no_room(teaches, note, kept, gone):
    text = post_for(sharing(teaches=teaches, note=note, question="What would you add?" * 5), "x").text

    assert all(words in text for words in kept)
    assert not any(words in text for words in gone)
    assert URL in text


def test_in_the_end_the_address_stands_alone_and_is_whole():
    long = "https://example.org/" + "a" * 400
    post = post_for(sharing(url=long), "bluesky")

    assert (post.text, post.fits) == (long, False)
    assert post_for(sharing(url=long), "x").fits


@pytest.mark.parametrize("network", NETWORKS)
def test_an_arabic_post_runs_from_the_right_though_it_begins_with_a_latin_word(network):
    arabic = sharing(
        title="Docker: شرح مبسط للمبتدئين",
        source="مدونة التقنية",
        author=None,
        teaches="يشرح الحاويات.",
        note="",
        question="ما رأيك؟",
        skills=("الحاويات",),
    )
    parts = paragraphs(post_for(arabic, network))

    assert parts[0].startswith("\u200fDocker")
    assert parts[1] == "يشرح الحاويات."
    assert URL in parts


def test_an_english_post_runs_from_the_left_though_it_begins_with_an_arabic_word():
    text = post_for(sharing(note="سلام means peace, and this guide explains it"), "linkedin").text

    assert text.startswith("\u200eسلام")


HOSTILE = [
    "@everyone look", "@here", "hi @sam@mastodon.example", "＠sam wide", "#spam and #more", "＃wide", "<!channel>", "<@U123|sam>", "<https://evil.example|bank>",
    "a & b < c > d", "\u202eevil", "zero\u200bwidth @sam", "\x00nul", "line\r\nbreak", "@\u2060sam", "e\u0301" * 200, "👩‍👩‍👧‍👦" * 100, "🇵🇱" * 200, "語" * 500,
    "Z̸̢̧̛͖͎̺͉̦̲͕̩" * 60, "x" * 5000, "https://evil.example/" + "a" * 500, "العربية " * 100, "\ud800 alone", "",
]  # fmt: skip


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("text", HOSTILE)
def test_feed_text_calls_nobody_and_breaks_nothing(network, text):
    post = post_for(Sharing(url=URL, title=text, source=text, author=text, teaches=text, skills=("SQL",), question="?"), network)
    around = post.text.replace(f"<{URL}>" if network == "markdown" else URL, "").replace("#SQL", "")

    assert URL in post.text
    assert post.fits
    if network != "email":
        assert not any(around[i] in "@＠#＃" and (around[i + 1].isalnum() or around[i + 1] == "_") for i in range(len(around) - 1))
    if network == "slack":
        assert not {"<", ">"} & set(around)
        assert around.count("&") == sum(around.count(entity) for entity in ("&amp;", "&lt;", "&gt;"))


def test_my_own_sentence_may_call_somebody():
    text = post_for(sharing(note="Thanks @ola, see #dataviz & <this>", title="By @eve"), "mastodon").text

    assert "Thanks @ola, see #dataviz & <this>" in text
    assert f"By @{JOINER}eve" in text


def test_slack_reads_no_markup_in_my_own_sentence_either():
    assert "me &amp; &lt;!channel&gt;" in post_for(sharing(note="me & <!channel>"), "slack").text


texts = (
    st.text(st.characters(exclude_categories=("Cs",)), max_size=400)
    | st.sampled_from(HOSTILE)
    | st.text("@#＠＃<>&aé語 👍🏽\u0301\u200d.…:/", max_size=300)
)


@hypothesis_settings(max_examples=50, deadline=None)
@given(texts, texts, texts, texts, texts, st.sampled_from(NETWORKS))
def test_no_post_is_over_its_limit_or_without_its_address(title, source, teaches, note, question, network):
    post = post_for(
        Sharing(url=URL, title=title, source=source, author=None, teaches=teaches, skills=(title,), note=note, question=question), network
    )

    assert post.fits
    assert URL in paragraphs(post)
    if network == "bluesky":
        assert len(post.text.encode()) <= 3000


def test_mastodon_counts_an_address_as_23_and_bluesky_as_it_is():
    post = sharing(
        url="https://example.org/" + "a" * 100, title="👨‍👩‍👧‍👦", source="e\u0301", author=None, teaches="", note="", question="", skills=()
    )

    assert post_for(post, "mastodon").length == len("x — x") + 2 + 23
    assert post_for(post, "bluesky").length == len("x — x") + 2 + 120


@pytest.mark.shared_data
@pytest.mark.parametrize("network", NETWORKS)
def test_naughty_strings_neither_burst_a_post_nor_hide_its_address(shared_data: Path, network):
    for text in json.loads((shared_data / "hostile" / "blns.json").read_text(encoding="utf-8")):
        post = post_for(
            Sharing(url=URL, title=text, source=text, author=text, teaches=text, skills=(text,), note=text, question="?"), network
        )

        assert post.fits, text
        assert URL in paragraphs(post), text


@pytest.mark.shared_data
def test_the_limits_of_bluesky_are_those_of_its_own_schema(shared_data: Path):
    text = json.loads((shared_data / "social" / "post.json").read_text(encoding="utf-8"))["defs"]["main"]["record"]["properties"]["text"]

    assert (text["maxGraphemes"], text["maxLength"]) == (post_for(SHARING, "bluesky").limit, 3000)


def test_every_post_is_normal_text():
    for network in NETWORKS:
        assert not any(unicodedata.category(character) == "Cc" and character != "\n" for character in post_for(SHARING, network).text)
