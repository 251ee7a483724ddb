"""A table of texts is a table of texts wherever it is opened."""

import csv
from io import StringIO

import pytest

from pipeline.csv_text import csv_text


def cells(*row: str, raw: bool = False) -> list[str]:
    [_, read] = csv.reader(StringIO(csv_text(["a"] * len(row), [row], raw=raw).removeprefix("\ufeff"), newline=""))
    return read


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("one\ntwo", "one\ntwo", id="lines stay lines"),
        pytest.param("one\n=two", "one\n'=two", id="a formula in the second line"),
        pytest.param("one\u2028＝two", "one\n'＝two", id="whatever parts the lines"),
        pytest.param("one\n \t-two", "one\n'-two", id="after blanks in the second line"),
        pytest.param("\n\n=one", "'=one", id="empty lines before it"),
        pytest.param("one\n\n", "one", id="no line at the end is empty"),
        pytest.param("a\x00b", "ab", id="no control characters"),
        pytest.param('say "a, b"', 'say "a, b"', id="quotation marks and commas"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_cell_is_what_it_says(written, shown):
    assert cells("x", written, "y") == ["x", shown, "y"]


def test_lines_of_the_table_end_as_rfc_4180_says():
    assert csv_text(["a", "b"], [["1", "2\n3"]]) == '\ufeffa,b\r\n1,"2\n3"\r\n'


def test_raw_cells_are_not_touched():
    assert cells("=1\r\n-2", raw=True) == ["=1\r\n-2"]
