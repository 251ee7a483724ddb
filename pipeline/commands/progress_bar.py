"""Show on a terminal how far a long run is; silent in a pipe. The home of rich."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def asking() -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with how many sources are done and how many were asked."""
    if not sys.stderr.isatty():
        yield lambda _done, _asked: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("Asking sources"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sources", total=None)
        yield lambda done, asked: bar.update(task, completed=done, total=asked)
