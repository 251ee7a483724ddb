"""`gapfeed sources import` and `export`: subscription lists (OPML), in and out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.source_store import subscriptions

if TYPE_CHECKING:
    from pipeline.subscribe import Imported

_MOST_NAMED = 10


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print what was added and what was not taken as JSON, one line each.")
@click.pass_obj
def import_list(context: Context, *, file: Path, as_json: bool) -> None:
    """Follow everything that the OPML list FILE names, in the folders where it stands."""
    from pipeline.errors import CannotDo
    from pipeline.subscribe import import_list as follow_all
    from pipeline.subscribe import read_list

    settings = context.settings()
    known = context.lexicon().with_own(settings.gaps).skills
    try:
        data = read_list(file)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror or error}"
        raise CannotDo(message) from error
    with subscriptions(context, settings) as store:
        imported = follow_all(store, data, context.now(), known)
    if as_json:
        for one in imported.added:
            source = one.subscription.source
            say_json(
                {"url": source.url, "title": source.title, "categories": one.subscription.categories, "added": one.fresh, "dropped": None}
            )
        for dropped in imported.dropped:
            say_json({"url": None, "title": dropped.name, "categories": [], "added": False, "dropped": dropped.why})
        return
    for line in _lines(imported):
        say(line)


def _lines(imported: "Imported") -> Iterator[str]:
    from pipeline.commands.lines import own_way, paragraph
    from pipeline.plain import counted

    fresh, everything = sum(one.fresh for one in imported.added), len(imported.added)
    if not everything:
        yield "The list names no source."
    elif fresh == everything:
        yield f"{counted(fresh, 'source')} added; `gapfeed run` asks {'it' if fresh == 1 else 'them'}."
    elif not fresh:
        yield f"You followed {'it' if everything == 1 else f'all {everything} of them'} already; nothing is new."
    else:
        yield f"{fresh} of {everything} sources are new; the others you followed already."
    if imported.dropped:
        yield f"{counted(len(imported.dropped), 'entry', 'entries')} of the list could not be taken:"
    yield from (paragraph(f"{own_way(one.name)}: {one.why}", 2) for one in imported.dropped[:_MOST_NAMED])
    if len(imported.dropped) > _MOST_NAMED:
        yield f"  and {len(imported.dropped) - _MOST_NAMED} more; --json names them all"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_obj
def export(context: Context, *, file: Path | None) -> None:
    """Write what you follow as an OPML list to FILE, or print it; private sources are left out."""
    from pipeline.edges.files import write_file
    from pipeline.errors import CannotDo
    from pipeline.subscribe import export_list

    if file is not None and not file.absolute().parent.is_dir():
        message = f"{file} cannot be written: there is no folder {file.parent}. Make it first, or name another"
        raise CannotDo(message)
    with subscriptions(context, context.settings()) as store:
        text = export_list(store, "Gapfeed subscriptions")
    if file is None:
        say(text.rstrip("\n"))
        return
    try:
        write_file(file, text)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror or error}"
        raise CannotDo(message) from error
    say(f"Written to {file}.")
