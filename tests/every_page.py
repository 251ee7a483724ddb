"""Find what the best page of a day is worth by trying every page, independently of how the plan finds it.

One article after the other is left out, or taken in each of its ways, as long as the rules and the minutes allow. Passed over is only
what cannot be better: the logarithm grows ever more slowly, so that on a larger page an article adds no more than on a smaller one, and
no set of articles fills the minutes left better than parts of articles do, those first that add most for their minutes.
"""

from collections import Counter
from math import log

from pipeline.model.digests import DigestPlan, ScoredArticle
from pipeline.settings import Window
from pipeline.stages.plan import Frame
from tests.days import Day

#: What the product says of itself: the constant of the logarithm, and the quality under which nothing is picked.
ENOUGH, WORTH_IT = 0.5, 0.12

Way = tuple[int, float]
"""The minutes that an article takes and the quality that it brings: whole, or by one of its passages."""


def worth_of(day: Day, plan: DigestPlan) -> float:
    """Return what *plan* is worth on *day*."""
    return worth(day, [(pick.scored, pick.scored.quality * (pick.passage.share if pick.passage else 1)) for pick in plan.picks])


def worth(day: Day, qualities: list[tuple[ScoredArticle, float]]) -> float:
    """Return what a page of these articles is worth on *day*, each with the quality that it brings."""
    taken, weights = Counter(), {}
    for one, quality in qualities:
        taken[one.skill] += quality
        weights[one.skill] = one.weight
    given = day.frame.given
    return sum(
        weight * (log(1 + (given.get(skill, 0) + taken[skill]) / ENOUGH) - log(1 + given.get(skill, 0) / ENOUGH))
        for skill, weight in weights.items()
    )


def best_worth(day: Day, least: float = 0.0) -> float:
    """Return what the best page of *day* is worth; *least* where none is worth more."""
    return _Pages(day, least).best


def is_allowed(frame: Frame, page: list[tuple[ScoredArticle, int]]) -> bool:
    """Return whether a page of these articles, each with its minutes, breaks no rule of *frame*."""
    candidates = [one.candidate for one, _ in page]
    return (
        len({candidate.story for candidate in candidates}) == len(page)
        and all(count <= frame.most_per_source for count in Counter(candidate.source for candidate in candidates).values())
        and all(count <= (frame.most_per_skill or count) for count in Counter(one.skill for one, _ in page).values())
        and _fit(sorted(((minutes, one.candidate.kind) for one, minutes in page), reverse=True), [window.minutes for window in frame.windows], frame.windows)
    )  # fmt: skip


class _Pages:
    def __init__(self, day: Day, least: float) -> None:
        self.best, self._frame = least, day.frame
        self._articles = [(one, possible) for one in day.scored if (possible := ways(one, day.frame.windows))]
        self._articles.sort(key=lambda each: -max(self._adds(each[0], quality, Counter()) / minutes for minutes, quality in each[1]))
        self._try(0, [], Counter(), 0.0)

    def _try(self, index: int, page: list[tuple[ScoredArticle, int]], taken: Counter, worth: float) -> None:
        """Try every page that has *page*, and beyond it none of the articles before *index*."""
        self.best = max(self.best, worth)
        if index == len(self._articles) or worth + self._at_most(index, page, taken) <= self.best * (1 + 1e-12):
            return
        one, possible = self._articles[index]
        for minutes, quality in possible:
            larger = [*page, (one, minutes)]
            if is_allowed(self._frame, larger):
                more = taken.copy()
                more[one.skill] += quality
                self._try(index + 1, larger, more, worth + self._adds(one, quality, taken))
        self._try(index + 1, page, taken, worth)

    def _adds(self, one: ScoredArticle, quality: float, taken: Counter) -> float:
        had = ENOUGH + self._frame.given.get(one.skill, 0) + taken[one.skill]
        return one.weight * log((had + quality) / had)

    def _at_most(self, index: int, page: list[tuple[ScoredArticle, int]], taken: Counter) -> float:
        """Return what the articles from *index* on can add at most."""
        left = sum(window.minutes for window in self._frame.windows) - sum(minutes for _, minutes in page)
        shortest_and_best = (
            (min(minutes for minutes, _ in possible), self._adds(one, max(quality for _, quality in possible), taken))
            for one, possible in self._articles[index:]
        )
        total = 0.0
        for minutes, adds in sorted(shortest_and_best, key=lambda each: each[0] / each[1]):
            part = min(1.0, left / minutes)
            total, left = total + part * adds, left - part * minutes
        return total


def ways(one: ScoredArticle, windows: tuple[Window, ...]) -> list[Way]:
    """Return the ways to take *one* that are worth it and fit one of *windows*."""
    whole = max(1, one.candidate.minutes)
    possible = [(whole, one.quality)] + [
        (passage.minutes, one.quality * passage.share)
        for passage in one.candidate.passages
        if passage.skill == one.skill and passage.minutes < whole
    ]
    longest = max((window.minutes for window in windows if _is_for(window, one.candidate.kind)), default=0)
    return [(minutes, quality) for minutes, quality in possible if minutes <= longest and quality >= WORTH_IT]


def _is_for(window: Window, kind: str) -> bool:
    return window.mode in ("any", "listen" if kind == "episode" else "read")


def _fit(picks: list[tuple[int, str]], free: list[int], windows: tuple[Window, ...]) -> bool:
    """Return whether all *picks* fit into the minutes that are *free*, each whole in one window that is for it."""
    if not picks:
        return True
    if sum(minutes for minutes, _ in picks) > sum(free):
        return False
    (minutes, kind), others = picks[0], picks[1:]
    tried = set()
    for place, window in enumerate(windows):
        if free[place] >= minutes and _is_for(window, kind) and (free[place], window.mode) not in tried:
            tried.add((free[place], window.mode))
            if _fit(others, [*free[:place], free[place] - minutes, *free[place + 1 :]], windows):
                return True
    return False
