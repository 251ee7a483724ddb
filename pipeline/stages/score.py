"""Score an article against the skill gaps of one person on one day, with every reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import prod

from feeds.model.ids import SourceId
from feeds.model.sources import SourceKind
from pipeline.heard import speaks_of
from pipeline.model.articles import Evidence, Level, SkillTag
from pipeline.model.digests import Candidate, Event, EventKind, History, LeftOut, Reason, ScoredArticle
from pipeline.settings import Gap, SkillId
from pipeline.skills import Lexicon

#: What a neighbouring skill counts towards a gap, of what the skill itself would.
_NEIGHBOUR = 0.6
#: A skill that is only being kept up still gets a little.
_KEEP_UP = 0.25
#: Days before a target date from which it presses; at the date itself a gap weighs twice.
_PRESSING_DAYS = 180
#: Days in which an item loses half of its freshness.
_HALF_LIFE_DAYS: Mapping[SourceKind, float] = {"news": 4, "blog": 30, "podcast": 45, "circle": 30}
_UNDATED = 0.5
#: The level that is one step above a learner of level 0 to 5, and what being beside it costs.
_RIGHT_LEVEL: tuple[Level, ...] = ("introduction", "introduction", "practice", "practice", "deep", "deep")
_LEVELS: tuple[Level, ...] = ("introduction", "practice", "deep")
_LEVEL_FACTORS = (1.0, 0.8, 0.5)
#: By what one click multiplies the weight of the item's source, and of its skills: small steps, bounded, one after the other,
#: so that the last click always counts. "Fewer from this source" halves, to be felt even of a source that was much praised.
_SOURCE_STEPS: Mapping[EventKind, float] = {
    "done": 1.05,
    "more": 1.12,
    "save": 1.05,
    "shared": 1.08,
    "less": 0.87,
    "fewer_from_source": 0.5,
}
_SKILL_STEPS: Mapping[EventKind, float] = {"more": 1.15, "less": 0.82, "too_easy": 0.95, "too_hard": 0.95, "save": 1.05, "shared": 1.05}
_LEAST_FACTOR, _MOST_FACTOR = 0.25, 1.75
#: A source that is followed for the skill itself is somebody's considered choice.
_FOLLOWED_FOR_IT = 1.15
#: An article of so many words has room to teach something; what is shorter counts less, down to the least.
_ROOM_TO_TEACH, _LEAST_SUBSTANCE = 300, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """Everything that scores of one digest are measured by."""

    now: datetime
    gaps: tuple[Gap, ...]
    lexicon: Lexicon
    history: History
    #: The events that weigh on a source, and on a skill, looked up in the history once.
    _by_source: Mapping[SourceId, Sequence[Event]] = field(init=False, repr=False, compare=False)
    _by_skill: Mapping[SkillId, Sequence[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_source: defaultdict[SourceId, list[Event]] = defaultdict(list)
        by_skill: defaultdict[SkillId, list[int]] = defaultdict(list)
        for place, event in enumerate(self.history.events):
            if event.kind in _SOURCE_STEPS:
                by_source[event.source].append(event)
            if event.kind in _SKILL_STEPS:
                for skill in event.skills:
                    by_skill[skill].append(place)
        object.__setattr__(self, "_by_source", dict(by_source))
        object.__setattr__(self, "_by_skill", dict(by_skill))

    def said_of_source(self, source: SourceId) -> Sequence[Event]:
        """Return what was said about items of *source*, in order."""
        return self._by_source.get(source, ())

    def said_of_skills(self, skills: Iterable[SkillId]) -> Sequence[Event]:
        """Return what was said about items that teach any of *skills*, in order."""
        places = {place for skill in skills for place in self._by_skill.get(skill, ())}
        return [self.history.events[place] for place in sorted(places)]


def score(candidate: Candidate, yardstick: Yardstick) -> ScoredArticle | LeftOut:
    """Return the best score of *candidate* over all gaps, or that it teaches none of them.

    A score is relevance (0 to 1) times factors around 1: weight of the gap, focus, level fit, whether the source
    is followed for it, substance, freshness, record of the source, feedback. Every factor stands among the reasons.
    """
    options = [(gap, tag, closeness) for gap in yardstick.gaps for tag, closeness in _tags_for(candidate, gap, yardstick.lexicon)]
    if not options:
        return LeftOut(candidate=candidate, why=_teaches_nothing(candidate), would_help=_what_would_help(candidate))
    whichever_gap = (
        _substance(candidate),
        _freshness(candidate, yardstick.now),
        _source_record(candidate, yardstick),
        _feedback(candidate, yardstick),
    )
    return max(
        (_for_gap(candidate, *option, yardstick, whichever_gap) for option in options), key=lambda scored: (scored.score, scored.skill)
    )


def _present(candidate: Candidate) -> tuple[SkillTag, ...]:
    return tuple(tag for tag in candidate.tags if tag.is_present)


def _tags_for(candidate: Candidate, gap: Gap, lexicon: Lexicon) -> Iterator[tuple[SkillTag, float]]:
    """Yield the present tags that speak for *gap*, each with how close its skill is to the gap's."""
    wanted = lexicon.skills.get(gap.skill)
    for tag in _present(candidate):
        skill = lexicon.skills.get(tag.skill)
        if tag.skill == gap.skill:
            yield tag, 1.0
        elif (wanted is not None and tag.skill in wanted.related) or (skill is not None and gap.skill in skill.related):
            yield tag, _NEIGHBOUR


