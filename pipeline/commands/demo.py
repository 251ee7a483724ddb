"""`gapfeed demo`: every lane on bundled samples, offline."""

from pathlib import Path

import click

from pipeline.commands.context import Context, say


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-output"),
    show_default=True,
    help="The folder for what it makes.",
)
@click.pass_obj
def command(context: Context, *, out: Path) -> None:
    """Serve the sample sources on this machine, run every lane over them, and say what to open. Needs no network."""
    from pipeline.bootstrap import build, demo_settings
    from pipeline.commands.collect_report import collect_lines
    from pipeline.commands.reports import publish_lines
    from pipeline.demonstrate import MOMENT, check_folder, demonstrate, digest_page
    from pipeline.edges.files import write_file
    from pipeline.edges.lock import run_lock
    from pipeline.edges.samples import serving
    from pipeline.edges.store import forget
    from pipeline.resources import packaged

    folder, moment = out.resolve(), context.at or MOMENT
    check_folder(folder)
    settings = demo_settings(folder)
    with run_lock(settings.store, "gapfeed demo"), serving(packaged("demo") / "sites") as samples:
        # Its configuration lies beside what it makes, so that the other commands can be tried on it.
        write_file(folder / "config.yaml", (packaged("demo") / "config.yaml").read_text(encoding="utf-8"))
        forget(settings.store)
        house = build(settings, routes=samples.routes)
        try:
            shown = demonstrate(house.tools, house.desk, settings, house.catalogue, samples, folder, moment, say)
        finally:
            house.close()
    say()
    for line in collect_lines(shown.morning.collected):
        say(line)
    if shown.morning.published is not None:
        for line in publish_lines(shown.morning.published):
            say(line)
    say(f"  edition to pass on: {shown.edition.files[0]} ({shown.edition.items} items)")
    say(f"  posts for twelve networks: {shown.posts}")
    say(f"  marked as done: {shown.done.title}")
    say("\nThe other commands work on it too, as of that morning:")
    for words in ("explain 1", "share list"):
        say(f"  gapfeed --config {folder / 'config.yaml'} --at {moment.isoformat(timespec='minutes')} {words}")
    say(f"\nOpen this file in a browser:\n  {digest_page(shown, folder)}")
