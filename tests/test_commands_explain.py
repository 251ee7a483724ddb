"""`gapfeed explain`: why something was picked, or left out, and what would change that."""

import json
import math
import re

from tests.running import run


def explain(home, item, *words, at="2026-03-04T07:10+01:00"):
    return run("--config", home / "config.yaml", "--at", at, "explain", item, *words)


def sentences(ran):
    """Return what was printed as one line, however it was wrapped."""
    return " ".join(ran.out.split())


def rehearsed(home, at="2026-03-05T07:00+01:00"):
    return json.loads(run("--config", home / "config.yaml", "--at", at, "publish", "--dry-run", "--json").out)["picks"]


def product(reasons):
    return math.prod(reason["value"] for reason in reasons)


def test_a_pick_tells_its_number_its_window_and_every_number_of_its_score(home):
    facts = json.loads(explain(home, "2", "--json").out)
    (picked,) = facts["picked"]

    assert (picked["digest"], picked["number"]) == ("me/2026-03-04/07:00", 2)
    assert {reason["name"] for reason in picked["reasons"]} >= {"relevance", "gap", "level", "novelty", "freshness", "feedback"}
    assert math.isclose(picked["score"], product(picked["reasons"]), abs_tol=1e-6)
    assert math.isclose(picked["score"], picked["weight"] * picked["quality"], abs_tol=1e-6)
    assert math.isclose(facts["score"], product(facts["reasons"]), abs_tol=1e-6)
    assert facts["skills"][0]["evidence"]
    assert (facts["why_not_now"], facts["would_be"]) == ("it was in your digest of 2026-03-04", None)


def test_the_numbers_that_are_shown_come_to_the_score_that_is_shown(home):
    for name in ("1", "2"):
        lines = explain(home, name).out.splitlines()
        shown = [float(found[1]) for line in lines if (found := re.match(r"  [ ×] (\d\.\d{4})  \w", line))]
        score = next(float(found[1]) for line in lines if (found := re.match(r"  = (\d\.\d{4})  score", line)))

        assert len(shown) >= 10
        assert math.isclose(math.prod(shown), score, abs_tol=0.00006)


def test_what_a_pick_adds_to_its_page_follows_from_the_numbers_beside_it(home):
    picks = {
        pick["number"]: pick for pick in (json.loads(explain(home, str(number), "--json").out)["picked"][0] for number in (1, 2, 3, 4, 5))
    }

    for pick in picks.values():
        before = 0.5 + pick["given"] + pick["beside"]
        assert pick["given"] == 0
        assert math.isclose(pick["added"], pick["weight"] * math.log((before + pick["quality"]) / before))
    assert f"It adds {picks[1]['added']:.4f} to the page: the gap weighs {picks[1]['weight']:.4f}" in sentences(explain(home, "1"))


def test_it_reads_as_sentences(home):
    out = explain(home, "1").out
    lines, said = out.splitlines(), sentences(explain(home, "1"))

    assert lines[0] == "Small multiples: one question, many panels, one scale"
    assert "Number 1 of the digest of 2026-03-04 07:00, for data-visualisation" in lines
    assert "In the window breakfast, which is for reading: 2 of its 10 minutes." in said
    assert "In a digest made now it would be left out: you marked it as done on 2026-03-04. What would bring it in: " in said
    assert "“Small multiples” in the title" in said
    assert max(map(len, lines)) <= 80


def test_words_that_run_the_other_way_are_kept_apart(home):
    found = run("--config", home / "config.yaml", "search", "الراجعة", "--json").out.splitlines()
    out = explain(home, json.loads(found[0])["id"]).out

    assert out.splitlines()[0].startswith("\u2068")
    assert all(line.count("\u2068") == line.count("\u2069") for line in out.splitlines())
    assert "“\u2068بالتغذية الراجعة\u2069”" in out


def test_what_would_be_picked_says_where_it_would_stand(home):
    pick = rehearsed(home)[0]
    facts = json.loads(explain(home, pick["id"], "--json", at="2026-03-05T07:00+01:00").out)
    said = sentences(explain(home, pick["id"], at="2026-03-05T07:00+01:00"))

    assert (facts["picked"], facts["left_out"][1:], facts["why_not_now"]) == ([], [], None)
    assert (facts["would_be"]["number"], facts["would_be"]["window"]) == (1, pick["window"])
    assert facts["would_be"]["score"] == facts["score"]
    assert f"In a digest made now it would be number 1. In the window {pick['window']}, which is for " in said


def test_what_earlier_digests_gave_to_a_skill_is_counted(home):
    skills = {pick["skill"] for pick in (json.loads(explain(home, str(number), "--json").out)["picked"][0] for number in range(1, 8))}
    kin = next(pick for pick in rehearsed(home) if pick["skill"] in skills)
    facts = json.loads(explain(home, kin["id"], "--json", at="2026-03-05T07:00+01:00").out)

    assert facts["would_be"]["given"] > 0


def test_what_was_left_out_says_why_and_what_would_help(home):
    old = json.loads(run("--config", home / "config.yaml", "search", "window functions answer", "--json").out.splitlines()[0])
    facts = json.loads(explain(home, old["id"], "--json", at="2026-09-04T07:10+02:00").out)
    said = sentences(explain(home, old["id"], at="2026-09-04T07:10+02:00"))

    assert facts["rank"] is None
    assert "too old" in facts["why_not_now"]
    assert math.isclose(facts["score"], product(facts["reasons"]), abs_tol=1e-6)
    assert f"In a digest made now it would be left out: {facts['why_not_now']}." in said


def test_what_is_not_followed_any_more_says_so(home):
    pick = rehearsed(home)[0]
    listed = map(json.loads, run("--config", home / "config.yaml", "sources", "list", "--json").out.splitlines())
    run("--config", home / "config.yaml", "sources", "mute", next(one["url"] for one in listed if one["title"] == pick["source"]))

    assert "its source is muted, or not followed any more" in sentences(explain(home, pick["id"], at="2026-03-05T07:00+01:00"))


def test_what_may_be_picked_has_a_place_among_the_others(home):
    best = max(rehearsed(home), key=lambda pick: pick["score"])
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
    given = json.loads(explain(home, "1", "--json").out)["skills"][0]["skill"]
    kin = next(
        pick
        for pick in rehearsed(home)
        if any(skill["skill"] == given for skill in json.loads(explain(home, pick["id"], "--json").out)["skills"][:1])
    )
    scores = []
    for words in ([], ["more", "1"], ["less", "1"]):
        if words:
            run("--config", home / "config.yaml", "--at", "2026-03-04T08:00+01:00", *words)
        facts = json.loads(explain(home, kin["id"], "--json", at="2026-03-05T07:00+01:00").out)
        scores.append((facts["score"], next(reason["words"] for reason in facts["reasons"] if reason["name"] == "feedback")))

    silent, more, more_and_less = scores
    assert more[0] > silent[0]
    assert more_and_less[0] < more[0]
    assert silent[1] == "you said nothing yet about its skills"
    assert more[1] == "you said “more” once about its skills"
    assert "“less” once" in more_and_less[1]
