"""What the user configured, as plain frozen types that every stage may know.

`config.py` makes these from config.yaml and names every mistake; nobody behind it checks again.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Literal, NewType
from zoneinfo import ZoneInfo

from feeds.model.sources import SourceKind

SkillId = NewType("SkillId", str)
LearnerId = NewType("LearnerId", str)

#: The levels of a skill, from none at all to expert.
LOWEST_LEVEL, HIGHEST_LEVEL = 0, 5

#: The only learner of a database today; the column is there from the first migration on.
LEARNER = LearnerId("me")

Mode = Literal["read", "listen", "any"]
Network = Literal[
    "linkedin", "x", "mastodon", "bluesky", "facebook", "slack",
    "teams", "discord", "telegram", "whatsapp", "email", "markdown",
]  # fmt: skip
#: Monday is 0.
Weekdays = frozenset[int]
EVERY_DAY: Weekdays = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """Who reads: what they are called, what they read, where their clock stands."""

    name: str | None
    #: Languages the person reads, as two-letter codes; the first is the digest's own.
    languages: tuple[str, ...]
    timezone: ZoneInfo
    #: True where no zone was configured and the system's was taken.
    timezone_assumed: bool = False


WordsByLanguage = tuple[tuple[str, tuple[str, ...]], ...]
"""Words by language (two-letter code), as a value that can be compared and kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSkill:
    """A skill that was imported from ESCO: its names, and the words by which texts speak of it."""

    #: The lexicon's id where the lexicon knows the concept, else its own.
    id: SkillId
    #: The address of the concept.
    esco: str
    names: tuple[tuple[str, str], ...]
    words: WordsByLanguage
    #: Labels that may mean something else: they count only beside others.
    hints: WordsByLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One skill the person wants to learn: where they are, where they want to be, by when."""

    skill: SkillId
    #: 0 none to 5 expert.
    level: int
    target: int
    by: date | None = None
    focus: tuple[str, ...] = ()
    #: The person's own words for the skill by language; () for a skill of the lexicon.
    words: WordsByLanguage = ()
    #: What an import says of the skill; None where none does, and for a skill with words of the person's own.
    imported: ImportedSkill | None = None

    @property
    def has_own_words(self) -> bool:
        """Whether the lexicon has to be told of this skill."""
        return bool(self.words) or self.imported is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A moment of the day that is free for learning."""

    name: str
    days: Weekdays
    minutes: int
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way to reach a circle: a network, mail addresses, a file of subscribers, or a webhook or chat named by its environment variable."""

    network: Network
    emails: tuple[str, ...] = ()
    webhook_env: str | None = None
    #: The environment variable that holds the address of a chat, as Apprise writes it; *network* says in whose terms it is written to.
    apprise_env: str | None = None
    #: A CSV file of people who asked for the edition by mail, and the https address that takes one of them off it.
    subscribers: Path | None = None
    unsubscribe: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """People the user learns with, what they care about and how often they want to hear."""

    name: str
    who: str | None
    languages: tuple[str, ...]
    cares_about: tuple[SkillId, ...]
    via: tuple[Channel, ...]
    every: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonAccount:
    """Where and with which token (named by its environment variable) to post to Mastodon."""

    server: str
    token_env: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyAccount:
    """As whom and with which password (named by its environment variable) to post to Bluesky."""

    handle: str
    password_env: str
    #: Where the account logs in.
    server: str = "https://bsky.social"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSource:
    """A source named in config.yaml."""

    #: None where the address comes from the environment and is not set there.
    url: str | None
    url_env: str | None = None
    title: str | None = None
    kind: SourceKind = "blog"
    skills: tuple[SkillId, ...] = ()
    every: timedelta | None = None
    private: bool = False
    #: Of the kind `circle`: the circle to which the person belongs whose edition it is; None where that is not said.
    circle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What to follow, and what to keep quiet about."""

    catalog: bool
    follow: tuple[FollowedSource, ...]
    opml: tuple[Path, ...]
    muted_words: tuple[str, ...]
    muted_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How we behave on the network."""

    contact: str | None
    #: "host:port" of machines of the user's own, which may be asked although they are private.
    allow_private: frozenset[str]
    #: The address of the proxy that all other machines are asked through, with its password; never shown where it came from proxy_env.
    proxy: str | None = field(default=None, repr=False)
    proxy_env: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where and as whom mail is handed over."""

    sender: str
    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str | None
    password_env: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """When a digest is made, what it may hold, and where it goes."""

    #: The slots of a day, in order.
    at: tuple[time, ...]
    days: Weekdays
    most_per_source: int
    when_empty: Literal["skip", "say"]
    #: Folders that get the files, and addresses that get the mail.
    folders: tuple[Path, ...]
    emails: tuple[str, ...]
    #: Environment variables that hold the address of a chat each, as Apprise writes it.
    chats: tuple[str, ...] = ()
    #: None for as many as are worth it: what a page is worth keeps one skill from flooding it.
    most_per_skill: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The reading room's address; nothing listens unless it is started."""

    port: int
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything in force for a run, every default included."""

    #: The file it came from; None for settings made in a test.
    file: Path | None
    learner: Learner
    gaps: tuple[Gap, ...]
    windows: tuple[Window, ...]
    circles: tuple[Circle, ...]
    mastodon: MastodonAccount | None
    bluesky: BlueskyAccount | None
    sources: Sources
    fetching: Fetching
    mail: MailServer | None
    digest: Digest
    web: Web
    workers: int
    keep_unpicked: timedelta
    store: Path
    #: The address under which others reach the folder of the editions, with a slash at its end; None where nobody does.
    edition_url: str | None = None
