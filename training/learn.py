"""Learn which everyday words lean to which field and which skill, and how rare the lexicon's phrases are, from the texts beside this file.

`python training/learn.py` writes pipeline/lexicon/leanings/ anew; run it after any change to lessons, vocabulary or lexicon, or to how
words are stemmed. The same texts give the same files.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline import rarity
from pipeline.edges.knowledge import lexicon
from pipeline.leanings import NOTHING, Leanings, joined, learned, strongest, weights_of, written, written_by_field
from pipeline.matcher import Matcher
from pipeline.words import stems_of

HERE = Path(__file__).resolve().parent
LANGUAGES = ("ar", "bg", "en", "pl")
LEANINGS = HERE.parent / "pipeline" / "lexicon" / "leanings"
#: Found by cross-validation on the lessons: 0.1 to 0.3 are about equally good, for fields as for skills.
SMOOTHING = 0.2
#: Words of the vocabulary, and those of a skill in the lexicon, are taken as short texts of so many.
WORDS_TOGETHER = 10
#: Stems kept of each skill: with all of them the files are twice as long, and the right skill is found in 2 texts of 100 more.
STEMS_OF_A_SKILL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to learn from."""

    #: What it teaches; `NOTHING`, and "" for the skill, where it teaches nothing, or where nobody said which skill of the field.
    field: str
    skill: str = ""
    title: str = ""
    text: str

    def weights(self, language: str) -> Mapping[str, float]:
        """Return how much each of its stems weighs."""
        return weights_of(stems_of(self.title, language), stems_of(self.text, language))


def files_of(language: str) -> dict[str, str]:
    """Return the content of each file that is learned of *language*, by its name."""
    texts = (*lessons(language), *vocabulary(language))
    return {
        f"{language}.tsv": written(fields_from(texts, language)),
        f"{language}.skills.tsv": written_by_field(skills_from(texts, language)),
        f"{language}.counts.tsv": rarity.written(counted(texts, language), len(texts)),
    }


def fields_from(texts: Sequence[Text], language: str) -> Leanings:
    """Return where the words of *texts* lean among the fields."""
    return learned(((text.field, text.weights(language)) for text in texts), SMOOTHING)


def skills_from(texts: Sequence[Text], language: str) -> Leanings:
    """Return where the words of *texts*, and the lexicon's own, lean among the skills of each field."""
    by_field: dict[str, list[tuple[str, Mapping[str, float]]]] = {}
    for text in (*texts, *named(language)):
        if text.skill:
            by_field.setdefault(text.field, []).append((text.skill, text.weights(language)))
    return strongest(joined(learned(examples, SMOOTHING) for _, examples in sorted(by_field.items())), STEMS_OF_A_SKILL)


def counted(texts: Sequence[Text], language: str) -> Counter[rarity.Phrase]:
    """Return in how many of *texts* each phrase of the lexicon stands."""
    matcher = _matcher()
    return Counter(
        phrase
        for text in texts
        for phrase in {match.phrase.stems for part in (text.title, text.text) for match in matcher.matches(part, language)}
    )


@cache
def _matcher() -> Matcher:
    return Matcher(lexicon())


def lessons(language: str) -> Iterator[Text]:
    """Yield the texts that somebody wrote, each with its field and skill."""
    for line in (HERE / "lessons" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
        lesson = json.loads(line)
        yield Text(field=lesson["group"] or NOTHING, skill=lesson.get("skill") or "", title=lesson["title"], text=lesson["text"])


def vocabulary(language: str) -> Iterator[Text]:
    """Yield the words that somebody wrote down, by the handful, each handful with its field."""
    for section in (HERE / "vocabulary" / f"{language}.txt").read_text(encoding="utf-8").split("## ")[1:]:
        field, *words = filter(None, map(str.strip, section.splitlines()))
        for handful in _handfuls(words):
            yield Text(field=field, text=handful)


def named(language: str) -> Iterator[Text]:
    """Yield the words of each skill in the lexicon, by the handful: those of *language* and the English ones."""
    for skill in lexicon().skills.values():
        words = [skill.name(language)]
        for home in dict.fromkeys((language, "en")):
            words += (*skill.words.get(home, ()), *skill.hints.get(home, ()))
        for handful in _handfuls(words):
            yield Text(field=skill.group, skill=skill.id, text=handful)


def _handfuls(words: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(words), WORDS_TOGETHER):
        yield "\n".join(words[start : start + WORDS_TOGETHER])


def version_of(contents: Mapping[str, str]) -> str:
    """Return what tells *contents* of files from any others."""
    version = sha256()
    for name, content in sorted(contents.items()):
        version.update(f"\0{name}\0{content}".encode())
    return version.hexdigest()[:16]


def main() -> None:
    """Write what is learned of every language, and what tells it from anything else."""
    LEANINGS.mkdir(exist_ok=True)
    contents = {name: content for language in LANGUAGES for name, content in files_of(language).items()}
    for name, content in contents.items():
        (LEANINGS / name).write_text(content, encoding="utf-8", newline="\n")
        print(f"{name}: {len(content.splitlines())} lines, {len(content.encode()) // 1024} KB")
    (LEANINGS / "version.txt").write_text(f"{version_of(contents)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
