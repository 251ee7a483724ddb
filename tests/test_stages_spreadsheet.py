"""The learning record opens in a spreadsheet as what it says, and does nothing there."""

import csv
from dataclasses import replace
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from pipeline.stages.spreadsheet import spreadsheet
from tests.builders import deed

WARSAW = ZoneInfo("Europe/Warsaw")


def rows(*deeds, raw=False):
    return list(csv.reader(StringIO(spreadsheet(deeds, WARSAW, raw=raw).removeprefix("\ufeff"), newline="")))


def noted(note, **changes):
    one = deed(**changes)
    return replace(one, event=replace(one.event, note=note))


def test_a_deed_is_a_line_by_the_readers_own_clock():
    assert rows(noted('Użyłam, "od razu"', skills=("sql", "testing")), deed("too_easy", url=None)) == [
        ["date", "time", "event", "title", "source", "address", "skills", "minutes", "note"],
        ["2026-03-04", "07:00", "done", "Title a1", "Source One", "https://example.org/a1", "sql, testing", "5", 'Użyłam, "od razu"'],
        ["2026-03-04", "07:00", "too easy", "Title a1", "Source One", "", "sql", "", ""],
    ]


def test_it_is_the_csv_of_rfc_4180_with_the_mark_that_excel_needs():
    text = spreadsheet([noted("مفيد", title="a, b")], WARSAW)

    assert text.startswith("\ufeffdate,time,")
    assert text.endswith(',"a, b",Source One,https://example.org/a1,sql,5,مفيد\r\n')
    assert text.count("\r\n") == text.count("\n") == 2


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("+48 600", "'+48 600", id="plus"),
        pytest.param("- a dash", "'- a dash", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("＝1+1", "'＝1+1", id="wide letters"),
        pytest.param("\t=1+1", "'=1+1", id="after a tab"),
        pytest.param("\r=1+1", "'=1+1", id="after a carriage return"),
        pytest.param("\n =1+1", "'=1+1", id="after a line break and a blank"),
        pytest.param("\u200e=1+1", "'\u200e=1+1", id="after a mark of direction"),
        pytest.param('x";=1+1', 'x";=1+1', id="within a cell it is text"),
        pytest.param("two\nlines", "two lines", id="a cell is one line"),
        pytest.param("1 = 1", "1 = 1", id="a formula begins a cell"),
    ],
)
def test_no_cell_is_a_formula(written, shown):
    [_, title_row, note_row] = rows(deed(title=written), noted(written))

    assert (title_row[3], note_row[8]) == (shown, shown)


def test_a_program_gets_the_cells_as_they_are():
    [_, row] = rows(noted("-5 °C", title="=1+1"), raw=True)

    assert (row[3], row[8]) == ("=1+1", "-5 °C")
