"""The ledger of shares: what was passed on to whom, and what came back.

A share by mail has no outcome of its own: it is read from the deliveries of its batch, so that nothing is true twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.edges.store.connection import Database, Row, as_json, ask, known_moment, put, stamp, storable, writing
from pipeline.edges.store.outbox import Delivery, Outbox
from pipeline.edges.store.passed_on import record_passed_on
from pipeline.errors import CannotDo, UnknownItem
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.shares import Response, Share, ShareId, ShareOutcome
from pipeline.plain import one_line
from pipeline.settings import LearnerId, Network

#: A post is handed over in seconds: what is still being sent after so long was left so by a crash, and by no other run.
_LONGEST_HANDING_OVER = timedelta(minutes=5)
#: So long a second try is known by its key: at Mastodon for an hour (https://docs.joinmastodon.org/methods/statuses/#headers), at Bluesky
#: for good, but it has not always taken keys that are much older than the try.
_KEY_IS_KNOWN = timedelta(hours=1)
_STOPPED = "Gapfeed was stopped in the middle of sending it"
#: How a delivery is said that has not arrived.
_NOT_ARRIVED = {
    "pending": "still to be delivered to", "sending": "being delivered to", "failed": "not delivered to", "unknown": "perhaps delivered to",
    "dropped": "not sent any more to",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShare:
    """An item that is about to be passed on through one channel."""

    #: By what it is known when it is asked for again: made of the circle, the network, the channel, the story, and of whatever else
    #: makes it another share. Also what Mastodon is given as Idempotency-Key.
    key: str
    #: None where it is passed on to nobody in particular.
    circle: str | None
    network: Network
    #: What it goes through; "" for what is pasted by hand.
    channel: str = ""
    article: ArticleId
    story: StoryId
    title: str
    url: str
    #: The post as it is handed over.
    text: str
    #: The person's own sentence in it.
    note: str = ""
    #: The mails of it in the outbox; None for everything but mail.
    batch: str | None = None
    #: Whether whoever takes it knows a second try by the key: an account at Mastodon or Bluesky, which no chat is.
    keyed: bool = False


def what_to_say(share: Share) -> str:
    """Return how the person settles a *share* that may have arrived."""
    return f"look there whether it arrived, then say `gapfeed share posted {share.id}` or `gapfeed share dropped {share.id}`"


def is_safe_to_repeat(share: Share, now: datetime) -> bool:
    """Tell whether *share*, which may have arrived, can be sent again under its key without being posted twice."""
    return share.outcome in {"sending", "unknown"} and share.key is not None and now - share.at < _KEY_IS_KNOWN


class SentBefore(CannotDo):
    """What was to be sent was sent before, and arrived."""

    def __init__(self, share: Share) -> None:
        super().__init__(_why_not_again(share))
        self.share = share


class Shares:
    """The shares of one learner."""

    def __init__(self, database: Database, learner: LearnerId) -> None:
        self._database = database
        self._learner = learner
        self._outbox = Outbox(database)

    def begin(self, new: NewShare, outcome: Literal["handed", "sending"], now: datetime) -> Share:
        """Write down, before it happens, that *new* is passed on, and return it with its number.

        What is known by the same key is not begun twice: it is begun anew where it did not arrive, handed over again as it stands,
        and never sent again where it may have arrived, but for a post that its network knows by its key: that stays in doubt until it is
        known to be there. In one transaction with `Outbox.put` for what goes by mail.

        Raises:
            SentBefore: it was sent before.
            CannotDo: it may have been.
        """
        with writing(self._database):
            before = next(iter(self._read("key = ?", [new.key])), None)
            if before is not None and before.outcome not in {"handed", "failed", "dropped"}:
                if outcome == "handed":
                    return before
                if before.outcome == "sent":
                    raise SentBefore(before)
                if not is_safe_to_repeat(before, now):
                    raise CannotDo(_why_not_again(before))
                return self.settle(before.id, "unknown", now, detail=before.detail)
            row = {
                "learner": self._learner, "key": new.key, "circle": new.circle, "network": new.network, "channel": new.channel,
                "article": new.article, "story": new.story, "title": storable(new.title), "url": new.url, "at": stamp(now),
                "text": storable(new.text), "note": storable(new.note), "outcome": outcome, "detail": "", "batch": new.batch,
                "keyed": new.keyed, "remote": None, "link": None,
            }  # fmt: skip
            put(self._database, "shares", [row], key=["learner", "key"])
            if new.batch is not None:
                self._outbox.forget(new.batch)
            return self._read("key = ?", [new.key])[0]

    def settle(
        self, share: ShareId, outcome: Literal["sent", "failed", "unknown", "dropped"], now: datetime, *, detail: str = "",
        remote: str | None = None, link: str | None = None,
    ) -> Share:  # fmt: skip
        """Write down what became of a share, and return it; what was sent also counts as something that the person did.

        Of several tries the surest word stands: one that arrived, then one that may have, whatever becomes of another.

        Args:
            share: its number.
            outcome: what became of it. Of a mail only the person says it, "sent" or "dropped": the outbox knows the rest.
            now: when that is known.
            detail: what went wrong, in words.
            remote: by what the network knows it.
            link: where it can be seen.

        Raises:
            CannotDo: the person says of mails that they arrived, and some still wait.
        """
        with writing(self._database):
            before = self._get(share)
            if before.outcome == "sent" and outcome in {"failed", "unknown"}:
                return before
            if before.outcome == "unknown" and outcome == "failed":
                outcome, detail = "unknown", f"an earlier try may have arrived; the last one did not: {detail}"
            if outcome == "unknown":
                remote, link = remote or before.remote, link or before.link
            batch = ask(self._database, "SELECT batch FROM shares WHERE id = ?", [share])[0]["batch"]
            if outcome == "sent" and any(mail.state == "pending" for mail in self._outbox.of_batches([batch]).get(batch, ())):
                raise CannotDo(_why_not_yet(before))
            self._database.execute(
                "UPDATE shares SET outcome = ?, detail = ?, remote = ?, link = ? WHERE id = ?",
                [outcome, storable(detail), remote, link, share],
            )
            match outcome:
                case "sent" | "dropped" if batch is not None:
                    self._outbox.decide(batch, outcome, now)
                case _:
                    pass
            if outcome == "sent":
                record_passed_on(self._database, now, share=share, batch=batch)
        return self._get(share)

    def interrupted(self, now: datetime) -> tuple[Share, ...]:
        """Settle what a crash left in the middle as unknown, and return it; what was begun just now may be another run's, and is let be."""
        with writing(self._database):
            rows = ask(
                self._database,
                "SELECT id FROM shares WHERE learner = ? AND outcome = 'sending' AND batch IS NULL AND at < ?",
                [self._learner, stamp(now - _LONGEST_HANDING_OVER)],
            )
            return tuple(self.settle(row["id"], "unknown", now, detail=_STOPPED) for row in rows)

    def named(self, text: str) -> Share:
        """Return the share that the person means by *text*: its number.

        Raises:
            UnknownItem: there is none of that number.
        """
        number = text.strip().removeprefix("#")
        found = self._read("CAST(id AS TEXT) = ?", [storable(number)])
        if not found:
            message = f"no share has the number {text.strip()!r}: `gapfeed share history` lists them all"
            raise UnknownItem(message)
        return found[0]

    def all(self) -> tuple[Share, ...]:
        """Return everything that was passed on, the latest first."""
        return self._read("1", [])

    def respond(self, share: ShareId, response: Response) -> None:
        """Keep what came back on a share."""
        row = {
            "share": share, "kind": response.kind, "at": stamp(response.at), "text": storable(response.text), "count": response.count,
        }  # fmt: skip
        with writing(self._database):
            put(self._database, "responses", [row])

    def _get(self, number: ShareId) -> Share:
        return self._read("id = ?", [number])[0]

    def _read(self, which: str, parameters: Sequence[object]) -> tuple[Share, ...]:
        question = f"SELECT * FROM shares WHERE learner = ? AND {which} ORDER BY at DESC, id DESC"  # noqa: S608 - the condition is ours
        rows = ask(self._database, question, [self._learner, *parameters])
        mails = self._outbox.of_batches({row["batch"] for row in rows if row["batch"] is not None})
        responses: dict[int, list[Response]] = {}
        these = as_json([row["id"] for row in rows])
        for row in ask(self._database, "SELECT * FROM responses WHERE share IN (SELECT value FROM json_each(?)) ORDER BY at, id", [these]):
            responses.setdefault(row["share"], []).append(_response(row))
        return tuple(_share(row, mails, responses.get(row["id"], ())) for row in rows)


