"""Know which connections are under way, so that the end of a run need not wait for the slowest server."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from feeds.body import ended


@dataclass(slots=True)
class Lines:
    """The connections under way in a run, so that they can be broken off; thread-safe."""

    #: A second handle of each: of a connection that has become a secure one, the first is no longer good.
    _handles: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _broken_off: bool = False

    @contextmanager
    def watching(self) -> Iterator[Callable[[socket.socket], None]]:
        """Give a function to be told of each socket of one exchange before it connects; at the end of the block they are forgotten."""
        told: list[socket.socket] = []

        def watch(opened: socket.socket) -> None:
            told.append(opened.dup())
            with self._lock:
                self._handles.add(told[-1])
                if self._broken_off:
                    raise ended()

        try:
            yield watch
        finally:
            with self._lock:
                self._handles.difference_update(told)
            for handle in told:
                handle.close()

    def break_off(self) -> None:
        """Make whoever waits for one of these connections learn at once that it has ended."""
        with self._lock:
            self._broken_off = True
            for handle in self._handles:
                with suppress(OSError):
                    handle.shutdown(socket.SHUT_RDWR)
