"""Print how well Gapfeed understands: skills, languages, stories, speed.

Run it as ``python benchmarks/quality.py --data ../shared/data``; name figures (skills, languages, stories) to see only those.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from feeds.model.entries import FeedItem
from feeds.model.ids import ItemKey, SourceId
from pipeline.model.articles import Article, Reading, SkillTag
from pipeline.stages.language import language_of
from pipeline.stages.story import stories_of
from pipeline.stages.tag import Tagger, tag
from pipeline.understand import tagger_for, traits_of, understand

SIB = {"arb_Arab": "ar", "bul_Cyrl": "bg", "deu_Latn": "de", "eng_Latn": "en", "fra_Latn": "fr", "pol_Latn": "pl", "spa_Latn": "es"}
CHOICES = ("en", "ar", "pl", "bg")
PRESENT = 0.5


def reading(identity: str, title: str, text: str, published: str | None = None, language: str | None = None) -> Reading:
    """Return a text of the data as the pipeline would gather it."""
    item = FeedItem(
        key=ItemKey(identity), url=None, url_key=None, title=title, published=datetime.fromisoformat(published) if published else None,
        updated=None, author=None, language=language, kind="article", summary_text="", content_text=text,
    )  # fmt: skip
    return Reading(item=item, source=SourceId(identity[:12]), first_seen=datetime(2026, 1, 1, tzinfo=UTC), languages=CHOICES)


def labelled(data: Path) -> list[dict[str, object]]:
    """Return the labelled items, each once."""
    lines = (data / "relevance" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    by_id = {item["id"]: item for item in map(json.loads, lines)}
    return list(by_id.values())


def score(items: Sequence[dict[str, object]], groups_of: Sequence[set[str]], groups: Iterable[str]) -> dict[str, Counter[str]]:
    """Count hits, false finds and misses by group; where the two annotators differ in presence nothing is counted."""
    counts: dict[str, Counter[str]] = {group: Counter() for group in groups}
    for item, found in zip(items, groups_of, strict=True):
        grades: dict[str, list[int]] = item["skills"]  # type: ignore[assignment]
        for group, count in counts.items():
            first, second = (grade > 0 for grade in grades.get(group, [0, 0]))
            if first == second:
                count[("miss", "hit")[group in found] if first else ("right", "false")[group in found]] += 1
    return counts


def f1(count: Counter[str]) -> float:
    """Return the F1 of counted hits, false finds and misses."""
    wrong = count["false"] + count["miss"]
    return 2 * count["hit"] / (2 * count["hit"] + wrong) if count["hit"] or wrong else 1.0


def tag_labelled(data: Path, tagger: Tagger) -> tuple[list[dict[str, object]], list[Article], list[tuple[SkillTag, ...]]]:
    """Return the labelled items, the articles made of them and their tags."""
    items = labelled(data)
    articles = [understand(reading(str(i["id"]), str(i["title"]), str(i["text"])), tagger).article for i in items]
    return items, articles, [tag(article, tagger) for article in articles]


def present(tags: Iterable[SkillTag]) -> set[str]:
    """Return the groups that are present."""
    return {one.group for one in tags if one.strength >= PRESENT}


def skills(data: Path, tagger: Tagger) -> None:
    """Print presence of skill groups against the labels, and the speed of the tagger."""
    items, articles, tags = tag_labelled(data, tagger)
    found = [present(tagged) for tagged in tags]
    counts = score(items, found, dict.fromkeys(tagger.groups.values()))
    total = sum(counts.values(), Counter[str]())
    print(f"skills: micro-F1 {f1(total):.3f} on {len(items)} items (hit {total['hit']}, false {total['false']}, missed {total['miss']})")
    for group, count in sorted(counts.items(), key=lambda pair: f1(pair[1])):
        print(f"  {group:14} F1 {f1(count):.2f}  hit {count['hit']:3} false {count['false']:3} missed {count['miss']:3}")
    none = [loud for item, loud in zip(items, found, strict=True) if not item["skills"]]
    print(f"items with no skill that get one: {sum(map(bool, none)) / len(none):.1%} of {len(none)}")
    ranked(items, tags, tagger)
    long = understand(reading("long", "Long", "\n".join(article.text for article in articles)[:7_000]), tagger).article
    start = time.process_time()
    for _ in range(50):
        tag(long, tagger)
    print(
        f"tag speed (processor time): {(time.process_time() - start) / 50 / long.words * 1e6:.2f} ms per 1,000 words, on one text of {long.words} words"
    )


def ranked(items: Sequence[dict[str, object]], tags: Sequence[Sequence[SkillTag]], tagger: Tagger) -> None:
    """Print the precision of the ten strongest items of each group with ten labelled items or more."""
    precisions = {}
    for group in dict.fromkeys(tagger.groups.values()):
        grades = [any(item["skills"].get(group, (0, 0))) for item in items]  # type: ignore[attr-defined]
        if sum(grades) < 10:
            continue
        strengths = [max((one.strength for one in tagged if one.group == group), default=0.0) for tagged in tags]
        top = sorted(range(len(items)), key=lambda index: -strengths[index])[:10]
        precisions[group] = sum(grades[index] for index in top) / 10
    mean = sum(precisions.values()) / len(precisions)
    print(f"ranking: precision of the top ten {mean:.3f}", " ".join(f"{group} {value:.1f}" for group, value in precisions.items()))


def languages(data: Path) -> None:
    """Print how many sentences and short titles are put into the right language."""
    for part in ("train", "dev"):
        right: dict[str, list[bool]] = defaultdict(list)
        for folder, language in SIB.items():
            lines = (data / "languages" / "sib-200" / folder / f"{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]
            for number, line in enumerate(lines):
                sentence = line.split("\t")[-1]
                title = " ".join(sentence.split()[: 3 + number % 4])
                right["sentences"].append(language_of("", sentence, None, CHOICES) == language)
                right["titles"].append(language_of(title, "", None, CHOICES) == language)
                right["titles, all seven chosen"].append(language_of(title, "", None, tuple(SIB.values())) == language)
        for kind, results in right.items():
            print(f"language of {kind} ({part}): {sum(results) / len(results):.4f} of {len(results)}")


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


def news(data: Path) -> list[dict[str, str]]:
    """Return the news texts in time order."""
    return [json.loads(line) for line in (data / "stories" / "ecbplus.jsonl").read_text(encoding="utf-8").splitlines()]


def score_stories(texts: Sequence[dict[str, str]], tagger: Tagger) -> tuple[float, float, float, float]:
    """Return B-cubed precision, recall and F1 of the stories of *texts*, and the milliseconds that a text takes."""
    traits = [traits_of(understand(reading(x["id"], x["title"], x["text"], x["published"], x["language"]), tagger)) for x in texts]
    start = time.process_time()
    found = [membership.story for membership in stories_of(traits, ())]
    milliseconds = (time.process_time() - start) / len(texts) * 1e3
    return *b_cubed([text["story"] for text in texts], found), milliseconds


def stories(data: Path, tagger: Tagger) -> None:
    """Print how well news texts are grouped, in time order and without looking ahead."""
    texts = news(data)
    precision, recall, both, milliseconds = score_stories(texts, tagger)
    print(
        f"stories: B-cubed precision {precision:.3f} recall {recall:.3f} F1 {both:.3f} on {len(texts)} texts, {milliseconds:.1f} ms a text"
    )


def main() -> None:
    """Print every figure, or only those asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("figures", nargs="*", default=["skills", "languages", "stories"])
    options = parser.parse_args()
    tagger = tagger_for(())
    if "skills" in options.figures:
        skills(options.data, tagger)
    if "languages" in options.figures:
        languages(options.data)
    if "stories" in options.figures:
        stories(options.data, tagger)


if __name__ == "__main__":
    main()
