"""Posts in each network's own terms: within its limit, harmless, and with the whole address."""

import dataclasses
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from benchmarks.posts import FIELDS, faults, judged, strings
from feeds.graphemes import graphemes
from pipeline.model.posts import Sharing
from pipeline.posting.counting import Limits
from pipeline.stages.post import NETWORKS, post_for, thread_for

URL = "https://example.org/articles/a-guide"
JOINER = "\u2060"
SHARING = Sharing(
    url=URL, title="A guide to window functions", source="Data Weekly", author="Ola", teaches="They rank rows without grouping them.",
    skills=("Data visualisation", "SQL"), note="This saved me an afternoon.", question="What would you add?", signature="Mina",
)  # fmt: skip


def sharing(**changes) -> Sharing:
    return Sharing(**{name: changes.get(name, getattr(SHARING, name)) for name in Sharing.__slots__})


LAYOUTS = {
    "linkedin": """This saved me an afternoon.

“They rank rows without grouping them.”

A guide to window functions
Ola, Data Weekly
URL

What would you add?

#DataVisualisation #SQL""",
    "mastodon": """This saved me an afternoon.

“They rank rows without grouping them.”

A guide to window functions — Ola, Data Weekly
URL

What would you add?

#DataVisualisation #SQL""",
    "slack": """This saved me an afternoon.

<URL|A guide to window functions> — Ola, Data Weekly

“They rank rows without grouping them.”

What would you add?""",
    "discord": """This saved me an afternoon.

[A guide to window functions](URL) — Ola, Data Weekly

“They rank rows without grouping them.”

What would you add?""",
    "telegram": """This saved me an afternoon.

A guide to window functions — Ola, Data Weekly
URL

“They rank rows without grouping them.”

What would you add?""",
    "email": """This saved me an afternoon.

“They rank rows without grouping them.”

A guide to window functions
Ola, Data Weekly
URL

What would you add?

Mina""",
    "markdown": """This saved me an afternoon.

[A guide to window functions](<URL>) — Ola, Data Weekly

> They rank rows without grouping them.

What would you add?""",
}
SAME = {"facebook": "linkedin", "x": "mastodon", "bluesky": "mastodon", "teams": "discord", "whatsapp": "telegram"}


@pytest.mark.parametrize("network", NETWORKS)
def test_a_post_is_laid_out_as_people_write_there(network):
    assert post_for(SHARING, network).text == LAYOUTS[SAME.get(network, network)].replace("URL", URL)


@pytest.mark.parametrize("network", ["slack", "teams"])
def test_what_is_pasted_into_a_composer_holds_no_markup_of_an_interface(network):
    assert post_for(SHARING, network, pasted=True).text == LAYOUTS["telegram"].replace("URL", URL)
    assert "a & b < c" in post_for(sharing(note="a & b < c"), network, pasted=True).text
    assert "<!" not in post_for(sharing(note="<!channel>", title="<!here>"), "slack", pasted=True).text


def test_a_post_is_counted():
    post = post_for(SHARING, "linkedin")

    assert (post.length, post.limit, post.fits, post.subject, post.left_out) == (len(post.text), 3000, True, None, frozenset())


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
        pytest.param({"source": "", "author": None}, "A guide to window functions", id="nobody is named"),
        pytest.param({"title": ""}, "Ola, Data Weekly", id="no title"),
        pytest.param({"title": "", "source": "", "author": None}, URL, id="neither"),
        pytest.param({"title": "Two\nlines", "author": None}, "Two lines — Data Weekly", id="a title of two lines is one"),
        pytest.param(
            {"title": "Turned \u202eround", "author": None}, "Turned round — Data Weekly", id="a title cannot turn the text round"
        ),
        pytest.param({"title": "t" * 300, "author": None}, "t" * 199 + "… — Data Weekly", id="nobody needs a longer title"),
    ],
)
def test_the_credit_stands_in_one_line(changes, credit):
    assert credit in post_for(sharing(**changes), "mastodon").text.split("\n")


