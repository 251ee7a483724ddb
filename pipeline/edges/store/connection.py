"""Open the database safely, and write to it one whole step at a time."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipeline.edges.migrations import migrations
from pipeline.errors import StoreError

#: How long a writer waits for another one, in milliseconds.
_BUSY_TIMEOUT_MS = 10_000


def open_database(path: Path) -> Database:
    """Return the database at *path*, made or brought up to date: WAL, synchronous=FULL, foreign keys on, mode 0600.

    FULL because feedback that was acknowledged must survive a power cut, which WAL with NORMAL does not promise
    (https://www.sqlite.org/pragma.html#pragma_synchronous).

    Raises:
        StoreError: the file is no database, is damaged, or cannot be opened or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(path, timeout=_BUSY_TIMEOUT_MS / 1000)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_TIMEOUT_MS}"):
            connection.execute(f"PRAGMA {pragma}")
        database = Database(connection)
        migrations.apply(database)
    except (sqlite3.Error, OSError) as error:
        message = f"the database {path} cannot be used: {error}; nothing in it was changed"
        raise StoreError(message) from error
    return database


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Make everything inside one transaction that holds the write lock from its beginning.

    A plain BEGIN that reads first and then writes beside another writer fails at once with "database is locked",
    whatever the busy timeout; IMMEDIATE waits.
    """
    try:
        database.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        message = f"the database is busy or cannot be written: {error}; nothing was changed, try again in a moment"
        raise StoreError(message) from error
    try:
        yield
    except BaseException:
        database.conn.rollback()
        raise
    try:
        database.conn.commit()
    except sqlite3.Error as error:
        database.conn.rollback()
        message = f"the database could not be written: {error}; nothing was changed"
        raise StoreError(message) from error


def stamp(moment: datetime | None) -> str | None:
    """Return *moment* as the text that is stored: ISO 8601 in UTC to the second, sortable as text."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str | None) -> datetime | None:
    """Return the aware UTC time that was stored as *text*."""
    return None if text is None else datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def known_moment(text: str) -> datetime:
    """Return the aware UTC time that was stored as *text*, for a column that is never empty."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def as_json(value: object) -> str:
    """Return *value* as compact JSON with its letters readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str | None) -> Any:  # noqa: ANN401 - what JSON holds is known to the caller only
    """Return the value that was stored as JSON, None where there is none."""
    return None if text is None else json.loads(text)
