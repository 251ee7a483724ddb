"""`gapfeed run` and `collect`: what they say of good sources and bad ones, to people and to programs."""

import json
import socket
import sqlite3
from contextlib import closing

import pytest

from tests.loopback import loopback, rss
from tests.running import Ran, run

MORNING, LATER = "2026-02-18T07:00+01:00", "2026-02-20T07:00+01:00"
LOGIN = b"<html><head><title>Sign in</title></head><body><form action='/login'><input name='password'></form></body></html>"
WHOLE = rss("Window functions rank rows", "Foreign keys keep promises", name="Cut Rows")
CUT = WHOLE[: WHOLE.index(b"<description>Foreign")]


def gapfeed(config, *words, at=MORNING) -> Ran:
    return run("--config", config, "--at", at, *words)


@pytest.fixture(scope="module")
def bad_day(tmp_path_factory):
    """A run over one good source and every kind of bad one, and the server they live on."""
    pages: dict[str, bytes | int | str] = {
        "/good.xml": rss("Indexes make reading cheap", "Transactions keep writing safe"),
        "/page.html": b"<html><body><h1>Our blog</h1><p>Welcome.</p></body></html>",
        "/login.xml": "/login",
        "/login": LOGIN,
        "/empty.xml": b"",
        "/cut.xml": CUT,
        "/gone.xml": 410,
        "/broken.xml": 500,
    }
    with loopback(pages) as web:
        folder = tmp_path_factory.mktemp("bad day")
        config = web.config(folder, *(path for path in pages if path != "/login"), "http://dead-host.invalid/feed.xml")
        first = json.loads(gapfeed(config, "run", "--json").out)
        yield config, first, web, len(web.asked)


def reasons(facts, name: str) -> list[str]:
    return [trouble["reason"] for trouble in facts["problems"] + facts["warnings"] if name in trouble["source"]]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        pytest.param("dead-host.invalid", "name", id="a dead host"),
        pytest.param("page.html", "HTML page", id="a page where a feed should be"),
        pytest.param("login.xml", "HTML page", id="a login wall"),
        pytest.param("empty.xml", "empty", id="an empty feed"),
        pytest.param("Cut Rows", "ends in the middle", id="a feed cut in the middle"),
        pytest.param("gone.xml", "410 Gone", id="a feed that is gone"),
        pytest.param("broken.xml", "500", id="a server that fails"),
    ],
)
def test_every_bad_source_is_one_sentence(bad_day, source, sentence):
    found = reasons(bad_day[1], source)

    assert len(found) == 1
    assert sentence in found[0]


def test_a_bad_source_stops_nothing_and_nothing_is_stored_in_half(bad_day):
    config, facts, _, _ = bad_day
    with closing(sqlite3.connect(config.with_name("gapfeed.db"))) as database:
        titles = {title for (title,) in database.execute("SELECT title FROM articles")}
        texts = database.execute("SELECT count(*) FROM articles WHERE id NOT IN (SELECT article FROM article_texts)").fetchone()[0]

    assert (facts["followed"], facts["asked"], facts["offline"]) == (8, 8, False)
    assert {"Indexes make reading cheap", "Transactions keep writing safe", "Window functions rank rows"} <= titles
    assert texts == 0
    assert facts["digest"]["outcome"] == "published"


def test_the_second_run_asks_nobody_and_publishes_nothing(bad_day):
    config, _, web, asked = bad_day
    ran = gapfeed(config, "run")

    assert (ran.exit_code, ran.err) == (0, "")
    assert ran.out == "No source was due.\n"
    assert len(web.asked) == asked


@pytest.mark.parametrize("hour", ["05:00", "07:00", "22:00"])
def test_the_first_run_publishes_whatever_the_hour_and_the_next_one_not(tmp_path, hour):
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        first, second = (json.loads(gapfeed(config, "run", "--json", at=f"2026-02-18T{time}+01:00").out) for time in (hour, hour[:4] + "1"))

    assert (first["digest"]["outcome"], first["digest"]["day"], len(first["digest"]["picks"])) == ("published", "2026-02-18", 1)
    assert (second["asked"], second["digest"]) == (0, None)


def test_people_get_one_line_for_each_problem(tmp_path):
    with loopback({"/good.xml": rss("Indexes make reading cheap"), "/page.html": LOGIN}) as web:
        ran = gapfeed(web.config(tmp_path, "/good.xml", "/page.html"), "collect")

    lines = ran.out.splitlines()
    assert ran.exit_code == 0
    assert lines[0] == "Asked 2 sources: 1 new item, 0 with nothing new."
    assert [line.split(":")[0] for line in lines[1:]] == ["  http"]
    assert not (tmp_path / "digests").exists()


