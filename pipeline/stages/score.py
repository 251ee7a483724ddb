"""Score an article against the skill gaps of one person on one day, with every reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import prod
from typing import get_args

from pipeline.model.articles import PRESENT, Evidence, Level, SkillTag
from pipeline.model.digests import Candidate, History, LeftOut, Reason, ScoredArticle
from pipeline.plain import counted
from pipeline.scoring.circle import shared_in_circle
from pipeline.scoring.feedback import Feedback
from pipeline.scoring.focus import Focus
from pipeline.scoring.freshness import freshness_of
from pipeline.scoring.level import level_fit
from pipeline.scoring.novelty import Novelty
from pipeline.scoring.standing import standing_of
from pipeline.scoring.weight import weight_of
from pipeline.settings import Gap, SkillId
from pipeline.skills import Lexicon

#: What a neighbouring skill counts towards a gap, of what the skill itself would: one of the same field, and one of another. On the
#: items with graded fields (`benchmarks/skill_quality.py`), each skill's articles ranked by this alone have an nDCG of 0.88 with 0.4 for
#: another field, 0.81 where both count 0.6; as those grades are of fields, they may flatter the difference.
_NEIGHBOUR, _NEIGHBOUR_ELSEWHERE = 0.6, 0.4
#: A source that is followed for the skill itself is somebody's considered choice.
_FOLLOWED_FOR_IT = Reason(name="chosen", value=1.15, words="you follow its source for this skill")
_FOLLOWED = Reason(name="chosen", value=1.0, words="its source is not followed for this skill in particular")
#: An article of so many words has room to teach something; what is shorter counts less, down to the least.
_ROOM_TO_TEACH, _LEAST_SUBSTANCE = 300, 0.2
#: Words of the text that the reason names.
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """Everything that scores of one digest are measured by."""

    now: datetime
    #: The local day of the digest.
    today: date
    gaps: tuple[Gap, ...]
    lexicon: Lexicon
    history: History
    #: The gaps that a skill speaks for, and how closely.
    _served: Mapping[SkillId, tuple[tuple[Gap, float], ...]] = field(init=False, repr=False, compare=False)
    _weights: Mapping[SkillId, Reason] = field(init=False, repr=False, compare=False)
    _levels: Mapping[tuple[SkillId, Level], Reason] = field(init=False, repr=False, compare=False)
    _feedback: Feedback = field(init=False, repr=False, compare=False)
    _focus: Focus = field(init=False, repr=False, compare=False)
    _novelty: Novelty = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        met = self.history.met
        object.__setattr__(self, "_served", _served(self.gaps, self.lexicon))
        object.__setattr__(self, "_weights", {gap.skill: weight_of(gap, self.today) for gap in self.gaps})
        object.__setattr__(self, "_feedback", Feedback(self.history.events))
        standings = [(gap, standing_of(gap, self.history.on_level, self.now)) for gap in self.gaps]
        levels = {(gap.skill, level): level_fit(level, gap, standing) for gap, standing in standings for level in get_args(Level)}
        object.__setattr__(self, "_levels", levels)
        object.__setattr__(self, "_focus", Focus(self.gaps, met))
        object.__setattr__(self, "_novelty", Novelty(met, self.today, self.lexicon))

    def options(self, tags: Iterable[SkillTag]) -> list[tuple[Gap, SkillTag, float]]:
        """Return which gaps *tags* speak for, each with the tag and how close its skill is to the gap's."""
        return [(gap, tag, closeness) for tag in tags for gap, closeness in self._served.get(tag.skill, ())]

    def whichever_gap(self, candidate: Candidate, tags: Iterable[SkillTag]) -> tuple[Reason, ...]:
        """Return the factors of *candidate* that are the same for every gap."""
        shared = shared_in_circle(candidate)
        return (
            _substance(candidate),
            freshness_of(candidate, self.now),
            self._feedback.source(candidate.source),
            self._feedback.skills(tuple(tag.skill for tag in tags)),
            *([shared] if shared else ()),
        )

    def for_gap(self, candidate: Candidate, gap: Gap, tag: SkillTag, closeness: float) -> tuple[Reason, ...]:
        """Return the factors of *candidate* that depend on the gap; that of the gap itself is the second."""
        focus, phrase = self._focus.of(candidate, gap)
        return (
            _relevance(tag, closeness, gap, self.lexicon),
            self._weights[gap.skill],
            focus,
            self._levels[gap.skill, candidate.level],
            _FOLLOWED_FOR_IT if gap.skill in candidate.source_skills else _FOLLOWED,
            self._novelty.of(candidate, tag, phrase),
        )


