"""`gapfeed publish`: once for each slot, for the day that is asked for, and nothing at all in a rehearsal."""

import json
import shutil

import pytest

from tests.running import run

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
    assert facts == {"receipts": []}
    assert "2026-03-05.html" in files(home)


@pytest.mark.parametrize("other", [("--day", "2026-03-05"), ("--dry-run",)])
def test_to_deliver_again_makes_no_digest(home, other):
    ran = gapfeed(home, "publish", "--resend", *other)

    assert (ran.exit_code, ran.err) == (2, "--resend delivers what was made before; it goes with neither --day nor --dry-run\n")
    assert gapfeed(home, "publish", "--resend", at="2026-03-09T07:10+01:00").out == "Nothing waits to be sent again.\n"
    assert "2026-03-09.html" not in files(home)
