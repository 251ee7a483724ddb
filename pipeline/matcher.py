"""Find the words of the lexicon in a text, whatever their form there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.settings import SkillId
from pipeline.skills import Lexicon, Skill, Words
from pipeline.words import fold, pieces, stem, stem_among

Kind = Literal["word", "hint", "lookalike"]

#: Stands for a place where no phrase reaches across.
_GAP = "|"
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
            tree = self._by_language[language] = _Tree(_phrases(self._lexicon.skills.values(), language))
        found = list(tree.find(text, language))
        return _without_covered(found)


class _Tree:
    """Phrases by their first stem, second stem and so on."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._root: dict[str, _Node] = {}
        self._known: set[str] = set()
        for phrase in phrases:
            branches = self._root
            for word in phrase.stems:
                node = branches.setdefault(word, _Node(phrases=[], branches={}))
                branches = node.branches
            node.phrases.append(phrase)
            self._known.update(phrase.stems)

    def find(self, text: str, language: str) -> Iterator[Match]:
        spans = list(pieces(text))
        known = self._known
        stems = [stem_among(text[start:end], language, known) if end > start else _GAP for start, end in spans]
        for first, word in enumerate(stems):
            node = self._root.get(word)
            position = first
            while node is not None:
                for phrase in node.phrases:
                    if phrase.spelling is None or _is_spelt(phrase.spelling, text, spans[first : position + 1]):
                        yield Match(phrase=phrase, start=spans[first][0], end=spans[position][1])
                position += 1
                node = node.branches.get(stems[position]) if position < len(stems) else None


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
                        spelling = tuple(_entry_words(entry))
                    by_place.setdefault(
                        (skill.id, stems, spelling), Phrase(skill=skill.id, kind=kind, stems=stems, spelling=spelling)
                    )
    return [
        Phrase(skill=phrase.skill, kind=phrase.kind, stems=phrase.stems, spelling=phrase.spelling, shared_by=len(owners.get(phrase.stems, "1")))
        for phrase in by_place.values()
    ]


def _kinds(skill: Skill) -> tuple[tuple[Kind, Words], ...]:
    return ("word", skill.words), ("hint", skill.hints), ("lookalike", skill.lookalikes)


def _entry_words(entry: str) -> list[str]:
    """Return the words of a lexicon entry; gaps count, but not at its ends."""
    words = [entry[start:end] for start, end in pieces(entry)]
    while words and not words[0]:
        words.pop(0)
    while words and not words[-1]:
        words.pop()
    return words


def _stems(entry: str, language: str) -> tuple[str, ...]:
    return tuple(stem(word, language) if word else _GAP for word in _entry_words(entry))


def _spelling(entry: str, language: str) -> tuple[str, ...] | None:
    """Return what the text must show: English capitals, capitals throughout elsewhere, and the -ing that makes a subject of a verb."""
    wanted = tuple(word if _carries_case(word, language) else _ending(word, language) for word in _entry_words(entry))
    return wanted if any(wanted) else None


def _carries_case(word: str, language: str) -> bool:
    return not word.islower() and (language == "en" or (word.isupper() and len(word) > 1)) and word.upper() != word.lower()


def _ending(word: str, language: str) -> str:
    return "-ing" if language == "en" and word.endswith("ing") else ""


def _is_spelt(spelling: tuple[str, ...], text: str, spans: list[tuple[int, int]]) -> bool:
    for wanted, (start, end) in zip(spelling, spans, strict=True):
        if not wanted:
            continue
        surface = text[start:end]
        if wanted == "-ing":
            if not surface.lower().endswith(("ing", "ings", "ing's", "ing’s")):
                return False
        elif surface.isupper() != wanted.isupper() and len(wanted) > 1 and surface.isupper():
            return False
        elif surface[: len(wanted)] != wanted[: len(surface)]:
            return False
    return True


def _without_covered(found: list[Match]) -> list[Match]:
    """Drop what lies inside a longer phrase, and what a lookalike of the same skill explains."""
    lookalikes: dict[SkillId, list[Match]] = {}
    longest_from: dict[int, int] = {}
    for match in found:
        if match.phrase.kind == "lookalike":
            lookalikes.setdefault(match.phrase.skill, []).append(match)
        elif match.phrase.kind == "word":
            longest_from[match.start] = max(longest_from.get(match.start, 0), match.end)
    covers = sorted(longest_from.items())
    kept: list[Match] = []
    position = 0
    reach: list[tuple[int, int]] = []
    for match in sorted(found, key=lambda match: (match.start, -match.end)):
        if match.phrase.kind == "lookalike":
            continue
        while position < len(covers) and covers[position][0] <= match.start:
            reach.append(covers[position])
            position += 1
        inside = any(
            start <= match.start and match.end <= end and (match.end - match.start) < (end - start) for start, end in reach[-4:]
        )
        explained = any(
            other.start < match.end and match.start < other.end for other in lookalikes.get(match.phrase.skill, ())
        )
        if not inside and not explained:
            kept.append(match)
    return kept
