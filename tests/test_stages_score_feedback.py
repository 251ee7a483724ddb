"""What the person's own words change in the next ranking, and that no score leaves its bounds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.model.digests import ScoredArticle
from pipeline.scoring.standing import standing_of
from pipeline.settings import SkillId
from pipeline.stages.progress import progress
from pipeline.stages.score import score
from tests.builders import NOW, candidate, deed, gap, skill_tag
from tests.scores import measured, met, reason, said, yardstick


@pytest.mark.parametrize(
    ("kind", "source", "feedback"),
    [
        pytest.param("done", 1.05, 1.0, id="done: the source is read"),
        pytest.param("more", 1.12, 1.15, id="more"),
        pytest.param("save", 1.05, 1.05, id="saved"),
        pytest.param("shared", 1.08, 1.05, id="shared"),
        pytest.param("less", 0.87, 0.82, id="less"),
        pytest.param("fewer_from_source", 0.5, 1.0, id="fewer from this source"),
        pytest.param("too_easy", 1.0, 1.0, id="too easy: that is no word against the subject"),
        pytest.param("too_hard", 1.0, 1.0, id="too hard: nor is that"),
    ],
)
def test_the_first_click_counts(kind, source, feedback):
    before, after = measured(candidate()), measured(candidate(), events=(said(kind),))

    assert (reason(after, "source")[0], reason(after, "feedback")[0]) == (source, feedback)
    assert after.score == pytest.approx(before.score * source * feedback, abs=1e-6)


def fits(*words, **gap_as):
    """Return what each level of text counts on SQL after *words* on the level of others."""
    wanted = gap(**gap_as)
    return [reason(measured(candidate(level=level), wanted, on_level=words), "level")[0] for level in ("introduction", "practice", "deep")]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        pytest.param("too_hard", [0.8, 1.0, 0.8], [1.0, 0.8, 0.5], id="too hard: an easier one"),
        pytest.param("too_easy", [0.8, 1.0, 0.8], [0.5, 0.8, 1.0], id="too easy: a harder one"),
        pytest.param("done", [0.8, 1.0, 0.8], [0.8, 1.0, 0.8], id="done: that is no word on its level"),
    ],
)
def test_the_first_word_on_a_level_moves_the_one_that_suits(kind, before, after):
    assert fits() == before
    assert fits(deed(kind)) == after
    assert fits(deed(kind), deed(kind, "another")) == after


def test_the_level_that_suits_is_explained_and_stays_with_its_skill():
    both = candidate(level="deep", tags=(skill_tag("sql"), skill_tag("rust")))
    heard = (deed("too_easy", "a"), deed("too_easy", "b"))

    assert reason(measured(both, gap("sql"), on_level=heard), "level") == (
        1.0,
        "deep, right for level 3; you said “too easy” twice of texts on this skill, which speaks for level 3 instead of 2",
    )
    assert reason(measured(both, gap("rust"), on_level=heard), "level") == (0.8, "deep, where practice would suit level 2")


@pytest.mark.parametrize("level", ["introduction", "practice", "deep"])
@pytest.mark.parametrize("kind", ["too_easy", "too_hard"])
@pytest.mark.parametrize("configured", [1, 2, 3, 4])
def test_who_accepts_the_level_that_is_proposed_gets_the_same_texts_as_before(kind, level, configured):
    words = tuple(deed(kind, str(number), level=level) for number in range(5))
    [proposal] = [one.proposal for one in progress([gap(level=configured, target=5)], words, NOW)]
    accepted = configured if proposal is None else proposal.level
    [after] = [one.proposal for one in progress([gap(level=accepted, target=5)], words, NOW)]

    assert after is None
    assert standing_of(gap(level=accepted), words, NOW).level == accepted
    if abs(accepted - configured) <= 2:
        assert fits(*words, level=accepted, target=5) == fits(*words, level=configured, target=5)


def test_a_word_on_an_item_counts_for_the_gap_it_was_picked_for():
    neighbour = deed("too_hard", skills=("etl",), picked_for=SkillId("sql"))

    assert fits(neighbour) == [1.0, 0.8, 0.5]


def test_what_was_said_is_told_word_for_word():
    heard = measured(candidate(), events=(said("more"), said("less"), said("more"), said("fewer_from_source"), *[said("save")] * 3))

    assert reason(measured(candidate()), "source")[1] == "you said nothing yet about items of this source"
    assert reason(measured(candidate()), "feedback")[1] == "you said nothing yet about its skills"
    assert reason(heard, "feedback")[1] == "you said “more” twice, “less” once, “save” 3 times about its skills"
    assert reason(heard, "source")[1].startswith("you said “more” twice, “less” once, “fewer from this source” once, ")


def test_what_is_said_of_another_source_and_other_skills_changes_nothing():
    assert measured(candidate(), events=(said("less", "another", ("rust",)),)) == measured(candidate())


def test_what_is_said_counts_most_for_the_strongest_skill_of_either():
    one = measured(candidate(), events=(said("less", "another", ("sql",)),))
    beside = measured(candidate(), events=(said("less", "another", ("rust", "sql")),))
    mixed = candidate(tags=(skill_tag("rust", 0.9), skill_tag("sql")))
    of_two = measured(mixed, events=(said("less", "another", ("sql",)),))

    assert reason(one, "feedback")[0] == 0.82
    assert reason(beside, "feedback")[0] == 0.9055
    assert reason(of_two, "feedback")[0] == 0.936


def test_the_last_click_counts_however_much_was_said_before():
    praised = tuple(said("more") for _ in range(60))

    assert reason(measured(candidate(), events=praised), "feedback")[0] == 1.75
    assert reason(measured(candidate(), events=(*praised, said("less"))), "feedback")[0] == 1.435


def test_fewer_from_a_source_is_felt_however_much_it_was_praised():
    praised = tuple(said("done") for _ in range(60))

    assert reason(measured(candidate(), events=praised), "source")[0] == 1.75
    assert reason(measured(candidate(), events=(*praised, said("fewer_from_source"))), "source")[0] < 1


kinds = st.sampled_from(["done", "more", "less", "fewer_from_source", "save", "too_easy", "too_hard", "shared"])
events = st.lists(
    st.builds(said, kinds, st.sampled_from(["source1", "s2"]), st.lists(st.sampled_from(["sql", "rust", "etl"]), max_size=3).map(tuple)),
    max_size=30,
)
tags = st.lists(
    st.builds(skill_tag, st.sampled_from(["sql", "etl", "rust", "dashboards"]), st.floats(0, 1)),
    max_size=4,
    unique_by=lambda tag: tag.skill,
)
gaps = st.lists(
    st.builds(gap, st.sampled_from(["sql", "etl", "rust"]), st.integers(0, 5), st.integers(0, 5)),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.skill,
)


@hypothesis_settings(max_examples=100, deadline=None)
@given(tags, gaps, events, st.sampled_from(["introduction", "practice", "deep"]), st.integers(-1, 400))
def test_scores_are_bounded_and_the_same_every_time(found, wanted, heard, level, age):
    one = candidate(tags=tuple(found), level=level, published=NOW - timedelta(days=age))
    by = yardstick(*wanted, events=tuple(heard), met=(met("x", 3), met("y", 1)))
    result = score(one, by)

    assert result == score(one, by)
    if isinstance(result, ScoredArticle):
        assert 0 <= result.quality <= 1.5 * 1.15 * 1.75 * 1.75
        assert 0 <= result.score <= 5 * result.quality + 1e-6
        assert all(0 <= part.value <= 5 for part in result.reasons)
