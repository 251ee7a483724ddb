"""Sleep, clocks that are wrong, many sources at once and no network at all: `gapfeed serve` on a clock that is handed to it."""

import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread

import pytest

import feeds.connect
from feeds.fetch import feed_request
from pipeline.edges.workers import InProcess
from tests.clocks import FakeClock, going_by
from tests.loopback import Loopback, loopback, rss
from tests.running import Ran, run

MONDAY = datetime.fromisoformat("2026-02-16T17:00+01:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def web() -> Iterator[Loopback]:
    with loopback({"/feed.xml": rss("Indexes make reading cheap", "Transactions keep writing safe")}) as running:
        yield running


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.edges.workers.Processes", lambda _count, _prepare: InProcess())


def serve(config: Path, start: datetime, passes: Callable[[FakeClock, timedelta], datetime | None]) -> Ran:
    """Run `gapfeed serve` from *start* on, with the time passing as *passes* says."""
    with going_by(FakeClock(start, passes)):
        ran = run("--config", config, "serve")
    assert ran.exit_code == 0
    assert "failed" not in ran.out
    return ran


def moments(*following: datetime) -> Callable[[FakeClock, timedelta], datetime | None]:
    """Let it be these moments, one after the other."""
    ahead = iter(following)
    return lambda _clock, _wished: next(ahead, None)


def asked(config: Path, question: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(config.with_name("gapfeed.db"))) as database:
        return database.execute(question).fetchall()


def digests(config: Path) -> list[str]:
    """Return the digests that were made, in the order in which they were made."""
    return [f"{day} {slot}" for day, slot in asked(config, "SELECT day, slot FROM digests ORDER BY rowid")]


def test_after_a_night_asleep_there_is_one_digest_of_that_day(web: Loopback, tmp_path: Path):
    """Fourteen hours, by a clock that is handed over."""
    config = web.config(tmp_path, "/feed.xml")
    evening = MONDAY + 5 * HOUR
    ran = serve(config, MONDAY, moments(evening, evening + 14 * HOUR, evening + 14 * HOUR + MINUTE))

    assert digests(config) == ["2026-02-16 07:00", "2026-02-17 07:00"]
    assert ran.out.count("for 2026-02-17 07:00") == 1


def test_a_machine_that_was_off_all_morning_makes_the_digest_when_it_is_on(web: Loopback, tmp_path: Path):
    config = web.config(tmp_path, "/feed.xml")
    serve(config, MONDAY, moments())
    serve(config, MONDAY + 19 * HOUR, moments(MONDAY + 20 * HOUR))

    assert digests(config) == ["2026-02-16 07:00", "2026-02-17 07:00"]


@pytest.mark.parametrize(
    ("asleep", "made"),
    [
        pytest.param(20 * HOUR, "2026-02-17 12:00", id="of two that were missed on a day, the later one"),
        pytest.param(5 * DAY, "2026-02-20 18:30", id="of a week, Friday's last one, on Saturday: a day off"),
    ],
)
def test_of_several_slots_that_were_missed_the_latest_gets_its_digest(web: Loopback, tmp_path: Path, asleep: timedelta, made: str):
    config = web.config(tmp_path, "/feed.xml")
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('at: "07:00", days: every day', 'at: ["07:00", "12:00", "18:30"], days: mon-fri'), encoding="utf-8")
    serve(config, MONDAY, moments(MONDAY + 3 * HOUR, MONDAY + asleep, MONDAY + asleep + MINUTE))

    assert digests(config) == ["2026-02-16 12:00", "2026-02-16 18:30", made]


@pytest.mark.parametrize(
    ("wrong", "then"),
    [pytest.param(-DAY, timedelta(0), id="a day back"), pytest.param(365 * DAY, timedelta(0), id="a year forward and back again")],
)
def test_a_clock_that_was_wrong_for_an_hour_doubles_no_digest_and_puts_no_feed_to_sleep(web, tmp_path, wrong, then):
    """And when the clock is right again, the feed is asked within a day, and each day has its digest."""
    config = web.config(tmp_path, "/feed.xml")
    wrongly = [MONDAY + 2 * HOUR + wrong + n * MINUTE for n in range(60)]
    rightly = [MONDAY + 3 * HOUR + then + n * HOUR for n in range(48)]
    serve(config, MONDAY, moments(*wrongly))
    before = len(web.asked)
    serve(config, rightly[0], moments(*rightly[1:24]))
    in_a_day = len(web.asked) - before
    serve(config, rightly[23], moments(*rightly[24:]))

    made = digests(config)
    assert len(made) == len(set(made))
    assert [name for name in made if name < "2026-03"][-2:] == ["2026-02-17 07:00", "2026-02-18 07:00"]
    assert in_a_day > 0


