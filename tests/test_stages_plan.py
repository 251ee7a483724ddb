"""What a digest holds when minutes, rules and scores pull in different directions."""

from collections import Counter
from datetime import date
from itertools import combinations
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.model.digests import LeftOut
from pipeline.model.ids import DigestId, StoryId
from pipeline.settings import Window
from pipeline.stages.plan import Frame, plan
from tests.builders import candidate, scored, window


def frame(*windows: Window, most_per_source: int = 9) -> Frame:
    return Frame(
        id=DigestId("me/2026-03-04/07:00"),
        day=date(2026, 3, 4),
        slot="07:00",
        windows=windows or (window(minutes=15),),
        most_per_source=most_per_source,
    )


def ids(made) -> list[str]:
    return [pick.scored.candidate.id for pick in made.picks]


def test_the_best_articles_that_fit_are_picked_best_first():
    made = plan([scored("b", 0.4), scored("a", 0.9), scored("c", 0.3)], [], frame(window(minutes=10)))

    assert ids(made) == ["a", "b"]
    assert [pick.number for pick in made.picks] == [1, 2]


def test_two_good_short_articles_displace_one_long_one():
    made = plan(
        [scored("long", 0.5, minutes=15), scored("x", 0.45, skill="sql"), scored("y", 0.45, skill="testing")], [], frame(window(minutes=15))
    )

    assert set(ids(made)) == {"x", "y"}


def test_a_listening_window_takes_episodes_and_a_reading_window_articles():
    made = plan(
        [scored("read", 0.5), scored("listen", 0.5, kind="episode", minutes=20)], [],
        frame(window("commute", 25, "listen"), window("lunch", 15, "read")),
    )  # fmt: skip

    assert [(planned.window.name, [pick.scored.candidate.id for pick in planned.picks]) for planned in made.windows] == [
        ("commute", ["listen"]),
        ("lunch", ["read"]),
    ]


def test_a_story_stands_once():
    made = plan([scored("a", 0.9, story=StoryId("s")), scored("b", 0.8, story=StoryId("s"))], [], frame())

    assert ids(made) == ["a"]
    assert "told by another source" in made.left_out[0].why


def test_no_source_floods_the_page():
    made = plan([scored(name, 0.5) for name in "abc"], [], frame(most_per_source=2))

    assert len(made.picks) == 2
    assert "digest.most_per_source" in made.left_out[0].why


@pytest.mark.parametrize(
    ("one", "windows", "why"),
    [
        pytest.param(scored("a", 0.01), (window(),), "nothing is worth your time", id="a low score is never filler"),
        pytest.param(
            scored("a", 0.5, minutes=40), (window(minutes=15),), "it takes 40 minutes, and your longest window for it has 15", id="too long"
        ),
        pytest.param(
            scored("a", 0.5, kind="episode"), (window(mode="read"),), "no window of this day is for this kind (listen)", id="wrong mode"
        ),
        pytest.param(scored("a", 0.5), (), "this day has no window", id="no window at all"),
    ],
)
def test_what_is_left_out_says_why(one, windows, why):
    made = plan([one], [], Frame(id=DigestId("d"), day=date(2026, 3, 4), slot="07:00", windows=windows, most_per_source=2))

    assert made.picks == ()
    assert why in made.left_out[0].why


def test_what_lacked_room_is_still_open_and_names_what_it_would_take():
    made = plan([scored("a", 0.9, minutes=15), scored("b", 0.5, minutes=15, source="s2")], [], frame(window(minutes=15)))

    assert made.left_out[0].still_open
    assert made.left_out[0].would_help is not None


def test_reasons_from_before_are_carried_over():
    before = LeftOut(candidate=candidate("old"), why="it is too old")

    assert plan([], [before], frame()).left_out == (before,)


articles = st.lists(
    st.tuples(
        st.floats(0.12, 2),
        st.integers(1, 30),
        st.sampled_from(["article", "episode"]),
        st.sampled_from("pqr"),
        st.sampled_from(["sql", "testing"]),
        st.integers(0, 6),
    ),
    max_size=12,
)
windows_of_a_day = st.lists(st.tuples(st.integers(5, 40), st.sampled_from(["read", "listen", "any"])), min_size=1, max_size=3)


@hypothesis_settings(max_examples=60, deadline=None)
@given(articles, windows_of_a_day)
def test_no_plan_breaks_a_rule(facts, free):
    choices = [
        scored(f"a{i}", score, skill=skill, minutes=minutes, kind=kind, source=source, story=StoryId(f"s{story}"))
        for i, (score, minutes, kind, source, skill, story) in enumerate(facts)
    ]
    made = plan(choices, [], frame(*(window(f"w{i}", minutes, mode) for i, (minutes, mode) in enumerate(free)), most_per_source=2))

    for planned in made.windows:
        assert sum(pick.minutes for pick in planned.picks) <= planned.window.minutes
        assert all(
            planned.window.mode == "any" or (pick.scored.candidate.kind == "episode") == (planned.window.mode == "listen")
            for pick in planned.picks
        )
    stories = [pick.scored.candidate.story for pick in made.picks]
    sources = [pick.scored.candidate.source for pick in made.picks]
    assert len(stories) == len(set(stories))
    assert all(sources.count(source) <= 2 for source in sources)
    assert len(made.picks) + len(made.left_out) == len(choices)


