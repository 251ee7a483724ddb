"""Which source an address leads to: one that moved is known by every address it ever had."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from feeds.model.ids import SourceId
from pipeline.edges.store.connection import Database, ask, put, stamp
from pipeline.model.sources import Subscription


def leading_elsewhere(database: Database) -> dict[SourceId, SourceId]:
    """Return the source of each address from which no source has its id."""
    return {SourceId(row["address"]): SourceId(row["source"]) for row in ask(database, "SELECT address, source FROM source_addresses")}


def source_at(database: Database, address: SourceId) -> SourceId:
    """Return the source that *address*, in the form of an id, leads to: its own where none is known to have moved."""
    rows = ask(database, "SELECT source FROM source_addresses WHERE address = ?", [address])
    return SourceId(rows[0]["source"]) if rows else address


def lead(database: Database, address: SourceId, url: str, source: SourceId, now: datetime) -> None:
    """Let the address *url* lead to *source* from now on; runs inside a transaction."""
    if address != source:
        row = {"address": address, "source": source, "url": url, "since": stamp(now)}
        put(database, "source_addresses", [row], key=["address"])


def each_once(subscriptions: Iterable[Subscription], elsewhere: Mapping[SourceId, SourceId]) -> dict[SourceId, Subscription]:
    """Return the subscriptions by the source they mean: the first that names it counts, and others say what it leaves open.

    It is private if any says so, and followed for the skills of them all.
    """
    wanted: dict[SourceId, Subscription] = {}
    for subscription in subscriptions:
        source = elsewhere.get(subscription.source.id, subscription.source.id)
        first = wanted.get(source)
        wanted[source] = subscription if first is None else _together(first, subscription)
    return wanted


def _together(first: Subscription, other: Subscription) -> Subscription:
    one, two = first.source, other.source
    return replace(
        first,
        source=replace(one, private=one.private or two.private, every=two.every if one.every is None else one.every),
        skills=tuple(dict.fromkeys((*first.skills, *other.skills))),
        categories=first.categories or other.categories,
    )
