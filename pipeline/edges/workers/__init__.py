"""Run jobs that may hang, crash or eat memory in processes that can be ended one by one.

A job is a top-level function with arguments that can be pickled, so that a cluster could run it as well.
"""

import pickle
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition, Thread, current_thread
from time import monotonic
from typing import Any, Protocol, TypeVar

from pipeline.edges.workers.nursery import CannotStart, Nursery, Prepare, Worker

Result = TypeVar("Result")

#: Jobs after which a worker is replaced, so that what libraries leave behind in memory does not grow without end: measured over
#: 2,700 pages of many sites, a read worker takes 125 MB after 400, 165 MB after 1,000 and 168 MB at the end.
_JOBS_PER_WORKER = 2_000
#: A job that takes longer than this, in seconds, gives its place to another worker: thousands take less than a tenth of it.
_PATIENCE = 1.0
#: Workers that may be so far behind at a time, beside those in their places.
_MOST_BEHIND = 8
#: A job ends by the clock, too, after so many times its processor time: on a busy machine honest work takes long, but not for ever.
_CLOCK_FACTOR = 3


class WorkerLost(Exception):
    """A job was stopped: it took too long, it needed too much memory, or its process died."""


_TOO_LONG = "it took too long and was stopped"
_TOO_LARGE = "it needed too much memory"
_DIED = "its process died"
_STOPPED = "it was stopped"


class Workers(Protocol):
    """Something that runs jobs."""

    def run(self, job: Callable[..., Result], *arguments: object, timeout: float) -> "Future[Result]":
        """Start *job*; its future fails with WorkerLost after *timeout* seconds of processor time or when its process dies."""

    def begin(self) -> None:
        """Make ready for jobs that are about to come, beside other work."""

    def close(self) -> None:
        """Stop all jobs."""


class InProcess:
    """Runs each job here and now, for tests: quick to start, and seen by the coverage."""

    def run(self, job: Callable[..., Result], *arguments: object, timeout: float) -> "Future[Result]":
        """Run *job* and return its finished future; nothing can stop it."""
        del timeout
        future: Future[Result] = Future()
        try:
            future.set_result(job(*arguments))
        except Exception as error:  # noqa: BLE001 - whatever the job raised belongs to its future
            future.set_exception(error)
        return future

    def begin(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def nothing() -> None:
    """Prepare nothing: for workers whose jobs import what they need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    job: Callable[..., Any]
    arguments: tuple[object, ...]
    timeout: float
    answer: "Future[Any]"

    def fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):
            self.answer.set_exception(error)


class Processes:
    """Runs jobs in *count* processes, started as jobs come; several threads may hand it jobs.

    A job that hangs does not hold up those behind it: after a second another process takes its place, and it goes on beside
    them until its time is over.
    """

    def __init__(self, count: int, prepare: Prepare = nothing) -> None:
        self._count = count
        self._nursery = Nursery(prepare)
        self._changed = Condition()
        self._waiting: deque[_Task] = deque()
        #: Threads that have a process each; of these, some wait for a job, and some have lost their place to another.
        self._runners: set[Thread] = set()
        self._idle = 0
        self._behind = 0
        self._closed = False

    def run(self, job: Callable[..., Result], *arguments: object, timeout: float) -> "Future[Result]":
        """Start *job* in one of the processes; see `Workers.run`. Its time counts from when the process has it."""
        task = _Task(job=job, arguments=arguments, timeout=timeout, answer=Future())
        with self._changed:
            if self._closed:
                task.fail(WorkerLost(_STOPPED))
            else:
                self._waiting.append(task)
                self._fill_places()
                self._changed.notify()
        return task.answer

    def begin(self) -> None:
        """Make ready for jobs that are about to come, in a process of their own."""
        self._nursery.begin()

    def close(self) -> None:
        """Kill whatever still runs; a job that comes later is stopped at once."""
        with self._changed:
            self._closed = True
            waiting, runners = tuple(self._waiting), tuple(self._runners)
            self._waiting.clear()
            self._changed.notify_all()
        for task in waiting:
            task.fail(WorkerLost(_STOPPED))
        self._nursery.close()
        for runner in runners:
            runner.join()

    def _fill_places(self) -> None:
        """Start runners for the jobs that no idle one will take, as long as there are places; the lock is held."""
        while len(self._waiting) > self._idle and len(self._runners) - self._behind < self._count:
            runner = Thread(target=self._take_tasks, name="worker", daemon=True)
            self._runners.add(runner)
            self._idle += 1
            runner.start()

    def _take_tasks(self) -> None:
        """Do one task after the other in a process of this thread's own, as long as it has a place."""
        worker: Worker | None = None
        done = 0
        while (task := self._next_task()) is not None:
            worker = self._do(task, worker)
            done = 0 if worker is None else done + 1
            if worker is not None and done == _JOBS_PER_WORKER:
                worker.end()
                worker, done = None, 0
            with self._changed:
                self._idle += 1
        if worker is not None:
            worker.end()

    def _next_task(self) -> _Task | None:
        """Wait for a task; none where the pool is closed, or another has this runner's place."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed or self._has_no_place())
            self._idle -= 1
            if self._waiting and not self._has_no_place():
                return self._waiting.popleft()
            self._runners.discard(current_thread())
            return None

    def _has_no_place(self) -> bool:
        return len(self._runners) - self._behind > self._count

    def _do(self, task: _Task, worker: Worker | None) -> Worker | None:
        """Do *task* in *worker*, or in a new one where there is none; return the one that is fit for the next task."""
        if not task.answer.set_running_or_notify_cancel():
            return worker
        try:
            message = pickle.dumps((task.job, task.arguments, task.timeout), pickle.HIGHEST_PROTOCOL)
            if worker is not None and worker.line.poll():  # nothing is said unasked: its line is dead
                worker.end()
                worker = None
            worker = worker or self._nursery.new()
            task.answer.set_result(self._result(worker, message, task.timeout))
        except WorkerLost as lost:
            task.fail(lost)
            if worker is not None:
                worker.end()
            return None
        except CannotStart:
            task.fail(WorkerLost(_STOPPED if self._closed else "no process could be started for it"))
            return None
        except Exception as error:  # noqa: BLE001 - the job's own, or what cannot be sent: it belongs to whoever asked
            task.fail(error)
        return worker

    def _result(self, worker: Worker, message: bytes, timeout: float) -> object:
        """Let *worker* do the job in *message* and return its result, or raise its error."""
        began = monotonic()
        try:
            worker.line.send_bytes(message)
            in_time = self._answers(worker, _CLOCK_FACTOR * timeout)
            answer = worker.line.recv_bytes() if in_time else None
        except (EOFError, OSError):
            took_long = monotonic() - began >= timeout
            raise WorkerLost(_STOPPED if self._closed else _TOO_LONG if took_long else _DIED) from None
        if answer is None:
            raise WorkerLost(_TOO_LONG)
        is_result, outcome = pickle.loads(answer)  # noqa: S301 - from a process of our own
        if is_result:
            return outcome
        if isinstance(outcome, MemoryError):
            raise WorkerLost(_TOO_LARGE) from outcome
        raise outcome

    def _answers(self, worker: Worker, timeout: float) -> bool:
        """Tell whether *worker* answers in time; while it is slow, another has its place, as long as not too many are."""
        if worker.line.poll(min(_PATIENCE, timeout)):
            return True
        with self._changed:
            gives_way = self._behind < _MOST_BEHIND
            self._behind += gives_way
            self._fill_places()
        try:
            return worker.line.poll(max(timeout - _PATIENCE, 0))
        finally:
            with self._changed:
                self._behind -= gives_way
