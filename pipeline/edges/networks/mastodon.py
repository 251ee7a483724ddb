"""Post at a Mastodon server, and hear what came of it (docs.joinmastodon.org/methods/statuses)."""

from datetime import datetime
from urllib.parse import quote

from feeds.fetch import Web
from feeds.model.calls import Answered, Call, NoAnswer, NotSent
from feeds.urls import absolute, host_of
from pipeline.edges.networks.receipts import (
    Counts,
    Unheard,
    asked_to_wait,
    fields_of,
    is_sendable,
    name_in,
    not_sent,
    responses_in,
    text_in,
    words_of,
)
from pipeline.model.shares import Posted, Response
from pipeline.posting.counting import Limits
from pipeline.posting.payloads import mastodon_status
from pipeline.settings import MastodonAccount

#: What a server counts of our posts, by our names for it.
_COUNTS: Counts = (("likes", "favourites_count"), ("reposts", "reblogs_count"), ("replies", "replies_count"))


def post(
    web: Web, account: MastodonAccount, token: str | None, text: str, *, key: str, language: str | None, in_reply_to: str | None = None
) -> Posted:
    """Post *text* and say what became of it.

    Args:
        web: the door.
        account: which server, and which variable holds the token.
        token: what that variable holds; None where it is not set.
        text: the post.
        key: the same for every try of this post, another for every other one; good for an hour
            (docs.joinmastodon.org/methods/statuses, Idempotency-Key).
        language: two-letter code.
        in_reply_to: the `remote` of the post before it, in a thread.

    Returns:
        A receipt. With `retry` the same key may be used again within an hour of the first try, also where the outcome is "unknown";
        later only the person can say whether it is there.

    """
    to = host_of(account.server)
    token = (token or "").strip()
    if not token:
        return Posted(to=to, outcome="failed", detail=f"the token is missing: set {account.token_env}")
    if not is_sendable(token):
        return Posted(
            to=to, outcome="failed", detail=f"{account.token_env} holds no token, which has neither blanks nor accents: copy it again"
        )
    body = mastodon_status(text, language=language, in_reply_to=in_reply_to)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"}
    match web.call(Call(method="POST", url=f"{account.server.rstrip('/')}/api/v1/statuses", headers=headers, body=body)):
        case NotSent() as outcome:
            return not_sent(to, outcome)
        case NoAnswer(why=why):
            return _in_doubt(to, why)
        case answered:
            return _receipt(to, account, answered, token)


def limits(web: Web, server: str) -> Limits | Unheard:
    """Ask a server how much it takes (docs.joinmastodon.org/methods/instance, version 2); no token is shown."""
    answered = web.call(Call(method="GET", url=f"{server.rstrip('/')}/api/v2/instance"))
    if not isinstance(answered, Answered):
        return Unheard(why=answered.why)
    match fields_of(answered):
        case {"configuration": {"statuses": {"max_characters": int(most), "characters_reserved_per_url": int(link)}}} if most > link > 0:
            return Limits(max_characters=most, characters_reserved_per_url=link)
    return Unheard(why=f"{host_of(server)} does not say how long a post may be ({answered.status})")


def counts(web: Web, account: MastodonAccount, token: str | None, status: str, *, at: datetime) -> tuple[Response, ...] | Unheard:
    """Ask how often a post was favourited, boosted and replied to; *status* is its `remote`, *at* the moment to note beside the counts."""
    token = (token or "").strip()
    headers = {"Authorization": f"Bearer {token}"} if is_sendable(token) else {}
    answered = web.call(Call(method="GET", url=f"{account.server.rstrip('/')}/api/v1/statuses/{quote(status, safe='')}", headers=headers))
    if not isinstance(answered, Answered):
        return Unheard(why=answered.why)
    return responses_in(fields_of(answered), _COUNTS, at) or Unheard(
        why=f"{host_of(account.server)} tells no counts of this post ({answered.status}): it may have been deleted"
    )


def _receipt(to: str, account: MastodonAccount, answered: Answered, token: str) -> Posted:
    words = words_of(answered, "error", secret=token)
    match answered.status:
        case 200:
            fields = fields_of(answered)
            if not (name := name_in(fields)):
                return Posted(to=to, outcome="unknown", detail=f"{to} answered, but not as Mastodon does: look whether the post is there")
            return Posted(to=to, outcome="sent", remote=name, link=absolute(text_in(fields, "url").replace(token, "…"), None))
        case 401 | 403:
            detail = (
                f"{to} refused the token {words}: it has expired, was revoked or may not post; "
                f"make a new one with write:statuses at {account.server.rstrip('/')}/settings/applications and set {account.token_env}"
            )
        case 404 if "error" not in fields_of(answered):
            detail = f"{to} is no Mastodon server {words}: look at accounts.mastodon.server"
        case 422:
            detail = f"{to} did not take the post {words}"
        case 429:
            return asked_to_wait(to, answered)
        case status if 300 <= status < 400:
            detail = (
                f"{to} points to {answered.points_to or 'somewhere else'}, where the token is not sent: "
                f"if that is your server, write it in accounts.mastodon.server"
            )
        case status if status >= 500:
            # A server that breaks down, or the one before it that gives up waiting (502, 504), may have the status all the same.
            return _in_doubt(to, f"the server answered {status}")
        case _:
            detail = f"{to} did not take the post {words}"
    return Posted(to=to, outcome="failed", detail=detail)


def _in_doubt(to: str, why: str) -> Posted:
    detail = f"it may or may not be there: {why}; sent again within the hour it appears once"
    return Posted(to=to, outcome="unknown", detail=detail, retry=True)
