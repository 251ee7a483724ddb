"""Run a command and say what it cost: wall time, processor time and memory of it and of every process that it started.

Linux only. A process that outlives its parent is handed to the nearest "child subreaper" (prctl(2)), which this makes itself:
so the kernel's own account of a command is whole, however deep its tree is and whoever forgot to wait for whom.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SECONDS_BETWEEN_SAMPLES = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a command cost: until it ended, all its processes together, and the most that one sample saw of their memory.

    Memory is the sum of proportional set sizes, in which what several processes share counts once.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_megabytes: float
    exit_code: int


def measured(command: Sequence[str | Path], *, folder: Path) -> Spent:
    """Run *command* in *folder* and return what it cost; what it says goes to the file "said" there."""
    answer, writer = os.pipe()
    watcher = [sys.executable, __file__, str(writer), str(folder), *map(str, command)]
    # Compiling its modules anew each time would be nobody's everyday.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(watcher, pass_fds=[writer], env=environment):
        os.close(writer)
        with os.fdopen(answer) as told:
            return Spent(**json.load(told))


def _watch(command: Sequence[str], folder: Path) -> Spent:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    done = threading.Event()
    peaks: list[int] = [0]
    with (folder / "said").open("ab") as said:
        began = time.monotonic()
        running = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        sampler = threading.Thread(target=_sample, args=(done, peaks))
        sampler.start()
        exit_code = running.wait()
        wall = time.monotonic() - began
    done.set()
    sampler.join()
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(wall_seconds=wall, cpu_seconds=used.ru_utime + used.ru_stime, peak_megabytes=max(peaks) / 1024, exit_code=exit_code)


def _sample(done: threading.Event, peaks: list[int]) -> None:
    while not done.wait(_SECONDS_BETWEEN_SAMPLES):
        peaks.append(sum(map(proportional_kilobytes, descendants(os.getpid()))))


def descendants(process: int) -> list[int]:
    """Return the processes that *process* started, and those that they did."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                for child in map(int, (thread / "children").read_text().split()):
                    found += [child, *descendants(child)]
    return found


def proportional_kilobytes(process: int) -> int:
    """Return the proportional set size of a process, 0 for one that has ended."""
    with suppress(OSError, ValueError, IndexError):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        return int(text.split("\nPss:", 1)[1].split(None, 1)[0])
    return 0


if __name__ == "__main__":
    with os.fdopen(int(sys.argv[1]), "w") as answer_pipe:
        os.set_inheritable(answer_pipe.fileno(), False)  # noqa: FBT003 - the only way to say it
        json.dump(asdict(_watch(sys.argv[3:], Path(sys.argv[2]))), answer_pipe)
