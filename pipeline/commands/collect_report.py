"""Word what a run of lane 1 reports."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.plain import counted

if TYPE_CHECKING:
    from pipeline.collect import CollectReport, Problem


def collect_lines(report: "CollectReport") -> Iterator[str]:
    """Yield what a run of lane 1 did, then its problems."""
    if report.offline:
        yield "You seem to be offline: no source could be reached. Is the network there? None is blamed; the next run asks them again."
        return
    if report.followed == 0:
        yield "You follow no source yet: `gapfeed sources add ADDRESS`, or `catalog: true` in config.yaml."
    elif report.asked == 0:
        waited = report.read + len(report.faults)
        yield f"No source was due; what waited was read ({counted(waited, 'item')})." if waited else "No source was due."
    else:
        edited = f", {counted(report.edited, 'changed item')}" if report.edited else ""
        yield f"Asked {counted(report.asked, 'source')}: {counted(report.new, 'new item')}{edited}, {report.unchanged} with nothing new."
    yield from (f"  {problem.source}: {problem.reason}" for problem in report.problems)
    yield from (f"  {warning.source}: taken, but {warning.reason}" for warning in report.warnings)
    yield from (f"  {fault.source}: {fault.reason}" for fault in report.faults)


def collect_facts(report: "CollectReport") -> dict[str, object]:
    """Return what a run of lane 1 did, for programs."""
    return {
        "followed": report.followed, "asked": report.asked, "unchanged": report.unchanged, "new": report.new, "edited": report.edited,
        "read": report.read, "offline": report.offline, "problems": _facts(report.problems), "warnings": _facts(report.warnings),
        "faults": _facts(report.faults),
    }  # fmt: skip


def _facts(problems: "Iterable[Problem]") -> list[dict[str, str]]:
    return [{"source": problem.source, "reason": problem.reason} for problem in problems]
