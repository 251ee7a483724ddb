"""`gapfeed serve`: stays, publishes once, lets nobody else in, and ends when it is told to."""

import signal
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from tests.clocks import FakeClock, going_by
from tests.daemons import said_until, serving
from tests.loopback import loopback, rss
from tests.running import run


def digests(config: Path) -> int:
    with closing(sqlite3.connect(config.with_name("gapfeed.db"))) as database:
        return database.execute("SELECT count(*) FROM digests").fetchone()[0]


def test_it_publishes_once_lets_nobody_else_in_and_ends_within_seconds_of_sigterm(tmp_path):
    with loopback({"/feed.xml": rss("Indexes make reading cheap", "Transactions keep writing safe")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        with serving(config) as (process, output):
            beginning = said_until(output, "written to ")
            second = run("--config", config, "serve")
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=10)
            end = output.read()

    assert beginning.startswith("Serving; the next digest is due 20")
    assert "Asked 1 source: 2 new items" in beginning
    assert (second.exit_code, second.out) == (3, "")
    assert second.err.startswith(f"gapfeed serve (process {process.pid}) is at work on ")
    assert (code, end.splitlines()[-1]) == (0, "Stopped.")
    assert "Traceback" not in beginning + end
    assert digests(config) == 1
    assert run("--config", config, "run").out == "No source was due.\n"


def test_an_hour_that_has_its_digest_gets_no_second_one(tmp_path):
    morning = datetime.fromisoformat("2026-02-18T06:59:50+01:00")
    clock = FakeClock(morning, lambda clock, wished: clock.moment + wished if clock.moment < morning + timedelta(minutes=5) else None)
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web, going_by(clock):
        config = web.config(tmp_path, "/feed.xml")
        ran = run("--config", config, "serve")

    assert ran.exit_code == 0
    assert ran.out.startswith("Serving; the next digest is due 2026-02-18 07:00 (Europe/Warsaw).")
    assert ran.out.count("Your digest for ") == 1
    assert ran.out.endswith("Stopped.\n")
    assert digests(config) == 1


def test_a_job_that_fails_is_told_in_words_and_it_goes_on(tmp_path):
    with loopback({}) as web:
        config = web.config(tmp_path)
        config.write_text(config.read_text(encoding="utf-8").replace("files: digests/", "files: closed/"), encoding="utf-8")
        (tmp_path / "gapfeed.db").write_text("This is no database. " * 100, encoding="utf-8")
        with serving(config) as (process, output):
            beginning = said_until(output, "A job failed")
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=10)

    assert "Traceback" not in beginning
    assert code == 0


def test_a_moment_means_nothing_to_it(tmp_path):
    with loopback({}) as web:
        ran = run("--config", web.config(tmp_path), "--at", "2026-02-18T07:00+01:00", "serve")

    assert (ran.exit_code, ran.out) == (2, "")
    assert "`gapfeed --at MOMENT run`" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["config.yaml"]
