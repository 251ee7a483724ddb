"""Say which skills an article teaches, how strongly, and by which of its words."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from operator import itemgetter

from pipeline.leanings import Leanings, lean_of
from pipeline.matcher import Matcher, Table
from pipeline.model.articles import Article, Evidence, SkillTag, Where
from pipeline.settings import SkillId
from pipeline.skills import Lexicon
from pipeline.spoken import second_at
from pipeline.words import fold, taken_apart

#: Counts up whenever the same article would get other tags.
_VERSION = 3
#: Longer texts are judged by their beginning (characters): two hours of speech, or a short book.
_ENOUGH = 200_000
#: Where everyday words lean shows in the beginning (characters).
_ENOUGH_TO_LEAN = 6_000
#: The lead: where a text says what it is about (words of about six characters).
_LEAD = 700
#: Evidence shown for a tag, strongest first.
_MOST_EVIDENCE = 6
#: Words that only lean to a field are shown where fewer pieces of evidence name the skill.
_ENOUGH_EVIDENCE = 3
#: Weaker tags say nothing.
_WEAKEST = 0.1


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
    longer: float = 0.4
    #: What the lean of everyday words counts, in the measure of `present`, for being wholly ahead of other fields, or behind.
    #: Chosen on the lessons (cross-validated) and the labelled items; between 1 and 3 both change little.
    lean: float = 2.0
    #: Leaning elsewhere takes away at most so much of what the words of the lexicon show: a text may teach two things.
    doubt: float = 0.5


WEIGHTS = Weights()


class Tagger:
    """A lexicon made ready for tagging; built once, used for many articles."""

    def __init__(
        self,
        lexicon: Lexicon,
        weights: Weights = WEIGHTS,
        table_for: Callable[[str], Table] | None = None,
        leanings_for: Callable[[str], Leanings | None] = lambda _: None,
    ) -> None:
        """Tag with *lexicon*; *table_for* returns its phrases in a language, where that is quicker than making them.

        *leanings_for* returns where the everyday words of a language lean; None for a language without.
        """
        self.groups = {skill.id: skill.group for skill in lexicon.skills.values()}
        #: The first skill of each group stands for it where no word of the lexicon says which.
        self.general = {group: skill for skill, group in reversed(self.groups.items())}
        self.matcher = Matcher(lexicon, table_for)
        self.leanings_for = cache(leanings_for)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lean:
    """Which group everyday words lean to, how far each group is ahead of the others or behind them, and the words that lean most."""

    group: str
    ahead: Mapping[str, float]
    words: Sequence[_Mention]


_NO_LEAN = _Lean(group="", ahead={}, words=())


def tag(article: Article, tagger: Tagger) -> tuple[SkillTag, ...]:
    """Return the skills that *article* teaches, strongest first, each with the words that say so.

    A skill is present at strength 0.5 or more; what is only mentioned in passing stays below.
    """
    weights = tagger.weights
    cases = _cases(article, tagger)
    shares = _shares(article, cases, tagger)
    lean = _lean(article, tagger)
    most: dict[str, float] = {}
    for skill, share in shares.items():
        most[tagger.groups[skill]] = max(most.get(tagger.groups[skill], 0.0), share)
    tags = []
    for skill, share in shares.items():
        group = tagger.groups[skill]
        ahead = weights.lean * lean.ahead.get(group, 0.0)
        # That the text is about this field is said of the skill that it names most, and of others in proportion.
        strength = _strength(share + (ahead * share / most[group] if ahead > 0 else max(ahead, -weights.doubt * share)))
        if strength >= _WEAKEST:
            words = lean.words if ahead > 0 else ()
            tags.append(SkillTag(skill=skill, group=group, strength=strength, evidence=_evidence(cases[skill], words, article)))
    if lean.group in tagger.general and lean.group not in most:
        strength = _strength(weights.lean * lean.ahead[lean.group])
        if strength >= _WEAKEST:
            nothing = _Case(words={}, hints={})
            skill = tagger.general[lean.group]
            tags.append(SkillTag(skill=skill, group=lean.group, strength=strength, evidence=_evidence(nothing, lean.words, article)))
    return tuple(sorted(tags, key=lambda tag: (-tag.strength, tag.skill)))


def _shares(article: Article, cases: Mapping[SkillId, _Case], tagger: Tagger) -> dict[SkillId, float]:
    """Return how much of what makes a tag present the words of the lexicon show, skill by skill."""
    weights = tagger.weights
    own = {skill: _points(case.words, weights) for skill, case in cases.items()}
    points_by_group: dict[str, float] = {}
    for skill, points in own.items():
        group = tagger.groups[skill]
        points_by_group[group] = points_by_group.get(group, 0.0) + sum(points)
    needed = weights.present * (1 + weights.longer * _doublings(article))
    shares = {}
    for skill, case in cases.items():
        mine = sum(own[skill])
        beside = weights.group * (points_by_group[tagger.groups[skill]] - mine)
        hints = _points(case.hints, weights)
        together = weights.alone * (sum(hints) - max(hints, default=0.0))
        supported = min(weights.hint * sum(hints), weights.hint_cap * (mine + beside) + together)
        share = (mine + supported + (beside if mine else 0.0)) / needed
        if share:
            shares[skill] = share
    return shares


def _strength(share: float) -> float:
    """Return the strength for a share of what makes a tag present: 0.5 for the whole of it."""
    return round(1 - 2 ** -max(share, 0.0), 4)


def _lean(article: Article, tagger: Tagger) -> _Lean:
    """Return where the everyday words of *article* lean, and the words that say so."""
    leanings = tagger.leanings_for(article.language)
    if leanings is None:
        return _NO_LEAN
    where: Where = "transcript" if article.text_from == "transcript" else "body"
    text = "" if article.text_from == "title" else article.text[:_ENOUGH]
    # As the matcher takes it apart, which is remembered.
    title_pieces, pieces = taken_apart(article.title), taken_apart(text).until(_ENOUGH_TO_LEAN)
    title, topics = title_pieces.topics(article.language), pieces.topics(article.language)
    lean = lean_of(title, list(filter(None, topics)), leanings)
    headings = _headings(text[:_ENOUGH_TO_LEAN])
    words = []
    for stem in lean.stems[: 2 * _ENOUGH_EVIDENCE]:
        if stem in title:
            start, end = title_pieces.spans[title.index(stem)]
            words.append(_Mention(words=article.title[start:end], where="title", weight=0.0, start=start))
        else:
            start, end = pieces.spans[topics.index(stem)]
            words.append(_Mention(words=text[start:end], where=_place(where, start, headings), weight=0.0, start=start))
    return _Lean(group=lean.field, ahead=lean.ahead, words=words)


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


def _evidence(case: _Case, leaning: Sequence[_Mention], article: Article) -> tuple[Evidence, ...]:
    """Return the strongest mention of each phrase, words before hints of the same weight, then the words that lean to the field."""
    strongest = [max(mentions, key=_by_weight) for mentions in (*case.words.values(), *case.hints.values())]
    named = sorted(strongest, key=_by_weight, reverse=True)[:_MOST_EVIDENCE]
    shown = {fold(mention.words) for mention in named}
    beside = [mention for mention in leaning if fold(mention.words) not in shown]
    return tuple(
        Evidence(
            words=mention.words,
            where=mention.where,
            at_seconds=second_at(article.transcript, mention.start) if mention.where == "transcript" and article.transcript else None,
        )
        for mention in (*named, *beside[: max(0, _ENOUGH_EVIDENCE - len(named))])
    )


def _by_weight(mention: _Mention) -> float:
    return mention.weight
