"""`gapfeed share history, posted, dropped, heard`: what was given to whom, what became of it, and what came back."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands import records
from pipeline.commands.context import Context, say, say_json
from pipeline.commands.lines import at, own_way, paragraph, width
from pipeline.plain import counted, wrapped

if TYPE_CHECKING:
    from pipeline.model.shares import Response, Share
    from pipeline.settings import Settings
    from pipeline.share.ledger import Noted

#: Titles and sentences are shown whole, but for those that nobody wrote for a line.
_LONGEST = 400
_COUNTED = {"likes": ("like", "likes"), "reposts": ("repost", "reposts"), "replies": ("reply", "replies")}


@click.command()
@click.option("--circle", metavar="CIRCLE", help="Only what this circle was given.")
@records.since
@records.csv_file
@records.raw
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one line each.")
@click.pass_obj
def history(context: Context, *, circle: str | None, since: date | None, file: Path | None, raw: bool, as_json: bool) -> None:
    """Show what was given to whom, the latest first: through what, what became of it, and what came back."""
    from pipeline.share.ledger import as_spreadsheet, history_of

    settings, now = context.settings(), context.now()
    with context.store(settings) as store:
        shares = history_of(store, settings, now, circle=circle, since=since)
    if file is not None:
        records.write_table(file, as_spreadsheet(shares, settings.learner.timezone, raw=raw))
    if as_json:
        for share in shares:
            say_json(_facts(share))
    elif file is not None:
        say(f"{counted(len(shares), 'line')} written to {file}.")
    else:
        for share in shares:
            for line in _lines(share, settings, now):
                say(line)
        if not shares:
            say("Nothing of that kind." if circle or since else "Nothing yet: `gapfeed share list` proposes what to pass on to whom.")


@click.command()
@click.argument("number", metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Print the share as JSON.")
@click.pass_obj
def posted(context: Context, *, number: str, as_json: bool) -> None:
    """Say that you posted share N, or that you looked and it is there; `gapfeed share history` lists the numbers."""
    from pipeline.share.ledger import posted

    settings, now = context.settings(), context.now()
    with context.store(settings) as store:
        noted = posted(store, number, now)
    _say(noted, settings, now, as_json=as_json)


@click.command()
@click.argument("number", metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Print the share as JSON.")
@click.pass_obj
def dropped(context: Context, *, number: str, as_json: bool) -> None:
    """Say that you did not post share N, or that you looked and it is not there; a mail that still waits is not sent any more."""
    from pipeline.share.ledger import dropped

    settings, now = context.settings(), context.now()
    with context.store(settings) as store:
        noted = dropped(store, number, now)
    _say(noted, settings, now, as_json=as_json)


@click.command()
@click.argument("number", metavar="N")
@click.argument("words")
@click.option("--json", "as_json", is_flag=True, help="Print the share as JSON.")
@click.pass_obj
def heard(context: Context, *, number: str, words: str, as_json: bool) -> None:
    """Keep what came back on share N, in a few WORDS of yours or theirs."""
    from pipeline.share.ledger import heard

    settings, now = context.settings(), context.now()
    with context.store(settings) as store:
        noted = heard(store, number, words, now)
    _say(noted, settings, now, as_json=as_json)


def _say(noted: "Noted", settings: "Settings", now: datetime, *, as_json: bool) -> None:
    if as_json:
        say_json(_facts(noted.share) | {"already": noted.already})
        return
    if noted.already:
        say("As said before:")
    for line in _lines(noted.share, settings, now):
        say(line)


def _lines(share: "Share", settings: "Settings", now: datetime) -> Iterator[str]:
    from pipeline.share.ledger import in_words, waits_for_word

    zone = settings.learner.timezone
    to = f"{own_way(share.circle)}, {share.network}" if share.circle else share.network
    through = f" ({own_way(share.channel, _LONGEST)})" if share.channel else ""
    first = f"{share.id:>3}  {at(share.at, zone)}  "
    yield wrapped(f"{to}{through}: {own_way(share.title, _LONGEST)}", width=width(), first=first, rest=" " * 5)
    became = in_words(share, now)
    yield paragraph(f"{became[:1].upper()}{became[1:]}{'' if became.endswith('?') else '.'}", 5)
    if waits_for_word(share):
        yield f"     gapfeed share posted {share.id} · gapfeed share dropped {share.id}"
    if share.note:
        yield paragraph(f"“{own_way(share.note, _LONGEST)}”", 5)
    for response in share.responses:
        yield paragraph(f"{at(response.at, zone)} {came_back(response)}", 5)


def came_back(response: "Response") -> str:
    """Return what came back, in words: "2 likes"."""
    if response.kind == "reply":
        return f"Heard: “{own_way(response.text, _LONGEST)}”"
    return counted(response.count or 0, *_COUNTED[response.kind])


def _facts(share: "Share") -> dict[str, object]:
    return {
        "share": share.id, "at": share.at.isoformat(), "circle": share.circle, "network": share.network, "through": share.channel,
        "id": share.article, "title": share.title, "url": share.url, "note": share.note, "text": share.text, "outcome": share.outcome,
        "detail": share.detail, "remote": share.remote, "link": share.link,
        "responses": [
            {"kind": response.kind, "at": response.at.isoformat(), "text": response.text, "count": response.count} for response in share.responses
        ],
    }  # fmt: skip
