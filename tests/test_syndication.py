"""The feeds of the digest itself: Atom, JSON Feed, and a podcast feed for each listening window."""

import json
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from feeds.model.answers import Fetched
from feeds.model.entries import Enclosure, ParsedFeed
from feeds.parse import parse
from pipeline.edges.store import Store
from pipeline.model.articles import Passage
from pipeline.model.digests import DigestPlan, Pick, PlannedWindow
from pipeline.model.ids import DigestId
from pipeline.settings import LEARNER, SkillId
from pipeline.syndication import feed_files
from tests.builders import NOW, feed_item, scored, subscription, tagged, window
from tests.builders import save as save_articles
from tests.faces import lexicon, phrases, settings_for

COMMUTE = window("My commute", 25, "listen")
LUNCH = window("lunch", 15, "read")
SOUND = Enclosure(url="https://example.org/talk.mp3?a=1&b=2", type="audio/mpeg", bytes=4_000_000)
PART = Passage(skill=SkillId("sql"), start_seconds=760.0, end_seconds=1145.0, share=0.9, title="Indexes <& joins>")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription()], NOW)
    episode = feed_item("talk", kind="episode", enclosure=SOUND)
    save_articles(made, tagged("read"), tagged("talk", title="SQL & <b>more</b>", minutes=50, item=episode))
    return made


def settings(language: str = "en", *windows):
    return replace(settings_for(language), windows=windows or (COMMUTE, LUNCH))


def plan(day: int, *picks: str, passage: Passage | None = None) -> DigestPlan:
    episode = scored("talk", kind="episode", enclosure=SOUND, title="SQL & <b>more</b>", minutes=50)
    talks = [Pick(number=1, scored=episode, minutes=7 if passage else 50, passage=passage)] if "talk" in picks else []
    reads = [Pick(number=2, scored=scored("read"), minutes=5)] if "read" in picks else []
    return DigestPlan(
        id=DigestId(f"me/2026-03-{day:02}/07:00"), day=NOW.date().replace(month=3, day=day), slot="07:00",
        windows=(PlannedWindow(window=COMMUTE, picks=tuple(talks)), PlannedWindow(window=LUNCH, picks=tuple(reads))), left_out=(),
    )  # fmt: skip


def keep(store: Store, *plans: DigestPlan) -> None:
    with store.writing():
        for one in plans:
            store.digests.save(one, NOW)


def files(store: Store, latest: DigestPlan, language: str = "en", *windows):
    return feed_files(store, settings(language, *windows), lexicon(), phrases(language), latest)


def read(text: str) -> ParsedFeed:
    answer = Fetched(url="", final_url="https://example.org/digests/feed", status=200, content_type="application/xml", body=text.encode())
    found = parse(answer)
    assert isinstance(found, ParsedFeed), found
    return found


def test_a_podcast_app_gets_what_was_picked_for_its_window_and_nothing_else(store):
    keep(store, plan(2, "talk", "read"))
    rss = files(store, plan(3, "talk", "read", passage=PART))["podcast-my-commute.rss"]
    feed = read(rss)

    assert feed.title == "My commute · Gapfeed"
    assert [item.title for item in feed.items] == ["SQL & more"] * 2  # markup in titles is nothing that readers agree on
    latest, before = feed.items
    assert latest.key != before.key
    assert latest.enclosure == SOUND
    assert latest.duration == timedelta(minutes=50)
    assert latest.published > before.published
    assert latest.summary_text.startswith("Listen from 12:40 to 19:05: Indexes <& joins>.")
    assert [(one.start_seconds, one.title) for one in latest.chapters] == [
        (0, "SQL & more"), (760, "Listen from 12:40 to 19:05: Indexes <& joins>"), (1145, "SQL & more")
    ]  # fmt: skip
    assert before.chapters == ()
    assert '<podcast:soundbite startTime="760" duration="385">' in rss
    assert "<itunes:block>yes</itunes:block>" in rss


