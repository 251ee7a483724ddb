"""Print how right Gapfeed's parsing is: encodings, spoiled feeds, other parsers' test suites, real feeds.

Run it as ``python benchmarks/conformance.py --data ../shared/data``; name figures (encodings, mutations, gofeed, podcasts, smallweb,
others, transcripts) to see only those. The first two need no data.
"""

import argparse
import io
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import feedparser

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.expectations import gofeed, podcastparser, read
from feeds.model.answers import Fetched, NotAFeed
from feeds.model.entries import ParsedFeed
from feeds.parse import parse
from feeds.transcript import parse_transcript
from pipeline.edges.workers import Processes
from pipeline.jobs import parsed_feed
from tests.mutants import mutants
from tests.situations import situations

_NO_ADDRESS = "http://feed.invalid/folder/feed.xml"
_FOLDERS = ("feedparser", "feedjira", "rss-parser", "feed-rs", "miniflux", "gofeed")


def encodings(_data: Path) -> None:
    """Print in how many of the 48 situations the title is what its writer meant."""
    wrong = []
    everything = situations()
    for one in everything:
        feed = parse(Fetched(url=_NO_ADDRESS, final_url=_NO_ADDRESS, status=200, body=one.body, content_type=one.content_type))
        titles = [item.title for item in feed.items] if isinstance(feed, ParsedFeed) else [feed.why]
        if titles != [one.title]:
            wrong.append(f"{one.name}: {titles}")
    print(f"encodings: {len(everything) - len(wrong)} of {len(everything)} exact")
    print(*(f"  {line}" for line in wrong), sep="\n", end="\n" if wrong else "")


def mutations(_data: Path, count: int = 4000) -> None:
    """Print what comes of spoiled feeds that are read in workers as every feed is."""
    outcomes: Counter[str] = Counter()
    workers = Processes(2)
    began = time.monotonic()

    def outcome(body: bytes) -> str:
        fetched = Fetched(url=_NO_ADDRESS, final_url=_NO_ADDRESS, status=200, body=body)
        try:
            feed = parsed_feed(workers, fetched)
            # On a machine with much else to do a good one may be stopped, too; twice it is the feed.
            if isinstance(feed, NotAFeed) and "could not be read:" in feed.why:
                feed = parsed_feed(workers, fetched)
        except Exception as error:  # noqa: BLE001  this is what is counted
            return f"exceptions past the worker ({type(error).__name__})"
        if isinstance(feed, ParsedFeed):
            return "feeds"
        return (
            "stopped"
            if "could not be read:" in feed.why
            else "given up by the parser"
            if "in the parser" in feed.why
            else "no feeds, in words"
        )

    try:
        with ThreadPoolExecutor(8) as threads:
            outcomes.update(threads.map(outcome, (body for _, body in mutants(count))))
    finally:
        workers.close()
    bad = sum(number for name, number in outcomes.items() if name.startswith("exceptions"))
    print(f"mutations: {bad} exceptions past the worker, {outcomes['stopped']} hangs, of {count} in {time.monotonic() - began:.0f} s")
    print(*(f"  {number:5} {name}" for name, number in outcomes.most_common()), sep="\n")


def gofeed_pairs(data: Path) -> None:
    """Print how many of the values that gofeed's suite expects are equal, each that is not, and what is said beyond them."""
    compared = list(gofeed(data / "feeds" / "gofeed"))
    expected = [one for one in compared if one.expected is not None]
    equal = sum(one.is_equal for one in expected)
    print(f"gofeed: {equal} of {len(expected)} expected values equal ({equal / len(expected):.1%})")
    print(*(f"  {one.file}: {one.field} {one.expected!r}, found {one.found!r}" for one in expected if not one.is_equal), sep="\n")
    beyond = Counter(one.field for one in compared if one.expected is None)
    print("  said beyond what is expected:", ", ".join(f"{field} {number}" for field, number in beyond.most_common()))


