"""Run jobs that may hang, crash or eat memory in processes that can be killed; the home of pebble.

Parse workers import feedparser only and start again fast; read workers hold trafilatura and the language data.
A job is a top-level function with arguments that can be pickled, so that a cluster could run it as well.
"""

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future, InvalidStateError
from contextlib import suppress
from threading import Lock
from typing import Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

Result = TypeVar("Result")

#: Jobs after which a worker is replaced, so that what libraries leave behind in memory does not grow.
_JOBS_PER_WORKER = 400
#: Most memory of a worker where the system can limit it (address space: the libraries alone reserve much of it, and 512 MiB are for data).
_MOST_BYTES = 2 * 1024**3


class WorkerLost(Exception):
    """A job was stopped: it took too long, it needed too much memory, or its process died."""


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
    """Runs jobs in *count* processes, started when the first job comes; several threads may hand it jobs."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._pool: ProcessPool | None = None
        self._starting = Lock()
        self._owed: set[Future[Any]] = set()

    def run(self, job: Callable[..., Result], *arguments: object, timeout: float) -> "Future[Result]":
        """Start *job* in a process of its own kind; see `Workers.run`."""
        answer: Future[Result] = Future()
        self._owed.add(answer)
        answer.add_done_callback(self._owed.discard)
        self._running_pool().schedule(job, args=list(arguments), timeout=timeout).add_done_callback(lambda done: _hand_over(done, answer))
        return answer

    def close(self) -> None:
        """Kill whatever still runs."""
        with self._starting:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it bare
            pool.join()
        # A pool that is stopped while it starts forgets its jobs; whoever waits for one would wait for ever.
        for answer in tuple(self._owed):
            with suppress(InvalidStateError):
                answer.set_exception(WorkerLost("it was stopped"))

    def _running_pool(self) -> ProcessPool:
        with self._starting:
            if self._pool is None or not self._pool.active:
                # Spawned, never forked: this process has threads, whose locks a fork would copy in any state.
                self._pool = ProcessPool(
                    max_workers=self._count, max_tasks=_JOBS_PER_WORKER, context=multiprocessing.get_context("spawn"), initializer=_prepare
                )
            return self._pool


def _hand_over(done: "Future[Result]", answer: "Future[Result]") -> None:
    error = CancelledError() if done.cancelled() else done.exception()
    with suppress(InvalidStateError):
        if error is None:
            answer.set_result(done.result())
        else:
            answer.set_exception(_in_our_words(error))


def _in_our_words(error: BaseException) -> BaseException:
    match error:
        case TimeoutError():
            return WorkerLost("it took too long and was stopped")
        case MemoryError():
            return WorkerLost("it needed too much memory")
        case ProcessExpired():
            return WorkerLost("its process died")
        case CancelledError() | BrokenExecutor():
            return WorkerLost("it was stopped")
        case _:
            return error


def _prepare() -> None:
    """Make a fresh worker leave Ctrl-C to the process that started it, and bound its memory where the system can."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES if most == resource.RLIM_INFINITY else min(_MOST_BYTES, most), most))
