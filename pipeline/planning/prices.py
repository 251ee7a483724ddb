"""What a minute of reading and a minute of listening are worth on a day: the prices at which as much is asked for as there is.

Whoever pays may take any part of an option: the bound that this gives is the Lagrangian one (M. Fisher, "The Lagrangian relaxation
method for solving integer programming problems", Management Science 27, 1981). It holds at any price; these make it tight.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from math import log
from typing import NamedTuple

from pipeline.planning.options import Choice
from pipeline.settings import Mode, Window

#: How often each price is found anew for the other one, and by how many halvings: to a thousandth of the highest.
_ROUNDS, _HALVINGS = 2, 10
#: Minutes of which there are more than enough cost next to nothing, so that even then less of them is better.
_NEXT_TO_NOTHING = 1e-9


class Increment(NamedTuple):
    """Minutes that may be spent on a choice beyond those of its cheaper increments, and the quality that they bring."""

    quality: float
    minutes: int
    #: Whether they are minutes of listening, which have a price of their own.
    listening: bool
    #: The number of its choice.
    choice: int


class Prices(NamedTuple):
    """What a minute costs; where it may be either, the dearer counts."""

    reading: float
    listening: float

    def cost_of(self, windows: Iterable[Window]) -> float:
        """Return what all minutes of *windows* cost."""
        by_mode: dict[Mode, float] = {"read": self.reading, "listen": self.listening, "any": max(self)}
        return sum(by_mode[window.mode] * window.minutes for window in windows)


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """A skill of the day: what it weighs, what it had, and what could be taken for it."""

    weight: float
    before: float
    #: What is read and what is heard, each by the quality that a minute brings.
    reading: Sequence[Increment]
    listening: Sequence[Increment]

    def cheapest_first(self, prices: Prices) -> Iterator[Increment]:
        """Yield the increments by the quality that they bring for what they cost."""
        return merge(
            self.reading, self.listening, key=lambda increment: -increment.quality / (prices[increment.listening] * increment.minutes)
        )


def demand_for(weight: float, before: float, increments: Iterable[Increment]) -> SkillDemand:
    """Return the demand of a skill that could be given *increments*."""
    ordered = sorted(increments, key=lambda increment: (-increment.quality / increment.minutes, increment.choice))
    return SkillDemand(
        weight,
        before,
        [increment for increment in ordered if not increment.listening],
        [increment for increment in ordered if increment.listening],
    )


def increments_of(number: int, choice: Choice) -> tuple[Increment, ...]:
    """Return the increments of *choice*: of its options those that bring most for their minutes, each beyond the one before it."""
    increments: list[Increment] = []
    quality, minutes = 0.0, 0
    while better := [option for option in choice.options if option.quality > quality and option.minutes > minutes]:
        steepest = max(better, key=lambda option: ((option.quality - quality) / (option.minutes - minutes), option.minutes))
        listening = choice.scored.candidate.kind == "episode"
        increments.append(Increment(steepest.quality - quality, steepest.minutes - minutes, listening, number))
        quality, minutes = steepest.quality, steepest.minutes
    return tuple(increments)


def wanted(weight: float, before: float, offers: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield those of *offers*, the cheapest first, that are worth their price, or a part of them; with more *before*, no other is."""
    have = before
    for quality, cost in offers:
        if weight * quality <= cost * have:
            return
        yield quality, cost
        have += quality


def surplus(weight: float, before: float, offers: Iterable[tuple[float, float]]) -> float:
    """Return the most that *offers*, each a quality and its cost, can be worth beyond what they cost; the cheapest come first."""
    have, spent = before, 0.0
    for quality, cost in offers:
        if weight * quality >= cost * (have + quality):
            have += quality
            spent += cost
            continue
        enough = weight * quality / cost
        if enough > have:
            spent += cost * (enough - have) / quality
            have = enough
        break
    return weight * log(have / before) - spent


def prices_of(demands: Sequence[SkillDemand], windows: Sequence[Window]) -> Prices:
    """Return the prices at which the minutes of *windows* are just asked for."""
    room = {mode: sum(window.minutes for window in windows if window.mode == mode) for mode in ("read", "listen", "any")}
    first = ((demand, increment) for demand in demands for increment in (*demand.reading[:1], *demand.listening[:1]))
    highest = max((demand.weight * increment.quality / (demand.before * increment.minutes) for demand, increment in first), default=0.0)
    one_price = _halved(highest, lambda price: sum(_asked_for(demands, Prices(price, price))) > sum(room.values()))
    prices = Prices(one_price, one_price)
    for _ in range(_ROUNDS):
        for kind, mode in enumerate(("read", "listen")):
            other = prices[1 - kind]

            def too_low(price: float, kind: int = kind, mode: str = mode, other: float = other) -> bool:
                asked = _asked_for(demands, Prices(other, price) if kind else Prices(price, other))
                return asked[kind] > room[mode] + (room["any"] if price > other else 0)

            price = _halved(highest, too_low)
            prices = Prices(other, price) if kind else Prices(price, other)
    return prices


def _halved(highest: float, too_low: Callable[[float], bool]) -> float:
    """Return the lowest price, but for a thousandth of *highest*, that is not too low."""
    low, high = 0.0, max(highest, _NEXT_TO_NOTHING)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if too_low(middle):
            low = middle
        else:
            high = middle
    return high


def _asked_for(demands: Iterable[SkillDemand], prices: Prices) -> tuple[float, float]:
    """Return the minutes of reading and of listening that all together would pay for."""
    asked = [0.0, 0.0]
    for demand in demands:
        have = demand.before
        for increment in demand.cheapest_first(prices):
            enough = demand.weight * increment.quality / (prices[increment.listening] * increment.minutes)
            part = min(1.0, (enough - have) / increment.quality)
            if part <= 0:
                break
            asked[increment.listening] += increment.minutes * part
            have += increment.quality * part
    return asked[0], asked[1]