def test_only_conditional_requests_are_made_when_it_is_time_again(tmp_path):
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        first = json.loads(gapfeed(config, "collect", "--json").out)
        second = json.loads(gapfeed(config, "collect", "--json", at=LATER).out)

    assert (first["new"], second["new"], second["unchanged"]) == (1, 0, 1)
    assert [asked for asked in web.asked if asked[0] == "/feed.xml"] == [("/feed.xml", False), ("/feed.xml", True)]


@pytest.mark.usefixtures("without_network")
def test_offline_is_one_sentence_and_blames_no_source(tmp_path):
    with loopback({}) as web:
        config = web.config(tmp_path, "http://nowhere.invalid/feed.xml", "http://neither.invalid/feed.xml")
    ran, listed = gapfeed(config, "run"), gapfeed(config, "sources", "list", "--json")

    assert ran.exit_code == 0
    assert ran.out == (
        "You seem to be offline: no source could be reached. Is the network there? None is blamed; the next run asks them again.\n"
    )
    assert [json.loads(line)["failures_in_a_row"] for line in listed.out.splitlines()] == [0, 0]
    assert not (tmp_path / "digests").exists()


def test_where_no_name_at_all_is_known_it_is_one_sentence_too(tmp_path, monkeypatch):
    def resolver(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "?")

    with loopback({}) as web:
        config = web.config(tmp_path, *(f"http://nowhere{number}.invalid/feed.xml" for number in range(3)))
    monkeypatch.setattr(socket, "getaddrinfo", resolver)

    assert gapfeed(config, "run").out.splitlines() == [
        "You seem to be offline: no source could be reached. Is the network there? None is blamed; the next run asks them again."
    ]


def test_whoever_follows_nothing_is_told_how_to(tmp_path):
    with loopback({}) as web:
        ran = gapfeed(web.config(tmp_path), "collect")

    assert "`gapfeed sources add ADDRESS`" in ran.out


def test_a_source_whose_address_is_not_in_the_environment_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("GAPFEED_NO_SUCH_FEED", raising=False)
    with loopback({}) as web:
        config = web.config(tmp_path)
    config.write_text(
        config.read_text(encoding="utf-8").replace("follow: []", "follow: [{url_env: GAPFEED_NO_SUCH_FEED}], opml: [none.opml]"),
        encoding="utf-8",
    )
    said, facts = gapfeed(config, "collect"), json.loads(gapfeed(config, "run", "--json").out)

    assert "GAPFEED_NO_SUCH_FEED is not set" in said.out
    assert "none.opml: No such file or directory" in said.out
    assert len(facts["unusable"]) == 2


@pytest.mark.usefixtures("without_network")
def test_publish_regardless_makes_a_digest_that_is_not_due(home):
    tomorrow_at_six = "2026-03-05T06:00+01:00"
    config = home / "config.yaml"
    due = json.loads(gapfeed(config, "run", "--json", at=tomorrow_at_six).out)
    forced = json.loads(gapfeed(config, "run", "--publish", "--json", at=tomorrow_at_six).out)

    assert due["offline"]
    assert due["digest"] is None
    assert (forced["digest"]["outcome"], forced["digest"]["day"]) == ("published", "2026-03-05")


def test_progress_is_shown_on_a_terminal_and_nothing_in_a_pipe(monkeypatch, capsys):
    from pipeline.commands.progress_bar import asking

    with asking() as silent:
        silent("ask", 1, 2)
    piped = capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with asking() as bar:
        bar("ask", 1, 2)
        bar("read", 2, 2)

    assert piped == ""
    shown = capsys.readouterr().err
    assert "Asking sources" in shown
    assert "Reading entries" in shown


def test_a_feed_without_items_gets_a_sentence(tmp_path):
    with loopback({"/empty.xml": b'<rss version="2.0"><channel><title>Nothing yet</title></channel></rss>'}) as web:
        ran = gapfeed(web.config(tmp_path, "/empty.xml"), "run")

    assert ran.exit_code == 0
    assert "there is no item in it" in ran.out


def test_publishing_before_anything_was_read_leaves_the_first_digest_to_be_made(tmp_path):
    with loopback({"/feed.xml": rss("Indexes make reading cheap")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        early, ran = (gapfeed(config, command, at="2026-02-18T07:10+01:00") for command in ("publish", "run"))

    assert "No digest was made" in early.out
    assert "Your digest for " in ran.out
