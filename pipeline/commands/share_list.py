"""`gapfeed share list`: what to pass on to whom, and who has waited longest."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.lines import at, own_way, paragraph, width
from pipeline.plain import counted, wrapped

if TYPE_CHECKING:
    from pipeline.model.circles import Proposal, Wait
    from pipeline.model.shares import Share
    from pipeline.share.proposals import ForCircle, ShareList

#: A circle asks for a choice, not for a search: fewer are read than are printed.
_MOST = 5
_LONGEST_TITLE = 100
_NOTHING_FITS = "Nothing of the last 60 days fits them: they had it, cannot read it, or care about something else."
_NOTHING_MET = "In the last 60 days no digest of yours held anything that could be passed on: `gapfeed run` makes one."


@click.command("list")
@click.option("--circle", metavar="CIRCLE", help="Only this circle.")
@click.option("--most", type=click.IntRange(1, 50), default=_MOST, show_default=True, help="Proposals for each circle, at most.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def list_(context: Context, *, circle: str | None, most: int, as_json: bool) -> None:
    """Propose to each circle what it may be glad to get, of what you were given or liked in the last 60 days.

    The circle that has waited longest, for how often it wants to hear from you, comes first. Nothing is proposed to it that it had
    before, that one of its own shared, that it cannot read, or that you did not like.
    """
    from pipeline.share.proposals import share_list

    settings = context.settings()
    lexicon = context.lexicon().with_own(settings.gaps)
    with context.store(settings) as store:
        listed = share_list(store, settings, lexicon, context.now(), circle=circle, most=most)
    if as_json:
        say_json(_facts(listed))
    else:
        for line in _lines(listed, settings.learner.timezone):
            say(line)


def _lines(listed: "ShareList", zone: tzinfo) -> Iterator[str]:
    for place, one in enumerate(listed.circles):
        if place:
            yield ""
        yield from _circle(one, zone, met=listed.met)
    if listed.handed:
        yield ""
        yield "Waiting for your word: are these out?"
    for share in listed.handed:
        to = f"to {own_way(share.circle)} " if share.circle else ""
        yield paragraph(own_way(share.title, _LONGEST_TITLE), 2)
        yield paragraph(f"{to}for {share.network}, {at(share.at, zone)}:")
        yield f"    gapfeed share posted {share.id} · gapfeed share dropped {share.id}"


def _circle(one: "ForCircle", zone: tzinfo, *, met: int) -> Iterator[str]:
    from pipeline.circle_named import typed

    circle = one.wait.circle
    said = f"{own_way(circle.name)}{f' ({own_way(circle.who)})' if circle.who else ''}: {_waited(one.wait, zone)}"
    yield wrapped(said, width=width(), rest="  ")
    if one.wait.last:
        last = one.wait.last
        yield paragraph(f"The last they had from you: {own_way(last.title, _LONGEST_TITLE)} ({last.network}, {at(last.at, zone)[:10]})", 2)
    column = max((len(proposal.item) for proposal in one.proposals), default=0) + 4
    for proposal in one.proposals:
        yield ""
        yield from _proposal(proposal, column)
    if one.proposals:
        yield ""
        yield f'  gapfeed share write {one.proposals[0].item} --to {typed(circle.name)} --note "your own sentence"'
    else:
        yield paragraph(_NOTHING_FITS if met else _NOTHING_MET, 2)


def _proposal(proposal: "Proposal", column: int) -> Iterator[str]:
    """Yield what is proposed, named by what is typed for it, with its text from *column* on."""
    candidate = proposal.candidate
    yield wrapped(own_way(candidate.title, _LONGEST_TITLE), width=width(), first=f"{proposal.item:>{column - 2}}  ", rest=" " * column)
    yield paragraph(f"{own_way(candidate.source_title)} · {candidate.language} · {counted(candidate.minutes, 'minute')}", column)
    yield paragraph(f"{proposal.why[:1].upper()}{proposal.why[1:]}.", column)


def _waited(wait: "Wait", zone: tzinfo) -> str:
    from pipeline.config.times import duration_text

    every = f"you wanted every {duration_text(wait.circle.every)}" if wait.circle.every else ""
    if wait.waited is None or (wait.last is None and not wait.days):
        said = "they had nothing from you yet"
    elif wait.last is None:
        said = f"they had nothing from you yet, in the {counted(wait.days, 'day')} since your first digest"
    elif wait.due and not wait.is_overdue:
        return f"they had something {_ago(wait.days)}; next by {at(wait.due, zone)[:10]}"
    else:
        said = f"they have waited {counted(wait.days, 'day')}"
    return f"{said}; {every}" if every else said


def _ago(days: int) -> str:
    return f"{counted(days, 'day')} ago" if days else "today"


def _facts(listed: "ShareList") -> dict[str, object]:
    return {
        "circles": [_circle_facts(one) for one in listed.circles],
        "waiting_for_your_word": [_share_facts(share) | {"circle": share.circle} for share in listed.handed],
    }


def _circle_facts(one: "ForCircle") -> dict[str, object]:
    wait = one.wait
    return {
        "circle": wait.circle.name, "who": wait.circle.who, "languages": wait.circle.languages, "cares_about": wait.circle.cares_about,
        "waited_days": None if wait.waited is None else wait.days, "overdue": wait.is_overdue, "due": wait.due and wait.due.isoformat(),
        "last": wait.last and _share_facts(wait.last), "proposals": [_proposal_facts(proposal) for proposal in one.proposals],
    }  # fmt: skip


def _proposal_facts(proposal: "Proposal") -> dict[str, object]:
    candidate = proposal.candidate
    return {
        "item": proposal.item, "id": candidate.id, "title": candidate.title, "url": candidate.url, "source": candidate.source_title,
        "language": candidate.language, "minutes": candidate.minutes, "summary": candidate.summary, "skills": proposal.skills, "score": proposal.score,
        "why": proposal.why, "reasons": [{"name": reason.name, "value": reason.value, "words": reason.words} for reason in proposal.reasons],
    }  # fmt: skip


def _share_facts(share: "Share") -> dict[str, object]:
    return {"share": share.id, "title": share.title, "url": share.url, "network": share.network, "at": share.at.isoformat()}
