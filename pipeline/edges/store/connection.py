"""Open the database safely, ask it, and write to it one whole step at a time."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from pipeline.errors import StoreError

Row = dict[str, Any]

# Made once: json.dumps would make one for every value that is not written its own way.
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

#: The number in the file's header by which a database is known as Gapfeed's: "Gapf" (PRAGMA application_id).
MARK = int.from_bytes(b"Gapf")
#: The steps of `pipeline.edges.migrations`, which is imported only where one of them is still to be taken: the library that takes
#: them needs a seventh of a second to load, more than all that most commands do.
STEPS = (
    "m001_sources", "m002_articles", "m003_stories", "m004_digests", "m005_the_person", "m006_subscriptions",
    "m007_entries_wait_to_be_read", "m008_status_of_a_failure", "m009_passages", "m010_what_is_open", "m011_installation",
    "m012_what_was_shared", "m013_editions",
)  # fmt: skip

#: How long a writer waits for another one, in milliseconds.
_BUSY_TIMEOUT_MS = 10_000
#: What to do about a file that is damaged, or is not Gapfeed's.
_ADVICE = "nothing in it was changed. Move it away, put a copy of it back, or name another file under store: in config.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An open database."""

    conn: sqlite3.Connection
    path: Path

    def execute(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """Run one statement of SQL."""
        return self.conn.execute(statement, parameters)

    def query(self, question: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Iterator[Row]:
        """Yield the rows that answer *question*, each by the names of its columns."""
        cursor = self.conn.execute(question, parameters)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def close(self) -> None:
        """Let go of the file."""
        self.conn.close()


def open_database(path: Path) -> Database:
    """Return the database at *path*, made or brought up to date: WAL, synchronous=FULL, foreign keys on, mode 0600.

    FULL because feedback that was acknowledged must survive a power cut, which WAL with NORMAL does not promise
    (https://www.sqlite.org/pragma.html#pragma_synchronous). Whatever is not Gapfeed's is left as it is.

    Raises:
        StoreError: the file is another program's, a newer Gapfeed's, damaged, or cannot be opened or written.
    """
    try:
        is_new = _make_room(path)
        # Without an isolation level Python begins no transactions of its own accord, only `writing` does.
        connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    except (sqlite3.Error, OSError) as error:
        raise _unusable(path, error) from error
    try:
        return _prepared(connection, path, is_new=is_new)
    except sqlite3.Error as error:
        connection.close()
        raise _unusable(path, error) from error
    except BaseException:
        connection.close()
        raise


@contextmanager
def apart(database: Database) -> Iterator[Database]:
    """Give a connection of its own to a thread that only reads: the other belongs to the thread that opened it."""
    with closing(sqlite3.connect(database.path, timeout=_BUSY_TIMEOUT_MS / 1000, isolation_level=None)) as connection:
        yield Database(conn=connection, path=database.path)


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Make everything inside one transaction that holds the write lock from its beginning; inside another it is a part of that one.

    A plain BEGIN that reads first and then writes beside another writer fails at once with "database is locked",
    whatever the busy timeout; IMMEDIATE waits.

    Raises:
        StoreError: the file is locked for too long, cannot be written, or what was to be written does not fit.
    """
    if database.conn.in_transaction:
        yield
        return
    try:
        database.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
            database.conn.execute("COMMIT")
        except BaseException:
            # Does nothing where the error itself ended the transaction, as a full disk does.
            database.conn.rollback()
            raise
    except sqlite3.Error as error:
        message = f"the database could not be written: {error}; nothing was changed, and the next run tries again"
        raise StoreError(message) from error


def ask(database: Database, question: str, parameters: Sequence[object] | dict[str, Any] = ()) -> list[Row]:
    """Return the rows that answer *question*.

    Raises:
        StoreError: the file is damaged, or was locked for too long.
    """
    with _reading():
        return list(database.query(question, parameters))


def ask_briefly(database: Database, question: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Return the rows that answer *question* without the names of their columns: for tens of thousands, of which each name takes its time.

    Raises:
        StoreError: the file is damaged, or was locked for too long.
    """
    with _reading():
        return database.execute(question, parameters).fetchall()


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        message = f"the database could not be read: {error}; `gapfeed doctor` looks closer"
        raise StoreError(message) from error


def put(database: Database, table: str, rows: Iterable[Row], *, key: Sequence[str] = (), keep: bool = False) -> None:
    """Insert *rows*, which have the same columns; one whose *key* is there already changes what is there, or lets it be (*keep*).

    In our own words: the upsert of sqlite-utils finds out at its first use whether SQLite can do it, and on a full disk
    decides for the rest of the run that it cannot, after which it loses rows without a word.
    """
    listed = list(rows)
    if listed:
        database.conn.executemany(_insertion(table, tuple(listed[0]), tuple(key), keep=keep), listed)


@cache
def _insertion(table: str, columns: tuple[str, ...], key: tuple[str, ...], *, keep: bool) -> str:
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    on_conflict = f" ON CONFLICT ({', '.join(key)}) DO {'NOTHING' if keep else f'UPDATE SET {changes}'}" if key else ""
    places = ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}){on_conflict}"  # noqa: S608 - the names are ours


