"""Run jobs that may hang, crash or eat memory in processes that can be killed; the home of pebble.

Parse workers import feedparser only and start again fast; read workers hold trafilatura and the language data.
A job is a top-level function with arguments that can be pickled, so that a cluster could run it as well.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError as FutureTimeout
from typing import ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

#: Jobs after which a worker is replaced, so that what libraries leave behind in memory does not grow.
_JOBS_PER_WORKER = 400
#: Most memory of a worker where the system can limit it (RELIABILITY: 512 MiB of data beyond the libraries).
_MOST_BYTES = 2 * 1024**3


class WorkerLost(Exception):
    """A job was stopped: it took too long, or its process died."""


class Workers(Protocol):
    """Something that runs jobs."""

    def run(self, job: Callable[..., Result], *arguments: object, timeout: float) -> "Future[Result]":
        """Start *job*; its future fails with WorkerLost after *timeout* seconds or when its process dies."""

    def close(self) -> None:
        """Stop all jobs."""


class InProcess:
    """Runs each job here and now: for one item, and for tests."""

    def run(self, job: Callable[..., Result], *arguments: object, timeout: float) -> "Future[Result]":
        """Run *job* and return its finished future; nothing can stop it."""
        del timeout
        future: Future[Result] = Future()
        try:
            future.set_result(job(*arguments))
        except Exception as error:  # noqa: BLE001 - whatever the job raised belongs to its future
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Do nothing."""


class Processes:
    """Runs jobs in *count* processes, started when the first job comes."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPool | None = None

    def run(self, job: Callable[..., Result], *arguments: object, timeout: float) -> "Future[Result]":
        """Start *job* in a process of its own kind; see `Workers.run`."""
        if self._pool is None:
            # Spawned, never forked: this process has threads, whose locks a fork would copy in any state.
            self._pool = ProcessPool(
                max_workers=self._count, max_tasks=_JOBS_PER_WORKER, context=multiprocessing.get_context("spawn"), initializer=_bound_memory
            )
        answer: Future[Result] = Future()
        self._pool.schedule(job, args=list(arguments), timeout=timeout).add_done_callback(lambda done: _hand_over(done, answer))
        return answer

    def close(self) -> None:
        """Kill whatever still runs."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None


def _hand_over(done: "Future[Result]", answer: "Future[Result]") -> None:
    if done.cancelled():
        answer.set_exception(WorkerLost("it was stopped"))
        return
    error = done.exception()
    if isinstance(error, FutureTimeout):
        answer.set_exception(WorkerLost("it took too long and was stopped"))
    elif isinstance(error, ProcessExpired):
        answer.set_exception(WorkerLost("its process died"))
    elif error is not None:
        answer.set_exception(error)
    else:
        answer.set_result(done.result())


def _bound_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
