"""`gapfeed publish`: lane 2 alone."""

from datetime import datetime

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The local day to publish for; today without it.")
@click.option("--dry-run", is_flag=True, help="Show what it would hold; store and deliver nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, *, day: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Make the digest of a day from what is stored, once."""
    from pipeline.commands.reports import plan_facts, plan_lines, publish_facts, publish_lines  # noqa: PLC0415 - keeps --help light
    from pipeline.edges.lock import run_lock  # noqa: PLC0415
    from pipeline.publish import draft, publish  # noqa: PLC0415
    from pipeline.slots import slot_for  # noqa: PLC0415

    settings, now = context.settings(), context.now()
    slot = slot_for(settings, now, None if day is None else day.date())
    with run_lock(settings.store, "gapfeed publish"), context.household(settings) as house:
        if dry_run:
            chosen = draft(house.desk, settings, slot, now)
            facts, lines = plan_facts(chosen), tuple(plan_lines(chosen))
        else:
            outcome = publish(house.desk, settings, slot, now)
            facts, lines = publish_facts(outcome), tuple(publish_lines(outcome))
    if as_json:
        say_json(facts)
        return
    for line in lines:
        say(line)
