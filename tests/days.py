"""Make days to plan: articles and episodes of all sizes, in windows of all kinds, under all rules; the same for the same seed."""

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from pipeline.model.articles import Passage
from pipeline.model.digests import ScoredArticle
from pipeline.model.ids import DigestId, StoryId
from pipeline.settings import SkillId, Window
from pipeline.stages.plan import Frame
from tests.builders import scored, window

#: Gaps that are only kept up, of one step and of two, and pressing ones.
_WEIGHTS = (0.25, 0.7, 1.0, 1.35, 1.7, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What there is to choose from on a day, and what it must fit."""

    scored: tuple[ScoredArticle, ...]
    frame: Frame


def made_up_day(seed: int, most: int = 18) -> Day:
    """Return a day with *most* candidates, or on every third with fewer."""
    random = Random(seed)
    count = most if random.random() < 0.67 else random.randint(0, most)
    weights = {f"skill{number}": random.choice(_WEIGHTS) for number in range(random.randint(1, 6))}
    sources, stories = random.randint(1, 3 + count // 2), random.randint(1 + count // 2, 1 + count * 3)
    candidates = tuple(_candidate(f"a{number:04}", random, weights, sources, stories) for number in range(count))
    return Day(scored=candidates, frame=_frame(random, weights))


def a_busy_day(seed: int, count: int = 2_000) -> Day:
    """Return a day with *count* candidates of sixty sources, and time to listen and to read."""
    random = Random(seed)
    weights = {f"skill{number}": random.choice(_WEIGHTS) for number in range(random.choice([1, 3, 8]))}
    candidates = tuple(_candidate(f"a{number:04}", random, weights, 60, count * 2) for number in range(count))
    windows = window("commute", 25, "listen"), window("lunch", 15, "read")
    return Day(scored=candidates, frame=replace(_frame(random, weights), windows=windows, most_per_source=2, most_per_skill=None))


def _frame(random: Random, weights: dict[str, float]) -> Frame:
    return Frame(
        id=DigestId("me/2026-03-04/07:00"), day=date(2026, 3, 4), slot="07:00", windows=tuple(_window(number, random) for number in range(random.randint(1, 4))),
        most_per_source=random.choice([1, 2, 2, 3, 50]), most_per_skill=random.choice([None, None, 1, 2, 3]),
        given={SkillId(skill): random.choice([0.3, 3, 12]) * random.random() for skill in weights if random.random() < 0.7},
    )  # fmt: skip


def _window(number: int, random: Random) -> Window:
    minutes = random.choice([random.randint(1, 10), random.randint(10, 30), random.randint(10, 30), random.randint(30, 90)])
    return window(f"window{number}", minutes, random.choice(["read", "listen", "any"]))


def _candidate(name: str, random: Random, weights: dict[str, float], sources: int, stories: int) -> ScoredArticle:
    skill, kind = random.choice(list(weights)), random.choice(["article", "article", "episode"])
    # From next to nothing, over a heap of equals, to a few that stand out.
    quality = random.choice([0.08 + 1.5 * random.random() ** 3, random.uniform(0.3, 0.7), 0.5])
    minutes = random.choice(
        [random.randint(0, 3), random.randint(2, 12), random.randint(2, 12), random.randint(10, 35), random.randint(30, 150)]
    )
    passages = tuple(_passage(random, skill, minutes) for _ in range(random.randint(0, 3))) if kind == "episode" and minutes > 3 else ()
    one = scored(
        name, quality, skill=skill, minutes=minutes, kind=kind, source=f"source{random.randrange(sources)}",
        story=StoryId(f"story{random.randrange(stories)}"), passages=passages,
    )  # fmt: skip
    return replace(one, weight=weights[skill])


def _passage(random: Random, skill: str, minutes: int) -> Passage:
    """Return a passage of nearly always the skill that its episode is for."""
    start = random.uniform(0, minutes * 30)
    return Passage(
        skill=SkillId(skill if random.random() < 0.85 else "another"), start_seconds=start, end_seconds=start + random.uniform(30, minutes * 40),
        share=random.uniform(0.1, 1), title="It begins here",
    )  # fmt: skip