def _for_gap(
    candidate: Candidate, gap: Gap, tag: SkillTag, closeness: float, yardstick: Yardstick, whichever_gap: tuple[Reason, ...]
) -> ScoredArticle:  # fmt: skip
    reasons = (
        _relevance(tag, closeness, gap, yardstick.lexicon),
        _gap_weight(gap, yardstick.now.date()),
        _focus(candidate, gap),
        _level_fit(candidate, gap),
        _followed_for(candidate, gap),
        *whichever_gap,
    )
    weight = next(reason.value for reason in reasons if reason.name == "gap")
    quality = prod(reason.value for reason in reasons if reason.name != "gap")
    return ScoredArticle(candidate=candidate, skill=gap.skill, quality=quality, weight=weight, reasons=reasons, evidence=tag.evidence)


def _relevance(tag: SkillTag, closeness: float, gap: Gap, lexicon: Lexicon) -> Reason:
    words = ", ".join(f"“{piece.words}”" for piece in _distinct(tag.evidence))
    name = lexicon.skills[tag.skill].name("en") if tag.skill in lexicon.skills else tag.skill
    near = "" if tag.skill == gap.skill else ", a neighbour of the skill you want"
    return Reason(name="relevance", value=round(tag.strength * closeness, 4), words=f"teaches {name}{near}: the text says {words}")


