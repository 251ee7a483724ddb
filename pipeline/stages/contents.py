"""Word the list of all digests in a folder."""

from collections.abc import Iterable
from datetime import date

from pipeline.phrases import Phrases
from pipeline.views import IndexEntry, IndexView

_ISO_DAY = len("2026-03-04")


def present_index(pages: Iterable[str], *, feeds: Iterable[str] = (), phrases: Phrases) -> IndexView:
    """Return the list of *pages* (names like "2026-03-04.html" or "2026-03-04-0700.html", newest first), and of the *feeds* beside them."""
    return IndexView(
        language=phrases.language,
        direction=phrases.direction,
        title=phrases.say("index_title"),
        latest=phrases.say("latest"),
        entries=tuple(_entry(page, phrases) for page in pages),
        subscribe=phrases.say("subscribe"),
        feeds=tuple(feeds),
    )


def present_editions(pages: Iterable[str], *, feeds: Iterable[str], phrases: Phrases) -> IndexView:
    """Return the list of the editions on *pages* (names like "2026-03-04-team.html", newest first), and of the *feeds* beside them."""
    return IndexView(
        language=phrases.language,
        direction=phrases.direction,
        title=phrases.say("edition_all"),
        latest=None,
        entries=tuple(_edition_entry(page, phrases) for page in pages),
        subscribe=phrases.say("edition_subscribe"),
        feeds=tuple(feeds),
    )


def _edition_entry(page: str, phrases: Phrases) -> IndexEntry:
    try:
        day = date.fromisoformat(page[:_ISO_DAY])
    except ValueError:  # a name like "2026-99-99.html" is somebody else's
        return IndexEntry(href=page, title=page.removesuffix(".html"))
    return IndexEntry(href=page, title=phrases.weekday(day), month=phrases.month(day))


def _entry(page: str, phrases: Phrases) -> IndexEntry:
    name = page.removesuffix(".html")
    try:
        day = date.fromisoformat(name[:_ISO_DAY])
    except ValueError:
        return IndexEntry(href=page, title=name)
    slot = name[_ISO_DAY:].strip("-")
    title = phrases.weekday(day)
    if len(slot) == len("0700") and slot.isdecimal():
        title = phrases.say("day_and_time", day=title, time=f"{slot[:2]}:{slot[2:]}")
    return IndexEntry(href=page, title=title, month=phrases.month(day))
