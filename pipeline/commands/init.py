"""`gapfeed init`: ask what, when and with whom, write a commented config.yaml, propose sources."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say

if TYPE_CHECKING:
    from pipeline.config.starter import Answers
    from pipeline.skills import Lexicon

_MOST_PROPOSED = 12


@click.command()
@click.option("--file", type=click.Path(path_type=Path), help="Where to write; config.yaml here, unless said otherwise.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option(
    "--skill",
    "skills",
    multiple=True,
    metavar="ID[:LEVEL[:TARGET]]",
    help="A skill to learn, e.g. data-visualisation:2:4; may be repeated.",
)
@click.option("--language", "languages", multiple=True, metavar="CODE", help="A language you read, e.g. en; may be repeated.")
@click.option("--minutes", type=click.IntRange(1, 600), help="How long you can learn on such a day.")
@click.option("--days", help="On which days: mon-fri, 'sat, sun', every day.")
@click.option("--mode", type=click.Choice(["read", "listen", "any"]), help="Whether you read or listen then.")
@click.option("--timezone", help="An IANA zone like Europe/Warsaw; without it, the system's.")
@click.option("--name", help="What you are called.")
@click.option("--circle", help="People you learn with, e.g. team.")
@click.option("--catalog/--no-catalog", default=None, help="Follow the catalogue's sources for your skills.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the defaults for what is not given.")
@click.pass_obj
def command(context: Context, /, *, file: Path | None, force: bool, yes: bool, **given: object) -> None:
    """Ask what you want to learn, when and with whom, and write config.yaml."""
    from pipeline.bootstrap import load_catalogue, system_timezone
    from pipeline.commands.interview import Interview
    from pipeline.config.read import read_settings, skills_by_group
    from pipeline.config.starter import written
    from pipeline.edges.files import write_file
    from pipeline.resources import bundled

    path = file or context.config_path or Path("config.yaml")
    _refuse_to_overwrite(path, force=force)
    lexicon = context.lexicon()
    interview = Interview(lexicon=lexicon, catalogue=load_catalogue(), given=given, asks=_may_ask(given, yes=yes), zone=system_timezone())
    answers = interview.hold()
    text = written(bundled("config.yaml").read_text(encoding="utf-8"), answers)
    # Read it back before it is written: what a person typed must never end in a file that does not work.
    read_settings(text, file=path, environment={}, system_timezone=None, known_skills=lexicon.skills, groups=skills_by_group(lexicon))
    write_file(path, text)
    _say_what_next(path, answers, lexicon, named=file is not None or context.config_path is not None)


def _refuse_to_overwrite(path: Path, *, force: bool) -> None:
    from pipeline.errors import UsageError

    if path.is_dir():
        message = f"{path} is a folder; give a file, like {path / 'config.yaml'}"
        raise UsageError(message)
    if path.exists() and not force:
        message = f"{path} is there already and was left as it is. `--force` replaces it; `--file` writes somewhere else."
        raise UsageError(message)


def _may_ask(given: dict[str, object], *, yes: bool) -> bool:
    """Tell whether to ask for what is missing; where nobody can answer, say so instead of waiting for ever."""
    from pipeline.commands.interview import can_ask
    from pipeline.errors import UsageError

    if yes and given["skills"]:
        return False
    if can_ask() and not yes:
        return True
    missing = (
        "give at least one --skill, e.g. --skill data-visualisation:2:4"
        if not given["skills"]
        else "add --yes to take the defaults for the rest"
    )
    message = (
        f"init asks questions, and there is nobody to answer them here: {missing}. `gapfeed skills find WORDS` looks for a skill's id."
    )
    raise UsageError(message)


def _say_what_next(path: Path, answers: "Answers", lexicon: "Lexicon", *, named: bool) -> None:
    from pipeline.bootstrap import load_catalogue
    from pipeline.catalog import served, sources_for

    catalogue = load_catalogue()
    wanted = tuple(gap.skill for gap in answers.gaps)
    sources = sources_for(catalogue, wanted, answers.languages)
    say()
    say(f"Written: {path}")
    if answers.follow_catalogue and sources:
        say(f"It follows {len(sources)} sources of the catalogue for these skills and languages:")
        for one in sources[:_MOST_PROPOSED]:
            say(f"  {one.source.title} ({', '.join(lexicon.skills[skill].name('en') for skill in one.skills if skill in wanted)})")
        if len(sources) > _MOST_PROPOSED:
            say(f"  and {len(sources) - _MOST_PROPOSED} more; `gapfeed sources list` shows them all")
    for skill in wanted:
        if not served(catalogue, skill, answers.languages):
            say(f"The catalogue has no source for {skill} in your languages yet: `gapfeed sources add ADDRESS` follows one you know.")
    config = f" --config {path}" if named and path != Path("config.yaml") else ""
    say(f"Next: `gapfeed{config} run` makes your first digest.")
