"""What all records have in common: from which day on they are shown, and the file for spreadsheets that they can be written to."""

from datetime import date
from pathlib import Path

import click

from pipeline.errors import CannotDo


def day_given(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """Return the day that an option was given; None where it was not.

    Raises:
        BadParameter: it is no day.
    """
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        message = f"{value!r} is no day; write it like 2026-02-18"
        raise click.BadParameter(message) from None


since = click.option("--since", callback=day_given, metavar="DAY", help="Only from this day on, e.g. 2026-02-18.")
csv_file = click.option(
    "--csv", "file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it to FILE, for spreadsheets."
)
raw = click.option(
    "--raw", is_flag=True, help="With --csv: cells as they are, for programs. Without it a quotation mark keeps a spreadsheet from running them."
)  # fmt: skip


def write_table(file: Path, text: str) -> None:
    """Write *text* to *file*.

    Raises:
        CannotDo: there is no such folder, or nothing can be written there.
    """
    from pipeline.edges.files import write_file

    if not file.absolute().parent.is_dir():
        message = f"{file} cannot be written: there is no folder {file.parent}. Make it first, or name another"
        raise CannotDo(message)
    try:
        write_file(file, text)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror or error}"
        raise CannotDo(message) from error
