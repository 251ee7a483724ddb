"""`gapfeed progress`: how far you are with each skill, and what you did for it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.lines import own_way, paragraph, width
from pipeline.plain import columns, counted
from pipeline.settings import HIGHEST_LEVEL

if TYPE_CHECKING:
    from pipeline.model.digests import SkillProgress
    from pipeline.settings import Settings
    from pipeline.skills import Lexicon

#: Columns of the bar for each level.
_STEP = 2
#: What stands to the right of the names: the titles of its columns, and how wide they are.
_TITLES = ("level", "by", "done", "4 weeks", "min")
_WIDTHS = (6, 10, 4, 7, 4)
#: However narrow the terminal is, names keep so many columns.
_NARROWEST = 12
_BETWEEN = "  "


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """Show where you stand with each skill, and what you did for it.

    Beside each skill stand your level and target, the day you set, how many items you did, how many of these in the last four
    weeks, and how many minutes they took. Where your last items speak for another level, it is proposed; only you set it.
    """
    from pipeline.reflect import progress_of, saved_for_later

    settings = context.settings()
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.store(settings) as store:
        rows = progress_of(store, settings, context.now())
        saved = saved_for_later(store)
    if as_json:
        say_json([_facts(row, place, settings, lexicon) for place, row in enumerate(rows)])
        return
    for line in _table(rows, settings, lexicon):
        say(line)
    for place, row in enumerate(rows):
        remarks = " ".join(_remarks(row, place, settings))
        if remarks:
            say()
            say(own_way(_name(row, settings, lexicon)))
            say(paragraph(remarks))
    if saved:
        say()
        say(f"{counted(len(saved), 'item')} saved for later: `gapfeed log --saved`")


def _table(rows: "Sequence[SkillProgress]", settings: "Settings", lexicon: "Lexicon") -> Iterator[str]:
    room = width() - _STEP * HIGHEST_LEVEL - sum(_WIDTHS) - len(_BETWEEN) * (len(_WIDTHS) + 1)
    names = [own_way(_name(row, settings, lexicon), max(room, _NARROWEST)) for row in rows]
    widest = max(map(columns, names))
    yield _line("", " " * widest, _TITLES)
    for row, gap, name in zip(rows, settings.gaps, names, strict=True):
        bar = "█" * (_STEP * row.level) + "░" * (_STEP * (row.target - row.level))
        by = "" if gap.by is None else gap.by.isoformat()
        cells = (f"{row.level} of {row.target}", by, str(row.done), str(row.done_lately), str(row.minutes))
        yield _line(bar, name + " " * (widest - columns(name)), cells)


def _line(bar: str, name: str, cells: Sequence[str]) -> str:
    return _BETWEEN.join((bar.ljust(_STEP * HIGHEST_LEVEL), name, *(cell.rjust(wide) for cell, wide in zip(cells, _WIDTHS, strict=True))))


def _remarks(row: "SkillProgress", place: int, settings: "Settings") -> Iterator[str]:
    """Yield what there is to say beside its line of the skill at *place* in the configuration."""
    said = [f"{counted(count, 'item')} too {how}" for count, how in ((row.too_easy, "easy"), (row.too_hard, "hard")) if count]
    if said:
        yield f"You called {' and '.join(said)}."
    if row.proposal is not None:
        target = f", and the target with it (now {row.target})" if row.proposal.level > row.target else ""
        yield f"Level {row.proposal.level} may be right: {row.proposal.why}."
        yield f"If you agree, set it in {settings.file}, line {_line_of_level(place, settings)}{target}."


def _line_of_level(place: int, settings: "Settings") -> int:
    """Return the line of config.yaml where the level of a skill stands, or the skill where it has none."""
    from pipeline.config.tree import read_tree

    text = settings.file.read_text(encoding="utf-8") if settings.file else ""
    return read_tree(text).line(("learn", place, "level"))


def _facts(row: "SkillProgress", place: int, settings: "Settings", lexicon: "Lexicon") -> dict[str, object]:
    gap, proposal = settings.gaps[place], None
    if row.proposal is not None:
        line = _line_of_level(place, settings)
        proposal = {"level": row.proposal.level, "why": row.proposal.why, "file": settings.file, "line": line}
    return {
        "skill": row.skill, "name": _name(row, settings, lexicon), "level": row.level, "target": row.target,
        "by": gap.by and gap.by.isoformat(), "done": row.done, "done_last_4_weeks": row.done_lately, "minutes": row.minutes,
        "too_easy": row.too_easy, "too_hard": row.too_hard, "proposal": proposal,
    }  # fmt: skip


def _name(row: "SkillProgress", settings: "Settings", lexicon: "Lexicon") -> str:
    return lexicon.skills[row.skill].name(settings.learner.languages[0])
