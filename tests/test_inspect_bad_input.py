"""Whatever is given to `gapfeed inspect`, each input gets its line, and nothing is an exception."""

import json

import pytest

from feeds.model.ids import SourceId
from pipeline.bootstrap import load_settings
from pipeline.model.articles import Reading
from pipeline.understand import tagger_for, understand
from tests.builders import NOW, feed_item
from tests.running import run

TALK = "So you rank the rows. And the window keeps every row of the table. That is what people forget about window functions in SQL."
CODE = "def rank(rows):\n    return sorted(rows, key=lambda row: -row[1])\n\nclass Window:\n    pass\n"
TABLE = "| year | total |\n|------|-------|\n| 2024 | 12.5  |\n| 2025 | 17.25 |\n"
#: Its sentence in Armenian says that water matters to everybody.
NO_LEXICON = "Ջուրը կարևոր է բոլորի համար, և մենք պետք է խնայենք այն ամեն օր։"
MIXED = (
    "This sentence is English and explains a join. To zdanie jest po polsku i mówi o złączeniach. "
    "Това изречение е на български и говори за съединения. هذه الجملة بالعربية وتتحدث عن الربط. "
)


def inspected(folder, **line):
    file = folder / "lines.jsonl"
    file.write_text(json.dumps({"id": 1, "title": "", **line}) + "\n", encoding="utf-8")
    ran = run("inspect", "text", file, "--workers", "1")

    assert (ran.exit_code, ran.err) == (0, "")
    [told] = map(json.loads, ran.out.splitlines())
    assert told["id"] == 1
    return told


def page(folder, html):
    file = folder / "page.html"
    file.write_text(html, encoding="utf-8")
    ran = run("inspect", "page", file, "--workers", "1")

    assert (ran.exit_code, ran.err) == (0, "")
    [told] = map(json.loads, ran.out.splitlines())
    return told


@pytest.mark.parametrize(
    ("text", "language", "direction", "summary"),
    [
        pytest.param("", "und", "ltr", "", id="empty text"),
        pytest.param("  \n\t ", "und", "ltr", "", id="blanks"),
        pytest.param("Hello", "en", "ltr", "Hello", id="one word"),
        pytest.param(NO_LEXICON, "hy", "ltr", NO_LEXICON, id="a language with no lexicon"),
        pytest.param("😀 🎉 👩‍👩‍👧", "und", "ltr", "😀 🎉 👩‍👩‍👧", id="emoji only"),
        pytest.param(CODE, None, "ltr", "return sorted(rows, key=lambda row: -row[1])", id="a code listing"),
        pytest.param(TABLE, None, "ltr", " ".join(TABLE.split()), id="a table"),
        pytest.param("(.*)+ [a-z]{2,} \\d+$ ^(?P<x>", None, "ltr", "(.*)+ [a-z]{2,} \\d+$ ^(?P<x>", id="regular expressions"),
    ],
)
def test_texts_that_are_hardly_texts(tmp_path, text, language, direction, summary):
    told = inspected(tmp_path, text=text)

    assert language in {None, told["language"]}
    assert (told["direction"], told["level"], told["summary"]) == (direction, "practice", summary)


def test_languages_that_are_mixed_in_one_text_give_one_of_them(tmp_path):
    told = inspected(tmp_path, text=MIXED * 3)

    assert told["language"] in {"en", "pl", "bg", "ar"}
    assert told["summary"].strip("…") in MIXED * 3


def test_a_transcript_without_times_is_a_text(tmp_path):
    told = inspected(tmp_path, title="Window functions", text=f"Host: Welcome.\nGuest: {TALK}")

    assert "sql" in {skill["skill"] for skill in told["skills"]}
    assert "every row of the table" in told["summary"]


