"""Run `gapfeed serve` as a process of its own, as a service manager would."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_GAPFEED = "from pipeline.cli import main; main()"

#: Makes the clock of the process begin at a moment when it is first asked, and go on from there as it does.
BEGINNING_AT = """
from datetime import datetime
from types import SimpleNamespace
import apscheduler.schedulers.base
import pipeline.edges.clock
class Later(pipeline.edges.clock.Clock):
    begun = None
    def now(self):
        real = super().now()
        Later.begun = Later.begun or real
        return datetime.fromisoformat({moment!r}) + (real - Later.begun)
pipeline.edges.clock.Clock = Later
apscheduler.schedulers.base.datetime = SimpleNamespace(now=lambda zone: Later().now().astimezone(zone))
"""


@contextmanager
def serving(config: Path, *, first: str = "") -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Run `gapfeed serve` until the end of the block, *first* something else; killed where it does not end by itself."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", f"{first}\n{_GAPFEED}", "--config", str(config), "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


def said_until(output: IO[str], words: str) -> str:
    """Return the lines up to the first that holds *words*."""
    lines = []
    for line in output:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"it ended before saying {words!r}: {''.join(lines)}")
