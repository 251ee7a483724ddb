"""Carry a post through the door of a network, in as many calls as it takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.fetch import Web
from pipeline.edges.networks import bluesky, mastodon, webhooks
from pipeline.edges.notify import notify
from pipeline.model.posts import Post
from pipeline.model.shares import Posted
from pipeline.posting.payloads import Card
from pipeline.settings import BlueskyAccount, MastodonAccount
from pipeline.share.doors import Chat, Webhook
from pipeline.share.posts import Prepared

Secret = Callable[[str], str | None]
"""Gives what holds a password or a token under its name; None where it is not set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A post, or the parts of a thread, to be handed over."""

    prepared: Prepared
    posts: tuple[Post, ...]
    #: The same for every try, as is the moment of the first one: networks that can, know a second try by both.
    key: str
    at: datetime

    def key_of(self, part: Post) -> str:
        """Return the key of one part of a thread."""
        return f"{self.key}/{part.place}"


def hand_over(web: Web, door: Webhook | Chat | MastodonAccount | BlueskyAccount, errand: Errand, secret: Secret) -> Posted:
    """Hand *errand* over at *door* and say what became of it."""
    prepared, text = errand.prepared, errand.posts[0].text
    match door:
        case Webhook(kind=kind, variable=variable):
            return webhooks.post(web, kind, variable, secret(variable), text, url=prepared.sharing.url, language=prepared.language)
        case Chat(variable=variable):
            return _notified(variable, secret(variable), prepared.sharing.title, text)
        case MastodonAccount():
            return _at_mastodon(web, door, secret(door.token_env), errand)
        case BlueskyAccount():
            return _at_bluesky(web, door, secret(door.password_env), errand)


def card_of(prepared: Prepared) -> Card:
    """Return what stands under a post at Bluesky."""
    sharing = prepared.sharing
    return Card(url=sharing.url, title=sharing.title, description=sharing.teaches)


def _notified(variable: str, address: str | None, title: str, text: str) -> Posted:
    if not address:
        return Posted(to=variable, outcome="failed", detail=f"the address of the chat is missing: set {variable}")
    attempt = notify(address, to=variable, title=title, body=text)
    outcome = attempt.outcome if attempt.outcome in {"sent", "failed"} else "unknown"
    return Posted(to=variable, outcome=outcome, detail=attempt.detail, retry=attempt.retry)


def _at_mastodon(web: Web, account: MastodonAccount, token: str | None, errand: Errand) -> Posted:
    def post(part: Post, _first: str | None, before: str | None) -> Posted:
        return mastodon.post(
            web, account, token, part.text, key=errand.key_of(part), language=errand.prepared.language, in_reply_to=before,
        )  # fmt: skip

    return _one_under_the_other(errand.posts, post)


def _at_bluesky(web: Web, account: BlueskyAccount, password: str | None, errand: Errand) -> Posted:
    login = bluesky.log_in(web, account, password, host=account.server)
    if isinstance(login, Posted):
        return login

    def post(part: Post, first: str | None, before: str | None) -> Posted:
        thread = bluesky.Thread(root=first, parent=before) if first and before else None
        return bluesky.post(
            web, login, part.text, key=errand.key_of(part), at=errand.at, languages=(errand.prepared.language,),
            card=None if thread else card_of(errand.prepared), thread=thread,
        )  # fmt: skip

    return _one_under_the_other(errand.posts, post)


def _one_under_the_other(parts: tuple[Post, ...], post: Callable[[Post, str | None, str | None], Posted]) -> Posted:
    """Post the parts of a thread; return what became of the first, which holds the link: unknown where a later one may be missing.

    Another try goes through all of them: by their keys, those that are there are not repeated. *post* is given a part, and by what the
    network knows the first one and the one before it.
    """
    first = before = post(parts[0], None, None)
    for part in parts[1:]:
        if before.outcome != "sent":
            break
        before = post(part, first.remote, before.remote)
        if before.outcome != "sent":
            where, why = f"part {part.place} of {part.places}", before.detail
            missing = f"{where} is not there: {why}; sent again within the hour, the thread goes on from there and repeats nothing"
            detail = missing if before.outcome == "failed" else f"from {where} on, {why}"
            return replace(first, outcome="unknown", detail=detail, retry=True)
    return first
