"""Read the files of the lexicon and the catalogue, keeping compiled copies of them because YAML is slow to read."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from pipeline import catalog
from pipeline.catalog import Catalogue, read_catalogue
from pipeline.edges.copies import cache_folders, fingerprint_of, keep, kept, write_copy
from pipeline.errors import CannotDo
from pipeline.resources import packaged
from pipeline.settings import SkillId
from pipeline.skills import Group, Lexicon, Skill, Words
from pipeline.yaml_text import NotYaml, read_plain

#: Counts up whenever the compiled copy is laid out differently.
_LAYOUT = 3


def lexicon(folder: Path | None = None, cache: Path | None = None) -> Lexicon:
    """Return the lexicon of *folder* (the shipped one by default): from the compiled copy where it fits, else from the files.

    The copy is named by the content of the files. It lies in *cache*, by default the user's cache folder, else the
    temporary folder; where neither can be written, the files are read each time (about two seconds).

    Raises:
        CannotDo: a file is not as it should be; says which and where.
    """
    home = folder or packaged("lexicon")
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(home.glob("*.yaml"))}
    # What was learned beside it makes other tags as well.
    fingerprint = _fingerprint(texts | {file.name: file.read_text(encoding="utf-8") for file in home.glob("leanings/version.txt")})
    name = f"lexicon-{fingerprint[:16]}.json"
    homes = [cache] if cache else [*cache_folders()]
    for home in homes:
        known = _compiled(home / name, fingerprint)
        if known is not None:
            return known
    made = _read(texts, fingerprint)
    for home in homes:
        if _keep(made, home / name):
            break
    return made


def catalogue(folder: Path | None = None) -> Catalogue:
    """Return the catalogue of *folder* (the shipped one by default): from the copy where it fits, else from the files.

    Raises:
        CannotDo: a file is not as it should be; says which and where.
    """
    home = folder or packaged("catalogue")
    key = fingerprint_of(*home.glob("*.yaml"), Path(catalog.__file__))
    known: Catalogue | None = kept("catalogue", key)
    if known is not None:
        return known
    made = read_catalogue(home)
    keep("catalogue", key, made)
    return made


def _refuse(problem: str) -> NoReturn:
    message = f"the lexicon cannot be read: {problem}"
    raise CannotDo(message)


def _fingerprint(texts: Mapping[str, str]) -> str:
    digest = sha256(str(_LAYOUT).encode())
    for name, text in texts.items():
        digest.update(f"\0{name}\0{text}".encode())
    return digest.hexdigest()


def _read(texts: Mapping[str, str], fingerprint: str) -> Lexicon:
    groups: dict[str, Group] = {}
    skills: dict[SkillId, Skill] = {}
    for name, text in texts.items():
        try:
            content = read_plain(text)
        except NotYaml as error:
            _refuse(f"lexicon/{name}:{error}")
        if not isinstance(content, dict) or "group" not in content:
            _refuse(f"lexicon/{name}: expected a group with its skills")
        group = Group(id=str(content["group"]), names=_names(content.get("name"), f"lexicon/{name}: name"))
        groups[group.id] = group
        for entry in content.get("skills") or ():
            skill = _skill(entry, group.id, f"lexicon/{name}")
            if skill.id in skills:
                _refuse(f"lexicon/{name}: the skill {skill.id} stands twice, here and in the group {skills[skill.id].group}")
            skills[skill.id] = skill
    return Lexicon(groups=groups, skills=skills, fingerprint=fingerprint)


def _skill(entry: object, group: str, place: str) -> Skill:
    if not isinstance(entry, dict) or "id" not in entry:
        _refuse(f"{place}: a skill has no id: {str(entry)[:60]}")
    place = f"{place}: {entry['id']}"
    return Skill(
        id=SkillId(str(entry["id"])),
        group=group,
        names=_names(entry.get("name"), f"{place}: name"),
        about=str(entry.get("about", "")),
        words=_words(entry.get("words"), f"{place}: words"),
        hints=_words(entry.get("hints"), f"{place}: hints"),
        ambiguous=_words(entry.get("ambiguous"), f"{place}: ambiguous"),
        lookalikes=_words(entry.get("not"), f"{place}: not"),
        related=_ids(entry.get("related")),
        narrower=_ids(entry.get("narrower")),
        esco=entry.get("esco"),
    )


def _ids(content: Any) -> tuple[SkillId, ...]:
    return tuple(SkillId(str(other)) for other in content or ())


def _names(content: object, place: str) -> dict[str, str]:
    if not isinstance(content, dict):
        _refuse(f"{place}: expected names by language")
    return {str(language): str(name) for language, name in content.items()}


def _words(content: object, place: str) -> Words:
    if content is None:
        return {}
    if not isinstance(content, dict) or not all(isinstance(words, list) for words in content.values()):
        _refuse(f"{place}: expected a list of words for each language")
    return {str(language): tuple(map(str, words)) for language, words in content.items()}


def _keep(made: Lexicon, file: Path) -> bool:
    """Write the compiled copy; tell whether it could be."""
    content = {"fingerprint": made.fingerprint, "groups": _plain(made.groups.values()), "skills": _plain(made.skills.values())}
    try:
        write_copy(file, json.dumps(content, ensure_ascii=False).encode(), "lexicon-*.json")
    except OSError:
        return False
    return True


def _plain(things: Iterable[Group | Skill]) -> list[dict[str, object]]:
    return [asdict(thing) for thing in things]


def _compiled(file: Path, fingerprint: str) -> Lexicon | None:
    """Return the compiled copy; None where there is none, or it is broken, or another's."""
    try:
        if hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
            return None
        content = json.loads(file.read_bytes())
        if content["fingerprint"] != fingerprint:
            return None
        groups = [Group(**group) for group in content["groups"]]
        skills = [_from_plain(skill) for skill in content["skills"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Lexicon(groups={group.id: group for group in groups}, skills={skill.id: skill for skill in skills}, fingerprint=fingerprint)


def _from_plain(skill: dict[str, object]) -> Skill:
    for kind in ("words", "hints", "ambiguous", "lookalikes"):
        skill[kind] = {language: tuple(words) for language, words in skill[kind].items()}  # type: ignore[attr-defined]
    for kind in ("related", "narrower"):
        skill[kind] = tuple(skill[kind])  # type: ignore[arg-type]
    return Skill(**skill)  # type: ignore[arg-type]
