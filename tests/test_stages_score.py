"""What a score is made of."""

from dataclasses import replace
from datetime import date, timedelta
from math import prod

import pytest

from pipeline.model.articles import Evidence
from pipeline.model.digests import History, LeftOut
from pipeline.settings import SkillId
from pipeline.stages.score import Yardstick, score
from tests.builders import NOW, candidate, gap, skill_tag
from tests.scores import LEXICON, measured, reason

NAMES = ["relevance", "gap", "focus", "level", "chosen", "substance", "freshness", "source", "feedback"]


def test_a_score_is_the_product_of_its_reasons():
    scored = measured(candidate())

    assert [one.name for one in scored.reasons] == NAMES
    assert scored.score == pytest.approx(prod(one.value for one in scored.reasons), abs=1e-6)
    assert (scored.skill, scored.evidence) == ("sql", candidate().tags[0].evidence)


def test_the_words_found_in_the_text_are_named_each_once():
    pieces = tuple(Evidence(words=words, where="body") for words in ("window function", "Window function", "CTE", "join", "index", "view"))
    scored = measured(candidate(tags=(replace(skill_tag(), evidence=pieces),)))

    assert reason(scored, "relevance") == (0.8, "teaches SQL: the text says “window function”, “CTE”, “join”, “index”")


@pytest.mark.parametrize(
    ("tag", "wanted", "value", "words"),
    [
        pytest.param("etl", "sql", 0.48, "teaches ETL, a neighbour of the skill you want", id="the gap's skill names its neighbour"),
        pytest.param("sql", "dashboards", 0.48, "teaches SQL, a neighbour of the skill you want", id="a wanted skill's neighbour"),
        pytest.param(
            "dashboards", "sql", 0.48, "teaches DASHBOARDS, a neighbour of the skill you want", id="the article's skill names the gap's"
        ),
        pytest.param("own-skill", "own-skill", 0.8, "teaches own-skill", id="a skill that the lexicon does not know"),
    ],
)
def test_neighbours_count_less(tag, wanted, value, words):
    found = reason(measured(candidate(tags=(skill_tag(tag),)), gap(wanted)), "relevance")

    assert found[0] == pytest.approx(value)
    assert found[1].startswith(words + ": ")


@pytest.mark.parametrize(
    ("tags", "why", "would_help"),
    [
        pytest.param((), "its text teaches no skill that you are learning", None, id="no skill at all"),
        pytest.param((skill_tag("sql", 0.49),), "its text teaches no skill that you are learning", None, id="too weak to be present"),
        pytest.param(
            (skill_tag("rust"), skill_tag("go")), "it teaches rust, go, which you are not learning", "add rust to learn", id="other skills"
        ),
    ],
)
def test_what_teaches_nothing_i_want_is_left_out(tags, why, would_help):
    one = candidate(tags=tags)

    assert score(one, Yardstick(now=NOW, gaps=(gap(),), lexicon=LEXICON, history=History())) == LeftOut(
        candidate=one, why=why, would_help=would_help
    )


def test_the_best_gap_counts():
    both = candidate(tags=(skill_tag("sql"), skill_tag("rust")))

    assert measured(both, gap("sql", 3, 4), gap("rust", 0, 5)).skill == "rust"


@pytest.mark.parametrize(
    ("changes", "value", "words"),
    [
        pytest.param({}, 1.0, "level 2 of 4, no date set", id="without a date"),
        pytest.param({"by": date(2026, 3, 4)}, 2.0, "level 2 of 4, 0 days left", id="due today"),
        pytest.param({"by": date(2026, 3, 5)}, 1.9944, "level 2 of 4, 1 day left", id="due tomorrow"),
        pytest.param({"by": date(2026, 3, 3)}, 2.0, "level 2 of 4, 1 day past its date", id="over yesterday"),
        pytest.param({"by": date(2027, 3, 4)}, 1.0, "level 2 of 4, 365 days left", id="far away"),
        pytest.param({"level": 0, "target": 5}, 1.5811, "level 0 of 5, no date set", id="a large gap does not crowd out all others"),
        pytest.param({"level": 4}, 0.25, "level 4 of 4: only kept up", id="closed"),
        pytest.param({"level": 5, "by": date(2026, 3, 4)}, 0.25, "level 5 of 4: only kept up", id="more than closed"),
    ],
)
def test_a_gap_weighs_by_its_size_and_its_date(changes, value, words):
    assert reason(measured(candidate(), gap(**changes)), "gap") == (value, words)


