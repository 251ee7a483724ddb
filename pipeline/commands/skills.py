"""`gapfeed skills`: look into the lexicon of skills."""

from collections.abc import Iterable
from typing import NoReturn

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.errors import UsageError
from pipeline.nearest import did_you_mean
from pipeline.skills import Lexicon, Skill


@click.group()
def command() -> None:
    """Look into the lexicon of skills."""


@command.command("list")
@click.option("--group", help="Only the skills of this group.")
@click.option("--language", default="en", show_default=True, help="The language of the names, as a two-letter code.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, one line each.")
@click.pass_obj
def list_skills(context: Context, *, group: str | None, language: str, as_json: bool) -> None:
    """Show every skill, group by group."""
    lexicon = _lexicon(context)
    if group is not None and group not in lexicon.groups:
        refuse_unknown("group", group, lexicon.groups)
    for one in lexicon.groups.values():
        skills = [skill for skill in lexicon.skills.values() if skill.group == one.id and group in {None, one.id}]
        if as_json:
            for skill in skills:
                say_json({"skill": skill.id, "group": skill.group, "name": skill.name(language), "about": skill.about})
        elif skills:
            say(f"{one.names.get(language) or one.names['en']} ({one.id})")
            width = max(len(skill.id) for skill in skills)
            for skill in skills:
                say(f"  {skill.id:{width}}  {skill.name(language)}")
            say()


@command.command()
@click.argument("skill_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def show(context: Context, *, skill_id: str, as_json: bool) -> None:
    """Show one skill: its names, its words, what lies near it."""
    lexicon = _lexicon(context)
    skill = next((skill for name, skill in lexicon.skills.items() if name == skill_id.strip().lower()), None)
    if skill is None:
        refuse_unknown("skill", skill_id, lexicon.skills)
    if as_json:
        say_json(
            {
                "skill": skill.id, "group": skill.group, "names": dict(skill.names), "about": skill.about, "words": dict(skill.words),
                "hints": dict(skill.hints), "not": dict(skill.lookalikes), "related": skill.related,
            }
        )  # fmt: skip
    else:
        _describe(skill)


@command.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--language", default="en", show_default=True, help="The language of the names, as a two-letter code.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, one line each.")
@click.pass_obj
def find(context: Context, *, words: tuple[str, ...], language: str, as_json: bool) -> None:
    """Find skills by id, name or word, in any language."""
    from pipeline.skill_finder import find_skills

    found = find_skills(_lexicon(context), " ".join(words))
    if not found and not as_json:
        say(
            f"No skill answers to {' '.join(words)!r}. `gapfeed skills list` shows them all; in config.yaml a skill can have `words:` of your own."
        )
    for skill in found:
        if as_json:
            say_json({"skill": skill.id, "group": skill.group, "name": skill.name(language), "about": skill.about})
        else:
            say(f"{skill.id} ({skill.group}): {skill.name(language)}. {skill.about}")


def _lexicon(context: Context) -> Lexicon:
    """Return the lexicon with the person's own skills, where there is a config that can be read."""
    from pipeline.errors import ConfigError, NoConfig

    try:
        return context.lexicon().with_own(context.settings().gaps)
    except (NoConfig, ConfigError):
        return context.lexicon()


def _describe(skill: Skill) -> None:
    say(f"{skill.id} ({skill.group})")
    say(f"  {skill.about}")
    say("  Names: " + "; ".join(f"{name} ({language})" for language, name in skill.names.items()))
    for title, words in (("Words", skill.words), ("Words that count only beside others", skill.hints), ("Not meant", skill.lookalikes)):
        for language, some in words.items():
            say(f"  {title} ({language}): {', '.join(some)}")
    if skill.related:
        say(f"  Near it: {', '.join(skill.related)}")


def refuse_unknown(what: str, name: str, known: Iterable[str]) -> NoReturn:
    """Say that *name* is none of the *known* skills or groups, and which one was probably meant."""
    message = f"there is no {what} {name!r}{did_you_mean(name, known) or '; `gapfeed skills list` shows them all'}"
    raise UsageError(message)
