"""Say which skills an article teaches, how strongly, and by which of its words."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from operator import itemgetter

from pipeline.leanings import Lean, Learned, choice_of, lean_of
from pipeline.matcher import Matcher, Table
from pipeline.model.articles import Article, Evidence, SkillTag, Where
from pipeline.rarity import Phrase
from pipeline.settings import SkillId
from pipeline.skills import Lexicon
from pipeline.spoken import second_at
from pipeline.words import fold, stem, taken_apart

#: Counts up whenever the same article would get other tags.
_VERSION = 4
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
#: ... and of these so many that tell the skill from others of its field, where no word of the lexicon does.
_MOST_TELLING = 2
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
    #: An ambiguous word that nothing supports says so much of what it would say.
    unsupported: float = 0.3


WEIGHTS = Weights()


class Tagger:
    """A lexicon made ready for tagging; built once, used for many articles."""

    def __init__(
        self,
        lexicon: Lexicon,
        weights: Weights = WEIGHTS,
        table_for: Callable[[str], Table] | None = None,
        leanings_for: Callable[[str], Learned | None] = lambda _: None,
    ) -> None:
        """Tag with *lexicon*; *table_for* returns its phrases in a language, where that is quicker than making them.

        *leanings_for* returns what was learned of the words of a language; None for a language of which nothing was.
        """
        self.groups = {skill.id: skill.group for skill in lexicon.skills.values()}
        self.skills_of: dict[str, list[SkillId]] = {}
        for known, group in self.groups.items():
            self.skills_of.setdefault(group, []).append(known)
        #: The stems of a language's ambiguous words.
        self.ambiguous = cache(partial(_ambiguous, lexicon))
        self.matcher = Matcher(lexicon, table_for)
        self.leanings_for = cache(leanings_for)
        self.weights = weights
        #: Which lexicon and which version of the tagger made a tag.
        self.fingerprint = fingerprint_of(lexicon, weights)


def _ambiguous(lexicon: Lexicon, language: str) -> frozenset[Phrase]:
    words = (word for skill in lexicon.skills.values() for home in (language, "en") for word in skill.ambiguous.get(home, ()))
    return frozenset((stem(word, language),) for word in words)


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

    words: dict[Phrase, list[_Mention]]
    hints: dict[Phrase, list[_Mention]]


_NOTHING = _Case(words={}, hints={})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What the everyday words of an article say beside the words of the lexicon."""

    #: How far each group is ahead of the others, or behind them.
    ahead: Mapping[str, float]
    #: What each skill has of its group's lead, from 0 to 1.
    parts: Mapping[SkillId, float]
    #: The words that lean most.
    words: Sequence[_Mention]


def tag(article: Article, tagger: Tagger) -> tuple[SkillTag, ...]:
    """Return the skills that *article* teaches, strongest first, each with the words that say so.

    A skill is present at strength 0.5 or more; what is only mentioned in passing stays below.
    """
    weights = tagger.weights
    learned = tagger.leanings_for(article.language)
    cases = _cases(article, tagger, learned.rarity if learned else {})
    shares = _shares(article, cases, tagger)
    said = _Said(ahead={}, parts={}, words=())
    if learned:
        everyday = _Everyday(article, learned)
        lean = everyday.lean()
        for group, stems in _doubtful(cases, tagger, article.language).items():
            # A word that may mean something else is no support for itself.
            ahead = everyday.lean(without=stems).ahead.get(group, 1.0)
            if ahead <= 0:
                lean = replace(lean, ahead={**lean.ahead, group: ahead})
                shares = {skill: share * (weights.unsupported if tagger.groups[skill] == group else 1) for skill, share in shares.items()}
        said = _said(everyday, lean, shares, cases, tagger)
    tags = []
    for skill in dict.fromkeys((*shares, *said.parts)):
        share, group = shares.get(skill, 0.0), tagger.groups[skill]
        ahead = weights.lean * said.ahead.get(group, 0.0)
        strength = _strength(share + (ahead * said.parts[skill] if ahead > 0 else max(ahead, -weights.doubt * share)))
        if strength >= _WEAKEST:
            evidence = _evidence(cases.get(skill, _NOTHING), said.words if ahead > 0 else (), article)
            tags.append(SkillTag(skill=skill, group=group, strength=strength, evidence=evidence))
    return tuple(sorted(tags, key=lambda tag: (-tag.strength, tag.skill)))


