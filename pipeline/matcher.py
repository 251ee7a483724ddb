"""Find the words of the lexicon in a text, whatever their form there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.settings import SkillId
from pipeline.skills import Lexicon, Skill, Words
from pipeline.words import Stems, fold, stem, taken_apart

Kind = Literal["word", "hint", "lookalike"]

#: Stands for a place where no phrase reaches across; the stem of no word.
_GAP = ""
#: Asks for the -ing that makes a subject of a verb: "marketing" is not found in "markets".
_ING = "-ing"
#: Asks for one form of a word and no other.
_EXACTLY = "="
#: English words serve every language: texts everywhere say "PostgreSQL" and "machine learning".
_EVERYWHERE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A word or phrase of the lexicon, and what it says about which skill."""

    skill: SkillId
    kind: Kind
    stems: tuple[str, ...]
    #: What the text must show exactly, word by word; "" where any form will do.
    spelling: tuple[str, ...] | None
    #: Among how many skills the lexicon shares it: the more, the less it says.
    shared_by: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A phrase that stands in a text, and where (offsets in characters)."""

    phrase: Phrase
    start: int
    end: int


class Matcher:
    """The phrases of a lexicon, ready to be looked for; a language's share is prepared when it is first asked for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._by_language: dict[str, _Tree] = {}

    def matches(self, text: str, language: str) -> list[Match]:
        """Return what stands in *text*, in order: the longest phrase at each place, none that a lookalike explains."""
        tree = self._by_language.get(language)
        if tree is None:
            tree = self._by_language[language] = _Tree(_phrases(self._lexicon.skills.values(), language), language)
        return _without_covered(tree.find(text))


class _Tree:
    """Phrases by their first stem, second stem and so on."""

    def __init__(self, phrases: Iterable[Phrase], language: str) -> None:
        self._root: dict[str, _Node] = {}
        known: set[str] = set()
        self._stems = Stems(language, known)
        for phrase in phrases:
            first, *rest = phrase.stems
            node = self._root.setdefault(first, _Node(phrases=[], branches={}))
            for word in rest:
                node = node.branches.setdefault(word, _Node(phrases=[], branches={}))
            node.phrases.append(phrase)
            known.update(phrase.stems)

    def find(self, text: str) -> list[Match]:
        """Return every phrase that stands in *text*, those within others as well, in order of their beginning."""
        pieces = taken_apart(text)
        spans = pieces.spans
        stems = list(map(self._stems.__getitem__, pieces.surfaces))
        root = self._root
        found: list[Match] = []
        for first in [place for place, word in enumerate(stems) if word in root]:
            node: _Node | None = root[stems[first]]
            position = first
            while node is not None:
                found += [
                    Match(phrase=phrase, start=spans[first][0], end=spans[position][1])
                    for phrase in node.phrases
                    if phrase.spelling is None or _is_spelt(phrase.spelling, text, spans[first : position + 1])
                ]
                position += 1
                node = node.branches.get(stems[position]) if node.branches and position < len(stems) else None
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    phrases: list[Phrase]
    branches: dict[str, "_Node"]


def _phrases(skills: Iterable[Skill], language: str) -> list[Phrase]:
    """Return the phrases of all skills in *language* and in English; the same phrase of the same skill once."""
    by_place: dict[tuple[SkillId, tuple[str, ...], tuple[str, ...] | None], Phrase] = {}
    owners: dict[tuple[str, ...], set[SkillId]] = {}
    for skill in skills:
        for kind, words in _kinds(skill):
            for home in dict.fromkeys((language, _EVERYWHERE)):
                for entry in words.get(home, ()):
                    stems = _stems(entry, language)
                    if not stems:
                        continue
                    spelling = _spelling(entry, home)
                    if kind != "lookalike":
                        owners.setdefault(stems, set()).add(skill.id)
                    elif (own := by_place.get((skill.id, stems, None))) is not None and own.kind != "lookalike":
                        # The lookalike has the stem of the word itself: only its exact form is meant.
                        spelling = tuple(_EXACTLY + word for word in _entry_words(entry))
                    by_place.setdefault((skill.id, stems, spelling), Phrase(skill=skill.id, kind=kind, stems=stems, spelling=spelling))
    return [
        Phrase(
            skill=phrase.skill, kind=phrase.kind, stems=phrase.stems, spelling=phrase.spelling, shared_by=len(owners.get(phrase.stems, "1"))
        )
        for phrase in by_place.values()
    ]


def _kinds(skill: Skill) -> tuple[tuple[Kind, Words], ...]:
    return ("word", skill.words), ("hint", skill.hints), ("lookalike", skill.lookalikes)


def _entry_words(entry: str) -> list[str]:
    """Return the words of a lexicon entry; gaps count, but not at its ends."""
    words = list(taken_apart(entry).surfaces)
    while words and not words[0]:
        words.pop(0)
    while words and not words[-1]:
        words.pop()
    return words


def _stems(entry: str, language: str) -> tuple[str, ...]:
    return tuple(stem(word, language) if word else _GAP for word in _entry_words(entry))


def _spelling(entry: str, language: str) -> tuple[str, ...] | None:
    """Return what the text must show: English capitals, capitals throughout elsewhere, the -ing of a single English word."""
    words = _entry_words(entry)
    wanted = tuple(word if _carries_case(word, language) else "" for word in words)
    if len(words) == 1 and language == "en" and words[0].endswith("ing") and not any(wanted):
        return (_ING,)
    return wanted if any(wanted) else None


def _carries_case(word: str, language: str) -> bool:
    return not word.islower() and (language == "en" or (word.isupper() and len(word) > 1)) and word.upper() != word.lower()


def _is_spelt(spelling: tuple[str, ...], text: str, spans: Sequence[tuple[int, int]]) -> bool:
    return all(not wanted or _fits(wanted, text[start:end]) for wanted, (start, end) in zip(spelling, spans, strict=True))


def _fits(wanted: str, surface: str) -> bool:
    """Tell whether a word of the text, of the right stem, is written as the lexicon wants it."""
    if wanted == _ING:
        return surface.lower().endswith(("ing", "ings", "ing's", "ing’s"))
    if wanted.startswith(_EXACTLY):
        return fold(surface) == fold(wanted[1:])
    # The endings that a language adds do not matter: "Kafki" is Kafka, "SQLs" are SQL, but neither "GO" nor "go" is Go.
    capitals = all(there.isupper() or not here.isupper() for here, there in zip(wanted, surface, strict=False))
    return capitals and (wanted.isupper() or not surface.isupper())


def _without_covered(found: list[Match]) -> list[Match]:
    """Drop what lies inside a longer phrase, and what a lookalike of the same skill explains."""
    lookalikes: dict[SkillId, list[Match]] = {}
    for match in found:
        if match.phrase.kind == "lookalike":
            lookalikes.setdefault(match.phrase.skill, []).append(match)
    kept: list[Match] = []
    # In order of beginning, longest first: what lies inside a longer phrase comes after it, and a phrase that began
    # earlier reaches further only if it is longer.
    start = end = 0
    for match in sorted(found, key=_by_place):
        inside = match.start >= start and match.end <= end and match.end - match.start < end - start
        if inside or match.phrase.kind == "lookalike":
            continue
        mine = lookalikes.get(match.phrase.skill)
        if mine and any(other.start < match.end and match.start < other.end for other in mine):
            continue
        kept.append(match)
        if match.phrase.kind == "word" and match.end > end:
            start, end = match.start, match.end
    return kept


def _by_place(match: Match) -> tuple[int, int]:
    return match.start, -match.end
