"""A page in the making: what stands on it and where, and how much of minutes and rules that uses up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from feeds.model.ids import SourceId
from pipeline.model.ids import StoryId
from pipeline.planning.options import Option
from pipeline.planning.worth import ENOUGH, gain
from pipeline.settings import SkillId, Window

Placed = tuple[tuple[Option, int], ...]
"""The options of a page, each with the number of its window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What no page may break: the minutes and modes of its windows, and how many picks of one source or skill it may hold."""

    windows: tuple[Window, ...]
    most_per_source: int
    most_per_skill: int | None = None


class Page:
    """What stands on a page; changed by whoever improves it, looked at by whoever explains it."""

    def __init__(self, rules: Rules, given: Mapping[SkillId, float], placed: Iterable[tuple[Option, int]] = ()) -> None:
        self.rules = rules
        self.placed: list[tuple[Option, int]] = []
        self.free = [window.minutes for window in rules.windows]
        self.stories: Counter[StoryId] = Counter()
        self.sources: Counter[SourceId] = Counter()
        self.skills: Counter[SkillId] = Counter()
        self.given, self._had = given, dict(given)
        for option, window in placed:
            self.put(option, window)

    def put(self, option: Option, window: int) -> None:
        """Put *option* into *window*."""
        self.placed.append((option, window))
        self._count(option, window, 1)

    def take_out(self, place: int) -> None:
        """Take out what stands at *place*."""
        option, window = self.placed.pop(place)
        self._count(option, window, -1)

    def _count(self, option: Option, window: int, sign: int) -> None:
        candidate, skill = option.scored.candidate, option.scored.skill
        self.free[window] -= sign * option.minutes
        self.stories[candidate.story] += sign
        self.sources[candidate.source] += sign
        self.skills[skill] += sign
        self._had[skill] = self._had.get(skill, 0.0) + sign * option.quality

    def allows(self, option: Option) -> bool:
        """Return whether no rule but the minutes keeps *option* out."""
        candidate, skill, rules = option.scored.candidate, option.scored.skill, self.rules
        return (
            not self.stories[candidate.story]
            and self.sources[candidate.source] < rules.most_per_source
            and (rules.most_per_skill is None or self.skills[skill] < rules.most_per_skill)
        )

    def had(self, skill: SkillId) -> float:
        """Return what *skill* has on this page and had before it, as *gain* counts it."""
        return ENOUGH + self._had.get(skill, 0.0)

    def worth(self) -> float:
        """Return what the page is worth."""
        weights = {option.scored.skill: option.scored.weight for option, _ in self.placed}
        return sum(weight * log(self.had(skill) / (ENOUGH + self.given.get(skill, 0.0))) for skill, weight in weights.items())

    def adds(self, place: int) -> float:
        """Return by how much the page would be worth less without what stands at *place*."""
        option = self.placed[place][0]
        return gain(option.scored.weight, self.had(option.scored.skill) - option.quality, option.quality)
