"""Lane 3, directly: send a post to a circle by every way that the configuration gives Gapfeed, each with a receipt.

The order is the same for every way: it is written down that the post is being sent, then it is sent, then what became of it is written
down. What dies in between is in doubt, and is never sent again unless the network itself makes sure that it appears once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.fetch import Web
from pipeline.circle_named import circle_named, typed
from pipeline.deliver import Postroom, deliver_batch, unforeseen
from pipeline.edges.networks import mastodon
from pipeline.edges.store import Store
from pipeline.edges.store.shares import NewShare, SentBefore, what_to_say
from pipeline.errors import CannotDo
from pipeline.model.digests import Receipt
from pipeline.model.posts import Post
from pipeline.model.shares import Posted, Share
from pipeline.posting.counting import Limits
from pipeline.settings import Circle, Network, Settings
from pipeline.share.courier import Errand, hand_over
from pipeline.share.doors import ACCOUNTS, Door, Letters, door_of, name_of
from pipeline.share.letters import mail_parcels_for_share
from pipeline.share.posts import Prepared, Wish, prepare, share_of
from pipeline.skills import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What posts are sent with."""

    store: Store
    web: Web
    settings: Settings
    lexicon: Lexicon
    #: The ways out for mail, and what holds a password or a token under its name.
    postroom: Postroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A post, or a thread, at one door to its people."""

    door: Door
    posts: tuple[Post, ...]
    #: As the ledger is told of it; its key is also what Mastodon is given as Idempotency-Key.
    share: NewShare


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What would be sent to a circle, by every door."""

    prepared: Prepared
    circle: Circle
    outgoing: tuple[Outgoing, ...]
    #: Networks of the circle at which only the person can post.
    by_hand: tuple[Network, ...]


def dispatch(means: Means, item: str, circle_name: str, wish: Wish) -> Dispatch:
    """Write what passes *item* on to a circle, for every door by which Gapfeed can send to it; nothing is sent.

    Raises:
        UnknownItem, UsageError: no such item, circle or language.
        CannotDo: the item may not leave, or there is no door.
    """
    settings = means.settings
    circle = circle_named(settings, circle_name)
    channels = [channel for channel in circle.via if not wish.networks or channel.network in wish.networks]
    doors = [(door, channel.network) for channel in channels if (door := door_of(channel, settings)) is not None]
    # Subscribers get editions.
    by_hand = tuple(dict.fromkeys(way.network for way in channels if way.subscribers is None and door_of(way, settings) is None))
    if not doors:
        raise CannotDo(_no_door(circle.name, by_hand or wish.networks, item))
    networks = tuple(dict.fromkeys(network for _, network in doors))
    limits = _limits(means, networks)
    asked = replace(wish, circle=circle.name, networks=networks, limits=limits)
    prepared = prepare(means.store, settings, means.lexicon, item, asked)
    # A chat takes a message, and no others under it.
    alone = prepare(means.store, settings, means.lexicon, item, replace(asked, thread=False)) if wish.thread else prepared
    outgoing = tuple(_outgoing(means.store, prepared if isinstance(door, ACCOUNTS) else alone, door, network) for door, network in doors)
    return Dispatch(prepared=prepared, circle=circle, outgoing=outgoing, by_hand=by_hand)


def send(means: Means, ready: Dispatch, now: datetime) -> Iterator[Receipt]:
    """Send everything that is *ready*, and yield a receipt for each as it comes; one that fails blocks no other."""
    for outgoing in ready.outgoing:
        try:
            yield from _sent(means, ready, outgoing, now)
        except SentBefore as known:
            # Of several mails one may have arrived and another not.
            missing = f"; {known.share.detail}" if known.share.detail else ""
            yield Posted(to=_place(outgoing), outcome="failed" if missing else "sent", detail=f"before, as share {known.share.id}{missing}")
        except CannotDo as refusal:
            yield Posted(to=_place(outgoing), outcome="failed", detail=str(refusal))


