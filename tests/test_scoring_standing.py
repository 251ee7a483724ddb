"""What words on the level of texts say of the person."""

from datetime import timedelta
from itertools import count

import pytest

from pipeline.scoring.standing import REMEMBERED, Bounds, Standing, bounds_of, standing_of
from pipeline.settings import SkillId
from tests.builders import NOW, deed, gap


@pytest.mark.parametrize(
    ("kind", "bounds"),
    [
        pytest.param("too_easy", [(1, 5), (3, 5), (5, 5)], id="too easy: at least where it leads"),
        pytest.param("too_hard", [(0, 0), (0, 1), (0, 3)], id="too hard: at most the lowest level it suits"),
        pytest.param("done", [(0, 5), (1, 5), (3, 5)], id="done: at least the lowest level it suits"),
        pytest.param("more", [(0, 5), (0, 5), (0, 5)], id="anything else says nothing of a level"),
    ],
)
def test_what_one_item_tells(kind, bounds):
    found = [bounds_of(kind, level) for level in ("introduction", "practice", "deep")]

    assert found == [Bounds(at_least=least, at_most=most) for least, most in bounds]


def stands(level, *words):
    """Return level and step of somebody of the configured *level* who said *words*, like "too_easy practice", of one text each."""
    numbers = count()
    deeds = [deed(kind, str(next(numbers)), level=written_for) for kind, written_for in map(str.split, words)]
    standing = standing_of(gap(level=level), deeds, NOW)
    return standing.level, standing.step


@pytest.mark.parametrize(
    ("level", "words", "standing"),
    [
        pytest.param(2, [], (2, 0), id="nothing said"),
        pytest.param(0, [], (0, 0), id="nothing said at the lowest level"),
        pytest.param(5, [], (5, 0), id="nothing said at the highest"),
        pytest.param(2, ["too_easy practice"], (3, 1), id="one is enough"),
        pytest.param(2, ["too_easy practice"] * 9, (3, 1), id="nine of the same say no more than one"),
        pytest.param(3, ["too_easy practice"], (3, 1), id="too easy for those it leads to: a text further on suits better"),
        pytest.param(4, ["too_easy practice"], (4, 0), id="who is further on knew that"),
        pytest.param(2, ["too_hard practice"], (1, -1), id="too hard"),
        pytest.param(1, ["too_hard practice"], (1, -1), id="too hard for the lowest level it suits"),
        pytest.param(1, ["too_hard introduction"], (0, -1), id="an introduction too hard"),
        pytest.param(1, ["too_hard deep"], (1, 0), id="a deep text is too hard for level 1 anyway"),
        pytest.param(2, ["too_easy deep"], (4, 1), id="two levels up at most"),
        pytest.param(5, ["too_hard practice"], (3, -1), id="two levels down at most"),
        pytest.param(2, ["too_easy practice", "too_hard deep"], (3, 0), id="opposites that agree: between them"),
        pytest.param(2, ["too_easy practice", "too_hard practice"], (1, -1), id="opposites that do not: the later counts"),
        pytest.param(2, ["too_hard practice", "too_easy practice"], (3, 1), id="either way"),
        pytest.param(
            2, ["too_hard deep", "too_easy practice", "too_hard practice"], (1, -1), id="what agrees with the later one still counts"
        ),
        pytest.param(2, ["done deep"] * 5, (2, 0), id="to have done a text is no word on its level"),
        pytest.param(2, ["more deep", "less practice"], (2, 0), id="nor is anything else"),
    ],
)
def test_where_the_person_stands(level, words, standing):
    assert stands(level, *words) == standing


@pytest.mark.parametrize(
    ("word", "standing"),
    [
        pytest.param(deed("too_easy", skills=("rust",)), Standing(level=2), id="another skill"),
        pytest.param(
            deed("too_easy", skills=("rust",), picked_for=SkillId("sql")), Standing(level=3, step=1, said="“too easy” once"),
            id="another skill, but picked for this one",
        ),
        pytest.param(deed("too_easy", level=None), Standing(level=2), id="a text that is not kept any more"),
        pytest.param(deed("too_easy", at=NOW - REMEMBERED), Standing(level=2), id="too long ago"),
        pytest.param(
            deed("too_easy", at=NOW - REMEMBERED + timedelta(seconds=1)), Standing(level=3, step=1, said="“too easy” once"),
            id="just not too long ago",
        ),
    ],
)  # fmt: skip
def test_which_words_count(word, standing):
    assert standing_of(gap(level=2), [word], NOW) == standing


def test_what_was_said_is_listed():
    words = [deed("too_hard", "a"), deed("too_easy", "b"), deed("too_easy", "c"), deed("too_hard", "d"), deed("too_hard", "e")]

    assert standing_of(gap(), words, NOW).said == "“too easy” twice, “too hard” 3 times"
