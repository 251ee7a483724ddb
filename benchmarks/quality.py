"""Print how well Gapfeed understands: skills, ideas, languages, stories, speed.

Run it as ``python benchmarks/quality.py --data ../shared/data``; name figures (skills, ideas, languages, stories) to see only those.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.skill_quality import CHOICES, ideas, reading, skills
from pipeline.stages.language import language_of
from pipeline.stages.story import stories_of
from pipeline.stages.tag import Tagger
from pipeline.understand import tagger_for, traits_of, understand

SIB = {"arb_Arab": "ar", "bul_Cyrl": "bg", "deu_Latn": "de", "eng_Latn": "en", "fra_Latn": "fr", "pol_Latn": "pl", "spa_Latn": "es"}
#: Invented events, each told twice or more, some in two languages, and others that are easily taken for them.
OWN_STORIES = Path(__file__).resolve().parent.parent / "tests" / "stories" / "invented.jsonl"
#: Titles and sentences that are easily taken for another language.
OWN_LANGUAGES = Path(__file__).resolve().parent.parent / "tests" / "languages"


def score_languages(data: Path, part: str) -> dict[str, float]:
    """Return which share of the sentences of one *part*, and of their first 3 to 6 words as titles, is put into the right language."""
    right: dict[str, list[bool]] = defaultdict(list)
    for folder, language in SIB.items():
        lines = (data / "languages" / "sib-200" / folder / f"{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]
        for number, line in enumerate(lines):
            sentence = line.split("\t")[-1]
            title = " ".join(sentence.split()[: 3 + number % 4])
            right["sentences"].append(language_of("", sentence, None, CHOICES) == language)
            right["titles"].append(language_of(title, "", None, CHOICES) == language)
            right["titles, none chosen"].append(language_of(title, "", None, ()) == language)
            right["titles, all seven chosen"].append(language_of(title, "", None, tuple(SIB.values())) == language)
    return {kind: sum(results) / len(results) for kind, results in right.items()}


def languages(data: Path) -> None:
    """Print how many sentences and short titles are put into the right language: those of the data, then those of our own sample."""
    for part in ("train", "dev"):
        for kind, share in score_languages(data, part).items():
            print(f"language of {kind} ({part}): {share:.4f}")
    for name in ("titles", "sentences"):
        rows = [json.loads(line) for line in (OWN_LANGUAGES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        right = [language_of(row.get("title", ""), row.get("text", ""), row["hint"], CHOICES) == row["language"] for row in rows]
        print(f"language of our own {name}: {sum(right) / len(right):.4f} of {len(right)}")


def b_cubed(truth: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 of a grouping.

    >>> b_cubed("aab", "xxy")
    (1.0, 1.0, 1.0)
    """

    def mean(groups: Sequence[str], others: Sequence[str]) -> float:
        sizes, both = Counter(groups), Counter(zip(groups, others, strict=True))
        return sum(count * count / sizes[group] for (group, _), count in both.items()) / len(groups)

    precision, recall = mean(found, truth), mean(truth, found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def news(file: Path) -> list[dict[str, str]]:
    """Return texts of which it is known what story they tell, in time order."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def score_stories(texts: Sequence[dict[str, str]], tagger: Tagger) -> tuple[float, float, float, float]:
    """Return B-cubed precision, recall and F1 of the stories of *texts*, and the milliseconds that a text takes."""
    traits = [traits_of(understand(reading(x["id"], x["title"], x["text"], x["published"], x["language"]), tagger)) for x in texts]
    start = time.process_time()
    found = [membership.story for membership in stories_of(traits, ())]
    milliseconds = (time.process_time() - start) / len(texts) * 1e3
    return *b_cubed([text["story"] for text in texts], found), milliseconds


def stories(data: Path, tagger: Tagger) -> None:
    """Print how well news texts, and invented ones in four languages, are grouped: in time order and without looking ahead."""
    for file in (data / "stories" / "ecbplus.jsonl", OWN_STORIES):
        texts = news(file)
        precision, recall, both, milliseconds = score_stories(texts, tagger)
        print(
            f"stories ({file.stem}): B-cubed precision {precision:.3f} recall {recall:.3f} F1 {both:.3f} on {len(texts)} texts, {milliseconds:.1f} ms a text"
        )


def main() -> None:
    """Print every figure, or only those asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("figures", nargs="*", default=["skills", "ideas", "languages", "stories"])
    options = parser.parse_args()
    tagger = tagger_for(())
    if "skills" in options.figures:
        skills(options.data, tagger)
    if "ideas" in options.figures:
        ideas(tagger)
    if "languages" in options.figures:
        languages(options.data)
    if "stories" in options.figures:
        stories(options.data, tagger)


if __name__ == "__main__":
    main()
