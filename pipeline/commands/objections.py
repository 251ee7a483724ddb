"""Say what speaks against a post."""

from collections.abc import Iterable, Iterator

import click

from pipeline.commands.lines import width
from pipeline.errors import CannotDo
from pipeline.model.shares import Objection
from pipeline.plain import wrapped


def check_notes(found: Iterable[Objection], *, anyway: bool) -> None:
    """Say beside what a command prints what was *found* against the person's own sentences.

    Raises:
        CannotDo: they have to stay.
    """
    from pipeline.share.leaving import holds_back

    objections = tuple(found)
    held = holds_back(objections, anyway=anyway)
    said = "\n".join(objection_lines(objections, held=held, anyway=anyway))
    if held:
        raise CannotDo(said)
    if said:
        click.echo(said, err=True)


def objection_facts(found: Iterable[Objection]) -> list[dict[str, str]]:
    """Return what was *found*, for programs."""
    return [{"kind": one.kind, "weight": one.weight, "words": one.words} for one in found]


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
