"""What is to be delivered: rendered before anything leaves, and its state at every step."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.edges.store.connection import Database, Row, as_json, ask, known_moment, moment, put, stamp, writing
from pipeline.edges.store.passed_on import record_passed_on
from pipeline.errors import TakenElsewhere
from pipeline.model.ids import DigestId

DeliveryKind = Literal["files", "mail", "chat"]
#: pending: to be done; sending: past the point from where on it may have arrived; sent; failed: will not be tried again; unknown.
State = Literal["pending", "sending", "sent", "failed", "unknown"]
#: Older digests are no news any more: nobody is reminded of them, and they are not sent again.
_NEWS = timedelta(days=14)
#: A batch of some hundred mails is delivered in minutes; all of them carry the moment at which that began.
_LONGEST_BATCH = timedelta(minutes=30)
_STOPPED = "Gapfeed was stopped in the middle of handing it over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One delivery to one recipient, rendered: of a digest, or of a batch of mails that is none."""

    #: None for a batch.
    digest: DigestId | None = None
    kind: DeliveryKind
    #: A folder, a mail address, or the environment variable that holds the address of a chat.
    recipient: str
    #: A mail as bytes; for files a JSON object of name to text; for a chat a JSON object of title and body.
    payload: bytes
    message_id: str | None = None
    #: By what the mails of one post, or of one edition, are known; None for a digest.
    batch: str | None = None
    #: The circle that a batch is for; None for a digest.
    circle: str | None = None
    #: What a batch is, in words: "the post on “Title”"; "" for a digest.
    about: str = ""

    def texts(self) -> dict[str, str]:
        """Return the files of a parcel by name, or the parts of a message to a chat."""
        return dict(json.loads(self.payload))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A parcel that is still to be delivered."""

    id: int
    parcel: Parcel
    #: Tries that failed.
    tries: int
    #: When it was put there.
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A delivery that did not go as it should, as far as it has come."""

    #: None for a batch, of which *about* says what it is.
    digest: DigestId | None = None
    about: str = ""
    recipient: str
    state: State
    tries: int
    detail: str
    #: When it is tried again at the earliest; None where it is not.
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How a mail of a batch stands."""

    recipient: str
    #: dropped: the person took it back.
    state: State | Literal["dropped"]
    detail: str


class Outbox:
    """All deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, parcels: Sequence[Parcel], now: datetime) -> None:
        """Queue *parcels*; runs inside the transaction that stores what they are of. Never two for a digest or batch and a recipient."""
        for one in ("digest", "batch"):
            rows = (
                _row(parcel) | {"state": "pending", "changed_at": stamp(now), "queued_at": stamp(now)}
                for parcel in parcels
                if _is_of(parcel, one)
            )
            put(self._database, "outbox", rows, key=[one, "recipient"], keep=True)

    def waiting(self, now: datetime, batch: str | None = None) -> tuple[Waiting, ...]:
        """Return what is to be delivered now, oldest first: everything, or what is of *batch*."""
        rows = ask(
            self._database,
            """SELECT * FROM outbox WHERE state = 'pending' AND (next_try_at IS NULL OR next_try_at <= :now) AND (:batch IS NULL OR batch = :batch)
               ORDER BY id""",
            {"now": stamp(now), "batch": batch},
        )
        return tuple(Waiting(id=row["id"], parcel=_parcel(row), tries=row["tries"], since=known_moment(row["queued_at"])) for row in rows)

    def has_work(self, now: datetime) -> bool:
        """Tell whether something is to be delivered now, or was being handed over when Gapfeed was stopped."""
        row = ask(
            self._database,
            """SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'sending')
               OR EXISTS (SELECT 1 FROM outbox WHERE state = 'pending' AND (next_try_at IS NULL OR next_try_at <= ?)) AS found""",
            [stamp(now)],
        )[0]
        return bool(row["found"])

    def stuck(self, now: datetime) -> tuple[Stuck, ...]:
        """Return what failed, what is unknown and what waits to be tried again, of the last two weeks, oldest first."""
        rows = ask(
            self._database,
            """SELECT * FROM outbox WHERE changed_at >= ? AND (state IN ('failed', 'unknown', 'sending') OR state = 'pending' AND tries > 0)
               ORDER BY id""",
            [stamp(now - _NEWS)],
        )
        return tuple(_stuck(row) for row in rows)

    def begin(self, parcel: int, now: datetime) -> None:
        """Write down, before it happens, that from now on a delivery may have arrived.

        Raises:
            TakenElsewhere: it waits no more, so that whoever began or ended it meanwhile has it; it must not be handed over twice.
        """
        with writing(self._database):
            begun = self._database.execute(
                "UPDATE outbox SET state = 'sending', changed_at = ? WHERE id = ? AND state = 'pending'", [stamp(now), parcel]
            )
        if begun.rowcount != 1:
            message = "another run took a delivery that this one was about to make; this one stopped before it"
            raise TakenElsewhere(message)

    def settle(self, parcel: int, state: State, now: datetime, *, detail: str = "", next_try_at: datetime | None = None) -> bool:
        """Write down what became of a try, and tell whether it counts: what the person decided meanwhile stands, unless it was sent.

        What was sent is not needed again, and would make the database grow by a page a day.
        """
        with writing(self._database):
            settled = self._database.execute(
                """UPDATE outbox SET state = :state, detail = :detail, changed_at = :now, next_try_at = :next, tries = tries + 1,
                   payload = CASE :state WHEN 'sent' THEN x'' ELSE payload END
                   WHERE id = :id AND (state IN ('pending', 'sending') OR :state = 'sent')""",
                {"state": state, "detail": detail, "now": stamp(now), "next": stamp(next_try_at), "id": parcel},
            )
            if state == "sent":
                batch = ask(self._database, "SELECT batch FROM outbox WHERE id = ?", [parcel])[0]["batch"]
                record_passed_on(self._database, now, batch=batch)
        return settled.rowcount == 1

    def interrupted(self, now: datetime) -> tuple[Stuck, ...]:
        """Settle what a crash left in the middle: files are written again; what may have left is unknown, and returned.

        Digests are delivered by one run at a time. Batches are delivered beside it: what was begun a while ago may still be under way.
        """
        with writing(self._database):
            self._database.execute(
                "UPDATE outbox SET state = 'pending', changed_at = ? WHERE state = 'sending' AND kind = 'files'", [stamp(now)]
            )
            left = ask(
                self._database,
                "SELECT * FROM outbox WHERE state = 'sending' AND (batch IS NULL OR changed_at < ?) ORDER BY id",
                [stamp(now - _LONGEST_BATCH)],
            )
            self._database.execute(
                """UPDATE outbox SET state = 'unknown', detail = ?, changed_at = ?, tries = tries + 1
                   WHERE id IN (SELECT value FROM json_each(?))""",
                [_STOPPED, stamp(now), as_json([row["id"] for row in left])],
            )
        return tuple(_stuck(row | {"state": "unknown", "detail": _STOPPED}) for row in left)

    def again(self, now: datetime) -> int:
        """Queue anew, with the same bytes, what failed or is unknown and what waits, of the last two weeks, and return how many it is.

        What is being handed over is let be, so that this may be asked for beside a run.
        """
        with writing(self._database):
            queued = self._database.execute(
                "UPDATE outbox SET state = 'pending', next_try_at = NULL WHERE changed_at >= ? AND state IN ('failed', 'unknown', 'pending')",
                [stamp(now - _NEWS)],
            )
        return queued.rowcount

    def of_batches(self, batches: Iterable[str]) -> Mapping[str, tuple[Delivery, ...]]:
        """Return by batch how each of its mails stands, in the order in which they were queued."""
        found: dict[str, list[Delivery]] = {}
        for row in ask(
            self._database,
            "SELECT batch, recipient, state, detail FROM outbox WHERE batch IN (SELECT value FROM json_each(?)) ORDER BY id",
            [as_json(list(batches))],
        ):
            found.setdefault(row["batch"], []).append(Delivery(recipient=row["recipient"], state=row["state"], detail=row["detail"] or ""))
        return {batch: tuple(deliveries) for batch, deliveries in found.items()}

    def decide(self, batch: str, state: Literal["sent", "dropped"], now: datetime) -> None:
        """Settle by the word of the person what of *batch* was not sent, so that it is not handed over any more."""
        with writing(self._database):
            self._database.execute(
                "UPDATE outbox SET state = ?, detail = '', next_try_at = NULL, payload = x'', changed_at = ? WHERE batch = ? AND state != 'sent'",
                [state, stamp(now), batch],
            )

    def forget(self, batch: str) -> None:
        """Make room for *batch* to be queued anew where it did not arrive; runs inside the transaction that queues it."""
        self._database.execute("DELETE FROM outbox WHERE batch = ? AND state IN ('failed', 'dropped')", [batch])

    def states(self) -> dict[str, int]:
        """Return how many deliveries are in which state."""
        return {
            row["state"]: row["n"] for row in ask(self._database, "SELECT state, count(*) AS n FROM outbox GROUP BY state ORDER BY state")
        }


def _is_of(parcel: Parcel, what: str) -> bool:
    return (parcel.batch is None) == (what == "digest")


def _row(parcel: Parcel) -> Row:
    return {
        "digest": parcel.digest, "batch": parcel.batch, "circle": parcel.circle, "what": parcel.about, "recipient": parcel.recipient,
        "kind": parcel.kind, "message_id": parcel.message_id, "payload": parcel.payload,
    }  # fmt: skip


def _parcel(row: Row) -> Parcel:
    return Parcel(
        digest=row["digest"], batch=row["batch"], circle=row["circle"], about=row["what"] or "", recipient=row["recipient"],
        kind=row["kind"], message_id=row["message_id"], payload=row["payload"],
    )  # fmt: skip


def _stuck(row: Row) -> Stuck:
    return Stuck(
        digest=row["digest"], about=row["what"] or "", recipient=row["recipient"], state=row["state"], tries=row["tries"], detail=row["detail"] or "",
        next_try_at=moment(row["next_try_at"]),
    )  # fmt: skip
