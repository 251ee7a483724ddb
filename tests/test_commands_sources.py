"""`gapfeed sources`: see, add, remove, import and export what is followed."""

import json
import re

import pytest

from tests.loopback import loopback, rss
from tests.running import run

SITE = b"""<html><head><title>Rows</title><link rel="alternate" type="application/rss+xml" href="/dead.xml">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><p>Welcome to the site.</p></body></html>"""
EPISODE = b"""<rss version="2.0"><channel><title>Spoken Rows</title><item><title>One</title><guid>one</guid>
<enclosure url="https://rows.example/1.mp3" type="audio/mpeg" length="1"/></item></channel></rss>"""


@pytest.fixture(scope="module")
def web():
    pages: dict[str, bytes | int | str] = {
        "/": SITE, "/feed.xml": rss("Indexes", "Joins"), "/other.xml": rss("Keys", name="Rows"), "/show.xml": EPISODE,
        "/page.html": b"<html><body>No feed here</body></html>", "/login.xml": "/page.html", "/empty.xml": b"", "/moved.xml": "/feed.xml",
    }  # fmt: skip
    with loopback(pages) as running:
        yield running


@pytest.fixture
def config(web, tmp_path):
    return web.config(tmp_path)


def sources(config, *words):
    return run("--config", config, "--at", "2026-02-18T07:00+01:00", "sources", *words)


def followed(config):
    return [json.loads(line) for line in sources(config, "list", "--json").out.splitlines()]


def test_the_feed_of_a_site_is_found_added_once_and_removed(web, config):
    first, again = (json.loads(sources(config, "add", web.url("/"), "--skill", "sql", "--json").out) for _ in range(2))
    shown = followed(config)
    gone, nothing = sources(config, "remove", "Rows and Columns"), sources(config, "list")

    assert first == {"url": web.url("/feed.xml"), "title": "Rows and Columns", "kind": "blog", "items": 2, "added": True, "revived": False, "other_feeds": [web.url("/dead.xml")]}
    assert again == first | {"added": False}
    assert [(one["url"], one["origin"], one["skills"], one["items"]) for one in shown] == [(web.url("/feed.xml"), "command", ["sql"], 0)]
    assert gone.out == f"No longer following Rows and Columns. `gapfeed sources add {web.url('/feed.xml')}` takes that back.\n"
    assert nothing.out.startswith("You follow no source yet")


def test_a_podcast_is_known_for_one_and_people_are_told(web, config):
    said, again = sources(config, "add", web.url("/show.xml")), sources(config, "add", web.url("/show.xml"))

    assert said.out == f"Following Spoken Rows (podcast, 1 item now): {web.url('/show.xml')}\n"
    assert again.out == f"You follow Spoken Rows already: {web.url('/show.xml')}\n"


def test_a_feed_that_has_moved_for_a_while_is_followed_where_it_was_named(web, config):
    assert json.loads(sources(config, "add", web.url("/moved.xml"), "--json").out)["url"] == web.url("/moved.xml")


@pytest.mark.parametrize(
    ("path", "sentence", "what_to_do"),
    [
        pytest.param("/page.html", "names no feed", "Look on the site for a link", id="a page without a feed"),
        pytest.param("/login.xml", "names no feed", "Look on the site for a link", id="a login wall"),
        pytest.param("/empty.xml", "empty", "Look on the site for a link", id="an empty feed"),
        pytest.param("/gone.xml", "404", "`gapfeed sources add SITE`", id="no such page"),
        pytest.param("http://dead-host.invalid/", "dead-host.invalid", "the site is gone", id="a dead host"),
        pytest.param("http://192.168.7.7:8080/", "private network", 'allow_private: ["192.168.7.7:8080"]', id="a private address"),
    ],
)
def test_what_is_no_feed_is_not_added_and_people_are_told_what_to_do(web, config, path, sentence, what_to_do):
    ran = sources(config, "add", web.url(path) if path.startswith("/") else path)

    assert (ran.exit_code, ran.out) == (1, "")
    assert sentence in ran.err
    assert "it was not added. " in ran.err
    assert what_to_do in ran.err
    assert followed(config) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["add", "ftp://rows.example/feed"], "ftp", id="another protocol"),
        pytest.param(["add", "not an address"], "not an address", id="no address"),
        pytest.param(
            ["add", "http://127.0.0.1:1/feed", "--skill", "sqll"], "there is no skill 'sqll'; did you mean 'sql'?", id="a skill mistyped"
        ),
        pytest.param(["remove", "nobody"], "no source you follow goes by 'nobody'", id="no such source"),
        pytest.param(["remove", ""], "no source you follow goes by ''", id="nothing named"),
        pytest.param(["import", "none.opml"], "'none.opml' does not exist", id="no such list"),
    ],
)
def test_wrong_usage_is_a_sentence(config, words, sentence):
    ran = sources(config, *words)

    assert (ran.exit_code, ran.out) == (2, "")
    assert sentence in ran.err


def test_an_address_of_this_machine_is_asked_only_where_that_is_allowed(web, tmp_path):
    config = web.config(tmp_path)
    config.write_text(re.sub(r"allow_private: .*}", "allow_private: []}", config.read_text(encoding="utf-8")), encoding="utf-8")
    asked = len(web.asked)
    ran = sources(config, "add", web.url("/feed.xml"))

    assert (ran.exit_code, len(web.asked)) == (1, asked)


