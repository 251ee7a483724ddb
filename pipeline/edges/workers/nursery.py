"""Where worker processes come from: a template that has imported what they need once, and divides whenever one is wanted.

A worker made so is ready in a few milliseconds and shares the template's memory until it writes to it. The process that asks
cannot be divided itself: it has threads, whose locks a fork would copy in any state. The template has none.

    main process --- asks, and says which worker to end --> template
         ^                                                     | divides
         '------------ jobs and answers ------------------> workers

When the main process ends, however it ends, the template sees its line go dead and ends with all its workers.
Where a process cannot be divided (Windows), each worker starts from nothing.
"""

import gc
import os
import pickle
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from math import ceil
from threading import Lock
from time import process_time
from typing import TYPE_CHECKING, Any

# What starts processes takes 10 ms to load, and a run in which nothing is new starts none.
if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

#: Most data of a worker, its libraries included, where the system can limit it: bytes it may write to, not address space.
#: The libraries take 16 MB, the longest feed that is taken (10 MiB) less than 200.
MOST_BYTES = 512 * 1024**2

_ID = struct.Struct("!q")
_NEW, _END = b"n", b"e"

Prepare = Callable[[], object]
"""A function at the top of a module that imports, and makes, what all workers of a kind need."""


class CannotStart(Exception):
    """No worker process could be started; what it said itself is on standard error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process that reads jobs from its line and writes answers to it."""

    line: "Connection[bytes, bytes]"
    #: Ends the process, whatever it is doing.
    end: Callable[[], None]


class Nursery:
    """Makes workers of one kind; several threads may ask. Its template starts with the first, or when `begin` is called."""

    def __init__(self, prepare: Prepare) -> None:
        self._prepare = prepare
        self._template: _Template | None = None
        self._asking = Lock()
        self._closed = False
        #: Those that started from nothing.
        self._processes: set[SpawnProcess] = set()

    def new(self) -> Worker:
        """Return a worker that is ready.

        Raises:
            CannotStart: there is none to be had, for want of memory or processes, or because the nursery is closed.
        """
        with self._asking:
            if self._closed:
                raise CannotStart
            try:
                if not hasattr(os, "fork"):
                    return self._from_nothing()
                if self._template is not None and not self._template.is_alive():
                    self._template.close()
                    self._template = None
                if self._template is None:
                    self._template = _Template(self._prepare)
                return self._template.new_worker(self._asking)
            except OSError as error:
                raise CannotStart from error

    def begin(self) -> None:
        """Let the template make itself ready while there is other work to do; where it cannot, the first worker will say so."""
        with self._asking, suppress(OSError):
            if not self._closed and self._template is None and hasattr(os, "fork"):
                self._template = _Template(self._prepare)

    def close(self) -> None:
        """End the template and every worker that it made."""
        with self._asking:
            self._closed = True
            if self._template is not None:
                self._template.close()
            for process in tuple(self._processes):  # each takes itself out as it ends
                process.kill()

    def _from_nothing(self) -> Worker:
        """Return a worker that starts from nothing."""
        from multiprocessing import get_context

        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_work_from_nothing, args=(theirs, self._prepare), daemon=True)
        process.start()
        theirs.close()
        self._processes.add(process)
        try:
            ours.recv_bytes()  # it is ready
        except EOFError as error:
            message = "it ended at once"
            raise OSError(message) from error

        def end() -> None:
            process.kill()
            process.join()
            self._processes.discard(process)
            ours.close()

        return Worker(line=ours, end=end)


