"""Print what reading a page costs and how well it is read, against trafilatura as it comes; then what understanding it costs.

Run it as ``python benchmarks/extract.py --data ../shared/data``. Without ``--data`` the pages are written by this program, and the
scores say little. Theirs is ``bare_extraction(body, url=..., with_metadata=True)``; ours is the whole stage: decoding, tree, article,
quality gate, and title, author, time, language, image and address of the page, for an item that knows none of them. The sides take
turns (A B, B A, ...) in one process, over all pages at a time.

Scores compare runs of four words with those of the article as people marked it, page by page: precision and recall are means over
all pages, F1 is made of these means. They are printed for trafilatura in each of its modes, with and without comments and tables. Of a
page with less text than an article has, ours is the text that an item gets whose feed says nothing.

Then the direction of the pages of data/pages/readability that are marked with one, and of all pages of data/sites, where those that
declare themselves Arabic have to run from the right and all others from the left. What differs is named, to be looked at: a page may
declare the wrong language.
"""

import argparse
import gc
import json
import logging
import re
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import trafilatura
from lxml import html as lxml_html

from benchmarks.writer import Writer
from feeds.model.answers import Fetched
from feeds.model.entries import FeedItem
from feeds.model.ids import ItemKey, SourceId
from pipeline import understand as understanding
from pipeline.edges.workers.nursery import collect_seldom
from pipeline.model.articles import ReadableText, Reading
from pipeline.stages.extract import extract

HERE = Path(__file__).resolve().parent.parent
ADDRESS = "https://www.example.org/2026/post"
LANGUAGES = ("en", "ar", "pl", "bg")
#: The ways in which trafilatura can be asked.
MODES: dict[str, dict[str, Any]] = {
    "default": {},
    "fast": {"fast": True},
    "favor_precision": {"favor_precision": True},
    "favor_recall": {"favor_recall": True},
}
#: Words of a run; the definition of the usual benchmark of article extraction.
RUN = 4
DECLARED_ARABIC = re.compile(rb"<html[^>]*\blang=[\"']?ar\b", re.IGNORECASE)
_AS_IT_COMES = gc.get_threshold()
BLOCK = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|table|tr|td|th|blockquote|pre|br|section|article|figure|figcaption|dd|dt)\b[^>]*>")
START = """
import time
begun = time.process_time(); import pipeline.understand as understanding
loaded = time.process_time(); understanding.prepare()
prepared = time.process_time()
print(f"first use in a fresh process (CPU): import {(loaded - begun) * 1e3:.0f} ms, prepare() {(prepared - loaded) * 1e3:.0f} ms")
"""


def pages_of(data: Path) -> list[tuple[bytes, str]]:
    """Return real pages, each with the text of its article as people marked it."""
    folders = sorted((data / "pages" / "readability").iterdir())
    return [((folder / "source.html").read_bytes(), marked((folder / "expected.html").read_text(encoding="utf-8"))) for folder in folders]


def written_pages(number: int = 60) -> list[tuple[bytes, str]]:
    """Return pages of this program's own, each with the text of its article."""
    writer = Writer(Random(3))  # noqa: S311 - for samples, not for secrets
    pages = [writer.page(None) for _ in range(number)]
    return [(page, marked(page.decode().split("</h1>", 1)[1].split("</article>", 1)[0])) for page in pages]


def marked(article: str) -> str:
    """Return the text of a piece of HTML, its blocks apart."""
    return str(lxml_html.fromstring(f"<div>{BLOCK.sub(' ', article)}</div>").text_content())


def runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of *text*, each with how often it occurs; of a shorter text its words as one run."""
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[first : first + RUN]) for first in range(max(1, len(words) - RUN + 1)) if words)


def scores(found: Sequence[str], wanted: Sequence[str]) -> tuple[float, float, float]:
    """Return F1, precision and recall of the *found* texts.

    >>> scores(["a b c d e"], ["a b c d e f"])[1:]
    (1.0, 0.6666666666666666)
    """
    precisions, recalls = [], []
    for text, truth in zip(found, wanted, strict=True):
        mine, theirs = runs(text), runs(truth)
        both = (mine & theirs).total()
        precisions.append(both / mine.total() if mine else float(not theirs))
        recalls.append(both / theirs.total() if theirs else float(not mine))
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    return 2 * precision * recall / (precision + recall), precision, recall


def fetched(body: bytes) -> Fetched:
    """Return a page as the network gave it."""
    return Fetched(url=ADDRESS, final_url=ADDRESS, status=200, content_type="text/html; charset=utf-8", body=body)


def item(title: str = "", text: str = "") -> FeedItem:
    """Return an item that knows nothing more than its address."""
    return FeedItem(
        key=ItemKey(ADDRESS), url=ADDRESS, url_key=None, title=title, published=None, updated=None, author=None, language=None,
        kind="article", summary_text="", content_text=text,
    )  # fmt: skip


def theirs(body: bytes) -> str:
    """Extract a page as trafilatura does by itself."""
    document = trafilatura.bare_extraction(body, url=ADDRESS, with_metadata=True)
    return "" if document is None else str(document.text)


def ours(body: bytes) -> str:
    """Extract a page as Gapfeed does."""
    found = extract(fetched(body), item())
    read = found if isinstance(found, ReadableText) else found.read
    return read.text if read else ""


def in_every_mode(bodies: Sequence[bytes]) -> Iterator[tuple[str, list[str]]]:
    """Yield each mode of trafilatura and the texts that it finds in it."""
    for (mode, options), comments, tables in product(MODES.items(), (True, False), (True, False)):
        documents: list[Any] = [
            trafilatura.bare_extraction(body, url=ADDRESS, include_comments=comments, include_tables=tables, **options) for body in bodies
        ]
        name = f"{mode}{'' if comments else ', no comments'}{'' if tables else ', no tables'}"
        yield name, ["" if document is None else str(document.text) for document in documents]


def compared(pages: Sequence[tuple[bytes, str]]) -> tuple[float, float]:
    """Print the scores of trafilatura in every mode and ours; return the best F1 of theirs, and ours."""
    bodies, truths = [body for body, _ in pages], [truth for _, truth in pages]
    best = 0.0
    for name, texts in in_every_mode(bodies):
        f1, precision, recall = scores(texts, truths)
        best = max(best, f1)
        print(f"trafilatura {name:40} F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f}")
    f1, precision, recall = scores([ours(body) for body in bodies], truths)
    print(f"gapfeed{'':45} F1 {f1:.4f}, precision {precision:.4f}, recall {recall:.4f}; trafilatura's best mode {best:.4f}")
    return best, f1


def directions(data: Path) -> tuple[int, int]:
    """Print which pages run another way than expected: as marked by people, or as the language does that the page declares.

    Returns:
        How many are right, and how many there are.

    """
    tagger = understanding.tagger_for(())
    expected: list[tuple[Path, str]] = []
    for facts in sorted((data / "pages" / "readability").glob("*/expected-metadata.json")):
        direction = json.loads(facts.read_text(encoding="utf-8")).get("dir")
        if direction:
            expected.append((facts.parent / "source.html", direction))
    expected += [(page, "") for page in sorted((data / "sites").rglob("*.html"))]
    right = judged = 0
    for page, direction in expected:
        reading = Reading(
            item=item(),
            source=SourceId("s"),
            first_seen=datetime(2026, 1, 1, tzinfo=UTC),
            page=fetched(page.read_bytes()),
            languages=LANGUAGES,
        )
        article = understanding.understand(reading, tagger).article
        if article.text_from != "page":
            continue
        judged += 1
        wanted = direction or ("rtl" if DECLARED_ARABIC.search(page.read_bytes()) else "ltr")
        right += article.direction == wanted
        if article.direction != wanted:
            print(f"direction: {page.relative_to(data)} runs {article.direction}, not {wanted}")
    print(f"direction: {right} of {judged} pages with a text right")
    return right, judged


def passes(bodies: Sequence[bytes], rounds: int) -> None:
    """Print the time that a page takes on either side, and the ratios of the rounds."""
    sides: dict[str, Callable[[bytes], str]] = {"trafilatura": theirs, "gapfeed": ours}
    processor: dict[str, list[float]] = defaultdict(list)
    wall: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds):
        for name in sorted(sides, reverse=number % 2 == 0):
            # Each as it runs: Python as it comes, and as every worker sets it that reads pages.
            gc.set_threshold(*_AS_IT_COMES)
            if name == "gapfeed":
                collect_seldom()
            began, on_the_clock = time.process_time(), time.perf_counter()
            for body in bodies:
                sides[name](body)
            processor[name].append((time.process_time() - began) / len(bodies) * 1e3)
            wall[name].append((time.perf_counter() - on_the_clock) / len(bodies) * 1e3)
    for name in sides:
        print(f"{name:12} CPU {statistics.median(processor[name]):6.2f} ms a page, wall {statistics.median(wall[name]):6.2f} ms a page")
    for kind, times in (("CPU", processor), ("wall", wall)):
        ratios = [mine / other for mine, other in zip(times["gapfeed"], times["trafilatura"], strict=True)]
        print(f"ratio ({kind}): median {statistics.median(ratios):.3f}, {min(ratios):.3f} to {max(ratios):.3f} in {rounds} rounds")


@contextmanager
def watched(spent: dict[str, float], names: Sequence[str]) -> Iterator[None]:
    """Add the processor time of functions that understanding calls to *spent*, by their name."""
    kept = {name: getattr(understanding, name) for name in names}

    def timed(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            began = time.process_time()
            try:
                return function(*given, **named)
            finally:
                spent[name] += time.process_time() - began

        return call

    for name, function in kept.items():
        setattr(understanding, name, timed(name, function))
    try:
        yield
    finally:
        for name, function in kept.items():
            setattr(understanding, name, function)


def by_stage(bodies: Sequence[bytes], rounds: int) -> None:
    """Print what an article takes from page to traits, stage by stage: the best of the rounds."""
    tagger = understanding.tagger_for(())
    readings = [
        Reading(
            item=item(), source=SourceId("source"), first_seen=datetime(2026, 1, 1, tzinfo=UTC), page=fetched(body), languages=LANGUAGES
        )
        for body in bodies
    ]
    words = [understanding.understand(reading, tagger).article.words for reading in readings]
    names = ("extract", "language_of", "direction_of", "tag", "level_of", "summarise", "traits_of")
    best: dict[str, float] = {}
    for _ in range(rounds):
        spent: dict[str, float] = defaultdict(float)
        with watched(spent, names):
            began = time.process_time()
            for reading in readings:
                understanding.traits_of(understanding.understand(reading, tagger))
            spent["all"] = time.process_time() - began
        best = {name: min(seconds, best.get(name, seconds)) for name, seconds in spent.items()}
    beside = best["all"] - best["extract"]
    print(f"understanding, {statistics.mean(words):.0f} words an article on average, CPU ms an article:")
    print("  " + ", ".join(f"{name} {best[name] / len(bodies) * 1e3:.2f}" for name in names))
    print(
        f"  all {best['all'] / len(bodies) * 1e3:.2f}, beside extraction {beside / len(bodies) * 1e3:.2f} = {beside / sum(words) * 1e6:.2f} per 1,000 words"
    )


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with pages/readability; without it the pages are written by this program")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if given.data and not given.data.is_dir():
        parser.error(f"{given.data} is no folder")
    pages = pages_of(given.data) if given.data else written_pages()
    bodies = [body for body, _ in pages]
    origin = (
        f"{len(pages)} real pages of {given.data}" if given.data else f"{len(pages)} pages written by this program: their scores say little"
    )
    print(f"{origin}, {statistics.mean(map(len, bodies)) / 1e3:.0f} KB each on average")
    compared(pages)
    if given.data:
        directions(given.data)
    passes(bodies, given.rounds)
    by_stage(bodies, given.rounds)
    subprocess.run([sys.executable, "-c", START], check=True, cwd=HERE)


if __name__ == "__main__":
    main()
