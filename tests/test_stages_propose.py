"""What a circle may be glad to get: what they care about, can read and have not had, and nothing that would embarrass."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from feeds.model.entries import Enclosure
from pipeline.model.articles import Evidence, SkillTag
from pipeline.model.circles import Encounter
from pipeline.model.digests import Event
from pipeline.model.ids import ArticleId, StoryId
from pipeline.settings import SkillId
from pipeline.skills import Lexicon, Skill
from pipeline.stages.propose import Shelf, propose
from pipeline.stages.wait import waits
from tests.builders import NOW, candidate, circle, deed, share

LEXICON = Lexicon(
    groups={},
    skills={
        skill.id: skill
        for skill in (
            Skill(id=SkillId("sql"), group="databases", names={"en": "SQL"}, about="", words={}),
            Skill(
                id=SkillId("team-leadership"), group="leadership", names={"en": "Leading a team"}, about="", words={}, narrower=(SkillId("delegation"),)
            ),
        )
    },
    fingerprint="",
)  # fmt: skip


#: What explains: an article with such a text may be a gift.
LESSON = "If a query is slow, check its plan. Then add an index, for example on the column by which you filter, and compare each run. " * 4
#: What speaks of its writer: whatever its title says, it teaches nobody.
DIARY = "I wrote some SQL today and I loved it. My week was long, my tea went cold, and I felt that I had earned my evening. " * 20


def met(name="a1", *, said=(), item=None, given_on=date(2026, 3, 3), **changes):
    """Return an article that stood in yesterday's digest, and what was said of it."""
    events = tuple(one if isinstance(one, Event) else deed(one, name, at=NOW - timedelta(days=1)).event for one in said)
    return Encounter(candidate=candidate(name, **changes), item=item or name, given_on=given_on, events=events)


def tagged(skill, strength=0.9, where="title"):
    return SkillTag(skill=SkillId(skill), group="", strength=strength, evidence=(Evidence(words=skill, where=where),))


def proposed(*encounters, to=None, shares=(), has=(), learnt=("sql",), most=5, text=LESSON):
    """Return what is proposed to a circle that cares about SQL, if no other is named."""
    shelf = Shelf(
        encounters=encounters,
        lexicon=LEXICON,
        learnt=tuple(map(SkillId, learnt)),
        now=NOW,
        zone=ZoneInfo("Europe/Warsaw"),
        text_of=lambda _: text,
    )
    [wait] = waits([to or circle("team", "sql")], shares, None, NOW)
    return propose(wait, shelf, frozenset(map(StoryId, has)), most)


def names(proposals):
    return [proposal.candidate.id for proposal in proposals]


def test_a_proposal_says_what_it_is_for_and_why_and_by_what_it_goes():
    [proposal] = proposed(met(said=("done",), item="3"))

    assert (proposal.item, proposal.skills) == ("3", ("sql",))
    assert proposal.why == "you read it on 3 March; it teaches “SQL”, which they care about; 1 day old"
    assert [reason.name for reason in proposal.reasons] == ["interest", "lesson", "substance", "freshness", "yours"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"said": ("save",)}, "you saved it for later on 3 March"),
        ({"said": ("done", "more")}, "you asked for more like it on 3 March"),
        ({"said": ("shared",)}, "you passed it on to others on 3 March"),
        ({"given_on": date(2026, 3, 1)}, "it stood in your digest of 1 March"),
        ({"given_on": date(2025, 12, 31)}, "it stood in your digest of 31 December 2025"),
        ({"given_on": None}, "you told Gapfeed of it"),
    ],
)
def test_what_the_person_did_with_it_is_said_first(changes, why):
    [proposal] = proposed(met(**changes))

    assert proposal.why.startswith(f"{why}; ")


def test_what_is_of_today_says_so_and_what_has_no_date_says_nothing_of_its_age():
    [today] = proposed(met(published=NOW))
    [undated] = proposed(met(published=None))

    assert today.why.endswith("; of today")
    assert undated.why.endswith("which they care about")


@pytest.mark.parametrize(
    ("encounter", "to"),
    [
        pytest.param(met(private=True), None, id="it comes from a private source"),
        pytest.param(met(url=None), None, id="nobody could open it"),
        pytest.param(met(url="https://sam:secret@example.org/a"), None, id="its address holds a password"),
        pytest.param(met(url="https://example.org/a?token=abc"), None, id="its address holds a key"),
        pytest.param(met(url="http://wiki.corp/a"), None, id="its address leads inside"),
        pytest.param(met(language="pl"), None, id="they do not read its language"),
        pytest.param(met(language="und"), None, id="nobody knows its language"),
        pytest.param(met(), circle("team", "css"), id="it is on nothing they care about"),
        pytest.param(met(tags=(tagged("sql", 0.4),)), None, id="it only touches on that"),
        pytest.param(met(tags=(tagged("sql", 0.8), tagged("css", 0.99))), None, id="it is really about something else"),
        pytest.param(met(tags=(tagged("sql", 0.8, "body"),)), None, id="it speaks of it in passing"),
        pytest.param(met(tags=(SkillTag(skill=SkillId("sql"), group="", strength=1.0, evidence=()),)), None, id="nothing is known that speaks for it"),
        pytest.param(met(tags=()), None, id="it teaches nothing"),
        pytest.param(met(words=40), None, id="there is nothing to it"),
        pytest.param(met(source_kind="news", published=NOW - timedelta(days=9)), None, id="it is stale news"),
        pytest.param(met(title="Release 2.14.1", published=NOW - timedelta(days=16)), None, id="it is a release of two weeks ago"),
        *[pytest.param(met(said=("done", said)), None, id=f"the person said {said}") for said in ("less", "fewer_from_source", "too_easy", "too_hard")],
    ],
)  # fmt: skip
def test_not_proposed_because(encounter, to):
    assert proposed(encounter, to=to) == ()


