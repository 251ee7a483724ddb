"""Two daemons, and a daemon that sleeps: what only real processes can show."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.daemons import BEGINNING_AT, said_until, serving
from tests.loopback import loopback, rss
from tests.running import run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="elsewhere there are no such signals")


def digests(config: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(config.with_name("gapfeed.db"))) as database:
        return database.execute("SELECT day, slot FROM digests ORDER BY rowid").fetchall()


def test_a_process_that_is_stopped_over_the_hour_makes_one_digest_when_it_goes_on(tmp_path: Path):
    """Four seconds, as a laptop sleeps."""
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        run("--config", config, "--at", "2026-02-17T07:00+01:00", "run")
        with serving(config, first=BEGINNING_AT.format(moment="2026-02-18T06:59:58+01:00")) as (process, output):
            said_until(output, "the next digest is due 2026-02-18 07:00")
            process.send_signal(signal.SIGSTOP)
            time.sleep(4)
            process.send_signal(signal.SIGCONT)
            said_until(output, "for 2026-02-18 07:00")
            process.send_signal(signal.SIGTERM)
            rest, code = output.read(), process.wait(timeout=60)

    assert (code, rest.count("2026-02-18"), rest.splitlines()[-1]) == (0, 0, "Stopped.")
    assert digests(config) == [("2026-02-17", "07:00"), ("2026-02-18", "07:00")]


def test_of_two_daemons_the_second_leaves_and_names_the_first_and_a_new_one_starts_when_that_was_killed(tmp_path: Path):
    """Code 3, at once; a generous ten seconds here, where the machine may have much else to do."""
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        with serving(config) as (first, output):
            said_until(output, "written to ")
            second = subprocess.run(
                [sys.executable, "-m", "pipeline.cli", "--config", str(config), "serve"],
                cwd=Path(__file__).resolve().parents[1], capture_output=True, text=True, check=False, timeout=10,
            )  # fmt: skip
            first.kill()
            first.wait()
        with serving(config) as (third, output):
            beginning = said_until(output, "Serving")
            third.send_signal(signal.SIGTERM)
            code = third.wait(timeout=60)

    assert (second.returncode, second.stdout) == (3, "")
    assert f"gapfeed serve (process {first.pid}) is at work on " in second.stderr
    assert beginning.startswith("Serving")
    assert code == 0
    assert len(digests(config)) == 1
