"""The shape of config.yaml: which keys there are, what they mean, and what holds where nothing is said (pydantic)."""

from datetime import time, timedelta
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, WithJsonSchema, model_validator

from pipeline.config.types import (
    LONG,
    SHORT,
    Address,
    Date,
    Days,
    Duration,
    EnvironmentName,
    Flag,
    HostAndPort,
    Language,
    Port,
    ProxyAddress,
    Skill,
    SkillLevel,
    Text,
    Time,
    Zone,
    number,
    one_of,
    way_of_writing,
)
from pipeline.config.ways import AccountsSection, DeliverEntry, MailSection, Section, Via
from pipeline.settings import EVERY_DAY


class LearnerSection(Section):
    """Who reads."""

    name: Text | None = None
    """What you are called; signs the editions you pass on."""
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    """The languages you read, as two-letter codes; the first that Gapfeed speaks (en, ar, pl, bg) is the digest's own."""
    timezone: Zone | None = None
    """An IANA time zone; without it the system's."""


class LearnEntry(Section):
    """A skill you want to learn."""

    skill: Skill
    """An id from `gapfeed skills list`, or a name of your own beside `words`."""
    level: SkillLevel = 1
    """Where you are: 0 none to 5 expert."""
    target: SkillLevel | None = None
    """Where you want to be; two levels up where it is left out."""
    by: Date | None = None
    """The day by which you want to be there."""
    focus: tuple[Text, ...] = ()
    """What about it interests you most, in your own words."""
    words: dict[Language, Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """For a skill of your own: the words that texts use for it, by language."""

    @model_validator(mode="after")
    def _target_is_no_step_back(self) -> "LearnEntry":
        if self.target is not None and self.target < self.level:
            message = f"the target {self.target} lies below the level {self.level}"
            raise ValueError(message)
        return self


class TimeEntry(Section):
    """A moment of the day that is free for learning."""

    window: Text
    """What you call it: commute, lunch."""
    days: Days = Field(default=EVERY_DAY, json_schema_extra={"default": "every day"})
    """mon-fri; sat, sun; every day."""
    minutes: Annotated[int, *number(1, 600)]
    """How long it lasts."""
    mode: Annotated[Literal["read", "listen", "any"], *one_of("read", "listen", "any")] = "any"
    """Whether you can read then, or only listen."""


class NetworkEntry(Section):
    """A circle: people you learn with."""

    circle: Text
    """What you call them: team, public."""
    who: Text | None = None
    """Who they are, for yourself."""
    languages: tuple[Language, ...] = ()
    """The languages they read; yours where it is left out."""
    cares_about: tuple[Skill, ...] = ()
    """The skills they want to hear about."""
    via: tuple[Via, ...] = ("markdown",)
    """How to reach them: names of networks, mail addresses, webhooks."""
    every: Duration | None = None
    """How often they want to hear from you."""


class FollowEntry(Section):
    """A source, and how you want it treated."""

    url: Address | None = None
    url_env: EnvironmentName | None = None
    """The environment variable that holds the address, for one that must stay secret; such a source is always private."""
    title: Text | None = None
    kind: Annotated[Literal["blog", "news", "podcast", "circle"], *one_of("blog", "news", "podcast", "circle")] = "blog"
    skills: tuple[Skill, ...] = ()
    """What you follow it for; for these skills its items rank 1.15 times higher."""
    every: Duration | None = None
    """How often to ask at most; the source's own hints are obeyed anyway."""
    private: Flag = False
    """Never in exports or editions."""
    circle: Text | None = None
    """Of the kind `circle`: the circle under `network` to which the person belongs whose edition it is."""

    @model_validator(mode="after")
    def _one_address(self) -> "FollowEntry":
        if (self.url is None) == (self.url_env is None):
            message = "expected either url or url_env"
            raise ValueError(message)
        return self


Follow = Annotated[Annotated[Address, Tag(SHORT)] | Annotated[FollowEntry, Tag(LONG)], Discriminator(way_of_writing)]


class MuteSection(Section):
    """What to keep quiet about."""

    words: tuple[Text, ...] = ()
    sources: tuple[Address, ...] = ()


class SourcesSection(Section):
    """What to follow."""

    catalog: Flag = True
    """Follow the catalogue's sources for your skills and languages."""
    follow: tuple[Follow, ...] = ()
    opml: tuple[Text, ...] = ()
    """Subscription lists of other readers."""
    mute: MuteSection = MuteSection()


class FetchSection(Section):
    """How Gapfeed behaves on the network."""

    contact: Text | None = None
    """A mail or web address for the User-Agent, so that site owners can reach you."""
    allow_private: tuple[HostAndPort, ...] = ()
    """Machines of your own that may be asked although they are private, as host:port."""
    proxy: ProxyAddress | None = None
    """The http:// address of a proxy that everything else is asked through; nothing in the environment names one by itself."""
    proxy_env: EnvironmentName | None = None
    """The environment variable that holds the proxy's address, for one with a user and a password in it."""

    @model_validator(mode="after")
    def _one_proxy(self) -> "FetchSection":
        if self.proxy is not None and self.proxy_env is not None:
            message = "expected either proxy or proxy_env, not both"
            raise ValueError(message)
        return self


class DigestSection(Section):
    """When a digest is made and where it goes."""

    at: Annotated[
        tuple[Time, ...],
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
        Field(min_length=1),
    ] = Field(default=(time(7),), json_schema_extra={"default": "07:00"})
    """A time, or a list of times: each is a slot of the day."""
    days: Days = Field(default=EVERY_DAY, json_schema_extra={"default": "every day"})
    most_per_source: Annotated[int, *number(1, 50)] = 2
    most_per_skill: Annotated[int, *number(1, 50)] | None = None
    when_empty: Annotated[Literal["skip", "say"], *one_of("skip", "say")] = "say"
    """Whether a day without anything good is skipped, or said."""
    deliver: Annotated[tuple[DeliverEntry, ...], Field(min_length=1)] = (DeliverEntry(files="digests/"),)

    @model_validator(mode="before")
    @classmethod
    def _single_time(cls, data: Any) -> Any:
        return data | {"at": [data["at"]]} if isinstance(data, dict) and "at" in data and not isinstance(data["at"], list) else data


class WebSection(Section):
    """The reading room."""

    port: Port = 8765
    url: Address | None = None
    """Where your phone reaches it, if it does."""


class EditionSection(Section):
    """The editions you pass on."""

    url: Address | None = None
    """The address under which others reach the folder of your editions; links to it, and pictures of it, need one."""


class KeepSection(Section):
    """How long things are kept."""

    unpicked: Duration = Field(default=timedelta(days=90), json_schema_extra={"default": "90 days"})
    """How long the text of an article that was never picked is kept; its title, summary and tags stay."""


class Config(Section):
    """Gapfeed's config.yaml: what you want to learn, when, and with whom."""

    learner: LearnerSection = LearnerSection()
    learn: tuple[LearnEntry, ...] = Field(min_length=1)
    """What: skills with a level now and a target."""
    time: tuple[TimeEntry, ...] = ()
    """When: windows with minutes and a mode."""
    network: tuple[NetworkEntry, ...] = ()
    """With whom: circles, what they care about, how to reach them."""
    accounts: AccountsSection = AccountsSection()
    sources: SourcesSection = SourcesSection()
    fetch: FetchSection = FetchSection()
    mail: MailSection | None = None
    digest: DigestSection = DigestSection()
    edition: EditionSection = EditionSection()
    web: WebSection = WebSection()
    workers: Annotated[int, *number(1, 64)] = 2
    """Processes that read pages side by side."""
    keep: KeepSection = KeepSection()
    store: Text = "gapfeed.db"
    """The database file."""
