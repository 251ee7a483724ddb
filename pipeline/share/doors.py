"""Say by which door of its own Gapfeed reaches a circle, where the configuration gives it one."""

from dataclasses import dataclass
from typing import Literal

from feeds.urls import host_of
from pipeline.settings import BlueskyAccount, Channel, MastodonAccount, Network, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A webhook, by the environment variable that holds its address."""

    kind: Literal["slack", "teams", "discord"]
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Any other chat, by the environment variable that holds its address as Apprise writes it."""

    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """Mails, one to each address."""

    channel: Channel


Door = Webhook | Chat | Letters | MastodonAccount | BlueskyAccount

#: Whoever takes a post there knows a second try of it by its key, and answers to it as the parts of a thread.
ACCOUNTS = MastodonAccount | BlueskyAccount

_WEBHOOKS: dict[Network, Literal["slack", "teams", "discord"]] = {"slack": "slack", "teams": "teams", "discord": "discord"}


def door_of(channel: Channel, settings: Settings) -> Door | None:
    """Return the door that *channel* is; None where only the person can post there."""
    if channel.apprise_env is not None:
        return Chat(variable=channel.apprise_env)
    if channel.webhook_env is not None:
        return Webhook(kind=_WEBHOOKS[channel.network], variable=channel.webhook_env)
    if channel.emails:
        return Letters(channel=channel)
    return {"mastodon": settings.mastodon, "bluesky": settings.bluesky}.get(channel.network)


def name_of(door: Door) -> str:
    """Return where *door* leads, for people: a variable, addresses, a server, a handle; nothing secret."""
    match door:
        case Webhook(variable=variable) | Chat(variable=variable):
            return variable
        case Letters(channel=channel):
            return ", ".join(channel.emails)
        case MastodonAccount(server=server):
            return host_of(server)
        case BlueskyAccount(handle=handle):
            return handle