class _Template:
    """The template process, seen from the main one; one thread at a time talks to it."""

    def __init__(self, prepare: Prepare) -> None:
        import subprocess

        ours, theirs = socket.socketpair()
        with theirs:
            what = f"{prepare.__module__}:{prepare.__qualname__}"
            program = f"import sys; sys.path[:] = {sys.path!r}; from pipeline.edges.workers.nursery import _be_template; _be_template()"
            # Not of the terminal's group of processes: Ctrl-C is for the main process, which ends the template in its own time.
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-c", program, what, str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self._line = ours

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def new_worker(self, asking: Lock) -> Worker:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._line, [_NEW], [theirs.fileno()])
            (process_id,) = _ID.unpack(self._line.recv(_ID.size))
        except (OSError, struct.error) as error:  # its line is dead: it ended while it was made ready
            ours.close()
            raise CannotStart from error
        line = _connection(ours.detach())

        def end() -> None:
            with asking:
                self._end(process_id)
            line.close()

        return Worker(line=line, end=end)

    def _end(self, process_id: int) -> None:
        if self._process.returncode == 0:
            return  # it was closed and has buried them all: their numbers may be others' by now
        try:
            # Its parent does so: until that has buried it, no other process can have its number.
            self._line.sendall(_END + _ID.pack(process_id))
        except OSError:  # the parent was ended by somebody else, and has buried nobody
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)

    def close(self) -> None:
        from subprocess import TimeoutExpired

        self._line.close()
        try:
            self._process.wait(5)
        except TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _be_template() -> None:
    """Live as a template: prepare, then divide and bury as the main process says, until its line goes dead."""
    collect_seldom()
    what, number = sys.argv[1:]
    module, _, name = what.partition(":")
    getattr(import_module(module), name)()
    import_module("multiprocessing.connection")
    # What is there now is never collected, so that its pages stay shared.
    gc.collect()
    gc.freeze()
    line = socket.socket(fileno=int(number))
    children: set[int] = set()
    while True:
        # One message for each call: a request is answered before the next can come, and an end has its length.
        order, handles, _, _ = socket.recv_fds(line, 1, 1)
        if order == _NEW:
            child = os.fork()
            if not child:
                line.close()
                _live_as_worker(handles[0])
            os.close(handles[0])
            children.add(child)
            line.sendall(_ID.pack(child))
        elif order == _END:
            (child,) = _ID.unpack(line.recv(_ID.size, socket.MSG_WAITALL))
            children.discard(child)
            _bury(child)
        else:
            break
    for child in children:
        _bury(child)


def _bury(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(child, 0)


def _live_as_worker(handle: int) -> None:
    try:
        work(_connection(handle))
    finally:
        os._exit(0)


def _connection(handle: int) -> "Connection[bytes, bytes]":
    from multiprocessing.connection import Connection

    return Connection(handle)


def _work_from_nothing(line: "Connection[bytes, bytes]", prepare: Prepare) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare()
    line.send_bytes(b"ready")
    work(line)


def work(line: "Connection[bytes, bytes]") -> None:
    """Do jobs as they come over *line*, until it goes dead."""
    _limit_memory()
    collect_seldom()
    while True:
        try:
            message = line.recv_bytes()
        except (EOFError, OSError):
            return
        line.send_bytes(_answer(message))


def collect_seldom() -> None:
    """Look for cycles less often: parsing and reading make few of them and much else, and the search takes a twentieth of their time."""
    gc.set_threshold(20_000, 20, 20)


def _answer(message: bytes) -> bytes:
    """Do the job in *message* and return what came of it, as bytes: its result, or its error, and which of the two."""
    try:
        job, arguments, seconds = pickle.loads(message)  # noqa: S301 - from the process that started this one
        _limit_time(seconds)
        return pickle.dumps((True, job(*arguments)), pickle.HIGHEST_PROTOCOL)
    except BaseException as error:  # noqa: BLE001 - whatever a job raises belongs to whoever asked for it, even SystemExit
        return pickle.dumps((False, _portable(error)))


def _portable(error: BaseException) -> Exception:
    """Return *error* as it can travel: one whose class cannot be rebuilt from its words becomes its words."""
    try:
        rebuilt: Any = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - the classes of libraries have their own ways to refuse
        return RuntimeError(f"{type(error).__name__}: {error}")
    return rebuilt if isinstance(rebuilt, Exception) else RuntimeError(f"{type(error).__name__}: {error}")


def _limit_time(seconds: float) -> None:
    """Let the system end this process once it has taken so much more processor time."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (ceil(process_time() + seconds), resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES if most == resource.RLIM_INFINITY else min(MOST_BYTES, most), most))
