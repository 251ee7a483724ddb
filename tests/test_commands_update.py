"""A story that the person had comes back as an update, and only with news: from feeds to page, mail, text and `gapfeed explain`."""

import json
import sqlite3
from contextlib import closing
from email import message_from_bytes, policy

import pytest

from tests.loopback import loopback
from tests.running import Ran, run

FIRST, SECOND = "2026-02-18T07:00+01:00", "2026-02-20T07:00+01:00"
FEED = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{name}</title><link>http://{name}.example/</link><description>D</description>{items}</channel></rss>'
ITEM = '<item><title>{title}</title><guid isPermaLink="false">{name}</guid><pubDate>{day} Feb 2026 08:00:00 GMT</pubDate><description>{text}</description></item>'
LESSON = (
    " In its report the database team shows the SQL query that locked the table: a foreign key without an index made the database read every row. "
    "It teaches how to add an index, how to read a query plan, and how a transaction keeps rows consistent in a relational database. "
) * 4
TOLD = "Borealis Bank says that 42,000 payments stood still in Gdynia for 19 hours. Marta Zawada and Hugo Brandt explain what its database did."
NEWS = (
    "Regulator Lindqvist told Borealis Bank on 18 February to pay 750,000 zloty for the 61,500 payments that stood still in Gdynia. "
    "Anna Kowalska follows Marta Zawada, and Hugo Brandt explains anew what its database did to 42,000 payments for 19 hours."
)
LINE = "Update on a story you had on 18 February: new are Lindqvist, 18 February, 750,000 and 61,500"


def feed(name: str, *items: tuple[str, str, str]) -> bytes:
    """Return a feed whose *items* have a title, a day of February and a text."""
    shown = "".join(ITEM.format(name=f"{name}-{title}", title=title, day=day, text=text + LESSON) for title, day, text in items)
    return FEED.format(name=name, items=shown).encode()


def gapfeed(config, *words, at=SECOND) -> Ran:
    return run("--config", config, "--at", at, *words)


def picks(config, at, *words) -> list[str]:
    return [pick["title"] for pick in json.loads(gapfeed(config, *words, "--json", at=at).out)["picks"]]


@pytest.fixture
def told(tmp_path):
    """A folder in which a story was told on 17 February, and again, once with news and once without, on 19 February; no digest was made."""
    with loopback({f"/{name}.xml": feed(name) for name in ("One", "Two", "Three")}) as web:
        config = web.config(tmp_path, "/One.xml", "/Two.xml", "/Three.xml")
        web.pages["/One.xml"] = feed("One", ("How a missing index stopped Borealis Bank in Gdynia", "17", TOLD))
        yield config, web


def tell_again(web) -> None:
    web.pages["/Two.xml"] = feed("Two", ("How a missing index stopped Borealis Bank in Gdynia, again", "19", TOLD))
    web.pages["/Three.xml"] = feed("Three", ("Borealis Bank pays for the missing index that stopped Gdynia", "19", NEWS))


def test_a_story_comes_back_once_with_its_news(told, tmp_path):
    config, web = told
    gapfeed(config, "run", at=FIRST)
    tell_again(web)
    gapfeed(config, "run")
    folder = tmp_path / "digests"
    mail = message_from_bytes((folder / "2026-02-20.eml").read_bytes(), policy=policy.default)
    with closing(sqlite3.connect(tmp_path / "gapfeed.db")) as database:
        rows = database.execute(
            "SELECT digest, articles.title, picks.story FROM picks JOIN articles ON articles.id = article ORDER BY digest"
        ).fetchall()

    assert [title for _, title, _ in rows] == [
        "How a missing index stopped Borealis Bank in Gdynia", "Borealis Bank pays for the missing index that stopped Gdynia",
    ]  # fmt: skip
    assert len({story for _, _, story in rows}) == 1
    for shown in (
        (folder / "2026-02-20.txt").read_text(encoding="utf-8"),
        mail.get_body(("plain",)).get_content(),
    ):
        assert LINE in " ".join("".join(shown.split("\u2068")).replace("\u2069", "").split())
    for shown in (
        (folder / "2026-02-20.html").read_text(encoding="utf-8"),
        mail.get_body(("html",)).get_content(),
        (folder / "2026-02-20.md").read_text(encoding="utf-8"),
    ):
        assert "Update on a story you had on 18 February" in shown
        assert "Lindqvist" in shown
    assert "Update on a story" not in (folder / "2026-02-18.html").read_text(encoding="utf-8")


def test_explain_says_what_an_update_is_and_why_another_telling_is_none(told):
    config, web = told
    gapfeed(config, "run", at=FIRST)
    tell_again(web)
    gapfeed(config, "collect")
    ids = {
        (found := json.loads(line))["source_title"]: found["id"]
        for line in gapfeed(config, "search", "Borealis", "--json").out.splitlines()
    }
    before, facts = gapfeed(config, "explain", ids["Three"]).out, json.loads(gapfeed(config, "explain", ids["Three"], "--json").out)
    gapfeed(config, "publish")
    after, other = gapfeed(config, "explain", ids["Three"]).out, json.loads(gapfeed(config, "explain", ids["Two"], "--json").out)

    words = "an update on a story you had on 2026-02-18: new are Lindqvist, 18 February, 750,000, 61,500"
    assert f"update {words}" in " ".join(before.split())
    assert facts["update"] == {"had_on": "2026-02-18", "news": ["Lindqvist", "18 February", "750,000", "61,500"]}
    assert f"update {words}" in " ".join(after.split())
    assert "its story was in your digest of 2026-02-18, told by another source, and this telling adds too little that is new (nothing)" in {
        left["why"] for left in other["left_out"]
    }
    assert other["update"] is None


def test_a_rehearsal_gives_nobody_a_story(told):
    config, web = told
    gapfeed(config, "collect", at=FIRST)
    assert len(picks(config, FIRST, "publish", "--dry-run")) == 1
    tell_again(web)
    gapfeed(config, "run")

    page = (config.parent / "digests" / "2026-02-20.html").read_text(encoding="utf-8")
    assert "Borealis" in page
    assert "Update on a story" not in page
