"""Ask one address once."""

import re
import ssl
from collections.abc import Mapping
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


def exchanged(
    parts: SplitResult,
    plain: TimedSocket,
    *,
    context: ssl.SSLContext | None,
    headers: Mapping[str, str],
    most_bytes: int,
    cut: bool,
    only_text: bool = False,
    by_proxy: bool = False,
) -> Answer:
    """Send a GET over a connection, close it and return the answer; raises Unusable for everything that goes wrong.

    `parts` is the address asked, `plain` a connection to its host, `context` the settings where it is to be secured. With
    `only_text` an answer that says it is sound, a picture or an archive is refused before its body comes. With
    `by_proxy` the connection ends at a proxy, which is to ask in our place (RFC 9112, section 3.2.2).
    """
    host = (parts.hostname or "").strip("[]")
    deadline = plain.deadline
    sock: TimedSocket | TimedTLSSocket = plain
    try:
        if context is not None:
            sock = secured(plain, host, context)
        asked = SplitResult(*(parts[:2] if by_proxy else ("", "")), parts.path or "/", parts.query, "").geturl()
        named = {"Host": _host(parts)} | dict(headers)
        return _answer(request("GET", asked, named), sock, most_bytes=most_bytes, cut=cut, only_text=only_text)
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


def _answer(asked: bytes, sock: TimedSocket | TimedTLSSocket, *, most_bytes: int, cut: bool, only_text: bool) -> Answer:
    sock.settimeout(sock.deadline.remaining())
    sock.sendall(asked)
    with sock.makefile("rb", buffering=0) as line:
        arrival = Arrival(line)
        status, headers = _head(arrival, sock)
        body = b""
        if status in SUCCESSES:
            if only_text and (found := _NO_TEXT.match(headers.get("content-type", ""))):
                raise Unusable(FailureKind.UNREADABLE, f"what lies there is {found[1].lower()}, which is never downloaded unasked")
            if (arrival.length() or 0) > most_bytes and not cut:
                raise too_large(most_bytes)
            encoding = headers.get("content-encoding", "")
            body = whole_body(arrival.pieces(), content_encoding=encoding, most_bytes=most_bytes, cut=cut)
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