def _doubtful(cases: Mapping[SkillId, _Case], tagger: Tagger, language: str) -> dict[str, frozenset[str]]:
    """Return the groups for which one ambiguous word speaks alone, or beside a single hint, with the stems of that word."""
    words: dict[str, dict[Phrase, list[_Mention]]] = {}
    hints: dict[str, set[Phrase]] = {}
    for skill, case in cases.items():
        words.setdefault(tagger.groups[skill], {}).update(case.words)
        hints.setdefault(tagger.groups[skill], set()).update(case.hints)
    ambiguous = tagger.ambiguous(language)
    return {
        group: frozenset((phrase[0], *(stem(one.words, language) for one in mentions)))
        for group, phrases in words.items()
        if len(phrases) == 1
        for phrase, mentions in phrases.items()
        if phrase in ambiguous and len(hints[group] - {phrase}) <= 1
    }


def _said(everyday: "_Everyday", lean: Lean, shares: Mapping[SkillId, float], cases: Mapping[SkillId, _Case], tagger: Tagger) -> _Said:
    """Return what *everyday* words, which lean as *lean* says, say beside the lexicon's."""
    most: dict[str, float] = {}
    for skill, share in shares.items():
        most[tagger.groups[skill]] = max(most.get(tagger.groups[skill], 0.0), share)
    # That the text is about a field is said of the skill that it names most, and of others in proportion.
    parts = {skill: share / most[tagger.groups[skill]] for skill, share in shares.items()}
    stems = list(lean.stems)
    skills = tagger.skills_of.get(lean.field, ())
    if skills and lean.ahead[lean.field] > 0 and not any(skill in cases and cases[skill].words for skill in skills):
        # No word of the lexicon says which skill of the field it is.
        chosen, telling = everyday.choice({skill: shares.get(skill, 0.0) for skill in skills}) or (skills[0], ())
        parts |= dict.fromkeys(skills, 0.0) | {chosen: 1.0}
        stems = [*telling[:_MOST_TELLING], *stems]
    return _Said(ahead=lean.ahead, parts=parts, words=tuple(everyday.mentions(stems[: 2 * _ENOUGH_EVIDENCE])))


class _Everyday:
    """The everyday words of an article: where they lean, and where they stand."""

    def __init__(self, article: Article, learned: Learned) -> None:
        text = "" if article.text_from == "title" else article.text[:_ENOUGH]
        self._learned = learned
        self._article = article
        self._headings = _headings(text[:_ENOUGH_TO_LEAN])
        # As the matcher takes it apart, which is remembered.
        self._title_pieces, self._pieces = taken_apart(article.title), taken_apart(text).until(_ENOUGH_TO_LEAN)
        #: The stems of both, "" for what carries no topic.
        self._title = self._title_pieces.topics(article.language)
        self._text = self._pieces.topics(article.language)

    def lean(self, without: AbstractSet[str] = frozenset()) -> Lean:
        """Return where the words lean, those whose stems are in *without* left out."""
        title, text = ([one for one in stems if one and one not in without] for stems in (self._title, self._text))
        return lean_of(title, text, self._learned.fields)

    def choice(self, among: Mapping[SkillId, float]) -> tuple[SkillId, Sequence[str]] | None:
        """Return of which of the skills *among* the words speak most, and the stems that say so; None where none is known."""
        return choice_of(self._title, list(filter(None, self._text)), self._learned.skills, among)

    def mentions(self, stems: Iterable[str]) -> Iterator[_Mention]:
        """Yield where each of *stems* first stands, in the title before the text."""
        where: Where = "transcript" if self._article.text_from == "transcript" else "body"
        for one in stems:
            if one in self._title:
                start, end = self._title_pieces.spans[self._title.index(one)]
                yield _Mention(words=self._article.title[start:end], where="title", weight=0.0, start=start)
            else:
                start, end = self._pieces.spans[self._text.index(one)]
                place = _place(where, start, self._headings)
                yield _Mention(words=self._article.text[start:end], where=place, weight=0.0, start=start)


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


def _cases(article: Article, tagger: Tagger, rarity: Mapping[Phrase, float]) -> dict[SkillId, _Case]:
    """Return what the title, the source's own tags and the text say for each skill that they speak of."""
    texts: list[tuple[str, Where]] = [(article.title, "title"), ("\n".join(article.item.categories), "tags")]
    if article.text_from != "title":
        texts.append((article.text[:_ENOUGH], "transcript" if article.text_from == "transcript" else "body"))
    cases: dict[SkillId, _Case] = {}
    for text, where in texts:
        _gather(text, where, article.language, tagger, rarity, cases)
    return cases


def _gather(text: str, where: Where, language: str, tagger: Tagger, rarity: Mapping[Phrase, float], cases: dict[SkillId, _Case]) -> None:
    headings = _headings(text) if where == "body" else []
    weights = tagger.weights
    for match in tagger.matcher.matches(text, language):
        phrase, start = match.phrase, match.start
        place = _place(where, start, headings)
        weight = _weight(place, weights, beginning=start < _LEAD) * rarity.get(phrase.stems, 1.0)
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


def _points(phrases: Mapping[Phrase, Sequence[_Mention]], weights: Weights) -> list[float]:
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
