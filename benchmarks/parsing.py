"""Print what parsing feeds costs, against feedparser as it comes: whole feeds, and feeds in which one entry is new.

Run it as ``python benchmarks/parsing.py --data ../shared/data``; without ``--data`` it reads the few feeds of the demo, and says so. Each side
has a process of its own, so that what Gapfeed sets in feedparser does not touch the other side, and they take turns on the same
bytes. Only processor time counts. A feed counts only where both find the same items with the same links.
"""

import argparse
import io
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

ADDRESS = "https://example.org/feed.xml"
SIDES = ("feedparser", "whole feed", "one new entry")


def feedparser_side(pipe: Connection, bodies: Sequence[bytes]) -> None:
    """Answer over *pipe* as feedparser with its defaults: what it finds in each feed, then the seconds of each pass."""
    import feedparser

    found = []
    for body in bodies:
        result = feedparser.parse(io.BytesIO(body))
        found.append((str(result.feed.get("link", "")), [str(entry.get("link") or "") for entry in result.entries]))
    pipe.send(found)
    serve(pipe, {"feedparser": lambda number: feedparser.parse(io.BytesIO(bodies[number]))})


def gapfeed_side(pipe: Connection, bodies: Sequence[bytes]) -> None:
    """Answer over *pipe* as Gapfeed; a new entry is the first of its feed, and must have the values that it has in the whole feed."""
    from feeds.model.answers import Fetched, NotAFeed
    from feeds.parse import parse
    from pipeline.edges.workers.nursery import collect_seldom

    collect_seldom()  # as every worker does that parses feeds

    fetched = [Fetched(url=ADDRESS, final_url=ADDRESS, status=200, body=body) for body in bodies]
    found, known = [], []
    for feed in fetched:
        whole = parse(feed)
        items = () if isinstance(whole, NotAFeed) else whole.items
        doubles = 0 if isinstance(whole, NotAFeed) else sum("twice" in skipped.why for skipped in whole.skipped)
        hashes = frozenset(item.raw_hash for item in items[1:] if item.raw_hash)
        known.append(hashes)
        trimmed = parse(feed, hashes)
        same = isinstance(trimmed, NotAFeed) or set(items[:1]) <= set(trimmed.items) <= set(items)
        found.append(([item.url or "" for item in items], doubles, same, len(hashes)))
    pipe.send(found)
    serve(
        pipe,
        {"whole feed": lambda number: parse(fetched[number]), "one new entry": lambda number: parse(fetched[number], known[number])},
    )


def serve(pipe: Connection, work: dict[str, Callable[[int], object]]) -> None:
    """Do the work that is asked for on the feeds that are asked for, and answer the seconds of processor time, until told to stop."""
    while (asked := pipe.recv()) is not None:
        name, numbers = asked
        began = time.process_time()
        for number in numbers:
            work[name](number)
        pipe.send(time.process_time() - began)


def comparable(
    theirs: Sequence[tuple[str, list[str]]], ours: Sequence[tuple[list[str], int, bool, int]], names: Sequence[str]
) -> list[int]:
    """Return the numbers of the feeds in which both sides found the same, and name the others."""
    from feeds.urls import absolute

    numbers = []
    for number, ((site, links), (urls, doubles, same, _)) in enumerate(zip(theirs, ours, strict=True)):
        # feedparser leaves addresses relative, and as they are spelled.
        expected = {absolute(link, absolute(site, ADDRESS) or ADDRESS) or "" for link in links}
        if not same:
            sys.exit(f"{names[number]}: an entry has other values when it is the only new one")
        if len(urls) + doubles == len(links) and set(urls) == expected:
            numbers.append(number)
        else:
            unlike = len(expected.symmetric_difference(urls))
            print(f"  left out {names[number]}: {len(urls)} items against {len(links)}, {unlike} links differ")
    return numbers


def main() -> None:
    """Read the arguments, take turns, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder that holds feeds/smallweb; the feeds of the demo without it")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.data:
        files = sorted((arguments.data / "feeds" / "smallweb").iterdir())
    else:
        files = [path for path in sorted(HERE.glob("pipeline/demo/sites/*/*")) if path.suffix in (".xml", ".rss", ".rdf")]
    bodies = [path.read_bytes() for path in files]
    print(f"{len(files)} feeds of {'the data' if arguments.data else 'the demo'}, {sum(map(len, bodies)) / 1e6:.1f} MB")

    context = get_context("spawn")
    pipes: dict[str, Connection] = {}
    for side, names in ((feedparser_side, SIDES[:1]), (gapfeed_side, SIDES[1:])):
        ours, theirs = context.Pipe()
        context.Process(target=side, args=(theirs, bodies), daemon=True).start()
        pipes |= dict.fromkeys(names, ours)
    found = pipes["whole feed"].recv()
    numbers = comparable(pipes["feedparser"].recv(), found, [path.name for path in files])
    entries, known = sum(len(found[number][0]) for number in numbers), sum(found[number][3] for number in numbers)
    print(f"{len(numbers)} feeds count: {entries} items, of which {known} are known where one entry is new\n")

    def seconds(side: str) -> float:
        pipes[side].send((side, numbers))
        return pipes[side].recv()

    ratios: dict[str, list[float]] = {side: [] for side in SIDES[1:]}
    for number in range(arguments.rounds):
        spent: Counter[str] = Counter()
        for side in SIDES + SIDES[::-1]:
            spent[side] += seconds(side) / 2
        for side, of_side in ratios.items():
            of_side.append(spent[side] / spent["feedparser"])
        print(
            f"round {number + 1}: feedparser {spent['feedparser']:.2f} s of processor time;",
            ", ".join(f"{side} {spent[side]:.2f} s = {ratio[-1]:.3f}x" for side, ratio in ratios.items()),
        )
    for side, of_side in ratios.items():
        print(f"{side}: {statistics.median(of_side):.3f}x of feedparser's defaults ({min(of_side):.3f} to {max(of_side):.3f})")
    for pipe in set(pipes.values()):
        pipe.send(None)


if __name__ == "__main__":
    main()