def test_the_clock_is_set_while_it_serves(web: Loopback, tmp_path: Path):
    """Within one process: a year forward, and after an hour back."""
    config = web.config(tmp_path, "/feed.xml")
    ahead = [MONDAY + 365 * DAY + n * MINUTE for n in range(60)]
    serve(config, MONDAY, moments(MONDAY + HOUR, *ahead, *(MONDAY + 2 * HOUR + n * HOUR for n in range(24))))

    assert [name for name in digests(config) if name < "2026-03"] == ["2026-02-16 07:00", "2026-02-17 07:00"]
    assert len(digests(config)) == len(set(digests(config)))


@dataclass(slots=True)
class Crowd:
    """A server that notes how many requests are under way: all together, of one host, and of one feed."""

    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)
    #: Set when those that stall may end.
    over: Event = field(default_factory=Event)

    @contextmanager
    def noting(self, *names: str) -> Iterator[None]:
        with self.lock:
            for name in names:
                self.asked[name] += 1
                self.under_way[name] += 1
                self.most[name] = max(self.most[name], self.under_way[name])
        try:
            yield
        finally:
            with self.lock:
                self.under_way.subtract(names)


class _Answer(BaseHTTPRequestHandler):
    """Answers with a feed a little later; under /stall/ not at all."""

    def do_GET(self) -> None:
        """Take 10 ms."""
        crowd: Crowd = self.server.crowd  # type: ignore[attr-defined]  # the handler's only way to it
        host, feed = self.headers["Host"], f"{self.headers['Host']}{self.path}"
        body = rss(f"Indexes of {feed} make reading cheap", name=feed)
        # Up to the answer: whoever has it may ask again before this thread comes to its next line.
        with crowd.noting("all", host, feed):
            if self.path.startswith("/stall/"):
                crowd.over.wait(60)
                return
            time.sleep(0.01)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    server = _Server(("127.0.0.1", 0), _Answer)
    server.crowd = Crowd(port=server.server_address[1])  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server.crowd  # type: ignore[attr-defined]
    server.crowd.over.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def everywhere_is_here(monkeypatch: pytest.MonkeyPatch, crowd: Crowd) -> None:
    """Let every name lead to the crowd's server, and count as another's machine: what is nobody's own is asked with manners."""
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", crowd.port))]
    monkeypatch.setattr(feeds.connect, "forbidden", lambda _: None)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)


@pytest.mark.usefixtures("everywhere_is_here")
def test_ten_feeds_of_a_hundred_that_stall_hold_up_none_of_the_others(crowd: Crowd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """None is asked again while it still is, either; with a second for each feed where there are twelve."""
    monkeypatch.setattr("pipeline.poll.feed_request", lambda *facts: replace(feed_request(*facts), deadline_seconds=1))
    paths = [f"http://h{n}.example:{crowd.port}/{'stall' if n % 10 == 0 else 'feed'}/{n}" for n in range(100)]
    with loopback({}) as web:
        config = web.config(tmp_path, *paths)
    ran = serve(config, MONDAY, moments(MONDAY + MINUTE, MONDAY + 2 * MINUTE))

    assert "Asked 100 sources: 90 new items" in ran.out
    assert ran.out.count("no answer within 1 seconds") == 10
    assert {count for feed, count in crowd.asked.items() if "/" in feed} == {1}


@pytest.mark.usefixtures("everywhere_is_here")
def test_two_hundred_feeds_that_are_due_are_asked_eight_at_a_time_and_one_of_a_host(crowd: Crowd, tmp_path: Path):
    """And the next time they are not all due at once."""
    paths = [f"http://h{n % 50}.example:{crowd.port}/feed/{n}" for n in range(200)]
    with loopback({}) as web:
        config = web.config(tmp_path, *paths)
    ran = serve(config, MONDAY, moments(MONDAY + MINUTE))

    assert "Asked 200 sources: 200 new items" in ran.out
    assert crowd.asked["all"] == 200
    assert crowd.most["all"] <= 8
    assert {crowd.most[f"h{n}.example:{crowd.port}"] for n in range(50)} == {1}
    assert len(asked(config, "SELECT DISTINCT next_check_at FROM sources")) > 100


@pytest.mark.usefixtures("without_network")
def test_a_night_without_a_network_is_one_sentence_and_no_penalty(web: Loopback, tmp_path: Path):
    """Nothing is made of nothing, nothing is queued, and the network is used as soon as it is there."""
    config = web.config(tmp_path, "http://nowhere.invalid/feed.xml", "http://neither.invalid/feed.xml")
    ran = serve(config, MONDAY, moments(*(MONDAY + n * HOUR for n in range(1, 24))))

    assert ran.out.count("You seem to be offline") == 1
    assert asked(config, "SELECT lane, outcome FROM runs") == [("run", "offline")]
    assert asked(config, "SELECT DISTINCT failures_in_a_row, next_check_at FROM sources") == [(0, None)]
    assert digests(config) == asked(config, "SELECT * FROM outbox") == []
