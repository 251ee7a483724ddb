"""`gapfeed share unsubscribe`: take somebody off the lists of subscribers."""

from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json

if TYPE_CHECKING:
    from pipeline.share.mailing import Unsubscribed


@click.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it in each list as JSON.")
@click.pass_obj
def unsubscribe(context: Context, *, address: str, as_json: bool) -> None:
    """Write today's date under `left` for ADDRESS in every list of subscribers: no edition is mailed there any more."""
    from pipeline.errors import CannotDo
    from pipeline.share.mailing import unsubscribe as take_off

    settings = context.settings()
    left = take_off(settings, address, context.now().astimezone(settings.learner.timezone).date())
    if as_json:
        lists = [{"file": str(one.file), "outcome": one.outcome, "why": one.why} for one in left.lists]
        say_json({"lists": lists, "named_by": left.circles})
    else:
        for one in left.lists:
            if not one.why:
                say(f"{one.file}: {address} {_WORDS[one.outcome]}")
        for circle in left.circles:
            say(
                f"{settings.file}: the circle {circle!r} names {address} under email:; Gapfeed does not rewrite that file, so take it out there"
            )
    if why := _why_not(left, address):
        raise CannotDo(why)


def _why_not(left: "Unsubscribed", address: str) -> str:
    """Return why somebody could not be taken off; "" where they were, or had left before."""
    if not left.lists:
        return "no circle has a list of subscribers: under network:, via: takes {subscribers: friends.csv}"
    if all(one.outcome == "unknown there" for one in left.lists):
        return f"{address} stands in no list of subscribers; look whether it is spelt otherwise"
    return "\n".join(one.why for one in left.lists if one.why)


_WORDS = {
    "taken off": "was taken off",
    "gone before": "had left before; nothing was changed",
    "unknown there": "does not stand there",
}
