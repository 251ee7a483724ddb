"""A server that misbehaves in as many ways as it has cases, on loopback; each case has a port, and so a site, of its own.

The canary is one more listener. No configuration ever allows it: whatever reaches it shows that some address was not checked.
"""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

#: Pieces of an answer: bytes to send, and seconds to wait before the next.
Reply = Iterable[bytes | float]

#: What an endless answer costs at most, where the client does not hang up.
_MOST_SECONDS = 40.0
_MOST_BYTES = 256 << 20

#: The clock of every server, so that a promise such as "Retry-After: DATE" means the same on every day.
DATE = "Wed, 04 Mar 2026 06:00:00 GMT"
RSS, ATOM, HTML = "application/rss+xml; charset=utf-8", "application/atom+xml", "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, and which of its kind it is."""

    case: str
    target: str
    #: By their names in small letters.
    headers: Mapping[str, str]
    #: How often this case was asked for this target, this time included.
    times: int
    origin: str
    canary: str


Answer = Callable[[Asked], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way to misbehave, and what has to come of it."""

    name: str
    feed: Answer
    #: Other addresses of the site; what is not named is an article, and robots.txt is missing.
    others: Mapping[str, Answer] = field(default_factory=dict)
    #: Entries kept after the first poll, and after the second where that differs.
    items: int = 1
    items_later: int | None = None
    #: Words of the failure after the first poll, None for a success; and after the second where that differs.
    trouble: str | None = None
    trouble_later: str | None = "as before"
    #: Hours from the first poll to the next.
    wait: tuple[float, float] = (1, 48)
    gone: bool = False
    #: How many requests for /feed a poll takes.
    requests: int = 1
    #: Whether it may also be that its parser is stopped: what takes how long depends on the machine.
    may_be_stopped: bool = False
    #: Whether the second poll must be conditional; None where nothing is to be said.
    conditional: bool | None = None
    #: What the entries are called, in the order of the alphabet; None where that is not the point.
    titles: tuple[str, ...] | None = None
    #: Where the text of its articles is from, and why not from their pages; None where that is not the point.
    text_from: str | None = None
    why_no_page: str | None = None
    #: Addresses that must never be asked for.
    never: tuple[str, ...] = ()


@dataclass(slots=True)
class Served:
    """One request as it was answered."""

    asked: Asked
    #: The beginning of the answer, headers included.
    head: bytes = b""
    bytes_sent: int = 0

    @property
    def status(self) -> int:
        found = re.match(rb"HTTP/1\.[01] (\d{3})", self.head)
        return int(found[1]) if found else 0

    def sent(self, header: str) -> str | None:
        found = re.search(rb"(?im)^" + header.encode() + rb": (.*?)\r?$", self.head.partition(b"\r\n\r\n")[0])
        return found[1].decode("latin-1") if found else None


@dataclass(slots=True)
class Misbehaving:
    """The running server."""

    ports: dict[str, int] = field(default_factory=dict)
    canary_port: int = 0
    log: list[Served] = field(default_factory=list)
    #: The first line of whatever reached the canary.
    canary_hits: list[str] = field(default_factory=list)

    def origin(self, case: str) -> str:
        return f"http://127.0.0.1:{self.ports[case]}"

    def feed(self, case: str) -> str:
        return f"{self.origin(case)}/feed"

    @property
    def allowed(self) -> list[str]:
        return [f"127.0.0.1:{port}" for port in self.ports.values()]

    def asked(self, case: str, path: str = "") -> list[Served]:
        return [served for served in self.log if served.asked.case == case and served.asked.target.startswith(path)]


@contextmanager
def misbehaving(cases: Sequence[Case]) -> Iterator[Misbehaving]:
    """Serve all *cases* until the end of the block."""
    running = Misbehaving()
    ready = threading.Event()
    stop: list[Callable[[], object]] = []

    async def serve() -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop.append(lambda: loop.call_soon_threadsafe(stopped.set))
        canary = await asyncio.start_server(_canary(running), "127.0.0.1", 0)
        running.canary_port = canary.sockets[0].getsockname()[1]
        servers = [canary]
        for case in cases:
            servers.append(await asyncio.start_server(_site(running, case), "127.0.0.1", 0))
            running.ports[case.name] = servers[-1].sockets[0].getsockname()[1]
        ready.set()
        await stopped.wait()
        for server in servers:
            server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    ready.wait(30)
    try:
        yield running
    finally:
        stop[0]()
        thread.join(10)


def _site(running: Misbehaving, case: Case) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with _hanging_up(writer):
            lines = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)).decode("latin-1").split("\r\n")
            target = lines[0].split(" ")[1]
            asked = Asked(
                case=case.name,
                target=target,
                headers={name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:] if line)},
                times=len(running.asked(case.name, target)) + 1,
                origin=running.origin(case.name),
                canary=f"http://127.0.0.1:{running.canary_port}",
            )
            served = Served(asked)
            running.log.append(served)
            await _send(writer, served, _answer_for(case, target)(asked))

    return serve


@contextmanager
def _hanging_up(writer: asyncio.StreamWriter) -> Iterator[None]:
    """Close the connection at the end, whatever the client did."""
    try:
        with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError):
            yield
    finally:
        writer.close()


def _answer_for(case: Case, target: str) -> Answer:
    if target == "/feed":
        return case.feed
    if target in case.others:
        return case.others[target]
    return says("no such file", status="404 Not Found") if target == "/robots.txt" else says(ARTICLE, type=HTML)


async def _send(writer: asyncio.StreamWriter, served: Served, reply: Reply) -> None:
    began = time.monotonic()
    for piece in reply:
        if time.monotonic() - began > _MOST_SECONDS or served.bytes_sent > _MOST_BYTES:
            return
        if isinstance(piece, float | int):
            await asyncio.sleep(piece)
            continue
        if len(served.head) < 2048:
            served.head += piece[:2048]
        writer.write(piece)
        await writer.drain()
        served.bytes_sent += len(piece)


def _canary(running: Misbehaving) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.canary_hits.append("something connected")
        with _hanging_up(writer):
            running.canary_hits[-1] = (await asyncio.wait_for(reader.readline(), 5)).decode("latin-1")
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + rss(item(1, title="A secret of the canary's")).encode())
            await writer.drain()

    return serve


def answer(body: bytes = b"", *, status: str = "200 OK", type: str = RSS, length: int | None = None, **headers: str) -> bytes:  # noqa: A002
    """Return an ordinary answer, of *length* bytes if it lies about that."""
    lines = [f"HTTP/1.1 {status}", f"Date: {DATE}", f"Content-Type: {type}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def says(body: str | bytes = b"", *, status: str = "200 OK", type: str = RSS, **headers: str) -> Answer:  # noqa: A002
    """Give an answer that is always the same; see `_filled` for what stands for addresses in it."""

    def say(asked: Asked) -> Reply:
        said = {name: _filled(value, asked) for name, value in headers.items()}
        return [answer(_filled(body, asked).encode() if isinstance(body, str) else body, status=status, type=type, **said)]

    return say


def _filled(text: str, asked: Asked) -> str:
    """Put in the addresses of the site (ORIGIN, SITE without http://) and of the canary (CANARY, CANARY_PORT)."""
    port = asked.canary.rpartition(":")[2]
    return (
        text.replace("CANARY_PORT", port).replace("CANARY", asked.canary).replace("ORIGIN", asked.origin).replace("SITE", asked.origin[7:])
    )


def moves(to: str, status: str = "302 Found") -> Answer:
    """Give a redirect."""
    return says(status=status, Location=to)


def item(
    number: int, *, title: str | None = None, link: str | None = None, guid: str | None = "", date: str = "", text: str = "", more: str = ""
) -> str:
    """Return an entry of an RSS feed: "" for what is usual, None for what is left out; everything else stands there as it is."""
    parts = [
        f"<title>{f'Item {number}' if title is None else title}</title>",
        f"<link>{f'ORIGIN/page/{number}' if link is None else link}</link>",
        "" if guid is None else f'<guid isPermaLink="false">{guid or f"urn:nasty:{number}"}</guid>',
        f"<pubDate>{date or f'Tue, 03 Mar 2026 0{number % 10}:00:00 GMT'}</pubDate>",
        f"<description>{text or f'The text of item {number}. Learn something new today.'}</description>{more}",
    ]
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, head: str = "", title: str = "A feed", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """Return an RSS feed."""
    namespaces = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"'
    return (
        f'{declaration}<rss version="2.0" {namespaces}><channel><title>{title}</title><link>ORIGIN/</link>'
        f"<description>About learning.</description>{head}{''.join(items)}</channel></rss>"
    )


PARAGRAPH = (
    "Engineers learn best from small, repeated practice: read one article, try one idea the same day, and write down what "
    "happened. This paragraph number {} is long enough for an extractor to keep it as the main text of the page. "
)
ARTICLE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>About learning</title></head><body><article><h1>About learning</h1>'
    + "".join(f"<p>{PARAGRAPH.format(number)}</p>" for number in range(6))
    + "</article></body></html>"
)
FINE = rss(item(0))
