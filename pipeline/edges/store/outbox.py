"""What is to be delivered: rendered before anything leaves, and its state at every step."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.edges.store.connection import Database, Row, ask, put, stamp, writing
from pipeline.model.ids import DigestId

DeliveryKind = Literal["files", "mail"]
#: pending: to be done; sending: begun, so unknown after a crash; sent; failed: will not be tried again; unknown.
State = Literal["pending", "sending", "sent", "failed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One delivery of one digest to one recipient, rendered."""

    digest: DigestId
    kind: DeliveryKind
    #: A folder or a mail address.
    recipient: str
    #: A mail as bytes; for files a JSON object of name to text.
    payload: bytes
    message_id: str | None = None

    def files(self) -> dict[str, str]:
        """Return the files of a parcel of that kind by name."""
        return dict(json.loads(self.payload))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A parcel that is still to be delivered."""

    id: int
    parcel: Parcel
    tries: int


class Outbox:
    """All deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, parcels: Sequence[Parcel], now: datetime) -> None:
        """Queue *parcels*; runs inside the transaction that stores their digest. Never two for a digest and recipient."""
        rows = (
            {
                "digest": parcel.digest, "recipient": parcel.recipient, "kind": parcel.kind, "message_id": parcel.message_id,
                "payload": parcel.payload, "state": "pending", "changed_at": stamp(now),
            }
            for parcel in parcels
        )  # fmt: skip
        put(self._database, "outbox", rows, key=["digest", "recipient"], keep=True)

    def waiting(self, now: datetime) -> tuple[Waiting, ...]:
        """Return what is to be delivered now, oldest first."""
        rows = ask(
            self._database,
            "SELECT * FROM outbox WHERE state = 'pending' AND (next_try_at IS NULL OR next_try_at <= ?) ORDER BY id",
            [stamp(now)],
        )
        return tuple(Waiting(id=row["id"], parcel=_parcel(row), tries=row["tries"]) for row in rows)

    def mark(self, parcel: int, state: State, now: datetime, *, detail: str = "", next_try_at: datetime | None = None) -> None:
        """Write down what became of a delivery; a new attempt is counted when it begins."""
        with writing(self._database):
            self._database.execute(
                "UPDATE outbox SET state = ?, detail = ?, changed_at = ?, next_try_at = ?, tries = tries + (? = 'sending') WHERE id = ?",
                [state, detail, stamp(now), stamp(next_try_at), state, parcel],
            )

    def interrupted(self, now: datetime) -> int:
        """Settle what a crash left in the middle and return how many: files are written again, a mail may have left and is unknown."""
        with writing(self._database):
            again = self._database.execute(
                "UPDATE outbox SET state = 'pending', changed_at = ? WHERE state = 'sending' AND kind = 'files'", [stamp(now)]
            )
            lost = self._database.execute(
                "UPDATE outbox SET state = 'unknown', detail = ?, changed_at = ? WHERE state = 'sending' AND kind = 'mail'",
                ["Gapfeed was stopped while the mail was being handed over: it may have arrived", stamp(now)],
            )
        return int(again.rowcount) + int(lost.rowcount)

    def states(self) -> dict[str, int]:
        """Return how many deliveries are in which state."""
        return {
            row["state"]: row["n"] for row in ask(self._database, "SELECT state, count(*) AS n FROM outbox GROUP BY state ORDER BY state")
        }


def _parcel(row: Row) -> Parcel:
    return Parcel(
        digest=DigestId(row["digest"]), kind=row["kind"], recipient=row["recipient"], payload=row["payload"], message_id=row["message_id"]
    )
