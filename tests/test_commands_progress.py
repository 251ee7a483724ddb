"""`gapfeed progress`: a line for each skill, what was said of its items, and another level where that speaks for one."""

import json
import sqlite3

import pytest

from pipeline.plain import columns
from tests.running import run

OWN = """
learner: {languages: [LANGUAGE, en]}
learn:
  - {skill: data-visualisation, level: 2, target: 4, by: 2026-06-30}
  - {skill: giving-feedback, level: 1}
  - skill: موهبتي-الخاصة
    words: {ar: [موهبة]}
  - {skill: user-interface-design, level: 5, target: 5}
sources: {catalog: false}
"""


def gapfeed(home, *words):
    return run("--config", home / "config.yaml", "--at", "2026-03-04T23:30+01:00", *words)


def said_of(home, skill, *kinds, level="practice"):
    """Write down that of articles of *skill*, which are all written for *level*, the person said *kinds*, of one each."""
    connection = sqlite3.connect(home / "gapfeed.db")
    articles = connection.execute("SELECT id, source FROM articles ORDER BY id").fetchall()
    for kind, (article, source) in zip(kinds, articles, strict=False):
        connection.execute("UPDATE articles SET level = ? WHERE id = ?", [level, article])
        connection.execute(
            "INSERT INTO events (learner, kind, article, source, at, skills) VALUES ('me', ?, ?, ?, '2026-03-04T20:00:00Z', ?)",
            [kind, article, source, json.dumps([skill])],
        )
    connection.commit()
    connection.close()


def rows(home):
    return {row["skill"]: row for row in json.loads(gapfeed(home, "progress", "--json").out)}


def test_it_counts_what_was_done(home):
    before = rows(home)["data-visualisation"]
    gapfeed(home, "undo", "1")
    after = rows(home)["data-visualisation"]

    assert before == {
        "skill": "data-visualisation", "name": "Data visualisation", "level": 2, "target": 4, "by": "2026-06-30", "done": 1,
        "done_last_4_weeks": 1, "minutes": 2, "too_easy": 0, "too_hard": 0, "proposal": None,
    }  # fmt: skip
    assert after == before | {"done": 0, "done_last_4_weeks": 0, "minutes": 0}


def test_an_item_counts_for_the_skill_it_was_picked_for(home):
    connection = sqlite3.connect(home / "gapfeed.db")
    connection.execute("UPDATE picks SET skill = 'deep-work', minutes = 33 WHERE number = 1")
    connection.commit()
    connection.close()

    assert (rows(home)["deep-work"]["done"], rows(home)["deep-work"]["minutes"]) == (1, 33)
    assert rows(home)["data-visualisation"]["done"] == 1


def test_for_people_it_is_a_table(home):
    lines = gapfeed(home, "progress").out.splitlines()

    assert lines[:4] == [
        "                                    level          by  done  4 weeks   min",
        "████░░░░    Data visualisation     2 of 4  2026-06-30     1        1     2",
        "██░░░░      Feedback               1 of 3  2026-05-01     0        0     0",
        "████░░░░    Relational databases   2 of 4                 0        0     0",
    ]
    assert len(lines) == 9


@pytest.mark.parametrize("language", ["ar", "pl", "bg", "en"])
@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_its_columns_stand_under_each_other_in_every_language_and_width(tmp_path, monkeypatch, language, width):
    (tmp_path / "config.yaml").write_text(OWN.replace("LANGUAGE", language), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", width)
    lines = gapfeed(tmp_path, "progress").out.splitlines()

    assert len(lines) == 5
    assert len({columns(line) for line in lines}) == 1
    assert all(columns(line) <= 80 for line in lines)
    assert lines[4].startswith("██████████  ")


def test_what_was_too_easy_and_too_hard_is_said(home):
    said_of(home, "delegation", "too_easy", "too_hard", "too_easy")

    assert "\nDelegation\n    You called 2 items too easy and 1 item too hard.\n" in gapfeed(home, "progress").out


def test_a_level_is_proposed_with_its_reason_and_the_line_where_it_stands(home):
    said_of(home, "delegation", *["too_easy"] * 4, "done", level="deep")
    config = (home / "config.yaml").read_text(encoding="utf-8")
    line = next(number for number, text in enumerate(config.splitlines(), start=1) if "skill: delegation" in text)
    words = " ".join(gapfeed(home, "progress").out.split())

    assert rows(home)["delegation"]["proposal"] == {
        "level": 5, "why": "of the last 5 items, 4 too easy", "file": str(home / "config.yaml"), "line": line,
    }  # fmt: skip
    assert "You called 4 items too easy. Level 5 may be right: of the last 5 items, 4 too easy. If you agree, set it in" in words
    assert words.endswith(f", line {line}, and the target with it (now 3).")
    assert (home / "config.yaml").read_text(encoding="utf-8") == config


def test_a_level_that_stands_nowhere_is_proposed_at_its_skill(home):
    (home / "config.yaml").write_text(OWN.replace("LANGUAGE", "en").replace(", level: 1}", "}"), encoding="utf-8")
    said_of(home, "giving-feedback", *["too_easy"] * 5)
    words = " ".join(gapfeed(home, "progress").out.split())

    assert "Level 3 may be right: of the last 5 items, 5 too easy." in words
    assert words.endswith(", line 5.")


def test_it_names_what_was_saved_for_later(home):
    before = gapfeed(home, "progress").out
    gapfeed(home, "save", "2")

    assert "saved" not in before
    assert gapfeed(home, "progress").out.endswith("\n1 item saved for later: `gapfeed log --saved`\n")
