"""What was saved waits until it is done or turned down."""

import pytest

from pipeline.stages.saved import saved
from tests.builders import deed


@pytest.mark.parametrize(
    ("said", "waiting"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["save a", "more a", "shared a", "fewer_from_source a"], ["a"], id="saved and praised"),
        pytest.param(["save b", "save a"], ["b", "a"], id="in the order of saving"),
        pytest.param(["save a", "done a"], [], id="done"),
        pytest.param(["save a", "less a"], [], id="turned down"),
        pytest.param(["save a", "too_easy a"], [], id="too easy"),
        pytest.param(["save a", "too_hard a"], [], id="too hard"),
        pytest.param(["save a", "done b"], ["a"], id="another is done"),
        pytest.param(["done a", "save a"], ["a"], id="saved again, to be read again"),
    ],
)
def test_what_is_still_to_come(said, waiting):
    deeds = [deed(*words.split()) for words in said]

    assert [one.event.article for one in saved(deeds)] == waiting
