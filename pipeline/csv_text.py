"""Write a table as CSV that a spreadsheet opens as what it says."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from pipeline.plain import one_line

#: A cell that begins with one of these is a formula to a spreadsheet, which may do whatever formulas do; a quotation mark before it makes
#: it text (OWASP, "CSV Injection", wide letters included). Tabs and carriage returns are gone before.
_FORMULAS = frozenset("=+-@＝＋－＠")
#: Without it Excel takes UTF-8 for the code page of the machine.
_MARK = "\ufeff"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]], *, raw: bool = False) -> str:
    """Return *rows* as CSV (RFC 4180) under a line with the names of the *columns*.

    Args:
        columns: the names.
        rows: the cells, in the order of the columns; one may have several lines.
        raw: cells stay as they are, for programs. Otherwise no cell, and no line within one, is a formula to a spreadsheet.

    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row if raw else map(_safe, row))
    return _MARK + text.getvalue()


def _safe(cell: str) -> str:
    # Whoever splits a cell into its lines, as a spreadsheet does where text is pasted, makes cells of them.
    return "\n".join(map(_safe_line, cell.splitlines())).strip("\n")


def _safe_line(line: str) -> str:
    line = one_line(line)
    # What is not seen before it, such as a mark of direction, is passed over.
    first = next((character for character in line if character.isprintable() and not character.isspace()), None)
    return f"'{line}" if first in _FORMULAS else line
