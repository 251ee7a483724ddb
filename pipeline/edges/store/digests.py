"""Digests: what was chosen for a slot, what was left out and why, and what was sent before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.edges.store.connection import Database, Row, as_json, ask, from_json, put, stamp
from pipeline.edges.store.rows import passages_from, passages_json
from pipeline.edges.store.stored_evidence import StoredEvidence, evidence_json
from pipeline.model.articles import Evidence, Passage
from pipeline.model.digests import DigestPlan, Pick, Reason, SentPick
from pipeline.model.ids import ArticleId, DigestId, StoryId
from pipeline.settings import LearnerId, SkillId

#: Left-out articles kept with a digest: enough to explain a page, not the whole archive.
_MOST_LEFT_OUT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPick:
    """A pick as a digest keeps it."""

    digest: DigestId
    number: int
    article: ArticleId
    story: StoryId
    skill: SkillId
    window: str
    minutes: int
    score: float
    reasons: tuple[Reason, ...]
    evidence: Sequence[Evidence]
    #: The part of an episode that was picked; None for the whole.
    passage: Passage | None = None

    @property
    def weight(self) -> float:
        """What the gap weighed on that day."""
        return next((reason.value for reason in self.reasons if reason.name == "gap"), 1.0)

    @property
    def quality(self) -> float:
        """What it gave to that gap: its score without the weight, and of an episode only the part that was picked."""
        return self.score / self.weight * (1.0 if self.passage is None else self.passage.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDigest:
    """A digest that was made."""

    id: DigestId
    day: date
    slot: str
    picks: tuple[StoredPick, ...]


def stored_form(plan: DigestPlan) -> StoredDigest:
    """Return *plan* as it would come back from the database."""
    return StoredDigest(
        id=plan.id, day=plan.day, slot=plan.slot,
        picks=tuple(_pick(_pick_row(plan.id, pick, planned.window.name)) for planned in plan.windows for pick in planned.picks),
    )  # fmt: skip


class Digests:
    """The digests of one learner."""

    def __init__(self, database: Database, learner: LearnerId) -> None:
        self._database = database
        self._learner = learner

    def has(self, digest: DigestId) -> bool:
        """Return whether the digest of that slot was made."""
        return bool(ask(self._database, "SELECT 1 FROM digests WHERE id = ?", [digest]))

    def passed_over(self, day: date, slot: str, came: datetime, now: datetime) -> bool:
        """Return whether, since that slot came, a digest of a later slot was made instead of its own.

        One made at a moment later than *now* does not count: somebody had looked ahead.
        """
        question = "SELECT 1 FROM digests WHERE learner = ? AND (day, slot) > (?, ?) AND planned_at BETWEEN ? AND ? LIMIT 1"
        return bool(ask(self._database, question, [self._learner, day.isoformat(), slot, stamp(came), stamp(now)]))

    def any(self) -> bool:
        """Return whether this learner was ever given a digest."""
        return bool(ask(self._database, "SELECT 1 FROM digests WHERE learner = ? LIMIT 1", [self._learner]))

    def save(self, plan: DigestPlan, now: datetime) -> None:
        """Store *plan*; runs inside the transaction that also fills the outbox."""
        digest = {
            "id": plan.id, "learner": self._learner, "day": plan.day.isoformat(), "slot": plan.slot, "planned_at": stamp(now),
            "still_open": plan.still_open, "minutes": sum(pick.minutes for pick in plan.picks),
        }  # fmt: skip
        put(self._database, "digests", [digest])
        put(self._database, "picks", (_pick_row(plan.id, pick, planned.window.name) for planned in plan.windows for pick in planned.picks))
        put(
            self._database,
            "left_out",
            (
                {
                    "digest": plan.id, "article": left.candidate.id, "why": left.why, "would_help": left.would_help, "score": left.score,
                    "still_open": int(left.still_open),
                }
                for left in plan.left_out[:_MOST_LEFT_OUT]
            ),
        )  # fmt: skip

    def latest(self) -> StoredDigest | None:
        """Return the latest digest that holds something, which is the one a person has before them; None before the first."""
        rows = ask(
            self._database,
            """SELECT * FROM digests WHERE learner = ? AND EXISTS (SELECT 1 FROM picks WHERE picks.digest = digests.id)
               ORDER BY day DESC, slot DESC LIMIT 1""",
            [self._learner],
        )
        return self._digest(rows[0]) if rows else None

    def get(self, digest: DigestId) -> StoredDigest | None:
        """Return one digest, None where there is none of that slot."""
        rows = ask(self._database, "SELECT * FROM digests WHERE id = ?", [digest])
        return self._digest(rows[0]) if rows else None

    def since(self, day: date) -> tuple[StoredDigest, ...]:
        """Return the digests of *day* and later, oldest first."""
        rows = ask(
            self._database, "SELECT * FROM digests WHERE learner = ? AND day >= ? ORDER BY day, slot", [self._learner, day.isoformat()]
        )
        return tuple(self._digest(row) for row in rows)

    def sent(self) -> tuple[SentPick, ...]:
        """Return everything that ever stood in a digest, oldest first."""
        rows = ask(
            self._database,
            """SELECT digests.id, digests.day, picks.article, picks.story FROM picks JOIN digests ON digests.id = picks.digest
               WHERE digests.learner = ? ORDER BY digests.day, digests.slot, picks.number""",
            [self._learner],
        )
        return tuple(
            SentPick(
                digest=DigestId(row["id"]),
                day=date.fromisoformat(row["day"]),
                article=ArticleId(row["article"]),
                story=StoryId(row["story"]),
            )
            for row in rows
        )

    def why_left_out(self, article: ArticleId) -> tuple[tuple[DigestId, str, str | None], ...]:
        """Return in which digests *article* was left out, why, and what would have helped; the latest first."""
        rows = ask(
            self._database,
            """SELECT left_out.* FROM left_out JOIN digests ON digests.id = left_out.digest WHERE article = ?
               ORDER BY digests.day DESC, digests.slot DESC""",
            [article],
        )
        return tuple((DigestId(row["digest"]), row["why"], row["would_help"]) for row in rows)

    def _digest(self, row: Row) -> StoredDigest:
        picks = ask(self._database, "SELECT * FROM picks WHERE digest = ? ORDER BY number", [row["id"]])
        return StoredDigest(
            id=DigestId(row["id"]), day=date.fromisoformat(row["day"]), slot=row["slot"], picks=tuple(_pick(pick) for pick in picks)
        )


def _pick_row(digest: DigestId, pick: Pick, window: str) -> Row:
    return {
        "digest": digest, "number": pick.number, "article": pick.scored.candidate.id, "story": pick.scored.candidate.story, "skill": pick.scored.skill,
        "window": window, "minutes": pick.minutes, "score": round(pick.scored.score, 6),
        "reasons": as_json([[reason.name, reason.value, reason.words] for reason in pick.scored.reasons]),
        "evidence": evidence_json(pick.scored.evidence), "passage": passages_json((pick.passage,)) if pick.passage else None,
    }  # fmt: skip


def _pick(row: Row) -> StoredPick:
    return StoredPick(
        digest=DigestId(row["digest"]), number=row["number"], article=ArticleId(row["article"]), story=StoryId(row["story"]),
        skill=SkillId(row["skill"]), window=row["window"], minutes=row["minutes"], score=row["score"],
        reasons=tuple(Reason(name=name, value=value, words=words) for name, value, words in from_json(row["reasons"])),
        evidence=StoredEvidence(row["evidence"]), passage=next(iter(passages_from(row["passage"])), None),
    )  # fmt: skip
