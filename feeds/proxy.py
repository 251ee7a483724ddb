"""Reach a host through the proxy that the user named, where nobody may connect directly."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from socket import socket
from urllib.parse import SplitResult, unquote, urlsplit

from feeds.body import Unusable
from feeds.connect import Deadline, TimedSocket, check_if_known, connected
from feeds.exchange import tunnelled
from feeds.model import FailureKind

_HTTP = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """Where the proxy is, and what it wants to see before it lets us through."""

    host: str
    port: int
    headers: Mapping[str, str] = field(repr=False)


def proxy_from(address: str) -> Proxy:
    """Return the proxy at an http:// address, which may hold a user and a password (RFC 7617); port 80 where it names none.

    >>> proxy_from("http://sam:secret@proxy.example:3128").headers
    {'Proxy-Authorization': 'Basic c2FtOnNlY3JldA=='}
    """
    parts = urlsplit(address)
    headers = {}
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Proxy-Authorization"] = f"Basic {b64encode(login.encode()).decode('ascii')}"
    return Proxy(host=parts.hostname or "", port=parts.port or _HTTP, headers=headers)


def connected_through(proxy: Proxy, parts: SplitResult, port: int, *, deadline: Deadline, watch: Callable[[socket], None]) -> TimedSocket:
    """Return a connection on which the address `parts` can be asked: through the proxy to its host for https, else to the proxy.

    Raises Unusable where the guard forbids the host (as far as this machine knows its name) or the proxy does not let us through.
    The proxy itself is asked because the user said so, and may be private.
    """
    host = (parts.hostname or "").strip("[]")
    check_if_known(host, port, deadline=deadline)
    try:
        plain = connected(proxy.host, proxy.port, deadline=deadline, exempt=True, watch=watch)
    except Unusable as failure:
        kind = FailureKind.OFFLINE if failure.kind is FailureKind.OFFLINE else FailureKind.NETWORK
        raise Unusable(kind, f"the proxy cannot be reached: {failure.reason}") from None
    if parts.scheme == "https":
        tunnelled(plain, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", headers=proxy.headers)
    return plain
