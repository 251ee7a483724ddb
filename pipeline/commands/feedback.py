"""`gapfeed done, save, more, less, too-easy, too-hard, undo`: tell Gapfeed what you did with an item."""

from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.lines import own_way
from pipeline.model.digests import EventKind

if TYPE_CHECKING:
    from pipeline.reflect import Told

#: What was said of an item, in words.
SAID: dict[EventKind, str] = {
    "done": "Done", "save": "Saved", "more": "More like this", "less": "Less like this", "too_easy": "Too easy", "too_hard": "Too hard",
    "fewer_from_source": "Fewer from this source", "shared": "Shared",
}  # fmt: skip


def _tell(context: Context, item: str, kind: EventKind, note: str | None, *, as_json: bool) -> None:
    from pipeline.reflect import tell

    with context.store(context.settings()) as store:
        told = tell(store, item, kind, context.now(), note=note)
    if as_json:
        say_json(_facts(told))
        return
    say(_line(told))
    if told.standing:
        say(f"Still said of it: {', '.join(SAID[one].lower() for one in told.standing)}.")
    if kind == "save":
        say("`gapfeed log --saved` lists what you saved; `gapfeed done` takes it from the list.")


def _line(told: "Told") -> str:
    candidate, kind = told.candidate, told.undone.kind if told.undone else told.event.kind
    what = f"{own_way(candidate.source_title if kind == 'fewer_from_source' else candidate.title)} ({candidate.id})"
    if told.undone:
        return f"Taken back: “{SAID[kind]}” for {what}"
    return f"{SAID[kind]}{', as said before' if told.already else ''}: {what}"


def _facts(told: "Told") -> dict[str, object]:
    candidate, event = told.candidate, told.event
    return {
        "event": event.kind, "id": candidate.id, "title": candidate.title, "source": candidate.source_title, "at": event.at.isoformat(),
        "note": event.note, "already": told.already, "undone": told.undone and told.undone.kind, "standing": told.standing,
    }  # fmt: skip


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
save = _command("save", "Keep ITEM for later; it stays open until it is done, and `gapfeed log --saved` lists it.")
more = _command("more", "Ask for more like ITEM: its skills and its source rank higher from now on.")
too_easy = _command("too_easy", "Say that ITEM was too easy.")
too_hard = _command("too_hard", "Say that ITEM was too hard.")


@click.command()
@click.argument("item")
@click.option("--json", "as_json", is_flag=True, help="Print what was taken back as JSON.")
@click.pass_obj
def undo(context: Context, *, item: str, as_json: bool) -> None:
    """Take back the last thing said about ITEM; said again, the one before it."""
    _tell(context, item, "undo", None, as_json=as_json)


@click.command()
@click.argument("item")
@click.option("--source", "whole_source", is_flag=True, help="Fewer from its whole source, not only less like this item.")
@click.option("--note", help="A sentence of your own to keep with it.")
@click.option("--json", "as_json", is_flag=True, help="Print what was stored as JSON.")
@click.pass_obj
def less(context: Context, *, item: str, whole_source: bool, note: str | None, as_json: bool) -> None:
    """Ask for less like ITEM, or with --source for fewer from its source."""
    _tell(context, item, "fewer_from_source" if whole_source else "less", note, as_json=as_json)
