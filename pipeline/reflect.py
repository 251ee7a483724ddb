"""Lane 4: what the person did with an item, kept as events that change the next ranking."""

from datetime import datetime

from pipeline.edges.store import Store
from pipeline.errors import CannotDo
from pipeline.model.digests import Candidate, Event, EventKind, SkillProgress
from pipeline.model.ids import ArticleId
from pipeline.names import item_named
from pipeline.settings import Settings
from pipeline.stages.progress import progress


def tell(store: Store, item: str, kind: EventKind, now: datetime, *, note: str | None = None) -> Candidate:
    """Append what was done with *item* and return the article it was done with.

    Raises:
        UnknownItem: nothing, or more than one thing, goes by that name.
        CannotDo: there is nothing to take back.
    """
    candidate = item_named(store, item)
    if kind == "undo" and not any(event.article == candidate.id for event in store.person.events()):
        message = f"there is nothing to take back: nothing that you said of “{candidate.title}” still stands"
        raise CannotDo(message)
    skills = tuple(tag.skill for tag in candidate.tags if tag.is_present)
    store.person.record(Event(kind=kind, article=candidate.id, source=candidate.source, at=now, note=note, skills=skills))
    return candidate


def progress_of(store: Store, settings: Settings) -> tuple[SkillProgress, ...]:
    """Return the progress towards each skill of the configuration."""
    return progress(settings.gaps, store.person.events())


def record_of(store: Store) -> tuple[tuple[Event, Candidate | None], ...]:
    """Return everything that was done, oldest first, each with its article."""
    events = store.person.events()
    articles = {candidate.id: candidate for candidate in store.articles.by_ids(_unique(tuple(event.article for event in events)))}
    return tuple((event, articles.get(event.article)) for event in events)


def _unique(ids: tuple[ArticleId, ...]) -> tuple[ArticleId, ...]:
    return tuple(dict.fromkeys(ids))
