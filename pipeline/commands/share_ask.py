"""`gapfeed share ask`: what the networks count of what was sent."""

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.argument("numbers", nargs=-1, metavar="[N]...")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one line each.")
@click.pass_obj
def ask(context: Context, *, numbers: tuple[str, ...], as_json: bool) -> None:
    """Ask Mastodon and Bluesky how often share N, or each post of the last month, was liked, reposted and replied to."""
    from pipeline.commands.lines import own_way
    from pipeline.commands.share_history import came_back
    from pipeline.share.echoes import echoes

    settings, now = context.settings(), context.now()
    heard = False
    with context.household(settings) as house:
        for echo in echoes(house.means, numbers, now):
            heard = True
            share = echo.share
            counts = [response for response in share.responses if response.count is not None]
            if as_json:
                told: dict[str, int | None] = {response.kind: response.count for response in counts}
                say_json({"share": share.id, "network": share.network, "title": share.title, "why_not": echo.why_not, **told})
            else:
                said = echo.why_not or ", ".join(map(came_back, counts))
                say(f"{share.id:>3}  {share.network}, {own_way(share.title)}: {said}")
    if not heard and not as_json:
        say("Nothing to ask about: in the last month Gapfeed posted nothing at Mastodon or Bluesky.")
