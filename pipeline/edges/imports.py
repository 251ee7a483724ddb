"""Keep the skills that a person imported from ESCO, in a small SQLite file of their own, and answer questions about them.

They belong to the person and the machine, not to one config.yaml, and are wanted while a config.yaml is read, before anybody knows
which database it names. A question of one skill touches a few rows, however many were imported.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pipeline.errors import CannotDo
from pipeline.esco import Concept, new_ids
from pipeline.esco_file import EscoEntry, NotEsco, entries_in
from pipeline.settings import SkillId
from pipeline.skill_finder import folded
from pipeline.words import stems_of

#: Largest file that is read (bytes): twice the largest of ESCO 1.2.
_MOST_BYTES = 64_000_000
#: Counts up whenever the tables change: an import of another layout has to be made again.
_LAYOUT = 1
_TABLES = """
    CREATE TABLE concepts (address TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE) WITHOUT ROWID;
    CREATE TABLE abouts (address TEXT, language TEXT, about TEXT NOT NULL, PRIMARY KEY (address, language)) WITHOUT ROWID;
    -- place: 0 for the name, then the other labels in their order. folded and stems begin and end with a blank.
    CREATE TABLE labels (
        address TEXT, language TEXT, place INTEGER, label TEXT NOT NULL, folded TEXT NOT NULL, stems TEXT NOT NULL,
        PRIMARY KEY (address, language, place)
    ) WITHOUT ROWID;
"""
_TABLE_NAMES = frozenset({"concepts", "abouts", "labels"})
#: What SQLite says of a file that cannot be read as one of its own (https://www.sqlite.org/rescode.html).
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
#: How well a label answers: the whole before the beginning of a word in it, names before other labels.
_FIT = "CASE WHEN folded = :whole THEN 2 WHEN instr(folded, :beginning) THEN 1 ELSE 0 END * 2 + (place = 0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDone:
    """What an import brought: how many skills, and in which languages they are known now."""

    skills: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imports:
    """The imported skills in one file; there need not be any."""

    path: Path

    def is_empty(self) -> bool:
        """Whether nothing has been imported."""
        return not self.path.exists() or self.path.stat().st_size == 0

    def summary(self) -> ImportDone:
        """Return how many skills there are, and in which languages, after a look at the whole file.

        Raises:
            CannotDo: the file is damaged.
        """
        with self._reading() as connection:
            if connection is None:
                return ImportDone(skills=0, languages=())
            faults = [fault for (fault,) in connection.execute("PRAGMA quick_check(1)") if fault != "ok"]
            if faults:
                raise _unreadable(self.path, faults[0])
            (skills,) = connection.execute("SELECT count(*) FROM concepts").fetchone()
            return ImportDone(skills=skills, languages=_languages(connection))

    def concepts(self) -> tuple[Concept, ...]:
        """Return all concepts in the order of their ids; of their labels only the names.

        Raises:
            CannotDo: the file is damaged.
        """
        with self._reading() as connection:
            return () if connection is None else _named(connection)

    def concept(self, name: str) -> Concept | None:
        """Return the concept of that id or address; None where it was not imported.

        Raises:
            CannotDo: the file is damaged.
        """
        with self._reading() as connection:
            found = (
                connection
                and connection.execute(
                    "SELECT address, id FROM concepts JOIN labels USING (address) WHERE id = :name OR address = :name", {"name": name}
                ).fetchone()
            )
            return _concept(connection, *found) if connection and found else None

    def find(self, words: str, most: int = 10) -> tuple[Concept, ...]:
        """Return the concepts that *words* most likely mean, best first; other forms of the words count where no label holds them.

        Raises:
            CannotDo: the file is damaged.
        """
        wanted = folded(words)
        with self._reading() as connection:
            if connection is None or not wanted:
                return ()
            found = connection.execute(
                f"SELECT address, id, max({_FIT}) AS fit, min(length(folded)) AS length FROM labels JOIN concepts USING (address)"  # noqa: S608
                " WHERE instr(folded, :beginning) GROUP BY address ORDER BY fit DESC, length, id LIMIT :most",
                {"whole": f" {wanted} ", "beginning": f" {wanted}", "most": most},
            ).fetchall() or _akin(connection, words, most)
            return tuple(_concept(connection, address, known_as) for address, known_as, *_ in found)

    def replace(self, language: str, entries: Sequence[EscoEntry], reserved: Collection[str]) -> ImportDone:
        """Keep *entries* as all there is in *language*; a concept keeps the id it has. *reserved* ids are given to none.

        Raises:
            CannotDo: it cannot be written; nothing was changed.
        """
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    _check_layout(connection, self.path)
                    _write(connection, language, entries, reserved)
                    done = ImportDone(skills=len(entries), languages=_languages(connection))
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
        except (sqlite3.Error, OSError) as error:
            if _code(error) in _DAMAGED:
                raise _unreadable(self.path, str(error)) from error
            message = f"the import could not be kept in {self.path}: {_in_words(error, self.path)}; nothing was changed"
            raise CannotDo(message) from error
        return done

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """Open the file; None where nothing was imported. It may be written to where an import broke off and has to be undone."""
        try:
            if self.is_empty():
                yield None
                return
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
                _check_layout(connection, self.path)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise _unreadable(self.path, _in_words(error, self.path)) from error


def read_esco(path: Path) -> tuple[EscoEntry, ...]:
    """Return the skills in a file of the ESCO download; of those that stand there twice the last.

    Raises:
        CannotDo: it cannot be read, or is something else; says which file and why.
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            _refuse(path, "it is a folder: name the file skills_LANG.csv in it")
        if not path.is_file():
            _refuse(path, "it is not a file")
        if size > _MOST_BYTES:
            _refuse(path, f"it has {size // 1_000_000} MB, and no file of ESCO's more than {_MOST_BYTES // 1_000_000}")
        with path.open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                _refuse(path, "it is an archive: unpack it and import skills_LANG.csv")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return tuple({entry.address: entry for entry in entries_in(lines)}.values())
    except NotEsco as error:
        _refuse(path, str(error))
    except UnicodeDecodeError:
        _refuse(path, "it is not written in UTF-8")
    except OSError as error:
        _refuse(path, error.strerror or str(error))


