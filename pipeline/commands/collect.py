"""`gapfeed collect`: lane 1 alone."""

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """Ask the sources that are due, and store what is new."""
    from pipeline.collect import collect
    from pipeline.commands.progress_bar import asking
    from pipeline.commands.reports import collect_facts, collect_lines
    from pipeline.edges.lock import run_lock
    from pipeline.subscribe import sync

    settings, now = context.settings(), context.now()
    with run_lock(settings.store, "gapfeed collect"), context.household(settings) as house, asking() as progress:
        unusable = sync(house.tools.store, settings, house.catalogue, now)
        report = collect(house.tools, settings, now, progress=progress)
    if as_json:
        say_json({"unusable": unusable, **collect_facts(report)})
        return
    for line in (*unusable, *collect_lines(report)):
        say(line)
