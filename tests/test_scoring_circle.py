"""What it counts that people shared an article: something, and never much."""

import pytest

from pipeline.model.ids import ArticleId
from pipeline.model.stories import ToldBy
from pipeline.scoring.circle import shared_in_circle
from tests.builders import candidate


def by(*people):
    return candidate(
        shared_by=tuple(ToldBy(article=ArticleId(str(place)), source_title=name, url=None) for place, name in enumerate(people))
    )


@pytest.mark.parametrize(
    ("people", "value", "words"),
    [
        (("Ola",), 1.08, "Ola shared it"),
        (("Ola", "Ola"), 1.08, "Ola shared it"),
        (("Ola", "Marek"), 1.15, "2 people you know shared it"),
        (("Ola", "Marek", "Ewa", "Jan"), 1.15, "4 people you know shared it"),
    ],
    ids=["one", "one who shared it twice", "two", "more count no more than two"],
)
def test_what_people_share_counts_a_little_more(people, value, words):
    reason = shared_in_circle(by(*people))

    assert reason is not None
    assert (reason.name, reason.value, reason.words) == ("circle", value, words)


def test_where_nobody_shared_it_nothing_changes():
    assert shared_in_circle(candidate()) is None
