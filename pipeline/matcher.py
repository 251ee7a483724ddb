"""Find the words of the lexicon in a text, whatever their form there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pipeline.settings import SkillId
from pipeline.skills import Lexicon, Skill, Words
from pipeline.words import Stems, fold, stem, taken_apart

Kind = Literal["word", "hint", "lookalike"]

#: Stands for a place where no phrase reaches across; the stem of no word.
_GAP = ""
#: Between the stems of a phrase; in none of them.
_NEXT = "\n"
#: Words of the longest phrase that is looked for; the longest of the lexicon has eight. The beginnings of a whole page of text,
#: which somebody may have given among their own words, would fill the memory.
_MOST_WORDS = 100
#: Asks for the -ing that makes a subject of a verb: "marketing" is not found in "markets".
_ING = "-ing"
#: Asks for one form of a word and no other.
_EXACTLY = "="
#: English words serve every language: texts everywhere say "PostgreSQL" and "machine learning". In a language of which the lexicon
#: has no word they are compared as English words: by the stems of that language French "gens" (people) would be "GenAI", and Spanish
#: "salir" (to leave) "sales". Over 2,440 texts in German, French and Spanish 66 finds went, nearly all false, and four weak ones came.
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


Entry = tuple[SkillId, Kind, tuple[str, ...] | None]
"""Which skill a phrase speaks of, how, and what the text must show exactly, word by word: "" or None where any form will do."""

Table = Mapping[str, tuple[Entry, ...]]
"""The phrases to look for in one language, by their stems in one string; the beginning of a longer phrase is there, too, be it empty.

It is made of nothing but strings and tuples, as it is kept as a file: making it takes ten times as long as reading it.
"""


def table_of(skills: Iterable[Skill], language: str) -> Table:
    """Return the phrases of *skills* in *language* and in English, stemmed as the words of a text in *language* are."""
    found: dict[str, list[Entry]] = {}
    # Thousands of phrases say the same about the same skill: one entry serves them all.
    same: dict[Entry, Entry] = {}
    for skill in skills:
        for stems, entry in _entries(skill, language):
            found.setdefault(stems, []).append(same.setdefault(entry, entry))
    for stems in tuple(found):
        end = stems.find(_NEXT)
        while end >= 0:
            found.setdefault(stems[:end], [])
            end = stems.find(_NEXT, end + 1)
    alike: dict[tuple[Entry, ...], tuple[Entry, ...]] = {}
    return {stems: alike.setdefault(entries, entries) for stems, entries in ((stems, tuple(found[stems])) for stems in found)}


def with_skills(table: Table, skills: Iterable[Skill], language: str) -> Table:
    """Return *table* with *skills* added; one that it knew under the same id goes."""
    added = tuple(skills)
    replaced = {skill.id for skill in added}
    made = {
        stems: tuple(entry for entry in entries if entry[0] not in replaced) if any(entry[0] in replaced for entry in entries) else entries
        for stems, entries in table.items()
    }
    for stems, entries in table_of(added, language).items():
        made[stems] = made.get(stems, ()) + entries
    return made


class Matcher:
    """The phrases of a lexicon, ready to be looked for; a language's share is prepared when it is first asked for."""

    def __init__(self, lexicon: Lexicon, table_for: Callable[[str], Table] | None = None) -> None:
        """Look for the phrases of *lexicon*; *table_for* returns those of a language, where that is quicker than making them."""
        skills = tuple(lexicon.skills.values())
        self._table_for = table_for or partial(table_of, skills)
        self._languages = {language for skill in skills for _, words in _kinds(skill) for language in words}
        self._by_language: dict[str, _Phrases] = {}

    def matches(self, text: str, language: str) -> list[Match]:
        """Return what stands in *text*, in order: the longest phrase at each place, none that a lookalike explains.

        In a language of which the lexicon has no word the English ones are looked for, as English words.
        """
        if language not in self._languages:
            language = _EVERYWHERE
        phrases = self._by_language.get(language)
        if phrases is None:
            phrases = self._by_language[language] = _Phrases(self._table_for(language), language)
        return _without_covered(phrases.find(text))


class _Phrases:
    """The phrases of one language."""

    def __init__(self, table: Table, language: str) -> None:
        self._table = table
        self._stems = Stems(language, {stem for stems in table for stem in stems.split(_NEXT)})
        #: Those that a text has shown.
        self._seen: dict[str, tuple[Phrase, ...]] = {}

    def find(self, text: str) -> list[Match]:
        """Return every phrase that stands in *text*, those within others as well, in order of their beginning."""
        pieces = taken_apart(text)
        spans = pieces.spans
        stems = list(map(self._stems.__getitem__, pieces.surfaces))
        table = self._table
        found: list[Match] = []
        for first in [place for place, word in enumerate(stems) if word in table]:
            key = stems[first]
            last = first
            while (entries := table.get(key)) is not None:
                if entries:
                    found += [
                        Match(phrase=phrase, start=spans[first][0], end=spans[last][1])
                        for phrase in self._seen.get(key) or self._see(key, entries)
                        if phrase.spelling is None or _is_spelt(phrase.spelling, text, spans[first : last + 1])
                    ]
                last += 1
                if last == len(stems):
                    break
                key += _NEXT + stems[last]
        return found

    def _see(self, key: str, entries: tuple[Entry, ...]) -> tuple[Phrase, ...]:
        shared_by = len({skill for skill, kind, _ in entries if kind != "lookalike"}) or 1
        stems = tuple(key.split(_NEXT))
        seen = self._seen[key] = tuple(
            Phrase(skill=skill, kind=kind, stems=stems, spelling=spelling, shared_by=shared_by) for skill, kind, spelling in entries
        )
        return seen


def _entries(skill: Skill, language: str) -> Iterator[tuple[str, Entry]]:
    """Yield the phrases of *skill* in *language* and in English, by their stems; the same phrase once."""
    kinds: dict[tuple[str, tuple[str, ...] | None], Kind] = {}
    for kind, by_language in _kinds(skill):
        for home in dict.fromkeys((language, _EVERYWHERE)):
            for entry in by_language.get(home, ()):
                words = _entry_words(entry)
                if not 0 < len(words) <= _MOST_WORDS:
                    continue
                stems = _NEXT.join([stem(word, language) if word else _GAP for word in words])
                spelling = _spelling(words, home)
                if kind == "lookalike" and kinds.get((stems, None), kind) != "lookalike":
                    # The lookalike has the stem of the word itself: only its exact form is meant.
                    spelling = tuple(_EXACTLY + word for word in words)
                kinds.setdefault((stems, spelling), kind)
    for (stems, spelling), kind in kinds.items():
        yield stems, (skill.id, kind, spelling)


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


def _spelling(words: Sequence[str], language: str) -> tuple[str, ...] | None:
    """Return what the text must show: English capitals, capitals throughout elsewhere, the -ing of a single English word."""
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
