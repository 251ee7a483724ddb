"""`gapfeed done, save, more, less, too-easy, too-hard, undo`: what was said of an item is kept, once, and can be taken back."""

import json

import pytest

from tests.running import run


def gapfeed(home, *words, at="2026-03-04T23:30+01:00"):
    return run("--config", home / "config.yaml", "--at", at, *words)


def logged(home, *options):
    """Return what the log holds of what the test did: the event and the note, in the order in which they were said."""
    lines = [json.loads(line) for line in gapfeed(home, "log", "--json", *options).out.splitlines()]
    return [(line["event"], line["note"]) for line in reversed(lines) if line["note"] != "Tried it on our weekly chart."]


EVERY_KIND = [
    pytest.param(["done", "2"], "done", "Done", id="done"),
    pytest.param(["save", "2"], "save", "Saved", id="save"),
    pytest.param(["more", "2"], "more", "More like this", id="more"),
    pytest.param(["less", "2"], "less", "Less like this", id="less"),
    pytest.param(["less", "2", "--source"], "fewer_from_source", "Fewer from this source", id="fewer from its source"),
    pytest.param(["too-easy", "2"], "too_easy", "Too easy", id="too easy"),
    pytest.param(["too-hard", "2"], "too_hard", "Too hard", id="too hard"),
]


@pytest.mark.parametrize(("words", "event", "answer"), EVERY_KIND)
def test_what_is_said_is_kept_with_its_note(home, words, event, answer):
    said = gapfeed(home, *words)
    facts = json.loads(gapfeed(home, *words, "--note", "مفيد، naprawdę", "--json").out)

    assert said.out.startswith(f"{answer}: ")
    assert (facts["event"], facts["note"], facts["already"]) == (event, "مفيد، naprawdę", False)
    assert logged(home) == [(event, None), (event, "مفيد، naprawdę")]


@pytest.mark.parametrize(("words", "event", "answer"), EVERY_KIND)
def test_what_is_said_again_is_kept_once(home, words, event, answer):
    gapfeed(home, *words, "--note", "useful")
    again, with_its_note = gapfeed(home, *words), gapfeed(home, *words, "--note", "useful", "--json")

    assert again.out.startswith(f"{answer}, as said before: ")
    assert json.loads(with_its_note.out)["already"] is True
    assert logged(home) == [(event, "useful")]


@pytest.mark.parametrize(("words", "event", "answer"), EVERY_KIND)
def test_everything_can_be_taken_back_once(home, words, event, answer):
    gapfeed(home, *words)
    first, second = gapfeed(home, "undo", "2"), gapfeed(home, "undo", "2")

    assert first.out.startswith(f"Taken back: “{answer}” for ")
    assert first.out.count("\n") == 1
    assert (second.exit_code, second.out) == (1, "")
    assert "there is nothing to take back" in second.err
    assert logged(home) == []


def test_undo_says_what_was_taken_back_and_what_still_stands(home):
    for words in (["save"], ["done"], ["done", "--note", "twice"]):
        gapfeed(home, *words, "2")
    said, facts = gapfeed(home, "undo", "2"), json.loads(gapfeed(home, "undo", "2", "--json").out)

    assert said.out.splitlines()[1] == "Still said of it: saved, done."
    assert (facts["event"], facts["undone"], facts["standing"]) == ("undo", "done", ["save"])
    assert logged(home) == [("save", None)]


def test_who_changes_their_mind_is_taken_at_the_later_word(home):
    gapfeed(home, "more", "2")
    gapfeed(home, "less", "2")
    after, _ = logged(home), gapfeed(home, "more", "2")

    assert (after, logged(home)) == ([("less", None)], [("more", None)])


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        pytest.param("  a\tnote \n on\r\nlines ", "a note on lines", id="it is one line"),
        pytest.param("red \x1b[31m and \x07 loud", "red [31m and loud", id="it commands no terminal"),
        pytest.param("\u202eturned round", "turned round", id="it turns nothing round"),
        pytest.param("مفيد (SQL) جدا", "مفيد (SQL) جدا", id="it may mix directions"),
        pytest.param(" \t ", None, id="blanks are no note"),
        pytest.param("", None, id="nothing is no note"),
    ],
)
def test_a_note_is_one_clean_line(home, note, kept):
    gapfeed(home, "more", "2", "--note", note)

    assert logged(home) == [("more", kept)]


@pytest.mark.parametrize("item", ["99", "0", "zzzz", "", " ", "http://nowhere.example/x", "-1", "%"])
@pytest.mark.parametrize("command", ["done", "undo", "explain"])
def test_an_item_that_is_not_there_is_wrong_usage(home, command, item):
    ran = gapfeed(home, command, "--", item)

    assert (ran.exit_code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1


def test_an_item_goes_by_its_number_its_id_and_its_address(home):
    by_number = json.loads(gapfeed(home, "explain", "1", "--json").out)["id"]
    names = [by_number[:6], by_number.upper(), "http://plainnumbers.example/2026/small-multiples.html?utm_source=x", "١"]

    assert [json.loads(gapfeed(home, "save", name, "--json").out)["id"] for name in names] == [by_number] * 4


def test_numbers_are_those_of_the_latest_digest(home):
    of_wednesday = json.loads(gapfeed(home, "save", "1", "--json").out)
    made = gapfeed(home, "publish", "--day", "2026-03-05", at="2026-03-05T07:00+01:00")
    of_thursday = json.loads(gapfeed(home, "save", "1", "--json").out)

    assert made.out.startswith("Your digest for 2026-03-05")
    assert of_thursday["id"] != of_wednesday["id"]
    assert gapfeed(home, "undo", of_wednesday["id"]).exit_code == 0


def test_before_the_first_digest_it_says_how_to_come_by_one(tmp_path):
    (tmp_path / "config.yaml").write_text("learn:\n  - skill: sql\n", encoding="utf-8")
    ran = gapfeed(tmp_path, "done", "1")

    assert (ran.exit_code, ran.err) == (2, "there is no digest yet, so no item has a number: `gapfeed run` makes the first\n")
