"""What every command is given: the options before its name, and what is built from them when it is asked for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.bootstrap import Household
    from pipeline.edges.imports import Imports
    from pipeline.edges.store import Store
    from pipeline.settings import Settings
    from pipeline.skills import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The options of `gapfeed` itself."""

    config_path: Path | None
    #: The moment to take for now; None for the clock's.
    at: datetime | None
    debug: bool

    def now(self) -> datetime:
        """Return the moment this run takes for now, in UTC."""
        from pipeline.bootstrap import now

        return self.at or now()

    def settings(self) -> "Settings":
        """Read the configuration; what was passed over is said on standard error.

        Raises:
            NoConfig, ConfigError: there is none, or it has mistakes.
        """
        from pipeline.bootstrap import load_settings

        settings, notices = load_settings(self.config_path)
        for notice in notices:
            click.echo(notice, err=True)
        return settings

    def lexicon(self) -> "Lexicon":
        """Return the shipped lexicon, without the person's own skills."""
        from pipeline.bootstrap import load_lexicon

        return load_lexicon()

    def imports(self) -> "Imports":
        """Return the skills that were imported from ESCO."""
        from pipeline.bootstrap import open_imports

        return open_imports()

    @contextmanager
    def store(self, settings: "Settings") -> Iterator["Store"]:
        """Open the database of *settings* and close it at the end."""
        from pipeline.bootstrap import open_store

        store = open_store(settings)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def household(self, settings: "Settings") -> Iterator["Household"]:
        """Build everything that lanes need, and put it away at the end."""
        from pipeline.bootstrap import build

        household = build(settings)
        try:
            yield household
        finally:
            household.close()


def say(text: str = "") -> None:
    """Print a line for people."""
    click.echo(text)


def say_json(value: object) -> None:
    """Print *value* as one line of JSON, its letters readable."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
