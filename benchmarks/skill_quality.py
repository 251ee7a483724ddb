"""Measure how well the skills of a text are recognised: on labelled items, and on the same ideas in four languages."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path

from feeds.model.answers import Fetched
from feeds.model.entries import FeedItem, ParsedFeed
from feeds.model.ids import ItemKey, SourceId
from feeds.parse import parse
from pipeline.model.articles import PRESENT, Article, Reading, SkillTag
from pipeline.stages.tag import Tagger, tag
from pipeline.understand import understand

#: Paragraphs that teach a skill, and near-misses, in each language; see its README.
IDEAS = Path(__file__).resolve().parent.parent / "tests" / "ideas"
CHOICES = ("en", "ar", "pl", "bg")


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


def tag_items(items: Sequence[dict[str, object]], tagger: Tagger) -> tuple[list[Article], list[tuple[SkillTag, ...]]]:
    """Return the articles made of *items*, and their tags."""
    articles = [understand(reading(str(i["id"]), str(i["title"]), str(i["text"])), tagger).article for i in items]
    return articles, [tag(article, tagger) for article in articles]


def with_entries(data: Path) -> list[dict[str, object]]:
    """Return the labelled items, each with the whole text of its feed's entry in place of its beginning."""
    items: list[dict[str, object]] = []
    entries: dict[str, tuple[FeedItem, ...]] = {}
    for item in labelled(data):
        feed, _, digest = str(item["id"]).partition("#")
        if feed not in entries:
            (file,) = (data / "feeds" / "smallweb").glob(f"{feed}*")
            address = "https://example.org/feed"
            parsed = parse(Fetched(url=address, final_url=address, status=200, body=file.read_bytes()))
            entries[feed] = parsed.items if isinstance(parsed, ParsedFeed) else ()
        entry = next(one for one in entries[feed] if digest in _digests(one) or one.title == " ".join(str(item["title"]).split()))
        items.append(item | {"text": entry.content_text or entry.summary_text})
    return items


def _digests(entry: FeedItem) -> list[str]:
    """Return by what the labels may name an entry: the digest of its id, else of its link, else of its title."""
    return [sha1(name.encode()).hexdigest()[:12] for name in (*entry.identities, entry.url or "", entry.title)]  # noqa: S324  no secret


def present(tags: Iterable[SkillTag]) -> set[str]:
    """Return the groups that are present."""
    return {one.group for one in tags if one.strength >= PRESENT}


def total(counts: dict[str, Counter[str]]) -> Counter[str]:
    """Return the counts of all groups together."""
    return sum(counts.values(), Counter[str]())


def skills(data: Path, tagger: Tagger) -> None:
    """Print presence of skill groups against the labels, from the beginning of each text and from all of it, and the tagger's speed."""
    items = labelled(data)
    articles, tags = tag_items(items, tagger)
    _presence("from title and first 700 characters", items, tags, tagger)
    ranked(items, tags, tagger)
    whole = with_entries(data)
    _presence("from the full entry text", whole, tag_items(whole, tagger)[1], tagger)
    long = understand(reading("long", "Long", "\n".join(article.text for article in articles)[:7_000]), tagger).article
    start = time.process_time()
    for _ in range(50):
        tag(long, tagger)
    print(
        f"tag speed (processor time): {(time.process_time() - start) / 50 / long.words * 1e6:.2f} ms per 1,000 words, on one text of {long.words} words"
    )


def _presence(name: str, items: Sequence[dict[str, object]], tags: Sequence[Sequence[SkillTag]], tagger: Tagger) -> None:
    found = [present(tagged) for tagged in tags]
    counts = score(items, found, dict.fromkeys(tagger.groups.values()))
    every = total(counts)
    print(
        f"skills {name}: micro-F1 {f1(every):.3f} on {len(items)} items (hit {every['hit']}, false {every['false']}, missed {every['miss']})"
    )
    for group, count in sorted(counts.items(), key=lambda pair: f1(pair[1])):
        print(f"  {group:14} F1 {f1(count):.2f}  hit {count['hit']:3} false {count['false']:3} missed {count['miss']:3}")
    none = [loud for item, loud in zip(items, found, strict=True) if not item["skills"]]
    print(f"  items with no skill that get one: {sum(map(bool, none)) / len(none):.1%} of {len(none)}")


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


def ideas(tagger: Tagger) -> None:
    """Print in each language how often the right group is first, and how many near-misses are loud; most frequent mistakes beside."""
    for language in CHOICES:
        first, loud, mistakes = score_ideas(language, tagger)
        common = ", ".join(f"{was} for {right} {times}" for (right, was), times in mistakes.most_common(4))
        print(f"ideas in {language}: right group first {first:.3f}, near-misses loud {loud:.3f} ({common})")


def score_ideas(language: str, tagger: Tagger) -> tuple[float, float, Counter[tuple[str, str]]]:
    """Return the share of paragraphs whose group is ranked first, that of near-misses with a skill present, and the mistakes."""
    mistakes: Counter[tuple[str, str]] = Counter()
    counts: Counter[str] = Counter()
    for group, tags in tagged_ideas(language, tagger):
        if group is None:
            counts["near"] += 1
            counts["loud"] += bool(present(tags))
            continue
        counts["ideas"] += 1
        found = tags[0].group if tags else "nothing"
        counts["right"] += found == group
        if found != group:
            mistakes[group, found] += 1
    return counts["right"] / counts["ideas"], counts["loud"] / counts["near"], mistakes


def tagged_ideas(language: str, tagger: Tagger) -> Iterator[tuple[str | None, tuple[SkillTag, ...]]]:
    """Yield the group of each text of the sample, and its tags."""
    for number, line in enumerate((IDEAS / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()):
        idea = json.loads(line)
        yield idea["group"], understand(reading(f"idea {number}", idea["title"], idea["text"], language=language), tagger).tags
