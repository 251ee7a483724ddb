"""Say what it is to follow a source."""

from dataclasses import dataclass
from typing import Literal

from feeds.model.sources import Source, SourceState
from pipeline.settings import SkillId

Origin = Literal["config", "opml", "catalogue", "command"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A source that is followed, for which skills, and who said so."""

    source: Source
    skills: tuple[SkillId, ...] = ()
    origin: Origin = "config"
    #: The folders of a subscription list that it stands in, outermost first.
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A subscription with what is remembered of it: what the store tells lane 1."""

    subscription: Subscription
    state: SourceState
