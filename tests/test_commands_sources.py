"""`gapfeed sources`: see, add, remove, import and export what is followed."""

import json
import os
import re
from dataclasses import replace

import pytest

from pipeline.catalog import CatalogueEntry
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

    assert first == {
        "url": web.url("/feed.xml"),
        "title": "Rows and Columns",
        "kind": "blog",
        "items": 2,
        "added": True,
        "revived": False,
        "other_feeds": [web.url("/dead.xml")],
    }
    assert again == first | {"added": False}
    assert [(one["url"], one["origin"], one["skills"], one["items"]) for one in shown] == [(web.url("/feed.xml"), "command", ["sql"], 0)]
    assert (
        " ".join(gone.out.split()) == f"No longer following Rows and Columns. `gapfeed sources add {web.url('/feed.xml')}` takes that back."
    )
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
        pytest.param("http://192.168.7.7:8080/", "private network", "add 192.168.7.7:8080 to fetch.allow_private", id="a private address"),
    ],
)
def test_what_is_no_feed_is_not_added_and_people_are_told_what_to_do(web, config, path, sentence, what_to_do):
    ran = sources(config, "add", web.url(path) if path.startswith("/") else path)

    assert (ran.exit_code, ran.out) == (1, "")
    assert sentence in ran.err
    assert "it was not added" in ran.err
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


def test_a_source_goes_by_its_address_its_whole_title_or_its_id_and_by_no_part_of_them(web, tmp_path):
    config = web.config(tmp_path, "/feed.xml", {"url": "/other.xml", "title": "Rows"}, {"url": "/show.xml", "title": "Spoken Rows"})
    ids = {one["title"] or "feed": one["id"] for one in followed(config)}
    ambiguous = sources(config, "remove", "row")
    by_title = json.loads(sources(config, "remove", "rows", "--json").out)
    part_again = sources(config, "remove", "row", "--json")
    by_address = json.loads(sources(config, "remove", web.url("/show.xml"), "--json").out)
    by_id = sources(config, "remove", ids["feed"])

    near = f"near it are Rows ({ids['Rows']}), Spoken Rows ({ids['Spoken Rows']})"
    assert (ambiguous.exit_code, ambiguous.out) == (2, "")
    assert near in ambiguous.err
    assert f"near it are Spoken Rows ({ids['Spoken Rows']})" in json.loads(part_again.out)["error"]
    assert (by_title["url"], by_address["url"]) == (web.url("/other.xml"), web.url("/show.xml"))
    assert "It still stands in your config.yaml, and stays removed all the same." in " ".join(by_id.out.split())
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
    assert repeated.out == "You followed all 2 of them already; nothing is new.\n"
    assert again.read_bytes() == exported.read_bytes()


def test_a_private_source_is_listed_and_never_exported(web, tmp_path, monkeypatch):
    monkeypatch.setenv("GAPFEED_SECRET_FEED", web.url("/other.xml?token=secret"))
    config = web.config(tmp_path, "/feed.xml", {"url": "/show.xml", "private": True})
    config.write_text(
        config.read_text(encoding="utf-8").replace("follow: [", "follow: [{url_env: GAPFEED_SECRET_FEED}, "),
        encoding="utf-8",
    )
    shown, exported = followed(config), sources(config, "export").out
    told = [sources(config, *command) for command in (["list"], ["list", "--json"], ["check", web.url("/show.xml"), "--json"])]
    secret = next(one["id"] for one in shown if one["url"] != web.url("/feed.xml"))
    told += [sources(config, command, secret) for command in ("mute", "unmute", "remove")]

    assert all("secret" not in ran.out + ran.err and "show.xml" not in ran.out + ran.err for ran in told)
    assert f"{web.address}/…" in told[0].out
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

    assert before.count("picked; not asked yet") == 2
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
    assert "Number 1 of the digest" in explained.out


