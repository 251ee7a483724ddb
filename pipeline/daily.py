"""One run: follow what is configured, collect what is due, publish if a digest is due."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.catalog import Catalogue
from pipeline.collect import CollectReport, Progress, collect
from pipeline.deliver import deliver
from pipeline.edges.store import Store
from pipeline.model.digests import Receipt
from pipeline.publish import Desk, PublishOutcome, publish
from pipeline.settings import LEARNER, Settings
from pipeline.slots import Slot, latest_slot, slot_for
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
    tools: Tools, desk: Desk, settings: Settings, catalogue: Catalogue, now: datetime, *, regardless: bool, progress: Progress, notice: str | None = None
) -> RunReport:  # fmt: skip
    """Collect what is due, then publish if a digest is due at *now*, or *regardless*.

    The first run ever publishes at once, whatever the hour. Where no source could be read, an empty digest would say
    nothing about the day and take its slot, so none is made. What waits in the outbox is tried again in every run.
    """
    started = now
    unusable = sync(tools.store, settings, catalogue, now)
    collected = collect(tools, settings, now, progress=progress)
    slot = due_slot(desk.store, settings, now, regardless=regardless)
    published = None if slot is None else publish(desk, settings, slot, now, notice=notice, even_empty=not collected.blind)
    receipts = deliver(desk.store.outbox, desk.postroom, settings, now) if published is None else ()
    if collected.asked and not collected.offline:
        desk.store.articles.forget_texts(seen_before=now - settings.keep_unpicked)
    if collected.asked or published is not None:
        tools.store.record_run(
            "run", started, now, "offline" if collected.offline else "done", f"{collected.asked} asked, {collected.new} new"
        )
    return RunReport(unusable=unusable, collected=collected, published=published, receipts=receipts)


def due_slot(store: Store, settings: Settings, now: datetime, *, regardless: bool = False) -> Slot | None:
    """Return the slot to publish for at *now*, None where none is due: the latest that has come, if it has no digest yet.

    Nor is one that was passed over: the first run of all, early in the morning, makes the digest of the morning to come,
    and none of yesterday's.
    """
    if regardless or not store.digests.any():
        return slot_for(settings, now)
    slot = latest_slot(settings, now)
    if slot is None or store.digests.has(slot.digest_id(LEARNER)):
        return None
    return None if store.digests.passed_over(slot.day, slot.name, slot.moment, now) else slot
