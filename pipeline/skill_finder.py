"""Find skills by what a person types: an id, a name or a word in any language, or something near."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from pipeline.skills import Lexicon, Skill
from pipeline.words import fold

#: From this likeness on, two words are probably meant to be the same (0 to 1).
_NEAR_ENOUGH = 0.72


def find_skills(lexicon: Lexicon, words: str, most: int = 10) -> tuple[Skill, ...]:
    """Return the skills that *words* most likely mean, best first; near misses only where nothing fits."""
    wanted = " ".join(fold(words).replace("-", " ").replace("_", " ").split())
    if not wanted:
        return ()
    rated = [(_fit(skill, wanted), skill) for skill in lexicon.skills.values()]
    fitting = [entry for entry in rated if entry[0] > 0] or [
        entry for skill in lexicon.skills.values() if (entry := (_likeness(skill, wanted), skill))[0] >= _NEAR_ENOUGH
    ]
    return tuple(skill for _, skill in sorted(fitting, key=lambda entry: (-entry[0], entry[1].id))[:most])


def _fit(skill: Skill, wanted: str) -> float:
    """Rate how a skill answers: its own name before its words, the whole before a part; 0 where it does not."""
    names = _folded([skill.id, *skill.names.values()])
    words = _folded(word for group in (skill.words, skill.hints) for some in group.values() for word in some)
    if wanted in names:
        return 5
    if any(_has_words(name, wanted) for name in names):
        return 4
    if wanted in words:
        return 3
    if any(_has_words(word, wanted) for word in words):
        return 2
    return 1 if any(wanted in text for text in names | words) and len(wanted) > 2 else 0


def _likeness(skill: Skill, wanted: str) -> float:
    names = _folded([skill.id, *skill.names.values()])
    whole = max(SequenceMatcher(None, wanted, name).ratio() for name in names)
    parts = max(SequenceMatcher(None, wanted, part).ratio() for name in names for part in name.split())
    return max(whole, parts)


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(fold(text).replace("-", " ").split()) for text in texts)


def _has_words(text: str, wanted: str) -> bool:
    return f" {text}".find(f" {wanted}") >= 0
