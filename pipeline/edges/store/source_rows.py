"""Turn subscriptions and what is remembered of sources into rows, and rows into them."""

from datetime import timedelta
from typing import TYPE_CHECKING

from feeds.model.ids import SourceId
from feeds.model.sources import PollingHints, Source, SourceState
from pipeline.edges.store.connection import Row, as_json, from_json, moment, stamp
from pipeline.model.sources import Subscription
from pipeline.settings import LearnerId, SkillId

if TYPE_CHECKING:
    from pipeline.model.health import SourceHealth


def facts_of_subscription(subscription: Subscription, learner: LearnerId) -> Row:
    """Return what a subscription says; title, site and folders only where it says them, or they would hide what is known."""
    source = subscription.source
    facts = {
        "id": source.id, "learner": learner, "url": source.url, "title": source.title, "site": source.site, "kind": source.kind,
        "skills": as_json(subscription.skills), "every_seconds": None if source.every is None else int(source.every.total_seconds()),
        "private": int(source.private), "origin": subscription.origin,
        # A list says of every source where it stands; whoever else names it may say nothing.
        "categories": as_json(subscription.categories) if subscription.categories or subscription.origin == "opml" else None,
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value is not None or name == "every_seconds"}


def subscription_from(row: Row) -> Subscription:
    """Return the subscription of a row of `sources`, at the address where it is asked now."""
    every = row["every_seconds"]
    return Subscription(
        source=Source(
            id=SourceId(row["id"]), url=row["url"], title=row["title"], site=row["site"], kind=row["kind"],
            every=None if every is None else timedelta(seconds=every), private=bool(row["private"]),
        ),
        skills=tuple(SkillId(skill) for skill in from_json(row["skills"])),
        origin=row["origin"],
        categories=tuple(from_json(row["categories"])),
    )  # fmt: skip


def health_from(row: Row) -> "SourceHealth":
    """Return how a source fares, from a row of `sources` with the counts beside it."""
    from pipeline.model.health import SourceHealth

    return SourceHealth(
        subscription=subscription_from(row), state=state_from(row), items=row["items"], picked=row["picked"], last_outcome=row["last_outcome"],
        last_status=row["last_status"], named_as=row["named_as"], muted_at=moment(row["muted_at"]), muted_in_config=bool(row["muted_in_config"]),
    )  # fmt: skip


def state_row(state: SourceState) -> Row:
    """Return the columns that hold *state*."""
    return {
        "etag": state.etag, "last_modified": state.last_modified, "body_hash": state.body_hash, "next_check_at": stamp(state.next_check_at),
        "last_checked_at": stamp(state.last_checked_at), "last_success_at": stamp(state.last_success_at),
        "failures_in_a_row": state.failures_in_a_row, "last_error": state.last_error, "gone": int(state.gone),
        "hints": _hints_json(state.hints), "not_before": stamp(state.not_before), "moved_to": state.moved_to,
        "good_polls_there": state.good_polls_there,
    }  # fmt: skip


def state_from(row: Row) -> SourceState:
    """Return the state that a row of `sources` holds."""
    return SourceState(
        etag=row["etag"], last_modified=row["last_modified"], body_hash=row["body_hash"], next_check_at=moment(row["next_check_at"]),
        last_checked_at=moment(row["last_checked_at"]), last_success_at=moment(row["last_success_at"]),
        failures_in_a_row=row["failures_in_a_row"], last_error=row["last_error"], gone=bool(row["gone"]),
        hints=_hints_from(row["hints"]), not_before=moment(row["not_before"]), moved_to=row["moved_to"], good_polls_there=row["good_polls_there"],
    )  # fmt: skip


def _hints_json(hints: PollingHints) -> str | None:
    if hints == PollingHints():
        return None
    ttl = None if hints.ttl is None else int(hints.ttl.total_seconds())
    return as_json([ttl, sorted(hints.skip_hours), sorted(hints.skip_days)])


def _hints_from(text: str | None) -> PollingHints:
    if text is None:
        return PollingHints()
    ttl, hours, days = from_json(text)
    return PollingHints(ttl=None if ttl is None else timedelta(seconds=ttl), skip_hours=frozenset(hours), skip_days=frozenset(days))
