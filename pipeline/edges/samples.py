"""Serve the sample sources on loopback, as real servers would: for the demo and for tests."""

import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

#: A file NAME@earlier is served in place of NAME until the samples are told that the night has passed. Where there is no NAME, it is
#: gone then.
_EARLIER = "@earlier"
_TYPES = {
    ".xml": "application/xml", ".rss": "application/rss+xml", ".rdf": "application/rdf+xml", ".json": "application/json", ".vtt": "text/vtt",
    ".srt": "application/x-subrip", ".html": "text/html", ".txt": "text/plain; charset=utf-8",
}  # fmt: skip


class Asked(NamedTuple):
    """One request that the samples answered."""

    host: str
    path: str
    #: Whether it carried a validator.
    conditional: bool
    status: int


@dataclass(slots=True)
class Samples:
    """The running sample servers."""

    #: Host name -> where it is served, for `Web(routes=...)`.
    routes: Mapping[str, tuple[str, int]]
    #: While True, feeds are as they were the evening before.
    earlier: bool = False
    #: Everything that was asked, in order.
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def serving(sites: Path) -> Iterator[Samples]:
    """Serve every folder of *sites* as the host of that name, on one free port of 127.0.0.1, until the end of the block."""
    hosts = sorted(folder.name for folder in sites.iterdir() if folder.is_dir())
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.daemon_threads = True
    address = ("127.0.0.1", server.server_address[1])
    samples = Samples(routes=dict.fromkeys(hosts, address))
    server.samples, server.sites = samples, sites.resolve()  # type: ignore[attr-defined]  # the handler's only way to them
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="samples", daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the files, with an ETag and 304."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file, that it is unchanged, or that there is none, or none any more."""
        samples: Samples = self.server.samples  # type: ignore[attr-defined]
        host, path = self.headers.get("Host", "").partition(":")[0].lower(), unquote(urlsplit(self.path).path)
        target = self._target(host, path, samples)
        file = None if target is None else _file(target, samples)
        known = self.headers.get("If-None-Match")
        body = b"" if file is None else file.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        missing = 410 if target is not None and _before(target).is_file() else 404
        status = missing if file is None else 304 if known == etag else 200
        samples.asked.append(Asked(host, path, known is not None, status))
        self.send_response(status)
        if file is not None:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", formatdate(1_772_500_000, usegmt=True))
            self.send_header("Content-Type", _type_of(file.name.removesuffix(_EARLIER)))
        self.send_header("Content-Length", str(len(body)) if status == 200 else "0")
        self.end_headers()
        if status == 200 and self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def _target(self, host: str, path: str, samples: Samples) -> Path | None:
        """Return where *host* would have its file for *path*, None for what lies outside of its folder."""
        sites: Path = self.server.sites  # type: ignore[attr-defined]
        if host not in samples.routes or "\0" in path:
            return None
        target = (sites / host / path.lstrip("/")).resolve()
        return target if target.is_relative_to(sites / host) and not target.name.endswith(_EARLIER) else None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


def _before(target: Path) -> Path:
    return target.with_name(target.name + _EARLIER)


def _file(target: Path, samples: Samples) -> Path | None:
    candidates = (*([_before(target)] if samples.earlier else []), target, target / "index.html")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _type_of(name: str) -> str:
    return _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
