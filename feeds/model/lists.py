"""Say what leads to feeds: the pages and the subscription lists that name them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that a page says it has."""

    url: str
    title: str | None
    type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One subscription of an OPML list."""

    url: str
    title: str | None
    site: str | None
    #: The folders it stands in, outermost first.
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An entry of a subscription list that was not taken, and why."""

    #: What it is called there, else its address.
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionList:
    """What a subscription list names, each address once, and what of it could not be taken."""

    outlines: tuple[Outline, ...]
    dropped: tuple[Dropped, ...] = ()
