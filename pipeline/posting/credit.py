"""Say in a line of plain text what something is and who made it: "A guide — Ola, Data Weekly"."""

from collections.abc import Callable

from feeds.graphemes import cut
from pipeline.plain import one_line
from pipeline.posting.directing import RIGHT_TO_LEFT_MARK, mark
from pipeline.script import direction_of

_MOST_NAME = 60


def makers(source: str, author: str | None) -> str:
    """Return who made it, the person before the source; "" where nobody is named.

    >>> makers("Data Weekly", "Ola"), makers("Data Weekly", "data weekly"), makers("مداد", "نديم")
    ('Ola, Data Weekly', 'Data Weekly', 'نديم، مداد')
    """
    place, person = cut(one_line(source), _MOST_NAME), cut(one_line(author or ""), _MOST_NAME)
    names = [person, place] if person.casefold() != place.casefold() else [place]
    return ("، " if direction_of("".join(names)) == "rtl" else ", ").join(filter(None, names))


def turn(title: str) -> str:
    """Return the mark that goes before those who made it, who stand as *title* does; "" where none is needed.

    Where a title runs from the right, Latin names on both sides of a dash would change places.
    """
    return RIGHT_TO_LEFT_MARK if direction_of(title) == "rtl" else ""


def credited(title: str, names: str, tame: Callable[[str], str]) -> str:
    """Return *title* and the *names* of those who made it as one line that runs as the title does, both made harmless by *tame*."""
    return f"{mark(title)}{tame(title)}{credit(title, names, tame)}"


def credit(title: str, names: str, tame: Callable[[str], str]) -> str:
    """Return what stands behind *title* in its line: a dash and the *names*, made harmless by *tame*; the names alone without a title."""
    return f" {turn(title)}— {tame(names)}" if title and names else tame(names)
