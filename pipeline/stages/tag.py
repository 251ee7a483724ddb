"""Say which skills an article teaches, how strongly, and by which of its words."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter

from pipeline.matcher import Matcher, Table
from pipeline.model import Article, Evidence, SkillTag, Where
from pipeline.settings import SkillId
from pipeline.skills import Lexicon
from pipeline.spoken import second_at

#: Counts up whenever the same article would get other tags.
_VERSION = 2
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
    """How much each kind of evidence counts.

    Found by random search (250 steps) on all labelled items and on the demo's pages together: the figures that
    benchmarks/quality.py prints for those are therefore hopeful, and nothing was held back to check them.
    """

    title: float = 3.7
    heading: float = 2.0
    lead: float = 1.0
    body: float = 0.95
    tags: float = 1.0
    #: A phrase says more than a word.
    phrase: float = 1.2
    hint: float = 0.5
    #: Hints together count at most this much for each point of words.
    hint_cap: float = 1.5
    #: Different hints of one skill support each other, this much for each point of hints beyond the best one.
    alone: float = 0.5
    #: Each further mention counts this much of the one before.
    again: float = 0.65
    #: What other skills of the group add.
    group: float = 0.45
    #: Evidence that makes a tag present (strength 0.5) in a short text.
    present: float = 1.95
    #: ... and how much more a text of twice the length must show.
    longer: float = 0.22


WEIGHTS = Weights()


class Tagger:
    """A lexicon made ready for tagging; built once, used for many articles."""

    def __init__(self, lexicon: Lexicon, weights: Weights = WEIGHTS, table_for: Callable[[str], Table] | None = None) -> None:
        """Tag with *lexicon*; *table_for* returns its phrases in a language, where that is quicker than making them."""
        self.groups = {skill.id: skill.group for skill in lexicon.skills.values()}
        self.matcher = Matcher(lexicon, table_for)
        self.weights = weights
        #: Which lexicon and which version of the tagger made a tag.
        self.fingerprint = fingerprint_of(lexicon, weights)


def fingerprint_of(lexicon: Lexicon, weights: Weights = WEIGHTS) -> str:
    """Return which lexicon and which version of the tagger a tag would be made by, without building the tagger."""
    return sha256(f"{_VERSION} {lexicon.fingerprint} {weights}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """A phrase as it stands in the article, where, and how much it counts there."""

    words: str
    where: Where
    weight: float
    #: Where in its text it begins, in characters.
    start: int


@dataclass(slots=True, kw_only=True)
class _Case:
    """What speaks for one skill, phrase by phrase, while it is being gathered."""

    words: dict[tuple[str, ...], list[_Mention]]
    hints: dict[tuple[str, ...], list[_Mention]]


def tag(article: Article, tagger: Tagger) -> tuple[SkillTag, ...]:
    """Return the skills that *article* teaches, strongest first, each with the words that say so.

    A skill is present at strength 0.5 or more; what is only mentioned in passing stays below.
    """
    weights = tagger.weights
    cases = _cases(article, tagger)
    own = {skill: _points(case.words, weights) for skill, case in cases.items()}
    points_by_group: dict[str, float] = {}
    for skill, points in own.items():
        group = tagger.groups[skill]
        points_by_group[group] = points_by_group.get(group, 0.0) + sum(points)
    needed = weights.present * (1 + weights.longer * _doublings(article))
    tags = []
    for skill, case in cases.items():
        group = tagger.groups[skill]
        mine = sum(own[skill])
        beside = weights.group * (points_by_group[group] - mine)
        hints = _points(case.hints, weights)
        together = weights.alone * (sum(hints) - max(hints, default=0.0))
        supported = min(weights.hint * sum(hints), weights.hint_cap * (mine + beside) + together)
        strength = round(1 - 2 ** (-(mine + supported + (beside if mine else 0.0)) / needed), 4)
        if strength >= _WEAKEST:
            tags.append(SkillTag(skill=skill, group=group, strength=strength, evidence=_evidence(case, article)))
    return tuple(sorted(tags, key=lambda tag: (-tag.strength, tag.skill)))


def _cases(article: Article, tagger: Tagger) -> dict[SkillId, _Case]:
    """Return what the title, the source's own tags and the text say for each skill that they speak of."""
    cases: dict[SkillId, _Case] = {}
    _gather(article.title, "title", article, tagger, cases)
    _gather("\n".join(article.item.categories), "tags", article, tagger, cases)
    if article.text_from != "title":
        _gather(article.text[:_ENOUGH], "transcript" if article.text_from == "transcript" else "body", article, tagger, cases)
    return cases


def _gather(text: str, where: Where, article: Article, tagger: Tagger, cases: dict[SkillId, _Case]) -> None:
    headings = _headings(text) if where == "body" else []
    weights = tagger.weights
    for match in tagger.matcher.matches(text, article.language):
        phrase, start = match.phrase, match.start
        place = _place(where, start, headings)
        weight = _weight(place, weights, beginning=start < _LEAD)
        if len(phrase.stems) > 1:
            weight *= weights.phrase
        case = cases.get(phrase.skill)
        if case is None:
            case = cases[phrase.skill] = _Case(words={}, hints={})
        mention = _Mention(words=text[start : match.end], where=place, weight=weight / phrase.shared_by, start=start)
        (case.words if phrase.kind == "word" else case.hints).setdefault(phrase.stems, []).append(mention)


def _headings(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"^# .*$", text, re.MULTILINE)] if "# " in text else []


def _place(where: Where, start: int, headings: Sequence[tuple[int, int]]) -> Where:
    """Return the part of the text in which something begins at *start*; of a body its headings and its lead apart."""
    if where != "body":
        return where
    before = bisect_right(headings, start, key=_begin)
    if before and start < headings[before - 1][1]:
        return "heading"
    return "lead" if start < _LEAD else "body"


_begin = itemgetter(0)


def _weight(place: Where, weights: Weights, *, beginning: bool) -> float:
    match place:
        case "title":
            return weights.title
        case "heading":
            return weights.heading
        case "tags":
            return weights.tags
        case "lead":
            return weights.lead
        case _:
            return weights.lead if beginning else weights.body


def _points(phrases: Mapping[tuple[str, ...], Sequence[_Mention]], weights: Weights) -> list[float]:
    """Return the points of each phrase, which saturate as it is repeated."""
    return [
        sum(weight * weights.again**count for count, weight in enumerate(sorted((one.weight for one in mentions), reverse=True)[:6]))
        for mentions in phrases.values()
    ]


def _doublings(article: Article) -> int:
    """Return how often a text of 120 words must be doubled to be as long as this one."""
    return max(0, (article.words // 120).bit_length() - 1)


def _evidence(case: _Case, article: Article) -> tuple[Evidence, ...]:
    """Return the strongest mention of each phrase, words before hints of the same weight."""
    strongest = [max(mentions, key=_by_weight) for mentions in (*case.words.values(), *case.hints.values())]
    return tuple(
        Evidence(
            words=mention.words,
            where=mention.where,
            at_seconds=second_at(article.transcript, mention.start) if mention.where == "transcript" and article.transcript else None,
        )
        for mention in sorted(strongest, key=_by_weight, reverse=True)[:_MOST_EVIDENCE]
    )


def _by_weight(mention: _Mention) -> float:
    return mention.weight