@pytest.mark.parametrize(
    ("title", "url", "line"),
    [
        pytest.param("https://bank.example", URL, f"https://bank.example — Ola, Data Weekly\n{URL}", id="a title that is an address"),
        pytest.param("bank.com", URL, f"bank.com — Ola, Data Weekly\n{URL}", id="or looks like one"),
        pytest.param("A guide", f"{URL}_(1)", f"A guide — Ola, Data Weekly\n{URL}_(1)", id="an address that ends a link"),
    ],
)
def test_no_link_hides_where_it_leads(title, url, line):
    assert line in post_for(sharing(title=title, url=url), "discord").text


def test_an_address_stays_whole_in_the_markup_of_slack():
    text = post_for(sharing(url="https://example.org/?a=1&b=x|y"), "slack").text

    assert "<https://example.org/?a=1&amp;b=x%7Cy|A guide" in text
    assert "https://example.org/?a=1&b=x|y\n" in post_for(sharing(url="https://example.org/?a=1&b=x|y"), "slack", pasted=True).text


def test_without_a_note_a_skill_and_a_question_there_are_no_gaps():
    assert (
        post_for(sharing(note="", skills=(), question="", teaches=""), "bluesky").text
        == f"A guide to window functions — Ola, Data Weekly\n{URL}"
    )


@pytest.mark.parametrize(
    ("teaches", "quoted"),
    [
        pytest.param("It ranks “rows”.", "‘It ranks “rows”.’", id="with quotation marks in it"),
        pytest.param("A guide to window functions", None, id="the title again"),
        pytest.param("saved me", None, id="the note again"),
        pytest.param("It ranks rows. " * 30, "“" + ("It ranks rows. " * 13) + "It…”", id="too long for a quotation"),
    ],
)
def test_a_quotation_is_short_and_says_something_new(teaches, quoted):
    parts = post_for(sharing(teaches=teaches), "linkedin").text.split("\n\n")

    assert parts[1] == (quoted or parts[1])
    assert len(parts) == (5 if quoted else 4)


@pytest.mark.parametrize(
    ("network", "teaches", "note", "kept", "left_out"),
    [
        pytest.param("x", "It teaches " + "a" * 60, "", ["It teaches", "add?"], {"hashtags"}, id="the hashtags go first"),
        pytest.param("bluesky", "It teaches " + "a" * 70, "", ["It teaches", "add?"], {"hashtags"}, id="at Bluesky, too"),
        pytest.param("mastodon", "It teaches " + "a" * 180, "n" * 100, ["It teaches", "#"], {"question"}, id="the question first, where hashtags are how a post is found"),
        pytest.param("x", "It teaches " + "a" * 180, "", ["#", "add?"], {"teaches"}, id="then what it teaches"),
        pytest.param("x", "It teaches " + "a" * 50, "n" * 80, ["nnn", "add?"], {"teaches", "hashtags"}, id="then both"),
        pytest.param("x", "It teaches", "n" * 185, ["nnn"], {"teaches", "question", "hashtags"}, id="then the question"),
        pytest.param("x", "It teaches", "n" * 300, ["nnn…"], {"teaches", "question", "hashtags", "note"}, id="then the note is cut"),
    ],
)  # fmt: skip
def test_what_is_least_needed_goes_first_when_there_is_no_room(network, teaches, note, kept, left_out):
    post = post_for(sharing(teaches=teaches, note=note, question="What would you add?" * 6), network)

    assert post.left_out == left_out
    assert all(words in post.text for words in [*kept, URL])
    assert ("It teaches" in post.text) == ("teaches" not in left_out)


def test_a_note_is_cut_at_a_word():
    assert post_for(sharing(note="one two three " * 30), "x").text.split("\n\n")[0].endswith(("one…", "two…", "three…"))


