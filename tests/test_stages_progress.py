"""What was done counts towards each skill, once; where it speaks for another level, that is proposed."""

from datetime import timedelta
from itertools import count

import pytest

from pipeline.model.digests import LevelProposal, SkillProgress
from pipeline.scoring.standing import REMEMBERED
from pipeline.settings import SkillId
from pipeline.stages.progress import LATELY, progress
from tests.builders import NOW, deed, gap

LONG_AGO = NOW - timedelta(days=400)


def test_an_item_counts_for_each_of_its_skills_once_however_often_it_was_marked():
    deeds = [
        deed(skills=("sql", "testing")),
        deed(skills=("sql", "testing")),
        deed(article="b", minutes=12),
        deed("more", "c"),
        deed("too_easy", "b"),
        deed("too_hard", "d", ("testing",)),
    ]

    assert progress([gap("testing", 1, 3), gap("sql", 2, 4), gap("rust", 0, 1)], deeds, NOW) == (
        SkillProgress(skill=SkillId("testing"), level=1, target=3, done=1, done_lately=1, minutes=5, too_hard=1),
        SkillProgress(skill=SkillId("sql"), level=2, target=4, done=2, done_lately=2, minutes=17, too_easy=1),
        SkillProgress(skill=SkillId("rust"), level=0, target=1, done=0),
    )


def test_an_item_counts_for_the_gap_it_was_picked_for_too():
    [negotiation] = progress([gap("negotiation")], [deed(skills=("salary-negotiation",), picked_for=SkillId("negotiation"))], NOW)

    assert negotiation.done == 1


@pytest.mark.parametrize(
    ("at", "lately"),
    [
        pytest.param(NOW, 1, id="now"),
        pytest.param(NOW - LATELY + timedelta(seconds=1), 1, id="in the last four weeks"),
        pytest.param(NOW - LATELY, 0, id="four weeks ago"),
        pytest.param(NOW + timedelta(seconds=1), 0, id="later than the moment it is asked for"),
    ],
)
def test_what_was_done_lately(at, lately):
    [sql] = progress([gap()], [deed(at=at)], NOW)

    assert (sql.done, sql.done_lately) == (1, lately)


def test_what_is_done_again_was_done_lately():
    [sql] = progress([gap()], [deed(at=LONG_AGO), deed("save"), deed()], NOW)

    assert (sql.done, sql.done_lately) == (1, 1)


def proposed(level, *words):
    """Return the level that is proposed to somebody of *level* who said *words*, like "too_easy practice", of one item each."""
    numbers = count()
    deeds = [deed(kind, str(next(numbers)), level=written_for) for kind, written_for in map(str.split, words)]
    [sql] = progress([gap("sql", level, 5)], deeds, NOW)
    return sql.proposal


@pytest.mark.parametrize(
    ("level", "words", "proposal"),
    [
        pytest.param(2, ["too_easy practice"] * 5, (3, "5 too easy"), id="too easy: where such texts lead"),
        pytest.param(2, ["done practice", *["too_easy practice"] * 4], (3, "4 too easy"), id="four of five are enough"),
        pytest.param(2, ["done practice"] * 2 + ["too_easy practice"] * 3, None, id="three are not"),
        pytest.param(2, ["too_easy practice"] * 4, None, id="four of four are not yet"),
        pytest.param(2, ["too_easy practice"] * 5 + ["done practice"] * 2, None, id="the last five count"),
        pytest.param(3, ["too_easy practice"] * 5, None, id="once the level is changed, the same items propose nothing more"),
        pytest.param(2, ["too_easy introduction"] * 5, None, id="introductions are too easy for level 2 anyway"),
        pytest.param(0, ["too_easy introduction"] * 5, (1, "5 too easy"), id="but not for level 0"),
        pytest.param(3, ["too_easy deep"] * 5, (5, "5 too easy"), id="an expert"),
        pytest.param(2, ["done deep"] * 5, (3, "5 done that suit level 3 or higher"), id="deep texts without trouble"),
        pytest.param(3, ["done deep"] * 5, None, id="which suit level 3"),
        pytest.param(
            2, ["done deep", "too_easy practice"] * 2 + ["done practice"], (3, "2 too easy and 2 done that suit level 3 or higher"), id="both"
        ),
        pytest.param(3, ["done introduction"] * 5, None, id="to read what is easy is no sign of weakness"),
        pytest.param(2, ["too_hard practice"] * 5, (1, "5 too hard"), id="too hard: the lowest level such texts suit"),
        pytest.param(2, ["done practice"] + ["too_hard practice"] * 4, (1, "4 too hard"), id="four of five too hard"),
        pytest.param(2, ["done practice"] * 2 + ["too_hard practice"] * 3, None, id="three of five too hard"),
        pytest.param(1, ["too_hard practice"] * 5, None, id="changed down, nothing more"),
        pytest.param(1, ["too_hard introduction"] * 5, (0, "5 too hard"), id="introductions too hard"),
        pytest.param(0, ["too_hard introduction"] * 5, None, id="below nothing there is nothing"),
        pytest.param(3, ["too_hard deep"] * 5, None, id="deep texts too hard for level 3"),
        pytest.param(2, ["too_easy practice"] * 3 + ["too_hard deep"] * 2, None, id="no agreement"),
        pytest.param(2, ["more practice", "save practice", "shared practice", "less practice"] * 3, None, id="other words say nothing of a level"),
    ],
)  # fmt: skip
def test_a_level_is_proposed_where_four_of_the_last_five_items_speak_for_it(level, words, proposal):
    expected = None if proposal is None else LevelProposal(level=proposal[0], why=f"of the last 5 items, {proposal[1]}")

    assert proposed(level, *words) == expected


def test_a_word_on_the_level_counts_before_done_and_at_its_own_time():
    deeds = (
        [deed("too_easy", str(number)) for number in range(4)] + [deed("done", str(number)) for number in range(4)] + [deed("done", "4")]
    )
    [sql] = progress([gap("sql", 2, 4)], deeds, NOW)

    assert sql.proposal == LevelProposal(level=3, why="of the last 5 items, 4 too easy")


def test_what_was_said_long_ago_proposes_nothing_any_more():
    [sql] = progress([gap("sql", 2, 4)], [deed("too_hard", str(number), at=NOW - REMEMBERED) for number in range(5)], NOW)

    assert (sql.too_hard, sql.proposal) == (5, None)


def test_an_article_that_is_not_kept_any_more_says_nothing_of_a_level():
    [sql] = progress([gap("sql", 2, 4)], [deed("too_easy", str(number), level=None) for number in range(5)], NOW)

    assert (sql.too_easy, sql.proposal) == (5, None)