def _distinct(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    seen: dict[str, Evidence] = {}
    for piece in evidence:
        seen.setdefault(piece.words.casefold(), piece)
    return tuple(seen.values())[:4]


def _gap_weight(gap: Gap, today: date) -> Reason:
    distance = gap.target - gap.level
    if distance <= 0:
        return Reason(name="gap", value=_KEEP_UP, words=f"level {gap.level} of {gap.target}: only kept up")
    urgency, when = 1.0, "no date set"
    if gap.by is not None:
        days = (gap.by - today).days
        urgency = 1 + min(1.0, max(0.0, 1 - days / _PRESSING_DAYS))
        when = f"{_counted(days, 'day')} left" if days >= 0 else f"{_counted(-days, 'day')} past its date"
    # The square root keeps a large gap from crowding out all the others.
    return Reason(name="gap", value=round((distance / 2) ** 0.5 * urgency, 4), words=f"level {gap.level} of {gap.target}, {when}")


def _focus(candidate: Candidate, gap: Gap) -> Reason:
    heard = f"{candidate.title}\n{candidate.summary}\n" + "\n".join(piece.words for tag in candidate.tags for piece in tag.evidence)
    found = next((phrase for phrase in gap.focus if speaks_of(heard, phrase, candidate.language)), None)
    if found is None:
        return Reason(name="focus", value=1.0, words="nothing of your focus" if gap.focus else "no focus set")
    return Reason(name="focus", value=1.3, words=f"your focus: {found}")


def _level_fit(candidate: Candidate, gap: Gap) -> Reason:
    right = _RIGHT_LEVEL[min(max(gap.level, 0), len(_RIGHT_LEVEL) - 1)]
    steps = abs(_LEVELS.index(candidate.level) - _LEVELS.index(right))
    words = (
        f"{candidate.level}, right for level {gap.level}"
        if steps == 0
        else f"{candidate.level}, where {right} would suit level {gap.level}"
    )
    return Reason(name="level", value=_LEVEL_FACTORS[steps], words=words)


def _followed_for(candidate: Candidate, gap: Gap) -> Reason:
    if gap.skill in candidate.source_skills:
        return Reason(name="chosen", value=_FOLLOWED_FOR_IT, words="you follow its source for this skill")
    return Reason(name="chosen", value=1.0, words="its source is not followed for this skill in particular")


def _substance(candidate: Candidate) -> Reason:
    if candidate.kind == "episode":
        return Reason(name="substance", value=1.0, words=f"an episode of {_counted(candidate.minutes, 'minute')}")
    value = max(_LEAST_SUBSTANCE, min(1.0, candidate.words / _ROOM_TO_TEACH))
    of_what = "only its summary is known, of" if candidate.text_from in {"summary", "title"} else "a text of"
    return Reason(name="substance", value=round(value, 4), words=f"{of_what} {_counted(candidate.words, 'word')}")


def _freshness(candidate: Candidate, now: datetime) -> Reason:
    if candidate.published is None:
        return Reason(name="freshness", value=_UNDATED, words="no date given")
    days = max(0.0, (now - candidate.published).total_seconds() / 86_400)
    value = 0.5 ** (days / _HALF_LIFE_DAYS[candidate.source_kind])
    return Reason(name="freshness", value=round(value, 4), words=f"{_counted(round(days), 'day')} old")


def _source_record(candidate: Candidate, yardstick: Yardstick) -> Reason:
    events = yardstick.said_of_source(candidate.source)
    return Reason(
        name="source", value=_after(_SOURCE_STEPS[event.kind] for event in events), words=_said(len(events), "about items of this source")
    )


def _feedback(candidate: Candidate, yardstick: Yardstick) -> Reason:
    mine = {tag.skill for tag in _present(candidate)}
    events = yardstick.said_of_skills(mine)
    # The more of their skills two items share, the more what was said of one holds for the other.
    steps = (_SKILL_STEPS[event.kind] ** (len(mine.intersection(event.skills)) / len(mine.union(event.skills))) for event in events)
    return Reason(name="feedback", value=_after(steps), words=_said(len(events), "about items like this"))


def _after(steps: Iterable[float]) -> float:
    value = 1.0
    for step in steps:
        value = min(_MOST_FACTOR, max(_LEAST_FACTOR, value * step))
    return round(value, 4)


def _said(times: int, about: str) -> str:
    if times == 0:
        return f"you said nothing yet {about}"
    return f"you said something {about} {'once' if times == 1 else f'{times} times'}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _teaches_nothing(candidate: Candidate) -> str:
    present = [tag.skill for tag in _present(candidate)]
    if present:
        return f"it teaches {', '.join(present[:3])}, which you are not learning"
    return "its text teaches no skill that you are learning"


def _what_would_help(candidate: Candidate) -> str | None:
    present = _present(candidate)
    return f"add {present[0].skill} to learn" if present else None
