"""Word what a run of lane 1 reports."""

from collections.abc import Iterator

from pipeline.collect import CollectReport


def collect_lines(report: CollectReport) -> Iterator[str]:
    """Yield what a run of lane 1 did, then its problems."""
    if report.offline:
        yield "You seem to be offline: no source could be reached. None is blamed; the last digest still opens."
        return
    if report.asked == 0:
        yield (
            "No source was due."
            if report.followed
            else "You follow no source yet: `gapfeed sources add ADDRESS`, or `catalog: true` in config.yaml."
        )
        return
    edited = f", {counted(report.edited, 'changed item')}" if report.edited else ""
    yield f"Asked {counted(report.asked, 'source')}: {counted(report.new, 'new item')}{edited}, {report.unchanged} with nothing new."
    yield from (f"  {problem.source}: {problem.reason}" for problem in report.problems)
    yield from (f"  {warning.source}: taken, but {warning.reason}" for warning in report.warnings)


def collect_facts(report: CollectReport) -> dict[str, object]:
    """Return what a run of lane 1 did, for programs."""
    return {
        "followed": report.followed, "asked": report.asked, "unchanged": report.unchanged, "new": report.new, "edited": report.edited,
        "offline": report.offline, "problems": [{"source": problem.source, "reason": problem.reason} for problem in report.problems],
        "warnings": [{"source": warning.source, "reason": warning.reason} for warning in report.warnings],
    }  # fmt: skip


def counted(number: int, noun: str) -> str:
    """Return how many of what: "1 source", "2 sources"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