def score(candidate: Candidate, yardstick: Yardstick) -> ScoredArticle | LeftOut:
    """Return the best score of *candidate* over all gaps, or that it teaches none of them.

    A score is relevance (0 to 1) times factors around 1: weight of the gap, focus, level fit, whether the source
    is followed for it, novelty, substance, freshness, record of the source, feedback, and who shared it. Every factor stands among the reasons.
    """
    tags = tuple(tag for tag in candidate.tags if tag.is_present)
    served = yardstick.options(candidate.tags)
    options = [option for option in served if option[1].is_present]
    if not options:
        touched = served[0][1] if served else None
        return LeftOut(
            candidate=candidate, why=_teaches_nothing(tags, touched), would_help=f"add {tags[0].skill} to learn" if tags else None
        )
    common = yardstick.whichever_gap(candidate, tags)
    return max((_for_gap(candidate, *option, yardstick, common) for option in options), key=lambda scored: (scored.score, scored.skill))


def _for_gap(
    candidate: Candidate, gap: Gap, tag: SkillTag, closeness: float, yardstick: Yardstick, common: tuple[Reason, ...]
) -> ScoredArticle:  # fmt: skip
    relevance, weight, *others = yardstick.for_gap(candidate, gap, tag, closeness)
    quality = prod(reason.value for reason in (relevance, *others, *common))
    reasons = (relevance, weight, *others, *common)
    return ScoredArticle(candidate=candidate, skill=gap.skill, quality=quality, weight=weight.value, reasons=reasons, evidence=tag.evidence)


def _served(gaps: Iterable[Gap], lexicon: Lexicon) -> Mapping[SkillId, tuple[tuple[Gap, float], ...]]:
    """Return the gaps that each skill speaks for: its own wholly, those of its neighbours less, the least those of another field."""
    served: defaultdict[SkillId, list[tuple[Gap, float]]] = defaultdict(list)
    for gap in gaps:
        wanted = lexicon.skills.get(gap.skill)
        served[gap.skill].append((gap, 1.0))
        for skill in lexicon.skills.values():
            if skill.id != gap.skill and (gap.skill in skill.related or (wanted is not None and skill.id in wanted.related)):
                is_near = wanted is None or skill.group == wanted.group
                served[skill.id].append((gap, _NEIGHBOUR if is_near else _NEIGHBOUR_ELSEWHERE))
    return {skill: tuple(some) for skill, some in served.items()}


def _relevance(tag: SkillTag, closeness: float, gap: Gap, lexicon: Lexicon) -> Reason:
    words = ", ".join(f"“{words}”" for words in _distinct(tag.evidence))
    name = lexicon.skills[tag.skill].name("en") if tag.skill in lexicon.skills else tag.skill
    near = "" if tag.skill == gap.skill else ", a neighbour of the skill you want"
    return Reason(name="relevance", value=round(tag.strength * closeness, 4), words=f"teaches {name}{near}: the text says {words}")


def _distinct(evidence: Iterable[Evidence]) -> list[str]:
    seen: dict[str, str] = {}
    for piece in evidence:
        seen.setdefault(piece.words.casefold(), piece.words)
    return list(seen.values())[:_MOST_NAMED]


def _substance(candidate: Candidate) -> Reason:
    if candidate.kind == "episode":
        return Reason(name="substance", value=1.0, words=f"an episode of {counted(candidate.minutes, 'minute')}")
    value = max(_LEAST_SUBSTANCE, min(1.0, candidate.words / _ROOM_TO_TEACH))
    of_what = "only its summary is known, of" if candidate.text_from in {"summary", "title"} else "a text of"
    return Reason(name="substance", value=round(value, 4), words=f"{of_what} {counted(candidate.words, 'word')}")


def _teaches_nothing(tags: tuple[SkillTag, ...], touched: SkillTag | None) -> str:
    """Return what an article teaches instead; *touched* is the strongest tag that is too weak to count, None where there is none."""
    only = (
        "" if touched is None else f"it only touches on {touched.skill} ({touched.strength:.2f}, where {PRESENT:.2f} is needed to teach it)"
    )
    if tags:
        instead = f"it teaches {', '.join(tag.skill for tag in tags[:3])}, which you are not learning"
        return f"{instead}; {only}" if only else instead
    return only or "its text teaches no skill that you are learning"
