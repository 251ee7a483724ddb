"""Keep many jobs under way, without holding more of them than are."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


def as_they_finish(
    job: Callable[[Task], Outcome], tasks: Iterable[Task], *, at_once: int, name: str
) -> Iterator[list[tuple[Task, Outcome | Exception]]]:
    """Yield each task with what its *job* came to, or what it raised, in the order in which they finish.

    Whatever has finished meanwhile comes together, so that it can be stored together. A task is taken from *tasks*, in the
    caller's thread, only when there is room for it: memory does not grow with their number. Whoever stops asking for more
    ends what has not begun; what has is left to itself, so that Ctrl-C need not wait for a slow server.

    Args:
        job: called in one of the threads.
        tasks: what to do, in order.
        at_once: how many to have under way.
        name: what to call the threads.

    """
    waiting = iter(tasks)
    finished: SimpleQueue[tuple[Task, Future[Outcome]]] = SimpleQueue()
    under_way = 0
    pool = ThreadPoolExecutor(at_once, name)
    try:
        while True:
            for task in islice(waiting, at_once - under_way):
                under_way += 1
                pool.submit(job, task).add_done_callback(lambda future, task=task: finished.put((task, future)))  # type: ignore[misc]
            if not under_way:
                return
            together = list(_ready(finished))
            under_way -= len(together)
            yield [(task, _outcome(future)) for task, future in together]  # type: ignore[arg-type]  # mypy takes the whole union for the outcome
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ready(finished: "SimpleQueue[tuple[Task, Future[Outcome]]]") -> Iterator[tuple[Task, "Future[Outcome]"]]:
    """Wait for the next one, and yield it with all that are there."""
    yield finished.get()
    try:
        while True:
            yield finished.get_nowait()
    except Empty:
        return


def _outcome(future: "Future[Outcome]") -> Outcome | Exception:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - whatever the job raised is what it came to; Ctrl-C and the like end everything
        return error
