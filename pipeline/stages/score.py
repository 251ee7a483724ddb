"""Score an article against the skill gaps of one person on one day, with every reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from feeds.model import SourceKind
from pipeline.model import Candidate, Evidence, History, LeftOut, Level, Reason, ScoredArticle, SkillTag
from pipeline.settings import Gap, SkillId
from pipeline.skills import Lexicon

#: A skill is present from this strength on (the contract of `inspect`).
_PRESENT = 0.5
#: What a neighbouring skill counts towards a gap, of what the skill itself would.
_NEIGHBOUR = 0.6
#: A skill that is only being kept up still gets a little.
_KEEP_UP = 0.25
#: Days before a target date from which it presses; at the date itself a gap weighs twice.
_PRESSING_DAYS = 180
#: Days in which an item loses half of its freshness.
_HALF_LIFE_DAYS: Mapping[SourceKind, float] = {"news": 4, "blog": 30, "podcast": 45, "circle": 30}
_UNDATED = 0.7
#: The level that is one step above a learner of level 0 to 5, and what being beside it costs.
_RIGHT_LEVEL: tuple[Level, ...] = ("introduction", "introduction", "practice", "practice", "deep", "deep")
_LEVELS: tuple[Level, ...] = ("introduction", "practice", "deep")
_LEVEL_FACTORS = (1.0, 0.8, 0.5)
#: What one click changes, for the source and for the skills of the item: small steps, bounded below.
_SOURCE_STEPS = {"done": 0.05, "more": 0.12, "save": 0.05, "shared": 0.08, "less": -0.15, "fewer_from_source": -0.5}
_SKILL_STEPS = {"more": 0.15, "less": -0.2, "too_easy": -0.05, "too_hard": -0.05, "save": 0.05, "shared": 0.05}
_LEAST_FACTOR, _MOST_FACTOR = 0.25, 1.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """Everything that scores of one digest are measured by."""

    now: datetime
    gaps: tuple[Gap, ...]
    lexicon: Lexicon
    history: History


def score(candidate: Candidate, yardstick: Yardstick) -> ScoredArticle | LeftOut:
    """Return the best score of *candidate* over all gaps, or that it teaches none of them.

    A score is relevance (0 to 1) times factors around 1: weight of the gap, level fit, freshness, record of the source,
    feedback. Every factor stands among the reasons.
    """
    options = [_for_gap(candidate, gap, tag, closeness, yardstick) for gap in yardstick.gaps for tag, closeness in _tags_for(candidate, gap, yardstick)]
    if not options:
        return LeftOut(candidate=candidate, why=_teaches_nothing(candidate), would_help=_what_would_help(candidate))
    return max(options, key=lambda scored: (scored.score, scored.skill))


def _tags_for(candidate: Candidate, gap: Gap, yardstick: Yardstick) -> Iterable[tuple[SkillTag, float]]:
    """Yield the present tags that speak for *gap*, each with how close its skill is to the gap's."""
    wanted = yardstick.lexicon.skills.get(gap.skill)
    neighbours = set(wanted.related if wanted else ())
    for tag in candidate.tags:
        if tag.strength < _PRESENT:
            continue
        skill = yardstick.lexicon.skills.get(tag.skill)
        if tag.skill == gap.skill:
            yield tag, 1.0
        elif tag.skill in neighbours or (skill is not None and gap.skill in skill.related):
            yield tag, _NEIGHBOUR


def _for_gap(candidate: Candidate, gap: Gap, tag: SkillTag, closeness: float, yardstick: Yardstick) -> ScoredArticle:
    reasons = (
        _relevance(tag, closeness, gap, yardstick.lexicon),
        _gap_weight(gap, yardstick.now.date()),
        _focus(candidate, gap),
        _level_fit(candidate, gap),
        _freshness(candidate, yardstick.now),
        _source_record(candidate, yardstick.history),
        _feedback(candidate, yardstick.history),
    )
    total = 1.0
    for reason in reasons:
        total *= reason.value
    return ScoredArticle(candidate=candidate, skill=gap.skill, score=round(total, 6), reasons=reasons, evidence=tag.evidence)


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
        when = f"{days} days left" if days >= 0 else f"{-days} days past its date"
    # The square root keeps a large gap from crowding out all the others.
    return Reason(name="gap", value=round((distance / 2) ** 0.5 * urgency, 4), words=f"level {gap.level} of {gap.target}, {when}")


def _focus(candidate: Candidate, gap: Gap) -> Reason:
    heard = f"{candidate.title} {candidate.summary} {' '.join(piece.words for tag in candidate.tags for piece in tag.evidence)}".casefold()
    found = next((phrase for phrase in gap.focus if phrase.casefold() in heard), None)
    if found is None:
        return Reason(name="focus", value=1.0, words="nothing of your focus" if gap.focus else "no focus set")
    return Reason(name="focus", value=1.3, words=f"your focus: {found}")


def _level_fit(candidate: Candidate, gap: Gap) -> Reason:
    right = _RIGHT_LEVEL[min(max(gap.level, 0), len(_RIGHT_LEVEL) - 1)]
    steps = abs(_LEVELS.index(candidate.level) - _LEVELS.index(right))
    words = f"{candidate.level}, right for level {gap.level}" if steps == 0 else f"{candidate.level}, where {right} would suit level {gap.level}"
    return Reason(name="level", value=_LEVEL_FACTORS[steps], words=words)


def _freshness(candidate: Candidate, now: datetime) -> Reason:
    if candidate.published is None:
        return Reason(name="freshness", value=_UNDATED, words="no date given")
    days = max(0.0, (now - candidate.published).total_seconds() / 86_400)
    value = 0.5 ** (days / _HALF_LIFE_DAYS[candidate.source_kind])
    return Reason(name="freshness", value=round(value, 4), words=f"{days:.0f} days old")


def _source_record(candidate: Candidate, history: History) -> Reason:
    events = [event for event in history.events if event.source == candidate.source]
    value = 1 + sum(_SOURCE_STEPS.get(event.kind, 0.0) for event in events)
    return Reason(name="source", value=_bounded(value), words=_said(len(events), "about items of this source"))


def _feedback(candidate: Candidate, history: History) -> Reason:
    mine = {tag.skill for tag in candidate.tags if tag.strength >= _PRESENT}
    value, heard = 1.0, 0
    for event in history.events:
        shared = len(mine & set(event.skills))
        if shared and event.kind in _SKILL_STEPS:
            value += _SKILL_STEPS[event.kind] * shared / len(mine | set(event.skills))
            heard += 1
    return Reason(name="feedback", value=_bounded(value), words=_said(heard, "about items like this"))


def _bounded(value: float) -> float:
    return round(min(_MOST_FACTOR, max(_LEAST_FACTOR, value)), 4)


def _said(times: int, about: str) -> str:
    if times == 0:
        return f"you said nothing yet {about}"
    return f"you said something {about} {'once' if times == 1 else f'{times} times'}"


def _teaches_nothing(candidate: Candidate) -> str:
    present = [tag.skill for tag in candidate.tags if tag.strength >= _PRESENT]
    if present:
        return f"it teaches {', '.join(present[:3])}, which you are not learning"
    return "no skill you are learning was found in its text"


def _what_would_help(candidate: Candidate) -> str | None:
    present = next((tag.skill for tag in candidate.tags if tag.strength >= _PRESENT), None)
    return None if present is None else f"add {SkillId(present)} to learn"
