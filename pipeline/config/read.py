"""Read config.yaml into Settings, naming every mistake at once with its line."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.config.checks import cross_checks, learnt_from_esco, own_skills
from pipeline.config.find import NAME
from pipeline.config.mistakes import sentences
from pipeline.config.model import Config
from pipeline.config.settings import settings_from
from pipeline.config.tree import Place, Tree, read_tree
from pipeline.errors import ConfigError, Mistake
from pipeline.esco import Esco
from pipeline.settings import Settings
from pipeline.skills import Lexicon


def read_settings(
    text: str,
    *,
    file: Path | None,
    environment: Mapping[str, str],
    system_timezone: str | None,
    known_skills: Collection[str] | None = None,
    groups: Mapping[str, Collection[str]] | None = None,
    esco: Esco | None = None,
) -> Settings:
    """Return what *text* configures, every default filled in.

    Relative paths are relative to the folder of *file*. *environment* gives the addresses behind `url_env`;
    *system_timezone* counts where none is configured. With *known_skills*, other skills than these and the person's own
    are mistakes; where a circle or a source names one of the *groups*, the skills in it are meant. What *esco* knows can be
    learnt, too, by its id or its address.

    Raises:
        ConfigError: names every mistake with its line and column.
    """
    tree = read_tree(text)
    unreadable = tree.content is None and tree.mistakes
    config, problems = (None, {}) if unreadable else _checked(tree.content or {}, environment, known_skills, groups or {}, esco)
    mistakes = _all_mistakes(tree, problems)
    if config is None or mistakes:
        raise ConfigError(file or NAME, mistakes)
    return settings_from(config, file=file, environment=environment, system_timezone=system_timezone, groups=groups or {}, esco=esco)


def skills_by_group(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """Return the skills of every group of *lexicon*: what `read_settings` takes as its groups."""
    return {group: tuple(skill.id for skill in lexicon.skills.values() if skill.group == group) for group in lexicon.groups}


@cache
def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of config.yaml, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Config.model_json_schema()


def _checked(
    content: Any,
    environment: Mapping[str, str],
    known_skills: Collection[str] | None,
    groups: Mapping[str, Collection[str]],
    esco: Esco | None,
) -> tuple[Config | None, dict[Place, str]]:
    """Return the config where it has its shape, and one sentence for every place where something is wrong."""
    problems = dict(cross_checks(content, environment, esco))
    known = None if known_skills is None else frozenset({*known_skills, *own_skills(content), *learnt_from_esco(content, esco)})
    try:
        return Config.model_validate(content, context={"known_skills": known, "groups": frozenset(groups), "esco": esco}), problems
    except ValidationError as error:
        return None, problems | _first_at_each_place(sentences(error, json_schema()))


def _first_at_each_place(problems: Iterable[tuple[Place, str]]) -> dict[Place, str]:
    first: dict[Place, str] = {}
    for place, problem in problems:
        first.setdefault(place, problem)
    return first


def _all_mistakes(tree: Tree, problems: Mapping[Place, str]) -> tuple[Mistake, ...]:
    """Return every mistake in the order of the file; what follows only from one that the tree named already is not repeated."""
    told = [mistake.place for mistake in tree.mistakes]
    further = {tree.mistake(place, problem) for place, problem in problems.items()}
    new = (mistake for mistake in further if not any(_lies_in(place, mistake.place) for place in told))
    return tuple(sorted([*tree.mistakes, *new], key=lambda mistake: (mistake.line, mistake.column, mistake.place, mistake.problem)))


def _lies_in(place: str, outer: str) -> bool:
    return place == outer or place.startswith((f"{outer}.", f"{outer}["))
