"""What a gap weighs, and what it was given lately."""

from datetime import date

import pytest

from pipeline.model.digests import Given
from pipeline.model.ids import DigestId
from pipeline.scoring.weight import given_before, weight_of
from pipeline.settings import SkillId
from tests.builders import NOW, gap


@pytest.mark.parametrize(
    ("changes", "value", "words"),
    [
        pytest.param({}, 1.0, "level 2 of 4, no date set", id="an ordinary gap weighs one"),
        pytest.param({"level": 3}, 0.5, "level 3 of 4, no date set", id="half the distance, half the weight"),
        pytest.param({"level": 0, "target": 5}, 2.5, "level 0 of 5, no date set", id="the widest"),
        pytest.param({"by": date(2026, 3, 4)}, 2.0, "level 2 of 4, 0 days left", id="due today"),
        pytest.param({"by": date(2026, 3, 5)}, 1.9944, "level 2 of 4, 1 day left", id="due tomorrow"),
        pytest.param({"by": date(2026, 6, 2)}, 1.5, "level 2 of 4, 90 days left", id="due in a quarter of a year"),
        pytest.param({"by": date(2026, 3, 3)}, 2.0, "level 2 of 4, 1 day past its date", id="over yesterday"),
        pytest.param({"by": date(2024, 3, 4)}, 2.0, "level 2 of 4, 730 days past its date", id="over for years: as pressing as ever"),
        pytest.param({"by": date(2027, 3, 4)}, 1.0, "level 2 of 4, 365 days left", id="far away"),
        pytest.param({"level": 4}, 0.25, "level 4 of 4: only kept up", id="closed"),
        pytest.param({"level": 5, "by": date(2026, 3, 4)}, 0.25, "level 5 of 4: only kept up", id="more than closed, whatever its date"),
    ],
)
def test_a_gap_weighs_its_distance_times_its_urgency(changes, value, words):
    reason = weight_of(gap(**changes), NOW.date())

    assert (reason.name, reason.value, reason.words) == ("gap", value, words)


def given(digest: str, skill: str, quality: float) -> Given:
    return Given(digest=DigestId(digest), day=date.fromisoformat(digest[3:13]), skill=SkillId(skill), quality=quality)


def test_what_was_given_counts_by_skill_and_less_with_every_day():
    past = (
        given("me/2026-02-26/07:00", "sql", 0.8),
        given("me/2026-03-01/07:00", "sql", 0.4),
        given("me/2026-03-04/07:00", "rust", 0.5),
    )

    assert given_before(DigestId("me/2026-03-04/18:00"), NOW.date(), past) == pytest.approx({"sql": 0.8 / 4 + 0.4 / 2, "rust": 0.5})


def test_a_digest_counts_neither_itself_nor_what_comes_after_it():
    past = tuple(given(digest, "sql", 0.5) for digest in ("me/2026-03-04/07:00", "me/2026-03-04/18:00", "me/2026-03-05/07:00"))

    assert given_before(DigestId("me/2026-03-04/18:00"), NOW.date(), past) == {"sql": 0.5}
    assert given_before(DigestId("me/2026-03-04/07:00"), NOW.date(), past) == {}