@pytest.mark.parametrize("network", NETWORKS)
def test_of_a_note_that_is_too_long_as_much_is_kept_as_fits(network):
    limit = post_for(SHARING, network).limit
    note = "one two three " * limit
    post = post_for(sharing(note=note), network)
    kept = post.text.split("…", 1)[0]

    assert note.startswith(f"{kept} ")
    assert limit - len(" three…") <= post.length <= limit
    assert "A guide to window functions" in post.text
    assert URL in post.text
    assert post.left_out >= {"note", "teaches", "question"}


def test_a_long_title_is_shortened_before_it_leaves_a_long_note_no_room():
    note, _, work = post_for(sharing(title="A title of many words " * 20, note="one two three " * 30), "x").text.split("\n")[:3]

    assert len(note) > 100
    assert 60 < len(work) < 160


def test_in_the_end_the_address_stands_alone_and_is_whole():
    long = "https://example.org/" + "a" * 400
    post = post_for(sharing(url=long), "bluesky")

    assert (post.text, post.fits) == (long, False)
    assert post_for(sharing(url=long), "x").fits


def test_a_server_may_take_more_and_count_addresses_otherwise():
    note = "n" * 450
    post = post_for(sharing(note=note), "mastodon", Limits(max_characters=5000, characters_reserved_per_url=30))

    assert post.left_out == frozenset()
    assert post.length == len(post.text) - len(URL) + 30
    assert post_for(sharing(note=note), "mastodon").left_out >= {"teaches"}
    assert post_for(SHARING, "x", Limits(max_characters=5000)).limit == 280


@pytest.mark.parametrize("network", ["x", "mastodon", "bluesky"])
def test_a_thread_carries_what_one_post_has_no_room_for(network):
    note = " ".join(f"Sentence {number} of my own says something." for number in range(20))
    thread = thread_for(sharing(note=note), network)
    together = " ".join(post.text for post in thread)

    assert len(thread) > 1
    assert all(post.fits and post.places == len(thread) for post in thread)
    assert [post.text.split("\n\n")[-1] for post in thread] == [f"{post.place}/{len(thread)}" for post in thread]
    assert [URL in post.text for post in thread] == [True] + [False] * (len(thread) - 1)
    assert all(f"Sentence {number} of my own says something." in together for number in range(20))
    assert "“They rank rows without grouping them.”" in together
    assert thread[0].text.startswith("Sentence 0")
    assert "What would you add?\n\n#DataVisualisation #SQL" in thread[-1].text


@pytest.mark.parametrize(
    ("network", "changes"),
    [
        pytest.param("x", {}, id="all has room"),
        pytest.param("x", {"question": "What would you add?" * 6}, id="but for the hashtags"),
        pytest.param("mastodon", {"question": "What would you add?" * 18}, id="but for the question"),
        pytest.param("linkedin", {"note": "n" * 4000}, id="no threads there"),
        pytest.param("bluesky", {"note": "https://example.com/" + "a" * 400}, id="an address that no post has room for"),
    ],
)
def test_without_need_there_is_no_thread(network, changes):
    assert thread_for(sharing(**changes), network) == (post_for(sharing(**changes), network),)


def test_a_thread_begins_with_the_address_however_long_it_is():
    first, *_ = thread_for(sharing(url="https://example.org/" + "a" * 230, note="Mine. " * 60), "bluesky")

    assert "https://example.org/" + "a" * 230 in first.text
    assert first.text.startswith("Mine.")
    assert first.fits


