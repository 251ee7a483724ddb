"""Post at Bluesky, and hear what came of it (docs.bsky.app, com.atproto.repo.createRecord)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from feeds.fetch import Web
from feeds.model.calls import Answered, Call, CallOutcome, NoAnswer, NotSent
from feeds.urls import host_of
from pipeline.edges.networks.receipts import (
    Counts,
    Unheard,
    asked_to_wait,
    fields_of,
    is_sendable,
    not_sent,
    responses_in,
    text_in,
    words_of,
)
from pipeline.model.shares import Posted, Response
from pipeline.posting.payloads import POSTS, Card, Reference, Reply, bluesky_creation, bluesky_record, record_key
from pipeline.settings import BlueskyAccount

#: Where accounts log in that have no server of their own (docs.bsky.app/docs/advanced-guides/entryway).
HOST = "https://bsky.social"
#: What tells counts to everybody (docs.bsky.app/docs/advanced-guides/api-directory).
PUBLIC_HOST = "https://public.api.bsky.app"
_APP_PASSWORDS = "https://bsky.app/settings/app-passwords"
_COUNTS: Counts = (("likes", "likeCount"), ("reposts", "repostCount"), ("replies", "replyCount"))
#: Errors of atproto that mean a login is over; they come with 400.
_LOGIN_OVER = frozenset({"ExpiredToken", "InvalidToken"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """An account that is logged in, good for a few posts one after the other: its token lasts for minutes."""

    account: BlueskyAccount
    #: Its name for good, and what it is called today.
    did: str
    handle: str
    #: The server that keeps its records.
    server: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where in a thread a post belongs: the `remote` of its first post, and of the one before."""

    root: str
    parent: str


def log_in(web: Web, account: BlueskyAccount, password: str | None, *, host: str = HOST) -> LoggedIn | Posted:
    """Log in at *host* (com.atproto.server.createSession); a receipt says why it did not go well, and nothing was posted then.

    The records of an account may be kept by another server than the one that logs it in: the answer names it, and what
    it names is asked under the same rules as every address (https://, and nothing private).
    """
    to = account.handle
    password = (password or "").strip()
    if not password:
        return Posted(to=to, outcome="failed", detail=f"the app password is missing: set {account.password_env}")
    asked = web.call(_posting(host, "com.atproto.server.createSession", {"identifier": account.handle, "password": password}))
    match asked:
        case NotSent() as outcome:
            return not_sent(to, outcome)
        case NoAnswer(why=why):
            return Posted(to=to, outcome="failed", detail=f"nothing was posted: {why}", retry=True)
        case Answered(status=429):
            return asked_to_wait(to, asked)
        case Answered(status=200):
            fields = fields_of(asked)
            token, did = text_in(fields, "accessJwt"), text_in(fields, "did")
            if did and token and is_sendable(token):
                handle = text_in(fields, "handle") or account.handle
                return LoggedIn(account=account, did=did, handle=handle, server=_server_in(fields) or host, token=token)
        case Answered(status=400 | 401 | 403):
            words = words_of(asked, "message", "error", secret=password)
            detail = (
                f"{host_of(host)} refused handle and password {words}: the app password was revoked, or is not one; "
                f"make a new one at {_APP_PASSWORDS} and set {account.password_env}"
            )
            return Posted(to=to, outcome="failed", detail=detail)
    broken = asked.status >= 500
    detail = f"nothing was posted: {host_of(host)} could not log you in ({asked.status})"
    return Posted(to=to, outcome="failed", detail=detail if broken else f"{detail}: it is no server of Bluesky's kind", retry=broken)


def post(
    web: Web,
    login: LoggedIn,
    text: str,
    *,
    key: str,
    at: datetime,
    languages: tuple[str, ...] = (),
    card: Card | None = None,
    thread: Thread | None = None,
) -> Posted:
    """Post *text* and say what became of it.

    The post is created under a record key that is made of *key* and *at*, so a second try meets the first one. What is known of that:

    - createRecord takes a key from the caller (com.atproto.repo.createRecord, `rkey`), and it has to be a TID: posts under other
      keys were stored and never shown (bluesky-social/social-app#8654). In 2023 servers took only TIDs near their own time; try soon.
    - A second record under the same key is refused, not written over, but how is not laid down: 500 from Bluesky's own servers
      (bluesky-social/atproto#3718 and #4725), 409 from others, an error with a name to come (bluesky-social/atproto#4728).

    So after every refusal and after every silence the record is looked for (com.atproto.repo.getRecord): where it stands, it was sent.

    Args:
        web: the door.
        login: from `log_in`.
        text: the post.
        key: the same for every try of this post.
        at: when it was first tried; its second has to be the same for every try.
        languages: two-letter codes.
        card: what stands under it.
        thread: where it belongs; None for a post by itself.

    Returns:
        A receipt. With `retry`, the same *key* and *at* may be used again and cannot make two posts, also where the outcome is "unknown".

    """
    reply = _reply(web, login, thread) if thread else None
    if isinstance(reply, Unheard):
        return Posted(to=login.account.handle, outcome="failed", detail=f"the thread cannot be gone on with: {reply.why}", retry=True)
    record = bluesky_record(text, created=at, languages=languages, card=card, reply=reply)
    record_name = record_key(key, at)
    body = bluesky_creation(record, repository=login.did, key=record_name)
    headers = {"Authorization": f"Bearer {login.token}", "Content-Type": "application/json"}
    call = Call(method="POST", url=f"{login.server}/xrpc/com.atproto.repo.createRecord", headers=headers, body=body)
    outcome = web.call(call)
    return _receipt(web, login, outcome, record_name)


