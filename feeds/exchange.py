"""Ask one address once."""

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import SplitResult

from feeds.answer import SUCCESSES, Answer
from feeds.body import Unusable, too_large, whole_body
from feeds.connect import Deadline, TimedSocket, TimedTLSSocket, secured
from feeds.message import Arrival, BrokenOff, NotHttp, request
from feeds.model.answers import FailureKind

# Headers may take so much in all, far more than honest ones need.
_MOST_HEADER_BYTES = 64 * 1024
# What may have been read ahead, into the body, when the headers end.
_READ_AHEAD_BYTES = 16 * 1024

_DEFAULT_PORTS = {"http": 80, "https": 443}

# No text: the headers say so before the body costs anybody anything.
_NO_TEXT = re.compile(r"\s*((?:audio|video|image|font)/[\w.+-]+|application/(?:pdf|zip|gzip|x-7z-compressed|epub\+zip))", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to send, and what to take of the answer."""

    method: str = "GET"
    headers: Mapping[str, str] = field(repr=False)
    #: Sent with a POST only.
    body: bytes = field(default=b"", repr=False)
    most_bytes: int
    #: Take the first most_bytes of a longer answer.
    cut: bool = False
    #: Refuse an answer that says it is sound, a picture or an archive before its body comes.
    only_text: bool = False
    #: Take the body of every answer, not only of a success: interfaces say there what was wrong.
    every_body: bool = False
    #: Called when everything is ready and nothing is written yet: from then on the server may have the request.
    before_sending: Callable[[], None] = lambda: None


def exchanged(parts: SplitResult, plain: TimedSocket, order: Order, *, context: ssl.SSLContext | None, by_proxy: bool = False) -> Answer:
    """Send a request over a connection, close it and return the answer; raises Unusable for everything that goes wrong.

    `parts` is the address asked, `plain` a connection to its host, `context` the settings where it is to be secured. With
    `by_proxy` the connection ends at a proxy, which is to ask in our place (RFC 9112, section 3.2.2).
    """
    host = (parts.hostname or "").strip("[]")
    deadline = plain.deadline
    sock: TimedSocket | TimedTLSSocket = plain
    try:
        if context is not None:
            sock = secured(plain, host, context)
        asked = SplitResult(*(parts[:2] if by_proxy else ("", "")), parts.path or "/", parts.query, "").geturl()
        named = {"Host": _host(parts)} | dict(order.headers)
        if order.method == "POST":
            named["Content-Length"] = str(len(order.body))
        message = request(order.method, asked, named, order.body)
        sock.settimeout(sock.deadline.remaining())
        order.before_sending()
        sock.sendall(message)
        return _answer(sock, order)
    except Unusable:
        raise
    except (OSError, NotHttp, BrokenOff, ValueError) as error:
        raise _translated(error, deadline) from error
    finally:
        sock.close()


def tunnelled(plain: TimedSocket, target: str, *, headers: Mapping[str, str]) -> None:
    """Have the proxy at the other end of a connection lead it on to `target`, "host:port" (RFC 9110, section 9.3.6).

    Raises Unusable, with the connection closed, where it does not.
    """
    try:
        plain.settimeout(plain.deadline.remaining())
        plain.sendall(request("CONNECT", target, {"Host": target} | dict(headers)))
        with plain.makefile("rb", buffering=0) as line:
            status, _ = _head(Arrival(line), plain)
    except (Unusable, OSError, NotHttp, BrokenOff, ValueError) as error:
        plain.close()
        raise _translated(error, plain.deadline) from error
    if status != HTTPStatus.OK:
        plain.close()
        raise Unusable(FailureKind.NETWORK, f"the proxy answered {status} when asked for {target}")


def _answer(sock: TimedSocket | TimedTLSSocket, order: Order) -> Answer:
    with sock.makefile("rb", buffering=0) as line:
        arrival = Arrival(line)
        status, headers = _head(arrival, sock)
        body = b""
        if order.every_body or status in SUCCESSES:
            if order.only_text and (found := _NO_TEXT.match(headers.get("content-type", ""))):
                raise Unusable(FailureKind.UNREADABLE, f"what lies there is {found[1].lower()}, which is never downloaded unasked")
            if (arrival.length() or 0) > order.most_bytes and not order.cut:
                raise too_large(order.most_bytes)
            encoding = headers.get("content-encoding", "")
            body = whole_body(arrival.pieces(), content_encoding=encoding, most_bytes=order.most_bytes, cut=order.cut)
        return Answer(status=status, headers=headers, body=body)


def _head(arrival: Arrival, sock: TimedSocket | TimedTLSSocket) -> tuple[int, dict[str, str]]:
    """Read the beginning of an answer, within what headers may take."""
    sock.header_bytes_left = _MOST_HEADER_BYTES + _READ_AHEAD_BYTES
    read = arrival.head()
    sock.header_bytes_left = None
    return read


def _host(parts: SplitResult) -> str:
    """Return the host to name in a request: with its port where that is not the scheme's own (RFC 9110, section 7.2)."""
    host = parts.hostname or ""
    named = f"[{host}]" if ":" in host else host
    return named if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{named}:{parts.port}"


def _translated(error: Exception, deadline: Deadline) -> Unusable:
    """Say in our words what a library or the system said; the only place that does."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Unusable):
            return cause
        if isinstance(cause, TimeoutError):
            return deadline.missed()
        if isinstance(cause, ssl.SSLError):
            return Unusable(FailureKind.TLS, "the secure connection broke down")
        if isinstance(cause, ConnectionError):
            return Unusable(FailureKind.NETWORK, "the server closed the connection without a whole answer")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, BrokenOff):
        return Unusable(FailureKind.NETWORK, "the answer broke off before its end")
    if isinstance(error, NotHttp | ValueError):
        return Unusable(FailureKind.NETWORK, "what the server answers is not HTTP")
    return Unusable(FailureKind.NETWORK, "the connection broke down")
