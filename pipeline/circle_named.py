"""Find the circle that a person means, and name one in a command that they can type."""

from shlex import quote

from pipeline.errors import UsageError
from pipeline.settings import Circle, Settings


def circle_named(settings: Settings, name: str) -> Circle:
    """Return the circle called *name*.

    Raises:
        UsageError: there is none; the sentence says which there are.
    """
    circle = next((circle for circle in settings.circles if circle.name == name), None)
    if circle is None:
        names = ", ".join(circle.name for circle in settings.circles) or "none yet; add one under network: in config.yaml"
        message = f"there is no circle {name!r}; there is {names}"
        raise UsageError(message)
    return circle


def typed(words: str) -> str:
    """Return the name of a circle, or a sentence, as a shell takes it.

    >>> typed("team"), typed("former classmates")
    ('team', "'former classmates'")
    """
    return quote(words)
