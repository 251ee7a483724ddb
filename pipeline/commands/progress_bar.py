"""Show on a terminal how far a long run is; silent in a pipe. The home of rich."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STEPS = {"ask": "Asking sources", "read": "Reading entries", "check": "Asking the catalogue"}


@contextmanager
def asking() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to call with a step of lane 1, how much of it is done, and how much there is."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks = {step: bar.add_task(words, total=None, visible=False) for step, words in _STEPS.items()}
        yield lambda step, done, everything: bar.update(tasks[step], completed=done, total=everything, visible=True)
