"""`gapfeed collect`: lane 1 alone."""

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.option("--feeds-only", is_flag=True, help="Ask the feeds only; pages are read in a later run.")
@click.pass_obj
def command(context: Context, *, as_json: bool, feeds_only: bool) -> None:
    """Ask the sources that are due, and store what is new."""
    from pipeline.collect import collect
    from pipeline.commands.collect_report import collect_facts, collect_lines
    from pipeline.commands.progress_bar import asking
    from pipeline.edges.lock import run_lock
    from pipeline.subscribe import sync

    settings, now = context.settings(), context.now()
    with run_lock(settings.store, "gapfeed collect"), context.household(settings) as house, asking() as progress:
        unusable = sync(house.tools.store, settings, house.catalogue, now)
        report = collect(house.tools, settings, now, feeds_only=feeds_only, progress=progress)
    if as_json:
        say_json({"unusable": unusable, **collect_facts(report)})
        return
    for line in (*unusable, *collect_lines(report)):
        say(line)