def test_the_digests_of_two_weeks_are_entries_newest_first(store):
    keep(store, plan(1, "read"), plan(2, "talk", "read"), replace(plan(4, "read"), id=DigestId("me/2026-03-04/18:00"), slot="18:00"))
    made = files(store, plan(3, "read"))
    feed = read(made["feed.atom"])

    assert [item.title for item in feed.items] == [
        "Your learning for Tuesday 3 March", "Your learning for Monday 2 March", "Your learning for Sunday 1 March"
    ]  # fmt: skip
    assert [item.url for item in feed.items] == [f"https://example.org/digests/2026-03-0{day}.html" for day in (3, 2, 1)]
    assert "Item read" in feed.items[2].content_text
    assert feed.items[1].kind == "episode"
    told = json.loads(made["feed.json"])
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in told["items"]] == [item.key for item in feed.items]
    assert told["items"][1]["attachments"] == [
        {
            "url": SOUND.url, "mime_type": "audio/mpeg", "title": "SQL & <b>more</b>", "duration_in_seconds": 3000, "size_in_bytes": 4_000_000
        }
    ]  # fmt: skip
    assert "SQL &amp; &lt;b&gt;more&lt;/b&gt;" in told["items"][1]["content_html"]
    assert read(made["feed.json"]).items[0].title == feed.items[0].title


def test_the_same_digests_make_the_same_feeds_and_nobody_elses(store, tmp_path):
    keep(store, plan(2, "talk"))
    mine = files(store, plan(3, "read"))
    assert mine == files(store, plan(3, "read"))
    others = files(Store(tmp_path / "another.db", LEARNER), plan(3, "read"))
    assert not {item.key for item in read(mine["feed.atom"]).items} & {item.key for item in read(others["feed.atom"]).items}


def test_a_page_keeps_its_name_when_the_day_gets_another_number_of_slots(store, tmp_path):
    keep(store, plan(2, "read"))
    (tmp_path / "2026-03-02.html").write_text("as it was", encoding="utf-8")
    chosen = settings()
    digest = replace(chosen.digest, at=(time(7), time(18)), folders=(tmp_path,))
    atom = feed_files(store, replace(chosen, digest=digest), lexicon(), phrases(), plan(3, "read"))["feed.atom"]
    assert [item.url.rpartition("/")[2] for item in read(atom).items] == ["2026-03-03-0700.html", "2026-03-02.html"]


def test_names_of_windows_become_names_of_files(store):
    windows = (
        window("My commute", 5, "listen"),
        window("my/commute", 5, "any"),
        window("الطريق", 5, "listen"),
        window("?", 5, "listen"),
        LUNCH,
    )
    made = files(store, plan(3, "read"), "ar", *windows)
    assert [name for name in made if name.endswith(".rss")] == [
        "podcast-my-commute.rss", "podcast-my-commute-2.rss", "podcast-الطريق.rss", "podcast-window.rss"
    ]  # fmt: skip
    assert read(made["podcast-الطريق.rss"]).title == "الطريق · Gapfeed"
    assert 'dir="rtl" lang="ar"' in json.loads(made["feed.json"])["items"][0]["content_html"]


def test_a_digest_with_nothing_in_it_is_an_entry_only_while_it_is_the_latest(store):
    keep(store, plan(2))
    assert [item.title for item in read(files(store, plan(3))["feed.atom"]).items] == ["Your learning for Tuesday 3 March"]


def test_a_window_that_is_gone_keeps_its_picks_in_the_feed_of_all(store):
    keep(store, plan(2, "talk"))
    made = files(store, plan(3, "read"), "en", LUNCH)
    assert "SQL &amp;amp; &amp;lt;b&amp;gt;more&amp;lt;/b&amp;gt;" in made["feed.atom"]
    assert not [name for name in made if name.endswith(".rss")]


def test_an_episode_without_sound_is_no_entry_of_a_podcast(store):
    silent = replace(
        plan(3), windows=(PlannedWindow(window=COMMUTE, picks=(Pick(number=1, scored=scored("x", kind="episode"), minutes=9),)),)
    )
    rss = files(store, silent)["podcast-my-commute.rss"]
    assert "<item>" not in rss
    assert "Title x" in files(store, silent)["feed.atom"]
