"""`gapfeed serve`: stay, collect through the day and publish at the hours of the configuration."""

import click

from pipeline.commands.context import Context, say


@click.command()
@click.pass_obj
def command(context: Context) -> None:
    """Stay: ask sources when they are due, and publish at digest.at. Stop with Ctrl-C or SIGTERM."""
    from pipeline.bootstrap import build
    from pipeline.commands.reports import publish_lines, run_lines
    from pipeline.daily import due_slot, run
    from pipeline.edges.lock import run_lock
    from pipeline.edges.timer import Timer
    from pipeline.errors import UsageError
    from pipeline.publish import publish
    from pipeline.slots import next_slot

    if context.at is not None:
        message = "serve goes by the clock, so --at means nothing to it; `gapfeed --at MOMENT run` does one run at a moment"
        raise UsageError(message)
    settings = context.settings()

    # Each job builds its own household: a database connection belongs to the thread that made it,
    # and between two jobs nothing but the timer is held in memory.
    def tick() -> None:
        house = build(settings)
        try:
            report = run(
                house.tools,
                house.desk,
                settings,
                house.catalogue,
                context.now(),
                regardless=False,
                progress=lambda _step, _done, _all: None,
            )
        finally:
            house.close()
        if report.collected.asked or report.published is not None:
            for line in run_lines(report):
                say(line)

    def publish_due() -> None:
        house = build(settings)
        try:
            slot = due_slot(house.desk.store, settings, context.now())
            outcome = None if slot is None else publish(house.desk, settings, slot, context.now())
        finally:
            house.close()
        for line in () if outcome is None else publish_lines(outcome):
            say(line)

    with run_lock(settings.store, "gapfeed serve"):
        upcoming = next_slot(settings, context.now())
        when = "never: digest.days names no day" if upcoming is None else f"{upcoming.day.isoformat()} {upcoming.name}"
        say(f"Serving; the next digest is due {when} ({settings.learner.timezone.key}). Stop with Ctrl-C.")
        Timer(
            tick=tick, publish=publish_due, next_slot=lambda after: slot.moment if (slot := next_slot(settings, after)) else None,
            failed=lambda error: say(f"A job failed and will be tried again: {error}"),
        ).run()  # fmt: skip
        say("Stopped.")
