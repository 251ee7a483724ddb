"""Watch the memory of `gapfeed collect` and of all its processes, round after round over the same feeds.

Prints for each round the most that one sample saw, by kind of process, as proportional set sizes: what several processes share
counts once. Fails where a limit is passed, or where the last rounds need more than the first ones after the cold one.

    uv run python benchmarks/memory.py                  # 2,000 feeds of 50 items, feeds only, 20 rounds
    uv run python benchmarks/memory.py --pages 1        # and the article page of the newest item of each

Linux only.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.engines import Gapfeed, installed_gapfeed
from benchmarks.generate import Site, generated_sites, sites_with_pages
from benchmarks.measure import descendants, proportional_kilobytes
from benchmarks.server import FEED_PATH, addresses, free_port, host_of, serving

_SECONDS_BETWEEN_SAMPLES = 0.2
#: Megabytes, all processes together.
_MOST_FEEDS_ONLY, _MOST_WITH_PAGES = 300, 450
#: The last rounds may need this much more than the first that found everything there.
_MOST_GROWTH = 1.1
#: Of so many feeds, one has a new item in every second round, and loses it in the others.
_ONE_IN = 10


def kind_of(process: int) -> str:
    """Return what a process of Gapfeed is, by how it was started."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return "ended"
    return next(
        (kind for sign, kind in (("ready_to_parse", "parse"), ("ready_to_read", "read")) if any(sign in word for word in words)), "main"
    )


def watched(command: list[str | Path], folder: Path) -> Counter[str]:
    """Run *command* and return the megabytes of the sample that saw most, by kind of process, and "all"."""
    most: Counter[str] = Counter()
    with (folder / "said").open("wb") as said:
        running = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        while running.poll() is None:
            time.sleep(_SECONDS_BETWEEN_SAMPLES)
            sample: Counter[str] = Counter()
            for process in (running.pid, *descendants(running.pid)):
                sample[kind_of(process)] += proportional_kilobytes(process)
            if sample.total() > most.total():
                most = sample
    if running.returncode:
        sys.exit(f"it failed: {(folder / 'said').read_text(encoding='utf-8', errors='replace')[-2_000:]}")
    return Counter({kind: round(kilobytes / 1024) for kind, kilobytes in most.items()}) + Counter(all=round(most.total() / 1024))


def rounds_of(options: argparse.Namespace) -> Iterator[Counter[str]]:
    """Yield what each round took."""
    port = free_port()
    homes = [f"http://{address}:{port}" for address in addresses(options.feeds)]
    sites: list[Site] = (
        sites_with_pages(homes, pages_each=options.pages, items=options.items)
        if options.pages
        else generated_sites(options.feeds, items=options.items)
    )
    hosts = [host_of(site, place, grows=place % _ONE_IN == 0) for place, site in enumerate(sites)]
    del sites
    engine = Gapfeed(program=options.gapfeed, feeds_only=not options.pages)
    with tempfile.TemporaryDirectory(prefix="gapfeed-benchmark-") as name, serving(hosts, port, latency_seconds=0) as server:
        folder = Path(name)
        engine.settle(folder, [home + FEED_PATH for home in homes])
        for number in range(options.rounds):
            server.grow(grown=number % 2 == 1)
            took = watched(engine.command(folder, number), folder)
            print(f"round {number + 1:2}: {dict(took)} MB; {engine.stored(folder)} entries; {dict(server.counts())}", flush=True)
            yield took


def main() -> None:
    """Run the rounds and judge them."""
    options = _options()
    print(f"{options.feeds} feeds of {options.items} items, {options.pages} pages each; {options.rounds} rounds")
    taken = [took["all"] for took in rounds_of(options)]
    limit = _MOST_WITH_PAGES if options.pages else _MOST_FEEDS_ONLY
    print(f"most: {max(taken)} MB of {limit}")
    warm = taken[1:]
    third = max(len(warm) // 3, 1)
    growth = median(warm[-third:]) / median(warm[:third]) if warm else 1.0
    print(f"the last rounds need {growth:.2f} times what the first after the cold one do; at most {_MOST_GROWTH}")
    sys.exit(0 if max(taken) <= limit and growth <= _MOST_GROWTH else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=2_000)
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--pages", type=int, default=0, help="article pages of each feed; 0 for feeds only")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--gapfeed", type=Path, default=installed_gapfeed(), help="the command to watch (default: the one of this environment)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
