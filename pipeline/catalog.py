"""Choose from the shipped catalogue the sources that serve a skill in a language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast, get_args

from feeds.errors import BadAddress
from feeds.model.sources import Source, SourceKind
from feeds.urls import checked_address, source_id
from pipeline.errors import CannotDo
from pipeline.model.sources import Subscription
from pipeline.settings import SkillId
from pipeline.yaml_text import NotYaml, read_plain

#: Sources proposed for a skill in each language: enough for a good digest every day, few enough to look through.
MOST_FOR_A_SKILL = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A source worth following, what it is good for, and where its address was seen."""

    title: str
    url: str
    site: str | None
    #: A two-letter code.
    language: str
    kind: SourceKind
    #: What it serves, best first.
    skills: tuple[SkillId, ...]
    about: str
    seen_in: str


Catalogue = tuple[CatalogueEntry, ...]


def read_catalogue(folder: Path) -> Catalogue:
    """Return every entry of the files in *folder*, in their order.

    Raises:
        CannotDo: a file is not as it should be; says which and where.
    """
    files = sorted(folder.glob("*.yaml"))
    return tuple(entry for file in files for entry in _entries(file.name, file.read_text(encoding="utf-8")))


@lru_cache(maxsize=4)
def _entries(name: str, text: str) -> Catalogue:
    """Return the entries of one file; kept, because YAML takes half a second to read and a command may ask twice."""
    try:
        content = read_plain(text)
    except NotYaml as error:
        message = f"catalogue/{name}:{error}"
        raise CannotDo(message) from error
    if not isinstance(content, list):
        message = f"catalogue/{name}: expected a list of sources"
        raise CannotDo(message)
    return tuple(_entry(raw, f"catalogue/{name}, entry {number}") for number, raw in enumerate(content, start=1))


def sources_for(catalogue: Catalogue, skills: Sequence[SkillId], languages: Sequence[str]) -> tuple[Subscription, ...]:
    """Return the sources to follow for *skills* in *languages*, each once: a few for each pair, the most fitting first."""
    chosen = {entry.url: entry for skill in skills for language in languages for entry in _best(catalogue, skill, language)}
    return tuple(subscription(entry) for entry in chosen.values())


def served(catalogue: Catalogue, skill: SkillId, languages: Sequence[str]) -> bool:
    """Tell whether the catalogue has any source for *skill* in one of the *languages*."""
    return any(skill in entry.skills and entry.language in languages for entry in catalogue)


def subscription(entry: CatalogueEntry) -> Subscription:
    """Return *entry* as something that can be followed."""
    source = Source(id=source_id(entry.url), url=entry.url, title=entry.title, site=entry.site, kind=entry.kind)
    return Subscription(source=source, skills=entry.skills, origin="catalogue")


def _best(catalogue: Catalogue, skill: SkillId, language: str) -> Iterator[CatalogueEntry]:
    """Yield the entries that fit best: those that name the skill early and among few others."""
    fitting = [entry for entry in catalogue if entry.language == language and skill in entry.skills]
    yield from sorted(fitting, key=lambda entry: (entry.skills.index(skill), len(entry.skills)))[:MOST_FOR_A_SKILL]


def _entry(raw: object, place: str) -> CatalogueEntry:
    if not isinstance(raw, dict):
        message = f"{place}: expected keys with values"
        raise CannotDo(message)
    for key in ("title", "url", "language", "kind", "skills"):
        if not raw.get(key):
            message = f"{place}: {key} is missing"
            raise CannotDo(message)
    if raw["kind"] not in get_args(SourceKind):
        message = f"{place}: there is no kind {raw['kind']!r}"
        raise CannotDo(message)
    try:
        url = checked_address(str(raw["url"]))
    except BadAddress as error:
        message = f"{place}: {error}"
        raise CannotDo(message) from error
    return CatalogueEntry(
        title=str(raw["title"]),
        url=url,
        site=str(raw["site"]) if raw.get("site") else None,
        language=str(raw["language"]),
        kind=cast("SourceKind", raw["kind"]),
        skills=tuple(SkillId(str(skill)) for skill in raw["skills"]),
        about=str(raw.get("about", "")),
        seen_in=str(raw.get("seen_in", "")),
    )