@pytest.mark.parametrize("text", [DIARY, DIARY + LESSON * 4, ""])
def test_what_does_not_teach_is_no_gift_however_much_the_person_liked_it(text):
    assert proposed(met(said=("more",)), text=text) == ()


def test_how_speech_and_an_unknown_language_teach_is_not_measured():
    sound = Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", bytes=1)
    episode = met("a1", kind="episode", enclosure=sound)
    german = met("a2", language="de")

    assert names(proposed(episode, text=DIARY)) == ["a1"]
    assert names(proposed(german, to=circle("team", "sql", languages=("de",)), text=DIARY)) == ["a2"]


def test_what_lasts_is_proposed_for_weeks_and_news_for_days():
    kept = proposed(
        met("guide", published=NOW - timedelta(days=50), level="introduction"), met("news", source_kind="news", source_title="News")
    )

    assert names(kept) == ["news", "guide"]


@pytest.mark.parametrize(
    ("encounter", "shares", "has"),
    [
        pytest.param(met("a2", story=StoryId("a1")), [share(article="a1")], (), id="another telling of what they had"),
        pytest.param(met("a1", story=StoryId("s9")), [share(article="a1", story=StoryId("old"))], (), id="the same article, told of another story since"),
        pytest.param(met("a1", story=StoryId("s1")), [], ("s1",), id="one of themselves shared its story"),
        pytest.param(met("a1"), [share(article="a1", outcome="handed")], (), id="whether it was posted is not known yet"),
    ],
)  # fmt: skip
def test_never_twice(encounter, shares, has):
    assert proposed(encounter, shares=shares, has=has) == ()


def test_what_did_not_arrive_or_went_to_others_is_still_new_to_them():
    shares = [share("public", "a1"), share("team", "a1", outcome="dropped"), share("team", "a1", outcome="failed")]

    assert names(proposed(met("a1"), shares=shares)) == ["a1"]


def test_of_one_story_there_is_one_article_the_better_one():
    both = proposed(met("a1", story=StoryId("s")), met("a2", story=StoryId("s"), said=("more",), source_title="Other"))

    assert names(both) == ["a2"]


def test_what_the_person_read_and_liked_goes_before_what_they_saved_and_that_before_what_they_only_got():
    several = [met(name, said=said, source_title=name) for name, said in (("a", ()), ("b", ("save",)), ("c", ("done",)), ("d", ("more",)))]

    assert names(proposed(*several)) == ["d", "c", "b", "a"]


def test_an_interest_in_a_field_is_one_in_its_parts():
    leaders = circle("leaders", "team-leadership")

    [proposal] = proposed(met(tags=(tagged("delegation"),)), to=leaders)

    assert proposal.skills == ("team-leadership",)
    assert "it teaches “Leading a team”, which they care about" in proposal.why


def test_a_circle_of_which_nothing_is_said_gets_what_the_person_learns():
    [proposal] = proposed(met(), met("a2", tags=(tagged("css"),)), to=circle("public"))

    assert proposal.candidate.id == "a1"
    assert "it teaches “SQL”, which you learn" in proposal.why


def test_what_an_article_says_in_its_title_it_is_about():
    proposals = proposed(
        met("spoken", tags=(tagged("sql", 0.94, "transcript"),), source_title="One"),
        met("heading", tags=(tagged("sql", 0.95, "heading"),), source_title="Two"),
        met("title", tags=(tagged("sql", 0.95),), source_title="Three"),
    )

    assert names(proposals) == ["title", "heading", "spoken"]


def test_two_skills_are_named_where_both_are_what_it_is_about():
    both = met(tags=(tagged("sql", 0.9), tagged("css", 0.9)))

    [proposal] = proposed(both, to=circle("team", "sql", "css"))

    assert set(proposal.skills) == {"sql", "css"}


def test_a_list_varies_its_sources_and_skills():
    articles = [met(f"a{number}", source_title="One") for number in range(4)]
    other = met("b", source_title="Two", words=200)
    css = met("c", source_title="Three", tags=(tagged("css", 0.75),))

    proposals = proposed(*articles, other, css, to=circle("team", "sql", "css"))

    assert names(proposals)[1] == "c"
    assert [one.candidate.source_title for one in proposals].count("One") == 2
    assert "b" in names(proposals)


def test_no_list_is_longer_than_wished():
    assert len(proposed(*[met(f"a{number}", source_title=str(number)) for number in range(9)], most=3)) == 3


def test_an_episode_is_not_measured_by_its_words():
    sound = Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", bytes=1)

    [proposal] = proposed(met(kind="episode", words=50, enclosure=sound, minutes=20))

    assert proposal.reasons[2].words == "an episode of 20 minutes"


def test_among_equals_the_order_is_always_the_same():
    one, two = met("a1", source_title="One"), met("a2", source_title="Two")

    assert names(proposed(one, two)) == names(proposed(two, one)) == [ArticleId("a2"), ArticleId("a1")]