def test_twenty_megabytes_of_text_are_read_by_their_beginning(tmp_path):
    told = inspected(tmp_path, title="Window functions", text=f"{TALK} " * (20_000_000 // len(TALK)))

    assert told["language"] == "en"
    assert "sql" in {skill["skill"] for skill in told["skills"]}


@pytest.mark.parametrize("sign", ["x", ".", "😀", "a-"])
def test_a_sign_repeated_without_end_is_a_text_about_nothing(tmp_path, sign):
    told = inspected(tmp_path, text=sign * (2_000_000 // len(sign)))

    assert "error" not in told
    assert len(told["summary"]) < 500
    assert told["skills"] == []


def test_half_a_pair_of_surrogates_is_shown_as_missing(tmp_path):
    told = inspected(tmp_path, title="Rows \ud800", text="The window keeps every row of the table, and \udfff counts them.")

    assert told["summary"] == "The window keeps every row of the table, and \ufffd counts them."


@pytest.mark.parametrize(
    ("html", "language", "text", "why"),
    [
        pytest.param("", "und", "", "the page is empty", id="empty"),
        pytest.param("<html><body><p>Hello</p></body></html>", "en", "Hello", "the page holds no article: 5 characters of text", id="one word"),
        pytest.param("<html><body><p>😀 🎉</p></body></html>", "und", "😀 🎉", "the page holds no article: 3 characters of text", id="emoji only"),
        pytest.param("x" * 11_000_000, "und", "", "the file cannot be read: it is larger than 10 MiB", id="a file without end"),
    ],
)  # fmt: skip
def test_pages_that_are_hardly_pages(tmp_path, html, language, text, why):
    told = page(tmp_path, html)

    assert (told["language"], told["text"], told["why_not_page"]) == (language, text, why)


@pytest.mark.parametrize(
    ("body", "language", "said"),
    [
        pytest.param("".join(f"<p>{sentence}.</p>" for sentence in MIXED.split(". ") * 3), None, "explains a join", id="mixed languages"),
        pytest.param(f"<h1>Code</h1><pre><code>{CODE * 5}</code></pre>", None, "class Window:\n    pass", id="a code listing"),
        pytest.param(f"<table><tr><td>{'</td><td>'.join(TALK.split())}</td></tr></table><p>{TALK}</p>", "en", "forget about", id="a table"),
        pytest.param(f"<p>{NO_LEXICON}</p>" * 5, "hy", NO_LEXICON, id="a language with no lexicon"),
    ],
)
def test_pages_of_odd_text_are_read(tmp_path, body, language, said):
    told = page(tmp_path, f"<html><body><article>{body}</article></body></html>")

    assert told["text_from"] == "page"
    assert said in told["text"]
    assert language in {None, told["language"]}


@pytest.mark.parametrize("command", ["text", "stories"])
def test_lines_that_cannot_be_read_are_said_so(tmp_path, command):
    assert run("inspect", command, "none.jsonl").err == "The file cannot be read: 'none.jsonl': No such file or directory\n"
    assert run("inspect", command, tmp_path).exit_code == 1


def config(folder, words):
    file = folder / "config.yaml"
    file.write_text(
        f"learn:\n  - skill: own-thing\n{words}sources:\n  follow:\n    - url: https://example.org/feed.xml\n", encoding="utf-8"
    )
    return file


def test_words_of_a_skill_may_be_signs_of_regular_expressions(tmp_path):
    settings, _ = load_settings(config(tmp_path, """    words: {en: ["(.*)+", "[a-z]{2,}", "C++?", "(((", '\\d+$']}\n"""))
    item = feed_item(
        title="Patterns in C++?", summary_text="", content_text="The pattern (.*)+ is slow, [a-z]{2,} is not. C++? it is, and C++ again."
    )
    tagged = understand(Reading(item=item, source=SourceId("s"), first_seen=NOW), tagger_for(settings.gaps))

    assert "own-thing" in {tag.skill for tag in tagged.tags}


def test_a_skill_of_ones_own_may_have_signs_beside_its_words(tmp_path):
    assert run("--config", config(tmp_path, '    words: {en: ["(.*)+", regex]}\n'), "config", "check").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param("", "own-thing", id="none"),
        pytest.param("    words: {en: []}\n", "learn[0].words.en: expected at least one entry", id="an empty list"),
        pytest.param('    words: {en: ["🎉", "..."]}\n', "learn[0].words: no text can be searched for these", id="words of signs"),
        pytest.param('    words: {en: [""]}\n', "learn[0].words.en[0]: expected text, found an empty one", id="an empty word"),
    ],
)
def test_a_skill_of_ones_own_without_words_is_a_mistake_with_its_line(tmp_path, words, message):
    ran = run("--config", config(tmp_path, words), "config", "check")

    assert ran.exit_code == 2
    assert message in ran.err