def _refuse(path: Path, why: str) -> NoReturn:
    message = f"{path} cannot be imported: {why}; nothing was changed"
    raise CannotDo(message)


def _unreadable(path: Path, why: str) -> CannotDo:
    return CannotDo(f"the imported skills in {path} cannot be read: {why}; move that file away and import them again")


def _in_words(error: Exception, path: Path) -> str:
    """Return what is wrong with the file of the imports, in words that say where to look."""
    if _code(error) == sqlite3.SQLITE_READONLY:
        return "the file, or the folder that it lies in, may not be written to"
    return getattr(error, "strerror", None) or ("it is a folder" if path.is_dir() else str(error))


def _code(error: Exception) -> int:
    """Return SQLite's code of an error without what it says more exactly; 0 for an error of anything else."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _check_layout(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables where there are none yet, in a file that may be written; refuse those of another layout."""
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if layout == 0 and not tables and connection.in_transaction:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    elif layout != _LAYOUT or not tables >= _TABLE_NAMES:
        raise _unreadable(path, "another version of Gapfeed, or another program, wrote that file")


def _write(connection: sqlite3.Connection, language: str, entries: Sequence[EscoEntry], reserved: Collection[str]) -> None:
    for table in ("labels", "abouts"):
        connection.execute(f"DELETE FROM {table} WHERE language = ?", (language,))  # noqa: S608 - the names are ours
    known: Mapping[str, str] = dict(connection.execute("SELECT address, id FROM concepts"))
    ids = new_ids({entry.address: entry.labels[0] for entry in entries if entry.address not in known}, {*known.values(), *reserved})
    connection.executemany("INSERT INTO concepts VALUES (?, ?)", ids.items())
    connection.executemany(
        "INSERT INTO abouts VALUES (?, ?, ?)", [(entry.address, language, entry.about) for entry in entries if entry.about]
    )
    connection.executemany(
        "INSERT INTO labels VALUES (?, ?, ?, ?, ?, ?)",
        (
            (entry.address, language, place, label, f" {folded(label)} ", f" {' '.join(stems_of(label, language))} ")
            for entry in entries
            for place, label in enumerate(entry.labels)
        ),
    )
    connection.execute("DELETE FROM concepts WHERE address NOT IN (SELECT address FROM labels)")


def _languages(connection: sqlite3.Connection) -> tuple[str, ...]:
    return tuple(language for (language,) in connection.execute("SELECT DISTINCT language FROM labels ORDER BY language"))


def _akin(connection: sqlite3.Connection, words: str, most: int) -> list[tuple[str, str]]:
    """Return address and id of the concepts with a label that has all the words in some form, the shortest first."""
    found: dict[tuple[str, str], int] = {}
    for language in _languages(connection):
        stems = stems_of(words, language)
        if not stems:
            continue
        has_all = " AND ".join(["instr(stems, ?)"] * len(stems))
        rows = connection.execute(
            "SELECT address, id, min(length(stems)) FROM labels JOIN concepts USING (address)"  # noqa: S608 - the words are parameters
            f" WHERE language = ? AND {has_all} GROUP BY address",
            (language, *(f" {stem} " for stem in stems)),
        )
        for address, known_as, length in rows:
            found[address, known_as] = min(length, found.get((address, known_as), length))
    return sorted(found, key=lambda key: (found[key], key[1]))[:most]


def _concept(connection: sqlite3.Connection, address: str, known_as: str) -> Concept:
    labels: dict[str, tuple[str, ...]] = {}
    for language, label in connection.execute("SELECT language, label FROM labels WHERE address = ? ORDER BY language, place", (address,)):
        labels[language] = (*labels.get(language, ()), label)
    abouts = dict(connection.execute("SELECT language, about FROM abouts WHERE address = ?", (address,)))
    return Concept(address=address, id=SkillId(known_as), labels=labels, abouts=abouts)


def _named(connection: sqlite3.Connection) -> tuple[Concept, ...]:
    names: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
    abouts: dict[str, dict[str, str]] = {}
    for address, known_as, language, name in connection.execute(
        "SELECT address, id, language, label FROM concepts JOIN labels USING (address) WHERE place = 0 ORDER BY id, language"
    ):
        names.setdefault((address, known_as), {})[language] = (name,)
    for address, language, about in connection.execute("SELECT address, language, about FROM abouts"):
        abouts.setdefault(address, {})[language] = about
    return tuple(
        Concept(address=address, id=SkillId(known_as), labels=labels, abouts=abouts.get(address, {}))
        for (address, known_as), labels in names.items()
    )
