"""Say what speaks against a post."""

from collections.abc import Iterable, Iterator

from pipeline.commands.lines import width
from pipeline.model.shares import Objection
from pipeline.plain import wrapped


def objection_lines(found: Iterable[Objection], *, held: bool, anyway: bool) -> Iterator[str]:
    """Yield what was *found*, each in a paragraph, and what it means where the post is *held* back for it."""
    objections = tuple(found)
    for objection in objections:
        mark = "·" if objection.weight == "hint" or (objection.weight == "taste" and anyway) else "!"
        yield wrapped(f"{objection.words[:1].upper()}{objection.words[1:]}.", width=width(), first=f"{mark} ", rest="  ")
    if held and any(objection.weight == "leak" for objection in objections):
        yield "It stays here: what would leak is never sent."
    elif held:
        yield "It stays here for now: mend it, or say --anyway."
