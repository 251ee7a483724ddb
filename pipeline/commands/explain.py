"""`gapfeed explain`: why an item was picked, or left out, and what would change that."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json

if TYPE_CHECKING:
    from pipeline.ask import Explanation
    from pipeline.model.stories import StoryMembership


@click.command()
@click.argument("item")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_obj
def command(context: Context, *, item: str, as_json: bool) -> None:
    """Say why ITEM was picked or left out, with every number of its score, and what would change that."""
    from pipeline.ask import explain

    settings = context.settings()
    with context.household(settings) as house:
        explanation = explain(house.desk, settings, item, context.now())
    if as_json:
        say_json(_facts(explanation))
    else:
        for line in _lines(explanation, settings.learner.timezone):
            say(line)


def _lines(explanation: "Explanation", timezone: tzinfo) -> Iterator[str]:
    from pipeline.model.digests import ScoredArticle

    candidate = explanation.candidate
    date = "no date given" if candidate.published is None else f"{candidate.published.astimezone(timezone):%Y-%m-%d}"
    yield candidate.title
    yield f"  {candidate.source_title} · {date} · {candidate.language} · {candidate.minutes} min · {candidate.level} · {candidate.id}"
    if candidate.url:
        yield f"  {candidate.url}"
    if candidate.why_not_page:
        joint = "although" if candidate.text_from == "page" else "because"
        yield f"  Text from the {candidate.text_from}, {joint} {candidate.why_not_page}."
    for digest, pick in explanation.picked:
        yield f"Picked: number {pick.number} of {_digest(digest)}, for {pick.skill}, in the window {pick.window} ({pick.minutes} minutes), score {pick.score:.3f}."
        yield from (f"  It was {reason.words}." for reason in pick.reasons if reason.name == "update")
    for digest, why, would_help in explanation.left_out[:3]:
        yield f"Left out of {_digest(digest)}: {why}.{f' What would bring it in: {would_help}.' if would_help else ''}"
    if isinstance(explanation.now, ScoredArticle):
        rank = f", place {explanation.rank[0]} of {explanation.rank[1]}" if explanation.rank else ""
        yield f"Now: {explanation.now.score:.3f} for {explanation.now.skill}{rank}, which is"
        yield from (f"  {reason.value:5.2f}  {reason.name}: {reason.words}" for reason in explanation.now.reasons)
    if explanation.verdict is not None:
        help_words = f" What would bring it in: {explanation.verdict.would_help}." if explanation.verdict.would_help else ""
        yield f"In a digest made now it would be left out: {explanation.verdict.why}.{help_words}"
    for tag in candidate.tags[:6]:
        verb = "Teaches" if tag.is_present else "Touches on"
        yield f"{verb} {tag.skill} ({tag.strength:.2f}): " + ", ".join(
            f"“{piece.words}” in the {piece.where}" for piece in tag.evidence[:4]
        )
    for member, teller in explanation.story:
        if member.article != candidate.id and teller is not None:
            yield f"Same story: {teller.title} · {teller.source_title} ({_likeness(member)})"


def _likeness(member: "StoryMembership") -> str:
    """Return how like the story an article was when it came, and why; its first one had nothing to be like."""
    return member.why if str(member.article) == str(member.story) else f"{member.similarity:.2f}: {member.why}"


def _facts(explanation: "Explanation") -> dict[str, object]:
    from pipeline.model.digests import ScoredArticle

    candidate, now = explanation.candidate, explanation.now
    scored = now if isinstance(now, ScoredArticle) else None
    return {
        "id": candidate.id, "title": candidate.title, "url": candidate.url, "source": candidate.source_title, "language": candidate.language,
        "published": candidate.published and candidate.published.isoformat(), "text_from": candidate.text_from, "why_not_page": candidate.why_not_page,
        "picked": [{"digest": digest, "number": pick.number, "window": pick.window, "skill": pick.skill} for digest, pick in explanation.picked],
        "left_out": [{"digest": digest, "why": why, "would_help": would_help} for digest, why, would_help in explanation.left_out],
        "score": scored and scored.score, "skill": scored and scored.skill, "rank": explanation.rank,
        "update": scored and scored.update and {"had_on": scored.update.day.isoformat(), "news": scored.update.news},
        "reasons": [{"name": reason.name, "value": reason.value, "words": reason.words} for reason in (scored.reasons if scored else ())],
        "why_not_now": explanation.verdict and explanation.verdict.why, "would_help": explanation.verdict and explanation.verdict.would_help,
        "skills": [{"skill": tag.skill, "strength": tag.strength, "evidence": [[piece.words, piece.where] for piece in tag.evidence]} for tag in candidate.tags],
        "story": [{"id": member.article, "similarity": member.similarity, "why": member.why} for member, _ in explanation.story],
    }  # fmt: skip


def _digest(digest: str) -> str:
    return "the digest of " + digest.partition("/")[2].replace("/", " ")