def counts(web: Web, uri: str, *, at: datetime, host: str = PUBLIC_HOST) -> tuple[Response, ...] | Unheard:
    """Ask how often a post was liked, reposted and replied to (app.bsky.feed.getPosts); *uri* is its `remote`; no token is shown."""
    answered = web.call(_asking(host, "app.bsky.feed.getPosts", uris=uri))
    if not isinstance(answered, Answered):
        # The name of its host is ours: it is not the person who can have misspelt it.
        return Unheard(why=f"Bluesky could not be asked: {answered.why.removesuffix(': look at its spelling')}")
    found: Any = fields_of(answered).get("posts")
    fields = found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
    return responses_in(fields, _COUNTS, at) or Unheard(
        why=f"Bluesky tells no counts of this post ({answered.status}): it may have been deleted"
    )


def _receipt(web: Web, login: LoggedIn, outcome: CallOutcome, record_name: str) -> Posted:
    to, uri = login.account.handle, f"at://{login.did}/{POSTS}/{record_name}"
    sent = Posted(to=to, outcome="sent", remote=uri, link=f"https://bsky.app/profile/{login.handle}/post/{record_name}")
    if isinstance(outcome, NotSent):
        return not_sent(to, outcome)
    if isinstance(outcome, Answered):
        if outcome.status == 200 and text_in(fields_of(outcome), "uri"):
            return sent
        if outcome.status == 429:
            return asked_to_wait(to, outcome)
        if outcome.status in {401, 403} or text_in(fields_of(outcome), "error") in _LOGIN_OVER:
            words = words_of(outcome, "message", "error", secret=login.token)
            return Posted(to=to, outcome="failed", detail=f"the login is over {words}: send it again to log in anew", retry=True)
        if 300 <= outcome.status < 400:
            return Posted(to=to, outcome="failed", detail=f"{host_of(login.server)} points somewhere else, where no token is sent")
    there = _reference(web, login, uri)
    if isinstance(there, Reference):
        return sent
    if isinstance(outcome, Answered) and 400 <= outcome.status < 500:
        words = words_of(outcome, "message", "error", secret=login.token)
        return Posted(to=to, outcome="failed", detail=f"{host_of(login.server)} did not take the post {words}")
    why = outcome.why if isinstance(outcome, NoAnswer) else f"the server answered {outcome.status}"
    detail = f"it may or may not be there: {why}; {there.why}; sent again it appears once"
    return Posted(to=to, outcome="unknown", detail=detail, retry=True)


def _reply(web: Web, login: LoggedIn, thread: Thread) -> Reply | Unheard:
    root, parent = _reference(web, login, thread.root), _reference(web, login, thread.parent)
    if isinstance(root, Unheard):
        return root
    return parent if isinstance(parent, Unheard) else Reply(root=root, parent=parent)


def _reference(web: Web, login: LoggedIn, uri: str) -> Reference | Unheard:
    """Look for a record in a repository that the login's server keeps; records are public, so no token is shown."""
    repository, collection, record_name = uri.removeprefix("at://").split("/")
    asked = _asking(login.server, "com.atproto.repo.getRecord", repo=repository, collection=collection, rkey=record_name)
    answered = web.call(asked)
    if not isinstance(answered, Answered):
        return Unheard(why=f"whether it is, could not be found out: {answered.why}")
    cid = text_in(fields_of(answered), "cid")
    return Reference(uri=uri, cid=cid) if answered.status == 200 and cid else Unheard(why=f"it is not there now ({answered.status})")


def _posting(host: str, method: str, fields: Mapping[str, str]) -> Call:
    return Call(method="POST", url=f"{host}/xrpc/{method}", headers={"Content-Type": "application/json"}, body=json.dumps(fields).encode())


def _asking(host: str, method: str, **parameters: str) -> Call:
    return Call(method="GET", url=f"{host}/xrpc/{method}?{urlencode(parameters)}")


def _server_in(fields: Mapping[str, Any]) -> str | None:
    """Return the server that keeps the account's records, from its DID document (atproto.com/specs/did); None where none is named."""
    document = fields.get("didDoc")
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, dict) and text_in(service, "id").endswith("#atproto_pds"):
            return text_in(service, "serviceEndpoint").rstrip("/") or None
    return None
