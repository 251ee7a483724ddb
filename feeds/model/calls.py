"""Say what a program's interface on the web is asked, and what came of it: certainly not, perhaps, or an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from feeds.model.answers import FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to an interface, sent once; of what may be secret in it (address, headers, body), nothing shows when it is printed."""

    method: Literal["GET", "POST"]
    #: The address of a webhook is a secret by itself.
    url: str = field(repr=False)
    #: Beside those that every request has.
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    #: For all of it, from looking up the name to the last byte of the answer.
    deadline_seconds: float = 20.0
    #: The longest answer that is taken (bytes after unpacking).
    most_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The server answered, whatever it said."""

    status: int
    #: How long it asks to be left alone; None where it does not.
    retry_after: timedelta | None = None
    #: The host that it wants to be asked instead, for a redirect; nobody goes there.
    points_to: str | None = None
    #: It may hold a token.
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """Not a byte of the request was written, so nothing can have been done."""

    kind: FailureKind
    #: A whole sentence without its full stop: "example.org refuses connections".
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The request, or a part of it, was written, and no whole answer came: it may have been done."""

    #: As in NotSent.
    why: str


CallOutcome = Answered | NotSent | NoAnswer
