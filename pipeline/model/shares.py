"""Say what was passed on to whom, what speaks against passing it on, and what came back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType

from pipeline.model.digests import Attempt
from pipeline.model.ids import ArticleId, StoryId
from pipeline.settings import Network

ShareId = NewType("ShareId", int)

#: handed: the person has the text and has not said yet whether they posted it; sending: past the point from where on it may have
#: arrived; sent: it arrived, or the person said that they posted it; failed, dropped (the person did not post it): it did not;
#: unknown: it may have.
ShareOutcome = Literal["handed", "sending", "sent", "failed", "unknown", "dropped"]

#: A share with one of these may have reached its people: its story is not proposed to them again.
PERHAPS_GIVEN = frozenset[ShareOutcome](("handed", "sending", "sent", "unknown"))

#: Networks at which anybody can read what is posted: what the person says there is no secret, and every circle that is reached there
#: sees it, whomever it was for.
SEEN_BY_ALL = frozenset[Network](("linkedin", "x", "mastodon", "bluesky", "facebook"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back on a share: a reply in the person's words, or how many the network counts."""

    kind: Literal["reply", "likes", "reposts", "replies"]
    at: datetime
    #: What was said; "" for a count.
    text: str = ""
    #: None for a reply.
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An item that was passed on through one channel, as the ledger has it."""

    id: ShareId
    #: None where it was passed on to nobody in particular.
    circle: str | None
    network: Network
    #: What it went through, for people: a mail address, the variable of a webhook, an account; "" for what was pasted by hand.
    channel: str
    article: ArticleId
    story: StoryId
    title: str
    url: str
    at: datetime
    #: The post as it was handed over.
    text: str
    #: The person's own sentence in it.
    note: str
    outcome: ShareOutcome
    #: What went wrong, in words.
    detail: str = ""
    #: By what the network knows it.
    remote: str | None = None
    #: Where it can be seen.
    link: str | None = None
    #: By what whoever took it knows a second try of it; None where they do not.
    key: str | None = None
    #: In order of time; of counts only the latest of each kind.
    responses: tuple[Response, ...] = ()

    @property
    def is_perhaps_given(self) -> bool:
        """Whether it may have reached its people."""
        return self.outcome in PERHAPS_GIVEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted(Attempt):
    """What became of one try to post something at a network."""

    outcome: Literal["sent", "failed", "unknown"]
    #: By what the network knows it.
    remote: str | None = None
    #: Where it can be seen.
    link: str | None = None


#: The gravest first. leak: it would give away what is not the person's to give, and nothing lets it pass; taste: `--anyway` lets it pass;
#: hint: said, and nothing more.
Weight = Literal["leak", "taste", "hint"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Something that speaks against passing an item on as it is."""

    kind: Literal[
        "private",
        "address",
        "tracking",
        "dead",
        "moved",
        "paywall",
        "unchecked",
        "quotation",
        "claim",
        "again",
        "smuggled",
        "length",
        "note",
    ]
    weight: Weight
    #: What is wrong, and what to do about it: one sentence.
    words: str
