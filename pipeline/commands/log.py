"""`gapfeed log`: what you did with items, as your learning record."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands import records
from pipeline.commands.context import Context, say, say_json
from pipeline.commands.feedback import SAID
from pipeline.commands.lines import at, own_way, paragraph, width
from pipeline.plain import counted, wrapped

if TYPE_CHECKING:
    from pipeline.model.digests import Deed
    from pipeline.settings import Settings, SkillId
    from pipeline.skills import Lexicon

#: Titles and notes are shown whole, but for those that nobody wrote for a line.
_LONGEST = 400


@click.command()
@click.option("--skill", help="Only what was for this skill.")
@records.since
@click.option("--saved", "only_saved", is_flag=True, help="Only what you saved for later and have not done yet.")
@records.csv_file
@records.raw
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, one line each.")
@click.pass_obj
def command(
    context: Context, *, skill: str | None, since: date | None, only_saved: bool, file: Path | None, raw: bool, as_json: bool
) -> None:  # fmt: skip
    """Show what you did with items, the latest first: your learning record."""
    from pipeline.reflect import as_spreadsheet, chosen_from, record_of, saved_for_later

    settings = context.settings()
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.store(settings) as store:
        everything = saved_for_later(store) if only_saved else record_of(store)
    known = None if skill is None else _known(skill, lexicon)
    deeds = chosen_from(everything, skill=known, since=since, timezone=settings.learner.timezone)
    if file is not None:
        records.write_table(file, as_spreadsheet(deeds, settings.learner.timezone, raw=raw))
    if as_json:
        for deed in deeds:
            say_json(_facts(deed))
    elif file is not None:
        say(f"{counted(len(deeds), 'line')} written to {file}.")
    else:
        for line in _lines(deeds, settings, lexicon):
            say(line)
        if not deeds:
            say(_nothing(only_saved=only_saved, asked=skill is not None or since is not None))


def _known(name: str, lexicon: "Lexicon") -> "SkillId":
    from pipeline.commands.skills import refuse_unknown
    from pipeline.settings import SkillId

    skill = SkillId(name.strip().lower())
    if skill not in lexicon.skills:
        refuse_unknown("skill", name, lexicon.skills)
    return skill


def _lines(deeds: "Sequence[Deed]", settings: "Settings", lexicon: "Lexicon") -> Iterator[str]:
    for deed in deeds:
        event = deed.event
        what = own_way(deed.source_title if event.kind == "fewer_from_source" else deed.title, _LONGEST)
        yield wrapped(what, width=width(), first=f"{at(event.at, settings.learner.timezone)}  {SAID[event.kind]}: ", rest=" " * 4)
        yield paragraph(" · ".join(_about(deed, settings, lexicon)))
        if event.note:
            yield paragraph(f"“{own_way(event.note, _LONGEST)}”")


def _about(deed: "Deed", settings: "Settings", lexicon: "Lexicon") -> Iterator[str]:
    if deed.source_title:
        yield own_way(deed.source_title)
    if deed.minutes:
        yield f"{deed.minutes} min"
    skills = [lexicon.skills[skill].name(settings.learner.languages[0]) for skill in deed.skills if skill in lexicon.skills]
    if skills:
        yield ", ".join(map(own_way, skills))
    yield deed.event.article


def _facts(deed: "Deed") -> dict[str, object]:
    event = deed.event
    return {
        "at": event.at.isoformat(), "event": event.kind, "id": event.article, "title": deed.title, "url": deed.url, "source": deed.source_title,
        "minutes": deed.minutes, "skills": deed.skills, "note": event.note,
    }  # fmt: skip


def _nothing(*, only_saved: bool, asked: bool) -> str:
    if only_saved:
        return "Nothing saved: `gapfeed save ITEM` keeps something for later."
    return "Nothing of that kind." if asked else "Nothing yet: `gapfeed done ITEM` keeps what you learned."
