"""`gapfeed publish`: lane 2 alone."""

from datetime import date

import click

from pipeline.commands.context import Context, say, say_json


def _day(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = f"{value!r} is no day; write it like 2026-02-18"
        raise click.BadParameter(message) from None


@click.command()
@click.option("--day", callback=_day, metavar="YYYY-MM-DD", help="The local day to publish for; today without it.")
@click.option("--dry-run", is_flag=True, help="Show what it would hold; store and deliver nothing.")
@click.option("--resend", is_flag=True, help="Only deliver once more what failed or was perhaps delivered, in the last two weeks.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, *, day: date | None, dry_run: bool, resend: bool, as_json: bool) -> None:
    """Make the digest of a day from what is stored, once."""
    from pipeline.commands.reports import plan_facts, plan_lines, publish_facts, publish_lines, receipt_facts, receipt_lines
    from pipeline.deliver import deliver_again
    from pipeline.edges.lock import run_lock
    from pipeline.errors import UsageError
    from pipeline.publish import draft, publish
    from pipeline.slots import slot_for

    if resend and (day is not None or dry_run):
        message = "--resend delivers what was made before; it goes with neither --day nor --dry-run"
        raise UsageError(message)
    settings, now = context.settings(), context.now()
    slot = slot_for(settings, now, day)
    with run_lock(settings.store, "gapfeed publish"), context.household(settings) as house:
        if dry_run:
            chosen = draft(house.desk, settings, slot, now)
            facts, lines = plan_facts(chosen), tuple(plan_lines(chosen))
        elif resend:
            receipts = deliver_again(house.desk.store.outbox, house.desk.postroom, settings, now)
            facts, lines = {"receipts": receipt_facts(receipts)}, tuple(receipt_lines(receipts)) or ("Nothing waits to be sent again.",)
        else:
            outcome = publish(house.desk, settings, slot, now)
            facts, lines = publish_facts(outcome), tuple(publish_lines(outcome))
    if as_json:
        say_json(facts)
        return
    for line in lines:
        say(line)
