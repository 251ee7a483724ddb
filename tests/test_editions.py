"""An edition, from the digest to the files: what is in it, what never is, and what it remembers of those before."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from lxml import etree

from feeds.opml import read_opml
from pipeline.bootstrap import demo_settings, load_lexicon
from pipeline.demonstrate import MOMENT
from pipeline.edges import cards
from pipeline.edges.render import MAIL_MOST_BYTES
from pipeline.edges.store import Store
from pipeline.edges.store.shares import NewShare
from pipeline.errors import CannotDo, UsageError
from pipeline.settings import LEARNER, Channel, Circle, FollowedSource, SkillId
from pipeline.share.edition_choice import EditionWish
from pipeline.share.editions import edition_folder, write_edition
from tests.running import run

ATOM = {"a": "http://www.w3.org/2005/Atom"}


class Writer:
    """Writes editions of one home, and reads what was written."""

    def __init__(self, home):
        self.home, self.settings = home, demo_settings(home)
        self.store = Store(self.settings.store, LEARNER)

    def write(self, *, now=MOMENT, folder=None, **wish):
        lexicon = load_lexicon().with_own(self.settings.gaps)
        return write_edition(self.store, self.settings, lexicon, folder or self.home / "passed on", now, EditionWish(**wish))

    def read(self, name):
        return (self.home / "passed on" / name).read_text(encoding="utf-8")

    def earlier(self, days):
        """Make every digest so many days older, and so the next edition one of another day."""
        with closing(sqlite3.connect(self.settings.store)) as connection, connection:
            connection.execute("UPDATE digests SET day = date(day, ?)", [f"{-days:+d} days"])

    def tell(self, new, outcome):
        """Keep in the ledger what became of a post."""
        begun = self.store.shares.begin(new, "handed", MOMENT)
        if outcome != "handed":
            self.store.shares.settle(begun.id, outcome, MOMENT)

    def change(self, **changes):
        self.settings = replace(self.settings, **changes)


@pytest.fixture
def writer(home):
    made = Writer(home)
    yield made
    made.store.close()


@pytest.fixture
def without_cards(monkeypatch):
    """Make this machine one without the extra that draws."""
    monkeypatch.setattr(cards, "is_installed", lambda: False)
    monkeypatch.setattr("pipeline.share.editions.can_draw_cards", lambda: False)


def test_an_edition_is_a_page_a_mail_markdown_a_thread_feeds_sources_and_a_picture(writer):
    written = writer.write(notes={1: "Read this."})

    assert sorted(file.name for file in written.files) == [
        "2026-03-04-thread.txt", "2026-03-04.eml", "2026-03-04.html", "2026-03-04.md", "2026-03-04.png", "edition.atom", "edition.json",
        "edition.opml",
    ]  # fmt: skip
    assert all(file.is_file() for file in written.files)
    mail = message_from_bytes((writer.home / "passed on" / "2026-03-04.eml").read_bytes(), policy=policy.default)
    texts = {
        name: writer.read(name) for name in ("2026-03-04.html", "2026-03-04.md", "2026-03-04-thread.txt", "edition.atom", "edition.json")
    }
    texts["text"], texts["mail"] = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert [name for name, text in texts.items() if "Read this." not in text] == []
    assert len(texts["mail"].encode()) < MAIL_MOST_BYTES
    assert not re.search(r"<(img|script|link|form)|url\(|@import", texts["mail"])
    assert (writer.home / "passed on" / "2026-03-04.png").read_bytes().startswith(b"\x89PNG")
    assert {outline.title for outline in read_opml(writer.read("edition.opml").encode()).outlines} >= {"Plain Numbers", "مداد"}


def test_the_picture_that_stands_for_it_is_named_with_what_it_shows(writer):
    writer.change(edition_url="https://mina.example.org/read/")
    page = writer.write() and writer.read("2026-03-04.html")

    assert '<meta property="og:image" content="https://mina.example.org/read/2026-03-04.png">' in page
    assert re.search(r'<meta property="og:image:alt" content="Worth reading: 4 March 2026\.[^"]+">', page)
    assert 'href="https://mina.example.org/read/2026-03-04.html"' in page
    assert '<link rel="alternate" type="application/atom+xml" title="Atom" href="edition.atom">' in page
    assert "https://mina.example.org/read/edition.atom" in writer.read("2026-03-04.md")
    assert (
        etree.fromstring(writer.read("edition.atom").encode()).find("a:link[@rel='self']", ATOM).get("href")
        == "https://mina.example.org/read/edition.atom"
    )


def test_without_the_extra_there_is_no_picture_and_all_else(writer, without_cards):
    names = [file.name for file in writer.write().files]

    assert "2026-03-04.png" not in names
    assert len(names) == 7
    assert "og:image" not in writer.read("2026-03-04.html")


def test_the_same_edition_is_written_the_same_again(writer):
    first = {file.name: file.read_bytes() for file in writer.write(notes={1: "Read this."}).files}
    again = {file.name: file.read_bytes() for file in writer.write(notes={1: "Read this."}).files}

    assert first == again


def test_whoever_follows_the_feed_and_comes_a_week_later_misses_nothing(writer):
    writer.earlier(7)
    writer.write(items=(1, 2), notes={2: "Of last week."}, now=MOMENT - timedelta(days=7))
    writer.earlier(-7)
    writer.write(items=(2, 3))
    atom, feed = etree.fromstring(writer.read("edition.atom").encode()), json.loads(writer.read("edition.json"))

    assert len(feed["items"]) == 3
    assert [item["id"] for item in feed["items"]] == [entry.text for entry in atom.findall("a:entry/a:id", ATOM)]
    assert feed["items"][2]["date_modified"] == "2026-02-25T06:00:00Z"
    assert [file.name for file in (writer.home / "passed on").glob("2026-*.html")] != []
    index = writer.read("index.html")
    assert index.index('href="2026-03-04.html"') < index.index('href="2026-02-25.html"')
    assert 'href="index.html"' in writer.read("2026-03-04.html")


def test_an_item_whose_source_became_private_leaves_the_feeds(writer):
    writer.earlier(7)
    first = writer.write(items=(1,)).choice.fitting.chosen[0]
    writer.earlier(-7)
    writer.store._database.execute("UPDATE sources SET private = 1 WHERE id = ?", [first.source])
    written = writer.write(items=(1, 2))

    assert (written.items, written.choice.kept_back) == (1, 1)
    assert not [file.name for file in written.files if first.title.encode() in file.read_bytes()]


def test_a_circle_gets_what_it_cares_about_in_its_language_and_files_of_its_own(writer):
    writer.change(circles=(circle("Zespół A", "giving-feedback", languages=("pl", "en")),))
    written = writer.write(circle="Zespół A")

    assert written.items == 2
    assert written.choice.fitting.uncared > 0
    assert {"2026-03-04-zespół-a.html", "edition-zespół-a.atom", "edition-zespół-a.opml"} <= {file.name for file in written.files}
    assert "Warto przeczytać: 4 marca 2026" in writer.read("2026-03-04-zespół-a.html")
    assert all("Zespół" not in writer.read(file.name) for file in written.files if file.suffix in {".html", ".atom", ".md", ".txt", ".eml"})


def test_a_circle_is_not_given_twice_what_it_had(writer):
    writer.change(circles=(circle("team", "giving-feedback", languages=("pl", "en")),))
    writer.earlier(7)
    had = writer.write(circle="team", items=(1,)).choice.fitting.chosen[0]
    writer.earlier(-7)
    posted = next(one for one in writer.write(circle="team").choice.fitting.chosen)
    writer.store.shares.begin(share(posted, "team", "slack"), "handed", MOMENT)

    with pytest.raises(CannotDo, match="1 what it had before"):
        writer.write(circle="team", items=(1,))
    written = writer.write(circle="team")
    assert posted.id not in {one.id for one in written.choice.fitting.chosen}
    assert had.id not in {one.id for one in written.choice.fitting.chosen}
    assert written.choice.fitting.given == 2


def test_a_circle_is_not_given_what_one_of_its_own_shared(writer):
    theirs = FollowedSource(url="http://stewardship.example/atom.xml", kind="circle", circle="team")
    writer.change(circles=(circle("team", languages=("en",)),))
    before = writer.write(circle="team").choice.fitting
    writer.change(sources=replace(writer.settings.sources, follow=(theirs,)))
    after = writer.write(circle="team").choice.fitting

    assert "Stewardship" in {one.source_title for one in before.chosen}
    assert "Stewardship" not in {one.source_title for one in after.chosen}
    assert (before.given, after.given) == (0, len(before.chosen) - len(after.chosen))


def test_where_nothing_fits_that_is_said_and_nothing_is_written(writer):
    writer.change(circles=(circle("team", "penetration-testing", languages=("en",)),))

    with pytest.raises(CannotDo, match=r"nothing fits the circle 'team': \d+ about other things, \d+ in languages"):
        writer.write(circle="team")
    assert not (writer.home / "passed on").exists()
    with pytest.raises(UsageError, match="there is no circle 'nobody'; there is team"):
        writer.write(circle="nobody")


def test_what_was_said_of_an_item_where_anybody_reads_it_is_said_again(writer):
    first, second, third = writer.write(items=(1, 2, 3)).choice.fitting.chosen
    writer.tell(share(first, None, "mastodon", note="Said in public."), "sent")
    writer.tell(share(second, None, "x", note="Said before."), "sent")
    writer.tell(share(third, "team", "slack", note="Between us."), "sent")
    writer.write(notes={2: "Said here."})
    page = writer.read("2026-03-04.html")

    assert "Said in public." in page
    assert "Said here." in page
    assert "Said before." not in page
    assert "Between us." not in page


@pytest.mark.parametrize("outcome", ["handed", "dropped", "failed", "unknown"])
def test_what_nobody_read_or_perhaps_nobody_is_not_said_again(writer, outcome):
    (only,) = writer.write(items=(1,)).choice.fitting.chosen
    writer.tell(share(only, None, "linkedin", note="Never posted."), outcome)
    writer.write()

    assert "Never posted." not in writer.read("2026-03-04.html")


def test_what_is_kept_back_counts_as_given_to_nobody(writer):
    writer.change(circles=(circle("team", languages=("pl", "en", "ar")),))
    hidden, *_ = writer.write(circle="team").choice.fitting.chosen
    writer.store._database.execute("UPDATE sources SET private = 1 WHERE id = ?", [hidden.source])
    written = writer.write(circle="team")
    (stored,) = writer.store.editions.last("team", 1)

    assert written.choice.kept_back > 0
    assert hidden.id not in stored.notes
    assert len(stored.notes) == written.items


def circle(name, *cares_about, languages=("en",)):
    return Circle(
        name=name,
        who="CANARY-who",
        languages=languages,
        cares_about=tuple(map(SkillId, cares_about)),
        via=(Channel(network="email"),),
        every=None,
    )


def share(candidate, to, network, note=""):
    return NewShare(
        key=f"{to}/{network}/{candidate.id}/{note}", circle=to, network=network, article=candidate.id, story=candidate.story,
        title=candidate.title, url=candidate.url, text="", note=note,
    )  # fmt: skip


#: What belongs to the person, and is in their configuration, database or environment.
CANARIES = {
    "private feed": "CANARYtoken4711", "feed in the environment": "CANARYenvfeed4712", "password of mail": "CANARYsmtp4713",
    "token of mastodon": "CANARYmastodon4714", "password of bluesky": "CANARYbluesky4715", "webhook": "CANARYhook4716",
    "name of a private source": "CANARYprivate4717", "address of a private source": "CANARYpath4718",
    "recipient": "canary-recipient@example.org", "subscriber": "canary-subscriber@example.org", "sender": "canary-sender@example.org",
    "focus": "canary focus words", "window": "canary window", "note when done": "canary done note", "who they are": "canary who they are",
}  # fmt: skip
HOUSEHOLD = f"""
mail: {{from: {CANARIES["sender"]}, host: smtp.example.org, user: sam, password_env: CANARY_SMTP}}
accounts:
  mastodon: {{server: "https://mastodon.example", token_env: CANARY_MASTODON}}
  bluesky: {{handle: sam.example.org, password_env: CANARY_BLUESKY}}
