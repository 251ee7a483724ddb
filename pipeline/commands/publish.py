"""`gapfeed publish`: lane 2 alone."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.records import day_given

if TYPE_CHECKING:
    from pipeline.settings import Settings


@click.command()
@click.option("--day", callback=day_given, metavar="YYYY-MM-DD", help="The local day to publish for; today without it.")
@click.option("--dry-run", is_flag=True, help="Show what it would hold; store and deliver nothing.")
@click.option("--resend", is_flag=True, help="Only deliver once more what failed or was perhaps delivered, in the last two weeks.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, *, day: date | None, dry_run: bool, resend: bool, as_json: bool) -> None:
    """Make the digest of a day from what is stored, once."""
    from pipeline.commands.reports import plan_facts, plan_lines, publish_facts, publish_lines
    from pipeline.edges.lock import run_lock
    from pipeline.errors import UsageError
    from pipeline.publish import draft, publish
    from pipeline.slots import slot_for

    if resend and (day is not None or dry_run):
        message = "--resend delivers what was made before; it goes with neither --day nor --dry-run"
        raise UsageError(message)
    settings, now = context.settings(), context.now()
    if resend:
        _tell(*_sent_again(context, settings, now), as_json=as_json)
        return
    slot = slot_for(settings, now, day)
    with run_lock(settings.store, "gapfeed publish"), context.household(settings) as house:
        if dry_run:
            chosen = draft(house.desk, settings, slot, now)
            facts, lines = plan_facts(chosen), tuple(plan_lines(chosen))
        else:
            outcome = publish(house.desk, settings, slot, now)
            facts, lines = publish_facts(outcome), tuple(publish_lines(outcome))
    _tell(facts, lines, as_json=as_json)


def _sent_again(context: Context, settings: "Settings", now: datetime) -> tuple[dict[str, object], tuple[str, ...]]:
    """Deliver once more what is stuck, or leave it to the run that is at work; return what was done, for programs and for people."""
    from pipeline.commands.reports import receipt_facts, receipt_lines
    from pipeline.deliver import deliver_again
    from pipeline.edges.lock import run_lock
    from pipeline.errors import LockHeld
    from pipeline.plain import counted

    nothing = "Nothing waits to be sent again."
    try:
        with run_lock(settings.store, "gapfeed publish"), context.household(settings) as house:
            receipts = deliver_again(house.desk.store.outbox, house.desk.postroom, settings, now)
    except LockHeld:
        # `gapfeed serve` holds the lock for as long as it stays, and to queue something needs none.
        with context.store(settings) as store:
            queued = store.outbox.again(now)
        left = "Another Gapfeed is at work: if it is `gapfeed serve`, it delivers within a minute; otherwise the next run does."
        return {"receipts": [], "queued": queued}, (
            f"Queued again: {counted(queued, 'delivery', 'deliveries')}. {left}" if queued else nothing,
        )
    return {"receipts": receipt_facts(receipts), "queued": 0}, tuple(receipt_lines(receipts)) or (nothing,)


def _tell(facts: dict[str, object], lines: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        say_json(facts)
        return
    for line in lines:
        say(line)
