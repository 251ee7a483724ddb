"""Lane 3, afterwards: ask the networks that tell it how often a post of the person's was liked, reposted and replied to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.edges.networks import bluesky, mastodon
from pipeline.edges.networks.receipts import Unheard
from pipeline.errors import CannotDo
from pipeline.model.shares import Response, Share
from pipeline.share.doors import name_of
from pipeline.share.send import Means

#: After a month hardly anybody still answers a post.
_LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What a network tells of a share."""

    #: With the counts, where there are any.
    share: Share
    #: Why nothing was told, as a sentence without its full stop; "" where something was.
    why_not: str = ""


def echoes(means: Means, names: Sequence[str], now: datetime) -> Iterator[Echo]:
    """Ask what came back on the shares of these numbers, or on all posts of the last month, and keep each count that has changed.

    Raises:
        UnknownItem: there is none of that number.
        CannotDo: a named one is not at a network that tells.
    """
    shares = means.store.shares
    asked = [_telling(shares.named(name)) for name in names] or [
        share for share in shares.all() if _tells(share) and now - share.at <= _LATELY
    ]
    for share in asked:
        told = _counts(means, share, now)
        if isinstance(told, Unheard):
            yield Echo(share=share, why_not=told.why)
            continue
        known = {response.kind: response.count for response in share.responses}
        for response in told:
            if known.get(response.kind) != response.count:
                shares.respond(share.id, response)
        yield Echo(share=shares.named(str(share.id)))


def _tells(share: Share) -> bool:
    return share.network in {"mastodon", "bluesky"} and share.remote is not None


def _telling(share: Share) -> Share:
    if _tells(share):
        return share
    message = f"share {share.id} is not a post of Gapfeed's at Mastodon or Bluesky, and only these tell: note what you hear with `gapfeed share heard {share.id}`"
    raise CannotDo(message)


def _counts(means: Means, share: Share, now: datetime) -> tuple[Response, ...] | Unheard:
    account, remote = means.settings.mastodon, share.remote or ""
    if share.network == "bluesky":
        return bluesky.counts(means.web, remote, at=now)
    if account is None:
        return Unheard(why="accounts.mastodon is not in config.yaml any more")
    if share.channel != name_of(account):
        return Unheard(why=f"it is at {share.channel}, and accounts.mastodon is at {name_of(account)} now")
    return mastodon.counts(means.web, account, means.postroom.secret(account.token_env), remote, at=now)