def _why_not_again(share: Share) -> str:
    title = f"“{one_line(share.title)}”"
    to = share.network if share.circle is None else f"{share.circle} ({share.network})"
    why = f" ({share.detail})" if share.detail else ""
    if share.outcome == "sent":
        return f"{title} was sent to {to} before{f': {share.link}' if share.link else ''}; it is share {share.id}"
    if share.outcome == "unknown":
        return f"{title} was perhaps sent to {to}{why}: {what_to_say(share)}"
    if share.detail:  # mails that the outbox has not got rid of yet
        return f"{title} is on its way to {to}{why}; the next run goes on with it"
    return f"{title} is being sent to {to}, or was when Gapfeed was stopped: {what_to_say(share)}"


def _why_not_yet(share: Share) -> str:
    return (
        f"mails of “{one_line(share.title)}” still wait ({share.detail}): they go by themselves; "
        f"`gapfeed share dropped {share.id}` stops them"
    )


def _share(row: Row, mails: Mapping[str, Sequence[Delivery]], responses: Sequence[Response]) -> Share:
    outcome, detail = row["outcome"], row["detail"] or ""
    if row["batch"] in mails:
        outcome, detail = _outcome_of(mails[row["batch"]])
    return Share(
        id=ShareId(row["id"]), circle=row["circle"], network=row["network"], channel=row["channel"], article=ArticleId(row["article"]),
        story=StoryId(row["story"]), title=row["title"], url=row["url"], at=known_moment(row["at"]), text=row["text"] or "", note=row["note"],
        outcome=outcome, detail=detail, remote=row["remote"], link=row["link"],
        key=row["key"] if row["keyed"] else None, responses=_latest(responses),
    )  # fmt: skip


def _outcome_of(mails: Sequence[Delivery]) -> tuple[ShareOutcome, str]:
    """Return what became of a share by its mails, and whom it has not reached."""
    states = {mail.state for mail in mails if mail.state != "dropped"}
    detail = "; ".join(
        f"{_NOT_ARRIVED[mail.state]} {mail.recipient}{f': {mail.detail}' if mail.detail else ''}"
        for mail in mails
        if mail.state in _NOT_ARRIVED
    )
    if not states:
        return "dropped", ""
    if "unknown" in states:
        return "unknown", detail
    if states & {"pending", "sending"}:
        return "sending", detail
    return ("sent" if "sent" in states else "failed"), detail


def _latest(responses: Iterable[Response]) -> tuple[Response, ...]:
    """Return every reply, and of the counts the latest of each kind, in order of time."""
    listed = list(responses)
    last = {response.kind: place for place, response in enumerate(listed)}
    return tuple(response for place, response in enumerate(listed) if response.kind == "reply" or last[response.kind] == place)


def _response(row: Row) -> Response:
    return Response(kind=row["kind"], at=known_moment(row["at"]), text=row["text"], count=row["count"])