"""


def test_nothing_that_is_the_persons_own_is_in_any_file_of_an_edition(home, monkeypatch):
    config = home / "config.yaml"
    text = config.read_text(encoding="utf-8")
    text = text.replace("focus: [small multiples,", f"focus: [{CANARIES['focus']},").replace(
        "window: breakfast", f"window: {CANARIES['window']}"
    )
    text = text.replace("who: the people I work with every day", f"who: {CANARIES['who they are']}").replace(
        "via: [slack, email]",
        f"via: [{{slack_webhook_env: CANARY_HOOK}}, {{email: [{CANARIES['recipient']}]}}, {{subscribers: friends.csv}}]",
    )
    text = text.replace(
        "    - http://plainnumbers.example/feed.xml",
        f'    - {{url: "http://plainnumbers.example/feed.xml?token={CANARIES["private feed"]}", private: true}}\n    - {{url_env: CANARY_FEED}}',
    )
    config.write_text(text + HOUSEHOLD, encoding="utf-8")
    (home / "friends.csv").write_text(f"email,name,since,how,left\n{CANARIES['subscriber']},,2026-01-02,,\n", encoding="utf-8")
    for name, of in (
        ("CANARY_SMTP", "password of mail"), ("CANARY_MASTODON", "token of mastodon"), ("CANARY_BLUESKY", "password of bluesky"),
    ):  # fmt: skip
        monkeypatch.setenv(name, CANARIES[of])
    monkeypatch.setenv("CANARY_HOOK", f"https://hooks.example/{CANARIES['webhook']}")
    monkeypatch.setenv("CANARY_FEED", f"https://feeds.example/{CANARIES['feed in the environment']}.xml")
    with closing(sqlite3.connect(home / "gapfeed.db")) as connection, connection:
        connection.execute(
            "UPDATE sources SET url = url || ?, title = ?, private = 1 WHERE url LIKE '%plainnumbers%'",
            [f"/{CANARIES['address of a private source']}", CANARIES["name of a private source"]],
        )
        connection.execute("UPDATE sources SET url = url || ? WHERE url LIKE '%midad%'", [f"?token={CANARIES['private feed']}"])
        connection.execute("UPDATE articles SET url = url || ? WHERE url LIKE '%warsztat%'", [f"?token={CANARIES['private feed']}"])
        connection.execute("UPDATE events SET note = ?", [CANARIES["note when done"]])
        connection.execute("UPDATE picks SET window = ?", [CANARIES["window"]])
    for words in ((), ("--week",), ("--circle", "team")):
        ran = run(
            "--config", config, "--at", "2026-03-04T07:10+01:00", "share", "edition", "--out", home / "out", "--note", "2=Mine.", *words
        )
        assert ran.exit_code == 0, ran.err

    files = {file.name: file.read_bytes() for file in (home / "out").iterdir()}
    assert {name.rpartition(".")[2] for name in files} == {"html", "md", "txt", "eml", "png", "atom", "json", "opml"}
    assert len(files) == 16
    decoded = {name: data + b"".join(parts_of(data)) for name, data in files.items() if name.endswith(".eml")}
    for what, canary in CANARIES.items():
        assert not [name for name, data in (files | decoded).items() if canary.lower().encode() in data.lower()], what
    # ... and a test that could not find them would find nothing at all.
    assert all(b"Mine." in data for name, data in (files | decoded).items() if name in {"2026-03-04.html", "2026-03-04.eml"})


def parts_of(mail):
    for part in message_from_bytes(mail, policy=policy.default).walk():
        if not part.is_multipart():
            yield part.get_payload(decode=True)


def test_editions_go_to_a_folder_beside_the_configuration(writer):
    assert edition_folder(writer.settings) == writer.home / "edition"
    assert str(edition_folder(replace(writer.settings, file=None))) == "edition"
