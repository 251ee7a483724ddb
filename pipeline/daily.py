"""One run: follow what is configured, collect what is due, publish if a digest is due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.catalog import Catalogue
from pipeline.collect import CollectReport, Progress, collect
from pipeline.deliver import deliver, put_off
from pipeline.edges.store import Store
from pipeline.model.digests import Receipt
from pipeline.publish import AlreadyPublished, Desk, NothingToRead, Published, PublishOutcome, publish
from pipeline.settings import LEARNER, Settings
from pipeline.slots import Slot, latest_slots, slot_for
from pipeline.subscribe import sync
from pipeline.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one run did."""

    #: Sources that configuration names and that cannot be used, in words.
    unusable: tuple[str, ...]
    collected: CollectReport
    #: None where no digest was due.
    published: PublishOutcome | None
    #: What became of earlier digests that still waited to be delivered.
    receipts: tuple[Receipt, ...] = ()


def run(
    tools: Tools, desk: Callable[[], Desk], settings: Settings, catalogue: Catalogue, now: datetime, *,
    regardless: bool, progress: Progress, notice: str | None = None,
) -> RunReport:  # fmt: skip
    """Collect what is due, then publish if a digest is due at *now*, or *regardless*.

    The first run ever publishes at once, whatever the hour. Where no source could be read, an empty digest would say
    nothing about the day and take its slot, so none is made. What waits in the outbox is tried again in every run.
    *desk* is asked for only where there is something to publish or to deliver: at most times of a day there is not, and to read the
    lexicon and the phrases takes several times as long as to find that out.
    """
    started = now
    unusable = sync(tools.store, settings, catalogue, now)
    collected = collect(tools, settings, now, progress=progress)
    slot = due_slot(tools.store, settings, now, regardless=regardless)
    published = None if slot is None else publish(desk(), settings, slot, now, notice=notice, even_empty=not collected.blind)
    receipts = () if isinstance(published, Published | AlreadyPublished) else _deliver_what_waits(tools.store, desk, settings, now)
    if collected.asked and not collected.offline:
        tools.store.articles.forget_texts(seen_before=now - settings.keep_unpicked)
    # That there is no network is one state, however often it is looked for.
    still_offline = collected.offline and tools.store.sources.offline_at() is not None
    made_something = published is not None and not isinstance(published, NothingToRead)
    if made_something or (collected.asked and not still_offline):
        tools.store.record_run(
            "run", started, now, "offline" if collected.offline else "done", f"{collected.asked} asked, {collected.new} new"
        )
    return RunReport(unusable=unusable, collected=collected, published=published, receipts=receipts)


def due_slot(store: Store, settings: Settings, now: datetime, *, regardless: bool = False) -> Slot | None:
    """Return the slot to publish for at *now*, None where none is due: the latest that has come, if it has no digest yet.

    Earlier ones that were missed are not made up for. Nor is one that was passed over: the first run of all, early in the morning,
    makes the digest of the morning to come, and none of yesterday's.
    """
    if regardless or not store.digests.any():
        return slot_for(settings, now)
    waiting = (slot for slot in latest_slots(settings, now) if not store.digests.has(slot.digest_id(LEARNER)))
    return next((slot for slot in waiting if not store.digests.passed_over(slot.day, slot.name, slot.moment, now)), None)


def _deliver_what_waits(store: Store, desk: Callable[[], Desk], settings: Settings, now: datetime) -> tuple[Receipt, ...]:
    if not store.outbox.has_work(now):
        return put_off(store.outbox, settings, now)
    return deliver(store.outbox, desk().postroom, settings, now)
