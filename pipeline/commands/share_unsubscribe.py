"""`gapfeed share unsubscribe`: take somebody off the lists of subscribers."""

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it in each list as JSON.")
@click.pass_obj
def unsubscribe(context: Context, *, address: str, as_json: bool) -> None:
    """Write today's date under `left` for ADDRESS in every list of subscribers: no edition is mailed there any more."""
    from pipeline.share.mailing import unsubscribe as take_off

    settings = context.settings()
    lists = take_off(settings, address, context.now().astimezone(settings.learner.timezone).date())
    if as_json:
        say_json({"lists": [{"file": str(one.file), "outcome": one.outcome} for one in lists]})
        return
    for one in lists:
        say(f"{one.file}: {address} {_WORDS[one.outcome]}")


_WORDS = {
    "taken off": "was taken off",
    "gone before": "had left before; nothing was changed",
    "unknown there": "does not stand there; look whether it is spelt otherwise",
}
