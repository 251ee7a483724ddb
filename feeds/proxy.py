"""Reach a host through the proxy that the user named, where nobody may connect directly."""

from collections.abc import Callable
from socket import socket
from urllib.parse import SplitResult

from feeds.body import Unusable
from feeds.connect import Deadline, TimedSocket, check_if_known, connected
from feeds.exchange import tunnelled
from feeds.model.answers import FailureKind
from feeds.proxy_address import Proxy


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
        raise Unusable(kind, f"the proxy at {proxy.host}:{proxy.port} cannot be reached: {failure.reason}") from None
    if parts.scheme == "https":
        tunnelled(plain, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", headers=proxy.headers)
    return plain
