"""Find a good page at a glance: take what adds most, or most for its minutes, and then exchange single picks while that helps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

from pipeline.planning.fitting import tightest
from pipeline.planning.options import Choice, Option
from pipeline.planning.page import Page, Rules
from pipeline.planning.worth import gain
from pipeline.settings import SkillId

#: How much a minute costs in the fillings that are tried: none, some, all (what it adds for each of its minutes).
_THRIFT = (0.0, 0.5, 1.0)
#: Below this gain, sums of the same numbers in another order would be exchanged for ever.
_WORTH_WHILE = 1e-9


def good_page(choices: Sequence[Choice], rules: Rules, given: Mapping[SkillId, float]) -> Page:
    """Return the best of several pages that were filled with *choices* and improved."""
    options, empty = [option for choice in choices for option in choice.options], Page(rules, given)
    alone = [gain(option.scored.weight, empty.had(option.scored.skill), option.quality) for option in options]
    by_skill = _best_first(choices)
    fillings = (_filled(Page(rules, given), options, alone, thrift) for thrift in _THRIFT)
    return max((_exchanged(page, by_skill) for page in fillings), key=Page.worth)


def improved(page: Page, choices: Sequence[Choice]) -> Page:
    """Return *page* after every addition, and every exchange of one pick for another, that makes it worth more."""
    return _exchanged(page, _best_first(choices))


def _exchanged(page: Page, options: Mapping[SkillId, Sequence[Option]]) -> Page:
    """Do what `improved` says, with the options of each skill, the best first."""
    while any([_addition(page, options), *(_exchange(page, options) for _ in range(len(page.placed)))]):
        pass
    return page


def _filled(page: Page, options: Sequence[Option], alone: Sequence[float], thrift: float) -> Page:
    """Add each time that of *options* which brings most for its minutes, until nothing fits; *alone* is what each would bring by itself.

    What is had only grows and room only shrinks: what was worth most before is looked at first, and the rest not at all.
    """
    waiting = [(-alone[place] / option.minutes**thrift, place, option) for place, option in enumerate(options)]
    heapify(waiting)
    while waiting:
        _, place, option = heappop(waiting)
        window = tightest(option, page.free)
        if window is None or not page.allows(option):
            continue
        now = -gain(option.scored.weight, page.had(option.scored.skill), option.quality) / option.minutes**thrift
        if waiting and (now, place) > waiting[0][:2]:
            heappush(waiting, (now, place, option))
        else:
            page.put(option, window)
    return page


def _best_first(choices: Sequence[Choice]) -> Mapping[SkillId, Sequence[Option]]:
    by_skill: defaultdict[SkillId, list[Option]] = defaultdict(list)
    for choice in choices:
        by_skill[choice.scored.skill] += choice.options
    return {skill: sorted(options, key=lambda option: -option.quality) for skill, options in by_skill.items()}


def _addition(page: Page, options: Mapping[SkillId, Sequence[Option]]) -> bool:
    better = _best(page, options, 0.0)
    if better is not None:
        page.put(*better)
    return better is not None


def _exchange(page: Page, options: Mapping[SkillId, Sequence[Option]]) -> bool:
    """Put the best there is in the place of the first pick, at the end: after as many exchanges as picks, each had its turn."""
    pick, adds = page.placed[0], page.adds(0)
    page.take_out(0)
    better = _best(page, options, adds)
    page.put(*(better or pick))
    return better is not None


def _best(page: Page, options: Mapping[SkillId, Sequence[Option]], least: float) -> tuple[Option, int] | None:
    """Return what adds most to *page* and fits, and its window; None where nothing adds more than *least*."""
    longest, found = max(page.free, default=0), None
    for skill, of_skill in options.items():
        had = page.had(skill)
        for option in of_skill:
            if option.minutes > longest:
                continue
            adds = gain(option.scored.weight, had, option.quality)
            if adds <= least + _WORTH_WHILE:
                break
            window = tightest(option, page.free)
            if window is not None and page.allows(option):
                found, least = (option, window), adds
                break
    return found
