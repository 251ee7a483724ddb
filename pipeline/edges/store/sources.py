"""Whom we follow, what we remember of each source, and what a site's robots.txt says."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from feeds.due import revived
from feeds.model.answers import Validators
from feeds.model.ids import SourceId
from feeds.naming import name_of
from feeds.urls import source_id
from pipeline.edges.store.addresses import each_once, lead, leading_elsewhere, source_at
from pipeline.edges.store.connection import Database, Row, as_json, ask, from_json, known_moment, moment, put, stamp, writing
from pipeline.edges.store.source_rows import facts_of_subscription, health_from, state_from, state_row, subscription_from
from pipeline.model.entries import Harvest
from pipeline.model.sources import Followed, Subscription
from pipeline.settings import LearnerId

if TYPE_CHECKING:
    from feeds.robots import RobotsRules
    from pipeline.model.health import SourceHealth, SourceTrouble

#: A source is named as trouble after so many failures in a row: one bad night is no news.
_FAILURES_WORTH_TELLING = 2
#: Fetches older than this are forgotten.
_KEEP_FETCHES = timedelta(days=60)
_NOT_MUTED = "muted_at IS NULL AND NOT muted_in_config"

Added = Literal["added", "known", "revived"]
"""What adding a source came to: it is new or followed again, it was followed anyway, or it is asked again after it was given up."""


class Sources:
    """The sources of one learner.

    A source keeps its id when it moves: its id is made from the address by which it was first named (`named_as`), what it is
    asked at is `url`, and every address it had besides leads to it (`source_addresses`).
    """

    def __init__(self, database: Database, learner: LearnerId) -> None:
        self._database = database
        self._learner = learner

    def follow(self, subscriptions: Iterable[Subscription], now: datetime, *, muted: Collection[SourceId] = ()) -> None:
        """Follow exactly the *subscriptions* that configuration names, beside those added by command; mute those it mutes.

        One that is no longer named is let go; what was picked from it stays. One that was removed by command stays removed.
        What configuration says of a source that was added by command holds for it, too: above all that it is private.
        One that has moved is known by each of its addresses, and stays where it is.
        """
        with writing(self._database):
            elsewhere = leading_elsewhere(self._database)
            wanted = each_once(subscriptions, elsewhere)
            quiet = {elsewhere.get(one, one) for one in muted}
            rows = {row["id"]: row for row in ask(self._database, "SELECT * FROM sources WHERE learner = ?", [self._learner])}
            for source, subscription in wanted.items():
                self._follow(source, subscription, rows.get(source), now)
            for source, row in rows.items():
                if source not in wanted and row["origin"] != "command" and row["removed_at"] is None:
                    self._set(source, removed_at=stamp(now), removed_by="config")
            for source in {**wanted, **rows}:
                if (source in quiet) != bool(rows[source]["muted_in_config"] if source in rows else 0):
                    self._set(source, muted_in_config=int(source in quiet))

    def add(self, subscription: Subscription, now: datetime, *, named_as: str | None = None) -> Added:
        """Follow one source by command, or follow it again.

        `named_as` is the address the person gave where that led to the source's own: it is remembered as one of the source's.
        """
        with writing(self._database):
            came_to = self._add(subscription, now)
            if named_as is not None and source_id(named_as) != subscription.source.id:
                lead(self._database, source_id(named_as), named_as, source_at(self._database, subscription.source.id), now)
            return came_to

    def add_all(self, subscriptions: Iterable[Subscription], now: datetime) -> tuple[Added, ...]:
        """Follow many sources by command, all or none; one that was given up stays so, for nobody asked it."""
        with writing(self._database):
            return tuple(self._add(subscription, now, revive=False) for subscription in subscriptions)

    def remove(self, source: SourceId, now: datetime) -> None:
        """Stop following one source by command; its articles and picks stay."""
        with writing(self._database):
            self._set(source, removed_at=stamp(now), removed_by="command")

    def mute(self, source: SourceId, now: datetime | None) -> None:
        """Neither ask one source nor choose from it from *now* on, by command; None takes that back."""
        with writing(self._database):
            self._set(source, muted_at=stamp(now))

    def move(self, source: SourceId, url: str, now: datetime) -> SourceId:
        """Ask *source* at *url* from now on, and return which source is asked there; runs inside a transaction of the caller's.

        Its id, items and history stay, and every earlier address still leads to it. Where another followed source is asked at
        *url* already, the two are one from now on: this one is let go, with all that was picked from it kept, and its
        addresses lead to the other. Where configuration mutes only the other, all stays as it is.
        """
        row = ask(self._database, "SELECT * FROM sources WHERE id = ?", [source])[0]
        address = source_id(url)
        others = ask(
            self._database,
            "SELECT * FROM sources WHERE learner = ? AND removed_at IS NULL AND id != ? ORDER BY id",
            [self._learner, source],
        )
        there = next((other for other in others if source_id(other["url"]) == address), None)
        if there is not None:
            # What configuration mutes is not asked, and would take this one with it without a word.
            return source if there["muted_in_config"] and not row["muted_in_config"] else self._join(row, there, now)
        named = row["named_as"] or row["url"]
        self._set(source, url=url, named_as=None if url == named else named, moved_to=None, good_polls_there=0)
        lead(self._database, address, url, source, now)
        return source

    def known_as(self, url: str) -> SourceId:
        """Return the id of the source that goes by this address, also by one it had earlier; that of a new one where none does."""
        return source_at(self._database, source_id(url))

    def followed(self) -> tuple[Followed, ...]:
        """Return every source that is followed and not muted, in the order of their addresses."""
        rows = ask(
            self._database,
            f"SELECT * FROM sources WHERE learner = ? AND removed_at IS NULL AND {_NOT_MUTED} ORDER BY url",  # noqa: S608 - our own words
            [self._learner],
        )
        return tuple(Followed(subscription=subscription_from(row), state=state_from(row)) for row in rows)

    def health(self) -> "tuple[SourceHealth, ...]":
        """Return every followed source, muted ones included, with what came of it."""
        rows = ask(
            self._database,
            """SELECT sources.*, (SELECT count(*) FROM items WHERE items.source = sources.id) AS items, coalesce(chosen.picked, 0) AS picked,
               (SELECT outcome FROM fetches WHERE fetches.source = sources.id ORDER BY at DESC, id DESC LIMIT 1) AS last_outcome,
               (SELECT status FROM fetches WHERE fetches.source = sources.id ORDER BY at DESC, id DESC LIMIT 1) AS last_status FROM sources
               LEFT JOIN (SELECT articles.source, count(*) AS picked FROM picks JOIN articles ON articles.id = picks.article GROUP BY articles.source)
               AS chosen ON chosen.source = sources.id WHERE learner = ? AND removed_at IS NULL ORDER BY coalesce(title, url), id""",
            [self._learner],
        )
        return tuple(health_from(row) for row in rows)

    def addresses_of(self, sources: Collection[SourceId]) -> frozenset[SourceId]:
        """Return every address, in the form of an id, that leads to one of these *sources*."""
        elsewhere = leading_elsewhere(self._database)
        own = (source for source in sources if source not in elsewhere)
        return frozenset((*own, *(address for address, source in elsewhere.items() if source in sources)))

    def removed(self) -> frozenset[SourceId]:
        """Return the sources that were removed by command, which nobody wants proposed."""
        rows = ask(self._database, "SELECT id FROM sources WHERE learner = ? AND removed_by = 'command'", [self._learner])
        return frozenset(SourceId(row["id"]) for row in rows)

    def offline_at(self) -> datetime | None:
        """Return when the last run ended without a network, None where the last run had one."""
        rows = ask(self._database, "SELECT outcome, ended_at FROM runs WHERE learner = ? ORDER BY id DESC LIMIT 1", [self._learner])
        return moment(rows[0]["ended_at"]) if rows and rows[0]["outcome"] == "offline" else None

    def trouble(self) -> "tuple[SourceTrouble, ...]":
        """Return the followed sources that have failed more than once in a row, or are gone for good."""
        from pipeline.model.health import SourceTrouble

        rows = ask(
            self._database,
            f"""SELECT * FROM sources WHERE learner = ? AND removed_at IS NULL AND {_NOT_MUTED}
               AND (gone = 1 OR failures_in_a_row >= ?) ORDER BY coalesce(title, url)""",  # noqa: S608 - our own words
            [self._learner, _FAILURES_WORTH_TELLING],
        )
        return tuple(SourceTrouble(source_title=name_of(subscription_from(row).source), reason=row["last_error"] or "") for row in rows)

    def note_asked(self, source: SourceId, now: datetime, *, answered: bool) -> None:
        """Remember that somebody had *source* asked out of turn, so that it is not asked again within minutes."""
        with writing(self._database):
            self._set(source, last_checked_at=stamp(now), **({"last_success_at": stamp(now)} if answered else {}))

    def record(self, harvest: Harvest, now: datetime) -> None:
        """Remember how a poll went; runs inside the transaction that stores what the poll brought."""
        source = harvest.followed.subscription.source
        self._set(source.id, **state_row(harvest.state))
        if harvest.title or harvest.site:
            self._database.execute(
                "UPDATE sources SET title = coalesce(title, ?), site = coalesce(site, ?) WHERE id = ?",
                [harvest.title, harvest.site, source.id],
            )
        fetch = {
            "source": source.id, "at": stamp(now), "outcome": harvest.outcome, "status": harvest.status, "detail": harvest.detail,
            "new_items": len(harvest.new), "edited_items": len(harvest.edited),
        }  # fmt: skip
        put(self._database, "fetches", [fetch])
        self._database.execute("DELETE FROM fetches WHERE source = ? AND at < ?", [source.id, stamp(now - _KEEP_FETCHES)])

    def robots(self) -> "dict[str, RobotsRules]":
        """Return what sites ask of us, by the address of their robots.txt."""
        from feeds.robots import RobotsRules

        return {
            row["robots_url"]: RobotsRules(
                text=row["robots_text"],
                fetched_at=known_moment(row["fetched_at"]),
                validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
            )
            for row in ask(self._database, "SELECT * FROM hosts")
        }

    def remember_robots(self, learned: "Mapping[str, RobotsRules]") -> None:
        """Keep what sites ask of us, by the address of their robots.txt, so that they are not asked again within a day.

        Runs inside a transaction of the caller's.
        """
        rows = (
            {
                "robots_url": url, "robots_text": rules.text, "fetched_at": stamp(rules.fetched_at), "etag": rules.validators.etag,
                "last_modified": rules.validators.last_modified,
            }
            for url, rules in sorted(learned.items())
        )  # fmt: skip
        put(self._database, "hosts", rows, key=["robots_url"])

    def _join(self, row: Row, there: Row, now: datetime) -> SourceId:
        """Let *row* go in favour of *there*, which is asked at the same address and keeps whatever one of the two insisted on."""
        one, other = SourceId(row["id"]), SourceId(there["id"])
        self._database.execute("UPDATE source_addresses SET source = ? WHERE source = ?", [other, one])
        lead(self._database, one, row["named_as"] or row["url"], other, now)
        self._set(one, removed_at=stamp(now), removed_by="move", moved_to=None, good_polls_there=0)
        muted = row["muted_at"] is not None or row["muted_in_config"]
        self._set(
            other, private=max(row["private"], there["private"]), origin="command" if row["origin"] == "command" else there["origin"],
            every_seconds=row["every_seconds"] if there["every_seconds"] is None else there["every_seconds"],
            skills=as_json(list(dict.fromkeys((*from_json(there["skills"]), *from_json(row["skills"]))))),
            categories=row["categories"] if there["categories"] == "[]" else there["categories"],
            muted_at=there["muted_at"] if muted else None,
        )  # fmt: skip
        return other

    def _add(self, subscription: Subscription, now: datetime, *, revive: bool = True) -> Added:
        source = source_at(self._database, subscription.source.id)
        rows = ask(self._database, "SELECT * FROM sources WHERE id = ?", [source])
        if not rows:
            put(self._database, "sources", [{"added_at": stamp(now)} | facts_of_subscription(subscription, self._learner)])
            return "added"
        row = rows[0]
        followed = row["removed_at"] is None
        given_up = row["gone"] or row["failures_in_a_row"] or row["muted_at"] is not None
        if followed and not (revive and given_up):
            return "known"
        # It gets a new start; but where the server asked to be left alone, that still holds (not_before).
        self._set(source, removed_at=None, removed_by=None, muted_at=None, **state_row(revived(state_from(row))))
        if followed:
            return "revived"
        facts = facts_of_subscription(subscription, self._learner) | {"id": source}
        if source != subscription.source.id:
            del facts["url"]
        self._set(source, **facts)
        return "added"

    def _follow(self, source: SourceId, subscription: Subscription, row: Row | None, now: datetime) -> None:
        """Bring what is kept of a source, *row*, in line with configuration; nothing is written where nothing changed."""
        facts = facts_of_subscription(subscription, self._learner)
        if row is None:
            put(self._database, "sources", [{"added_at": stamp(now)} | facts])
            return
        facts["id"] = source
        if subscription.source.id != source or subscription.source.url == row["named_as"]:
            # Named by an address that it had earlier: it stays where it has moved to.
            del facts["url"]
        elif subscription.source.url != row["url"]:
            facts["named_as"] = None
        if row["origin"] == "command":
            facts["origin"] = "command"
            facts["skills"] = facts["skills"] if subscription.skills else row["skills"]
        if row["removed_by"] == "config":
            facts |= {"removed_at": None, "removed_by": None}
        if any(row[name] != value for name, value in facts.items()):
            self._set(source, **facts)

    def _set(self, source: SourceId, **values: object) -> None:
        changes = ", ".join(f"{column} = :{column}" for column in values)
        self._database.execute(f"UPDATE sources SET {changes} WHERE id = :id", values | {"id": source})  # noqa: S608 - the names are ours
