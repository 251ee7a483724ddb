"""Propose sources of the catalogue for the skills and languages of a configuration: the widest gap first, each skill in turn."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import TypeVar

from feeds.model.ids import SourceId
from feeds.urls import source_id, url_key
from pipeline.catalog import Catalogue, CatalogueEntry
from pipeline.edges.store import Store
from pipeline.model.health import CatalogueCheck
from pipeline.settings import Gap, Settings, SkillId

Thing = TypeVar("Thing")

#: Proposals at a time: as many as a person looks through.
MOST_SUGGESTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A source worth following, and the gap it would close."""

    entry: CatalogueEntry
    gap: Gap
    #: Where it answers: the catalogue's address, or the one it has moved to since.
    url: str
    #: What was found there when it was last asked from this machine, None before.
    check: CatalogueCheck | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What is proposed, and what is not although it would fit."""

    suggested: tuple[Suggestion, ...]
    #: Fitting entries whose addresses proved dead.
    dead: tuple[CatalogueEntry, ...] = ()
    #: Skills for which nothing is left to propose.
    unserved: tuple[SkillId, ...] = ()


def suggest(store: Store, settings: Settings, catalogue: Catalogue) -> Suggestions:
    """Return what the catalogue has for *settings* beside what is followed, muted, removed or dead."""
    followed = store.sources.health()
    taken = {one.subscription.source.id for one in followed} | store.sources.removed()
    taken |= {store.sources.known_as(address) for address in settings.sources.muted_sources}
    return suggestions(
        settings.gaps, settings.learner.languages, catalogue, taken=store.sources.addresses_of(taken),
        sites={url_key(site) for one in followed if (site := one.subscription.source.site)}, checks=store.checks.all(),
    )  # fmt: skip


def suggestions(
    gaps: Sequence[Gap], languages: Sequence[str], catalogue: Catalogue, *,
    taken: Collection[SourceId], sites: Collection[str], checks: Mapping[SourceId, CatalogueCheck],
) -> Suggestions:  # fmt: skip
    """Return at most `MOST_SUGGESTED` entries, one for each gap in turn, the widest gap first.

    Args:
        gaps: what the person wants to learn.
        languages: what they read.
        catalogue: what there is to propose.
        taken: addresses, as ids, of which nothing is proposed: what is followed, muted or removed.
        sites: sites, as `url_key` writes them, of which something is followed.
        checks: what was found at the addresses of the catalogue, by the source.

    """
    fitting = [entry for entry in catalogue if entry.language in languages and {gap.skill for gap in gaps} & set(entry.skills)]
    addresses = {entry.url: {source_id(url) for url in (entry.url, _moved_to(checks, entry)) if url} for entry in fitting}
    free = [entry for entry in fitting if addresses[entry.url].isdisjoint(taken) and (not entry.site or url_key(entry.site) not in sites)]
    dead = tuple(entry for entry in free if _verdict(checks, entry) == "dead")
    living = [entry for entry in free if entry not in dead]
    ranked = sorted(gaps, key=lambda gap: (gap.level - gap.target, gap.by or date.max))
    queues = [[(gap, entry) for entry in _for_skill(gap.skill, languages, living)] for gap in ranked]
    chosen: dict[str, Suggestion] = {}
    for gap, entry in _in_turn(queues):
        check = checks.get(source_id(entry.url))
        url = _moved_to(checks, entry) or entry.url
        if len(chosen) < MOST_SUGGESTED:
            chosen.setdefault(entry.url, Suggestion(entry=entry, gap=gap, url=url, check=check))
    unserved = tuple(gap.skill for gap, queue in zip(ranked, queues, strict=True) if not queue)
    return Suggestions(suggested=tuple(chosen.values()), dead=dead, unserved=unserved)


def _for_skill(skill: SkillId, languages: Sequence[str], entries: Iterable[CatalogueEntry]) -> Iterator[CatalogueEntry]:
    """Yield the entries for *skill*, the languages in turn: in each, those that name the skill early and among few others first."""
    serving = [entry for entry in entries if skill in entry.skills]
    by_language = (
        sorted((entry for entry in serving if entry.language == language), key=lambda entry: (entry.skills.index(skill), len(entry.skills)))
        for language in languages
    )
    return _in_turn(list(by_language))


def _in_turn(queues: Sequence[Sequence[Thing]]) -> Iterator[Thing]:
    return (one for turn in zip_longest(*queues) for one in turn if one is not None)


def _verdict(checks: Mapping[SourceId, CatalogueCheck], entry: CatalogueEntry) -> str | None:
    check = checks.get(source_id(entry.url))
    return check.verdict if check else None


def _moved_to(checks: Mapping[SourceId, CatalogueCheck], entry: CatalogueEntry) -> str | None:
    check = checks.get(source_id(entry.url))
    return check.moved_to if check else None
