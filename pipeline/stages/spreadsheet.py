"""Write the learning record as a table for spreadsheets."""

from collections.abc import Iterable
from datetime import tzinfo

from pipeline.csv_text import csv_text
from pipeline.model.digests import Deed
from pipeline.plain import one_line

_COLUMNS = ("date", "time", "event", "title", "source", "address", "skills", "minutes", "note")


def spreadsheet(deeds: Iterable[Deed], timezone: tzinfo, *, raw: bool = False) -> str:
    """Return *deeds* as CSV, a line each, under a line of names.

    Minutes stand only with what was done, so that their sum is the time that was spent.

    Args:
        deeds: what the person did, in the order of the lines.
        timezone: by whose clock dates and times are given.
        raw: for a program; otherwise it is safe to open in a spreadsheet.

    """
    return csv_text(_COLUMNS, (_cells(deed, timezone) for deed in deeds), raw=raw)


def _cells(deed: Deed, timezone: tzinfo) -> tuple[str, ...]:
    event, when = deed.event, deed.event.at.astimezone(timezone)
    return (
        f"{when:%Y-%m-%d}", f"{when:%H:%M}", event.kind.replace("_", " "), one_line(deed.title), one_line(deed.source_title), deed.url or "",
        ", ".join(deed.skills), str(deed.minutes) if event.kind == "done" else "", one_line(event.note or ""),
    )  # fmt: skip