def _place(outgoing: Outgoing) -> str:
    """Return where something goes, as its receipt says it: "mastodon (mastodon.example)"."""
    return f"{outgoing.share.network} ({outgoing.share.channel})"


def _limits(means: Means, networks: tuple[Network, ...]) -> Limits | None:
    """Return what the person's own server at Mastodon takes, where it is needed and tells."""
    account = means.settings.mastodon
    if account is None or "mastodon" not in networks:
        return None
    told = mastodon.limits(means.web, account.server)
    return told if isinstance(told, Limits) else None


def _no_door(circle: str, networks: Iterable[Network], item: str) -> str:
    listed = ", ".join(networks)
    if not listed:
        return f"nothing says how to reach {circle}: name a webhook, an address or an account under via: in config.yaml"
    return (
        f"{circle} is reached by hand ({listed}), not by anything that Gapfeed could send through: "
        f"`gapfeed share write {item} --to {typed(circle)}` gives you the text"
    )


def _outgoing(store: Store, prepared: Prepared, door: Door, network: Network) -> Outgoing:
    posts = tuple(post for post in prepared.posts if post.network == network)
    share = share_of(
        store, prepared, network, name_of(door), batch=isinstance(door, Letters), keyed=isinstance(door, ACCOUNTS)
    )  # fmt: skip
    return Outgoing(door=door, posts=posts, share=share)


def _sent(means: Means, ready: Dispatch, outgoing: Outgoing, now: datetime) -> Iterator[Receipt]:
    if isinstance(outgoing.door, Letters):
        yield from _mailed(means, ready, outgoing, outgoing.door, now)
        return
    share = means.store.shares.begin(outgoing.share, "sending", now)
    # A network that knows a post by its key knows it by the moment of the first try, too.
    errand = Errand(prepared=ready.prepared, posts=outgoing.posts, key=outgoing.share.key, at=share.at)
    try:
        posted = hand_over(means.web, outgoing.door, errand, means.postroom.secret)
    except Exception as error:  # noqa: BLE001 - it may have arrived, and the others are still to be sent
        posted = Posted(to=outgoing.share.channel, outcome="unknown", detail=unforeseen(error))
    share = means.store.shares.settle(share.id, posted.outcome, now, detail=posted.detail, remote=posted.remote, link=posted.link)
    match share.outcome:
        case "sent" | "failed" | "unknown" as outcome:  # of several tries the ledger knows the surest word
            posted = replace(posted, outcome=outcome, detail=share.detail, remote=share.remote, link=share.link)
    if posted.outcome == "sent":
        told = "; ".join(filter(None, (posted.link, posted.detail)))
        posted = replace(posted, detail=f"{told} (share {share.id})" if told else f"share {share.id}")
    yield _with_a_way_out(replace(posted, to=_place(outgoing)), share)


def _mailed(means: Means, ready: Dispatch, outgoing: Outgoing, letters: Letters, now: datetime) -> Iterator[Receipt]:
    (post,), prepared = outgoing.posts, ready.prepared
    parcels = mail_parcels_for_share(
        batch=outgoing.share.key, circle=ready.circle, channel=letters.channel, title=prepared.candidate.title, subject=post.subject or "",
        text=post.text, language=prepared.language, settings=means.settings, installation=means.store.installation, now=now,
    )  # fmt: skip
    with means.store.writing():
        share = means.store.shares.begin(outgoing.share, "sending", now)
        means.store.outbox.put(parcels, now)
    for receipt in deliver_batch(means.store.outbox, means.postroom, means.settings, outgoing.share.key, now):
        yield _with_a_way_out(receipt, share)


def _with_a_way_out(receipt: Receipt, share: Share) -> Receipt:
    """Return *receipt* with how the person settles *share*, where it is in doubt."""
    return replace(receipt, detail=f"{receipt.detail}; {what_to_say(share)}") if receipt.outcome == "unknown" else receipt