def test_a_source_of_the_catalogue_can_be_removed_and_says_where_it_stands(tmp_path, monkeypatch):
    (tmp_path / "config.yaml").write_text("learn:\n  - {skill: data-visualisation}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    listed = run("sources", "list", "--json")
    url = json.loads(listed.out.splitlines()[0])["url"]
    removed = run("sources", "remove", url)

    assert removed.exit_code == 0
    assert "It still stands in your catalogue" in " ".join(removed.out.split())


@pytest.fixture
def several():
    """A server with a site of two feeds, one of them Arabic, and with feeds that ended, moved and went quiet."""
    arabic = rss("شرح الاستعلامات", name="مدونة قواعد البيانات")
    site = b"""<html><head><link rel="alternate" type="application/rss+xml" title="Posts" href="/feed.xml">
        <link rel="alternate" type="application/rss+xml" title="\xd9\x85\xd9\x82\xd8\xa7\xd9\x84\xd8\xa7\xd8\xaa" href="/ar.xml"></head></html>"""
    with loopback({"/": site, "/feed.xml": rss("Indexes"), "/ar.xml": arabic, "/gone.xml": 410, "/broken.xml": 500}) as running:
        yield running


def words(ran):
    """What was printed, with the lines that were wrapped for the terminal joined."""
    return " ".join(ran.out.split())


def test_a_site_with_several_feeds_gets_its_best_and_the_others_are_named(several, tmp_path):
    config = several.config(tmp_path)
    said = sources(config, "add", several.url("/"))

    assert said.out.startswith(f"Following Rows and Columns (blog, 1 item now): {several.url('/feed.xml')}\n")
    assert f"مقالات\u2069: {several.url('/ar.xml')}" in said.out


def test_at_a_terminal_the_person_chooses_among_the_feeds_of_a_site(several, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.commands.sources.somebody_is_there", lambda: True)
    config = several.config(tmp_path)
    said = run("--config", config, "sources", "add", several.url("/"), answers="2\n")

    assert "The site names 2 feeds:" in said.out
    assert [one["url"] for one in followed(config)] == [several.url("/ar.xml")]


@pytest.mark.parametrize(
    "name", ["127.0.0.1:{port}", "127.0.0.1:{port}/feed.xml", "feed:127.0.0.1:{port}/feed.xml", "http://127.0.0.1:{port}"]
)
def test_a_host_and_port_without_a_scheme_is_found_also_where_it_speaks_no_https(several, tmp_path, name):
    given = name.format(port=several.address.rpartition(":")[2])
    ran = sources(several.config(tmp_path), "add", given, "--json")

    assert (ran.exit_code, ran.err) == (0, "")
    assert json.loads(ran.out)["url"] == several.url("/feed.xml")


def test_a_muted_source_is_neither_asked_nor_forgotten_and_unmuting_takes_it_back(several, tmp_path):
    config = several.config(tmp_path, "/feed.xml", "/ar.xml")
    muted = sources(config, "mute", several.url("/ar.xml"))
    several.asked.clear()
    run("--config", config, "--at", "2026-02-18T07:00+01:00", "collect")
    shown = {one["url"]: one["status"] for one in followed(config)}
    told = sources(config, "list")
    again = sources(config, "mute", several.url("/ar.xml"))
    unmuted, twice = (sources(config, "unmute", several.url("/ar.xml")) for _ in range(2))

    assert "is muted: it is not asked, and nothing of it is picked." in words(muted)
    assert "is muted already" in words(again)
    assert [path for path, _ in several.asked if path == "/ar.xml"] == []
    assert shown == {several.url("/feed.xml"): "well", several.url("/ar.xml"): "muted"}
    assert "Muted 18 Feb 07:00: it is not asked" in words(told)
    assert "2 sources: 1 well, 1 muted." in told.out or "2 sources: 1 muted, 1 well." in told.out
    assert "is asked again when it is due." in unmuted.out
    assert "was not muted." in twice.out


def test_a_source_that_is_gone_says_so_and_is_asked_again_when_it_is_added_again(several, tmp_path):
    config = several.config(tmp_path, "/gone.xml")
    run("--config", config, "--at", "2026-02-18T07:00+01:00", "collect")
    gone = sources(config, "list")
    several.pages["/gone.xml"] = rss("Back")
    early = sources(config, "add", several.url("/gone.xml"))
    later = ("--config", config, "--at", "2026-02-18T07:10+01:00", "sources", "add", several.url("/gone.xml"), "--json")
    said = json.loads(run(*later).out)

    assert (early.exit_code, "already, and it was asked minutes ago" in early.err) == (1, True)
    assert "Gone: the server answered 410 Gone. It is asked no more." in words(gone)
    assert (said["added"], said["revived"]) == (False, True)
    assert followed(config)[0]["gone"] is False


def test_checking_an_address_says_what_a_person_needs_and_follows_nothing(several, tmp_path):
    config = several.config(tmp_path)
    said, facts = sources(config, "check", several.url("/")), json.loads(sources(config, "check", several.url("/ar.xml"), "--json").out)

    assert said.exit_code == 0
    assert f"address {several.url('/feed.xml')}" in words(said)
    assert f"which also names {several.url('/ar.xml')}" in words(said)
    assert "format RSS, 1 item" in words(said)
    assert "newest 17 Feb 09:00" in words(said)
    assert f"followed no; `gapfeed sources add {several.url('/feed.xml')}` does" in words(said)
    assert max(map(len, said.out.splitlines())) <= 80
    assert (facts["title"], facts["languages"], facts["etag"], facts["asked_every_seconds"]) == ("مدونة قواعد البيانات", ["en"], True, 3600)
    assert facts["problems"] == []
    assert followed(config) == []


def test_checking_a_source_that_does_not_answer_is_a_report_and_no_failure(several, tmp_path):
    ran = sources(several.config(tmp_path, "/broken.xml"), "check", several.url("/broken.xml"))

    assert ran.exit_code == 0
    assert "The server answered 500 Internal Server Error. There is nothing to do: it is asked again by itself." in words(ran)


def test_a_source_is_not_asked_twice_within_minutes(several, tmp_path):
    config = several.config(tmp_path, {"url": "/feed.xml", "title": "Mine"})
    sources(config, "check", "Mine")
    several.asked.clear()
    ran, facts = sources(config, "check", "Mine"), json.loads(sources(config, "check", "Mine", "--json").out)

    assert several.asked == []
    assert "Mine was not asked: that was done 18 Feb 07:00" in words(ran)
    assert facts["asked"] is False


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["check"], "name one source", id="nothing named"),
        pytest.param(["check", "x", "--catalog"], "name one source", id="both"),
        pytest.param(["check", "Nobody Knows"], "no source you follow goes by 'Nobody Knows'", id="no address and no source"),
        pytest.param(["mute", "Nobody Knows"], "no source you follow goes by 'Nobody Knows'", id="muting nobody"),
    ],
)
def test_what_cannot_be_checked_or_muted_is_a_sentence(config, arguments, sentence):
    ran = sources(config, *arguments)

    assert (ran.exit_code, ran.out) == (2, "")
    assert sentence in ran.err


