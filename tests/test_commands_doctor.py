"""`gapfeed doctor`: what is well, what is doubtful, what is wrong."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.model.ids import SourceId
from feeds.model.sources import Source, SourceState
from pipeline import checkup
from pipeline.bootstrap import link_key_file
from pipeline.edges import machine
from pipeline.edges.lock import run_lock
from pipeline.edges.secret import key_at
from pipeline.edges.store import Store
from pipeline.errors import StoreError
from pipeline.model.digests import Receipt
from pipeline.model.entries import Harvest
from pipeline.model.sources import Followed, Subscription
from pipeline.settings import LEARNER
from tests.builders import NOW
from tests.builders import settings as some_settings
from tests.running import Ran, run

GOOD = "learn: [{skill: sql}]\nlearner: {timezone: Europe/Warsaw}\n"
AT = "2026-03-04T07:00+01:00"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAPFEED_CONFIG", raising=False)
    monkeypatch.setattr("pipeline.bootstrap.user_folder", lambda: tmp_path / "user")
    monkeypatch.setattr(machine, "free_bytes", lambda _path: 5_000_000_000)
    (tmp_path / "config.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    store = Store(folder / "gapfeed.db", LEARNER)
    yield store
    store.close()


def doctor(*options: str) -> Ran:
    """Run it, and join the lines that it wrapped for the terminal."""
    ran = run("--at", AT, "doctor", *options)
    return replace(ran, out=ran.out.replace("\n        ", " "))


def follow(store: Store, *states: SourceState) -> None:
    for number, state in enumerate(states):
        source = Source(id=SourceId(f"source{number}"), url=f"https://s{number}.example/feed", title=f"Source {number}")
        one = Subscription(source=source, origin="command")
        store.sources.add(one, NOW)
        with store.writing():
            store.sources.record(Harvest(followed=Followed(subscription=one, state=SourceState()), state=state, outcome="x"), NOW)


def test_a_fresh_install_is_well(folder: Path):
    ran = doctor()

    assert ran.exit_code == 0, ran.out
    assert f"ok      config: {folder / 'config.yaml'}" in ran.out
    assert "ok      time zone: Europe/Warsaw" in ran.out
    assert "gapfeed.db is not there yet; the first `gapfeed run` makes it" in ran.out
    assert "ok      SQLite: " in ran.out
    assert "feedparser 6" in ran.out
    assert not (folder / "gapfeed.db").exists()


def test_a_program_gets_one_finding_a_line():
    lines = [json.loads(line) for line in doctor("--json").out.splitlines()]

    assert {"what", "state", "words"} == set(lines[0])
    assert {"Python", "code", "libraries", "expat", "SQLite", "config", "time zone", "disk", "database"} <= {line["what"] for line in lines}


def test_no_config_is_wrong_and_says_what_to_do(folder: Path):
    (folder / "config.yaml").unlink()

    ran = doctor()

    assert ran.exit_code == 1
    assert "WRONG   config: There is no config.yaml" in ran.out
    assert "`gapfeed init`" in ran.out


def test_a_config_with_mistakes_is_wrong_and_names_them(folder: Path):
    (folder / "config.yaml").write_text("learn: [{skill: sqll}]", encoding="utf-8")

    ran = doctor()

    assert ran.exit_code == 1
    assert "did you mean 'sql'?" in ran.out


def test_a_zone_that_was_assumed_to_be_utc_is_doubtful(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipeline.bootstrap.system_timezone", lambda: "Etc/UTC")
    (folder / "config.yaml").write_text("learn: [{skill: sql}]", encoding="utf-8")

    ran = doctor()

    assert ran.exit_code == 0
    assert "warning time zone: UTC, assumed from the system" in ran.out


def test_a_zone_that_was_assumed_to_be_another_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pipeline.bootstrap.system_timezone", lambda: "Europe/Sofia")
    (folder / "config.yaml").write_text("learn: [{skill: sql}]", encoding="utf-8")

    assert "ok      time zone: Europe/Sofia, the system's" in doctor().out


def test_variables_that_are_not_set_are_named_and_their_values_never(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GAPFEED_SET", "https://a.example/canary")
    (folder / "config.yaml").write_text(
        GOOD
        + "mail: {from: a@b.example, host: h, user: u, password_env: GAPFEED_MAIL}\n"
        + "accounts: {mastodon: {server: https://m.example, token_env: GAPFEED_POST}, bluesky: {handle: h, password_env: GAPFEED_SKY}}\n"
        + "network: [{circle: team, via: [{slack_webhook_env: GAPFEED_SLACK}, linkedin]}]\n"
        + "sources: {follow: [{url_env: GAPFEED_FEED}, {url_env: GAPFEED_SET}, https://a.example/feed]}\n",
        encoding="utf-8",
    )

    out = doctor().out

    assert "warning environment: GAPFEED_MAIL is not set: mail cannot be sent" in out
    assert "GAPFEED_FEED is not set: the source it names is not asked" in out
    assert "GAPFEED_SET" not in out
    assert "canary" not in out
    # Nothing is posted yet, so nothing is missing for it.
    assert [name for name in ("GAPFEED_POST", "GAPFEED_SKY", "GAPFEED_SLACK") if name in out] == []


def test_packages_from_two_places_are_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "package_folders", lambda: {"feeds": Path("/a/feeds"), "pipeline": Path("/b/pipeline")})

    ran = doctor()

    assert ran.exit_code == 1
    assert "WRONG   code: feeds from /a/feeds, pipeline from /b/pipeline: one of them is another program's" in ran.out


def test_a_library_that_is_missing_is_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "library_versions", lambda: {"feedparser": None, "lxml": "6.0"})

    assert "WRONG   libraries: feedparser not installed; install Gapfeed again" in doctor().out


def test_a_checkout_that_was_never_installed_is_said(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "library_versions", dict)

    assert "ok      libraries: run from a checkout that is not installed" in doctor().out


def test_old_parts_of_python_are_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "expat_version", lambda: (2, 2, 8))
    monkeypatch.setattr(machine, "sqlite_version", lambda: (3, 40, 1))

    out = doctor().out

    assert "warning expat: 2.2.8 is older than 2.4.1: a hostile feed can crash it; update Python" in out
    assert "ok      SQLite: 3.40.1: one writing process only" in out


def test_a_new_sqlite_needs_no_remark(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "sqlite_version", lambda: (3, 52, 0))

    assert "ok      SQLite: 3.52.0\n" in doctor().out


def test_a_clock_before_its_time_is_doubtful():
    assert "warning clock: it says 01 January 2000" in run("--at", "2000-01-01T00:00+00:00", "doctor").out


@pytest.mark.parametrize(("free", "line"), [(1_000_000, "WRONG   disk: 0.0 GB free"), (200_000_000, "warning disk: 0.2 GB free")])
def test_a_full_disk_is_named_before_it_is_full(free: int, line: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "free_bytes", lambda _path: free)

    assert line in doctor().out


def test_folders_that_cannot_be_written_are_wrong(monkeypatch: pytest.MonkeyPatch, folder: Path):
    monkeypatch.setattr(machine, "can_write", lambda _folder: False)

    ran = doctor()

    assert ran.exit_code == 1
    assert f"WRONG   digests: {folder / 'digests'} cannot be written to" in ran.out
    assert f"WRONG   database: {folder} cannot be written to" in ran.out


@pytest.mark.usefixtures("store")
def test_a_database_is_checked_and_measured(folder: Path):
    out = doctor().out

    assert f"ok      database: {folder / 'gapfeed.db'}: whole, " in out
    assert "warning sources: none is followed yet" in out
    assert "ok      deliveries: nothing was sent yet" in out


def test_a_damaged_database_is_wrong_and_left_alone(folder: Path):
    (folder / "gapfeed.db").write_bytes(b"this is no database" * 100)

    ran = doctor()

    assert ran.exit_code == 1
    assert "is damaged: file is not a database. Put it aside and restore a copy" in ran.out
    assert (folder / "gapfeed.db").read_bytes().startswith(b"this is no database")


def test_a_database_that_cannot_be_opened_is_wrong(store: Store, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path, _learner: str) -> Store:
        message = f"the database {path} cannot be used"
        raise StoreError(message)

    monkeypatch.setattr(checkup, "Store", refuse)

    assert "WRONG   database: the database" in doctor().out
    assert store.articles.count() == 0


def test_a_database_others_can_read_is_doubtful(store: Store):
    store.path.chmod(0o644)

    assert f"warning database: {store.path} can be read by others; `chmod 600 {store.path}` keeps it yours" in doctor().out


def test_a_held_lock_is_said_and_no_fault(store: Store):
    with run_lock(store.path, "gapfeed run"):
        ran = doctor()

    assert ran.exit_code == 0
    assert "ok      lock: held: gapfeed run (process" in ran.out


def test_the_name_of_a_killed_run_is_cleared_away(store: Store):
    note = store.path.with_name("gapfeed.db.lock.holder")
    note.write_text("gapfeed run", encoding="utf-8")

    assert "lock: free; a run that was killed had left its name" in doctor().out
    assert not note.exists()


def test_failing_sources_are_named_with_their_reason(store: Store):
    well = SourceState(last_success_at=NOW - timedelta(hours=2), next_check_at=NOW + timedelta(hours=3))
    failing = SourceState(
        failures_in_a_row=4, last_error="the server answered 404 Not Found", last_success_at=datetime(2026, 1, 5, tzinfo=UTC)
    )
    follow(store, well, failing, SourceState(failures_in_a_row=1), *[SourceState(gone=True)] * 6)

    out = doctor().out

    assert "ok      sources: 9 followed, last answer 2026-03-04 04:00 UTC, next asked 2026-03-04 09:00 UTC" in out
    assert "warning sources: Source 1: the server answered 404 Not Found (4 times in a row, last answered 2026-01-05)" in out
    assert "warning sources: Source 3: gone (never answered). It is asked no more." in out
    assert "warning sources: and 2 more that fail; `gapfeed sources list` shows them" in out
    assert "Source 2" not in out


def test_a_chat_without_its_address_or_without_apprise_is_doubtful(folder: Path, monkeypatch: pytest.MonkeyPatch):
    (folder / "config.yaml").write_text(f"{GOOD}digest: {{deliver: [{{apprise_env: GAPFEED_CHAT}}]}}\n", encoding="utf-8")
    monkeypatch.delenv("GAPFEED_CHAT", raising=False)
    monkeypatch.setattr(checkup, "is_installed", lambda: False)
    out = " ".join(run("doctor").out.split())

    assert "warning environment: GAPFEED_CHAT is not set: no digest gets to the chat whose address it holds" in out
    assert "warning chats: Apprise is missing: install Gapfeed with it, as gapfeed[apprise]" in out


def test_deliveries_that_are_stuck_are_named_with_what_to_do():
    stuck = (
        Receipt(to="ola@example.org", outcome="waiting", detail="tried again from 08:00: 450 busy"),
        Receipt(to="sam@example.org", outcome="unknown", detail="the line broke"),
    )
    counted, waiting, unknown, advice = checkup._outbox({"pending": 1, "sent": 3, "unknown": 1}, stuck)

    assert (counted.state, counted.words) == ("well", "1 pending, 3 sent, 1 unknown")
    assert (waiting.state, waiting.words) == ("doubtful", "still to be delivered to ola@example.org: tried again from 08:00: 450 busy")
    assert (unknown.state, unknown.words) == ("doubtful", "perhaps delivered to sam@example.org: the line broke")
    assert advice.words.startswith("`gapfeed publish --resend` ")
    assert len(list(checkup._outbox({"pending": 1}, stuck[:1]))) == 2
    assert [finding.state for finding in checkup._outbox({"sent": 3, "unknown": 1}, ())] == ["well"]


class TestPaths:
    def test_every_file_that_gapfeed_owns_is_listed_and_no_other(self, folder: Path, store: Store):
        digests, edition = folder / "digests", folder / "edition"
        for path in (
            digests / "2026-03-04.html",
            digests / "2026-03-04.eml",
            digests / "latest.html",
            digests / "index.html",
            digests / "feed.atom",
            digests / "podcast-commute.rss",
            digests / "notes.md",
        ):
            path.parent.mkdir(exist_ok=True)
            path.write_text("x", encoding="utf-8")
        edition.mkdir()

        listed = [json.loads(line)["path"] for line in run("doctor", "--paths", "--json").out.splitlines()]

        assert {path for path in listed if path.startswith(str(folder))} == {
            str(path)
            for path in (
                folder / "config.yaml", store.path, store.path.with_name("gapfeed.db-wal"), store.path.with_name("gapfeed.db-shm"),
                digests / "2026-03-04.html", digests / "2026-03-04.eml", digests / "latest.html", digests / "index.html",
                digests / "feed.atom", digests / "podcast-commute.rss",
            )
        }  # fmt: skip

    def test_the_key_of_links_is_listed_where_there_is_one(self, folder: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
        assert "links.key" not in run("doctor", "--paths").out
        key_at(link_key_file())

        assert f"key      {folder / 'state' / 'gapfeed' / 'links.key'}\n" in run("doctor", "--paths").out

    def test_a_person_gets_one_path_a_line(self, folder: Path):
        assert f"config   {folder / 'config.yaml'}\n" in run("doctor", "--paths").out


class TestLinks:
    @pytest.fixture(autouse=True)
    def key(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
        (folder / "config.yaml").write_text(f"{GOOD}web: {{url: https://read.example.org}}\n", encoding="utf-8")
        return link_key_file()

    def test_nothing_is_said_of_links_where_there_are_none(self, folder: Path):
        (folder / "config.yaml").write_text(GOOD, encoding="utf-8")

        assert "links: " not in doctor().out

    def test_a_key_that_is_not_there_yet_is_not_drawn(self, key: Path):
        assert f"ok      links: the next digest draws the key they are signed with: {key}" in doctor().out
        assert not key.exists()

    def test_a_folder_that_no_key_can_be_put_into_is_doubtful(self, key: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(machine, "can_write", lambda path: path != key.parent)

        ran = doctor()

        assert ran.exit_code == 0
        assert f"warning links: {key.parent} cannot be written to, for the key of links: digests go without links to act by" in ran.out

    def test_a_key_is_well(self, key: Path):
        key_at(key)

        assert f"ok      links: signed with {key}" in doctor().out

    @pytest.mark.parametrize(
        ("content", "words"), [(b"short", "it holds no key; remove it, and a new one is drawn"), (None, "Is a directory")]
    )
    def test_a_key_that_cannot_be_used_is_doubtful(self, key: Path, content: bytes | None, words: str):
        key.parent.mkdir(parents=True)
        if content is None:
            key.mkdir()
        else:
            key.write_bytes(content)

        ran = doctor()

        assert ran.exit_code == 0
        assert f"warning links: {key}: {words}" in ran.out
        assert "digests go without links to act by" in ran.out

    def test_a_key_that_others_can_read_is_doubtful(self, key: Path):
        key_at(key)
        key.chmod(0o640)

        assert f"warning links: {key} can be read by others; `chmod 600 {key}` keeps it yours" in doctor().out
        assert key.stat().st_mode & 0o777 == 0o640


class TestTheMachine:
    def test_our_packages_share_one_folder(self):
        assert len({folder.parent for folder in machine.package_folders().values()}) == 1

    def test_every_library_we_ask_for_is_there(self):
        assert machine.library_versions()
        assert None not in machine.library_versions().values()

    def test_a_library_that_is_not_there_has_no_version(self):
        assert machine._version("no-such-library-at-all") is None
        assert machine._name("Some_Lib.x>=2,<3; python_version < '4'") == "Some_Lib.x"

    def test_without_an_install_there_is_nothing_to_compare(self, monkeypatch: pytest.MonkeyPatch):
        def missing(name: str) -> list[str]:
            raise machine.metadata.PackageNotFoundError(name)

        monkeypatch.setattr(machine.metadata, "requires", missing)

        assert machine.library_versions() == {}

    def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(self, folder: Path):
        assert machine.can_write(folder / "a" / "b")
        assert not machine.can_write(folder / "config.yaml" / "x")

    def test_a_database_with_a_broken_page_is_found(self, store: Store):
        path = store.path
        store.close()
        content = bytearray(path.read_bytes())
        content[4096:8192] = b"\xff" * 4096
        path.write_bytes(content)

        assert machine.database_fault(path) is not None


def test_a_config_without_a_file_has_no_path_of_its_own(tmp_path: Path):
    from pipeline.belongings import belongings

    nowhere = tmp_path / "nowhere"
    assert all(one.what == "cache" for one in belongings(some_settings(nowhere), nowhere, nowhere, nowhere, nowhere))
