"""Look at a link just before it is given to others: whether it answers, where it leads, and whether everybody may read it."""

import re
from dataclasses import replace
from http import HTTPStatus
from typing import assert_never
from urllib.parse import urlsplit

from feeds.decode import decode
from feeds.fetch import Web, page_request
from feeds.model.answers import FailureKind, Fetched, FetchFailed, NotModified
from feeds.urls import url_key
from pipeline.model.looks import LinkLook, LookOutcome
from pipeline.posting.checks import clean
from pipeline.posting.paywall import paywall_of

#: A person waits for it: what is slower than this is not looked at to its end.
_SECONDS = 6.0
#: Names under these lead nowhere by design (RFC 2606, section 2): nothing is learnt by asking for them.
_RESERVED = (".example", ".test", ".invalid")
#: Answers that let in only some. Many sites answer programs with 403 and people with the page.
_CLOSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN})
#: Where a site sends whom it does not know.
_SIGN_IN = re.compile(r"/(?:log-?in|sign-?in|sso)(?:[/.]|$)", re.IGNORECASE)
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def look_at(web: Web, url: str, *, seconds: float = _SECONDS) -> LinkLook:
    """Return what stands at *url* now; asks once, follows redirects, and never raises for what a network may do.

    Args:
        web: the network.
        url: the address that is to be given to others.
        seconds: how long to wait for the whole answer.

    """
    host = urlsplit(url).hostname or ""
    if host.endswith(_RESERVED):
        return LinkLook(outcome="unchecked", why=f"{host} is a name for examples that leads nowhere")
    outcome = web.get(replace(page_request(url), deadline_seconds=seconds))
    match outcome:
        case Fetched():
            return _found(url, outcome)
        case NotModified():
            return LinkLook(outcome="unchecked", why="the server sent no page")
        case FetchFailed():
            return _not_found(outcome)
    assert_never(outcome)


def _found(url: str, page: Fetched) -> LinkLook:
    closed = paywall_of(decode(page.body, page.content_type, markup="html"))
    moved = clean(page.final_url) if url_key(page.final_url) != url_key(url) else None
    if moved is not None and _SIGN_IN.search(urlsplit(moved).path):
        closed, moved = "it leads to a page to sign in", None
    return LinkLook(outcome="closed" if closed else "open", why=closed or "", moved_to=moved)


def _not_found(failure: FetchFailed) -> LinkLook:
    outcome: LookOutcome = "unchecked"
    why = failure.reason
    if failure.status in _CLOSED:
        outcome, why = "closed", f"{failure.reason}: it lets in only whom it knows, or it refuses programs"
    elif failure.status in _GONE or failure.kind in {FailureKind.UNKNOWN_HOST, FailureKind.REFUSED, FailureKind.BAD_ADDRESS}:
        outcome = "dead"
    elif failure.kind is FailureKind.FORBIDDEN_ADDRESS:
        outcome = "inside"
    elif failure.kind in {FailureKind.TOO_LARGE, FailureKind.UNREADABLE}:
        # A film, a PDF or a very long page: it came, and that is all that was asked.
        outcome, why = "open", ""
    return LinkLook(outcome=outcome, why=why)
