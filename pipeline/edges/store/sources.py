"""Whom we follow, what we remember of each source, and what a site's robots.txt says."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlite_utils import Database

from feeds.model import PollingHints, Source, SourceId, SourceState, Validators
from feeds.robots import RobotsRules
from pipeline.edges.store.connection import Row, as_json, ask, from_json, known_moment, moment, put, stamp, writing
from pipeline.model import Followed, Harvest, SourceHealth, SourceTrouble, Subscription
from pipeline.settings import LearnerId, SkillId

#: A source is named as trouble after so many failures in a row: one bad night is no news.
_FAILURES_WORTH_TELLING = 2
#: Fetches older than this are forgotten.
_KEEP_FETCHES = timedelta(days=60)


class Sources:
    """The sources of one learner."""

    def __init__(self, database: Database, learner: LearnerId) -> None:
        self._database = database
        self._learner = learner

    def follow(self, subscriptions: Iterable[Subscription], now: datetime) -> None:
        """Follow exactly the *subscriptions* that configuration names, beside those added by command.

        One that is no longer named is let go; what was picked from it stays. One that was removed by command stays removed.
        What configuration says of a source that was added by command holds for it, too: above all that it is private.
        """
        wanted = {subscription.source.id: subscription for subscription in subscriptions}
        with writing(self._database):
            rows = {row["id"]: row for row in ask(self._database, "SELECT * FROM sources WHERE learner = ?", [self._learner])}
            for source_id, subscription in wanted.items():
                self._follow(subscription, rows.get(source_id), now)
            for source_id, row in rows.items():
                if source_id not in wanted and row["origin"] != "command" and row["removed_at"] is None:
                    self._set(source_id, removed_at=stamp(now), removed_by="config")

    def add(self, subscription: Subscription, now: datetime) -> bool:
        """Follow one source by command, or follow it again; False where it was followed already."""
        source = subscription.source.id
        with writing(self._database):
            rows = ask(self._database, "SELECT removed_at FROM sources WHERE id = ?", [source])
            if rows and rows[0]["removed_at"] is None:
                return False
            put(self._database, "sources", [{"added_at": stamp(now)} | self._facts(subscription)], key=["id"])
            # It gets a new start; but where the server asked to be left alone, that still holds (not_before).
            self._set(source, removed_at=None, removed_by=None, gone=0, failures_in_a_row=0, last_error=None, next_check_at=None)
            return True

    def remove(self, source: SourceId, now: datetime) -> None:
        """Stop following one source by command; its articles and picks stay."""
        with writing(self._database):
            self._set(source, removed_at=stamp(now), removed_by="command")

    def followed(self) -> tuple[Followed, ...]:
        """Return every source that is followed, in the order of their addresses."""
        rows = ask(self._database, "SELECT * FROM sources WHERE learner = ? AND removed_at IS NULL ORDER BY url", [self._learner])
        return tuple(Followed(subscription=_subscription(row), state=_state(row)) for row in rows)

    def health(self) -> tuple[SourceHealth, ...]:
        """Return every followed source with what came of it."""
        rows = ask(
            self._database,
            """SELECT sources.*, (SELECT count(*) FROM items WHERE items.source = sources.id) AS items, coalesce(chosen.picked, 0) AS picked FROM sources
               LEFT JOIN (SELECT articles.source, count(*) AS picked FROM picks JOIN articles ON articles.id = picks.article GROUP BY articles.source)
               AS chosen ON chosen.source = sources.id WHERE learner = ? AND removed_at IS NULL ORDER BY coalesce(title, url), id""",
            [self._learner],
        )
        return tuple(
            SourceHealth(subscription=_subscription(row), state=_state(row), items=row["items"], picked=row["picked"]) for row in rows
        )

    def trouble(self) -> tuple[SourceTrouble, ...]:
        """Return the followed sources that have failed more than once in a row, or are gone for good."""
        rows = ask(
            self._database,
            """SELECT coalesce(title, url) AS name, last_error FROM sources WHERE learner = ? AND removed_at IS NULL
               AND (gone = 1 OR failures_in_a_row >= ?) ORDER BY name""",
            [self._learner, _FAILURES_WORTH_TELLING],
        )
        return tuple(SourceTrouble(source_title=row["name"], reason=row["last_error"] or "") for row in rows)

    def record(self, harvest: Harvest, now: datetime) -> None:
        """Remember how a poll went; runs inside the transaction that stores what the poll brought."""
        state, source = harvest.state, harvest.followed.subscription.source
        self._set(
            source.id, etag=state.etag, last_modified=state.last_modified, body_hash=state.body_hash, next_check_at=stamp(state.next_check_at),
            last_checked_at=stamp(state.last_checked_at), last_success_at=stamp(state.last_success_at),
            failures_in_a_row=state.failures_in_a_row, last_error=state.last_error, gone=int(state.gone),
            hints=_hints_json(state.hints), not_before=stamp(state.not_before), moved_to=state.moved_to, good_polls_there=state.good_polls_there,
        )  # fmt: skip
        if harvest.title or harvest.site:
            self._database.execute(
                "UPDATE sources SET title = coalesce(title, ?), site = coalesce(site, ?) WHERE id = ?",
                [harvest.title, harvest.site, source.id],
            )
        fetch = {
            "source": source.id, "at": stamp(now), "outcome": harvest.outcome, "detail": harvest.detail,
            "new_items": len(harvest.new), "edited_items": len(harvest.edited),
        }  # fmt: skip
        put(self._database, "fetches", [fetch])
        self._database.execute("DELETE FROM fetches WHERE source = ? AND at < ?", [source.id, stamp(now - _KEEP_FETCHES)])

    def robots(self) -> dict[str, RobotsRules]:
        """Return what sites ask of us, by the address of their robots.txt."""
        return {
            row["robots_url"]: RobotsRules(
                text=row["robots_text"],
                fetched_at=known_moment(row["fetched_at"]),
                validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
            )
            for row in ask(self._database, "SELECT * FROM hosts")
        }

    def remember_robots(self, learned: Mapping[str, RobotsRules]) -> None:
        """Keep what sites ask of us, by the address of their robots.txt, so that they are not asked again within a day."""
        rows = (
            {
                "robots_url": url, "robots_text": rules.text, "fetched_at": stamp(rules.fetched_at), "etag": rules.validators.etag,
                "last_modified": rules.validators.last_modified,
            }
            for url, rules in sorted(learned.items())
        )  # fmt: skip
        with writing(self._database):
            put(self._database, "hosts", rows, key=["robots_url"])

    def _follow(self, subscription: Subscription, row: Row | None, now: datetime) -> None:
        """Bring what is kept of a source, *row*, in line with configuration; nothing is written where nothing changed."""
        facts = self._facts(subscription)
        if row is None:
            put(self._database, "sources", [{"added_at": stamp(now)} | facts])
            return
        if row["origin"] == "command":
            facts["origin"] = "command"
        if row["removed_by"] == "config":
            facts |= {"removed_at": None, "removed_by": None}
        if any(row[name] != value for name, value in facts.items()):
            self._set(subscription.source.id, **facts)

    def _facts(self, subscription: Subscription) -> Row:
        """Return what a subscription says; its title and site only where it says them, or they would hide the feed's own."""
        source = subscription.source
        facts = {
            "id": source.id, "learner": self._learner, "url": source.url, "title": source.title, "site": source.site, "kind": source.kind,
            "skills": as_json(subscription.skills), "every_seconds": None if source.every is None else int(source.every.total_seconds()),
            "private": int(source.private), "origin": subscription.origin,
        }  # fmt: skip
        return {name: value for name, value in facts.items() if value is not None or name == "every_seconds"}

    def _set(self, source: SourceId, **values: object) -> None:
        self._database.table("sources").update(source, values)


def _subscription(row: Row) -> Subscription:
    every = row["every_seconds"]
    return Subscription(
        source=Source(
            id=SourceId(row["id"]), url=row["url"], title=row["title"], site=row["site"], kind=row["kind"],
            every=None if every is None else timedelta(seconds=every), private=bool(row["private"]),
        ),
        skills=tuple(SkillId(skill) for skill in from_json(row["skills"])),
        origin=row["origin"],
    )  # fmt: skip


def _state(row: Row) -> SourceState:
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