@pytest.mark.parametrize(
    ("focus", "changes", "value", "words"),
    [
        pytest.param((), {}, 1.0, "no focus set", id="none"),
        pytest.param(("cohorts",), {}, 1.0, "nothing of your focus", id="another one"),
        pytest.param(("cohorts", "window functions"), {}, 1.3, "your focus: window functions", id="in the evidence, in another form"),
        pytest.param(("title a1",), {}, 1.3, "your focus: title a1", id="in the title"),
        pytest.param(("R",), {"title": "Ranks are rare"}, 1.0, "nothing of your focus", id="a letter inside a word is no word"),
        pytest.param(
            ("analiza kohortowa",),
            {"language": "pl", "summary": "O analizie kohortowej."},
            1.3,
            "your focus: analiza kohortowa",
            id="inflected",
        ),
    ],
)
def test_a_focus_raises_what_speaks_of_it(focus, changes, value, words):
    assert reason(measured(candidate(**changes), gap(focus=focus)), "focus") == (value, words)


@pytest.mark.parametrize(
    ("level", "article", "value", "words"),
    [
        pytest.param(0, "introduction", 1.0, "introduction, right for level 0", id="a beginner's introduction"),
        pytest.param(2, "introduction", 0.8, "introduction, where practice would suit level 2", id="a little easy"),
        pytest.param(5, "introduction", 0.5, "introduction, where deep would suit level 5", id="far too easy"),
        pytest.param(0, "deep", 0.5, "deep, where introduction would suit level 0", id="far too hard"),
        pytest.param(4, "deep", 1.0, "deep, right for level 4", id="right for somebody advanced"),
    ],
)
def test_the_level_should_suit(level, article, value, words):
    assert reason(measured(candidate(level=article), gap(level=level, target=5)), "level") == (value, words)


@pytest.mark.parametrize(
    ("changes", "value", "words"),
    [
        pytest.param({"published": NOW}, 1.0, "0 days old", id="of now"),
        pytest.param({"published": NOW + timedelta(hours=1)}, 1.0, "0 days old", id="clocks differ"),
        pytest.param({"published": NOW - timedelta(days=1)}, 0.9772, "1 day old", id="of yesterday"),
        pytest.param({"published": NOW - timedelta(days=30)}, 0.5, "30 days old", id="a blog's half life"),
        pytest.param({"published": NOW - timedelta(days=4), "source_kind": "news"}, 0.5, "4 days old", id="news age faster"),
        pytest.param({"published": None}, 0.5, "no date given", id="undated"),
    ],
)
def test_what_is_fresh_counts_more(changes, value, words):
    assert reason(measured(candidate(**changes)), "freshness") == (value, words)


def test_a_source_that_is_followed_for_the_skill_counts_more():
    chosen, other = measured(candidate(source_skills=(SkillId("sql"),))), measured(candidate(source_skills=(SkillId("rust"),)))

    assert reason(chosen, "chosen") == (1.15, "you follow its source for this skill")
    assert reason(other, "chosen") == (1.0, "its source is not followed for this skill in particular")


@pytest.mark.parametrize(
    ("changes", "value", "words"),
    [
        pytest.param({"words": 900}, 1.0, "a text of 900 words", id="a whole article"),
        pytest.param({"words": 150}, 0.5, "a text of 150 words", id="a short one"),
        pytest.param({"words": 1, "text_from": "summary"}, 0.2, "only its summary is known, of 1 word", id="only its summary"),
        pytest.param({"words": 1, "kind": "episode", "minutes": 20}, 1.0, "an episode of 20 minutes", id="an episode is heard, not read"),
    ],
)
def test_what_has_room_to_teach_counts_more(changes, value, words):
    assert reason(measured(candidate(**changes)), "substance") == (value, words)
