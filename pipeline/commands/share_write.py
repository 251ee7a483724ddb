"""`gapfeed share write`: the post that passes an item on."""

from typing import get_args

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.settings import Network


@click.command()
@click.argument("item")
@click.option("--to", "circle", metavar="CIRCLE", help="Write for the networks of this circle.")
@click.option("--note", default="", help="Your own sentence, which opens the post.")
@click.option(
    "--network",
    "networks",
    multiple=True,
    type=click.Choice(get_args(Network)),
    help="Only this network.",
)
@click.option("--json", "as_json", is_flag=True, help="Print each post as JSON, one line each.")
@click.pass_obj
def write(context: Context, *, item: str, circle: str | None, note: str, networks: tuple[str, ...], as_json: bool) -> None:
    """Print the post that passes ITEM on: nothing is sent."""
    from pipeline.share import posts_for

    settings = context.settings()
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.store(settings) as store:
        posts = posts_for(store, settings, lexicon, item, note=note, networks=networks, circle=circle)  # type: ignore[arg-type]  # checked by click
    for post in posts:
        if as_json:
            say_json(
                {
                    "network": post.network,
                    "text": post.text,
                    "length": post.length,
                    "limit": post.limit,
                    "fits": post.fits,
                    "subject": post.subject,
                }
            )
            continue
        subject = f"Subject: {post.subject}\n\n" if post.subject else ""
        if len(posts) == 1:
            say(f"{subject}{post.text}")
        else:
            say(f"── {post.network} ({post.length} of {post.limit})\n{subject}{post.text}\n")
