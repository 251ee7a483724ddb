"""Which level of text suits which learner."""

import pytest

from pipeline.scoring.level import level_fit
from pipeline.scoring.standing import Standing
from tests.builders import gap


@pytest.mark.parametrize(
    ("level", "target", "fits"),
    [
        pytest.param(0, 1, [1.0, 0.8, 0.5], id="0: introductions"),
        pytest.param(0, 5, [1.0, 0.8, 0.5], id="0 with a far target: introductions all the same"),
        pytest.param(1, 3, [1.0, 1.0, 0.65], id="1: introductions still, practice already"),
        pytest.param(2, 4, [0.8, 1.0, 0.8], id="2: practice"),
        pytest.param(3, 5, [0.65, 1.0, 1.0], id="3: practice still, depth already"),
        pytest.param(4, 5, [0.5, 0.8, 1.0], id="4: depth"),
        pytest.param(0, 0, [1.0, 0.8, 0.5], id="0 kept up"),
        pytest.param(1, 1, [1.0, 0.8, 0.5], id="1 kept up: no step higher"),
        pytest.param(2, 2, [1.0, 1.0, 0.65], id="2 kept up"),
        pytest.param(3, 3, [0.8, 1.0, 0.8], id="3 kept up"),
        pytest.param(4, 3, [0.65, 1.0, 1.0], id="4, more than was wanted"),
        pytest.param(5, 5, [0.5, 0.8, 1.0], id="5 kept up: nothing is above depth"),
    ],
)
def test_a_text_should_lead_one_step_above_the_learner(level, target, fits):
    wanted = gap(level=level, target=target)

    assert [level_fit(kind, wanted, Standing(level=level)).value for kind in ("introduction", "practice", "deep")] == fits


@pytest.mark.parametrize(
    ("standing", "target", "fits"),
    [
        pytest.param(Standing(level=3), 5, [0.65, 1.0, 1.0], id="as if it were configured"),
        pytest.param(Standing(level=3, step=1), 5, [0.5, 0.8, 1.0], id="a step further"),
        pytest.param(Standing(level=3, step=-1), 5, [0.8, 1.0, 0.8], id="a step less"),
        pytest.param(Standing(level=4), 4, [0.65, 1.0, 1.0], id="at the target by what was said: no step higher"),
        pytest.param(Standing(level=0, step=-1), 5, [1.0, 0.8, 0.5], id="nothing is easier than an introduction"),
        pytest.param(Standing(level=5, step=1), 5, [0.5, 0.8, 1.0], id="nothing is harder than depth"),
    ],
)
def test_what_counts_is_where_the_learner_stands(standing, target, fits):
    wanted = gap(level=2, target=target)

    assert [level_fit(kind, wanted, standing).value for kind in ("introduction", "practice", "deep")] == fits


def test_the_reason_says_what_would_suit_and_what_was_said():
    said = "“too hard” once"

    assert level_fit("practice", gap(level=2), Standing(level=2)).words == "practice, right for level 2"
    assert level_fit("deep", gap(level=1), Standing(level=1, step=-1, said=said)).words == (
        "deep, where introduction would suit level 1; you said “too hard” once of texts on this skill"
    )
    assert level_fit("introduction", gap(level=2), Standing(level=1, step=-1, said=said)).words == (
        "introduction, right for level 1; you said “too hard” once of texts on this skill, which speaks for level 1 instead of 2"
    )