def test_a_catalogue_that_cannot_be_reached_blames_the_network_and_remembers_nothing(config, monkeypatch):
    monkeypatch.setattr("pipeline.bootstrap.load_catalogue", lambda: (nowhere("one"), nowhere("two")))
    ran = sources(config, "check", "--catalog")

    assert (ran.exit_code, ran.out) == (1, "")
    assert "it is this machine's network that fails" in ran.err


def test_the_catalogue_is_checked_and_what_proved_dead_is_said_and_not_proposed(web, tmp_path, monkeypatch):
    config = web.config(tmp_path)
    config.write_text(config.read_text(encoding="utf-8").replace("catalog: false", "catalog: true"), encoding="utf-8")
    there = replace(nowhere("there"), url=web.url("/feed.xml"), title="There")
    monkeypatch.setattr("pipeline.bootstrap.load_catalogue", lambda: (there, nowhere("lost")))
    checked, again = sources(config, "check", "--catalog"), sources(config, "check", "--catalog", "--json")
    listed, proposed = sources(config, "list"), sources(config, "suggest")

    assert "Asked 2 of 2 addresses. 1 are feeds, 0 of them at a new address; 1 are dead, 0 could not be told." in words(checked)
    assert [json.loads(line)["verdict"] for line in again.out.splitlines()] == ["answers", "dead"]
    assert "Not followed, because the catalogue's address proved dead: lost." in words(listed)
    assert "Not proposed, because the address proved dead: lost." in words(proposed)


def test_suggestions_say_for_which_skill_and_how_to_follow_one(config, monkeypatch):
    monkeypatch.setattr("pipeline.bootstrap.load_catalogue", lambda: (nowhere("Rows"),))
    said, facts = sources(config, "suggest"), json.loads(sources(config, "suggest", "--json").out)

    assert "(you are at 1 of 4):" in said.out
    assert "Rows [blog, en] About rows. gapfeed sources add https://rows.invalid/feed" in words(said)
    assert (facts["url"], facts["for_skill"], facts["answered_at"]) == ("https://rows.invalid/feed", "relational-databases", None)


