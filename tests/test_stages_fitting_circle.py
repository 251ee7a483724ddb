import pytest

from pipeline.model.ids import StoryId
from pipeline.settings import Channel, Circle, SkillId
from pipeline.skills import Lexicon, Skill
from pipeline.stages.fitting_circle import fitting_circle
from tests.builders import candidate, skill_tag

LEXICON = Lexicon(
    groups={},
    skills={
        SkillId("sql"): Skill(
            id=SkillId("sql"), group="data", names={"en": "SQL"}, about="", words={}, narrower=(SkillId("window-functions"),)
        )
    },
    fingerprint="x",
)


def circle(*cares_about, languages=("en",)):
    return Circle(
        name="team",
        who=None,
        languages=languages,
        cares_about=tuple(map(SkillId, cares_about)),
        via=(Channel(network="email"),),
        every=None,
    )


def fitting(*candidates, to, given=(), named=False):
    return fitting_circle(candidates, to, LEXICON, given=frozenset(map(StoryId, given)), named=named)


@pytest.mark.parametrize(
    ("changes", "to", "counted"),
    [
        pytest.param({}, circle("sql"), (1, 0, 0, 0), id="what they care about"),
        pytest.param({"tags": (skill_tag("window-functions"),)}, circle("sql"), (1, 0, 0, 0), id="a part of what they care about"),
        pytest.param({"tags": (skill_tag("sql", 0.4),)}, circle("sql"), (0, 0, 0, 1), id="something that hardly speaks of it"),
        pytest.param({}, circle("feedback"), (0, 0, 0, 1), id="something else"),
        pytest.param({}, circle(), (1, 0, 0, 0), id="people who said nothing of what they care about"),
        pytest.param({"language": "pl"}, circle("sql"), (0, 0, 1, 0), id="a language they do not read"),
        pytest.param({"language": "pl"}, circle("sql", languages=("en", "pl")), (1, 0, 0, 0), id="their second language"),
    ],
)
def test_a_circle_gets_what_it_cares_about_and_reads(changes, to, counted):
    found = fitting(candidate("a1", **changes), to=to)

    assert (len(found.chosen), found.given, found.unread, found.uncared) == counted


def test_nothing_that_a_circle_had_is_given_it_again_not_even_where_it_is_named():
    both = candidate("a1"), candidate("a2")

    for named in (False, True):
        found = fitting(*both, to=circle("sql"), given=["a1"], named=named)
        assert ([one.id for one in found.chosen], found.given) == (["a2"], 1)


def test_what_the_person_names_is_given_whatever_it_is_about():
    assert fitting(candidate(language="pl", tags=()), to=circle("sql"), named=True).chosen


def test_why_there_is_nothing_is_said_in_words():
    found = fitting(candidate("a1", tags=()), candidate("a2", language="ar"), candidate("a3", language="ar"), to=circle("sql"))

    assert found.why_nothing("team") == "nothing fits the circle 'team': 1 about other things, 2 in languages that it does not read"
    assert fitting(to=circle()).why_nothing("team") == "nothing fits the circle 'team': there is nothing to choose from"
