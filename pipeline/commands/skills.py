"""`gapfeed skills`: look into the lexicon of skills, and into what was imported from ESCO."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.errors import CannotDo, UsageError
from pipeline.nearest import did_you_mean
from pipeline.settings import SkillId
from pipeline.skills import ESCO_GROUP, Lexicon, Skill

#: As much as a line of what was found says of a skill (letters): ESCO says whole paragraphs.
_SHOWN = 160


@click.group()
def command() -> None:
    """Look into the lexicon of skills; import ESCO's."""


@command.command("list")
@click.option("--group", help="Only the skills of this group.")
@click.option("--language", default="en", show_default=True, help="The language of the names, as a two-letter code.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, one line each.")
@click.pass_obj
def list_skills(context: Context, *, group: str | None, language: str, as_json: bool) -> None:
    """Show every skill, group by group; those imported from ESCO only with `--group esco`."""
    lexicon = _lexicon(context)
    if group == ESCO_GROUP.id:
        lexicon = _with_imported(context, lexicon)
    if group is not None and group not in lexicon.groups:
        refuse_unknown("group", group, (*lexicon.groups, ESCO_GROUP.id))
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
    """Show one skill: its names, its words, what lies near it. ID may also be the address of a concept of ESCO."""
    lexicon = _lexicon(context)
    skill = lexicon.skills.get(SkillId(skill_id.strip().lower())) or _imported(context, lexicon, skill_id)
    if skill is None:
        refuse_unknown("skill", skill_id, lexicon.skills)
    if as_json:
        say_json(
            {
                "skill": skill.id, "group": skill.group, "names": dict(skill.names), "about": skill.about, "words": dict(skill.words),
                "hints": dict(skill.hints), "not": dict(skill.lookalikes), "related": skill.related, "narrower": skill.narrower,
                "esco": skill.esco,
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
    """Find skills by id, name or word, in any language: those of the lexicon, then those imported from ESCO."""
    from pipeline.plain import shorten

    found = _found(context, " ".join(words), language)
    if not found and not as_json:
        say(
            f"No skill answers to {' '.join(words)!r}. `gapfeed skills list` shows them all; in config.yaml a skill can have `words:` of your own."
        )
    for skill in found:
        if as_json:
            say_json({"skill": skill.id, "group": skill.group, "name": skill.name(language), "about": skill.about})
        else:
            say(f"{skill.id} ({skill.group}): {skill.name(language)}. {shorten(skill.about, _SHOWN)}")


@command.command("import-esco")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", help="The language of the file, as a two-letter code; by default the one in its name: skills_bg.csv.")
@click.pass_obj
def import_esco(context: Context, *, file: Path, language: str | None) -> None:
    """Make the skills of ESCO known that FILE names, so that you can learn them.

    FILE is skills_LANG.csv of the download at https://esco.ec.europa.eu/en/use-esco/download (the classification, as CSV), English
    first where you want English ids. What was imported of that language before is replaced; other languages stay.
    """
    from pipeline.edges.imports import read_esco
    from pipeline.esco import ACKNOWLEDGEMENT
    from pipeline.esco_language import another_language

    entries = read_esco(file)
    code = _language_of(file, language)
    lexicon = context.lexicon()
    done = context.imports().replace(code, entries, reserved={*lexicon.skills, *lexicon.groups})
    say(f"{done.skills} skill{'s' if done.skills > 1 else ''} of ESCO known in {code}; imported so far: {', '.join(done.languages)}.")
    say("`gapfeed skills find WORDS` finds them; name one under `learn:` in config.yaml to learn it.")
    say(ACKNOWLEDGEMENT)
    if seen := another_language(entries, code):
        say(f"The names look like {seen} and not like {code}: if they are, import the file in {code} in their place.")


def _language_of(file: Path, given: str | None) -> str:
    """Return the language that a file of ESCO's is in, by its name or by what the person says.

    Raises:
        UsageError: neither says it, or they differ, or it is no language.
    """
    from pipeline.config.values import language as checked_language
    from pipeline.esco_file import language_in

    in_name = language_in(file.name)
    named = given or in_name
    if named is None:
        message = f"the name {file.name} does not say in which language the file is: add --language, as in `--language bg`"
        raise UsageError(message)
    try:
        code = checked_language(named)
    except ValueError as error:
        raise UsageError(str(error)) from error
    if in_name not in {None, code}:
        message = f"--language says {code}, but by its name the file is in {in_name}: leave out --language, or give the file another name"
        raise UsageError(message)
    return code


def _found(context: Context, words: str, language: str) -> list[Skill]:
    """Return the skills that *words* mean: the lexicon's, then those of ESCO; the lexicon's near misses only where there is nothing else."""
    from pipeline.esco import Esco, concept_as_skill
    from pipeline.skill_finder import find_skills

    lexicon, imports = _lexicon(context), context.imports()
    found = {skill.id: skill for skill in find_skills(lexicon, words, near_misses=False)}
    esco = Esco(lexicon=lexicon, shelf=imports)
    for concept in imports.find(words):
        skill = lexicon.skills.get(esco.id_for(concept)) or concept_as_skill(concept, lexicon, language)
        found.setdefault(skill.id, skill)
    return list(found.values()) or list(find_skills(lexicon, words))


def _imported(context: Context, lexicon: Lexicon, name: str) -> Skill | None:
    """Return the skill that is meant by an id or an address of ESCO."""
    from pipeline.esco import Esco, concept_as_skill

    imports = context.imports()
    skill = Esco(lexicon=lexicon, shelf=imports).id_of(name)
    concept = None if skill is None or skill in lexicon.skills else imports.concept(skill)
    return concept_as_skill(concept, lexicon, "en") if concept else lexicon.skills.get(skill) if skill else None


def _with_imported(context: Context, lexicon: Lexicon) -> Lexicon:
    """Return *lexicon* with every imported skill that it does not know, by its names alone.

    Raises:
        CannotDo: nothing was imported.
    """
    known = {skill.esco for skill in lexicon.skills.values() if skill.esco}
    concepts = context.imports().concepts()
    if not concepts:
        message = "nothing was imported from ESCO yet; `gapfeed skills import-esco FILE` does it"
        raise CannotDo(message)
    imported = {
        concept.id: Skill(
            id=concept.id, group=ESCO_GROUP.id, names={language: names[0] for language, names in concept.labels.items()},
            about=concept.about("en"), words={}, esco=concept.address,
        )
        for concept in concepts
        if concept.address not in known
    }  # fmt: skip
    return replace(lexicon, groups={**lexicon.groups, ESCO_GROUP.id: ESCO_GROUP}, skills={**imported, **lexicon.skills})


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
    if skill.narrower:
        say(f"  Parts and kinds of it: {', '.join(skill.narrower)}")
    if skill.esco:
        from pipeline.esco import ACKNOWLEDGEMENT

        say(f"  In ESCO: {skill.esco}")
        if skill.group == ESCO_GROUP.id:
            say("  Its names and labels are ESCO's; which of them count alone and which beside others, Gapfeed decides.")
        say(f"  {ACKNOWLEDGEMENT}")


def refuse_unknown(what: str, name: str, known: Iterable[str]) -> NoReturn:
    """Say that *name* is none of the *known* skills or groups, and which one was probably meant."""
    message = f"there is no {what} {name!r}{did_you_mean(name, known) or '; `gapfeed skills list` shows them all'}"
    raise UsageError(message)
