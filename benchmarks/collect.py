"""Measure Gapfeed beside `reader` and newsboat on one local server, or its whole path alone. See README.md here.

    python benchmarks/collect.py --data ../shared/data            feeds only, side by side
    python benchmarks/collect.py --data ../shared/data --whole    feeds, and their newest articles

Linux only: every site has a loopback address of its own, and the processor time of whole process trees is asked of the kernel.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.engines import (
    CHANGED,
    COLD,
    PHASES,
    UNCHANGED,
    Engine,
    Gapfeed,
    Newsboat,
    Reader,
    installed_gapfeed,
    newsboat_program,
    reader_python,
)
from benchmarks.generate import Site, generated_sites, real_pages, real_sites, sites_with_pages
from benchmarks.measure import Spent
from benchmarks.rounds import Run, faults, rounds_of
from benchmarks.server import FEED_PATH, Host, Server, addresses, free_port, host_of, serving

#: A round takes a minute, and whoever waits in front of a pipe wants to see it.
say = partial(print, flush=True)

_ONE_IN = 10
_PAGES_EACH = 5
_LATENCY_SECONDS = 0.2
#: Most of Gapfeed's cost as a share of the other's: wall time and processor time; None where nothing was promised.
TARGETS: dict[tuple[str, str], tuple[float, float | None]] = {
    ("reader", COLD): (0.20, 0.35),
    ("reader", UNCHANGED): (0.30, 0.25),
    ("reader", CHANGED): (0.20, 0.20),
    ("newsboat", COLD): (1.0, None),
}
_ARTICLES_A_SECOND = 90


class Options(argparse.Namespace):
    """What was asked for on the command line."""

    data: Path | None
    rounds: int
    feeds: int
    items: int | None
    latency: float
    whole: bool
    gapfeed: Path | None
    reader_workers: list[int]
    newsboat_threads: list[int]
    cache: Path


def quickest(candidates: Sequence[Engine], urls: Sequence[str], server: Server, phases: Sequence[str]) -> Engine:
    """Return the candidate with the least wall time over *phases*, run once each."""
    walls = []
    for candidate in candidates:
        (runs,) = rounds_of([candidate], urls, server, rounds=1, phases=phases)
        walls.append(sum(run.spent.wall_seconds for run in runs))
        say(f"  {candidate.name}, {candidate.at_once} at once: {walls[-1]:.2f} s in all")
    return candidates[walls.index(min(walls))]


def side_by_side(options: Options) -> bool:
    """Run all engines over feeds alone and print what they cost; return whether their work was equal."""
    sites = _feeds(options)
    port = free_port()
    urls = [f"http://{address}:{port}{FEED_PATH}" for address in addresses(len(sites))]
    hosts = _hosts(sites)
    grown = sum(host.grown_feed is not None for host in hosts)
    say(
        f"{len(sites)} feeds, {sum(len(site.feed) for site in sites) / 1e6:.1f} MB, {options.latency * 1000:.0f} ms of latency, "
        f"{options.rounds} rounds; {grown} feeds with a new item in the last phase"
    )
    with serving(hosts, port, latency_seconds=options.latency) as server:
        engines = _engines(options, urls, server)
        rounds = []
        for number, runs in enumerate(rounds_of(engines, urls, server, rounds=options.rounds), start=1):
            unequal = faults(runs, feeds=len(sites), grown=grown)
            say(f"round {number}: " + ("; ".join(unequal) if unequal else "equal work"))
            for run in runs:
                say("  " + _line(run))
            if not unequal:
                rounds.append(runs)
    if rounds:
        _print_costs(rounds)
        _print_ratios(rounds)
    return len(rounds) == options.rounds


def whole_path(options: Options) -> bool:
    """Run Gapfeed from nothing over feeds and article pages and print articles a second; return whether every page was asked for.

    There is no latency: what is left of the wall time is what Gapfeed and, on the same cores, the server need.
    """
    port = free_port()
    homes = [f"http://{address}:{port}" for address in addresses(options.feeds)]
    articles = real_pages(options.data / "pages" / "readability") if options.data else ()
    sites = sites_with_pages(homes, pages_each=_PAGES_EACH, items=options.items or _PAGES_EACH, articles=articles)
    pages = [page for site in sites for page in site.pages.values()]
    say(
        f"{len(sites)} feeds, {sum(len(site.feed) for site in sites) / 1e6:.1f} MB; {len(pages)} pages around {'real' if articles else 'written'} "
        f"articles, {sum(map(len, pages)) / len(pages) / 1e3:.0f} KB each; no latency; {options.rounds} rounds"
    )
    engine = Gapfeed(program=(options.gapfeed or installed_gapfeed()).absolute(), feeds_only=False)
    speeds = []
    with serving(_hosts(sites), port, latency_seconds=0) as server:
        urls = [home + FEED_PATH for home in homes]
        for (run,) in rounds_of([engine], urls, server, rounds=options.rounds, phases=[COLD]):
            say(f"  {_line(run)}; {dict(run.answers)}")
            if run.answers["page 200"] == len(pages):
                speeds.append((len(pages) / run.spent.wall_seconds, run.stored / run.spent.wall_seconds))
    if speeds:
        by_page, by_entry = zip(*speeds, strict=True)
        say(f"articles a second, of wall time, start and end included: {_spread(by_page)}; target at least {_ARTICLES_A_SECOND}")
        say(f"entries a second, those without a page included: {_spread(by_entry)}")
    return len(speeds) == options.rounds


def _engines(options: Options, urls: Sequence[str], server: Server) -> list[Engine]:
    engines: list[Engine] = [Gapfeed(program=(options.gapfeed or installed_gapfeed()).absolute())]
    # Once for nothing: so that its modules are compiled and in memory, as those of the others are after the search for their best.
    quickest(engines, urls, server, [COLD])
    python = reader_python(options.cache)
    engines.append(quickest([Reader(python=python, at_once=number) for number in options.reader_workers], urls, server, PHASES))
    if program := newsboat_program():
        engines.append(quickest([Newsboat(program=program, at_once=number) for number in options.newsboat_threads], urls, server, [COLD]))
    else:
        say("newsboat is not installed (Debian: apt-get install newsboat): left out")
    return engines


def _feeds(options: Options) -> list[Site]:
    real = options.data / "feeds" / "smallweb" if options.data else None
    if real is None or options.items:
        return generated_sites(options.feeds, items=options.items)
    return real_sites(real, options.feeds)


def _hosts(sites: Sequence[Site]) -> list[Host]:
    return [host_of(site, place, grows=place % _ONE_IN == 0) for place, site in enumerate(sites)]


def _line(run: Run) -> str:
    spent = run.spent
    return (
        f"{run.engine:9} {run.phase:19} {spent.wall_seconds:7.2f} s wall {spent.cpu_seconds:7.2f} s CPU {spent.peak_megabytes:6.0f} MB"
        f"  {run.stored} entries  (server {run.server_cpu_seconds:.2f} s CPU)"
    )


def _print_costs(rounds: Sequence[Sequence[Run]]) -> None:
    say("\nmedian (range) of the rounds")
    costs: dict[tuple[str, str], list[Spent]] = defaultdict(list)
    for run in (run for runs in rounds for run in runs):
        costs[run.phase, run.engine].append(run.spent)
    for (phase, engine), spent in sorted(costs.items(), key=lambda cost: PHASES.index(cost[0][0])):
        say(
            f"  {phase:19} {engine:9} wall {_spread([one.wall_seconds for one in spent])} s; CPU {_spread([one.cpu_seconds for one in spent])} s; "
            f"memory {_spread([one.peak_megabytes for one in spent], 0)} MB"
        )


def _print_ratios(rounds: Sequence[Sequence[Run]]) -> None:
    say("\nGapfeed against the others: median (range) of the ratios of each round")
    by_name = [{(run.engine, run.phase): run.spent for run in runs} for runs in rounds]
    for (other, phase), targets in TARGETS.items():
        pairs = [(spent["gapfeed", phase], spent[other, phase]) for spent in by_name if (other, phase) in spent]
        if not pairs:
            continue
        walls = [ours.wall_seconds / theirs.wall_seconds for ours, theirs in pairs]
        cpus = [ours.cpu_seconds / theirs.cpu_seconds for ours, theirs in pairs]
        for what, ratios, target in zip(("wall", "CPU"), (walls, cpus), targets, strict=True):
            say(f"  {other:9} {phase:19} {what:4} {_spread(ratios)}{_verdict(median(ratios), target)}")


def _verdict(ratio: float, target: float | None) -> str:
    return "" if target is None else f"   target at most {target:.2f}: {'reached' if ratio <= target else 'MISSED'}"


def _spread(values: Sequence[float], digits: int = 2) -> str:
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _options() -> Options:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder with feeds/smallweb and pages/readability; without it, all is generated")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument(
        "--items",
        type=int,
        help="generate feeds of so many short entries instead (with --whole: five of them with pages, the rest whole in the feed and old)",
    )
    parser.add_argument("--latency", type=float, default=_LATENCY_SECONDS, help="seconds between a request and its answer (default 0.2)")
    parser.add_argument("--whole", action="store_true", help="the whole path with article pages, Gapfeed alone, no latency")
    parser.add_argument("--gapfeed", type=Path, help="the command to measure (default: the one of this environment)")
    parser.add_argument("--reader-workers", type=int, nargs="+", default=[1, 20, 50], help="numbers to try; the best is measured")
    parser.add_argument("--newsboat-threads", type=int, nargs="+", default=[20, 50, 100], help="numbers to try; the best is measured")
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache" / "gapfeed-benchmarks", help="where the environment of reader is kept"
    )
    return parser.parse_args(namespace=Options())


if __name__ == "__main__":
    chosen = _options()
    equal = whole_path(chosen) if chosen.whole else side_by_side(chosen)
    sys.exit(0 if equal else "the work was not equal: see above; such rounds do not count")