def test_a_source_goes_by_its_address_its_title_its_id_or_a_part_of_its_title(web, tmp_path):
    config = web.config(tmp_path, "/feed.xml", {"url": "/other.xml", "title": "Rows"}, {"url": "/show.xml", "title": "Spoken Rows"})
    ids = {one["title"] or "feed": one["id"] for one in followed(config)}
    ambiguous = sources(config, "remove", "row")
    by_title = json.loads(sources(config, "remove", "rows", "--json").out)
    by_part = json.loads(sources(config, "remove", "SPOKEN", "--json").out)
    by_id = sources(config, "remove", ids["feed"])

    assert (ambiguous.exit_code, ambiguous.err) == (2, "2 sources go by 'row' (Rows, Spoken Rows): give the address\n")
    assert (by_title["url"], by_part["url"]) == (web.url("/other.xml"), web.url("/show.xml"))
    assert "It still stands in your config.yaml, and stays removed all the same." in by_id.out
    assert followed(config) == []


def test_what_config_names_is_known_before_the_first_run(web, tmp_path):
    config = web.config(tmp_path, "/feed.xml")

    assert web.url("/feed.xml") in sources(config, "export").out
    assert json.loads(sources(config, "add", web.url("/feed.xml"), "--json").out)["added"] is False


def test_a_list_that_was_imported_and_exported_is_the_same_list(web, tmp_path):
    first, second = web.config(tmp_path / "one"), web.config(tmp_path / "two")
    sources(first, "add", web.url("/feed.xml"), "--skill", "sql")
    sources(first, "add", web.url("/show.xml"))
    exported, again = tmp_path / "one.opml", tmp_path / "two.opml"
    said = sources(first, "export", str(exported))
    imported = [json.loads(line)["added"] for line in sources(second, "import", str(exported), "--json").out.splitlines()]
    repeated = sources(second, "import", str(exported))
    sources(second, "export", str(again))

    assert said.out == f"Written to {exported}.\n"
    assert imported == [True, True]
    assert repeated.out == "0 of 2 sources are new; the others you followed already.\n"
    assert again.read_bytes() == exported.read_bytes()


def test_a_private_source_is_listed_and_never_exported(web, tmp_path, monkeypatch):
    monkeypatch.setenv("GAPFEED_SECRET_FEED", web.url("/other.xml?token=secret"))
    config = web.config(tmp_path, "/feed.xml", {"url": "/show.xml", "private": True})
    config.write_text(
        config.read_text(encoding="utf-8").replace("follow: [", "follow: [{url_env: GAPFEED_SECRET_FEED, private: true}, "),
        encoding="utf-8",
    )
    shown, exported = followed(config), sources(config, "export").out

    assert sorted(one["private"] for one in shown) == [False, True, True]
    assert exported.count("<outline") == 1
    assert "secret" not in exported
    assert "show.xml" not in exported


@pytest.mark.parametrize(
    "content",
    [b"", b"learn: []", b"<html></html>", b"<opml><body><outline", b"\x00\xff\x00"],
    ids=["empty", "yaml", "html", "cut", "bytes"],
)
def test_a_file_that_is_no_list_is_said(config, tmp_path, content):
    file = tmp_path / "list.opml"
    file.write_bytes(content)
    ran = sources(config, "import", str(file))

    assert (ran.exit_code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 1
    assert followed(config) == []


def test_a_list_that_cannot_be_written_is_said(config, tmp_path):
    ran = sources(config, "export", str(config / "list.opml"))

    assert (ran.exit_code, ran.out) == (1, "")
    assert ran.err.startswith(f"{config / 'list.opml'} cannot be written: ")


def test_the_list_says_how_each_source_fares(web, tmp_path):
    config = web.config(tmp_path, "/feed.xml", "/page.html")
    before = sources(config, "list").out
    run("--config", config, "--at", "2026-02-18T07:00+01:00", "collect")
    after = sources(config, "list").out

    assert before.count("not asked yet") == 2
    assert "Rows and Columns  [blog, config]\n" in after
    assert "2 items kept, 0 picked; answered 18 Feb 07:00, next check 1" in after
    assert "no answer yet" in after
    assert "    Trouble: this is an HTML page, not a feed." in after
    assert "`gapfeed sources add SITE`" in after
    assert max(map(len, after.splitlines())) <= 80


def test_a_removed_source_keeps_what_was_picked_from_it(home):
    config = home / "config.yaml"
    gone = json.loads(run("--config", config, "sources", "remove", "Plain Numbers", "--json").out)
    explained = run("--config", config, "--at", "2026-03-04T07:10+01:00", "explain", "1")

    assert gone["picked"] == 2
    assert explained.out.startswith("Small multiples")
    assert "Picked: number 1 of the digest" in explained.out


def test_a_source_of_the_catalogue_can_be_removed_and_says_where_it_stands(tmp_path, monkeypatch):
    (tmp_path / "config.yaml").write_text("learn:\n  - {skill: data-visualisation}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    listed = run("sources", "list", "--json")
    url = json.loads(listed.out.splitlines()[0])["url"]
    removed = run("sources", "remove", url)

    assert removed.exit_code == 0
    assert "It still stands in your catalogue" in removed.out
