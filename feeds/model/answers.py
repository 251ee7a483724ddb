"""Say what comes of asking an address."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """The opaque tokens of a conditional request, echoed exactly as they came (RFC 9110, section 13)."""

    etag: str | None = None
    last_modified: str | None = None


class FailureKind(StrEnum):
    """Why an address did not answer usefully."""

    #: This machine has no way to the outside at all, so it says nothing of the address.
    OFFLINE = "offline"
    UNKNOWN_HOST = "unknown host"
    REFUSED = "connection refused"
    TIMEOUT = "timeout"
    TLS = "certificate"
    FORBIDDEN_ADDRESS = "forbidden address"  # the guard said no
    BAD_ADDRESS = "bad address"
    TOO_LARGE = "too large"
    TOO_MANY_REDIRECTS = "too many redirects"
    STATUS = "status"  # an HTTP status that is no success
    RATE_LIMITED = "rate limited"  # 429, or 503 with Retry-After
    GONE = "gone"  # 410
    ROBOTS = "robots"  # the site asks not to be read there
    NOT_A_FEED = "not a feed"
    UNREADABLE = "unreadable"  # the parser was stopped, or could not make sense of it
    NETWORK = "network"  # anything else on the way


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body that came whole."""

    #: The address asked, and the address that answered after redirects.
    url: str
    final_url: str
    status: int
    body: bytes = field(repr=False)
    #: The Content-Type header as sent, parameters included; empty where there was none.
    content_type: str = ""
    validators: Validators = Validators()
    #: Lower bound on the time until the next request, from Cache-Control and Expires.
    max_age: timedelta | None = None
    #: Where permanent redirects (301, 308) led, None without any; temporary ones do not count.
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server has nothing newer than what we know (304)."""

    url: str
    validators: Validators = Validators()
    max_age: timedelta | None = None
    #: As in Fetched.
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No usable answer, and why, in words for a person."""

    url: str
    kind: FailureKind
    #: A whole sentence without its full stop: "the server answered 404 Not Found".
    reason: str
    status: int | None = None
    retry_after: timedelta | None = None


FetchOutcome = Fetched | NotModified | FetchFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFeed:
    """A document that is no feed, and what it is instead, in words."""

    why: str
