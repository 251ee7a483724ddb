"""Open a connection to an address that was looked up once and checked, under one deadline."""

import errno
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from feeds.body import Unusable
from feeds.guard import forbidden
from feeds.lookup import Address, Unknown, has_way_out, looked_up
from feeds.model.answers import FailureKind
from feeds.offline import NO_NAME_SERVER, NO_ROUTE

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# A host may have many addresses; trying them all would only spend the deadline.
_MOST_ADDRESSES = 8

# What this machine's own look at a name may take where the proxy is the one that needs it: a name server that answers does so in
# a fraction of it, and behind a proxy there is often none.
_GLANCE_SECONDS = 1.0

_NO_ROUTE_ERRORS = {
    getattr(errno, name, None)
    for name in ("ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EADDRNOTAVAIL", "WSAENETUNREACH", "WSAEHOSTUNREACH", "WSAENETDOWN")
} - {None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The moment, on the monotonic clock, when an answer must have come whole; `seconds` is what was allowed from the start."""

    at: float
    seconds: float

    def remaining(self) -> float:
        """Return the seconds left, more than 0; raises TimeoutError where there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def missed(self) -> Unusable:
        """Return what to say when it has passed."""
        return Unusable(FailureKind.TIMEOUT, f"no answer within {self.seconds:g} seconds")


class _Patience:
    """What a socket of ours may still take: time, and bytes before the headers have ended.

    Each read waits only as long as the whole exchange has left, so neither a silent server nor one that sends a byte now
    and then outlives the deadline, in the headers as little as in the body (a timeout per read would start anew each time).
    """

    deadline: Deadline
    #: None once the headers have come.
    header_bytes_left: int | None = None

    def _before(self) -> float:
        if self.header_bytes_left is not None and self.header_bytes_left < 0:
            raise Unusable(FailureKind.TOO_LARGE, "the answer has more than 64 KB of headers")
        return self.deadline.remaining()

    def _after(self, count: int) -> int:
        if self.header_bytes_left is not None:
            self.header_bytes_left -= count
        return count


class TimedSocket(_Patience, socket.socket):
    """A TCP socket that keeps to a deadline."""

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        """Read as the socket does, within the deadline."""
        self.settimeout(self._before())
        return self._after(super().recv_into(buffer, nbytes, flags))


class TimedTLSSocket(_Patience, ssl.SSLSocket):
    """A TLS socket that keeps to a deadline."""

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        """Read as the socket does, within the deadline."""
        self.settimeout(self._before())
        return self._after(super().recv_into(buffer, nbytes, flags))


def tls_context() -> ssl.SSLContext:
    """Return the settings of all TLS connections of a run: the system's trust store, names checked. Takes some 20 ms."""
    context = ssl.create_default_context()
    context.sslsocket_class = TimedTLSSocket
    context.set_alpn_protocols(["http/1.1"])
    return context


def connected(
    host: str, port: int, *, deadline: Deadline, exempt: bool, watch: Callable[[socket.socket], None] = lambda _opened: None
) -> TimedSocket:
    """Return a TCP connection to a host; raises Unusable where there is none to be had or, unless exempt, none allowed.

    The name is looked up once, every answer is checked, and the socket is opened to a checked answer: a resolver that
    says something else the next time is not asked again (DNS rebinding). One forbidden answer forbids the host.
    `watch` is told of each socket before it connects.
    """
    seconds = deadline.remaining()
    try:
        addresses = looked_up(host, port, seconds=seconds)
    except TimeoutError:
        raise deadline.missed() from None
    except Unknown as unknown:
        raise _unknown(host, unknown) from None
    addresses = addresses[:_MOST_ADDRESSES]
    if not exempt:
        _check(host, addresses)
    trouble: OSError = TimeoutError()
    for place, (family, sockaddr) in enumerate(addresses):
        # An address that swallows everything must not cost the others their turn.
        share = deadline.remaining() / (len(addresses) - place)
        try:
            return _opened(family, sockaddr, seconds=share, deadline=deadline, watch=watch)
        except OSError as error:
            trouble = error
    raise _unconnected(host, trouble, deadline) from trouble


def check_if_known(host: str, port: int, *, deadline: Deadline) -> None:
    """Raise Unusable where a host that somebody else will connect to is forbidden, as far as this machine can tell.

    Behind a proxy, names of the web are often not known, or nobody answers for them: then nothing is said.
    """
    with suppress(Unknown, TimeoutError):
        _check(host, looked_up(host, port, seconds=min(_GLANCE_SECONDS, deadline.remaining())))


def _check(host: str, addresses: list[Address]) -> None:
    for _, sockaddr in addresses:
        if why := forbidden(str(sockaddr[0])):
            named = str(sockaddr[0]).partition("%")[0] == host
            raise Unusable(FailureKind.FORBIDDEN_ADDRESS, why if named else f"{host} leads to {why.replace(' ', ', which ', 1)}")


def _opened(
    family: socket.AddressFamily,
    sockaddr: tuple[Any, ...],
    *,
    seconds: float,
    deadline: Deadline,
    watch: Callable[[socket.socket], None],
) -> TimedSocket:
    opened = TimedSocket(family, socket.SOCK_STREAM)
    try:
        watch(opened)
        opened.settimeout(seconds)
        opened.connect(sockaddr)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        opened.close()
        raise
    opened.deadline = deadline
    return opened


def secured(plain: TimedSocket, host: str, context: ssl.SSLContext) -> TimedTLSSocket:
    """Return the connection inside TLS, after checking that the certificate is the host's; raises Unusable where it is not."""
    deadline = plain.deadline
    plain.settimeout(deadline.remaining())  # bounds the handshake as a whole
    try:
        wrapped = cast("TimedTLSSocket", context.wrap_socket(plain, server_hostname=host))
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise Unusable(FailureKind.TLS, f"the certificate of {host} is not to be trusted: {error.verify_message}") from error
    except TimeoutError as error:
        plain.close()
        raise deadline.missed() from error
    except (OSError, ValueError) as error:
        plain.close()
        raise Unusable(FailureKind.TLS, f"no secure connection with {host} came about") from error
    wrapped.deadline = deadline
    return wrapped


def _unknown(host: str, unknown: Unknown) -> Unusable:
    if not has_way_out():
        return Unusable(FailureKind.OFFLINE, f"the name {host} could not be looked up: this machine has no network")
    if unknown.nobody_answered:
        return Unusable(FailureKind.UNKNOWN_HOST, f"the name {host} could not be looked up: {NO_NAME_SERVER}")
    return Unusable(FailureKind.UNKNOWN_HOST, f"the name {host} is not known: look at its spelling")


def _unconnected(host: str, error: OSError, deadline: Deadline) -> Unusable:
    if isinstance(error, ConnectionRefusedError):
        return Unusable(FailureKind.REFUSED, f"{host} refuses connections")
    if isinstance(error, TimeoutError):
        return deadline.missed()
    if error.errno in _NO_ROUTE_ERRORS:
        return Unusable(FailureKind.NETWORK, NO_ROUTE)
    return Unusable(FailureKind.NETWORK, f"no connection with {host} came about")
