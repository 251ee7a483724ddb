"""Say how long a circle has waited to hear from the person, and what might be passed on to it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipeline.model.digests import Candidate, Event, Reason
from pipeline.model.shares import Share
from pipeline.settings import Circle, SkillId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long a circle has waited, and for what it need not wait any more."""

    circle: Circle
    #: What may have reached its people, newest first.
    given: tuple[Share, ...]
    #: Since it last had something, or else since the person had their first digest; None where neither was.
    waited: timedelta | None

    @property
    def last(self) -> Share | None:
        """What it had last."""
        return self.given[0] if self.given else None

    @property
    def days(self) -> int:
        """How many whole days it has waited."""
        return self.waited.days if self.waited else 0

    @property
    def is_overdue(self) -> bool:
        """Whether it has waited longer than the person wanted."""
        return self.circle.every is not None and self.waited is not None and self.waited > self.circle.every

    @property
    def due(self) -> datetime | None:
        """When the person wanted it to hear from them again; None where they did not say, or it never did."""
        return None if self.circle.every is None or self.last is None else self.last.at + self.circle.every


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """An article that the person has lately been given, or did something with."""

    candidate: Candidate
    #: What they type to name it: its number in the latest digest, else its id.
    item: str
    #: The local day of the last digest in which it stood; None where it stood in none.
    given_on: date | None
    #: What they did with it, in order of time; what they took back is not among it.
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An article that a circle may be glad to get, and why."""

    candidate: Candidate
    #: What is typed to name it.
    item: str
    #: What they care about that it teaches, strongest first.
    skills: tuple[SkillId, ...]
    score: float
    #: Every factor of the score.
    reasons: tuple[Reason, ...]
    #: Why it is proposed, in words: a sentence without its full stop.
    why: str
