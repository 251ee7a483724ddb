"""What a score is made of."""

from dataclasses import replace
from math import prod

import pytest

from pipeline.model.articles import Evidence
from pipeline.model.digests import LeftOut
from pipeline.settings import SkillId
from pipeline.stages.score import score
from tests.builders import candidate, gap, skill_tag
from tests.scores import measured, reason, yardstick

NAMES = ["relevance", "gap", "focus", "level", "chosen", "novelty", "substance", "freshness", "source", "feedback"]


def test_a_score_is_the_product_of_its_reasons():
    scored = measured(candidate())

    assert [one.name for one in scored.reasons] == NAMES
    assert scored.score == pytest.approx(prod(one.value for one in scored.reasons), abs=1e-6)
    assert scored.quality == pytest.approx(scored.score / reason(scored, "gap")[0], abs=1e-6)
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
        pytest.param("tracing", "rust", 0.32, "teaches TRACING, a neighbour of the skill you want", id="a neighbour of another field"),
        pytest.param("rust", "tracing", 0.32, "teaches RUST, a neighbour of the skill you want", id="nor the other way round"),
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
        pytest.param((skill_tag("cooking", 0.4),), "its text teaches no skill that you are learning", None, id="a trace of something else"),
        pytest.param(
            (skill_tag("sql", 0.49),), "it only touches on sql (0.49, where 0.50 is needed to teach it)", None, id="too weak to be present"
        ),
        pytest.param(
            (skill_tag("rust"), skill_tag("etl", 0.3)),
            "it teaches rust, which you are not learning; it only touches on etl (0.30, where 0.50 is needed to teach it)",
            "add rust to learn",
            id="another skill, and too little of a neighbour",
        ),
        pytest.param(
            (skill_tag("rust"), skill_tag("go")), "it teaches rust, go, which you are not learning", "add rust to learn", id="other skills"
        ),
    ],
)
def test_what_teaches_nothing_i_want_is_left_out(tags, why, would_help):
    one = candidate(tags=tags)

    assert score(one, yardstick()) == LeftOut(candidate=one, why=why, would_help=would_help)


def test_the_best_gap_counts():
    both = candidate(tags=(skill_tag("sql"), skill_tag("rust")))

    assert measured(both, gap("sql", 3, 4), gap("rust", 3, 5)).skill == "rust"
    assert measured(both, gap("sql", 3, 5), gap("rust", 3, 4)).skill == "sql"


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
