"""The command line: which commands there are, and how an error becomes a sentence and an exit code."""

import atexit
import gc
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import click

from pipeline.commands.context import Context
from pipeline.errors import GapfeedError

#: Every command: the module of `pipeline.commands` that holds it, its name there, and what it does in a few words.
#: Written down here so that `gapfeed --help` imports none of them.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("demo", "command", "Run every lane on bundled samples, offline, and say what to open."),
    "init": ("init", "command", "Ask what, when and with whom, and write config.yaml."),
    "run": ("run", "command", "Collect what is due and publish if a digest is due; fit for cron."),
    "collect": ("collect", "command", "Ask the sources that are due."),
    "publish": ("publish", "command", "Make the digest of a day."),
    "serve": ("serve", "command", "Stay and do both at their hours."),
    "share": ("share", "command", "Pass on the best of it: a post, or an edition."),
    "done": ("feedback", "done", "Say that you are done with an item."),
    "save": ("feedback", "save", "Keep an item for later."),
    "more": ("feedback", "more", "Ask for more like an item."),
    "less": ("feedback", "less", "Ask for less like an item, or fewer from its source."),
    "too-easy": ("feedback", "too_easy", "Say that an item was too easy."),
    "too-hard": ("feedback", "too_hard", "Say that an item was too hard."),
    "undo": ("feedback", "undo", "Take back the last thing said about an item."),
    "progress": ("progress", "command", "Show progress per skill."),
    "log": ("log", "command", "Show what you did and learned."),
    "sources": ("sources", "command", "See, add, remove, import and export subscriptions."),
    "skills": ("skills", "command", "Look into the lexicon of skills; import ESCO's."),
    "search": ("search", "command", "Search everything that is kept."),
    "explain": ("explain", "command", "Say why an item was picked, or left out."),
    "inspect": ("inspect", "command", "Run stages on files and print what they made."),
    "config": ("config", "command", "Check, describe and show the configuration."),
    "doctor": ("doctor", "command", "Look for what is wrong on this machine."),
}  # fmt: skip


#: Moments that --at takes: no feed is older, and what is counted from them stays within what dates can hold.
_FIRST_YEAR, _LAST_YEAR = 1990, 2999


class _LazyGroup(click.Group):
    """A group that imports a command when it is called, and lists it without importing it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table, which is the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported now."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, name, _ = entry
        command: click.Command = getattr(import_module(f"pipeline.commands.{module}"), name)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table alone."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed, or say which one is near."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from pipeline.nearest import did_you_mean

            ctx.fail(f"there is no command {args[0]!r}{did_you_mean(args[0], COMMANDS) or '.'}")
        return super().resolve_command(ctx, args)


def _moment(_ctx: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        message = f"{value!r} is no moment; write it like 2026-02-18T07:00+01:00"
        raise click.BadParameter(message) from None
    if moment.tzinfo is None:
        message = f"{value!r} has no time zone; write it like {moment.isoformat(timespec='minutes')}+01:00"
        raise click.BadParameter(message)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        message = f"{value!r} lies too far away; give a moment between {_FIRST_YEAR} and {_LAST_YEAR}"
        raise click.BadParameter(message)
    return moment.astimezone(UTC)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="The config.yaml to use.")
@click.option("--at", callback=_moment, metavar="MOMENT", help="Take this moment for now, e.g. 2026-02-18T07:00+01:00.")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
@click.version_option(package_name="gapfeed", message="gapfeed %(version)s")
@click.pass_context
def gapfeed(ctx: click.Context, config_path: Path | None, at: datetime | None, debug: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Read the open web for what you want to learn, in the time you have, and pass on the best of it.

    Begin with `gapfeed demo` to see it, or `gapfeed init` to make it yours.
    """
    ctx.obj = Context(config_path=config_path, at=at, debug=debug)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 could not, 2 wrong usage or config, 3 another run holds the lock."""
    # Importing makes much that stays and no cycles to speak of: looking for them at the default rate takes a tenth of a short run.
    gc.set_threshold(20_000, 20, 20)
    # At its end Python would look through everything once more, only to find what the system takes back anyway.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        # Whatever the console's code page: Arabic, Polish and Bulgarian are ordinary output.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    debug = "--debug" in (sys.argv if arguments is None else arguments)
    try:
        status = gapfeed.main(args=None if arguments is None else list(arguments), prog_name="gapfeed", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except GapfeedError as error:
        _complain(str(error), debug=debug)
        sys.exit(error.exit_code)
    except OSError as error:
        _complain(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}", debug=debug)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence
        _complain(
            f"Something went wrong that should not: {type(error).__name__}: {error}\nRun it again with --debug for the details.",
            debug=debug,
        )
        sys.exit(1)
    # Outside its standalone mode click hands back what a command exits with.
    if isinstance(status, int) and status:
        sys.exit(status)


def _complain(words: str, *, debug: bool) -> None:
    if debug:
        from traceback import print_exc

        print_exc()
    click.echo(words, err=True)


if __name__ == "__main__":
    main()
