"""What templates of the digest's own feeds may know: the digests as entries, and the episodes of a listening window."""

from dataclasses import dataclass

from pipeline.script import Direction
from pipeline.views import DigestView, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestEntry:
    """One digest as an entry of a feed."""

    #: urn:uuid, the same in every run.
    id: str
    #: The moment of its slot, UTC, ISO 8601.
    at_iso: str
    #: Its page, beside the feed.
    href: str
    view: DigestView
    #: What can be heard at once, for readers that play it.
    attachments: tuple["EpisodeEntry", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeEntry:
    """One picked episode as an entry of a podcast feed."""

    id: str
    #: The moment of the digest it was picked for, as mails and RSS write it (RFC 5322); a second apart, so that players keep the order.
    at_mail: str
    title: Text
    source: Text
    #: The episode's own page; None where it has none.
    url: str | None
    sound_url: str
    sound_type: str
    #: None where the feed did not say.
    sound_bytes: int | None
    seconds: int
    #: Where the part that teaches begins, and how long it is, in seconds; None for the whole.
    start_seconds: int | None
    part_seconds: int | None
    #: Where it begins and ends as players show it; None for the whole.
    start_clock: str | None
    end_clock: str | None
    #: "Listen from 12:40 to 19:05"; None for the whole.
    part: str | None
    #: Why it was picked, one sentence.
    why: str
    summary: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PodcastView:
    """What a podcast app subscribes to: the picks of one listening window, newest first."""

    #: The window's name as part of a file name.
    slug: str
    title: Text
    language: str
    direction: Direction
    #: Where more of it stands: the reading room, else the project.
    home: str
    episodes: tuple[EpisodeEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """The digests of the last weeks, newest first."""

    id: str
    title: str
    language: str
    direction: Direction
    home: str
    entries: tuple[DigestEntry, ...]
