"""Say in a receipt what came of a call: what all networks have in common."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from feeds.model.answers import FailureKind
from feeds.model.calls import Answered, NotSent
from pipeline.model.shares import Posted, Response
from pipeline.plain import counted, one_line, shorten

#: How much of a server's own words is repeated (characters).
_LONGEST_WORDS = 200
_NAME = re.compile(r"[\w-]{1,100}", re.ASCII)
#: What another try does not mend.
_LASTING = frozenset({FailureKind.BAD_ADDRESS, FailureKind.FORBIDDEN_ADDRESS, FailureKind.TLS})
#: What a network counts of a post, by our name for it and by its own.
Counts = tuple[tuple[Literal["likes", "reposts", "replies"], str], ...]
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A network was asked something and did not tell; *why* is a whole sentence without its full stop."""

    why: str


def not_sent(to: str, outcome: NotSent) -> Posted:
    """Return the receipt for what never left."""
    return Posted(to=to, outcome="failed", detail=f"nothing was sent: {outcome.why}", retry=outcome.kind not in _LASTING)


def asked_to_wait(to: str, answered: Answered) -> Posted:
    """Return the receipt for a 429: nothing was posted, and when it may be tried again."""
    when = f"in {in_words(answered.retry_after)}" if answered.retry_after else "in a few minutes"
    return Posted(to=to, outcome="failed", detail=f"too many requests in a short time, nothing was posted: try again {when}", retry=True)


def in_words(wait: timedelta) -> str:
    """Return a wait in whole minutes, hours or days, never less than it is.

    >>> in_words(timedelta(seconds=61)), in_words(timedelta(hours=5))
    ('2 minutes', '5 hours')
    """
    for unit, noun, most in ((_MINUTE, "minute", 90), (_HOUR, "hour", 48)):
        if wait <= unit * most:
            return counted(math.ceil(wait / unit), noun)
    return counted(math.ceil(wait / _DAY), "day")


def fields_of(answered: Answered) -> Mapping[str, Any]:
    """Return the object that an answer holds as JSON; nothing where it holds none."""
    try:
        value = json.loads(answered.body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def text_in(fields: Mapping[str, Any], name: str) -> str:
    """Return a text among the fields of an answer; "" where there is none."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def name_in(fields: Mapping[str, Any]) -> str:
    """Return by what a network knows a post, its `id`; "" where that is nothing that a network would call it."""
    name = text_in(fields, "id")
    return name if _NAME.fullmatch(name) else ""


def responses_in(fields: Mapping[str, Any], counts: Counts, at: datetime) -> tuple[Response, ...]:
    """Return what a network counted of a post at that moment; () where it tells nothing."""
    told = ((kind, fields.get(name)) for kind, name in counts)
    return tuple(Response(kind=kind, at=at, count=count) for kind, count in told if isinstance(count, int))


def words_of(answered: Answered, *names: str, secret: str) -> str:
    """Return what a server said, in brackets and after its status, from the first field of these that holds words, without *secret*."""
    fields = fields_of(answered)
    said = next(filter(None, (text_in(fields, name) for name in names)), "")
    words = shorten(one_line(said.replace(secret, "…")), _LONGEST_WORDS)
    return f"({answered.status}: {words})" if words else f"({answered.status})"


def is_sendable(secret: str) -> bool:
    """Say whether a token can stand in a header: it is not empty, and has no blank and no letter that headers do not know."""
    return secret != "" and secret.isascii() and secret.isprintable() and " " not in secret
