"""Write the learning record as a table for spreadsheets."""

import csv
from collections.abc import Iterable
from datetime import tzinfo
from io import StringIO

from pipeline.model.digests import Deed
from pipeline.plain import one_line

_COLUMNS = ("date", "time", "event", "title", "source", "address", "skills", "minutes", "note")
#: A cell that begins with one of these is a formula to a spreadsheet, which may do whatever formulas do; a quotation mark before it makes
#: it text (OWASP, "CSV Injection", wide letters included). Tabs and line breaks are gone before.
_FORMULAS = frozenset("=+-@＝＋－＠")
#: Without it Excel takes UTF-8 for the code page of the machine.
_MARK = "\ufeff"


def spreadsheet(deeds: Iterable[Deed], timezone: tzinfo) -> str:
    """Return *deeds* as CSV (RFC 4180), a line each, under a line of names; safe to open in a spreadsheet.

    Minutes stand only with what was done, so that their sum is the time that was spent.

    Args:
        deeds: what the person did, in the order of the lines.
        timezone: by whose clock dates and times are given.

    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for deed in deeds:
        event, when = deed.event, deed.event.at.astimezone(timezone)
        cells = (
            f"{when:%Y-%m-%d}", f"{when:%H:%M}", event.kind.replace("_", " "), deed.title, deed.source_title, deed.url or "",
            ", ".join(deed.skills), str(deed.minutes) if event.kind == "done" else "", event.note or "",
        )  # fmt: skip
        writer.writerow(map(_safe, cells))
    return _MARK + text.getvalue()


def _safe(cell: str) -> str:
    cell = one_line(cell)
    # What is not seen before it, such as a mark of direction, is passed over.
    first = next((character for character in cell if character.isprintable() and not character.isspace()), None)
    return f"'{cell}" if first in _FORMULAS else cell
