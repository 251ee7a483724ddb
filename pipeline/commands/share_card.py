"""`gapfeed share card`: a picture of an item, and what it shows in words."""

from pathlib import Path

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.argument("item")
@click.option("--note", default="", help="Your own sentence, which stands on it as a quotation.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file; cards/ID.png without it.")
@click.option("--anyway", is_flag=True, help="Draw it although something speaks against your sentence.")
@click.option("--json", "as_json", is_flag=True, help="Print the file and its words as JSON.")
@click.pass_obj
def card(context: Context, *, item: str, note: str, out: Path | None, anyway: bool, as_json: bool) -> None:
    """Draw a card of ITEM, 1200 x 630, for where its link is shown; print what to write as its alt text."""
    from pipeline.commands.objections import check_notes
    from pipeline.share.cards import write_card
    from pipeline.share.leaving import objections_to_notes

    settings = context.settings()
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.store(settings) as store:
        check_notes(objections_to_notes({item: note}, store=store, settings=settings, lexicon=lexicon), anyway=anyway)
        written = write_card(store, settings, lexicon, item, out, note=note)
    if as_json:
        say_json({"file": str(written.file), "alt": written.alt})
        return
    say(f"{written.file}\nAlt text: {written.alt}")
