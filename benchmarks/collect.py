"""Measure Gapfeed beside `reader` and newsboat on one local server, or its whole path alone. See README.md here.

    python benchmarks/collect.py --data ../shared/data            feeds only, side by side
    python benchmarks/collect.py --data ../shared/data --whole    feeds, and their newest articles

Linux only: every site has a loopback address of its own, and the processor time of whole process trees is asked of the kernel.
"""

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from engines import Engine, Gapfeed, Newsboat, Reader, installed_gapfeed, newsboat_program, reader_python
from generate import Site, generated_sites, real_pages, real_sites, sites_with_pages
from measure import Spent, measured
from server import FEED_PATH, Host, Server, addresses, free_port, host_of, serving

COLD, UNCHANGED, CHANGED = "cold", "unchanged", "one in ten changed"
PHASES = (COLD, UNCHANGED, CHANGED)
_ONE_IN = 10
_PAGES_EACH = 5
_LATENCY_SECONDS = 0.2
# Feeds are odd, and readers differ about a few of them: which of two entries with one id is one too many, for instance.
_LEAST_SHARE_STORED = 0.99

#: Most of Gapfeed's cost as a share of the other's: wall time and processor time; None where nothing was promised.
TARGETS: dict[tuple[str, str], tuple[float, float | None]] = {
    ("reader", COLD): (0.20, 0.35),
    ("reader", UNCHANGED): (0.30, 0.25),
    ("reader", CHANGED): (0.20, 0.20),
    ("newsboat", COLD): (1.0, None),
}
_ARTICLES_A_SECOND = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One phase of one engine in one round: what it cost, what it asked the server, what it has stored after it."""

    engine: str
    phase: str
    spent: Spent
    answers: Counter[str]
    stored: int
    server_cpu_seconds: float


def faults(runs: Sequence[Run], *, feeds: int, grown: int) -> list[str]:
    """Return in words what makes the work of one round's runs unequal; its figures count only where there is nothing to say.

    Args:
        runs: the runs of all engines in one round.
        feeds: how many feeds were followed.
        grown: how many of them had a new item in the last phase.

    """
    answers_due = {
        COLD: Counter({"feed 200": feeds}),
        UNCHANGED: Counter({"feed 304": feeds}),
        CHANGED: Counter({"feed 200": grown, "feed 304": feeds - grown}),
    }
    stored = {(run.engine, run.phase): run.stored for run in runs}
    most = max(run.stored for run in runs if run.phase == COLD)
    found = []
    for run in runs:
        who = f"{run.engine}, {run.phase}"
        if run.answers != answers_due[run.phase]:
            found.append(f"{who}: {dict(run.answers)} instead of {dict(answers_due[run.phase])}")
        if run.phase == COLD and run.stored < most * _LEAST_SHARE_STORED:
            found.append(f"{who}: {run.stored} entries stored, by another {most}")
        if run.phase != COLD:
            before = stored[run.engine, PHASES[PHASES.index(run.phase) - 1]]
            due = grown if run.phase == CHANGED else 0
            if run.stored - before != due:
                found.append(f"{who}: {run.stored - before} new entries instead of {due}")
    return found


def rounds_of(
    engines: Sequence[Engine], urls: Sequence[str], server: Server, *, rounds: int, phases: Sequence[str] = PHASES
) -> Iterator[list[Run]]:
    """Yield the runs of each round: every engine from nothing, through the phases; who goes first changes from one to the next."""
    turn = 0
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="gapfeed-benchmark-") as name:
            folders = {engine.name: Path(name, engine.name) for engine in engines}
            for engine in engines:
                folders[engine.name].mkdir()
                engine.settle(folders[engine.name], urls)
            runs = []
            for number, phase in enumerate(phases):
                server.grow(grown=phase == CHANGED)
                taking_part = [engine for engine in engines if phase == COLD or (engine.name, phase) in TARGETS or engine.name == "gapfeed"]
                for engine in taking_part[:: 1 if turn % 2 == 0 else -1]:
                    runs.append(_run(engine, folders[engine.name], number, phase, server))
                turn += 1
        yield runs


def _run(engine: Engine, folder: Path, number: int, phase: str, server: Server) -> Run:
    server.counts()
    before = server.cpu_seconds()
    spent = measured(engine.command(folder, number), folder=folder)
    if spent.exit_code:
        sys.exit(f"{engine.name}, {phase}, failed: {(folder / 'said').read_text(encoding='utf-8', errors='replace')[-2_000:]}")
    return Run(
        engine=engine.name, phase=phase, spent=spent, answers=server.counts(), stored=engine.stored(folder),
        server_cpu_seconds=server.cpu_seconds() - before,
    )  # fmt: skip


def quickest(candidates: Sequence[Engine], urls: Sequence[str], server: Server, phases: Sequence[str]) -> Engine:
    """Return the candidate with the least wall time over *phases*, run once each."""
    walls = []
    for candidate in candidates:
        (runs,) = rounds_of([candidate], urls, server, rounds=1, phases=phases)
        walls.append(sum(run.spent.wall_seconds for run in runs))
        print(f"  {candidate}: {walls[-1]:.2f} s in all")
    return candidates[walls.index(min(walls))]


def side_by_side(options: argparse.Namespace) -> bool:
    """Run all engines over feeds alone and print what they cost; return whether their work was equal."""
    sites = _feeds(options)
    port = free_port()
    urls = [f"http://{address}:{port}{FEED_PATH}" for address in addresses(len(sites))]
    hosts = _hosts(sites)
    grown = sum(host.grown_feed is not None for host in hosts)
    print(
        f"{len(sites)} feeds, {sum(len(site.feed) for site in sites) / 1e6:.1f} MB, {options.latency * 1000:.0f} ms of latency, "
        f"{options.rounds} rounds; {grown} feeds with a new item in the last phase"
    )
    with serving(hosts, port, latency_seconds=options.latency) as server:
        engines = _engines(options, port, urls, server)
        rounds = []
        for number, runs in enumerate(rounds_of(engines, urls, server, rounds=options.rounds), start=1):
            unequal = faults(runs, feeds=len(sites), grown=grown)
            print(f"round {number}: " + ("; ".join(unequal) if unequal else "equal work"))
            for run in runs:
                print("  " + _line(run))
            if not unequal:
                rounds.append(runs)
    if rounds:
        _print_costs(rounds)
        _print_ratios(rounds)
    return len(rounds) == options.rounds


def whole_path(options: argparse.Namespace) -> bool:
    """Run Gapfeed from nothing over feeds and article pages and print articles a second; return whether every page was asked for.

    There is no latency: what is left of the wall time is what Gapfeed and, on the same cores, the server need.
    """
    port = free_port()
    homes = [f"http://{address}:{port}" for address in addresses(options.feeds)]
    articles = real_pages(options.data / "pages" / "readability") if options.data else ()
    sites = sites_with_pages(homes, pages_each=_PAGES_EACH, items=options.items, articles=articles)
    pages = [page for site in sites for page in site.pages.values()]
    print(
        f"{len(sites)} feeds, {sum(len(site.feed) for site in sites) / 1e6:.1f} MB; {len(pages)} pages around {'real' if articles else 'written'} "
        f"articles, {sum(map(len, pages)) / len(pages) / 1e3:.0f} KB each; no latency; {options.rounds} rounds"
    )
    engine = Gapfeed(command_path=options.gapfeed, port=port, feeds_only=False)
    speeds = []
    with serving(_hosts(sites), port, latency_seconds=0) as server:
        urls = [home + FEED_PATH for home in homes]
        for (run,) in rounds_of([engine], urls, server, rounds=options.rounds, phases=[COLD]):
            print(f"  {_line(run)}; {dict(run.answers)}")
            if run.answers["page 200"] == len(pages):
                speeds.append((len(pages) / run.spent.wall_seconds, run.stored / run.spent.wall_seconds))
    if speeds:
        by_page, by_entry = zip(*speeds, strict=True)
        print(f"articles a second, of wall time, start and end included: {_spread(by_page)}; target at least {_ARTICLES_A_SECOND}")
        print(f"entries a second, those without a page included: {_spread(by_entry)}")
    return len(speeds) == options.rounds


def _engines(options: argparse.Namespace, port: int, urls: Sequence[str], server: Server) -> list[Engine]:
    engines: list[Engine] = [Gapfeed(command_path=options.gapfeed, port=port)]
    # Once for nothing: so that its modules are compiled and in memory, as those of the others are after the search for their best.
    quickest(engines, urls, server, [COLD])
    python = reader_python(options.cache)
    engines.append(quickest([Reader(python=python, workers=number) for number in options.reader_workers], urls, server, PHASES))
    if program := newsboat_program():
        engines.append(quickest([Newsboat(program=program, threads=number) for number in options.newsboat_threads], urls, server, [COLD]))
    else:
        print("newsboat is not installed (Debian: apt-get install newsboat): left out")
    return engines


def _feeds(options: argparse.Namespace) -> list[Site]:
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
    print("\nmedian (range) of the rounds")
    costs: dict[tuple[str, str], list[Spent]] = defaultdict(list)
    for run in (run for runs in rounds for run in runs):
        costs[run.phase, run.engine].append(run.spent)
    for (phase, engine), spent in sorted(costs.items(), key=lambda cost: PHASES.index(cost[0][0])):
        print(
            f"  {phase:19} {engine:9} wall {_spread([one.wall_seconds for one in spent])} s; CPU {_spread([one.cpu_seconds for one in spent])} s; "
            f"memory {_spread([one.peak_megabytes for one in spent], 0)} MB"
        )


def _print_ratios(rounds: Sequence[Sequence[Run]]) -> None:
    print("\nGapfeed against the others: median (range) of the ratios of each round")
    by_name = [{(run.engine, run.phase): run.spent for run in runs} for runs in rounds]
    for (other, phase), targets in TARGETS.items():
        pairs = [(spent["gapfeed", phase], spent[other, phase]) for spent in by_name if (other, phase) in spent]
        if not pairs:
            continue
        walls = [ours.wall_seconds / theirs.wall_seconds for ours, theirs in pairs]
        cpus = [ours.cpu_seconds / theirs.cpu_seconds for ours, theirs in pairs]
        for what, ratios, target in zip(("wall", "CPU"), (walls, cpus), targets, strict=True):
            print(f"  {other:9} {phase:19} {what:4} {_spread(ratios)}{_verdict(median(ratios), target)}")


def _verdict(ratio: float, target: float | None) -> str:
    return "" if target is None else f"   target at most {target:.2f}: {'reached' if ratio <= target else 'MISSED'}"


def _spread(values: Sequence[float], digits: int = 2) -> str:
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder with feeds/smallweb and pages/readability; without it, all is generated")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--items", type=int, help="generate feeds of so many short entries instead")
    parser.add_argument("--latency", type=float, default=_LATENCY_SECONDS, help="seconds between a request and its answer (default 0.2)")
    parser.add_argument("--whole", action="store_true", help="the whole path with article pages, Gapfeed alone, no latency")
    parser.add_argument("--gapfeed", type=Path, help="the command to measure (default: the one of this environment)")
    parser.add_argument("--reader-workers", type=int, nargs="+", default=[1, 20, 50], help="numbers to try; the best is measured")
    parser.add_argument("--newsboat-threads", type=int, nargs="+", default=[20, 50, 100], help="numbers to try; the best is measured")
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache" / "gapfeed-benchmarks", help="where the environment of reader is kept"
    )
    options = parser.parse_args()
    options.gapfeed = (options.gapfeed or installed_gapfeed()).absolute()
    return options


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    chosen = _options()
    equal = whole_path(chosen) if chosen.whole else side_by_side(chosen)
    sys.exit(0 if equal else "the work was not equal: see above; such rounds do not count")
