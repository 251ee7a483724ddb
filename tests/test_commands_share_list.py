"""`gapfeed share list`: what to pass on to whom, what to type for it, and what waits for a word."""

import json
from datetime import timedelta

import pytest

from pipeline.edges.store import Store
from pipeline.settings import LEARNER
from tests.builders import NOW, new_share
from tests.running import run

#: The demo's digest is of the 4th.
MOMENT = "2026-03-04T07:10+01:00"


def listed(home, *words, at=MOMENT):
    return run("--config", home / "config.yaml", "--at", at, "share", "list", *words)


def passed_on(home, article, outcome="sent", at=NOW, **changes):
    store = Store(home / "gapfeed.db", LEARNER)
    try:
        [one] = store.articles.by_ids([article])
        share = store.shares.begin(new_share(article=one.id, story=one.story, title=one.title, url=one.url, **changes), "handed", at)
        if outcome != "handed":
            store.shares.settle(share.id, outcome, at)
    finally:
        store.close()
    return share.id


def change_config(home, old, new):
    config = home / "config.yaml"
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")


def test_each_circle_gets_a_list_that_says_why_and_what_to_type_next(home):
    out = " ".join(listed(home).out.split())

    assert "team (the people I work with every day): they had nothing from you yet; you wanted every 2 weeks" in out
    assert "public: they had nothing from you yet" in out
    assert "Small multiples: one question, many panels, one scale" in out
    assert "You read it on 4 March; it teaches “Data visualisation”, which they care about; 7 days old." in out
    assert '--to team --note "your own sentence"' in out


def test_an_item_goes_by_its_number_in_the_latest_digest_and_can_be_written_at_once(home):
    command = next(
        line.strip() for line in listed(home, "--circle", "team").out.splitlines() if line.strip().startswith("gapfeed share write")
    )
    item = command.split()[3]

    assert item.isdecimal()
    assert run("--config", home / "config.yaml", "--at", MOMENT, "explain", item).exit_code == 0


def test_a_program_reads_the_same(home):
    facts = json.loads(listed(home, "--circle", "team", "--most", "2", "--json").out)
    [team] = facts["circles"]

    assert (team["circle"], team["languages"], team["waited_days"], team["overdue"], team["last"]) == ("team", ["en", "pl"], 0, False, None)
    assert len(team["proposals"]) == 2
    proposal = team["proposals"][0]
    assert set(proposal["skills"]) <= {"data-visualisation", "giving-feedback"}
    assert [reason["name"] for reason in proposal["reasons"]] == ["interest", "lesson", "substance", "freshness", "yours"]
    assert facts["waiting_for_your_word"] == []


def test_what_was_given_is_said_and_not_proposed_again(home):
    first = json.loads(listed(home, "--circle", "team", "--json").out)["circles"][0]["proposals"][0]
    passed_on(home, first["id"])

    out = " ".join(listed(home, "--circle", "team").out.split())

    assert "team (the people I work with every day): they had something today; next by 2026-03-18" in out
    assert f"The last they had from you: {first['title']} (slack, 2026-03-04)" in out
    assert out.count(first["title"]) == 1


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-10T07:10+01:00", "they had something 6 days ago; next by 2026-03-18"),
        ("2026-03-23T07:10+01:00", "they have waited 19 days; you wanted every 2 weeks"),
    ],
)
def test_how_long_they_have_waited_is_held_against_how_often_they_want_something(home, at, said):
    passed_on(home, json.loads(listed(home, "--circle", "team", "--json").out)["circles"][0]["proposals"][0]["id"])

    assert said in " ".join(listed(home, "--circle", "team", at=at).out.split())


def test_a_circle_that_never_had_anything_waits_since_the_first_digest(home):
    out = " ".join(listed(home, at="2026-03-16T07:10+01:00").out.split())

    assert "they had nothing from you yet, in the 12 days since your first digest" in out


def test_the_circle_that_had_something_comes_behind_the_one_that_had_nothing(home):
    first = json.loads(listed(home, "--json").out)
    assert [one["circle"] for one in first["circles"]] == ["team", "public"]
    passed_on(home, first["circles"][0]["proposals"][0]["id"])

    assert [one["circle"] for one in json.loads(listed(home, "--json").out)["circles"]] == ["public", "team"]


def test_posts_that_wait_for_a_word_say_what_to_type(home):
    item = json.loads(listed(home, "--json").out)["circles"][0]["proposals"][0]
    number = passed_on(home, item["id"], "handed", NOW - timedelta(hours=1))

    out = listed(home).out

    assert "Waiting for your word: are these out?" in out
    assert f"    to team for slack, 2026-03-04 06:00:\n    gapfeed share posted {number} · gapfeed share dropped {number}\n" in out
    assert "Waiting for your word" not in listed(home, "--circle", "public").out
    assert [one["share"] for one in json.loads(listed(home, "--json").out)["waiting_for_your_word"]] == [number]


def test_a_post_to_nobody_in_particular_waits_without_a_name(home):
    item = json.loads(listed(home, "--json").out)["circles"][0]["proposals"][0]
    passed_on(home, item["id"], "handed", circle=None, network="linkedin")

    assert "\n    for linkedin, 2026-03-04 07:00:\n" in listed(home).out


def test_where_nothing_fits_it_says_so(home):
    change_config(home, "cares_about: [data-visualisation, giving-feedback]", "cares_about: [rust]")

    out = " ".join(listed(home, "--circle", "team").out.split())

    assert "Nothing of the last 60 days fits them: they had it, cannot read it, or care about something else." in out
    assert "gapfeed share write" not in out


def test_the_name_of_a_circle_is_quoted_for_the_shell(home):
    change_config(home, "circle: team", "circle: the team & me")

    assert "--to 'the team & me' --note" in listed(home).out


def test_a_circle_that_is_not_there_is_a_wrong_usage(home):
    ran = listed(home, "--circle", "tema")

    assert (ran.exit_code, "there is no circle 'tema'; there is team, public" in ran.err) == (2, True)


def test_in_a_narrow_terminal_every_line_but_those_to_type_fits(home, monkeypatch):
    change_config(home, "circle: team", "circle: the people of the third floor who cook together")
    item = json.loads(listed(home, "--json").out)["circles"][0]["proposals"][0]
    name = "the people of the third floor who cook together"
    passed_on(home, item["id"], circle=name)
    passed_on(home, item["id"], "handed", circle=name, network="linkedin", key="2")
    monkeypatch.setenv("COLUMNS", "60")

    lines = listed(home).out.splitlines()

    assert any(line.startswith("  The last they had from you:") for line in lines)
    assert [line for line in lines if len(line) > 60 and "gapfeed share" not in line] == []
