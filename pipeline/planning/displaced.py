"""Why an article that could be picked was not, in words: what stands in its place, and what would bring it in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from feeds.model.entries import ItemKind
from feeds.model.ids import SourceId
from pipeline.model.digests import LeftOut, Pick, ScoredArticle
from pipeline.model.ids import ArticleId, StoryId
from pipeline.plain import counted
from pipeline.planning.options import WORTH_IT, Choice, suits
from pipeline.planning.page import Page
from pipeline.planning.worth import gain
from pipeline.settings import SkillId

_KINDS: tuple[ItemKind, ...] = ("article", "episode")
#: Up to so many more minutes a day are worth a thought.
_ADVISABLE = 60
#: By so much a few words of “more” raise what an article would add.
_IN_REACH = 1.5
#: Where two numbers in a sentence are rounded alike, digits are added, up to all that there are.
_MORE_DIGITS = range(3, 18)


class _Waiting(NamedTuple):
    """An article in that of its options which would have added most for its minutes."""

    scored: ScoredArticle
    minutes: int
    quality: float
    adds_a_minute: float
    #: The limits that the page has reached and that it would exceed.
    limits: tuple["_Limit", ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Rival:
    """A pick, as it looks to what would stand in its place."""

    number: int
    name: str
    source: SourceId
    source_title: str
    skill: SkillId
    window: int
    minutes: int
    quality: float
    #: How much less the page would be worth without it.
    adds: float


@dataclass(frozen=True, slots=True, eq=False)
class _Limit:
    """A limit that the page has reached."""

    words: str
    #: One more, in words, and what would be picked then.
    higher: str
    would_come: AbstractSet[ArticleId]
    #: Whether it counts a pick.
    counts: Callable[[_Rival], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithMore:
    """What the best page would hold if it might hold one more of each source, or of each skill."""

    of_a_source: AbstractSet[ArticleId]
    of_a_skill: AbstractSet[ArticleId]


def displaced(ranked: Sequence[Choice], page: Page, picks: Mapping[ArticleId, Pick], with_more: WithMore) -> tuple[LeftOut, ...]:
    """Return for every one of *ranked* that is not picked why, and what would bring it in, in their order.

    Args:
        ranked: all that may be picked, each with its options.
        page: the page that was chosen.
        picks: what it became, by article.
        with_more: what would be chosen if the rules allowed more.

    """
    reasons = _Reasons(page, picks, with_more)
    judged = [reasons.barred_or_waiting(choice) for choice in ranked if choice.scored.candidate.id not in picks]
    minutes = reasons.more_minutes(one for one in judged if isinstance(one, _Waiting))
    return tuple(one if isinstance(one, LeftOut) else reasons.outdone(one, minutes.get(one.scored.candidate.id)) for one in judged)


class _Reasons:
    """What one page says to all that is not on it."""

    def __init__(self, page: Page, picks: Mapping[ArticleId, Pick], with_more: WithMore) -> None:
        self._page, self._windows, self._with_more = page, page.rules.windows, with_more
        self._rivals: list[_Rival] = []
        self._told: dict[StoryId, _Rival] = {}
        for place, (option, window) in enumerate(page.placed):
            candidate = option.scored.candidate
            number, name = picks[candidate.id].number, f"number {picks[candidate.id].number}, “{candidate.title}”"
            rival = _Rival(
                number, name, candidate.source, candidate.source_title, option.scored.skill, window, option.minutes, option.quality, page.adds(place)
            )  # fmt: skip
            self._rivals.append(rival)
            self._told[candidate.story] = rival
        self._rivals.sort(key=lambda rival: (rival.adds, rival.number))
        self._roomy: dict[tuple[ItemKind, int], list[_Rival]] = {}
        self._reached: dict[tuple[SourceId, SkillId], tuple[_Limit, ...]] = {}
        #: By kind, the windows that are for it, the one with most minutes left first.
        self._places = {
            kind: sorted((i for i, window in enumerate(self._windows) if suits(kind, window)), key=lambda i: (-page.free[i], i))
            for kind in _KINDS
        }

    def barred_or_waiting(self, choice: Choice) -> LeftOut | _Waiting:
        """Return why *choice* could stand in no digest of this day beside this page's stories, or what it waits with for room."""
        one, options = choice
        if not options:
            quality, least = _told_apart(one.quality, WORTH_IT)
            return _left_out(one, f"its quality is {quality}{_costliest(one)}; under {least} nothing is worth your time")
        told = self._told.get(one.candidate.story)
        if told is not None:
            return _left_out(one, f"its story is in this digest, told by {told.source_title}: {told.name}")
        if not self._windows:
            return _left_out(one, "this day has no window for learning", "add a window to time", still_open=True)
        if not self._places[one.candidate.kind]:
            verb = "listen" if one.candidate.kind == "episode" else "read"
            return _left_out(one, f"no window of this day is for this kind ({verb})", f"add a window with mode {verb}")
        fitting = [option for option in options if option.windows]
        if not fitting:
            shortest = counted(min(option.minutes for option in options), "minute")
            longest = max(self._windows[place].minutes for place in self._places[one.candidate.kind])
            return _left_out(one, f"it takes {shortest}, and your longest window for it has {longest}", f"a window of {shortest}")
        had = self._page.had(one.skill)
        adds = [(gain(one.weight, had, option.quality) / option.minutes, option) for option in fitting]
        adds_a_minute, best = max(adds, key=itemgetter(0))
        return _Waiting(one, best.minutes, best.quality, adds_a_minute, self._limits_of(one))

    def more_minutes(self, waiting: Iterable[_Waiting]) -> Mapping[ArticleId, str]:
        """Return, by article, how many more minutes would bring it in, after those that would add more for their minutes."""
        asked = dict.fromkeys(_KINDS, 0)
        said = {}
        for one in sorted(waiting, key=lambda one: -one.adds_a_minute):
            candidate = one.scored.candidate
            if asked[candidate.kind] < _ADVISABLE and not one.limits:
                asked[candidate.kind] += one.minutes
                place = self._places[candidate.kind][0]
                more = max(1, asked[candidate.kind] - self._page.free[place])
                said[candidate.id] = f"about {counted(more, 'more minute')} in {self._windows[place].name}"
        return said

    def outdone(self, one: _Waiting, more_minutes: str | None) -> LeftOut:
        """Return which pick stands in the place of *one*, or which limit keeps it out, and what would bring it in."""
        why, help_ = [limit.words for limit in one.limits], [more_minutes] if more_minutes else []
        help_ += [limit.higher for limit in one.limits if one.scored.candidate.id in limit.would_come]
        better = self._better(one)
        if better is not None:
            rival, instead = better
            adds, would_add = _told_apart(rival.adds, instead)
            why.append(f"{rival.name} stands in its place: that adds {adds} to the page, this would add {would_add}")
            if rival.adds <= _IN_REACH * instead:
                help_.append("“more” on something like it")
        elif one.limits:
            why.append("among them " + next(rival.name for rival in self._rivals if one.limits[0].counts(rival)))
        else:
            left = self._page.free[self._places[one.scored.candidate.kind][0]]
            why.append(f"it takes {counted(one.minutes, 'minute')}, and no window for it has more than {left} left")
        return _left_out(one.scored, "; ".join(why), ", or ".join(help_) or None, still_open=True)

    def _limits_of(self, one: ScoredArticle) -> tuple[_Limit, ...]:
        """Return the limits of the rules that the page has reached and *one* would exceed."""
        source, skill = one.candidate.source, one.skill
        limits = self._reached.get((source, skill))
        if limits is None:
            limits = self._reached[source, skill] = tuple(self._limits(source, one.candidate.source_title, skill))
        return limits

    def _limits(self, source: SourceId, source_title: str, skill: SkillId) -> Iterator[_Limit]:
        rules = self._page.rules
        if self._page.sources[source] >= rules.most_per_source:
            words = f"{source_title} already has {rules.most_per_source} in this digest (digest.most_per_source)"
            higher, come = f"a digest.most_per_source of {rules.most_per_source + 1}", self._with_more.of_a_source
            yield _Limit(words, higher, come, lambda rival: rival.source == source)
        if rules.most_per_skill is not None and self._page.skills[skill] >= rules.most_per_skill:
            words = f"{skill} already has {rules.most_per_skill} in this digest (digest.most_per_skill)"
            higher, come = f"a digest.most_per_skill of {rules.most_per_skill + 1}", self._with_more.of_a_skill
            yield _Limit(words, higher, come, lambda rival: rival.skill == skill)

    def _better(self, one: _Waiting) -> tuple[_Rival, float] | None:
        """Return the weakest pick in whose place *one* would fit and add no more, and what it would add there; None for none."""
        rivals = self._making_room(one)
        if one.limits:
            rivals = [rival for rival in rivals if all(limit.counts(rival) for limit in one.limits)]
        skill, weight, had = one.scored.skill, one.scored.weight, self._page.had(one.scored.skill)
        beside = gain(weight, had, one.quality)
        for rival in rivals:
            instead = gain(weight, had - rival.quality, one.quality) if rival.skill == skill else beside
            if rival.adds >= instead:
                return rival, instead
        return None

    def _making_room(self, one: _Waiting) -> Sequence[_Rival]:
        """Return the picks in whose place *one* would fit, the weakest first."""
        kind, minutes = one.scored.candidate.kind, one.minutes
        rivals = self._roomy.get((kind, minutes))
        if rivals is None:
            free, places = self._page.free, self._places[kind]
            rivals = [rival for rival in self._rivals if rival.window in places and free[rival.window] + rival.minutes >= minutes]
            self._roomy[kind, minutes] = rivals
        return rivals


def _costliest(one: ScoredArticle) -> str:
    """Return in words which factor of its quality costs *one* most."""
    least = min((reason for reason in one.reasons if reason.name != "gap"), key=lambda reason: reason.value)
    return f", most of all for its {least.name} ({least.value:.2f}: {least.words})"


def _told_apart(first: float, second: float) -> tuple[str, str]:
    """Return two numbers with so many digits that they can be told apart, where they differ."""
    short = f"{first:.2f}", f"{second:.2f}"
    if short[0] != short[1] or first == second:
        return short
    longer = ((f"{first:.{digits}f}", f"{second:.{digits}f}") for digits in _MORE_DIGITS)
    return next((pair for pair in longer if pair[0] != pair[1]), short)


def _left_out(one: ScoredArticle, why: str, would_help: str | None = None, *, still_open: bool = False) -> LeftOut:
    return LeftOut(candidate=one.candidate, score=one.score, why=why, would_help=would_help, still_open=still_open)
