"""`gapfeed search`: full text over everything that is kept."""

import click

from pipeline.commands.context import Context, say, say_json


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--most", type=click.IntRange(1, 200), default=20, show_default=True, help="How many hits to show.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, one line each.")
@click.pass_obj
def command(context: Context, *, query: tuple[str, ...], most: int, as_json: bool) -> None:
    """Search everything that is kept: every word must be there, in any of its forms."""
    from dataclasses import asdict

    from pipeline.ask import search

    settings = context.settings()
    with context.store(settings) as store:
        found = search(store, " ".join(query), settings.learner.languages, most=most)
    for one in found:
        if as_json:
            say_json(asdict(one))
        else:
            date = (one.published or "no date")[:10]
            say(
                f"{one.id}  {one.title} · {one.source_title} · {date}\n    {' '.join(one.excerpt.split())}"
                + (f"\n    {one.url}" if one.url else "")
            )
    if not found and not as_json:
        say(f"Nothing kept speaks of {' '.join(query)!r}.")
