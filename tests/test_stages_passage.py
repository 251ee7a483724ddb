"""Find the parts of a long episode that teach a skill by themselves."""

import pytest

from feeds.model.entries import Chapter, TimedLine, Transcript
from pipeline.model.articles import Passage
from pipeline.settings import SkillId
from pipeline.stages.passage import passages_of
from pipeline.stretches import Stretch
from pipeline.understand import describe, tagger_for
from tests.builders import article, feed_item

SQL = SkillId("sql")


def passages(*taught: float, minutes: float = 3) -> tuple[Passage, ...]:
    """Return the passages of an episode whose stretches teach SQL that much, each so many minutes long."""
    stretches = [
        Stretch(start_seconds=place * minutes * 60, end_seconds=(place + 1) * minutes * 60, title=f"part {place}", text="")
        for place in range(len(taught))
    ]
    return passages_of([SQL], stretches, [{SQL: strength} for strength in taught])


def parts(found: tuple[Passage, ...]) -> list[tuple[float, float]]:
    return [(one.start_seconds / 180, one.end_seconds / 180) for one in found]


def test_what_is_about_something_else_is_left_out():
    (found,) = passages(0, 0, 0.9, 0.8, 0, 0, 0)
    assert (found.start_seconds, found.end_seconds, found.minutes) == (360, 720, 6)
    assert (found.skill, found.share, found.title) == (SQL, 1.0, "part 2")


def test_a_short_digression_is_heard_along_and_a_long_one_is_not():
    assert parts(passages(0, 0.8, 0.2, 0.8, 0, 0, 0)) == [(1, 4)]
    assert parts(passages(0, 0.8, 0, 0, 0, 0.7, 0, 0)) == [(1, 2)]


def test_a_long_lesson_is_offered_whole_and_for_a_short_window():
    found = passages(*[0] * 10, 0.6, 0.6, 0.9, 0.9, 0.9, 0.9, 0.6, *[0] * 10)
    assert parts(found) == [(10, 17), (12, 16)]
    assert found[0].share == 1.0
    assert found[1].share == pytest.approx(3.6 / 5.4, abs=1e-4)


def test_of_an_episode_that_teaches_throughout_its_beginning_is_offered_and_never_nearly_all_of_it():
    assert parts(passages(*[0.8] * 20)) == [(0, 8), (0, 4)]
    assert parts(passages(0.8, 0.8, 0.8, 0.8)) == [(0, 3)]
    assert passages(0.8, minutes=11) == ()


def test_nothing_is_offered_where_no_part_teaches_it_by_itself():
    assert passages(0.4, 0.49, 0.4, 0, 0) == passages(0, 0, 0) == passages() == ()
    assert passages(0, 0.9, 0, minutes=30) == ()


def episode(lines: tuple[str, ...], chapters: tuple[Chapter, ...] = ()):
    said = tuple(TimedLine(start_seconds=place * 60.0, end_seconds=place * 60.0 + 50, text=text) for place, text in enumerate(lines))
    return article(
        minutes=len(lines), title="A talk about SQL", text=" ".join(lines), text_from="transcript",
        transcript=Transcript(language="en", lines=said), item=feed_item(kind="episode", chapters=chapters),
    )  # fmt: skip


TEACHES = (
    "A window function in SQL ranks rows in each partition, and a common table expression names a subquery. The index makes the join fast."
)
CHATS = "We had lunch by the river, the weather was lovely and the dog slept all afternoon."


def test_an_episode_is_cut_to_where_it_teaches():
    lines = (*[CHATS] * 9, *[TEACHES] * 6, *[CHATS] * 9)
    found = [one for one in describe(episode(lines), tagger_for(())).passages if one.skill == SQL]
    assert found
    assert found[0].start_seconds <= 9 * 60 < 15 * 60 <= found[0].end_seconds
    assert found[0].minutes <= 12
    assert found[0].share > 0.9


def test_chapters_say_it_where_nothing_else_does():
    titles = ("Hello and welcome", "Window functions in SQL, step by step", "What we read this summer")
    chapters = tuple(Chapter(start_seconds=place * 900.0, title=title) for place, title in enumerate(titles))
    silent = article(
        minutes=45, title="Window functions in SQL", text="Window functions in SQL", text_from="title", item=feed_item(kind="episode", chapters=chapters)
    )  # fmt: skip
    found = [one for one in describe(silent, tagger_for(())).passages if one.skill == SQL]
    assert [(one.start_seconds, one.end_seconds, one.title) for one in found] == [(900, 1800, "Window functions in SQL, step by step")]


def test_a_short_episode_and_an_article_have_no_passages():
    assert describe(episode((TEACHES,) * 9), tagger_for(())).passages == ()
    assert describe(article(title="SQL", text=TEACHES), tagger_for(())).passages == ()
