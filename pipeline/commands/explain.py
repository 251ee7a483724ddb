"""`gapfeed explain`: why an item was picked, or left out, and what would change that."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from pipeline.commands.context import Context, say, say_json
from pipeline.commands.lines import own_way, width
from pipeline.plain import counted

if TYPE_CHECKING:
    from pipeline.ask import Explanation, Placing
    from pipeline.model.digests import Candidate, Reason
    from pipeline.model.stories import StoryMembership
    from pipeline.settings import Mode

#: What windows are for, in words.
_MODES: "Mapping[Mode, str]" = {"read": "for reading", "listen": "for listening", "any": "for reading and listening"}
#: Of what there may be much, so much is shown: the digests it was left out of, the skills of its text, the words of each, other tellers.
_MOST_DIGESTS, _MOST_SKILLS, _MOST_WORDS, _MOST_TELLERS = 3, 6, 4, 6
_LONGEST_TITLE = 120
_QUOTED = re.compile("“([^“”]*)”")


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
    """Yield the item, where it stood, its numbers, what a digest made now does with it, and what its text says."""
    from pipeline.ask import Placing
    from pipeline.model.digests import ScoredArticle

    candidate, now, verdict = explanation.candidate, explanation.now, explanation.verdict
    yield from _item(candidate, timezone)
    for placing in explanation.picked:
        yield ""
        yield f"Number {placing.number} of {_digest(placing.digest)}, for {placing.skill}"
        yield from _table(placing.reasons, placing.score)
        yield from _placing(placing)
    # Since it was picked, each digest left it out for that.
    before = [left for left in explanation.left_out if all(left[0] < placing.digest for placing in explanation.picked)]
    if before:
        yield ""
    for digest, why, would_help in before[:_MOST_DIGESTS]:
        yield _sentences(f"Left out of {_digest(digest)}: {why}.", _help(would_help), indent=0)
    yield ""
    if isinstance(now, ScoredArticle) and not explanation.picked:
        rank = f": place {explanation.rank[0]} of {explanation.rank[1]}" if explanation.rank else ""
        yield f"Now, for {now.skill}{rank}"
        yield from _table(now.reasons, now.score)
    if isinstance(verdict, Placing):
        yield f"In a digest made now it would be number {verdict.number}."
        yield from _placing(verdict)
    else:
        yield _sentences(f"In a digest made now it would be left out: {verdict.why}.", _help(verdict.would_help), indent=0)
    yield from _understood(explanation)


def _item(candidate: "Candidate", timezone: tzinfo) -> Iterator[str]:
    published = "no date given" if candidate.published is None else f"{candidate.published.astimezone(timezone):%Y-%m-%d}"
    yield own_way(candidate.title, _LONGEST_TITLE)
    facts = (own_way(candidate.source_title), published, candidate.language, f"{candidate.minutes} min", candidate.level, candidate.id)
    yield f"  {' · '.join(facts)}"
    if candidate.url:
        yield f"  {candidate.url}"
    if candidate.why_not_page:
        joint = "although" if candidate.text_from == "page" else "because"
        yield _sentences(f"Text from the {candidate.text_from}, {joint} {candidate.why_not_page}.", indent=2)


def _table(reasons: Sequence["Reason"], score: float) -> Iterator[str]:
    """Yield the numbers of a score below each other, and what they come to when they are multiplied."""
    from pipeline.plain import wrapped

    widest = max(len(reason.name) for reason in reasons)
    for place, reason in enumerate(reasons):
        begin = f"  {'×' if place else ' '} {reason.value:.4f}  {reason.name:<{widest}}  "
        yield wrapped(_own_way_in_quotes(reason.words), width=width(), first=begin, rest=" " * len(begin))
    yield f"  = {score:.4f}  score"


def _placing(placing: "Placing") -> Iterator[str]:
    """Yield where in its digest an item stands, why there, and what it brings to the page."""
    from pipeline.wording import clock

    window, passage = placing.window_now, placing.passage
    room = (
        f", which is {_MODES[window.mode]}: {placing.minutes} of its {counted(window.minutes, 'minute')}"
        if window
        else f": {counted(placing.minutes, 'minute')}"
    )
    part = ""
    if passage is not None:
        begins = f", which begins with “{passage.title}”," if passage.title else ""
        part = (
            f" Only the part from {clock(passage.start_seconds)} to {clock(passage.end_seconds)}{begins} was taken:"
            f" {passage.share:.0%} of what the episode says on {placing.skill}."
        )
    yield _sentences(f"In the window {own_way(placing.window)}{room}.{part}", indent=2)
    yield _sentences(
        f"It adds {placing.added:.4f} to the page: the gap weighs {placing.weight:.4f}, and the item gives it {placing.quality:.4f} on top of"
        f" {placing.beside:.4f} from other picks of the digest and {placing.given:.4f} from earlier digests, the older the less.",
        indent=2,
    )


def _understood(explanation: "Explanation") -> Iterator[str]:
    """Yield what the text teaches, by which words, and who else tells its story."""
    candidate = explanation.candidate
    if candidate.tags:
        yield ""
    for tag in candidate.tags[:_MOST_SKILLS]:
        verb = "Teaches" if tag.is_present else "Touches on"
        pieces = ", ".join(f"“{piece.words}” in the {piece.where}" for piece in tag.evidence[:_MOST_WORDS])
        yield _sentences(f"{verb} {tag.skill} ({tag.strength:.2f}): {pieces}", indent=0)
    others = [(member, teller) for member, teller in explanation.story if member.article != candidate.id and teller is not None]
    for member, teller in others[:_MOST_TELLERS]:
        yield _sentences(f"Same story: {own_way(teller.title)} · {own_way(teller.source_title)} ({_likeness(member)})", indent=0)
    if len(others) > _MOST_TELLERS:
        yield f"... and {counted(len(others) - _MOST_TELLERS, 'more telling')} of it."


def _sentences(*parts: str, indent: int) -> str:
    """Return *parts* as one paragraph of the terminal, its further lines set in."""
    from pipeline.plain import wrapped

    text = _own_way_in_quotes(" ".join(filter(None, parts)))
    return wrapped(text, width=width(), first=" " * indent, rest=" " * (indent + 2))


def _own_way_in_quotes(words: str) -> str:
    """Return *words* with everything that is quoted in them running its own way."""
    return _QUOTED.sub(lambda match: f"“{own_way(match[1], _LONGEST_TITLE)}”", words)


def _help(would_help: str | None) -> str:
    return f"What would bring it in: {would_help}." if would_help else ""


def _likeness(member: "StoryMembership") -> str:
    """Return how like the story an article was when it came, and why; its first one had nothing to be like."""
    return member.why if str(member.article) == str(member.story) else f"{member.similarity:.2f}: {member.why}"


def _facts(explanation: "Explanation") -> dict[str, object]:
    from pipeline.ask import Placing
    from pipeline.model.digests import LeftOut, ScoredArticle

    candidate, now, verdict = explanation.candidate, explanation.now, explanation.verdict
    scored = now if isinstance(now, ScoredArticle) else None
    left = verdict if isinstance(verdict, LeftOut) else None
    return {
        "id": candidate.id, "title": candidate.title, "url": candidate.url, "source": candidate.source_title, "language": candidate.language,
        "published": candidate.published and candidate.published.isoformat(), "text_from": candidate.text_from, "why_not_page": candidate.why_not_page,
        "picked": [_placing_facts(placing) for placing in explanation.picked],
        "left_out": [{"digest": digest, "why": why, "would_help": would_help} for digest, why, would_help in explanation.left_out],
        "score": scored and scored.score, "skill": scored and scored.skill, "rank": explanation.rank,
        "update": scored and scored.update and {"had_on": scored.update.day.isoformat(), "news": scored.update.news},
        "reasons": _reason_facts(scored.reasons if scored else ()),
        "would_be": _placing_facts(verdict) if isinstance(verdict, Placing) else None,
        "why_not_now": left and left.why, "would_help": left and left.would_help,
        "skills": [{"skill": tag.skill, "strength": tag.strength, "evidence": [[piece.words, piece.where] for piece in tag.evidence]} for tag in candidate.tags],
        "story": [{"id": member.article, "similarity": member.similarity, "why": member.why} for member, _ in explanation.story],
    }  # fmt: skip


def _placing_facts(placing: "Placing") -> dict[str, object]:
    passage = placing.passage
    return {
        "digest": placing.digest, "number": placing.number, "window": placing.window, "minutes": placing.minutes, "skill": placing.skill,
        "passage": passage and {"start": passage.start_seconds, "end": passage.end_seconds, "share": passage.share, "title": passage.title},
        "score": placing.score, "weight": placing.weight, "quality": placing.quality, "given": placing.given, "beside": placing.beside,
        "added": placing.added, "reasons": _reason_facts(placing.reasons),
    }  # fmt: skip


def _reason_facts(reasons: Sequence["Reason"]) -> list[dict[str, object]]:
    return [{"name": reason.name, "value": reason.value, "words": reason.words} for reason in reasons]


def _digest(digest: str) -> str:
    return "the digest of " + digest.partition("/")[2].replace("/", " ")
