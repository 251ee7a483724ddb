"""What a digest holds when minutes, rules and scores pull in different directions."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random

import pytest

from pipeline.model.articles import Passage
from pipeline.model.digests import DigestPlan, LeftOut, ScoredArticle
from pipeline.model.ids import DigestId, StoryId
from pipeline.planning.bound import PageBound
from pipeline.planning.options import choices, contenders
from pipeline.settings import SkillId, Window
from pipeline.stages.plan import Frame, plan
from tests.builders import candidate, scored, window
from tests.days import Day, a_busy_day, made_up_day
from tests.every_page import best_worth, is_allowed, worth, worth_of
from tests.every_page import ways as ways_that_fit


def frame(*windows: Window, most_per_source: int = 9, most_per_skill: int | None = None, **given: float) -> Frame:
    return Frame(
        id=DigestId("me/2026-03-04/07:00"), day=date(2026, 3, 4), slot="07:00", windows=windows or (window(minutes=15),),
        most_per_source=most_per_source, most_per_skill=most_per_skill, given={SkillId(skill): quality for skill, quality in given.items()},
    )  # fmt: skip


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
    assert made.left_out[0].why == "its story is in this digest, told by Source One: number 1, “Title a”"


def test_no_source_floods_the_page():
    made = plan([scored(name, 0.5) for name in "abc"], [], frame(most_per_source=2))

    assert len(made.picks) == 2
    assert made.left_out[0].why.startswith("Source One already has 2 in this digest (digest.most_per_source); number ")
    assert made.left_out[0].would_help.startswith("a digest.most_per_source of 3")


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


def weighing(one: ScoredArticle, weight: float) -> ScoredArticle:
    return replace(one, weight=weight)


def passage(minutes: float = 4, share: float = 0.9, skill: str = "sql") -> Passage:
    return Passage(skill=SkillId(skill), start_seconds=60, end_seconds=60 * (1 + minutes), share=share, title="Here it is said")


def broken_rules(day: Day, made: DigestPlan) -> list[str]:
    """Return which rules *made* breaks."""
    picks = made.picks
    of_sources, of_skills = Counter(pick.scored.candidate.source for pick in picks), Counter(pick.scored.skill for pick in picks)
    stories = [pick.scored.candidate.story for pick in picks]
    lengths = [pick.passage.minutes if pick.passage else max(1, pick.scored.candidate.minutes) for pick in picks]
    rules = {
        "minutes": all(sum(pick.minutes for pick in planned.picks) <= planned.window.minutes for planned in made.windows),
        "modes": all(
            planned.window.mode in ("any", "listen" if pick.scored.candidate.kind == "episode" else "read")
            for planned in made.windows
            for pick in planned.picks
        ),
        "lengths": [pick.minutes for pick in picks] == lengths,
        "passages": all(pick.passage in pick.scored.candidate.passages and pick.passage.skill == pick.scored.skill for pick in picks if pick.passage),
        "sources": all(count <= day.frame.most_per_source for count in of_sources.values()),
        "skills": day.frame.most_per_skill is None or all(count <= day.frame.most_per_skill for count in of_skills.values()),
        "stories": len(stories) == len(set(stories)),
        "worth it": all(pick.scored.quality * (pick.passage.share if pick.passage else 1) >= 0.12 for pick in picks),
        "windows": tuple(planned.window for planned in made.windows) == day.frame.windows,
        "numbers": [pick.number for pick in picks] == list(range(1, len(picks) + 1)),
        "everything once": Counter([*(pick.scored.candidate.id for pick in picks), *(left.candidate.id for left in made.left_out)])
        == Counter(one.candidate.id for one in day.scored),
    }  # fmt: skip
    return [rule for rule, kept in rules.items() if not kept]


def test_on_500_days_the_page_breaks_no_rule_and_is_as_good_as_any():
    broken, worse = {}, {}
    for seed in range(500):
        day = made_up_day(seed)
        made = plan(day.scored, [], day.frame)
        found, best = worth_of(day, made), best_worth(day, least=worth_of(day, made))
        if rules := broken_rules(day, made):
            broken[seed] = rules
        if found < best - 1e-9:
            worse[seed] = found / best

    assert broken == {}
    # 0.99 is asked for. All of them are the best there is; the search is exact for so few.
    assert worse == {}


def test_what_tries_every_page_passes_over_none():
    for seed in range(60):
        day = made_up_day(seed, most=6)
        every = product(*([None, *ways_that_fit(one, day.frame.windows)] for one in day.scored))
        pages = ([(one, *way) for one, way in zip(day.scored, taken, strict=True) if way is not None] for taken in every)
        best = max(
            worth(day, [(one, quality) for one, _, quality in page])
            for page in pages
            if is_allowed(day.frame, [(one, minutes) for one, minutes, _ in page])
        )

        assert best_worth(day) == pytest.approx(best)


@pytest.mark.parametrize("seed", range(6))
def test_two_thousand_candidates_break_no_rule_either(seed):
    day = a_busy_day(seed)
    made = plan(day.scored, [], day.frame)

    assert broken_rules(day, made) == []
    assert len(made.picks) > 10


@pytest.mark.parametrize("seed", range(4))
def test_of_many_candidates_the_page_is_nearly_as_good_as_any_could_be(seed):
    day = a_busy_day(seed, count=400)
    loose = replace(day, frame=replace(day.frame, most_per_source=50))
    ranked = choices(sorted(day.scored, key=lambda one: one.candidate.id), loose.frame.windows)
    bound = PageBound(contenders(ranked, loose.frame.windows, 50), loose.frame.windows, loose.frame.given).value

    assert worth_of(loose, plan(loose.scored, [], loose.frame)) > 0.97 * bound


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_the_candidates_does_not_matter(seed):
    day = made_up_day(seed, most=18 if seed % 4 else 120)
    shuffled = Random(seed).sample(day.scored, len(day.scored))

    assert plan(shuffled, [], day.frame) == plan(day.scored, [], day.frame)


def test_of_equals_the_lower_id_is_picked():
    assert ids(plan([scored(name, 0.5, minutes=5) for name in "dacb"], [], frame(window(minutes=10)))) == ["a", "b"]


def test_a_page_of_hundreds_of_picks_is_filled_to_the_last_minute():
    choices = [scored(f"a{i:03}", 0.5, minutes=1, source=f"s{i}", skill=f"skill{i % 7}") for i in range(700)]

    assert len(plan(choices, [], frame(window(minutes=600))).picks) == 600


def test_over_the_days_each_skill_gets_what_its_gap_weighs():
    weights, given, all_given = {"pressing": 2.0, "wide": 1.0, "kept-up": 0.25}, Counter(), Counter()
    for day in range(40):
        choices = [
            weighing(scored(f"{skill}{day}-{i}", 0.5, skill=skill, minutes=5), weight)
            for skill, weight in weights.items()
            for i in range(4)
        ]
        picks = plan(choices, [], frame(window(minutes=20), **given)).picks
        for skill in weights:
            given[skill] = 0.93 * given[skill] + sum(pick.scored.quality for pick in picks if pick.scored.skill == skill)
            all_given[skill] += sum(pick.scored.skill == skill for pick in picks)

    shares = {skill: count / all_given.total() for skill, count in all_given.items()}
    assert shares == pytest.approx({"pressing": 8 / 13, "wide": 4 / 13, "kept-up": 1 / 13}, abs=0.04)


def test_what_recent_digests_gave_to_one_skill_makes_room_for_another():
    choices = [scored("a", 0.6, skill="sql", minutes=10), scored("b", 0.4, skill="testing", minutes=10)]

    assert ids(plan(choices, [], frame(window(minutes=10)))) == ["a"]
    assert ids(plan(choices, [], frame(window(minutes=10), sql=2.0))) == ["b"]


def test_for_one_skill_alone_the_page_has_as_much_quality_as_fits():
    choices = [scored(f"a{i}", quality, minutes=minutes) for i, (quality, minutes) in enumerate([(0.9, 11), (0.5, 5), (0.55, 6), (0.6, 7)])]

    assert set(ids(plan(choices, [], frame(window(minutes=15))))) == {"a2", "a3"}


def test_a_skill_may_be_held_to_so_many_picks():
    choices = [scored(f"a{i}", 0.5 + i / 100) for i in range(3)] + [scored("b", 0.2, skill="testing")]
    made = plan(choices, [], frame(window(minutes=15), most_per_skill=1))

    assert ids(made) == ["a2", "b"]
    assert [(left.why, left.would_help) for left in made.left_out] == [
        (
            "sql already has 1 in this digest (digest.most_per_skill); number 1, “Title a2” stands in its place: that adds 0.71 to the page, this would add 0.70",
            "a digest.most_per_skill of 2, or “more” on something like it",
        ),
        (
            "sql already has 1 in this digest (digest.most_per_skill); number 1, “Title a2” stands in its place: that adds 0.71 to the page, this would add 0.69",
            "“more” on something like it",
        ),
    ]


def test_a_long_episode_gives_the_passage_that_fits():
    long = scored("talk", 0.8, kind="episode", minutes=60, passages=(passage(minutes=12, share=0.9), passage(minutes=4, share=0.5)))
    (pick,) = plan([long], [], frame(window("commute", 15, "listen"))).picks

    assert (pick.passage, pick.minutes) == (long.candidate.passages[0], 12)


def test_an_episode_that_fits_is_heard_whole_where_nothing_else_wants_its_minutes():
    talk = scored("talk", 0.8, kind="episode", minutes=15, passages=(passage(),))
    alone = plan([talk], [], frame(window("commute", 15, "listen")))
    beside = plan([talk, scored("other", 0.7, skill="testing", kind="episode", minutes=11)], [], frame(window("commute", 15, "listen")))

    assert [(pick.passage, pick.minutes) for pick in alone.picks] == [(None, 15)]
    assert [(pick.scored.candidate.id, pick.passage, pick.minutes) for pick in beside.picks] == [
        ("talk", talk.candidate.passages[0], 4),
        ("other", None, 11),
    ]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(passage(skill="testing"), id="a passage on another skill"),
        pytest.param(passage(share=0.1), id="a passage that holds too little to be worth it"),
        pytest.param(passage(minutes=20), id="a passage that is too long as well"),
    ],
)
def test_a_passage_that_does_not_help_is_not_cut_out(one):
    made = plan([scored("talk", 0.8, kind="episode", minutes=60, passages=(one,))], [], frame(window("commute", 15, "listen")))

    assert made.picks == ()
    assert made.left_out[0].why.endswith("your longest window for it has 15")


def test_what_gave_way_names_the_pick_in_its_place_and_what_both_add():
    choices = [
        scored("a", 0.9, minutes=9, skill="rust"),
        scored("b", 0.5, minutes=6, skill="sql"),
        scored("c", 0.4, minutes=6, skill="testing"),
    ]
    (left,) = plan(choices, [], frame(window("lunch", 15))).left_out

    assert left.why == "number 2, “Title b” stands in its place: that adds 0.69 to the page, this would add 0.59"
    assert left.would_help == "about 6 more minutes in lunch, or “more” on something like it"


def test_one_minute_is_one_minute():
    choices = [scored("a", 0.9, minutes=15), scored("b", 0.13, minutes=1, skill="testing"), scored("c", 0.13, minutes=2, skill="testing")]
    left_out = plan(choices, [], frame(window("lunch", 15))).left_out

    assert [left.would_help for left in left_out] == ["about 1 more minute in lunch", "about 3 more minutes in lunch"]


def test_where_no_one_pick_makes_room_the_minutes_are_named():
    choices = [scored(f"a{i}", 0.5, minutes=5, skill=f"s{i}") for i in range(3)] + [scored("long", 0.7, minutes=14, skill="other")]
    (left,) = plan(choices, [], frame(window("lunch", 15))).left_out

    assert left.why == "it takes 14 minutes, and no window for it has more than 0 left"
    assert left.would_help == "about 14 more minutes in lunch"


def test_a_source_that_is_full_names_its_picks_even_where_none_makes_room():
    choices = [scored("a", 0.9, minutes=3), scored("b", 0.9, minutes=12, source="s2"), scored("long", 0.5, minutes=14)]
    (left,) = plan(choices, [], frame(window(minutes=15), most_per_source=1)).left_out

    assert left.why == "Source One already has 1 in this digest (digest.most_per_source); among them number 1, “Title a”"
    assert left.would_help is None


@pytest.mark.parametrize(
    ("quality", "said"),
    [
        (0.05, "its quality is 0.05, most of all for its relevance (0.05: it says so); under 0.12 nothing is worth your time"),
        (0.1199, "its quality is 0.1199, most of all for its relevance (0.12: it says so); under 0.1200 nothing is worth your time"),
    ],
)
def test_no_number_is_rounded_up_to_the_one_that_it_falls_short_of(quality, said):
    assert plan([scored("a", quality)], [], frame()).left_out[0].why == said


def test_more_minutes_and_more_of_a_source_bring_in_what_is_said_that_they_would():
    kept, minutes = [], []
    for seed in range(60):
        day = made_up_day(seed)
        for left in plan(day.scored, [], day.frame).left_out:
            said = left.would_help or ""
            higher = re.search(r"a digest\.most_per_source of (\d+)", said)
            more = re.search(r"about (\d+) more minutes? in (\w+)", said)
            if higher:
                kept.append(left.candidate.id in ids(plan(day.scored, [], replace(day.frame, most_per_source=int(higher[1])))))
            if more:
                longer = (replace(one, minutes=one.minutes + int(more[1]) * (one.name == more[2])) for one in day.frame.windows)
                minutes.append(left.candidate.id in ids(plan(day.scored, [], replace(day.frame, windows=tuple(longer)))))

    assert len(kept) > 10
    assert all(kept)
    # Minutes are counted as if all before it were taken; now and then they are better spent in another way.
    assert sum(minutes) / len(minutes) > 0.7
