"""`gapfeed config`: check, describe and show the configuration."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json

if TYPE_CHECKING:
    from pipeline.settings import Settings


@click.group()
def command() -> None:
    """Check, describe and show the configuration."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the mistakes as JSON, one line each.")
@click.pass_obj
def check(context: Context, *, file: Path | None, as_json: bool) -> None:
    """Name every mistake in FILE, or in the configuration that applies, with its line."""
    from pipeline.bootstrap import load_settings
    from pipeline.errors import ConfigError, UsageError
    from pipeline.subscribe import unusable_lists

    try:
        settings, notices = load_settings(file or context.config_path)
    except ConfigError as error:
        if not as_json:
            raise
        for mistake in error.mistakes:
            say_json(
                {"file": error.file, "line": mistake.line, "column": mistake.column, "place": mistake.place, "problem": mistake.problem}
            )
        raise SystemExit(error.exit_code) from error
    for notice in notices:
        click.echo(notice, err=True)
    unusable = unusable_lists(settings)
    if unusable:
        raise UsageError("\n".join(unusable))
    if not as_json:
        minutes = sum(window.minutes * len(window.days) for window in settings.windows)
        say(f"{settings.file} is in order. To learn: {', '.join(gap.skill for gap in settings.gaps)}. Time: {minutes} minutes a week.")
        if (note := _note_on_language(settings)) is not None:
            say(note)


@command.command()
def schema() -> None:
    """Print the JSON Schema of config.yaml, for editors."""
    import json

    from pipeline.config.read import json_schema

    say(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@command.command()
@click.pass_obj
def show(context: Context) -> None:
    """Print what is in force, every default included; secrets are never in it."""
    from pipeline.config.shown import shown

    settings = context.settings()
    say(shown(settings).rstrip("\n"))
    if (note := _note_on_language(settings)) is not None:
        say(f"# {note}")


def _note_on_language(settings: "Settings") -> str | None:
    """Return in which language the digest's own words are, where that is not the first that the person reads."""
    from pipeline.phrases import english_name, spoken
    from pipeline.resources import packaged

    languages = settings.learner.languages
    own = spoken(packaged("phrases"), *languages)
    if own == languages[0]:
        return None
    return f"The digest's own words will be in {english_name(own)}, as Gapfeed itself does not speak {english_name(languages[0])} yet."