def podcasts(data: Path) -> None:
    """Print how many feeds of podcastparser's suite are read, and in how many all values of their episodes are equal."""
    cases = list(podcastparser(data / "podcasts" / "podcastparser"))
    failed = sum(any(one.field == "feed" for one in values) for _, values in cases)
    differing = [(name, [one for one in values if not one.is_equal]) for name, values in cases]
    equal = sum(not values for _, values in differing)
    print(f"podcasts: {len(cases) - failed} of {len(cases)} without error, {equal} equal")
    print(*(f"  {name}: {one.field} {one.expected!r}, found {one.found!r}" for name, values in differing for one in values), sep="\n")


def smallweb(data: Path) -> None:
    """Print how many real feeds are answered, and how many give the items and links that feedparser's defaults give."""
    files = sorted((data / "feeds" / "smallweb").iterdir())
    in_words: list[str] = []
    differing: list[str] = []
    same = 0
    for file in files:
        body = file.read_bytes()
        feed = read(body)
        if isinstance(feed, NotAFeed) or feed.warning:
            in_words.append(f"{file.name}: {feed.why if isinstance(feed, NotAFeed) else feed.warning}")
        # The address in the header is the one that both resolve links against.
        entries = feedparser.parse(io.BytesIO(body), response_headers={"content-location": _NO_ADDRESS}).entries
        theirs = [str(entry.get("link")).replace(" ", "%20") for entry in entries if entry.get("link")]
        ours = [] if isinstance(feed, NotAFeed) else [item.url for item in feed.items if item.url]
        doubles = 0 if isinstance(feed, NotAFeed) else sum("twice" in one.why for one in feed.skipped)
        if ours == theirs or (doubles and list(dict.fromkeys(theirs)) == ours):
            same += 1
        else:
            only = [link for link in ours if link not in theirs][:2], [link for link in theirs if link not in ours][:2]
            differing.append(f"{file.name}: {len(ours)} links and {len(theirs)}; ours only {only[0]}, theirs only {only[1]}")
    print(
        f"smallweb: {len(files)} of {len(files)} answered, {len(in_words)} with words on what is wrong; the same items and links in {same}"
    )
    print(*(f"  {line}" for line in (*in_words, *differing)), sep="\n")


def others(data: Path) -> None:
    """Print what comes of every file of the other suites, whatever it is."""
    for folder in _FOLDERS:
        outcomes: Counter[str] = Counter()
        for file in sorted((data / "feeds" / folder).rglob("*")):
            if file.is_file():
                feed = read(file.read_bytes())
                outcomes[
                    "feeds" if isinstance(feed, ParsedFeed) else "broken" if "in the parser" in feed.why else "no feeds, in words"
                ] += 1
        print(f"{folder}: {sum(outcomes.values())} files,", ", ".join(f"{number} {name}" for name, number in outcomes.most_common()))


def transcripts(data: Path) -> None:
    """Print how many lines, and how many of them with times, come of each transcript."""
    for folder in ("podcast-namespace/examples/transcripts", "subtitles"):
        for file in sorted((data / "podcasts" / folder).iterdir()):
            kind = "text/html" if file.suffix == ".html" else "text/plain"
            found = parse_transcript(file.read_bytes(), kind, f"http://feed.invalid/{file.name}")
            timed = sum(line.start_seconds is not None for line in found.lines) if found else 0
            print(f"  {file.name}: {len(found.lines) if found else 0} lines, {timed} with times")


FIGURES: dict[str, Callable[[Path], None]] = {
    "encodings": encodings,
    "mutations": mutations,
    "gofeed": gofeed_pairs,
    "podcasts": podcasts,
    "smallweb": smallweb,
    "others": others,
    "transcripts": transcripts,
}


def main() -> None:
    """Print the figures that are asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("figures", nargs="*", choices=[*FIGURES, []], help="only these")
    chosen = arguments.parse_args()
    for name in chosen.figures or FIGURES:
        FIGURES[name](chosen.data)


if __name__ == "__main__":
    main()
