"""Find the page that is worth most: branch and bound, which is exact where there are few choices; with many, single exchanges end it.

A page grows by one item at a time, in the order of `bound.py`. A branch is given up where its bound does not exceed the best page.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from feeds.model.ids import SourceId
from pipeline.model.ids import StoryId
from pipeline.planning.bound import Item, PageBound
from pipeline.planning.fitting import Free, arranged, put, tightest
from pipeline.planning.glance import good_page, improved
from pipeline.planning.options import Choice, Option
from pipeline.planning.page import Page, Placed, Rules
from pipeline.planning.worth import gain
from pipeline.settings import SkillId

#: Sums of the same numbers in another order differ in their last digits.
_EXACT = 1e-9
#: Up to so many options there is patience for an exact search: of 500 made-up days with up to 18 choices, half need fewer than 60
#: steps, and one more than 11,000. With more options it has to be quick: 1,000 steps take some 5 ms, and come from 99.7 % to 99.9 % of
#: what sixty times as many find.
_FEW, _PATIENCE, _LITTLE_PATIENCE = 40, 15_000, 1_000
#: Up to so many picks are arranged anew where one more does not fit as they stand: with more, there are many ways to fit.
_MOST_REARRANGED = 18
#: Deeper than so many picks the search does not go, for Python has an end; a page of more is finished by single exchanges.
_DEEPEST = 100


def best_page(choices: Sequence[Choice], rules: Rules, given: Mapping[SkillId, float]) -> Page:
    """Return the page that is worth most.

    Args:
        choices: what could stand on it; of equals, the first is taken.
        rules: what it must keep.
        given: what recent digests gave to each skill, in quality.

    """
    search = _Search(choices, good_page(choices, rules, given))
    page = Page(rules, given, search.best)
    return page if search.is_complete else improved(page, choices)


def page_under(looser: Rules, page: Page, choices: Sequence[Choice]) -> Page:
    """Return what the best page becomes under rules that allow more; with many choices, what single exchanges make of it."""
    if _are_few(choices):
        return best_page(choices, looser, page.given)
    return improved(Page(looser, page.given, page.placed), choices)


def _are_few(choices: Sequence[Choice]) -> bool:
    return sum(len(choice.options) for choice in choices) <= _FEW


class _Branch(NamedTuple):
    """A page in the making, and by skill what it has and may still gain."""

    placed: Placed
    free: Free
    worth: float
    had: list[float]
    rests: list[float]
    bound: float


class _Search:
    """One search: the best page so far, and what stands on the page that is being built."""

    def __init__(self, choices: Sequence[Choice], start: Page) -> None:
        self.best: Placed = tuple(start.placed)
        self._worth = start.worth()
        self._rules = start.rules
        self._page_bound = PageBound(choices, start.rules.windows, start.given)
        self._steps = _PATIENCE if _are_few(choices) else _LITTLE_PATIENCE
        self._is_cut = False
        self._stories: set[StoryId] = set()
        self._sources: Counter[SourceId] = Counter()
        self._skills: Counter[int] = Counter()
        had = [skill.before for skill in self._page_bound.skills]
        self._all_free = tuple(window.minutes for window in start.rules.windows)
        self._grow(0, _Branch((), self._all_free, 0.0, had, self._page_bound.rests.copy(), self._page_bound.value))

    @property
    def is_complete(self) -> bool:
        """Whether no page can be worth more than the best."""
        return self._steps > 0 and not self._is_cut

    def _grow(self, start: int, branch: _Branch) -> None:
        """Try every page that has, beyond what *branch* has, items from *start* on."""
        bound, rests = branch.bound, branch.rests
        if len(branch.placed) == _DEEPEST:
            self._is_cut = True
            return
        for index in range(start, len(self._page_bound.items)):
            if bound <= self._worth + _EXACT or self._steps <= 0:
                return
            self._steps -= 1
            item = self._page_bound.items[index]
            bound_of_skill, skill = self._page_bound.skills[item.skill], item.skill
            if self._allows(item):
                self._take(index, branch, bound)
            rest = bound_of_skill.rest(branch.had[skill], item.place + 1)
            bound += rest - rests[skill]
            rests[skill] = rest

    def _allows(self, item: Item) -> bool:
        candidate, rules = item.choice.scored.candidate, self._rules
        return (
            candidate.story not in self._stories
            and self._sources[candidate.source] < rules.most_per_source
            and (rules.most_per_skill is None or self._skills[item.skill] < rules.most_per_skill)
        )

    def _take(self, index: int, branch: _Branch, bound: float) -> None:
        """Try every page that has the item of *index* in one of its options, the most promising first."""
        item = self._page_bound.items[index]
        bound_of_skill, skill, candidate = self._page_bound.skills[item.skill], item.skill, item.choice.scored.candidate
        had = branch.had[skill]
        tries = []
        for place, (option, cost) in enumerate(item.options):
            gained = gain(bound_of_skill.weight, had, option.quality)
            rest = bound_of_skill.rest(had + option.quality, item.place + 1)
            tries.append((branch.rests[skill] - rest - gained + cost, place, option, gained, rest))
        self._stories.add(candidate.story)
        self._sources[candidate.source] += 1
        self._skills[skill] += 1
        for loss, _, option, gained, rest in sorted(tries, key=lambda one: one[:2]):
            if bound - loss <= self._worth + _EXACT:
                break
            fitted = self._fitted(branch, option)
            if fitted is None:
                continue
            placed, free = fitted
            worth = branch.worth + gained
            if worth > self._worth + _EXACT:
                self.best, self._worth = placed, worth
            now_had, rests = branch.had.copy(), branch.rests.copy()
            now_had[skill], rests[skill] = had + option.quality, rest
            self._grow(index + 1, _Branch(placed, free, worth, now_had, rests, bound - loss))
        self._stories.remove(candidate.story)
        self._sources[candidate.source] -= 1
        self._skills[skill] -= 1

    def _fitted(self, branch: _Branch, option: Option) -> tuple[Placed, Free] | None:
        """Return what is placed with *option* and the minutes left, None where it does not fit even with all arranged anew."""
        window = tightest(option, branch.free)
        if window is not None:
            return put(option, window, branch.placed, branch.free)
        if sum(branch.free) < option.minutes or len(branch.placed) >= _MOST_REARRANGED:
            return None
        return arranged((*(one for one, _ in branch.placed), option), self._all_free)
