"""Which level of text suits which learner."""

import pytest

from pipeline.scoring.level import level_fit
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

    assert [level_fit(kind, wanted, 0, "").value for kind in ("introduction", "practice", "deep")] == fits


@pytest.mark.parametrize(
    ("kind", "level", "shift", "value"),
    [
        pytest.param("introduction", 2, -2, 1.0, id="two steps down"),
        pytest.param("introduction", 0, -2, 1.0, id="nothing is easier than an introduction"),
        pytest.param("deep", 4, 2, 1.0, id="nothing is harder than depth"),
        pytest.param("introduction", 4, -2, 0.8, id="of depth to practice"),
    ],
)
def test_what_was_too_hard_or_too_easy_shifts_it_within_bounds(kind, level, shift, value):
    assert level_fit(kind, gap(level=level, target=5), shift, "").value == value


def test_the_reason_says_what_would_suit_and_what_was_said():
    assert level_fit("practice", gap(level=2), 0, "").words == "practice, right for level 2"
    assert level_fit("deep", gap(level=2), -1, "“too hard” once").words == (
        "deep, where introduction would suit level 2; on this skill you said “too hard” once"
    )
