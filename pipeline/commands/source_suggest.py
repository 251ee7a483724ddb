"""`gapfeed sources suggest`: sources of the catalogue that would serve your skills."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.source_store import subscriptions

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.skills import Lexicon
    from pipeline.suggest import Suggestions


@click.command("suggest")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, one line each.")
@click.pass_obj
def suggest_sources(context: Context, *, as_json: bool) -> None:
    """Propose sources of the catalogue for your skills and languages: the widest gap first, each skill in turn.

    What you follow, muted or removed is not proposed, nor what proved dead.
    """
    from pipeline.bootstrap import load_catalogue
    from pipeline.suggest import suggest

    settings = context.settings()
    with subscriptions(context, settings) as store:
        proposed = suggest(store, settings, load_catalogue())
    if as_json:
        for one in proposed.suggested:
            say_json(
                {
                    "title": one.entry.title, "url": one.url, "site": one.entry.site, "language": one.entry.language, "kind": one.entry.kind,
                    "for_skill": one.gap.skill, "level": one.gap.level, "target": one.gap.target, "skills": one.entry.skills,
                    "about": one.entry.about, "seen_in": one.entry.seen_in, "answered_at": one.check and one.check.checked_at.isoformat(),
                }
            )  # fmt: skip
        return
    for line in _lines(proposed, settings, context.lexicon().with_own(settings.gaps)):
        say(line)


def _lines(proposed: "Suggestions", settings: "Settings", lexicon: "Lexicon") -> Iterator[str]:
    from pipeline.commands.lines import own_way, paragraph

    by_skill = {one.gap.skill: one.gap for one in proposed.suggested}
    for skill, gap in by_skill.items():
        yield f"{lexicon.skills[skill].name('en')} (you are at {gap.level} of {gap.target}):"
        for one in proposed.suggested:
            if one.gap.skill == skill:
                yield f"  {own_way(one.entry.title)}  [{one.entry.kind}, {one.entry.language}]"
                yield paragraph(own_way(one.entry.about, 300))
                yield f"    gapfeed sources add {one.url}"
    if proposed.suggested:
        yield ""
        unseen = sum(one.check is None for one in proposed.suggested)
        yield paragraph("Each line with `gapfeed` follows its source." + _unseen(unseen, len(proposed.suggested)), 0)
    else:
        skills = ", ".join(proposed.unserved)
        yield paragraph(
            f"The catalogue has nothing more in your languages for {skills}: `gapfeed sources add ADDRESS` follows what you know.", 0
        )
    if proposed.suggested and not settings.sources.catalog:
        yield paragraph("`catalog: true` under `sources:` in config.yaml follows the best of them all.", 0)
    if proposed.suggested and proposed.unserved:
        yield paragraph(f"Nothing more for {', '.join(proposed.unserved)}.", 0)
    if proposed.dead:
        names = ", ".join(own_way(entry.title) for entry in proposed.dead)
        yield paragraph(f"Not proposed, because the address proved dead: {names}.", 0)


def _unseen(unseen: int, everything: int) -> str:
    if not unseen:
        return ""
    which = "None of them was" if unseen == everything else f"{unseen} of them {'was' if unseen == 1 else 'were'} not"
    return f" {which} opened from here yet: `gapfeed sources check --catalog` does."
