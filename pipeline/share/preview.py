"""Show exactly what would be sent, byte for byte, without sending it."""

import json
from collections.abc import Iterator
from datetime import datetime

from pipeline.posting.payloads import bluesky_record, discord_message, mastodon_status, slack_message, teams_message
from pipeline.settings import BlueskyAccount, MastodonAccount
from pipeline.share.courier import card_of
from pipeline.share.doors import Chat, Letters, Webhook, name_of
from pipeline.share.letters import mail_parcels_for_share
from pipeline.share.send import Dispatch, Means, Outgoing


def payloads(means: Means, ready: Dispatch, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield where each part of what is *ready* would go, and what would be sent there: JSON, or a mail with its headers.

    A thread is its parts one after the other; what ties a part to the one before is known only when that one is there.

    Raises:
        CannotDo: there is a mail to send, and no server to send it with.
    """
    for outgoing in ready.outgoing:
        for sent in _payloads(means, ready, outgoing, now):
            yield name_of(outgoing.door), sent.decode("utf-8", "replace")


def _payloads(means: Means, ready: Dispatch, outgoing: Outgoing, now: datetime) -> Iterator[bytes]:
    prepared, (first, *_) = ready.prepared, outgoing.posts
    match outgoing.door:
        case Webhook(kind="slack"):
            yield slack_message(first.text)
        case Webhook(kind="teams"):
            yield teams_message(first.text, url=prepared.sharing.url, language=prepared.language)
        case Webhook(kind="discord"):
            yield discord_message(first.text)
        case Chat():
            yield f"{prepared.sharing.title}\n\n{first.text}".encode("utf-8", "replace")
        case Letters(channel=channel):
            parcels = mail_parcels_for_share(
                batch=outgoing.share.key, circle=ready.circle, channel=channel, title=prepared.candidate.title, subject=first.subject or "",
                text=first.text, language=prepared.language, settings=means.settings, installation=means.store.installation, now=now,
            )  # fmt: skip
            yield from (parcel.payload for parcel in parcels)
        case MastodonAccount():
            yield from (mastodon_status(post.text, language=prepared.language) for post in outgoing.posts)
        case BlueskyAccount():
            for post in outgoing.posts:
                card = card_of(prepared) if post.place == 1 else None
                record = bluesky_record(post.text, created=now, languages=(prepared.language,), card=card)
                yield json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")
