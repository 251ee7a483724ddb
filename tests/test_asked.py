"""What is asked by hand is remembered: what protects the server always, and nothing that would hide the feed from the next poll."""

import json

import pytest

from tests.loopback import loopback, rss
from tests.running import run

SEVEN, TEN_PAST, TWO_MINUTES_PAST = (f"2026-02-18T07:{minute}:00+01:00" for minute in ("00", "10", "02"))


@pytest.fixture
def web():
    with loopback({"/feed.xml": rss("Indexes", "Joins"), "/busy.xml": 429, "/gone.xml": 410, "/missing.xml": 404}) as running:
        yield running


def gapfeed(config, *words, at=SEVEN):
    return run("--config", config, "--at", at, *words)


def followed(config, at=SEVEN):
    (one,) = (json.loads(line) for line in gapfeed(config, "sources", "list", "--json", at=at).out.splitlines())
    return one


def test_a_server_that_asks_to_be_left_alone_is_left_alone_whoever_had_it_asked(web, tmp_path):
    web.retry_after = "7200"
    config = web.config(tmp_path, "/busy.xml")
    gapfeed(config, "sources", "check", web.url("/busy.xml"))
    web.asked.clear()
    for again in (["sources", "check", web.url("/busy.xml")], ["collect"]):
        gapfeed(config, *again, at=TEN_PAST)
    one = followed(config, TEN_PAST)

    assert web.asked == []
    assert (one["status"], one["left_alone_until"], one["failures_in_a_row"]) == ("left alone", "2026-02-18T08:00:00+00:00", 1)
    assert one["what_to_do"] == "There is nothing to do: it is left alone for as long as it asks"


def test_a_source_that_a_check_finds_gone_is_asked_no_more_and_no_other_failure_takes_that_back(web, tmp_path):
    config = web.config(tmp_path, "/gone.xml")
    gapfeed(config, "sources", "check", web.url("/gone.xml"))
    found = followed(config)["gone"]
    web.pages["/gone.xml"] = 500
    gapfeed(config, "sources", "check", web.url("/gone.xml"), at=TEN_PAST)

    assert (found, followed(config, TEN_PAST)["gone"]) == (True, True)


def test_what_to_do_about_a_check_that_failed_is_told_by_the_status_that_is_kept(web, tmp_path):
    config = web.config(tmp_path, "/missing.xml")
    gapfeed(config, "sources", "check", web.url("/missing.xml"))
    one = followed(config)

    assert (one["status"], one["last_error"]) == ("failing", "the server answered 404 Not Found")
    assert "`gapfeed sources add SITE` looks for the feed" in one["what_to_do"]


def test_what_was_checked_is_still_new_to_the_next_poll(web, tmp_path):
    config = web.config(tmp_path, "/feed.xml")
    gapfeed(config, "sources", "check", web.url("/feed.xml"))
    gapfeed(config, "collect", "--feeds-only", at=TWO_MINUTES_PAST)

    assert web.asked == [("/feed.xml", False), ("/feed.xml", False)]
    assert followed(config)["items"] == 2


def test_what_was_added_is_not_asked_again_by_hand_within_minutes_and_is_new_to_the_next_poll(web, tmp_path):
    config = web.config(tmp_path)
    gapfeed(config, "sources", "add", web.url("/feed.xml"))
    shown = gapfeed(config, "sources", "list").out
    web.asked.clear()
    again = gapfeed(config, "sources", "check", web.url("/feed.xml"), at=TWO_MINUTES_PAST)
    asked = list(web.asked)
    gapfeed(config, "collect", "--feeds-only", at=TWO_MINUTES_PAST)

    assert "0 items kept, 0 picked; answered 18 Feb 07:00\n" in shown
    assert "was not asked: that was done 18 Feb 07:00" in " ".join(again.out.split())
    assert asked == []
    assert followed(config)["items"] == 2


@pytest.mark.usefixtures("without_network")
def test_without_a_network_a_check_blames_nobody(web, tmp_path):
    config = web.config(tmp_path, "http://nowhere.invalid/feed.xml")
    gapfeed(config, "sources", "check", "http://nowhere.invalid/feed.xml")
    one = followed(config)

    assert (one["failures_in_a_row"], one["last_error"], one["last_checked_at"]) == (0, None, "2026-02-18T06:00:00+00:00")
