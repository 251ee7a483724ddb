"""Run engines side by side, round after round, and tell whether they did the same work."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engines import CHANGED, COLD, PHASES, UNCHANGED, Engine
from benchmarks.measure import Spent, measured
from benchmarks.server import Server

# Feeds are odd, and readers differ about a few of them: which of two entries with one id is one too many, for instance.
_LEAST_SHARE_STORED = 0.99


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
        # A peer that stores less had less to do: its figures are better than they should be, and ours have to stand beside them all the same.
        if run.phase == COLD and run.engine == "gapfeed" and run.stored < most * _LEAST_SHARE_STORED:
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
                taking_part = [engine for engine in engines if phase in engine.phases]
                in_turn = taking_part[:: 1 if turn % 2 == 0 else -1]
                runs += [_run(engine, folders[engine.name], number, phase, server) for engine in in_turn]
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
