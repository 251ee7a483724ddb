"""The database is opened safely, written whole or not at all, and never taken from another program."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import sqlite_utils

from feeds.model.ids import SourceId
from pipeline.edges.migrations import migrations
from pipeline.edges.store import Store, forget
from pipeline.edges.store.connection import STEPS, Database, ask, open_database, writing
from pipeline.errors import StoreError
from pipeline.settings import LEARNER
from tests.builders import NOW, feed_item, harvest, integrity, subscription, table_of, tagged


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "gapfeed.db"


def pragma(database: Database, name: str) -> object:
    return next(iter(database.conn.execute(f"PRAGMA {name}").fetchone()))


def test_every_connection_is_safe_and_the_file_is_its_owners(path: Path):
    for _ in range(2):
        database = open_database(path)
        assert {name: pragma(database, name) for name in ("journal_mode", "synchronous", "foreign_keys")} == {
            "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1,
        }  # fmt: skip
        assert int(str(pragma(database, "busy_timeout"))) >= 5000
        modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
        database.close()

        assert set(modes.values()) == {0o600}, modes


def test_migrations_apply_again_without_harm_and_two_programs_may_begin_together(path: Path):
    with ThreadPoolExecutor(4) as threads:
        for database in threads.map(lambda _: Store(path, LEARNER).path, range(4)):
            assert database == path
    database = sqlite_utils.Database(open_database(path).conn)
    before = database.schema
    migrations.apply(database)

    assert (database.schema, migrations.pending(database)) == (before, [])
    assert all(table.name.startswith(("_sqlite", "article_texts_fts")) or table.columns for table in database.tables)


def test_the_steps_that_are_known_without_their_library_are_those_it_takes():
    assert tuple(step.name for step in migrations.pending(sqlite_utils.Database(memory=True))) == STEPS


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.commit()
    connection.close()


def text(path: Path) -> None:
    path.write_text("dear diary\n" * 1000)


def cut_off(path: Path) -> None:
    Store(path, LEARNER).close()
    path.write_bytes(path.read_bytes()[: 4096 * 3 + 100])


def overwritten(path: Path) -> None:
    Store(path, LEARNER).close()
    body = bytearray(path.read_bytes())
    body[100:8000] = Random(1).randbytes(7900)
    path.write_bytes(bytes(body))


def newer(path: Path) -> None:
    store = Store(path, LEARNER)
    with store.writing():
        table_of(store._database, "_sqlite_migrations").insert({"migration_set": "gapfeed", "name": "m999_telepathy", "applied_at": "2036"})
    store.close()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        pytest.param(foreign, "is the database of another program", id="another program's database"),
        pytest.param(text, "cannot be used: file is not a database", id="no database at all"),
        pytest.param(cut_off, "cannot be used: database disk image is malformed", id="cut off"),
        pytest.param(overwritten, "cannot be used: .*malformed", id="overwritten in the middle"),
        pytest.param(newer, r"was made by a newer Gapfeed \(it knows m999_telepathy\)", id="a newer Gapfeed's"),
    ],
)
def test_a_file_that_is_not_ours_or_not_whole_is_refused_and_left_as_it_is(tmp_path: Path, make, why):
    path = tmp_path / "gapfeed.db"
    make(path)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"{why}.*; nothing in it was changed|{why}: nothing in it was changed"):
        Store(path, LEARNER)

    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["gapfeed.db"]


@pytest.mark.parametrize("place", ["file/gapfeed.db", "folder"])
def test_a_place_where_no_file_can_be_is_said(tmp_path: Path, place):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match=r"^the database .* cannot be used: .*; nothing in it was changed"):
        Store(tmp_path / place, LEARNER)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write here")
@pytest.mark.parametrize(
    ("is_there", "file_mode", "folder_mode", "missing"),
    [
        pytest.param(False, 0o666, 0o555, ".", id="a folder where no file may be made"),
        pytest.param(True, 0o444, 0o777, "gapfeed.db", id="a file that may only be read"),
        pytest.param(True, 0o666, 0o555, ".", id="a file beside which nothing may be made"),
    ],
)
def test_rights_that_are_missing_are_named(path: Path, is_there, file_mode, folder_mode, missing):
    path.parent.mkdir()
    if is_there:
        Store(path, LEARNER).close()
        path.chmod(file_mode)
    path.parent.chmod(folder_mode)
    if os.fork() == 0:  # pragma: no cover - in a process that has no rights
        os.chdir(path.parent)
        os.setuid(65534)
        try:
            Store(Path(path.name), LEARNER)
        except StoreError as error:
            os._exit(0 if f"; {missing} cannot be written by this user" in str(error) and "put a copy" not in str(error) else 1)
        os._exit(2)
    _, status = os.wait()

    assert os.waitstatus_to_exitcode(status) == 0


def test_damage_that_shows_only_later_is_a_sentence(path: Path):
    database = open_database(path)
    database.execute("CREATE VIEW broken AS SELECT * FROM nowhere")
    with pytest.raises(StoreError, match="could not be read: no such table"):
        ask(database, "SELECT * FROM broken")


def test_what_fails_half_way_stores_nothing(path: Path):
    store = Store(path, LEARNER)
    store.sources.follow([subscription()], NOW)
    followed = store.sources.followed()[0]
    brought = replace(harvest(new=(feed_item("a"), feed_item("b"))), followed=followed, state=replace(followed.state, etag='"new"'))

    def poll() -> None:
        with store.writing():
            store.entries.keep(brought, NOW)
            store.articles.save(tagged("a"))
            store.sources.record(brought, NOW)
            message = "the power went out"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="the power went out"):
        poll()

    assert (store.articles.count(), store.entries.known(SourceId("source1")), store.sources.followed()) == (0, {}, (followed,))
    assert {table: table_of(store._database, table).count for table in ("tags", "article_texts", "fetches")} == dict.fromkeys(
        ("tags", "article_texts", "fetches"), 0
    )
    assert integrity(path) == ("ok", 0)


def test_what_the_database_refuses_is_a_sentence_and_stores_nothing(path: Path):
    store = Store(path, LEARNER)
    with pytest.raises(StoreError, match="could not be written: FOREIGN KEY constraint failed; nothing was changed"), store.writing():
        store.articles.save(tagged("a", source="nobody follows it"))

    assert store.articles.count() == 0


def test_a_full_disk_is_a_sentence_and_later_writing_goes_on(path: Path):
    store = Store(path, LEARNER)
    store.sources.follow([subscription()], NOW)
    pages = pragma(store._database, "page_count")
    store._database.conn.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="database or disk is full; nothing was changed"), store.writing():
        store.articles.save(tagged("a", text="word " * 100_000))
    store._database.conn.execute("PRAGMA max_page_count=100000")
    with store.writing():
        store.articles.save(tagged("a"))

    assert store.articles.count() == 1


def test_a_writer_that_waits_too_long_says_so(path: Path):
    one, other = open_database(path), open_database(path)
    other.conn.execute("PRAGMA busy_timeout=50")
    with writing(one), pytest.raises(StoreError, match="could not be written: database is locked; nothing was changed"), writing(other):
        pass


def test_two_writers_that_read_first_both_finish(path: Path):
    Store(path, LEARNER).close()

    def write(name: str) -> None:
        store = Store(path, LEARNER)
        for number in range(40):
            with store.writing():
                store.digests.any()
                table_of(store.sources._database, "runs").insert({"learner": name, "lane": str(number), "started_at": "", "outcome": ""})
        store.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write, ["one", "other"]))

    assert table_of(open_database(path), "runs").count == 80


def test_runs_are_remembered(path: Path):
    store = Store(path, LEARNER)
    store.record_run("collect", NOW, NOW, "done", "3 asked")

    assert [(row["lane"], row["outcome"], row["detail"]) for row in table_of(store._database, "runs").rows] == [
        ("collect", "done", "3 asked")
    ]


def test_forgetting_leaves_nothing_of_the_database(path: Path):
    store = Store(path, LEARNER)
    assert len(list(path.parent.iterdir())) == 3
    store.close()
    forget(path)
    forget(path)

    assert list(path.parent.iterdir()) == []
