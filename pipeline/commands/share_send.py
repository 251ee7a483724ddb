"""`gapfeed share send`: a post, directly to a circle."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, get_args

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.settings import Network

if TYPE_CHECKING:
    from pipeline.model.digests import Receipt
    from pipeline.model.shares import Objection
    from pipeline.share.send import Dispatch


@click.command()
@click.argument("item")
@click.option("--to", "circle", metavar="CIRCLE", required=True, help="The circle that gets it.")
@click.option("--note", default="", help="Your own sentence, which opens the post.")
@click.option("--network", "networks", multiple=True, type=click.Choice(get_args(Network)), help="Only through this network.")
@click.option("--language", metavar="CODE", help="The post's language: en, ar, pl or bg; otherwise that of your sentence.")
@click.option("--thread", is_flag=True, help="A thread at Mastodon and Bluesky where one post has no room for all.")
@click.option("--anyway", is_flag=True, help="Send it although something speaks against it that is a matter of taste.")
@click.option("--dry-run", is_flag=True, help="Show exactly what would be sent; send and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")
@click.pass_context
def send(  # noqa: PLR0913 - the options of one command
    ctx: click.Context, *, item: str, circle: str, note: str, networks: tuple[Network, ...], language: str | None, thread: bool, anyway: bool,
    dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Send ITEM to a circle through its webhooks, mail addresses and your accounts, and say what became of each."""
    from pipeline.commands.objections import objection_facts
    from pipeline.share.leaving import holds_back, objections_to
    from pipeline.share.posts import Wish
    from pipeline.share.preview import payloads
    from pipeline.share.send import dispatch
    from pipeline.share.send import send as send_all

    context: Context = ctx.obj
    settings, now = context.settings(), context.now()
    with context.household(settings) as house:
        means = house.means
        means.store.shares.interrupted(now)
        ready = dispatch(means, item, circle, Wish(note=note, networks=networks, language=language, thread=thread))
        found = objections_to(
            ready.prepared, (post for one in ready.outgoing for post in one.posts),
            store=means.store, web=means.web, settings=settings, lexicon=means.lexicon, now=now,
            sending=[one.share for one in ready.outgoing],
        )  # fmt: skip
        held = holds_back(found, anyway=anyway)
        receipts: tuple[Receipt, ...] = ()
        shown = tuple(payloads(means, ready, now)) if dry_run else ()
        if not (dry_run or held):
            receipts = tuple(send_all(means, ready, now))
    if as_json:
        say_json(
            {
                "objections": objection_facts(found),
                "receipts": [{"to": one.to, "outcome": one.outcome, "detail": one.detail} for one in receipts],
                "payloads": [{"to": to, "payload": payload} for to, payload in shown],
                "by_hand": ready.by_hand,
            }
        )
    else:
        _tell(found, receipts, shown, ready, item, held=held, anyway=anyway)
    if held or any(one.outcome in {"failed", "unknown"} for one in receipts):
        ctx.exit(1)


def _tell(
    found: "Iterable[Objection]", receipts: "Collection[Receipt]", shown: Iterable[tuple[str, str]], ready: "Dispatch", item: str, *,
    held: bool, anyway: bool,
) -> None:  # fmt: skip
    from pipeline.circle_named import typed
    from pipeline.commands.objections import objection_lines
    from pipeline.deliver import in_words
    from pipeline.share.posts import hints_by_network

    for line in objection_lines(found, held=held, anyway=anyway):
        say(line)
    for hint, networks in hints_by_network(ready.prepared).items():
        say(f"{', '.join(networks)}: {hint}")
    for to, payload in shown:
        say(f"── to {to}, not sent\n{payload}\n")
    for receipt in receipts:
        say(in_words(receipt))
    note = f" --note {typed(ready.prepared.sharing.note)}" if ready.prepared.sharing.note else ""
    for network in ready.by_hand:
        say(f"{network} is yours to post at: gapfeed share write {item} --to {typed(ready.circle.name)} --network {network}{note} --open")
