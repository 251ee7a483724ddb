"""`gapfeed publish`: once for each slot, for the day that is asked for, and nothing at all in a rehearsal."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.bootstrap import link_key_file
from pipeline.edges.lock import run_lock
from pipeline.edges.workers import InProcess
from tests.clocks import FakeClock, going_by
from tests.loopback import loopback, rss
from tests.running import Ran, run

NOW = "2026-03-04T07:10+01:00"


def gapfeed(home, *words, at=NOW):
    return run("--config", home / "config.yaml", "--at", at, *words)


def files(home):
    return {path.name for path in (home / "digests").iterdir()}


def test_a_digest_that_was_made_is_not_made_again(home):
    before = (home / "digests" / "2026-03-04.html").read_bytes()
    said, facts = gapfeed(home, "publish"), json.loads(gapfeed(home, "publish", "--json").out)

    assert (said.exit_code, said.out) == (0, "The digest 2026-03-04 07:00 was made before; nothing was made anew.\n")
    assert facts == {"outcome": "already published", "id": "me/2026-03-04/07:00", "receipts": []}
    assert (home / "digests" / "2026-03-04.html").read_bytes() == before


def test_a_rehearsal_shows_the_digest_and_leaves_nothing_behind(home):
    before = files(home)
    rehearsed = json.loads(gapfeed(home, "publish", "--day", "2026-03-05", "--dry-run", "--json").out)
    again = json.loads(gapfeed(home, "publish", "--day", "2026-03-05", "--dry-run", "--json").out)
    made = json.loads(gapfeed(home, "publish", "--day", "2026-03-05", "--json").out)

    assert rehearsed == again
    assert files(home) - before == {"2026-03-05.html", "2026-03-05.txt", "2026-03-05.md", "2026-03-05.eml"}
    assert (made["outcome"], made["day"], made["picks"]) == ("published", "2026-03-05", rehearsed["picks"])


def test_a_rehearsal_reads_like_a_table_of_contents(home):
    lines = gapfeed(home, "publish", "--dry-run").out.splitlines()

    assert lines[0] == "breakfast (10 minutes):"
    assert lines[1].startswith("  1. ")
    assert lines[-1].endswith("left out; `gapfeed explain ITEM` says why.")


def test_a_window_that_nothing_fits_says_so(home):
    config = home / "config.yaml"
    whole = config.read_text(encoding="utf-8")
    start, end = whole.index("time:"), whole.index("network:")
    config.write_text(f"{whole[:start]}time: [{{window: blink, minutes: 1, mode: listen}}]\n\n{whole[end:]}", encoding="utf-8")

    assert gapfeed(home, "publish", "--day", "2026-03-05", "--dry-run").out.splitlines()[:2] == ["blink (1 minute):", "  nothing fits"]


def test_a_digest_for_a_named_day_says_where_it_went(home):
    lines = gapfeed(home, "publish", "--day", "2026-03-05").out.splitlines()

    assert lines[0].startswith("Your digest for 2026-03-05 07:00: ")
    assert lines[1] == f"  written to {home / 'digests'}"


def test_a_digest_of_nothing_is_not_made_and_said(home):
    config = (home / "config.yaml").read_text(encoding="utf-8")
    start, end = config.index("learn:"), config.index("time:")
    own = "learn:\n  - {skill: glassblowing, level: 0, target: 2, words: {en: [annealing oven]}}\n\n"
    network = config.index("network:"), config.index("sources:")
    only_that = config[:start] + own + config[end : network[0]] + config[network[1] :]
    (home / "config.yaml").write_text(only_that.replace("digest:\n", "digest:\n  when_empty: skip\n"), encoding="utf-8")
    said, facts = gapfeed(home, "publish", "--day", "2026-03-05"), json.loads(gapfeed(home, "publish", "--day", "2026-03-06", "--json").out)

    assert said.out == "Nothing worth your time for 2026-03-05 07:00: no digest (digest.when_empty is skip).\n"
    assert (facts["outcome"], facts["picks"]) == ("nothing to say", [])
    assert "2026-03-05.html" not in files(home)


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "", "05/03/2026"])
def test_a_day_that_is_none_is_wrong_usage(home, day):
    ran = gapfeed(home, "publish", "--day", day)

    assert ran.exit_code == 2
    assert "write it like 2026-02-18" in ran.err


def test_what_failed_is_delivered_once_more_when_asked_for(home):
    shutil.rmtree(home / "digests")
    (home / "digests").touch()
    failed = gapfeed(home, "publish", "--day", "2026-03-05").out.splitlines()
    waiting = gapfeed(home, "publish", "--day", "2026-03-05", at="2026-03-04T07:11+01:00").out.splitlines()
    (home / "digests").unlink()
    again = gapfeed(home, "publish", "--resend", at="2026-03-04T07:12+01:00").out
    facts = json.loads(gapfeed(home, "publish", "--resend", "--json", at="2026-03-04T07:13+01:00").out)

    folder = home / "digests"
    assert failed[1] == f"  not delivered to {folder}: the files could not be written: File exists (tried again from 2026-03-04 07:15)"
    assert waiting[1].startswith(
        f"  still to be delivered to {folder}: the digest of 2026-03-05 07:00, tried again from 2026-03-04 07:15: "
    )
    assert again == f"written to {folder}\n"
    assert facts == {"receipts": [], "queued": 0}
    assert "2026-03-05.html" in files(home)


@pytest.mark.parametrize("other", [("--day", "2026-03-05"), ("--dry-run",)])
def test_to_deliver_again_makes_no_digest(home, other):
    ran = gapfeed(home, "publish", "--resend", *other)

    assert (ran.exit_code, ran.err) == (2, "--resend delivers what was made before; it goes with neither --day nor --dry-run\n")
    assert gapfeed(home, "publish", "--resend", at="2026-03-09T07:10+01:00").out == "Nothing waits to be sent again.\n"
    assert "2026-03-09.html" not in files(home)


def states(home: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(home / "gapfeed.db")) as database:
        return database.execute("SELECT state, tries FROM outbox ORDER BY id").fetchall()


def test_beside_another_run_what_failed_is_queued_again_and_left_to_it(home):
    shutil.rmtree(home / "digests")
    (home / "digests").touch()
    gapfeed(home, "publish", "--day", "2026-03-05")
    (home / "digests").unlink()
    with run_lock(home / "gapfeed.db", "gapfeed serve"):
        said = gapfeed(home, "publish", "--resend", at="2026-03-04T07:11+01:00")
        facts = json.loads(gapfeed(home, "publish", "--resend", "--json", at="2026-03-04T07:11+01:00").out)
        before = states(home)
    then = gapfeed(home, "publish", at="2026-03-04T07:12+01:00").out.splitlines()

    left = "Another Gapfeed is at work: if it is `gapfeed serve`, it delivers within a minute; otherwise the next run does."
    assert said == Ran(out=f"Queued again: 1 delivery. {left}\n", err="", exit_code=0)
    assert facts == {"receipts": [], "queued": 1}
    assert before[-1] == ("pending", 1)
    assert then[1:] == [f"  written to {home / 'digests'}"]


def test_beside_another_run_what_it_is_handing_over_is_let_be(home):
    with closing(sqlite3.connect(home / "gapfeed.db")) as database, database:
        database.execute("UPDATE outbox SET state = 'sending', kind = 'mail'")
    with run_lock(home / "gapfeed.db", "gapfeed serve"):
        said = gapfeed(home, "publish", "--resend").out

    assert said == "Nothing waits to be sent again.\n"
    assert {state for state, _ in states(home)} == {"sending"}


def test_serve_delivers_within_a_minute_what_was_queued_again_beside_it(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.edges.workers.Processes", lambda _count, _prepare: InProcess())
    start = datetime.fromisoformat("2026-02-16T17:00+01:00")
    said: list[str] = []

    def passes(clock: FakeClock, _wished: timedelta) -> datetime | None:
        if not said:
            (tmp_path / "digests").unlink()
            said.append(run("--config", tmp_path / "config.yaml", "--at", clock.moment.isoformat(), "publish", "--resend").out)
            return clock.moment + timedelta(minutes=1)
        return clock.moment + timedelta(minutes=1) if clock.moment < start + timedelta(minutes=3) else None

    (tmp_path / "digests").touch()
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web, going_by(FakeClock(start, passes)):
        served = run("--config", web.config(tmp_path, "/feed.xml"), "serve")

    assert said[0].startswith("Queued again: 1 delivery. ")
    assert "(tried again from 2026-02-16 17:05)" in served.out
    assert f"written to {tmp_path / 'digests'}" in served.out


class TestLinks:
    @pytest.fixture(autouse=True)
    def key(self, home, monkeypatch) -> Path:
        """Where the key lies; `home` is to have links in its digests."""
        monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
        config = home / "config.yaml"
        config.write_text(config.read_text(encoding="utf-8") + "\nweb: {url: https://read.example.org}\n", encoding="utf-8")
        return link_key_file()

    @staticmethod
    def links(home) -> int:
        return (home / "digests" / "2026-03-05.html").read_text(encoding="utf-8").count("https://read.example.org/items/")

    def test_a_rehearsal_draws_no_key_and_a_digest_does(self, home, key):
        gapfeed(home, "publish", "--day", "2026-03-05", "--dry-run")
        gapfeed(home, "explain", "1")
        rehearsed = key.exists()
        lines = gapfeed(home, "publish", "--day", "2026-03-05").out.splitlines()

        assert not rehearsed
        assert key.exists()
        assert lines[1:] == [f"  written to {home / 'digests'}"]
        assert self.links(home) > 0

    def test_without_a_key_the_digest_is_made_without_links_and_says_why(self, home, key):
        key.parent.mkdir(parents=True)
        key.write_bytes(b"short")
        lines = gapfeed(home, "publish", "--day", "2026-03-05").out.splitlines()

        assert lines[1].startswith(f"  It has no links to act by and shows what to type: {key}: it holds no key; remove it, ")
        assert lines[2:] == [f"  written to {home / 'digests'}"]
        assert self.links(home) == 0
        assert key.read_bytes() == b"short"

    def test_a_key_that_can_be_neither_read_nor_made_stops_no_digest(self, home, key):
        key.parent.parent.touch()
        facts = json.loads(gapfeed(home, "publish", "--day", "2026-03-05", "--json").out)

        assert (facts["outcome"], facts["without_links"]) == ("published", f"{key}: Not a directory")
        assert self.links(home) == 0