def stamp(moment: datetime | None) -> str | None:
    """Return *moment* as the text that is stored: ISO 8601 in UTC to the second, sortable as text.

    >>> stamp(datetime(2026, 3, 4, 8, 0, tzinfo=UTC))
    '2026-03-04T08:00:00Z'
    """
    return None if moment is None else f"{moment.astimezone(UTC).isoformat(timespec='seconds')[:-6]}Z"


def moment(text: str | None) -> datetime | None:
    """Return the aware UTC time that was stored as *text*."""
    return None if text is None else known_moment(text)


def known_moment(text: str) -> datetime:
    """Return the aware UTC time that was stored as *text*, for a column that is never empty."""
    return datetime.fromisoformat(text)


def as_json(value: object) -> str:
    """Return *value* as compact JSON with its letters readable."""
    return _COMPACT.encode(value)


def from_json(text: str | None) -> Any:
    """Return the value that was stored as JSON, None where there is none."""
    return None if text is None else json.loads(text)


def storable(text: str) -> str:
    """Return *text* as UTF-8 can hold it: what a terminal sent in another encoding becomes question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _make_room(path: Path) -> bool:
    """Return whether there is no database at *path* yet, and make an empty file there that only its owner can read.

    The file is opened only when it is made: closing it again would drop the locks that another connection of this
    process holds on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return path.stat().st_size == 0
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return True


def _prepared(connection: sqlite3.Connection, path: Path, *, is_new: bool) -> Database:
    connection.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
    if is_new:
        for step in ("BEGIN IMMEDIATE", f"PRAGMA application_id={MARK}", "COMMIT"):
            connection.execute(step)
    elif connection.execute("PRAGMA application_id").fetchone()[0] != MARK:
        message = f"{path} is the database of another program: {_ADVICE}"
        raise StoreError(message)
    taken = _steps_taken(connection)
    unknown = [step for step in taken if step not in STEPS]
    if unknown:
        message = f"{path} was made by a newer Gapfeed (it knows {unknown[0]}): install that one; nothing in it was changed"
        raise StoreError(message)
    _keep_a_log(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    database = Database(conn=connection, path=path)
    if len(taken) < len(STEPS):
        from pipeline.edges.migrations import apply_steps

        # Whoever comes second waits here, and finds nothing left to do.
        with writing(database):
            apply_steps(connection)
    return database


def _steps_taken(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the steps that the database went through, from the table where sqlite-utils keeps them."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone() is None:
        return []
    return [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'gapfeed' ORDER BY id")]


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Write ahead from now on; where several programs make the database at once, SQLite refuses this without waiting."""
    deadline = monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.02)
        else:
            return


def _unusable(path: Path, error: Exception) -> StoreError:
    place = next((place for place in (path, path.parent) if place.exists() and not os.access(place, os.W_OK)), None)
    advice = _ADVICE if place is None else (
        f"{place} cannot be written by this user, and Gapfeed writes to the file and beside it even where it only reads. "
        "Change its rights, or name another file under store: in config.yaml"
    )  # fmt: skip
    return StoreError(f"the database {path} cannot be used: {getattr(error, 'strerror', None) or error}; {advice}")
