"""What templates may know: plain strings, already worded, translated and given a direction.

Private and shared are different types: what an edition shows stands in `pipeline.edition_views`.

A sentence that holds text of somebody else (a name, a title, words of an article) is a `Line`: the interface's own
words as plain strings, and between them pieces that know their language and direction, so that each form can keep
them apart from their neighbours in its own way: `<bdi>` in HTML, isolates in plain text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.script import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A piece of text with the language and direction of its own letters."""

    text: str
    #: Two-letter code; "" where it is not known.
    language: str
    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Text):
    """A text inside a sentence."""

    #: Words found in an article, which may be set off from the sentence.
    found: bool = False
    #: Where it leads, if anywhere.
    url: str | None = None


Line = tuple[str | Text, ...]
"""A sentence: words of the interface and, between them, texts of their own."""

ActionName = Literal["done", "more", "less", "fewer", "share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionView:
    """Something the reader can do with a pick: its name, and the command or the address that does it."""

    #: A stable English name for styling.
    name: ActionName
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
    #: Where an episode can be heard at once: the passage that was picked, else from where the summary is said; None for anything else.
    listen_url: str | None
    #: "Listen from 12:40 to 19:05: how an index works", in the digest's language; None where there is nothing to listen to.
    listen: Line | None
    source: Text
    #: None where nobody is named, or the name is the source's.
    author: Text | None
    #: For styling.
    kind: Literal["article", "episode"]
    #: "6 min read".
    minutes_text: str
    level_text: str
    #: "yesterday", "26 February", or that no date was given.
    date_text: str
    #: ISO date for <time datetime>; None where there is none.
    date_iso: str | None
    #: "updated today"; None where it was not.
    updated_text: str | None
    #: Empty text where the article gave none.
    summary: Text
    #: The skill this is here for.
    skill: Text
    #: "you are at level 2 of 4"; None for a skill that is not being learned.
    gap: str | None
    #: Why it is here: the words found; empty where none are known.
    why: Line
    #: That the person had its story before, when, and what is new; None where it is no update.
    update: Line | None
    #: Who of the reader's circles shared it; None where nobody did.
    shared_by: Line | None
    also_told_by: Line | None
    #: What the text was made from, where that was not the page.
    text_note: Line | None
    #: What opens the actions: "Tell Gapfeed about 3".
    actions_label: str
    #: What to type instead once a later digest has its own numbers.
    later_hint: Line
    actions: tuple[ActionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowView:
    """A moment of the day and what fits it."""

    #: For links within the page: "window-1".
    anchor: str
    name: Text
    mode: Literal["read", "listen", "any"]
    #: "listening", in the digest's language.
    mode_text: str
    #: "3 items"; None where there is nothing.
    count: str | None
    #: "22 of 25 minutes", and the same as a percentage for the bar: "88".
    used: str
    used_percent: str
    #: That nothing fitted, where nothing did.
    empty: str | None
    picks: tuple[PickView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """A drawing of one skill's way from nothing to expert, 240 units wide: where its parts lie on it, from the start of the line."""

    #: For the ids of its title and description: "skill-1".
    anchor: str
    #: What it shows, in words, for those who do not see it.
    description: str
    level: str
    target: str
    #: A mark for each step from 0 to 5.
    ticks: tuple[str, ...]
    #: A dot for each item that was done, up to as many as fit.
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressView:
    """One skill: where the reader stands and wants to be."""

    skill: Text
    #: "level 2 of 4", "by 30 June", "3 done".
    facts: tuple[str, ...]
    #: The five steps from nothing to expert, in order, where there is no room for a chart.
    steps: tuple[Literal["reached", "ahead", "beyond"], ...]
    chart: ChartView


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestView:
    """Everything one digest shows."""

    language: str
    direction: Direction
    #: "Your learning for Wednesday 4 March".
    title: str
    day_iso: str
    #: What today is about: its skills; empty where nothing was picked.
    topics: Line
    #: How much and how long: "6 items, 38 minutes".
    summary: str
    windows: tuple[WindowView, ...]
    #: What can be done with the first pick: shown once where there is no room to show it for each.
    legend: tuple[ActionView, ...]
    #: One line each, or None.
    still_open: str | None
    left_over: str | None
    #: "Saved for later: ...": what waits longest of it; None where nothing is saved.
    saved: Line | None
    #: Which circles have waited longer to hear from the reader than they wanted; what to type stands behind it. None where none has.
    waiting: Line | None
    nothing: str | None
    progress_title: str
    progress: tuple[ProgressView, ...]
    #: Sources that died, in one line.
    trouble: Line | None
    notice: str | None
    footer: str
    #: Words of the interface that the templates place themselves: key -> text.
    words: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One digest in the list of all."""

    href: str
    #: "Wednesday 4 March", or the file's name where it does not say a day.
    title: str
    #: "March 2026": entries of one month stand together; "" for none.
    month: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """The list of all digests in a folder, newest first."""

    language: str
    direction: Direction
    title: str
    #: What the link to latest.html says; None where there is no such page.
    latest: str | None
    entries: tuple[IndexEntry, ...]
    #: What stands before the feeds, and the feeds by the names of their files.
    subscribe: str
    feeds: tuple[str, ...]
