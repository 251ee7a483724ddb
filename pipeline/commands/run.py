"""`gapfeed run`: one whole run, fit for cron."""

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.option("--publish", "regardless", is_flag=True, help="Publish although no digest is due yet.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, *, regardless: bool, as_json: bool) -> None:
    """Collect what is due, and publish if a digest is due. The first run ever publishes at once."""
    from pipeline.commands.progress_bar import asking
    from pipeline.commands.reports import run_facts, run_lines
    from pipeline.daily import run
    from pipeline.edges.lock import run_lock

    settings = context.settings()
    with run_lock(settings.store, "gapfeed run"), context.household(settings) as house, asking() as progress:
        report = run(house.tools, lambda: house.desk, settings, house.catalogue, context.now(), regardless=regardless, progress=progress)
    if as_json:
        say_json(run_facts(report))
    else:
        for line in run_lines(report):
            say(line)
