"""Find skills by what a person types: an id, a name or a word in any language, or something near."""

from difflib import SequenceMatcher

from pipeline.skills import Lexicon, Skill
from pipeline.words import fold, stems_of

#: From this likeness on, two words are probably meant to be the same (0 to 1).
_NEAR_ENOUGH = 0.72


def find_skills(lexicon: Lexicon, words: str, most: int = 10, *, near_misses: bool = True) -> tuple[Skill, ...]:
    """Return the skills that *words* most likely mean, best first.

    Other forms of the words count where nothing holds them as they are typed, and *near_misses* where no form does.
    """
    wanted = folded(words)
    if not wanted:
        return ()
    for rate in (_fit, _kinship, _likeness) if near_misses else (_fit, _kinship):
        rated = [(fit, skill) for skill in lexicon.skills.values() if (fit := rate(skill, wanted)) > 0]
        if rated:
            return tuple(skill for _, skill in sorted(rated, key=lambda entry: (-entry[0], entry[1].id))[:most])
    return ()


def _fit(skill: Skill, wanted: str) -> float:
    """Rate how a skill answers: its own name before its words, the whole before a part; 0 where it does not."""
    names = _names(skill)
    words = {folded(word) for group in (skill.words, skill.hints) for some in group.values() for word in some}
    if wanted in names:
        return 5
    if any(_has_words(name, wanted) for name in names):
        return 4
    if wanted in words:
        return 3
    if any(_has_words(word, wanted) for word in words):
        return 2
    return 1 if any(wanted in text for text in names | words) and len(wanted) > 2 else 0


def _kinship(skill: Skill, wanted: str) -> float:
    """Rate by stems, language by language: "wykresy słupkowe" is "wykres słupkowy" in another form."""
    return max((_kinship_in(skill, wanted, language) for language in skill.words), default=0)


def _kinship_in(skill: Skill, wanted: str, language: str) -> float:
    stems = stems_of(wanted, language)
    texts = (skill.names.get(language, ""), *skill.words[language], *skill.hints.get(language, ()))
    found = [kin for text in texts if set(stems) <= set(kin := stems_of(text, language))] if stems else []
    return 2 if stems in found else 1 if found else 0


def _likeness(skill: Skill, wanted: str) -> float:
    """Rate by letters; 0 for what is not near."""
    names = _names(skill)
    parts = {part for name in names for part in name.split()}
    likeness = max(SequenceMatcher(None, wanted, text).ratio() for text in names | parts)
    return likeness if likeness >= _NEAR_ENOUGH else 0


def _names(skill: Skill) -> set[str]:
    return {folded(name) for name in (skill.id, *skill.names.values())}


def folded(text: str) -> str:
    """Return *text* as it is compared: its letters unified, hyphens and underscores as blanks."""
    return " ".join(fold(text).replace("-", " ").replace("_", " ").split())


def _has_words(text: str, wanted: str) -> bool:
    return f" {wanted}" in f" {text}"
