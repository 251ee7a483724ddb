"""What every face of an item says alike."""

import pytest

from pipeline.model.articles import Evidence, SkillTag
from pipeline.settings import SkillId
from pipeline.wording import subjects_of
from tests.builders import candidate


def tag(skill: str, strength: float, *where: str) -> SkillTag:
    return SkillTag(skill=SkillId(skill), group="g", strength=strength, evidence=tuple(Evidence(words="w", where=place) for place in where))


@pytest.mark.parametrize(
    ("tags", "subjects"),
    [
        pytest.param([tag("a", 0.7, "body"), tag("b", 0.9, "body")], ["b", "a"], id="the strongest first"),
        pytest.param([tag("a", 0.99, "heading"), tag("b", 0.97, "lead", "title")], ["b", "a"], id="nearly as strong, and in the title"),
        pytest.param(
            [tag("a", 0.99, "body"), tag("b", 0.98, "body"), tag("c", 0.95, "title")], ["c", "a", "b"], id="the others keep their order"
        ),
        pytest.param([tag("a", 0.99, "title"), tag("b", 0.98, "title")], ["a", "b"], id="both in the title"),
        pytest.param([tag("a", 0.99, "body"), tag("b", 0.93, "title")], ["a", "b"], id="in the title, and weaker"),
        pytest.param([tag("b", 0.9, "body"), tag("a", 0.9, "body")], ["a", "b"], id="equally strong"),
        pytest.param([tag("a", 0.52, "body"), tag("b", 0.49, "title")], ["a"], id="only mentioned"),
        pytest.param([], [], id="about nothing that is known"),
    ],
)
def test_an_item_is_about_its_own_strongest_skill_and_of_equals_the_one_in_its_title(tags, subjects):
    assert list(subjects_of(candidate(tags=tuple(tags)))) == subjects
