"""Word what a digest says of others: who shared an item, who else tells its story, who waits to hear from the reader."""

from collections.abc import Sequence

from pipeline.model.circles import Wait
from pipeline.model.digests import Candidate
from pipeline.model.stories import ToldBy
from pipeline.phrases import Phrases
from pipeline.views import Line
from pipeline.wording import LONGEST_NAME, piece, web_address

#: More people than these are counted and not named.
_MOST_NAMED = 2


def shared_by(candidate: Candidate, phrases: Phrases) -> Line | None:
    """Return who of the reader's circles shared *candidate*: by name up to two, more in number; None where nobody did."""
    people = _each_once(candidate.shared_by)
    if not people:
        return None
    if len(people) > _MOST_NAMED:
        return phrases.line("shared_by_many", n=len(people))
    return phrases.line(
        "shared_by", n=len(people), names=phrases.listed([piece(one.source_title, "", phrases, LONGEST_NAME) for one in people])
    )


def also_told_by(candidate: Candidate, phrases: Phrases) -> Line | None:
    """Return which other sources tell the story of *candidate*; None where none does."""
    tellers = _each_once(candidate.also_told_by)
    if not tellers:
        return None
    sources = [piece(told.source_title, "", phrases, LONGEST_NAME, url=web_address(told.url)) for told in tellers]
    return phrases.line("also_told_by", sources=phrases.listed(sources))


def who_waits(waits: Sequence[Wait], phrases: Phrases) -> Line | None:
    """Return which circles have waited longer than the reader wanted, and how long, before what to type; None where none has."""
    overdue = [wait for wait in waits if wait.is_overdue]
    if not overdue:
        return None
    circles = [phrases.line("circle_waits", n=wait.days, circle=piece(wait.circle.name, "", phrases, LONGEST_NAME)) for wait in overdue]
    return phrases.line("circles_wait", n=len(overdue), circles=phrases.listed(circles))


def _each_once(told: Sequence[ToldBy]) -> tuple[ToldBy, ...]:
    """Return each source or person once, however often they told it."""
    by_title: dict[str, ToldBy] = {}
    for one in told:
        by_title.setdefault(one.source_title, one)
    return tuple(by_title.values())
