"""`gapfeed explain`: why something was picked, or left out, and what would change that."""

import json
import math

from tests.running import run


def explain(home, item, *words, at="2026-03-04T07:10+01:00"):
    return run("--config", home / "config.yaml", "--at", at, "explain", item, *words)


def test_a_pick_tells_its_number_its_window_and_every_number_of_its_score(home):
    facts = json.loads(explain(home, "2", "--json").out)

    assert [(pick["digest"], pick["number"]) for pick in facts["picked"]] == [("me/2026-03-04/07:00", 2)]
    assert {reason["name"] for reason in facts["reasons"]} >= {"relevance", "gap", "level", "freshness", "feedback"}
    assert math.isclose(facts["score"], math.prod(reason["value"] for reason in facts["reasons"]), rel_tol=0.01)
    assert facts["skills"][0]["evidence"]
    assert facts["why_not_now"] == "it was in your digest of 2026-03-04"


def test_it_reads_as_sentences(home):
    lines = explain(home, "1").out.splitlines()

    assert lines[0] == "Small multiples: one question, many panels, one scale"
    assert lines[3].startswith("Picked: number 1 of the digest of 2026-03-04 07:00, for data-visualisation, in the window breakfast")
    assert any(
        line.startswith("In a digest made now it would be left out: you marked it as done on 2026-03-04. What would bring it in: ")
        for line in lines
    )
    assert any(line.startswith("Teaches data-visualisation") and "“Small multiples” in the title" in line for line in lines)


def test_what_was_left_out_says_why_and_what_would_help(home):
    old = json.loads(run("--config", home / "config.yaml", "search", "window functions answer", "--json").out.splitlines()[0])
    facts = json.loads(explain(home, old["id"], "--json", at="2026-09-04T07:10+02:00").out)
    said = explain(home, old["id"], at="2026-09-04T07:10+02:00").out

    assert facts["picked"] == []
    assert facts["rank"] is None
    assert "too old" in facts["why_not_now"]
    assert f"In a digest made now it would be left out: {facts['why_not_now']}." in said


def test_what_may_be_picked_has_a_place_among_the_others(home):
    rehearsed = json.loads(run("--config", home / "config.yaml", "--at", "2026-03-05T07:00+01:00", "publish", "--dry-run", "--json").out)
    best = max(rehearsed["picks"], key=lambda pick: pick["score"])
    facts = json.loads(explain(home, best["id"], "--json", at="2026-03-05T07:00+01:00").out)

    assert facts["why_not_now"] is None
    assert facts["rank"][0] == 1
    assert f"place 1 of {facts['rank'][1]}" in explain(home, best["id"], at="2026-03-05T07:00+01:00").out


def test_a_story_told_twice_names_its_other_teller(home):
    told = [json.loads(line) for line in run("--config", home / "config.yaml", "search", "40500", "--json").out.splitlines()]
    said = [explain(home, one["id"]).out for one in told]

    assert len(told) == 2
    assert all("Same story: WCAG 2.2" in one for one in said)


def test_a_word_from_the_reader_moves_the_next_ranking_visibly(home):
    rehearsed = json.loads(run("--config", home / "config.yaml", "--at", "2026-03-05T07:00+01:00", "publish", "--dry-run", "--json").out)
    digest = json.loads(run("--config", home / "config.yaml", "--at", "2026-03-04T07:10+01:00", "explain", "2", "--json").out)
    kin = next(pick for pick in rehearsed["picks"] if pick["skill"] == digest["skill"])
    scores = []
    for words in ([], ["more", "2"], ["less", "2"]):
        if words:
            run("--config", home / "config.yaml", "--at", "2026-03-04T08:00+01:00", *words)
        facts = json.loads(explain(home, kin["id"], "--json", at="2026-03-05T07:00+01:00").out)
        scores.append((facts["score"], next(reason["words"] for reason in facts["reasons"] if reason["name"] == "feedback")))

    silent, more, more_and_less = scores
    assert more[0] > silent[0]
    assert more_and_less[0] < more[0]
    assert silent[1] == "you said nothing yet about items like this"
    assert more[1] != silent[1]
