"""Lane 4: what the person did with an item, kept as events that change the next ranking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from pipeline.edges.store import Store
from pipeline.errors import CannotDo
from pipeline.model.digests import Candidate, Deed, Event, EventKind, SkillProgress
from pipeline.names import item_named
from pipeline.plain import one_line
from pipeline.settings import Settings, SkillId
from pipeline.stages.progress import progress
from pipeline.stages.saved import saved
from pipeline.stages.spreadsheet import spreadsheet

#: Words that answer one question about an item; the last of them is the answer.
_ANSWERS: tuple[frozenset[EventKind], ...] = (
    frozenset({"done", "save"}),
    frozenset({"more", "less"}),
    frozenset({"too_easy", "too_hard"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of something that the person said of an item."""

    candidate: Candidate
    event: Event
    #: The same was said before and still stands, so nothing was added.
    already: bool = False
    #: What an undo took back; None for anything else.
    undone: Event | None = None
    #: What still stands of all that was said of the item, in order, after an undo.
    standing: tuple[EventKind, ...] = ()


def tell(store: Store, item: str, kind: EventKind, now: datetime, *, note: str | None = None) -> Told:
    """Append what was done with *item*, unless the same was said of it before and still stands.

    Args:
        store: where it is kept.
        item: its number in the latest digest, the beginning of its id, or its address.
        kind: what was done.
        now: when.
        note: a sentence of the person's own, kept as one line; said again with another note, a word is kept again.

    Raises:
        UnknownItem: nothing, or more than one thing, goes by that name.
        CannotDo: there is nothing to take back.
    """
    candidate = item_named(store, item)
    note = one_line(note or "") or None
    said = [one for one in store.person.events() if one.article == candidate.id]
    if kind == "undo" and not said:
        message = f"there is nothing to take back: nothing that you said of “{one_line(candidate.title)}” still stands"
        raise CannotDo(message)
    skills = tuple(tag.skill for tag in candidate.tags if tag.is_present)
    event = Event(kind=kind, article=candidate.id, source=candidate.source, at=now, note=note, skills=skills)
    before = next((one for one in reversed(said) if _answer_one_question(one.kind, kind)), None)
    if before is not None and before.kind == kind and note in {None, before.note}:
        return Told(candidate=candidate, event=before, already=True)
    store.person.record(event)
    if kind != "undo":
        return Told(candidate=candidate, event=event)
    standing = tuple(dict.fromkeys(one.kind for one in store.person.events() if one.article == candidate.id))
    return Told(candidate=candidate, event=event, undone=said[-1], standing=standing)


def _answer_one_question(one: EventKind, other: EventKind) -> bool:
    return one == other or any({one, other} <= answers for answers in _ANSWERS)


def progress_of(store: Store, settings: Settings, now: datetime) -> tuple[SkillProgress, ...]:
    """Return the progress towards each skill of the configuration, in its order."""
    return progress(settings.gaps, store.person.deeds(), now)


def record_of(store: Store) -> tuple[Deed, ...]:
    """Return everything that the person did and did not undo, the latest first."""
    return tuple(sorted(store.person.deeds(), key=lambda deed: deed.event.at)[::-1])


def saved_for_later(store: Store) -> tuple[Deed, ...]:
    """Return what was saved and is still to come, the latest first."""
    return saved(store.person.deeds())[::-1]


def chosen_from(deeds: Iterable[Deed], *, skill: SkillId | None, since: date | None, timezone: tzinfo) -> tuple[Deed, ...]:
    """Return those of *deeds* that were for *skill*, and not before the day *since* by the clock of *timezone*; None leaves out a rule."""
    return tuple(
        deed
        for deed in deeds
        if (skill is None or skill in deed.skills) and (since is None or deed.event.at.astimezone(timezone).date() >= since)
    )


def as_spreadsheet(deeds: Iterable[Deed], timezone: tzinfo, *, raw: bool) -> str:
    """Return *deeds* as CSV with times by the clock of *timezone*: safe to open in a spreadsheet, or *raw* for a program."""
    return spreadsheet(deeds, timezone, raw=raw)
