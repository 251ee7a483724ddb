"""The errors of this package; each carries a sentence that says what, where and what to do.

GapfeedError
├── ConfigError      config.yaml cannot be used (exit code 2)
├── NoConfig         there is no config.yaml: points to init and demo (exit code 2)
├── UsageError       the command's words do not fit (exit code 2)
│   └── UnknownItem  no item, or more than one, goes by that name
├── StoreError       the database cannot be used
│   └── TakenElsewhere  another run has what was to be done
├── LockHeld         another run holds the lock (exit code 3)
└── CannotDo         it was understood and could not be done (exit code 1)
"""

from dataclasses import dataclass
from pathlib import Path


class GapfeedError(Exception):
    """Root of the errors a person may see; its text is written for them."""

    exit_code = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake in a configuration file: where it is, what is wrong, what would do."""

    line: int
    column: int
    #: The path of keys, as a person would write it: "learn[2].words".
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column} {self.place}: {self.problem}"


class ConfigError(GapfeedError):
    """config.yaml cannot be used; names every mistake at once."""

    exit_code = 2

    def __init__(self, file: Path | str, mistakes: tuple[Mistake, ...]) -> None:
        count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
        lines = "\n".join(f"  {file}:{mistake}" for mistake in mistakes)
        super().__init__(f"{file} has {count}:\n{lines}")
        self.file = str(file)
        self.mistakes = mistakes


class NoConfig(GapfeedError):
    """There is no configuration to run with."""

    exit_code = 2


class UsageError(GapfeedError):
    """The command was given words that do not fit."""

    exit_code = 2


class UnknownItem(UsageError):
    """No item, or more than one, goes by the name that was given."""


class StoreError(GapfeedError):
    """The database cannot be used; nothing in it was changed."""


class TakenElsewhere(StoreError):
    """Another run has what this one was about to do; all else can go on."""


class LockHeld(GapfeedError):
    """Another run is at work on the same database."""

    exit_code = 3


class CannotDo(GapfeedError):
    """The request was understood and could not be carried out."""
