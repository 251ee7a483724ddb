"""`gapfeed done, save, more, less, too-easy, too-hard, undo`: tell Gapfeed what you did with an item."""

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.model.digests import EventKind

_SAID: dict[str, str] = {
    "done": "Done", "save": "Saved", "more": "More like this", "less": "Less like this", "too_easy": "Too easy", "too_hard": "Too hard",
    "undo": "Taken back", "fewer_from_source": "Fewer from this source",
}  # fmt: skip


def _tell(context: Context, item: str, kind: EventKind, note: str | None, *, as_json: bool) -> None:
    from pipeline.reflect import tell

    with context.store(context.settings()) as store:
        candidate = tell(store, item, kind, context.now(), note=note)
    if as_json:
        say_json({"event": kind, "id": candidate.id, "title": candidate.title, "source": candidate.source_title})
    else:
        what = candidate.source_title if kind == "fewer_from_source" else candidate.title
        say(f"{_SAID[kind]}: {what} ({candidate.id})")


def _command(kind: EventKind, words: str) -> click.Command:
    @click.command(help=words)
    @click.argument("item")
    @click.option("--note", help="A sentence of your own to keep with it.")
    @click.option("--json", "as_json", is_flag=True, help="Print what was stored as JSON.")
    @click.pass_obj
    def command(context: Context, *, item: str, note: str | None, as_json: bool) -> None:
        _tell(context, item, kind, note, as_json=as_json)

    return command


done = _command("done", "Say that you are done with ITEM; it counts towards its skills and does not come again.")
save = _command("save", "Keep ITEM for later; it stays open until it is done.")
more = _command("more", "Ask for more like ITEM: its skills and its source rank higher from now on.")
too_easy = _command("too_easy", "Say that ITEM was too easy.")
too_hard = _command("too_hard", "Say that ITEM was too hard.")
undo = _command("undo", "Take back the last thing said about ITEM.")


@click.command()
@click.argument("item")
@click.option("--source", "whole_source", is_flag=True, help="Fewer from its whole source, not only less like this item.")
@click.option("--note", help="A sentence of your own to keep with it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was stored as JSON.")
@click.pass_obj
def less(context: Context, *, item: str, whole_source: bool, note: str | None, as_json: bool) -> None:
    """Ask for less like ITEM, or with --source for fewer from its source."""
    _tell(context, item, "fewer_from_source" if whole_source else "less", note, as_json=as_json)
