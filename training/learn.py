"""Learn which everyday words lean to which field of skills, from the texts beside this file.

`python training/learn.py` writes pipeline/lexicon/leanings/ anew; run it after any change to lessons or vocabulary, or to how words
are stemmed. The same texts give the same files.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.leanings import NOTHING, learned, weights_of, written
from pipeline.words import stems_of

HERE = Path(__file__).resolve().parent
LANGUAGES = ("ar", "bg", "en", "pl")
LEANINGS = HERE.parent / "pipeline" / "lexicon" / "leanings"
#: Found by cross-validation on the lessons: 0.1 to 0.3 are about equally good.
SMOOTHING = 0.2
#: Words of the vocabulary are taken as short texts of so many.
WORDS_TOGETHER = 10

Example = tuple[str, Mapping[str, float]]


def leanings_of(language: str) -> str:
    """Return what is learned of *language*, as its file has it."""
    return written(learned((*lessons(language), *vocabulary(language)), SMOOTHING))


def lessons(language: str) -> Iterator[Example]:
    """Yield the texts that somebody wrote, each with its field."""
    for line in (HERE / "lessons" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
        lesson = json.loads(line)
        yield lesson["group"] or NOTHING, weights_of(stems_of(lesson["title"], language), stems_of(lesson["text"], language))


def vocabulary(language: str) -> Iterator[Example]:
    """Yield the words that somebody wrote down, by the handful, each handful with its field."""
    for section in (HERE / "vocabulary" / f"{language}.txt").read_text(encoding="utf-8").split("## ")[1:]:
        field, *words = filter(None, map(str.strip, section.splitlines()))
        for start in range(0, len(words), WORDS_TOGETHER):
            yield field, weights_of((), stems_of("\n".join(words[start : start + WORDS_TOGETHER]), language))


def main() -> None:
    """Write the leanings of every language, and what tells them from any others."""
    LEANINGS.mkdir(exist_ok=True)
    version = sha256()
    for language in LANGUAGES:
        content = leanings_of(language).encode()
        version.update(content)
        (LEANINGS / f"{language}.tsv").write_bytes(content)
        print(f"{language}: {content.count(10) - 1} words, {len(content) // 1024} KB")
    (LEANINGS / "version.txt").write_text(f"{version.hexdigest()[:16]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