def test_listening_time_is_filled_though_a_hundred_articles_score_higher():
    choices = [scored(f"a{i:03}", 0.9, source=f"s{i}") for i in range(200)] + [scored("episode", 0.2, kind="episode", minutes=20)]
    made = plan(choices, [], frame(window("commute", 25, "listen"), window("lunch", 15, "read")))

    assert [pick.scored.candidate.id for pick in made.windows[0].picks] == ["episode"]


def test_a_flood_of_one_source_does_not_hide_the_others():
    choices = [scored(f"flood{i:03}", 0.9, minutes=5) for i in range(400)] + [scored("other", 0.3, minutes=5, source="s2")]
    made = plan(choices, [], frame(window(minutes=15), most_per_source=2))

    assert ids(made) == ["flood000", "flood001", "other"]


def test_a_varied_page_is_worth_more_than_three_of_a_kind():
    choices = [scored(f"sql{i}", 0.5) for i in range(3)] + [scored("t", 0.45, skill="testing"), scored("u", 0.45, skill="rust")]

    assert {pick.scored.skill for pick in plan(choices, [], frame(window(minutes=15))).picks} == {"sql", "testing", "rust"}


def test_an_exchange_makes_room_for_what_is_worth_more_together():
    # By value, the long one is taken first; by value for its minutes, the shortest. The best page has neither.
    choices = [
        scored("long", 0.60, minutes=14, skill="a"), scored("x", 0.42, minutes=8, skill="b"), scored("y", 0.42, minutes=8, skill="c"),
        scored("short", 0.12, minutes=1, skill="d"),
    ]  # fmt: skip

    assert set(ids(plan(choices, [], frame(window(minutes=16))))) == {"x", "y"}


def test_a_longer_article_goes_where_it_leaves_the_least_room():
    made = plan([scored("a", 0.5, minutes=10)], [], frame(window("long", 60, "any"), window("short", 12, "read")))

    assert [(planned.window.name, len(planned.picks)) for planned in made.windows] == [("long", 0), ("short", 1)]


def test_what_another_day_could_hold_is_still_open_and_what_no_day_holds_is_not():
    made = plan(
        [scored("a", 0.9), scored("b", 0.8), scored("c", 0.7), scored("talk", 0.7, kind="episode"), scored("weak", 0.01)],
        [],
        frame(most_per_source=2),
    )

    assert {left.candidate.id: left.still_open for left in made.left_out} == {"c": True, "talk": False, "weak": False}


def test_an_article_of_no_length_takes_a_minute():
    assert plan([scored("a", 0.5, minutes=0)], [], frame()).picks[0].minutes == 1


@hypothesis_settings(max_examples=40, deadline=None)
@given(articles, windows_of_a_day, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(facts, free, random):
    choices = [
        scored(f"a{i}", score, skill=skill, minutes=minutes, kind=kind, source=source, story=StoryId(f"s{story}"))
        for i, (score, minutes, kind, source, skill, story) in enumerate(facts)
    ]
    shuffled = random.sample(choices, len(choices))
    day = frame(*(window(f"w{i}", minutes, mode) for i, (minutes, mode) in enumerate(free)), most_per_source=2)

    assert plan(shuffled, [], day) == plan(choices, [], day)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0.12, 1), st.integers(1, 12), st.sampled_from(["sql", "testing"])), max_size=8), st.integers(5, 25))
def test_a_plan_comes_close_to_the_best_there_is(facts, minutes):
    choices = [scored(f"a{i}", score, skill=skill, minutes=takes, source=f"s{i}") for i, (score, takes, skill) in enumerate(facts)]
    best = max(
        worth(chosen)
        for count in range(len(choices) + 1)
        for chosen in combinations(choices, count)
        if sum(one.candidate.minutes for one in chosen) <= minutes
    )

    assert worth(pick.scored for pick in plan(choices, [], frame(window(minutes=minutes))).picks) >= 0.9 * best


def worth(chosen) -> float:
    total, seen = 0.0, Counter()
    for one in sorted(chosen, key=lambda one: -one.score):
        total += one.score * 0.7 ** seen[one.skill]
        seen[one.skill] += 1
    return total


def test_two_thousand_candidates_take_no_time_to_speak_of():
    random = Random(1)
    choices = [
        scored(
            f"a{i:04}", random.random(), skill=random.choice(["sql", "testing", "rust"]), minutes=random.randint(1, 25),
            kind=random.choice(["article", "article", "episode"]), source=f"s{random.randint(0, 60)}",
        )
        for i in range(2000)
    ]  # fmt: skip
    day = frame(window("commute", 25, "listen"), window("lunch", 15, "read"), most_per_source=2)
    began = process_time()
    plan(choices, [], day)

    # About 35 ms; the bound is for a busy machine that also measures coverage.
    assert process_time() - began < 1
