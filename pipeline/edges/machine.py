"""Look at the machine Gapfeed runs on: versions, where its code was loaded from, room on the disk, the health of a database file."""

import os
import platform
import pyexpat
import shutil
import sqlite3
from collections.abc import Iterator
from importlib import import_module, metadata
from pathlib import Path


def python_version() -> str:
    """Return the version of Python, "3.11.7"."""
    return platform.python_version()


def expat_version() -> tuple[int, ...]:
    """Return the version of the XML parser that Python holds."""
    return pyexpat.version_info


def sqlite_version() -> tuple[int, ...]:
    """Return the version of SQLite that Python holds."""
    return sqlite3.sqlite_version_info


def library_versions() -> dict[str, str | None]:
    """Return the version of every library that Gapfeed asks for, None for one that is not there; empty where it is not installed."""
    try:
        wanted = metadata.requires("gapfeed") or []
    except metadata.PackageNotFoundError:  # run from a checkout that was never installed
        return {}
    names = [_name(line) for line in wanted if "extra ==" not in line]
    return {name: _version(name) for name in names}


def package_folders() -> dict[str, Path]:
    """Return for `feeds` and `pipeline` the folder that the package was loaded from."""
    return {name: Path(import_module(name).__file__ or ".").resolve().parent for name in ("feeds", "pipeline")}


def free_bytes(path: Path) -> int:
    """Return how much room there is where *path* lies, or will lie."""
    return shutil.disk_usage(_existing(path)).free


def can_write(folder: Path) -> bool:
    """Tell whether files can be made in *folder*, or the folder itself."""
    existing = _existing(folder)
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


def readable_by_others(path: Path) -> bool:
    """Tell whether other people of this machine may read *path*; never on systems without such modes."""
    return hasattr(os, "getuid") and bool(path.stat().st_mode & 0o077)


def database_fault(path: Path) -> str | None:
    """Return what is wrong with the database file at *path*, None where SQLite finds nothing; it is only read."""
    connection = None
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        answers = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.Error as error:
        return str(error)
    finally:
        if connection is not None:
            connection.close()
    return None if answers == ["ok"] else "; ".join(answers)


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())


def _name(requirement: str) -> str:
    return "".join(_until(requirement))


def _until(requirement: str) -> Iterator[str]:
    for letter in requirement:
        if not (letter.isalnum() or letter in "-_."):
            return
        yield letter


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
