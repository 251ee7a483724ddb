"""Say which skills an article teaches, how strongly, and by which of its words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from pipeline.matcher import Match, Matcher
from pipeline.model import Article, Evidence, SkillTag, Where
from pipeline.settings import SkillId
from pipeline.skills import Lexicon
from pipeline.spoken import second_at

#: Counts up whenever the same article would get other tags.
_VERSION = 1
#: Longer texts are judged by their beginning (characters): two hours of speech, or a short book.
_ENOUGH = 200_000
#: The lead: where a text says what it is about (words of about six characters).
_LEAD = 700
#: Evidence shown for a tag, strongest first.
_MOST_EVIDENCE = 6
#: Weaker tags say nothing.
_WEAKEST = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each kind of evidence counts; found by search on one half of the labelled items, checked on the other."""

    title: float = 3.0
    heading: float = 1.6
    lead: float = 1.0
    body: float = 0.7
    tags: float = 1.0
    #: A phrase says more than a word.
    phrase: float = 1.3
    hint: float = 0.35
    #: Hints together count at most this much for each point of words.
    hint_cap: float = 1.0
    #: Each further mention counts this much of the one before.
    again: float = 0.5
    #: What other skills of the group add.
    group: float = 0.3
    #: Evidence that makes a tag present (strength 0.5) in a short text.
    present: float = 2.0
    #: ... and how much more a text of twice the length must show.
    longer: float = 0.35


WEIGHTS = Weights()


class Tagger:
    """A lexicon made ready for tagging; built once, used for many articles."""

    def __init__(self, lexicon: Lexicon, weights: Weights = WEIGHTS) -> None:
        self.groups = {skill.id: skill.group for skill in lexicon.skills.values()}
        self.matcher = Matcher(lexicon)
        self.weights = weights
        #: Which lexicon and which version of the tagger made a tag.
        self.fingerprint = sha256(f"{_VERSION} {lexicon.fingerprint} {weights}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A phrase in the article, how much it counts there, and where that is."""

    match: Match
    words: str
    where: Where
    weight: float


def tag(article: Article, tagger: Tagger) -> tuple[SkillTag, ...]:
    """Return the skills that *article* teaches, strongest first, each with the words that say so.

    A skill is present at strength 0.5 or more; what is only mentioned in passing stays below.
    """
    weights = tagger.weights
    found = [one for segment in _segments(article, weights) for one in _find(segment, article, tagger)]
    words = _points((one for one in found if one.match.phrase.kind == "word"), weights)
    hints = _points((one for one in found if one.match.phrase.kind == "hint"), weights)
    group_points: dict[str, float] = {}
    for skill, points in words.items():
        group = tagger.groups[skill]
        group_points[group] = group_points.get(group, 0.0) + points
    needed = weights.present * (1 + weights.longer * _doublings(article))
    tags = []
    for skill in dict.fromkeys((*words, *hints)):
        group = tagger.groups[skill]
        own = words.get(skill, 0.0)
        others = group_points.get(group, 0.0) - own
        supported = min(hints.get(skill, 0.0) * weights.hint, weights.hint_cap * (own + weights.group * others))
        points = own + supported + (weights.group * others if own else 0.0)
        strength = round(1 - 2 ** (-points / needed), 4)
        if strength >= _WEAKEST:
            tags.append(SkillTag(skill=skill, group=group, strength=strength, evidence=_evidence(skill, found, article)))
    return tuple(sorted(tags, key=lambda tag: (-tag.strength, tag.skill)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    text: str
    where: Where


def _segments(article: Article, weights: Weights) -> list[_Segment]:
    body: Where = "transcript" if article.text_from == "transcript" else "body"
    segments = [_Segment(text=article.title, where="title"), _Segment(text="\n".join(article.item.categories), where="tags")]
    if article.text_from != "title":
        segments.append(_Segment(text=article.text[:_ENOUGH], where=body))
    return segments


def _find(segment: _Segment, article: Article, tagger: Tagger) -> list[_Found]:
    weights = tagger.weights
    headings = [match.span() for match in re.finditer(r"^# .*$", segment.text, re.MULTILINE)] if segment.where == "body" else []
    found = []
    for match in tagger.matcher.matches(segment.text, article.language):
        where = segment.where
        if where == "body" and any(start <= match.start < end for start, end in headings):
            where = "heading"
        elif where == "body" and match.start < _LEAD:
            where = "lead"
        place = weights.lead if where == "transcript" and match.start < _LEAD else _place(where, weights)
        phrase = weights.phrase if len(match.phrase.stems) > 1 else 1.0
        weight = place * phrase / match.phrase.shared_by
        found.append(_Found(match=match, words=segment.text[match.start : match.end], where=where, weight=weight))
    return found


def _place(where: Where, weights: Weights) -> float:
    places = {"title": weights.title, "heading": weights.heading, "lead": weights.lead, "tags": weights.tags}
    return places.get(where, weights.body)


def _points(found: Iterable[_Found], weights: Weights) -> dict[SkillId, float]:
    """Return the points of each skill: its phrases summed, each saturating as it is repeated."""
    by_phrase: dict[tuple[SkillId, tuple[str, ...]], list[float]] = {}
    for one in found:
        by_phrase.setdefault((one.match.phrase.skill, one.match.phrase.stems), []).append(one.weight)
    points: dict[SkillId, float] = {}
    for (skill, _), mentions in by_phrase.items():
        mentions.sort(reverse=True)
        points[skill] = points.get(skill, 0.0) + sum(weight * weights.again**count for count, weight in enumerate(mentions[:6]))
    return points


def _doublings(article: Article) -> float:
    """Return how often a text of 120 words must be doubled to be as long as this one."""
    return max(0, (article.words // 120).bit_length() - 1)


def _evidence(skill: SkillId, found: list[_Found], article: Article) -> tuple[Evidence, ...]:
    mine = sorted((one for one in found if one.match.phrase.skill == skill), key=lambda one: -one.weight)
    shown: dict[tuple[str, ...], Evidence] = {}
    for one in mine:
        key = one.match.phrase.stems
        if key in shown:
            continue
        spoken = article.transcript is not None and one.where == "transcript"
        seconds = second_at(article.transcript, one.match.start) if spoken and article.transcript else None
        shown[key] = Evidence(words=one.words, where=one.where, at_seconds=seconds)
        if len(shown) == _MOST_EVIDENCE:
            break
    return tuple(shown.values())
