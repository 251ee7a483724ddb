"""Look names up, and know whether this machine has a network to look them up in."""

import queue
import socket
import threading
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

# What the resolver gives and connect() takes; the second half differs between IPv4 and IPv6 and starts with the address.
Address = tuple[socket.AddressFamily, tuple[Any, ...]]

# Two of the root name servers (root-servers.org): wherever a network leads out, it leads there. Nothing is sent to them.
_OUTSIDE = ((socket.AF_INET, "198.41.0.4"), (socket.AF_INET6, "2001:503:ba3e::2:30"))


class Unknown(Exception):
    """A name that leads nowhere, as far as could be found out."""

    def __init__(self, *, nobody_answered: bool) -> None:
        super().__init__()
        #: No name server gave an answer, as against the answer that there is no such name.
        self.nobody_answered = nobody_answered


def looked_up(host: str, port: int, *, seconds: float) -> list[Address]:
    """Return where a name leads, each address once; raises Unknown where nowhere, TimeoutError where that is not known in time.

    The system's resolver cannot be interrupted: it runs in a thread of its own, which is left behind where it takes too long.
    """
    answers: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([(family, sockaddr) for family, _, _, _, sockaddr in found])
        except (OSError, ValueError) as error:
            answers.put(error)

    if _is_literal(host):
        look_up()  # needs no resolver, hence no thread
    else:
        threading.Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception) or not answer:
        # glibc says EAI_AGAIN where it has no network, no name server, or only ones that keep silent or say that they cannot tell.
        nobody_answered = isinstance(answer, socket.gaierror) and answer.errno in (socket.EAI_AGAIN, socket.EAI_FAIL)
        raise Unknown(nobody_answered=nobody_answered)
    return list(dict.fromkeys(answer))


def has_way_out() -> bool:
    """Tell whether this machine knows a way to addresses outside; that there is one does not say that it leads anywhere.

    Asked after a name was not found, because some systems call every name unknown where they have no network (macOS does).
    Connecting a datagram socket only chooses the way, and sends nothing (POSIX, connect).
    """
    for family, address in _OUTSIDE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect((address, 53))
            return True
    return False


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
