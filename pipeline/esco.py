"""Say which skill a concept of ESCO is, and by which of its labels texts speak of it.

ESCO is the European Commission's classification of skills, competences and occupations (https://esco.ec.europa.eu). Its terms of
reuse ask for the acknowledgement below, and that what was adapted says so.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Protocol

from pipeline.settings import ImportedSkill, SkillId, WordsByLanguage
from pipeline.skills import Lexicon, Skill, skill_of_esco
from pipeline.words import fold, small_words, stem, stems_of, words_of

ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."

_ADDRESS = re.compile(r"https?://data\.europa\.eu/esco/skill/([\w.-]+)/?", re.IGNORECASE)
#: What stands behind a name to tell it from others: "Python (computer programming)".
_QUALIFIED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
#: An id is cut after this many letters, at a hyphen.
_LONGEST_ID = 60
#: How an id begins where the name has no letters.
_NAMELESS = "skill"
#: How much of an address tells two ids apart: more where that is not enough.
_ENDINGS = (4, 8, 16, 64)
#: A word this long is ambiguous in no language that we know (letters); shorter ones may be: "plan", "support", "modelling".
_LONG_WORD = 12
#: Initials of two letters mean too many things: ML, BI, RS.
_SHORTEST_INITIALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A concept of ESCO, in the languages that were imported."""

    address: str
    id: SkillId
    #: By language: its name, then its other labels.
    labels: Mapping[str, tuple[str, ...]]
    #: What it means, by language.
    abouts: Mapping[str, str]

    def name(self, language: str) -> str:
        """Return its name in *language*, else in English, else in any."""
        return (self.labels.get(language) or self.labels.get("en") or next(iter(self.labels.values())))[0]

    def about(self, language: str) -> str:
        """Return what it means in *language*, else in English, else in any; "" where nothing says it."""
        return self.abouts.get(language) or self.abouts.get("en") or next(iter(self.abouts.values()), "")


class Shelf(Protocol):
    """Where imported concepts are kept."""

    def is_empty(self) -> bool:
        """Whether nothing has been imported."""
        ...

    def concept(self, name: str) -> Concept | None:
        """Return the concept of that id or address."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Esco:
    """What ESCO names, by way of the lexicon and of what was imported."""

    lexicon: Lexicon
    shelf: Shelf

    def id_of(self, name: str) -> SkillId | None:
        """Return the skill that is meant by the id or the address of a concept; None where none is.

        It is the lexicon's where the lexicon knows the concept.
        """
        if (plain := SkillId(name.strip().lower())) in self.lexicon.skills:
            return plain
        address = address_of(name)
        known = None if address is None else self.known_as(address)
        if known is not None:
            return known.id
        concept = self.shelf.concept(address or name.strip().lower())
        return None if concept is None else self.id_for(concept)

    def id_for(self, concept: Concept) -> SkillId:
        """Return the id by which a concept is learnt: the lexicon's, else its own."""
        known = self.known_as(concept.address)
        return known.id if known else concept.id

    def known_as(self, address: str) -> Skill | None:
        """Return the skill of the lexicon that means the same as the concept of *address*."""
        return next((skill for skill in self.lexicon.skills.values() if skill.esco == address), None)

    def imported(self, skill: SkillId) -> ImportedSkill | None:
        """Return what the import adds for a skill: everything where the lexicon does not know it, else the languages it has no words in."""
        known = self.lexicon.skills.get(skill)
        if known is None:
            concept = self.shelf.concept(skill)
            return None if concept is None else imported_skill(concept, self.lexicon)
        concept = self.shelf.concept(known.esco) if known.esco else None
        if concept is None:
            return None
        added = imported_skill(
            concept, self.lexicon, skill=known.id, languages=[code for code in concept.labels if code not in known.words]
        )
        return added if added.words else None


def imported_skill(
    concept: Concept, lexicon: Lexicon, *, skill: SkillId | None = None, languages: Iterable[str] | None = None
) -> ImportedSkill:  # fmt: skip
    """Return *concept* as something to learn: as *skill*, by default under its own id; in *languages*, by default in all of its own."""
    chosen = concept.labels if languages is None else languages
    sorted_labels = {language: words_and_hints(concept.labels[language], language, ambiguous_in(lexicon, language)) for language in chosen}
    return ImportedSkill(
        id=skill or concept.id,
        esco=concept.address,
        names=tuple((language, concept.labels[language][0]) for language in chosen),
        words=_where_any((language, words) for language, (words, _) in sorted_labels.items()),
        hints=_where_any((language, hints) for language, (_, hints) in sorted_labels.items()),
    )


def concept_as_skill(concept: Concept, lexicon: Lexicon, language: str) -> Skill:
    """Return a concept that the lexicon does not know as a skill to show, described in *language* where it can be."""
    return skill_of_esco(imported_skill(concept, lexicon), concept.about(language))


