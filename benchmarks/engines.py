"""The programs that are measured side by side: how each is given its sources, run, and asked what it has stored."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from benchmarks.writer import NOW

COLD, UNCHANGED, CHANGED = "cold", "unchanged", "one in ten changed"
PHASES = (COLD, UNCHANGED, CHANGED)

_PEERS = Path(__file__).resolve().parent / "peers"
#: The version that the targets were set for; feedparser 6.0.14 no longer brings the sgmllib that it imports.
_READER = ("reader==3.26", "sgmllib3k")


class Engine(Protocol):
    """Something that collects feeds."""

    @property
    def name(self) -> str:
        """Return what to call it."""

    @property
    def at_once(self) -> int:
        """Return how many feeds it asks at once."""

    @property
    def phases(self) -> Sequence[str]:
        """Return the phases in which it takes part."""

    def settle(self, folder: Path, urls: Sequence[str]) -> None:
        """Prepare an empty *folder* for following *urls*; not measured."""

    def command(self, folder: Path, phase: int) -> list[str | Path]:
        """Return the command that asks every feed once, in the first, second, third ... phase."""

    def stored(self, folder: Path) -> int:
        """Return how many entries it has stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gapfeed:
    """This project, as the installed command. Each phase is a day later, so that every source is due."""

    program: Path
    feeds_only: bool = True
    name: str = "gapfeed"
    #: What its lane allows itself for sources that it does not know yet, 200 for others (pipeline/collect.py).
    at_once: int = 100
    phases: tuple[str, ...] = PHASES

    def settle(self, folder: Path, urls: Sequence[str]) -> None:
        """Write a configuration that follows *urls*."""
        hosts = "".join(f'    - "{url.split("/")[2]}"\n' for url in urls)
        follow = "".join(f"    - {url}\n" for url in urls)
        text = (
            "learner: {name: Nobody, languages: [en], timezone: UTC}\n"
            "learn: [{skill: data-visualisation, level: 1, target: 3}]\n"
            f"sources:\n  catalog: false\n  follow:\n{follow}"
            f"fetch:\n  allow_private:\n{hosts}"
            "store: gapfeed.db\nworkers: 2\n"
        )
        (folder / "config.yaml").write_text(text, encoding="utf-8")

    def command(self, folder: Path, phase: int) -> list[str | Path]:
        """Return `gapfeed collect` at the time of the phase."""
        at = (NOW + timedelta(days=phase)).isoformat()
        only = ["--feeds-only"] if self.feeds_only else []
        return [self.program, "--config", folder / "config.yaml", "--at", at, "collect", *only]

    def stored(self, folder: Path) -> int:
        """Count the entries."""
        return _count(folder / "gapfeed.db", "SELECT count(*) FROM items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The library `reader`, in an environment of its own."""

    python: Path
    at_once: int
    name: str = "reader"
    phases: tuple[str, ...] = PHASES

    def settle(self, folder: Path, urls: Sequence[str]) -> None:
        """Make a database that follows *urls*."""
        (folder / "urls").write_text("\n".join(urls), encoding="utf-8")
        self._peer(folder, "follow", str(folder / "urls"))

    def command(self, folder: Path, phase: int) -> list[str | Path]:
        """Return an update of everything; it knows no phases."""
        del phase
        return [self.python, _PEERS / "reader_peer.py", "update", folder / "reader.db", str(self.at_once)]

    def stored(self, folder: Path) -> int:
        """Count the entries."""
        return int(self._peer(folder, "count", ""))

    def _peer(self, folder: Path, what: str, rest: str) -> str:
        command = [self.python, _PEERS / "reader_peer.py", what, folder / "reader.db", rest]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsboat:
    """Newsboat, without its screen."""

    program: Path
    at_once: int
    name: str = "newsboat"
    #: It sends no validators the second time, so later phases would compare nothing.
    phases: tuple[str, ...] = (COLD,)

    def settle(self, folder: Path, urls: Sequence[str]) -> None:
        """Write its list of feeds and its configuration."""
        (folder / "urls").write_text("\n".join(urls) + "\n", encoding="utf-8")
        (folder / "config").write_text(f"reload-threads {self.at_once}\ndownload-retries 1\n", encoding="utf-8")

    def command(self, folder: Path, phase: int) -> list[str | Path]:
        """Return a reload of everything; it knows no phases."""
        del phase
        return [self.program, "-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config", "-x", "reload"]

    def stored(self, folder: Path) -> int:
        """Count the entries."""
        return _count(folder / "cache.db", "SELECT count(*) FROM rss_item WHERE deleted = 0")


def installed_gapfeed() -> Path:
    """Return the command of the environment that runs this, or the one on PATH."""
    beside = Path(sys.executable).with_name("gapfeed")
    found = beside if beside.exists() else shutil.which("gapfeed")
    if found is None:
        sys.exit("gapfeed is not installed here: `make setup`, or name the command with --gapfeed")
    return Path(found)


def reader_python(cache: Path) -> Path:
    """Return the Python of `reader`'s environment in the folder *cache*, which is made the first time; this asks PyPI."""
    home = cache / f"reader-3.26-python{sys.version_info.major}.{sys.version_info.minor}"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *_READER], check=True)
        (home / "ready").touch()
    return python


def newsboat_program() -> Path | None:
    """Return newsboat, None where it is not installed."""
    found = shutil.which("newsboat")
    return Path(found) if found else None


def _count(database: Path, question: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        number: int = connection.execute(question).fetchone()[0]
        return number
