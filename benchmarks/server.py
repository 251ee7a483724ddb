"""Serve sites on loopback, each on an address of its own, as an ordinary web server would: gzip, validators, 304, latency.

One process and no threads: a request costs it some tens of microseconds, for every answer is made before the first request comes.
"""

import asyncio
import gzip
import multiprocessing
import resource
import socket
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection

from benchmarks.generate import Site

FEED_PATH = "/feed.xml"
ROBOTS_PATH = "/robots.txt"

_ROBOTS = b"User-agent: *\nDisallow: /admin/\n"
_FIRST_DAY = "Tue, 17 Feb 2026 22:00:00 GMT"
_LATER_DAY = "Thu, 19 Feb 2026 22:00:00 GMT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One answer, ready to be sent: its validators, and the bytes of a 200 and of a 304."""

    etag: str | None
    last_modified: str | None
    whole: bytes
    unchanged: bytes

    def answer(self, asked: Mapping[str, str]) -> bytes:
        """Return the bytes that answer a request with these headers (RFC 9110, section 13.2.2: If-None-Match goes first)."""
        if "if-none-match" in asked:
            return self.unchanged if self.etag is not None and self.etag in asked["if-none-match"] else self.whole
        return self.unchanged if self.last_modified is not None and asked.get("if-modified-since") == self.last_modified else self.whole


def resource_of(body: bytes, *, kind: str, last_modified: str | None, with_etag: bool) -> Resource:
    """Return what answers with *body*, packed once and for all: every client of the benchmarks takes gzip."""
    etag = f'"{sha256(body).hexdigest()[:20]}"' if with_etag else None
    validators = "".join(f"{name}: {value}\r\n" for name, value in (("ETag", etag), ("Last-Modified", last_modified)) if value)
    packed = gzip.compress(body, 6)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n{validators}\r\n"
    return Resource(
        etag=etag,
        last_modified=last_modified,
        whole=head.encode() + packed,
        unchanged=f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What one address serves, by path: at first, and once its feed has a new item (None where it never gets one)."""

    at_first: Mapping[str, Resource]
    grown_feed: Resource | None


def host_of(site: Site, place: int, *, grows: bool) -> Host:
    """Return how a site is served. Of four, two have both validators, one an ETag and one a Last-Modified, as it is in the wild."""
    etag, dated = place % 4 != 3, place % 4 != 2
    feed = resource_of(site.feed, kind="application/xml", last_modified=_FIRST_DAY if dated else None, with_etag=etag)
    pages = {
        path: resource_of(page, kind="text/html; charset=utf-8", last_modified=None, with_etag=True) for path, page in site.pages.items()
    }
    robots = resource_of(_ROBOTS, kind="text/plain", last_modified=None, with_etag=True)
    grown = None
    if grows and site.grown is not None:
        grown = resource_of(site.grown, kind="application/xml", last_modified=_LATER_DAY if dated else None, with_etag=etag)
    return Host(at_first={FEED_PATH: feed, ROBOTS_PATH: robots, **pages}, grown_feed=grown)


def addresses(number: int) -> list[str]:
    """Return so many loopback addresses: 127.0.1.1 to 127.0.1.250, then 127.0.2.1 and so on."""
    return [f"127.0.{1 + place // 250}.{1 + place % 250}" for place in range(number)]


def free_port() -> int:
    """Return a port that is free now on the first address."""
    with socket.socket() as probe:
        probe.bind((addresses(1)[0], 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """The remote control of a server in a process of its own."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def grow(self, *, grown: bool) -> None:
        """Serve the feeds that grow with their new item from now on, or without."""
        self._asked("grow" if grown else "shrink")

    def counts(self) -> Counter[str]:
        """Return how many answers there were since the last time, by what was asked and the status: "feed 304"."""
        counted: Counter[str] = self._asked("counts")
        return counted

    def cpu_seconds(self) -> float:
        """Return the processor time that the server has used so far."""
        used: float = self._asked("cpu")
        return used

    def _asked(self, what: str) -> object:
        self._line.send(what)
        return self._line.recv()


@contextmanager
def serving(hosts: Sequence[Host], port: int, *, latency_seconds: float) -> Iterator[Server]:
    """Serve *hosts* on their addresses while the block runs; every answer leaves *latency_seconds* after its request came."""
    near, far = multiprocessing.Pipe()
    # Forked, so that the answers need not be handed over; nothing else runs in this process yet.
    process = multiprocessing.get_context("fork").Process(target=_run, args=(hosts, port, latency_seconds, near, far), daemon=True)
    process.start()
    far.close()
    try:
        if (trouble := near.recv()) is not None:
            raise trouble
        yield Server(near)
    finally:
        process.terminate()
        process.join()


def _run(hosts: Sequence[Host], port: int, latency_seconds: float, theirs: Connection, line: Connection) -> None:
    theirs.close()  # so that the line ends here when it ends there
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_Serving(hosts, port, latency_seconds, line).forever())


class _Serving:
    def __init__(self, hosts: Sequence[Host], port: int, latency_seconds: float, line: Connection) -> None:
        self._names = addresses(len(hosts))
        self._hosts = dict(zip(self._names, hosts, strict=True))
        self._port = port
        self._latency_seconds = latency_seconds
        self._line = line
        self._grown = False
        self._counts: Counter[str] = Counter()
        self._over = asyncio.Event()

    async def forever(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_server(lambda: _Conversation(self), self._names, self._port, backlog=1024)
        except OSError as error:
            self._line.send(error)
            return
        loop.add_reader(self._line.fileno(), self._obey)
        self._line.send(None)
        await self._over.wait()

    def _obey(self) -> None:
        try:
            wish = self._line.recv()
        except EOFError:
            self._over.set()
            return
        reply: object = None
        match wish:
            case "grow" | "shrink":
                self._grown = wish == "grow"
            case "counts":
                reply, self._counts = self._counts, Counter()
            case "cpu":
                used = resource.getrusage(resource.RUSAGE_SELF)
                reply = used.ru_utime + used.ru_stime
        self._line.send(reply)

    def answer_later(self, conversation: "_Conversation", address: str, path: str, asked: Mapping[str, str]) -> None:
        host = self._hosts[address]
        answer = self._answer(host, path, asked)
        kind = {FEED_PATH: "feed", ROBOTS_PATH: "robots"}.get(path, "page")
        self._counts[f"{kind} {answer[9:12].decode()}"] += 1
        if self._latency_seconds:
            asyncio.get_running_loop().call_later(self._latency_seconds, conversation.send, answer)
        else:
            conversation.send(answer)

    def _answer(self, host: Host, path: str, asked: Mapping[str, str]) -> bytes:
        resource = host.grown_feed if path == FEED_PATH and self._grown and host.grown_feed else host.at_first.get(path)
        return resource.answer(asked) if resource else b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class _Conversation(asyncio.Protocol):
    def __init__(self, serving: _Serving) -> None:
        self._serving = serving
        self._heard = b""
        self._closes = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._address: str = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            first, *lines = self._heard[:end].decode("latin-1").split("\r\n")
            self._heard = self._heard[end + 4 :]
            asked = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self._closes = asked.get("connection", "").lower() == "close"
            self._serving.answer_later(self, self._address, first.split(" ")[1].partition("?")[0], asked)

    def send(self, answer: bytes) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(answer)
        if self._closes:
            self._transport.close()
