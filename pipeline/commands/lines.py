"""Lay out lines for a terminal: as wide as it is, with every text running its own way."""

import shutil
from datetime import datetime, tzinfo

from pipeline.plain import isolated, one_line, shorten, wrapped
from pipeline.script import direction_of

#: Longer lines are hard to read, however wide the terminal is.
_WIDEST = 100
_LONGEST_TITLE = 60


def width() -> int:
    """Return how many columns a line may take: those of the terminal, 80 in a pipe."""
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, _WIDEST))


def paragraph(text: str, indent: int = 4) -> str:
    """Return *text* wrapped to the terminal, each line set in by *indent* columns."""
    return wrapped(text, width=width(), first=" " * indent, rest=" " * indent)


def own_way(text: str, most: int = _LONGEST_TITLE) -> str:
    """Return a title or name as one line that runs its own way between words of ours, cut to *most* characters."""
    line = shorten(one_line(text), most)
    return isolated(line, direction_of(line), "ltr")


def at(moment: datetime, timezone: tzinfo) -> str:
    """Return *moment* as a day and a time of the person's own clock: "2026-02-18 07:00"."""
    return f"{moment.astimezone(timezone):%Y-%m-%d %H:%M}"
