"""Ask one address once; the home of urllib3."""

import re
import ssl
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from http.client import HTTPException
from http.client import HTTPResponse as PlainResponse
from urllib.parse import SplitResult

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from feeds.answer import SUCCESSES, Answer
from feeds.body import Unusable, too_large, whole_body
from feeds.connect import Deadline, TimedSocket, TimedTLSSocket, secured
from feeds.model import FailureKind

# Headers may take so much in all, far more than honest ones need; http.client alone would take 100 lines of 64 KB.
_MOST_HEADER_BYTES = 64 * 1024
# What a buffered reader may have read ahead, into the body, when the headers end.
_READ_AHEAD_BYTES = 16 * 1024

_PIECE_BYTES = 64 * 1024

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
        return _answer(asked, host, parts.port, sock, headers=headers, most_bytes=most_bytes, cut=cut, only_text=only_text)
    except Unusable:
        raise
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        raise _translated(error, deadline) from error
    finally:
        sock.close()


def tunnelled(plain: TimedSocket, target: str, *, headers: Mapping[str, str]) -> None:
    """Have the proxy at the other end of a connection lead it on to `target`, "host:port" (RFC 9110, section 9.3.6).

    Raises Unusable, with the connection closed, where it does not.
    """
    lines = (f"CONNECT {target} HTTP/1.1", f"Host: {target}", *(f"{name}: {value}" for name, value in headers.items()), "", "")
    try:
        plain.settimeout(plain.deadline.remaining())
        plain.sendall("\r\n".join(lines).encode("latin-1"))
        plain.header_bytes_left = _MOST_HEADER_BYTES + _READ_AHEAD_BYTES
        response = PlainResponse(plain, method="CONNECT")
        response.begin()
        plain.header_bytes_left = None
    except (Unusable, OSError, HTTPException, ValueError) as error:
        plain.close()
        raise _translated(error, plain.deadline) from error
    if response.status != HTTPStatus.OK:
        plain.close()
        raise Unusable(FailureKind.NETWORK, f"the proxy answered {response.status} when asked for {target}")


def _answer(
    asked: str,
    host: str,
    port: int | None,
    sock: TimedSocket | TimedTLSSocket,
    *,
    headers: Mapping[str, str],
    most_bytes: int,
    cut: bool,
    only_text: bool,
) -> Answer:
    connection = (HTTPSConnection if isinstance(sock, TimedTLSSocket) else HTTPConnection)(host, port)
    connection.sock = sock
    connection.auto_open = 0  # never a second connection, which nobody would have checked
    sock.settimeout(sock.deadline.remaining())
    connection.request("GET", asked, headers=headers, preload_content=False)
    sock.header_bytes_left = _MOST_HEADER_BYTES + _READ_AHEAD_BYTES
    response = connection.getresponse()
    sock.header_bytes_left = None
    try:
        answered = {name.lower(): value for name, value in response.headers.items()}
        body = b""
        if response.status in SUCCESSES:
            if only_text and (found := _NO_TEXT.match(answered.get("content-type", ""))):
                raise Unusable(FailureKind.UNREADABLE, f"what lies there is {found[1].lower()}, which is never downloaded unasked")
            if (response.length_remaining or 0) > most_bytes and not cut:
                raise too_large(most_bytes)
            encoding = answered.get("content-encoding", "")
            body = whole_body(_pieces(response), content_encoding=encoding, most_bytes=most_bytes, cut=cut)
        return Answer(status=response.status, headers=answered, body=body)
    finally:
        response.close()


def _pieces(response: HTTPResponse) -> Iterator[bytes]:
    """Hand out the body as it comes, still packed."""
    while piece := response.read1(_PIECE_BYTES, decode_content=False):
        yield piece


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
    if isinstance(error, HTTPError):
        return Unusable(FailureKind.NETWORK, "the answer broke off before its end")
    if isinstance(error, HTTPException | ValueError):
        return Unusable(FailureKind.NETWORK, "what the server answers is not HTTP")
    return Unusable(FailureKind.NETWORK, "the connection broke down")
