"""Read a list of people who asked for the edition by mail, and take somebody off it: CSV with the columns email, since and left.

A row counts where it has a day of consent that has come and no day of leaving; every other row is named, with its line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.config.values import email as checked_email

_NEEDED = ("email", "since", "left")
_COLUMNS = "email,name,since,how,left"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberList:
    """Who gets the edition, each address once in the order of the list, and what is said of the rows that do not count."""

    emails: tuple[str, ...]
    #: Who left and did not come back, casefolded.
    left: frozenset[str]
    remarks: tuple[str, ...]


class NotAList(ValueError):
    """The file is no list of subscribers; says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of the file: from `start` to before `end`, quotes included, and what it says."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: tuple[_Cell, ...]

    def __getitem__(self, place: int) -> str:
        return self.cells[place].text if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class _Table:
    separator: str
    #: The place of each column by its name.
    columns: Mapping[str, int]
    rows: tuple[_Row, ...]


def read_subscribers(text: str, day: date) -> SubscriberList:
    r"""Return who gets the edition of *day* by the list *text*.

    Somebody who left and came back has a row with a later day of consent. A consent that begins after *day* is none yet.

    Raises:
        NotAList: a needed column is missing, or a quotation mark is not closed.

    >>> read_subscribers("email,since,left\nada@example.org,2026-01-02,\n", date(2026, 3, 4)).emails
    ('ada@example.org',)
    """
    table = _table(text)
    email, since, left = (table.columns[name] for name in _NEEDED)
    remarks: list[str] = []
    gone: dict[str, date] = {}
    joined: dict[str, tuple[str, date]] = {}
    for row in table.rows:
        try:
            address, consent, leave = _email(row[email]), _day(row[since], "since"), _day(row[left], "left")
        except ValueError as error:
            remarks.append(f"line {row.line}: {error}; nothing is sent to this row")
            continue
        if leave is not None:
            gone[address.casefold()] = max(leave, gone.get(address.casefold(), leave))
        elif consent is None:
            remarks.append(f"line {row.line}: {address} has no day of consent under since; nothing is sent until there is one")
        elif consent > day:
            remarks.append(
                f"line {row.line}: {address} agreed on {consent.isoformat()}, which is still to come; nothing is sent until then"
            )
        else:
            first, latest = joined.get(address.casefold(), (address, consent))
            joined[address.casefold()] = first, max(latest, consent)
    emails = tuple(address for key, (address, consent) in joined.items() if key not in gone or consent > gone[key])
    left_for_good = frozenset(gone) - {address.casefold() for address in emails}
    remarks += [f"{key} left on {last.isoformat()}; nothing is sent there any more" for key, last in gone.items() if key in left_for_good]
    return SubscriberList(emails=emails, left=left_for_good, remarks=tuple(remarks))


def without_subscriber(text: str, address: str, day: date) -> str | None:
    """Return the list *text* with *day* under `left` in every row of *address* that has none there; all else stays byte for byte.

    None where the address stands in no row.

    Raises:
        NotAList: a needed column is missing, or a quotation mark is not closed.
    """
    table = _table(text)
    email, left = table.columns["email"], table.columns["left"]
    rows = [row for row in table.rows if row[email].strip().casefold() == address.strip().casefold()]
    for row in reversed(rows):
        if row[left].strip():
            continue
        if left < len(row.cells):
            start, end, missing = row.cells[left].start, row.cells[left].end, 0
        else:
            start = end = row.cells[-1].end
            missing = left - len(row.cells) + 1
        text = f"{text[:start]}{table.separator * missing}{day.isoformat()}{text[end:]}"
    return text if rows else None


def _email(text: str) -> str:
    return checked_email(text.strip())


def _day(text: str, column: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        message = f"expected a day like 2026-03-04 under {column}, found {text.strip()!r}"
        raise ValueError(message) from None


def _table(text: str) -> _Table:
    first = text.lstrip("\ufeff").partition("\n")[0]
    # Spreadsheets write semicolons where the comma parts decimals.
    separator = ";" if ";" in first and "," not in first else ","
    head, *rows = _rows(text, separator) or [_Row(1, ())]
    columns = {cell.text.strip().lower(): place for place, cell in enumerate(head.cells)}
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        message = f"the first line has to name the columns, as in {_COLUMNS}; there is no {' and no '.join(missing)}"
        raise NotAList(message)
    return _Table(separator, columns, tuple(row for row in rows if any(cell.text.strip() for cell in row.cells)))


def _rows(text: str, separator: str) -> list[_Row]:
    """Return the rows of *text* with the place of each cell in it (RFC 4180; lines may end in CR LF, LF or CR)."""
    rows: list[_Row] = []
    cells: list[_Cell] = []
    line = begun = 1
    for cell, mark in _cells(text, separator):
        cells.append(cell)
        line += _breaks(text[cell.start : cell.end])
        if mark != separator:
            rows.append(_Row(begun, tuple(cells)))
            cells = []
            line += 1
            begun = line
    return rows


def _cells(text: str, separator: str) -> Iterator[tuple[_Cell, str]]:
    """Yield each cell with what ends it: the separator, a line break, or "" at the end of the text."""
    place = 0
    while place < len(text):
        start = place
        if text[place] == '"' or text.startswith('\ufeff"', place):
            place = _closing(text, text.index('"', place) + 1)
        while place < len(text) and text[place] not in f"{separator}\r\n":
            place += 1
        said = text[start:place].strip("\ufeff ")
        quoted = said[1:-1].replace('""', '"') if len(said) > 1 and said[0] == '"' == said[-1] else said
        mark = "\r\n" if text.startswith("\r\n", place) else text[place : place + 1]
        yield _Cell(start, place, quoted), mark
        place += len(mark)
        if mark == separator and place == len(text):
            yield _Cell(place, place, ""), ""


def _closing(text: str, place: int) -> int:
    """Return the place behind the quotation mark that closes the cell which began before *place*."""
    begun = place
    while (place := text.find('"', place)) >= 0:
        if not text.startswith('""', place):
            return place + 1
        place += 2
    message = f"line {_breaks(text[:begun]) + 1}: a quotation mark is opened there and never closed"
    raise NotAList(message)


def _breaks(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
