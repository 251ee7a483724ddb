"""In which order a page is built up, and the most that can still come of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from pipeline.planning.options import Choice, Option
from pipeline.planning.prices import Piece, Prices, Wish, pieces_of, prices_of, surplus, wish_for
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


class Prospect:
    """One skill, and what may still be gained for it."""

    def __init__(self, weight: float, before: float, offers: Sequence[tuple[int, float, float]]) -> None:
        self.weight, self.before = weight, before
        self._offers = offers
        self._from: dict[int, list[tuple[float, float]]] = {}

    def rest(self, before: float, place: int) -> float:
        """Return the most that its items from *place* on can be worth beyond their price, where it has *before*."""
        offers = self._from.get(place)
        if offers is None:
            offers = self._from[place] = [(quality, cost) for where, quality, cost in self._offers if where >= place]
        return surplus(self.weight, before, offers)


class Outlook:
    """All items in order, the skills, and the bound of what a page can be worth.

    The bound of a page in the making is its worth, the price of the minutes that are left, and the rest of every skill.
    """

    def __init__(self, choices: Sequence[Choice], windows: Sequence[Window], given: Mapping[SkillId, float]) -> None:
        by_skill: defaultdict[SkillId, list[int]] = defaultdict(list)
        for number, choice in enumerate(choices):
            by_skill[choice.scored.skill].append(number)
        wishes = [_wish(choices, numbers, given.get(skill, 0.0)) for skill, numbers in sorted(by_skill.items())]
        prices = prices_of(wishes, windows)
        self.prospects: list[Prospect] = []
        ordered: list[tuple[float, int, int, Item]] = []
        for skill, wish in enumerate(wishes):
            pieces = list(wish.cheapest_first(prices))
            steepness = _steepness(wish, pieces, prices)
            places = {number: place for place, number in enumerate(steepness)}
            offers = [(places[piece.choice], piece.quality, prices[piece.listening] * piece.minutes) for piece in pieces]
            self.prospects.append(Prospect(wish.weight, wish.before, offers))
            for number, place in places.items():
                ordered.append((-steepness[number], skill, place, _item(choices[number], skill, place, prices)))
        self.items = [item for *_, item in sorted(ordered, key=lambda each: each[:3])]
        self.rests = [prospect.rest(prospect.before, 0) for prospect in self.prospects]
        #: More than any page is worth, or as much.
        self.bound = prices.purse(windows) + sum(self.rests)


def _wish(choices: Sequence[Choice], numbers: Sequence[int], given: float) -> Wish:
    pieces = (piece for number in numbers for piece in pieces_of(number, choices[number]))
    return wish_for(max(choices[number].scored.weight for number in numbers), ENOUGH + given, pieces)


def _item(choice: Choice, skill: int, place: int, prices: Prices) -> Item:
    price = prices[choice.scored.candidate.kind == "episode"]
    return Item(choice, skill, place, tuple((option, price * option.minutes) for option in choice.options))


def _steepness(wish: Wish, pieces: Sequence[Piece], prices: Prices) -> dict[int, float]:
    """Return for each choice what it brings for its price after those before it that are worth their price, the steepest first."""
    have, steepest = wish.before, inf
    steepness: dict[int, float] = {}
    for piece in pieces:
        steepest = min(steepest, wish.weight * piece.quality / (prices[piece.listening] * piece.minutes * have))
        if piece.choice not in steepness:
            steepness[piece.choice] = steepest
            have += piece.quality if steepest >= 1 else 0
    return steepness
