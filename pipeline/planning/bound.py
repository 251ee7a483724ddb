"""In which order a page is built up, and the most that can still come of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from pipeline.planning.options import Choice, Option
from pipeline.planning.prices import Increment, Prices, SkillDemand, demand_for, increments_of, prices_of, surplus, wanted
from pipeline.planning.worth import ENOUGH
from pipeline.settings import SkillId, Window


class Item(NamedTuple):
    """A choice in the order in which it is decided on."""

    choice: Choice
    #: The number of its skill.
    skill: int
    #: Its place among the items of its skill.
    place: int
    #: Its options, each with what its minutes cost.
    options: tuple[tuple[Option, float], ...]


class SkillBound:
    """The most that may still be gained for one skill."""

    def __init__(self, weight: float, before: float, offers: Sequence[tuple[int, float, float]]) -> None:
        self.weight, self.before = weight, before
        self._offers = offers
        self._from: dict[int, list[tuple[float, float]]] = {}

    def rest(self, before: float, place: int) -> float:
        """Return the most that its items from *place* on can be worth beyond their price, where it has *before*."""
        offers = self._from.get(place)
        if offers is None:
            later = ((quality, cost) for where, quality, cost in self._offers if where >= place)
            offers = self._from[place] = list(wanted(self.weight, self.before, later))
        return surplus(self.weight, before, offers)


class PageBound:
    """The most that a page can be worth, with the items in their order and the bound of each skill.

    The bound of a page in the making is its worth, the price of the minutes that are left, and the rest of every skill.
    """

    def __init__(self, choices: Sequence[Choice], windows: Sequence[Window], given: Mapping[SkillId, float]) -> None:
        by_skill: defaultdict[SkillId, list[int]] = defaultdict(list)
        for number, choice in enumerate(choices):
            by_skill[choice.scored.skill].append(number)
        demands = [_demand(choices, numbers, given.get(skill, 0.0)) for skill, numbers in sorted(by_skill.items())]
        prices = prices_of(demands, windows)
        self.skills: list[SkillBound] = []
        ordered: list[tuple[float, int, int, Item]] = []
        for skill, demand in enumerate(demands):
            increments = list(demand.cheapest_first(prices))
            steepness = _steepness(demand, increments, prices)
            places = {number: place for place, number in enumerate(steepness)}
            offers = [
                (places[increment.choice], increment.quality, prices[increment.listening] * increment.minutes) for increment in increments
            ]
            self.skills.append(SkillBound(demand.weight, demand.before, offers))
            for number, place in places.items():
                ordered.append((-steepness[number], skill, place, _item(choices[number], skill, place, prices)))
        self.items = [item for *_, item in sorted(ordered, key=lambda each: each[:3])]
        self.rests = [bound.rest(bound.before, 0) for bound in self.skills]
        #: More than any page is worth, or as much.
        self.value = prices.cost_of(windows) + sum(self.rests)


def _demand(choices: Sequence[Choice], numbers: Sequence[int], given: float) -> SkillDemand:
    increments = (increment for number in numbers for increment in increments_of(number, choices[number]))
    return demand_for(max(choices[number].scored.weight for number in numbers), ENOUGH + given, increments)


def _item(choice: Choice, skill: int, place: int, prices: Prices) -> Item:
    price = prices[choice.scored.candidate.kind == "episode"]
    return Item(choice, skill, place, tuple((option, price * option.minutes) for option in choice.options))


def _steepness(demand: SkillDemand, increments: Sequence[Increment], prices: Prices) -> dict[int, float]:
    """Return for each choice what it brings for its price after those before it that are worth their price, the steepest first."""
    have, steepest = demand.before, inf
    steepness: dict[int, float] = {}
    for increment in increments:
        steepest = min(steepest, demand.weight * increment.quality / (prices[increment.listening] * increment.minutes * have))
        if increment.choice not in steepness:
            steepness[increment.choice] = steepest
            have += increment.quality if steepest >= 1 else 0
    return steepness
