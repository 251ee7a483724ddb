"""The keys of config.yaml that say how something reaches people: networks, accounts, mail, folders (pydantic)."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from pipeline.config.types import LONG, SHORT, Address, Email, EnvironmentName, Port, Text, one_of, way_of_writing
from pipeline.settings import Network


class Section(BaseModel):
    """A group of keys; any other key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ViaEntry(Section):
    """A way to reach a circle that needs an address; one key, `unsubscribe` beside `subscribers`, `network` beside `apprise_env`."""

    email: Annotated[tuple[Email, ...], Field(min_length=1)] | None = None
    subscribers: Text | None = None
    """A CSV file of people who asked for the edition by mail: email, name, since, how, left."""
    unsubscribe: Address | None = None
    """An https address that takes somebody off `subscribers` when their mail program posts to it; `{email}` in it is theirs."""
    slack_webhook_env: EnvironmentName | None = None
    teams_webhook_env: EnvironmentName | None = None
    discord_webhook_env: EnvironmentName | None = None
    apprise_env: EnvironmentName | None = None
    """The environment variable that holds the Apprise address of any other chat."""
    network: Annotated[Network, *one_of(*get_args(Network))] | None = None
    """Beside `apprise_env`: the network in whose terms the post is written, such as telegram."""

    @model_validator(mode="after")
    def _one_key(self) -> "ViaEntry":
        if len(self.model_fields_set - {"unsubscribe", "network"}) != 1:
            message = "expected exactly one of email, subscribers, slack_webhook_env, teams_webhook_env, discord_webhook_env, apprise_env in each entry"
            raise ValueError(message)
        if (self.apprise_env is None) != (self.network is None):
            message = "expected apprise_env and network together: in whose terms is the post to be written, telegram's or whatsapp's?"
            raise ValueError(message)
        if self.unsubscribe is not None and self.subscribers is None:
            message = "unsubscribe belongs beside subscribers"
            raise ValueError(message)
        if self.unsubscribe is not None and not self.unsubscribe.lower().startswith("https://"):
            message = "expected an unsubscribe address that begins with https://: mail programs use no other"
            raise ValueError(message)
        return self


Via = Annotated[
    Annotated[Network, *one_of(*get_args(Network)), Tag(SHORT)] | Annotated[ViaEntry, Tag(LONG)],
    Discriminator(way_of_writing),
]


class MastodonSection(Section):
    """For sending to Mastodon directly."""

    server: Address
    token_env: EnvironmentName
    """The environment variable that holds the access token."""


class BlueskySection(Section):
    """For sending to Bluesky directly."""

    handle: Text
    password_env: EnvironmentName
    """The environment variable that holds an app password."""
    server: Address = "https://bsky.social"
    """Where the account logs in; only accounts with a server of their own have another."""


class AccountsSection(Section):
    """Only for sending directly; without them Gapfeed prepares posts to paste."""

    mastodon: MastodonSection | None = None
    bluesky: BlueskySection | None = None


class MailSection(Section):
    """The server that takes your mail."""

    sender: Email = Field(alias="from")
    host: Text
    port: Port | None = None
    """587 for starttls, 465 for tls, 25 for none, where it is left out."""
    tls: Annotated[Literal["starttls", "tls", "none"], *one_of("starttls", "tls", "none")] = "starttls"
    user: Text | None = None
    password_env: EnvironmentName | None = None
    """The environment variable that holds the password."""

    @model_validator(mode="after")
    def _user_and_password(self) -> "MailSection":
        if (self.user is None) != (self.password_env is None):
            message = "expected user and password_env together, or neither"
            raise ValueError(message)
        return self


class DeliverEntry(Section):
    """A place the digest goes to; exactly one key."""

    files: Text | None = None
    """A folder."""
    email: Annotated[tuple[Email, ...], Field(min_length=1)] | None = None
    apprise_env: EnvironmentName | None = None
    """The environment variable that holds the Apprise address of a chat, which gets the short form."""

    @model_validator(mode="after")
    def _one_key(self) -> "DeliverEntry":
        if len(self.model_fields_set) != 1:
            message = "expected exactly one of files, email, apprise_env in each entry"
            raise ValueError(message)
        return self