def nowhere(name):
    return CatalogueEntry(
        title=name, url=f"https://{name.lower()}.invalid/feed", site=f"https://{name.lower()}.invalid/", language="en", kind="blog",
        skills=("relational-databases",), about="About rows.", seen_in="public lists of feeds",
    )  # fmt: skip


def test_what_of_a_list_is_not_taken_is_named_and_counted(config, tmp_path):
    listed = tmp_path / "list.opml"
    listed.write_text(
        '<opml><body><outline text="Good" xmlUrl="https://a.example/"/><outline text="Bad" xmlUrl="javascript:1"/></body></opml>',
        encoding="utf-8",
    )
    said, facts = sources(config, "import", listed), sources(config, "import", listed, "--json").out.splitlines()

    assert said.out.startswith("1 source added; `gapfeed run` asks it.\n1 entry of the list could not be taken:\n  Bad: its address cannot")
    assert [json.loads(line)["dropped"] is None for line in facts] == [True, False]


def test_a_list_is_not_written_into_a_folder_that_is_not_there(config, tmp_path):
    ran = sources(config, "export", tmp_path / "none" / "list.opml")

    assert (ran.exit_code, ran.out) == (1, "")
    assert "there is no folder" in ran.err


@pytest.mark.usefixtures("without_network")
def test_where_the_last_run_was_offline_a_source_that_was_never_reached_says_so(web, tmp_path):
    config = web.config(tmp_path, "https://never-a.invalid/feed", "https://never-b.invalid/feed")
    run("--config", config, "--at", "2026-02-18T07:00+01:00", "run")

    assert sources(config, "list").out.count("not reached yet (offline 18 Feb 07:00)") == 2


def test_a_password_in_an_address_is_not_repeated(config):
    refused = [sources(config, command, "http://u:geheim@host.example/") for command in ("add", "check", "remove", "mute")]

    assert [ran.exit_code for ran in refused] == [2, 2, 2, 2]
    assert all("geheim" not in ran.out + ran.err for ran in refused)


def test_what_is_followed_and_well_is_not_asked_when_it_is_added_again(several, tmp_path):
    config = several.config(tmp_path)
    first = sources(config, "add", several.url("/feed.xml#top"))
    before = len(several.asked)
    again = sources(config, "add", several.url("/feed.xml"))

    assert first.out.endswith(several.url("/feed.xml") + "\n")
    assert again.out.startswith("You follow ")
    assert len(several.asked) == before


def test_a_followed_source_that_fails_again_is_not_said_to_have_been_left_out(several, tmp_path):
    config = several.config(tmp_path, "/gone.xml")
    run("--config", config, "--at", "2026-02-18T07:00+01:00", "collect")
    said = run("--config", config, "--at", "2026-02-18T07:10+01:00", "sources", "add", several.url("/gone.xml"), "--json")

    assert said.exit_code == 1
    assert "you follow it already" in json.loads(said.out)["error"]
    assert "not added" not in said.out + said.err


def test_a_site_whose_sixth_feed_is_the_first_to_answer_is_followed_and_asked_once(web, tmp_path):
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in ("", *(f"/{n}.xml" for n in range(20))))
    with loopback({"/": f"<html><head>{links}</head></html>".encode(), "/5.xml": rss("Joins", name="Sixth")}) as site:
        found = sources(site.config(tmp_path), "add", site.url("/"))
        asked = [path for path, _ in site.asked]
        del site.pages["/5.xml"]
        none = sources(site.config(tmp_path / "other"), "check", site.url("/"))

    assert found.out.startswith("Following Sixth")
    assert asked == ["/", *(f"/{n}.xml" for n in range(6))]
    assert "of the 20 feeds that it names, the first 8 do not answer, and the others were not tried" in " ".join(none.out.split())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_list_and_no_feed(config, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    imported, inspected = sources(config, "import", tmp_path / "pipe"), run("inspect", "feed", tmp_path / "pipe")

    assert imported.exit_code == 1
    assert "it is no regular file" in imported.err
    assert "it is no regular file" in json.loads(inspected.out)["error"]
