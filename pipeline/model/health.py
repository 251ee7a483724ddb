"""Say how sources fare."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from feeds.model.ids import SourceId
from feeds.model.sources import SourceState
from pipeline.model.sources import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source as `sources list` shows it."""

    subscription: Subscription
    state: SourceState
    #: How many entries of its feed are kept, and how many of them ever stood in a digest.
    items: int
    picked: int
    #: How the last poll went: "read", "unchanged", or the kind of its failure; None before the first.
    last_outcome: str | None = None
    #: The status that the server answered then, where the poll failed.
    last_status: int | None = None
    #: The address by which it is named where it has moved to another since.
    named_as: str | None = None
    #: When it was muted by command, and whether configuration mutes it.
    muted_at: datetime | None = None
    muted_in_config: bool = False

    @property
    def muted(self) -> bool:
        """Whether it is not asked, and nothing of it stands in a digest."""
        return self.muted_at is not None or self.muted_in_config


Verdict = Literal["answers", "dead", "unsure"]
"""What a check of a catalogue address came to; unsure is what tomorrow may be otherwise: a time-out, a busy server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueCheck:
    """What was found at the address of a catalogue source when it was last asked from this machine."""

    source: SourceId
    url: str
    checked_at: datetime
    verdict: Verdict
    #: What was wrong, in words; "" where it answers.
    detail: str = ""
    #: Where permanent redirects led to a feed.
    moved_to: str | None = None
    items: int | None = None
    #: When its newest item says it was published.
    newest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTrouble:
    """A source that does not answer, and the reason in words."""

    source_title: str
    reason: str
