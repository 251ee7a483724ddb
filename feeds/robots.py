"""Say what a site asks of us before we read its pages (RFC 9309); the home of protego."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never
from urllib.parse import SplitResult, urlsplit

from feeds.model.answers import FailureKind, Fetched, FetchFailed, FetchOutcome, NotModified, Validators

if TYPE_CHECKING:
    from protego import Protego

_KEPT_FOR = timedelta(hours=24)  # RFC 9309, section 2.4
# Where a site could not say, pages wait; after an hour it is worth asking again.
_FAILURE_KEPT_FOR = timedelta(hours=1)

_LEAST_PAUSE_SECONDS = 1.0
# Crawl-delay is no part of RFC 9309, and some sites ask for a day; above this, a run would not end.
_MOST_PAUSE_SECONDS = 30.0

_EVERYTHING_ALLOWED = ""

# Directives as protego reads them, with or without a colon.
_USER_AGENT_LINE = re.compile(r"^[ \t]*user[ -]?agent[ \t]*[: \t][ \t]*(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRules:
    """What a site asks of robots, and when it said so; plain enough to be stored."""

    #: The rules as text, "" where everything may be read, None where the site could not say: nothing may be read for now.
    text: str | None
    fetched_at: datetime
    #: For asking again only if they changed.
    validators: Validators = field(default_factory=Validators)


def robots_url(url: str) -> str:
    """Return where the rules for an address lie; each scheme, host and port has its own (RFC 9309, section 2.3).

    >>> robots_url("https://example.org:8443/a?b#c")
    'https://example.org:8443/robots.txt'
    """
    parts = urlsplit(url)
    return SplitResult(parts.scheme, parts.netloc, "/robots.txt", "", "").geturl()


def rules_from(outcome: FetchOutcome, *, now: datetime, known: RobotsRules | None = None) -> RobotsRules:
    """Return the rules that follow from asking for robots.txt at `now`; `known` are those whose validators were sent.

    No such file (4xx) or an endless redirect: everything is allowed (RFC 9309, section 2.3.1.3). A server in trouble (5xx,
    no answer) or one that asks us to slow down (429): nothing is, for now (section 2.3.1.4).
    """
    match outcome:
        case Fetched():
            return RobotsRules(text=_rules_text(outcome), fetched_at=now, validators=outcome.validators)
        case NotModified():
            text, validators = (known.text, known.validators) if known else (None, Validators())
            return RobotsRules(text=text, fetched_at=now, validators=validators)
        case FetchFailed(kind=kind, status=status):
            absent = kind in (FailureKind.GONE, FailureKind.TOO_MANY_REDIRECTS) or (
                kind is FailureKind.STATUS and status is not None and 300 <= status < 500
            )
            return RobotsRules(text=_EVERYTHING_ALLOWED if absent else None, fetched_at=now)
        case _:  # pragma: no cover
            assert_never(outcome)


def fresh(rules: RobotsRules, now: datetime) -> bool:
    """Tell whether the rules need not be asked for again: for 24 hours, and for one where the site could not say."""
    age = now - rules.fetched_at
    # Rules from the future mean that the clock was set back.
    return timedelta(0) <= age < (_FAILURE_KEPT_FOR if rules.text is None else _KEPT_FOR)


def allows(rules: RobotsRules, url: str, user_agent: str = "Gapfeed") -> bool:
    """Tell whether an absolute address may be read: the longest matching rule wins, and of two as long the one that allows."""
    if rules.text is None:
        return False
    return _parsed(rules.text, user_agent).can_fetch(url, user_agent)


def pause_seconds(rules: RobotsRules, user_agent: str = "Gapfeed") -> float:
    """Return the pause to make between two pages: what the site asks (Crawl-delay), between 1 and 30 seconds."""
    asked = _parsed(rules.text or _EVERYTHING_ALLOWED, user_agent).crawl_delay(user_agent)
    return min(max(asked or 0.0, _LEAST_PAUSE_SECONDS), _MOST_PAUSE_SECONDS)


def _rules_text(robots: Fetched) -> str:
    # Protego takes a byte order mark for part of the first directive, and then allows everything.
    text = robots.body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if "html" in robots.content_type.lower() or text.startswith("<"):
        return _EVERYTHING_ALLOWED  # a site that answers every address with its front page has no rules
    return text.replace("\x00", "")


@lru_cache(maxsize=64)
def _parsed(text: str, user_agent: str) -> "Protego":
    """Parse the rules with all the robots that are not us under one name.

    Protego keeps a set of rules per robot: 20,000 names above 20,000 rules would take minutes and gigabytes.
    """
    # Asking feeds takes the rules that are kept from one run to the next, and reads none.
    from protego import Protego

    return Protego.parse("\n".join(_renamed(line, user_agent) for line in text.splitlines()))


def _renamed(line: str, user_agent: str) -> str:
    match = _USER_AGENT_LINE.match(line)
    if match is None:
        return line
    # Only the product token counts, whatever its case (RFC 9309, section 2.2.1).
    name = match[1].partition("#")[0].partition("/")[0].strip()
    if name == "*":
        return "User-agent: *"
    return f"User-agent: {user_agent}" if name.strip("*").lower() == user_agent.lower() else "User-agent: somebody-else"
