"""`gapfeed progress` and `gapfeed log`: how far you are, and what you did."""

import click

from pipeline.commands.context import Context, say, say_json

_BAR = 10
_TOP_LEVEL = 5


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def progress(context: Context, *, as_json: bool) -> None:
    """Show where you stand with each skill and what was done for it."""
    from pipeline.reflect import progress_of

    settings = context.settings()
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.store(settings) as store:
        rows = progress_of(store, settings)
    if as_json:
        say_json([{"skill": row.skill, "level": row.level, "target": row.target, "done": row.done} for row in rows])
        return
    for row in rows:
        filled, wanted = row.level * _BAR // _TOP_LEVEL, row.target * _BAR // _TOP_LEVEL
        bar = "█" * filled + "░" * max(0, wanted - filled)
        say(f"{bar:<{_BAR}}  {lexicon.skills[row.skill].name('en')}: level {row.level} of {row.target}, {row.done} done")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one line each.")
@click.pass_obj
def log(context: Context, *, as_json: bool) -> None:
    """Show everything you did with items, oldest first."""
    from pipeline.reflect import record_of

    settings = context.settings()
    with context.store(settings) as store:
        rows = record_of(store)
    for event, candidate in rows:
        title = candidate.title if candidate else "(no longer kept)"
        if as_json:
            say_json(
                {
                    "at": event.at.isoformat(),
                    "event": event.kind,
                    "id": event.article,
                    "title": title,
                    "skills": event.skills,
                    "note": event.note,
                }
            )
        else:
            say(
                f"{event.at.astimezone(settings.learner.timezone):%Y-%m-%d %H:%M}  {event.kind.replace('_', ' ')}: {title}{f' — {event.note}' if event.note else ''}"
            )
    if not rows and not as_json:
        say("Nothing yet: `gapfeed done ITEM` keeps what you learned.")
