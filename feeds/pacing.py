"""Give each host its turn: one request at a time, pages a pause apart; and remember which hosts are not to be asked again."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from feeds.body import Unusable, ended
from feeds.model.answers import FailureKind

# On the user's own machine, which only `allow_private` lets us ask, nobody else is bothered.
_OWN_MACHINE_AT_ONCE = 8

# One feed may be over its own quota, and must not silence its neighbours; a second one of the same host means the host.
_RATE_LIMITS_BEFORE_THE_HOST_IS_LEFT_ALONE = 2

# Not answering at all, as against answering badly: nothing changes within a run.
_LASTING = frozenset({FailureKind.UNKNOWN_HOST, FailureKind.REFUSED})


@dataclass(slots=True)
class _Host:
    slots: threading.Semaphore
    #: When the last request that asks for a pause ended, on the monotonic clock.
    paused_since: float | None = None


@dataclass(slots=True)
class Pacing:
    """The turns of all hosts in a run; thread-safe."""

    most_at_once: int
    _everything: threading.Semaphore = field(init=False)
    _hosts: dict[str, _Host] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _closed: threading.Event = field(default_factory=threading.Event, init=False)

    def __post_init__(self) -> None:
        self._everything = threading.Semaphore(self.most_at_once)

    @contextmanager
    def turn(self, host: str, *, pause_seconds: float, own_machine: bool) -> Iterator[None]:
        """Wait until the host may be asked, and hold its turn; raises Unusable once everything was closed.

        A request with a pause starts at least that long after the last such request to the host has ended.
        """
        with self._lock:
            known = self._hosts.setdefault(host, _Host(threading.Semaphore(_OWN_MACHINE_AT_ONCE if own_machine else 1)))
        pause = 0.0 if own_machine else pause_seconds
        with known.slots:
            if pause and known.paused_since is not None:
                self._closed.wait(max(0.0, known.paused_since + pause - time.monotonic()))
            with self._everything:
                self.check_open()
                try:
                    yield
                finally:
                    if pause:
                        known.paused_since = time.monotonic()

    def check_open(self) -> None:
        """Raise Unusable once everything was closed."""
        if self._closed.is_set():
            raise ended()

    def close(self) -> None:
        """Let nobody begin any more; who is waiting learns it at once or when the request before it ends."""
        self._closed.set()


@dataclass(slots=True)
class Memory:
    """What a run has learnt about hosts that it need not find out again; thread-safe."""

    _failures: dict[str, Unusable] = field(default_factory=dict)
    _rate_limited: dict[str, set[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def failure_of(self, host: str) -> Unusable | None:
        """Return why the host is not worth asking in this run, None where it is."""
        with self._lock:
            failure = self._failures.get(host)
        return failure.again() if failure else None

    def note(self, host: str, url: str, failure: Unusable, *, own_machine: bool) -> None:
        """Remember a failure, if it is one of the host rather than of the address."""
        with self._lock:
            if failure.kind is FailureKind.RATE_LIMITED and not own_machine:
                limited = self._rate_limited.setdefault(host, set())
                limited.add(url)
                if len(limited) < _RATE_LIMITS_BEFORE_THE_HOST_IS_LEFT_ALONE:
                    return
            elif failure.kind not in _LASTING:
                return
            self._failures[host] = failure.again()
