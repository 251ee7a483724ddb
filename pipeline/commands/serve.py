"""`gapfeed serve`: stay, collect through the day and publish at the hours of the configuration."""

import click

from pipeline.commands.context import Context, say

#: Requests under way at a time: nobody waits for them, and after a night all sources are due at once.
_MOST_AT_ONCE = 8


@click.command()
@click.pass_obj
def command(context: Context) -> None:
    """Stay: ask sources when they are due, and publish at digest.at. Stop with Ctrl-C or SIGTERM."""
    from pipeline.bootstrap import build
    from pipeline.commands.reports import run_lines
    from pipeline.daily import run
    from pipeline.edges.clock import Clock
    from pipeline.edges.lock import run_lock
    from pipeline.edges.timer import Timer
    from pipeline.errors import UsageError
    from pipeline.slots import next_slot

    if context.at is not None:
        message = "serve goes by the clock, so --at means nothing to it; `gapfeed --at MOMENT run` does one run at a moment"
        raise UsageError(message)
    settings = context.settings()
    clock = Clock()
    voice = _Voice()

    # Each look builds its own household: between two of them nothing but the timer is held in memory.
    def look() -> None:
        house = build(settings, most_at_once=_MOST_AT_ONCE)
        try:
            report = run(
                house.tools,
                lambda: house.desk,
                settings,
                house.catalogue,
                clock.now(),
                regardless=False,
                progress=lambda _step, _done, _all: None,
            )
        finally:
            house.close()
        # What waits for its next try is told by whatever else there is to say: a look is taken every minute.
        is_idle = not report.collected.asked and report.published is None and all(one.outcome == "waiting" for one in report.receipts)
        voice.tell(*(() if is_idle else run_lines(report)), lasting=report.collected.offline or not report.collected.asked)

    with run_lock(settings.store, "gapfeed serve"):
        upcoming = next_slot(settings, clock.now())
        when = "never: digest.days names no day" if upcoming is None else f"{upcoming.day.isoformat()} {upcoming.name}"
        Timer(
            look=look, next_slot=lambda after: slot.moment if (slot := next_slot(settings, after)) else None,
            failed=lambda error: voice.tell(f"A job failed and will be tried again: {error}", lasting=True), clock=clock,
        ).run(lambda: say(f"Serving; the next digest is due {when} ({settings.learner.timezone.key}). Stop with Ctrl-C."))  # fmt: skip
        say("Stopped.")


class _Voice:
    """Says what happens; of what lasts, only that it began."""

    def __init__(self) -> None:
        self._lasts: tuple[str, ...] = ()

    def tell(self, *lines: str, lasting: bool) -> None:
        """Print *lines*, unless they are *lasting* and the same as before."""
        if not lasting or lines != self._lasts:
            for line in lines:
                say(line)
        self._lasts = lines if lasting else ()
