"""What templates of an edition may know: what somebody passes on, in words for anybody.

Private and shared are different types: nothing here can hold a gap, a level, a score, a reason or a recipient.
"""

from dataclasses import dataclass
from typing import Literal

from pipeline.script import Direction
from pipeline.views import Line, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedItemView:
    """One item that the user passes on; holds nothing private."""

    title: Text
    url: str
    source: Text
    author: Text | None
    kind: Literal["article", "episode"]
    minutes_text: str
    summary: Text
    #: What the article is about, by its own strongest tag; None where it has none.
    topic: Text | None
    #: What the person who shares it says.
    note: Text | None
    #: ISO 8601 UTC, for feeds; and the day in words. None where no date was given.
    published_iso: str | None
    date_text: str | None
    #: urn:uuid of the entry, the same in every run.
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """Something that lies beside the page, and what it is called."""

    #: The name of the file.
    href: str
    label: str
    #: Its media type.
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView:
    """The picture that stands for a page where somebody links to it."""

    #: Its address, or the name of its file where the edition has no public address.
    href: str
    #: What it shows, in words.
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What lies in the folder of an edition beside its page, and where the folder can be reached."""

    #: The names of the files: the feeds, the list of sources if there is any public one, the list of editions if there are several.
    atom: str
    json: str
    opml: str | None = None
    index: str | None = None
    #: The address under which anybody reaches the folder, with a slash at its end; None where nobody said.
    home: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """The shareable digest: what somebody found worth passing on."""

    language: str
    direction: Direction
    #: "Worth reading: 4 March 2026".
    title: str
    intro: Line
    #: What the edition holds, in a sentence, for where somebody links to it.
    description: str
    day_iso: str
    updated_iso: str
    #: Name of the person who shares, or None.
    by: Text | None
    items: tuple[SharedItemView, ...]
    #: urn:uuid of the edition.
    id: str
    #: How to get the next one, and the feeds that bring it.
    subscribe: str
    feeds: tuple[LinkView, ...]
    #: The list of the sources behind it, and the list of all editions.
    sources: LinkView | None
    index: LinkView | None
    #: The address of the page, and of the folder around it; None where nobody said where it lies.
    address: str | None
    home: str | None
    footer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItemView:
    """An item in the feed of editions, and when it was passed on."""

    item: SharedItemView
    #: ISO 8601 UTC.
    updated_iso: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFeedView:
    """What somebody passed on lately, newest edition first, each item once."""

    #: urn:uuid of the feed, always the same.
    id: str
    #: "What Mina finds worth passing on".
    title: str
    subtitle: str
    language: str
    direction: Direction
    by: Text | None
    updated_iso: str
    #: The address of the latest page and of the folder; None where nobody said.
    page: str | None
    home: str | None
    #: The names of the feed's own files.
    atom: str
    json: str
    entries: tuple[FeedItemView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """What a newsletter says beside the edition that it holds."""

    #: Why the reader gets it, and what the link that ends it is called.
    because: str
    leave: str
    #: Where that link leads: a page, or a mail that asks for it.
    leave_url: str
    #: What the link to the page is called.
    read_online: str
    #: That it was cut, as mail programs cut off what is longer.
    shortened: str
