"""`gapfeed share edition`: what is worth passing on, as files for anybody."""

from pathlib import Path

import click

from pipeline.commands.context import Context, say, say_json


def _notes(_ctx: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[int, str]:
    notes = {}
    for value in values:
        number, separator, text = value.partition("=")
        if not separator or not number.strip().isdecimal():
            message = f"{value!r}: write it as NUMBER=SENTENCE, the number being the item's in the latest digest"
            raise click.BadParameter(message)
        notes[int(number)] = text.strip()
    return notes


@click.command()
@click.option("--week", is_flag=True, help="The picks of the last seven days, not only of the latest digest.")
@click.option("--item", "items", multiple=True, type=int, help="Only these numbers of the latest digest.")
@click.option("--note", "notes", multiple=True, callback=_notes, metavar="NUMBER=SENTENCE", help="Your own sentence on an item.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="The folder for the files; edition/ without it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def edition(context: Context, *, week: bool, items: tuple[int, ...], notes: dict[int, str], out: Path | None, as_json: bool) -> None:
    """Write the shareable digest as a page, Markdown and an Atom feed, with nothing private in it."""
    from pipeline.share import edition_folder, write_edition

    settings = context.settings()
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.store(settings) as store:
        written = write_edition(
            store, settings, lexicon, out or edition_folder(settings), context.now(), week=week, items=items, notes=notes
        )
    if as_json:
        say_json({"files": [str(file) for file in written.files], "items": written.items, "kept_back": written.kept_back})
        return
    kept_back = f" {written.kept_back} were kept back: private, or without an address." if written.kept_back else ""
    say(f"{written.items} items to pass on.{kept_back}")
    for file in written.files:
        say(f"  {file}")
