"""`gapfeed done, save, more, less, too-easy, too-hard, undo`, and what `progress` and `log` make of them."""

import json

import pytest

from tests.running import run


def gapfeed(home, *words, at="2026-03-04T23:30+01:00"):
    return run("--config", home / "config.yaml", "--at", at, *words)


def logged(home):
    return [(line["event"], line["note"]) for line in map(json.loads, gapfeed(home, "log", "--json").out.splitlines())]


@pytest.mark.parametrize(
    ("words", "event", "answer"),
    [
        pytest.param(["done", "2"], "done", "Done: ", id="done"),
        pytest.param(["save", "2"], "save", "Saved: ", id="save"),
        pytest.param(["more", "2"], "more", "More like this: ", id="more"),
        pytest.param(["less", "2"], "less", "Less like this: ", id="less"),
        pytest.param(["less", "2", "--source"], "fewer_from_source", "Fewer from this source: ", id="fewer from its source"),
        pytest.param(["too-easy", "2"], "too_easy", "Too easy: ", id="too easy"),
        pytest.param(["too-hard", "2"], "too_hard", "Too hard: ", id="too hard"),
    ],
)
def test_what_is_said_is_kept_with_its_note(home, words, event, answer):
    said = gapfeed(home, *words)
    facts = json.loads(gapfeed(home, *words, "--note", "مفيد، naprawdę", "--json").out)

    assert said.out.startswith(answer)
    assert facts["event"] == event
    assert logged(home)[1:] == [(event, None), (event, "مفيد، naprawdę")]


def test_undo_takes_back_the_last_word_and_then_says_that_there_is_none(home):
    gapfeed(home, "save", "2")
    gapfeed(home, "done", "2")
    first, second, third = (gapfeed(home, "undo", "2") for _ in range(3))

    assert first.out.startswith("Taken back: ")
    assert second.out.startswith("Taken back: ")
    assert (third.exit_code, third.out) == (1, "")
    assert "there is nothing to take back" in third.err
    assert logged(home) == [("done", "Tried it on our weekly chart.")]


@pytest.mark.parametrize("item", ["99", "0", "zzzz", "", " ", "http://nowhere.example/x", "-1", "%", "c"])
@pytest.mark.parametrize("command", ["done", "explain"])
def test_an_item_that_is_not_there_is_wrong_usage(home, command, item):
    ran = gapfeed(home, command, "--", item)

    assert (ran.exit_code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1


def test_an_item_goes_by_its_number_its_id_and_its_address(home):
    by_number = json.loads(gapfeed(home, "save", "1", "--json").out)
    by_id = json.loads(gapfeed(home, "save", by_number["id"][:6], "--json").out)
    by_address = json.loads(gapfeed(home, "save", "http://plainnumbers.example/2026/small-multiples.html?utm_source=x", "--json").out)

    in_arabic_digits = json.loads(gapfeed(home, "save", "١", "--json").out)

    assert by_number == by_id == by_address == in_arabic_digits


def test_progress_counts_what_was_done(home):
    before = {row["skill"]: row["done"] for row in json.loads(gapfeed(home, "progress", "--json").out)}
    gapfeed(home, "undo", "1")
    after = {row["skill"]: row["done"] for row in json.loads(gapfeed(home, "progress", "--json").out)}

    assert (before["data-visualisation"], after["data-visualisation"]) == (1, 0)
    assert "████░░░░    Data visualisation: level 2 of 4, 0 done" in gapfeed(home, "progress").out


def test_the_log_is_in_the_readers_own_time(home):
    gapfeed(home, "save", "2")

    assert gapfeed(home, "log").out.splitlines()[-1].startswith("2026-03-04 23:30  save: ")


def test_an_empty_log_says_how_to_begin(home):
    gapfeed(home, "undo", "1")

    assert gapfeed(home, "log").out == "Nothing yet: `gapfeed done ITEM` keeps what you learned.\n"
    assert gapfeed(home, "log", "--json").out == ""
