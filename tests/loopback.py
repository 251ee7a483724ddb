"""A web server on this machine whose pages a test writes, and a configuration that may ask it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_CONFIG = """\
learner: {{name: Sam, languages: [en, pl], timezone: Europe/Warsaw}}
learn:
  - {{skill: relational-databases, level: 1, target: 4}}
time:
  - {{window: lunch, minutes: 20, mode: any, days: every day}}
sources: {{catalog: false, follow: {follow}}}
fetch: {{allow_private: {allowed}}}
digest: {{at: "07:00", days: every day, when_empty: say, deliver: [{{files: digests/}}]}}
workers: 1
store: gapfeed.db
"""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{title}</title><link>{site}</link><description>About databases.</description>
{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><guid isPermaLink="false">{title}</guid><pubDate>Tue, 17 Feb 2026 08:00:00 GMT</pubDate>
<description>{text}</description></item>"""
TEXT = (
    "A window function in SQL ranks the rows of a query without folding them. The database reads the table once, sorts it by the index and "
    "numbers every row of its partition. Use a foreign key where a row of one table belongs to a row of another. "
) * 4


@dataclass(slots=True)
class Loopback:
    """The running server: what it serves, and what it was asked."""

    address: str
    #: What is served under each path: a body, a status without one, or where it redirects to.
    pages: dict[str, bytes | int | str]
    #: Whether redirects are said to be for good.
    permanent: bool = False
    #: How long refusals ask to be left alone, as Retry-After says it.
    retry_after: str | None = None
    #: Every request: the path, and whether it carried a validator.
    asked: list[tuple[str, bool]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Return the address of *path*."""
        return f"http://{self.address}{path}"

    def config(self, folder: Path, *paths: str | Mapping[str, object], more: str = "") -> Path:
        """Write a configuration to *folder* that follows *paths* of this server, and whole addresses as they are."""
        follow = [path | {"url": self._absolute(str(path["url"]))} if isinstance(path, Mapping) else self._absolute(path) for path in paths]
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "config.yaml"
        file.write_text(_CONFIG.format(follow=json.dumps(follow), allowed=json.dumps([self.address])) + more, encoding="utf-8")
        return file

    def _absolute(self, path: str) -> str:
        return self.url(path) if path.startswith("/") else path


def rss(*titles: str, name: str = "Rows and Columns") -> bytes:
    """Return a feed with an item of each title, which teaches about databases."""
    items = "\n".join(ITEM.format(title=title, text=f"{title}. {TEXT}") for title in titles)
    return RSS.format(title=name, site="http://rows.example/", items=items).encode()


@contextmanager
def loopback(pages: Mapping[str, bytes | int | str]) -> Iterator[Loopback]:
    """Serve *pages* on a free port of 127.0.0.1 until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.daemon_threads = True
    running = Loopback(address=f"127.0.0.1:{server.server_address[1]}", pages=dict(pages))
    server.running = running  # type: ignore[attr-defined]  # the handler's only way to it
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    """Answers with the pages, an ETag and 304."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send what the test wrote."""
        running: Loopback = self.server.running  # type: ignore[attr-defined]
        page = running.pages.get(self.path, 404)
        known = self.headers.get("If-None-Match")
        running.asked.append((self.path, known is not None))
        body = page if isinstance(page, bytes) else b""
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        status = (
            page
            if isinstance(page, int)
            else (301 if running.permanent else 302)
            if isinstance(page, str)
            else 304
            if known == etag
            else 200
        )
        self.send_response(status)
        if isinstance(page, str):
            self.send_header("Location", page)
        if isinstance(page, int) and running.retry_after is not None:
            self.send_header("Retry-After", running.retry_after)
        if isinstance(page, bytes):
            self.send_header("ETag", etag)
            self.send_header(
                "Content-Type", "text/html; charset=utf-8" if body.lstrip()[:5].lower() in {b"<html", b"<!doc"} else "application/xml"
            )
        self.send_header("Content-Length", str(len(body)) if status == 200 else "0")
        self.end_headers()
        if status == 200:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""
