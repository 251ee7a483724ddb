"""Run Gapfeed against somebody else's misbehaving server, every case twice with a restart in between, and count what went as expected.

    python benchmarks/nasty.py ../shared/nasty/nasty_server.py

The server has to list its cases at "/" as JSON (path, kind, expect.outcome, expect.items), to tell at /__canary what reached its
canary, and at /__score?id=CASE how polite the requests for a case were. Our own such server is tests/nasty.py.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.edges.store import Store
from pipeline.model.digests import Candidate
from pipeline.model.health import SourceHealth
from pipeline.settings import LEARNER

_GAPFEED = (sys.executable, "-c", "from pipeline.cli import main; main()")
# Faults of manners, by the names under which the server counts them.
_FAULTS = (
    "wrong_validator",
    "unconditional_after_first",
    "cookies",
    "referers",
    "no_user_agent",
    "no_accept_encoding",
    "extra_query",
    "after_410",
)
_FEED = (
    '<rss version="2.0"><channel><title>{title}</title><item><title>{title}</title><link>{page}</link><guid>{page}</guid>'
    "<description>What the feed itself says of it, which is a sentence or two.</description></item></channel></rss>"
)


@dataclass(frozen=True)
class Seen:
    """What is remembered of a case after a run."""

    health: SourceHealth
    articles: tuple[Candidate, ...]


def main() -> int:
    """Print a line for each case, and how many went as expected; return 0 where all did."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("server", type=Path, help="the server's program")
    with tempfile.TemporaryDirectory() as name, _started(parser.parse_args().server) as base, _feeds_of_pages(base) as (feeds, port):
        cases = list(_asked(base, "/")["cases"])
        urls = {case["id"]: feeds + case["path"] if case["kind"] == "page" else base + case["path"] for case in cases}
        folder = Path(name)
        (folder / "config.yaml").write_text(_config(list(urls.values()), [base.removeprefix("http://"), f"127.0.0.1:{port}"]))
        began = datetime.now(UTC)
        first = _run(folder, began, urls)
        before = len(_asked(base, "/__log"))
        _run(folder, began + timedelta(minutes=1), urls)
        idle = len(_asked(base, "/__log")) - before
        second = _run(folder, began + timedelta(days=8), urls)
        good = 0
        for case in cases:
            faults = [*_wrong(case, first[case["id"]], second[case["id"]], began), *_rude(_asked(base, f"/__score?id={case['id']}"), case)]
            good += not faults
            print(f"{'ok  ' if not faults else 'BAD '} {case['id']:16} {case['expect']['outcome']:13} {'; '.join(faults)}")
        hits = _asked(base, "/__canary")
    print(f"{good} of {len(cases)} as expected, twice, with restarts; canary hits {len(hits)}; requests a minute after a restart {idle}")
    return 0 if good == len(cases) and not hits and not idle else 1


def _wrong(case: dict[str, Any], first: Seen, second: Seen, began: datetime) -> Iterator[str]:
    expected, items = case["expect"]["outcome"], case["expect"]["items"]
    for poll, seen in enumerate((first, second), start=1):
        state = seen.health.state
        match expected:
            case "items" | "not_modified" | "moved" | "page":
                if state.last_error is not None:
                    yield f"poll {poll} failed: {state.last_error}"
                if items is not None and seen.health.items != items:
                    yield f"poll {poll}: {seen.health.items} items, not {items}"
            case _:
                if state.last_error is None:
                    yield f"poll {poll} should have failed"
                if seen.health.items:
                    yield f"poll {poll}: {seen.health.items} items of nothing"
    if expected == "not_modified" and second.health.last_outcome != "unchanged":
        yield f"the second poll was {second.health.last_outcome}"
    if expected == "gone" and not first.health.state.gone:
        yield "it is not gone"
    if expected == "moved" and second.health.subscription.source.url.endswith("ok-rss"):
        yield "it moved before the new address had proved itself"
    if expected == "backoff" and not timedelta(minutes=1) <= (first.health.state.next_check_at or began) - began <= timedelta(
        days=7, hours=1
    ):
        yield f"the next poll is {first.health.state.next_check_at}"
    if expected == "page" and not all(one.words > 5 for one in second.articles):
        yield "its article has no words"


def _rude(score: dict[str, Any], case: dict[str, Any]) -> Iterator[str]:
    if case["kind"] == "feed":
        yield from (f"{fault}: {score[fault]}" for fault in _FAULTS if score[fault])


def _run(folder: Path, at: datetime, urls: dict[str, str]) -> dict[str, Seen]:
    began = time.monotonic()
    done = subprocess.run(
        [*_GAPFEED, "--config", str(folder / "config.yaml"), "--at", at.isoformat(), "collect"], capture_output=True, text=True, check=False
    )
    if done.returncode or done.stderr:
        print(f"BAD  exit code {done.returncode}: {done.stderr}")
    print(f"{done.stdout.splitlines()[0]} ({time.monotonic() - began:.0f} s)")
    store = Store(folder / "gapfeed.db", LEARNER)
    health = {one.named_as or one.subscription.source.url: one for one in store.sources.health()}
    articles = store.articles.candidates(since=datetime(1970, 1, 1, tzinfo=UTC))
    store.close()
    return {
        case: Seen(health[url], tuple(one for one in articles if one.source == health[url].subscription.source.id))
        for case, url in urls.items()
    }


def _config(follow: list[str], allowed: list[str]) -> str:
    return json.dumps({
        "learner": {"name": "Sam", "languages": ["en"]},
        "learn": [{"skill": "relational-databases", "level": 1, "target": 4}],
        "sources": {"catalog": False, "follow": follow},
        "fetch": {"allow_private": allowed, "contact": "https://example.org/contact"},
        "store": "gapfeed.db",
    })  # fmt: skip


@contextmanager
def _started(program: Path) -> Iterator[str]:
    server = subprocess.Popen([sys.executable, str(program), "--lifetime", "900", "--stall", "20"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None  # noqa: S101 - it was asked for
        yield json.loads(server.stdout.readline())["base"]
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def _feeds_of_pages(base: str) -> Iterator[tuple[str, int]]:
    """Serve under each path a feed whose one entry leads to the page of that path."""

    class Feed(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _FEED.format(title=self.path[1:], page=base + self.path).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _asked(base: str, path: str) -> Any:
    with urllib.request.urlopen(base + path, timeout=30) as answer:  # noqa: S310 - a server that was started here
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
