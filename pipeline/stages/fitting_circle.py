"""Choose what fits a circle: what it cares about, in a language it reads, and not what it had."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.model.digests import Candidate
from pipeline.model.ids import StoryId
from pipeline.settings import Circle
from pipeline.skills import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """What fits a circle, and how many items do not, by their first reason."""

    chosen: tuple[Candidate, ...]
    given: int = 0
    unread: int = 0
    uncared: int = 0

    def why_nothing(self, circle: str) -> str:
        """Return in words why nothing of it fits *circle*."""
        counted = (
            (self.uncared, "about other things"),
            (self.unread, "in languages that it does not read"),
            (self.given, "what it had before"),
        )
        reasons = ", ".join(f"{number} {what}" for number, what in counted if number)
        return f"nothing fits the circle {circle!r}: {reasons or 'there is nothing to choose from'}"


def fitting_circle(
    candidates: Iterable[Candidate], circle: Circle, lexicon: Lexicon, *, given: Collection[StoryId], named: bool
) -> Fitting:
    """Return which of *candidates*, in their order, fit *circle*.

    Args:
        candidates: what there is to choose from.
        circle: whose interests and languages count; one that names no interest takes everything.
        lexicon: which skills are parts or kinds of those that it cares about.
        given: the stories that the circle had.
        named: whether the person named each of them: then only what the circle had is left out.

    """
    wanted = lexicon.with_parts(circle.cares_about)
    chosen = []
    had = unread = uncared = 0
    for candidate in candidates:
        if candidate.story in given:
            had += 1
        elif not named and candidate.language not in circle.languages:
            unread += 1
        elif not named and wanted and not any(tag.is_present and tag.skill in wanted for tag in candidate.tags):
            uncared += 1
        else:
            chosen.append(candidate)
    return Fitting(chosen=tuple(chosen), given=had, unread=unread, uncared=uncared)
