"""What templates may know: plain strings, already worded, translated and given a direction.

Private and shared are different types: nothing in `EditionView` can hold a gap, a level, a score or a recipient.
"""

from dataclasses import dataclass

from pipeline.model import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A piece of text with the language and direction of its own letters."""

    text: str
    #: Two-letter code; "" where it is not known.
    language: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """Something the reader can do with a pick: its name, and the command or the address that does it."""

    #: A stable English name for styling: done, more, less, fewer, share.
    name: str
    label: str
    command: str
    #: Where the reading room does it, if there is one.
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PickView:
    """One item of a digest, ready to be shown."""

    number: int
    title: Text
    #: None where the item has no address of its own.
    url: str | None
    source: Text
    author: Text | None
    #: "article" or "episode", for styling; and in the digest's language.
    kind: str
    kind_text: str
    minutes_text: str
    level_text: str
    #: "yesterday", "26 February", or that no date was given.
    date_text: str
    #: ISO date for <time datetime>; None where there is none.
    date_iso: str | None
    summary: Text
    #: The skill this closes, in the digest's language.
    skill: str
    #: The words found in the article.
    words: tuple[Text, ...]
    #: One line why: gap and window.
    why: str
    #: "also told by ..." or None; "the text is the feed's" or None.
    also_told_by: str | None
    text_note: str | None
    actions: tuple[ActionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """A moment of the day and what fits it."""

    name: Text
    #: "25 minutes · listening".
    line: str
    mode: str
    #: Minutes planned of minutes there are, in words: "22 of 25 minutes".
    used: str
    picks: tuple[PickView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """One skill: where the reader stands and wants to be."""

    skill: str
    #: 0 to 5.
    level: int
    target: int
    line: str
    #: The same as percentages of the way from 0 to 5, for the bar: "40", "80".
    level_percent: str
    target_percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """Everything one digest shows."""

    language: str
    direction: Direction
    #: "Your learning for Wednesday 4 March".
    title: str
    day_iso: str
    day_text: str
    #: What today is about and how long it takes.
    summary: str
    windows: tuple[WindowView, ...]
    #: One line each, or None.
    still_open: str | None
    left_over: str | None
    nothing: str | None
    progress_title: str
    progress: tuple[ProgressView, ...]
    trouble_title: str | None
    trouble: tuple[str, ...]
    notice: str | None
    footer: str
    #: Words of the interface that the templates place themselves: key -> text.
    words: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedItemView:
    """One item that the user passes on; holds nothing private."""

    title: Text
    url: str
    source: Text
    author: Text | None
    kind_text: str
    minutes_text: str
    summary: Text
    skill: str
    note: Text | None
    #: ISO 8601 UTC, for feeds.
    published_iso: str | None
    #: A stable address-like id for Atom.
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """The shareable digest: what somebody found worth passing on."""

    language: str
    direction: Direction
    title: str
    intro: str
    day_iso: str
    updated_iso: str
    #: Name of the person who shares, or None.
    by: str | None
    items: tuple[SharedItemView, ...]
    #: tag: URI of the edition (RFC 4151), the Atom feed's id.
    id: str
    footer: str
    words: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One digest in the list of all."""

    href: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The list of all digests in a folder."""

    language: str
    direction: Direction
    title: str
    latest: str
    entries: tuple[IndexEntry, ...]
