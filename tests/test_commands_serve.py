"""`gapfeed serve`: stays, publishes once, lets nobody else in, and ends when it is told to."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from pipeline.slots import Slot
from tests.loopback import loopback, rss
from tests.running import run


@contextmanager
def serving(config: Path):
    """Run `gapfeed serve` until the end of the block; killed where it does not end by itself."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1]), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "pipeline.cli", "--config", str(config), "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


def digests(config: Path) -> int:
    with closing(sqlite3.connect(config.with_name("gapfeed.db"))) as database:
        return database.execute("SELECT count(*) FROM digests").fetchone()[0]


def said_until(output, words: str) -> str:
    """Return the lines up to the first that holds *words*."""
    lines = []
    for line in output:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"it ended before saying {words!r}: {''.join(lines)}")


def test_it_publishes_once_lets_nobody_else_in_and_ends_within_seconds_of_sigterm(tmp_path):
    with loopback({"/feed.xml": rss("Indexes make reading cheap", "Transactions keep writing safe")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        with serving(config) as (process, output):
            beginning = said_until(output, "Your digest for ")
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


def test_an_hour_that_has_its_digest_gets_no_second_one(tmp_path, monkeypatch):
    asked = []

    def soon(_settings, after):
        asked.append(after)
        if len(asked) > 2:  # the hour has come, and the timer asks for the one after it
            os.kill(os.getpid(), signal.SIGTERM)
            return None
        return Slot(day=after.date(), at=after.time(), moment=after + timedelta(seconds=1))

    monkeypatch.setattr("pipeline.slots.next_slot", soon)
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        ran = run("--config", config, "serve")

    assert ran.exit_code == 0
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