def address_of(name: str) -> str | None:
    """Return the address of a concept as ESCO writes it; None for what is no such address.

    >>> address_of("https://data.europa.eu/esco/skill/598DE5B0/")
    'http://data.europa.eu/esco/skill/598de5b0'
    """
    found = _ADDRESS.fullmatch(name.strip())
    return f"http://data.europa.eu/esco/skill/{found[1].lower()}" if found else None


def words_and_hints(labels: tuple[str, ...], language: str, ambiguous: Container[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Divide the *labels* of a concept, its name first, into words that alone speak of it and hints that do so only beside others.

    The name is a word. Another label is one where it is a phrase that shares a word with the name ("budget management" beside "manage
    budgets"), or is written like a name ("MS Excel", GPS). A single word that may mean anything is a hint, be it the name, unless nothing
    else is left; so is what stands in brackets behind a name. *ambiguous* holds stems of words that are known to mean many things.
    """
    bracketed = _QUALIFIED.fullmatch(labels[0])
    name = bracketed[1] if bracketed else labels[0]
    name_stems = frozenset(stems_of(name, language))
    words: dict[str, None] = {}
    hints: dict[str, None] = {bracketed[2]: None} if bracketed else {}
    for label in (name, *labels[1:]):
        if label is not name and fold(label) == fold(name):
            continue
        parts = words_of(label)
        if len(parts) == 1:
            loud = not _is_vague(parts[0], language, ambiguous) and (label is name or _is_telling(parts[0]))
        else:
            loud = label is name or not name_stems.isdisjoint(stems_of(label, language)) or _is_proper(parts, language)
        (words if loud else hints).setdefault(label)
    if not words:
        hints.pop(name, None)
        words[name] = None
    return tuple(words), tuple(hints)


def ambiguous_in(lexicon: Lexicon, language: str) -> frozenset[str]:
    """Return the stems of the single words of *language* that the lexicon takes for ambiguous: its hints."""
    found = (words_of(hint) for skill in lexicon.skills.values() for hint in skill.hints.get(language, ()))
    return frozenset(stem(words[0], language) for words in found if len(words) == 1)


def new_ids(names: Mapping[str, str], taken: Iterable[str]) -> dict[str, SkillId]:
    """Return an id for each concept, by address: its name as an id, with some of its address where another has the same.

    Args:
        names: by address.
        taken: ids that others have.
    """
    slugs = {address: _with_letters(_slug(name)) for address, name in names.items()}
    shared = {slug for slug, times in Counter(slugs.values()).items() if times > 1}
    used = set(taken)
    ids: dict[str, SkillId] = {}
    for address in sorted(slugs):
        slug = slugs[address]
        ending = re.sub(r"[\W_]", "", address.rpartition("/")[2])
        options = [] if slug in {*shared, _NAMELESS} else [slug]
        options += [f"{slug}-{ending[:length]}" for length in _ENDINGS if ending]
        # Endings of damaged addresses may be alike; then they are counted.
        counted = (f"{slug}-{number}" for number in count(2))
        ids[address] = SkillId(next(option for option in chain(options, counted) if option not in used))
        used.add(ids[address])
    return ids


def _slug(name: str) -> str:
    """Return *name* as an id: small letters, digits and hyphens.

    >>> _slug("manage Budgets (ICT)"), _slug("C++"), _slug("C#")
    ('manage-budgets-ict', 'c-plus-plus', 'c-sharp')
    """
    spelt = re.sub(r"(?<=\w)#", " sharp", re.sub(r"(?<=[\w+])\+", " plus", fold(name)))
    slug = re.sub(r"[\W_]+", "-", spelt).strip("-")
    return slug if len(slug) <= _LONGEST_ID else slug[:_LONGEST_ID].rpartition("-")[0] or slug[:_LONGEST_ID]


def _with_letters(slug: str) -> str:
    """Return *slug* with a letter in it: YAML would take figures for a number."""
    return slug if any(map(str.isalpha, slug)) else "-".join(filter(None, (_NAMELESS, slug)))


def _where_any(words: Iterable[tuple[str, tuple[str, ...]]]) -> WordsByLanguage:
    return tuple((language, some) for language, some in words if some)


def _is_vague(word: str, language: str, ambiguous: Container[str]) -> bool:
    return len(word) == 1 or fold(word) in small_words(language) or stem(word, language) in ambiguous


def _is_telling(word: str) -> bool:
    """Tell whether a single word means one thing: it is long, or written like a name ("MySQL", "C++", "GPS")."""
    return len(word) >= _LONG_WORD or (len(word) >= _SHORTEST_INITIALS and not word.isalpha()) or _has_inner_capital(word)


def _has_inner_capital(word: str) -> bool:
    return len(word) >= _SHORTEST_INITIALS and not word[1:].islower() and word[1:].lower() != word[1:]


def _is_proper(words: list[str], language: str) -> bool:
    """Tell whether a phrase is written like a name: "MS Excel". German writes all nouns so."""
    return any(map(_has_inner_capital, words)) or (language != "de" and any(word[:1].isupper() for word in words[1:]))
