"""`gapfeed log`: the learning record, the latest first, in part, and as a table for spreadsheets."""

import csv
import json

import pytest

from tests.running import run

MORNING, NIGHT = "2026-03-06T08:00+01:00", "2026-03-04T23:30+01:00"


def gapfeed(home, *words, at=NIGHT):
    return run("--config", home / "config.yaml", "--at", at, *words)


def logged(home, *options):
    lines = (json.loads(line) for line in gapfeed(home, "log", "--json", *options).out.splitlines())
    return [(line["event"], line["title"].split(":", maxsplit=1)[0]) for line in lines]


def test_an_entry_says_what_when_and_of_what(home):
    [line] = [json.loads(line) for line in gapfeed(home, "log", "--json").out.splitlines()]

    assert line == {
        "at": "2026-03-04T06:00:00+00:00", "event": "done", "id": line["id"], "title": "Small multiples: one question, many panels, one scale",
        "url": "http://plainnumbers.example/2026/small-multiples.html", "source": "Plain Numbers", "minutes": 2,
        "skills": ["data-visualisation"], "note": "Tried it on our weekly chart.",
    }  # fmt: skip
    assert gapfeed(home, "log").out.splitlines() == [
        "2026-03-04 07:00  Done: Small multiples: one question, many panels, one scale",
        f"    Plain Numbers · 2 min · Data visualisation · {line['id']}",
        "    “Tried it on our weekly chart.”",
    ]


def test_the_latest_comes_first_whatever_was_said_first(home):
    gapfeed(home, "more", "1", at=MORNING)
    gapfeed(home, "save", "1", at=NIGHT)
    gapfeed(home, "too-easy", "1", at=NIGHT)

    assert [event for event, _ in logged(home)] == ["more", "too_easy", "save", "done"]


def test_it_is_in_the_readers_own_time_and_every_text_runs_its_own_way(home):
    gapfeed(home, "done", "2", "--note", "مفيد جدا")
    lines = gapfeed(home, "log").out.splitlines()

    assert lines[0].startswith("2026-03-04 23:30  Done: \u2068")
    assert "    “\u2068مفيد جدا\u2069”" in lines
    assert all(line.count("\u2068") == line.count("\u2069") for line in lines)


def test_fewer_from_a_source_names_the_source(home):
    gapfeed(home, "less", "1", "--source")

    assert gapfeed(home, "log").out.startswith("2026-03-04 23:30  Fewer from this source: Plain Numbers\n")


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        pytest.param(["--skill", "data-visualisation"], ["done"], id="for one skill"),
        pytest.param(["--skill", " Negotiation "], [], id="for another"),
        pytest.param(["--since", "2026-03-05"], ["save"], id="since a day"),
        pytest.param(["--since", "2026-03-04"], ["save", "done"], id="that day included"),
        pytest.param(["--saved"], ["save"], id="saved"),
        pytest.param(["--saved", "--since", "2026-03-07"], [], id="saved since"),
    ],
)
def test_a_part_of_it(home, options, kept):
    gapfeed(home, "save", "5", at=MORNING)

    assert [event for event, _ in logged(home, *options)] == kept


def test_a_day_begins_by_the_readers_own_clock(home):
    gapfeed(home, "save", "5", at="2026-03-05T23:30+00:00")

    assert [event for event, _ in logged(home, "--since", "2026-03-06")] == ["save"]


def test_what_is_saved_is_listed_until_it_is_done(home):
    gapfeed(home, "save", "2")
    gapfeed(home, "save", "3")
    before = gapfeed(home, "log", "--saved").out
    gapfeed(home, "done", "2")
    gapfeed(home, "less", "3")

    assert before.count("Saved: ") == 2
    assert gapfeed(home, "log", "--saved").out == "Nothing saved: `gapfeed save ITEM` keeps something for later.\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--skill", "giving-fedback"], "there is no skill 'giving-fedback'; did you mean 'giving-feedback'?", id="skill"),
        pytest.param(["--since", "yesterday"], "'yesterday' is no day; write it like 2026-02-18", id="day"),
    ],
)
def test_what_it_does_not_understand_is_wrong_usage(home, options, said):
    ran = gapfeed(home, "log", *options)

    assert (ran.exit_code, ran.out) == (2, "")
    assert said in ran.err


def test_nothing_is_said_in_words_and_not_to_programs(home):
    asked = gapfeed(home, "log", "--since", "2026-04-01").out
    gapfeed(home, "undo", "1")

    assert asked == "Nothing of that kind.\n"
    assert gapfeed(home, "log").out == "Nothing yet: `gapfeed done ITEM` keeps what you learned.\n"
    assert gapfeed(home, "log", "--json").out == ""


def test_a_table_for_spreadsheets(home, tmp_path):
    gapfeed(home, "done", "2", "--note", "=HYPERLINK(1)")
    ran = gapfeed(home, "log", "--csv", str(tmp_path / "record.csv"))
    with (tmp_path / "record.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert ran.out == f"2 lines written to {tmp_path / 'record.csv'}.\n"
    assert [(row["date"], row["event"], row["minutes"], row["note"]) for row in rows] == [
        ("2026-03-04", "done", "2", "'=HYPERLINK(1)"), ("2026-03-04", "done", "2", "Tried it on our weekly chart."),
    ]  # fmt: skip


def test_a_table_holds_what_was_asked_for_and_programs_are_told_too(home, tmp_path):
    gapfeed(home, "save", "2")
    ran = gapfeed(home, "log", "--saved", "--json", "--csv", str(tmp_path / "saved.csv"))

    assert json.loads(ran.out)["event"] == "save"
    assert (tmp_path / "saved.csv").read_text(encoding="utf-8").count(",save,") == 1


@pytest.mark.parametrize(
    ("place", "exit_code", "said"),
    [
        pytest.param("missing/record.csv", 1, "cannot be written: there is no folder", id="no folder"),
        pytest.param(".", 2, "is a directory", id="a folder"),
        pytest.param("gapfeed.db/record.csv", 1, "cannot be written: there is no folder", id="in a file"),
    ],
)
def test_a_table_that_cannot_be_written_is_said(home, place, exit_code, said):
    ran = gapfeed(home, "log", "--csv", str(home / place))

    assert (ran.exit_code, ran.out) == (exit_code, "")
    assert said in ran.err
    assert not (home / "missing").exists()
