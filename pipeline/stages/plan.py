"""Choose, from the scored articles, the page that is worth most in the minutes there are, and say why the rest is left out.

What a page is worth stands in `pipeline/planning/worth.py`, how the best one is found in `search.py` beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipeline.model.digests import DigestPlan, LeftOut, Pick, PlannedWindow, ScoredArticle
from pipeline.model.ids import ArticleId, DigestId
from pipeline.planning.displaced import WithMore, displaced
from pipeline.planning.options import Choice, Option, choices, contenders
from pipeline.planning.page import Page, Rules
from pipeline.planning.search import best_page, page_under
from pipeline.settings import SkillId, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a plan must fit: which digest, which windows, and the rules."""

    id: DigestId
    day: date
    slot: str
    windows: tuple[Window, ...]
    most_per_source: int
    #: None for as many as are worth it: the worth of a page keeps a skill from flooding it.
    most_per_skill: int | None = None
    still_open: int = 0
    #: What the last digests gave to each skill: the qualities of their picks, the older the less.
    given: Mapping[SkillId, float] = field(default_factory=dict)


def plan(scored: Iterable[ScoredArticle], left_out: Sequence[LeftOut], frame: Frame) -> DigestPlan:
    """Return what the digest holds, window by window and the best first, and why everything else is left out.

    Args:
        scored: every article that may be picked, in any order; of equals, the lower id is picked.
        left_out: what was left out before, with its reasons; carried over.
        frame: the windows with their minutes and modes, and the rules.

    """
    ranked = choices(sorted(scored, key=lambda one: (-one.score, one.candidate.id)), frame.windows)
    rules = Rules(windows=frame.windows, most_per_source=frame.most_per_source, most_per_skill=frame.most_per_skill)
    possible = contenders(ranked, rules.windows, rules.most_per_source)
    page = best_page(possible, rules, frame.given)
    windows = _numbered(page)
    picks = {pick.scored.candidate.id: pick for planned in windows for pick in planned.picks}
    others = displaced(ranked, page, picks, _with_more(page, possible))
    return DigestPlan(
        id=frame.id, day=frame.day, slot=frame.slot, windows=windows, left_out=(*others, *left_out), still_open=frame.still_open
    )


def _with_more(page: Page, possible: Sequence[Choice]) -> WithMore:
    """Return what would be picked if the rules allowed one more of each source, or of each skill."""
    rules = page.rules

    def ids(looser: Rules) -> frozenset[ArticleId]:
        return frozenset(option.scored.candidate.id for option, _ in page_under(looser, page, possible).placed)

    of_a_source = ids(replace(rules, most_per_source=rules.most_per_source + 1))
    of_a_skill = (
        ids(replace(rules, most_per_skill=rules.most_per_skill + 1)) if rules.most_per_skill is not None else frozenset[ArticleId]()
    )
    return WithMore(of_a_source=of_a_source, of_a_skill=of_a_skill)


def _numbered(page: Page) -> tuple[PlannedWindow, ...]:
    planned, number = [], 0
    for place, window in enumerate(page.rules.windows):
        chosen = sorted((option for option, where in page.placed if where == place), key=_rank)
        picks = tuple(
            Pick(number=number + i, scored=option.scored, minutes=option.minutes, passage=option.passage)
            for i, option in enumerate(chosen, start=1)
        )
        number += len(picks)
        planned.append(PlannedWindow(window=window, picks=picks))
    return tuple(planned)


def _rank(option: Option) -> tuple[float, str]:
    return -option.scored.score, option.scored.candidate.id