ARABIC = Sharing(
    url=URL, title="دليل Docker", source="Data Weekly", author="Ola", teaches="Docker: يشرح الحاويات.", skills=("الحاويات",),
    note="وفّر عليّ يوما كاملا.", question="وأنتم، ماذا تضيفون؟", quotations=("«{words}»", "“{words}”"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("network", "line"),
    [
        pytest.param("x", "دليل Docker \u200f— Ola, Data Weekly", id="names beside each other stay where they are"),
        pytest.param("linkedin", "دليل Docker", id="with air"),
        pytest.param("linkedin", "\u200fOla, Data Weekly", id="who made it stands below the title"),
        pytest.param("slack", f"<{URL}|دليل Docker> \u200f— Ola, Data Weekly", id="as a link"),
        pytest.param("markdown", "> \u200fDocker: يشرح الحاويات.", id="a quotation that begins with a Latin word"),
        pytest.param("x", "\u200f«Docker: يشرح الحاويات.»", id="in quotation marks"),
        pytest.param("x", "وأنتم، ماذا تضيفون؟", id="what begins with its own letters needs no mark"),
    ],
)
def test_an_arabic_post_runs_from_the_right(network, line):
    assert line in post_for(ARABIC, network).text.split("\n")


def test_an_arabic_title_that_begins_with_a_latin_word_runs_from_the_right():
    changed = dataclasses.replace(ARABIC, title="Docker: شرح", source="مدونة التقنية", author="علا")

    assert "\u200fDocker: شرح \u200f— علا، مدونة التقنية" in post_for(changed, "x").text
    assert f"\u200f[Docker: شرح]({URL}) \u200f— " in post_for(changed, "discord").text


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
def test_hostile_text_calls_nobody_and_breaks_nothing(network, text):
    ways = [(FIELDS, False), (FIELDS, True), (("title",), False), (("note",), True)]

    assert [fault for fields, pasted in ways for fault in faults(text, network, fields=fields, pasted=pasted)] == []


def test_my_own_sentence_may_call_somebody():
    text = post_for(sharing(note="Thanks @ola, see #dataviz & <this>", title="By @eve"), "mastodon").text

    assert "Thanks @ola, see #dataviz & <this>" in text
    assert f"By @{JOINER}eve" in text


@pytest.mark.parametrize(
    ("network", "shown"),
    [
        pytest.param("slack", "me &amp; &lt;!channel&gt;", id="Slack"),
        pytest.param("discord", r"me \& \<!channel\>", id="Discord"),
        pytest.param("markdown", r"me \& \<!channel\>", id="Markdown"),
        pytest.param("whatsapp", "me & <!channel>", id="WhatsApp has no such signs"),
    ],
)
def test_my_own_sentence_arrives_as_i_typed_it(network, shown):
    assert shown in post_for(sharing(note="me & <!channel>"), network).text


def test_an_address_in_my_own_sentence_stays_one():
    assert r"\*see\* https://example.com/a_b_c" in post_for(sharing(note="*see* https://example.com/a_b_c"), "discord").text


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
    assert URL in post.text
    if network == "bluesky":
        assert len(post.text.encode()) <= 3000


def test_mastodon_counts_an_address_as_23_and_bluesky_as_it_is():
    post = sharing(
        url="https://example.org/" + "a" * 100, title="👨‍👩‍👧‍👦", source="e\u0301", author=None, teaches="", note="", question="", skills=()
    )

    assert post_for(post, "mastodon").length == len("x — x") + 1 + 23
    assert post_for(post, "bluesky").length == len("x — x") + 1 + 120


@pytest.mark.shared_data
@pytest.mark.parametrize(("payloads", "at_least"), [(False, 500), (True, 6_000)])
def test_no_naughty_string_and_no_payload_breaks_a_post(shared_data: Path, payloads, at_least):
    texts = strings(shared_data, payloads=payloads)
    # Of the payloads, which differ little, every fortieth.
    posts, wrong = judged(texts[::40] if payloads else texts, [FIELDS])

    assert len(texts) > at_least
    assert posts > 1_000
    assert wrong == []


@pytest.mark.shared_data
def test_the_limits_of_bluesky_are_those_of_its_own_schema(shared_data: Path):
    text = json.loads((shared_data / "social" / "post.json").read_text(encoding="utf-8"))["defs"]["main"]["record"]["properties"]["text"]

    assert (text["maxGraphemes"], text["maxLength"]) == (post_for(SHARING, "bluesky").limit, 3000)


def test_every_post_is_normal_text():
    for network in NETWORKS:
        assert not any(unicodedata.category(character) == "Cc" and character != "\n" for character in post_for(SHARING, network).text)
