"""The question at the end of a post: open, in its language, and not always the same."""

import pytest

from pipeline.phrases import read_phrases
from pipeline.resources import packaged
from pipeline.stages.question import question_for


@pytest.mark.parametrize("language", ["en", "ar", "pl", "bg"])
def test_different_items_are_asked_about_differently_and_the_same_always_alike(language):
    phrases = read_phrases(packaged("phrases"), language)
    asked = [question_for(phrases, f"https://example.org/{number}", "SQL") for number in range(100)]

    assert len(set(asked)) >= 6
    assert asked == [question_for(phrases, f"https://example.org/{number}", "SQL") for number in range(100)]
    assert all(question.endswith(("?", "؟")) and "{" not in question for question in asked)
    assert any("SQL" in question for question in asked)


def test_without_a_skill_no_question_speaks_of_one():
    phrases = read_phrases(packaged("phrases"), "en")

    assert not any(":" in question_for(phrases, str(number), "") for number in range(100))
