"""Word what lanes report, for people: one line for each problem, nothing for what went well unasked."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.commands.collect_report import collect_facts, collect_lines
from pipeline.deliver import in_words
from pipeline.model.digests import DigestPlan, Receipt
from pipeline.plain import counted
from pipeline.publish import AlreadyPublished, NothingToRead, NothingToSay, Published, PublishOutcome

if TYPE_CHECKING:
    from pipeline.daily import RunReport


def publish_lines(outcome: PublishOutcome) -> Iterator[str]:
    """Yield what became of a digest."""
    match outcome:
        case Published(plan=plan, receipts=receipts, without_links=why):
            if plan.picks:
                yield f"Your digest for {plan.day.isoformat()} {plan.slot}: {counted(len(plan.picks), 'item')}, {counted(_minutes(plan), 'minute')}."
            else:
                yield f"Nothing worth your time for {plan.day.isoformat()} {plan.slot}, and the digest says so."
            if why is not None:
                yield f"  It has no links to act by and shows what to type: {why}"
            yield from (f"  {line}" for line in receipt_lines(receipts))
        case AlreadyPublished(id=digest, receipts=receipts):
            yield f"The digest {digest.partition('/')[2].replace('/', ' ')} was made before; nothing was made anew."
            yield from (f"  {line}" for line in receipt_lines(receipts))
        case NothingToRead():
            yield "No digest was made, because nothing could be read; the next run tries again."
        case NothingToSay(plan=plan):
            yield f"Nothing worth your time for {plan.day.isoformat()} {plan.slot}: no digest (digest.when_empty is skip)."


def run_lines(report: "RunReport") -> Iterator[str]:
    """Yield what a whole run did."""
    yield from report.unusable
    yield from collect_lines(report.collected)
    # Offline is one sentence: that nothing was made of nothing needs no other.
    if report.published is not None and not (report.collected.offline and isinstance(report.published, NothingToRead)):
        yield from publish_lines(report.published)
    yield from receipt_lines(report.receipts)


def run_facts(report: "RunReport") -> dict[str, object]:
    """Return the same for programs."""
    return {
        "unusable": report.unusable,
        **collect_facts(report.collected),
        "digest": None if report.published is None else publish_facts(report.published),
        "receipts": receipt_facts(report.receipts),
    }


def publish_facts(outcome: PublishOutcome) -> dict[str, object]:
    """Return what became of a digest, for programs."""
    match outcome:
        case Published(plan=plan, receipts=receipts, without_links=why):
            return {
                "outcome": "published",
                **plan_facts(plan),
                "without_links": why,
                "receipts": receipt_facts(receipts),
            }
        case AlreadyPublished(id=digest, receipts=receipts):
            return {
                "outcome": "already published",
                "id": digest,
                "receipts": receipt_facts(receipts),
            }
        case NothingToRead(plan=plan):
            return {"outcome": "nothing to read", **plan_facts(plan)}
        case NothingToSay(plan=plan):
            return {"outcome": "nothing to say", **plan_facts(plan)}


def plan_facts(plan: DigestPlan) -> dict[str, object]:
    """Return what a digest holds, for programs."""
    return {
        "id": plan.id, "day": plan.day.isoformat(), "slot": plan.slot, "still_open": plan.still_open,
        "picks": [
            {
                "number": pick.number, "id": pick.scored.candidate.id, "title": pick.scored.candidate.title, "url": pick.scored.candidate.url,
                "source": pick.scored.candidate.source_title, "language": pick.scored.candidate.language, "kind": pick.scored.candidate.kind,
                "minutes": pick.minutes, "window": planned.window.name, "skill": pick.scored.skill, "score": pick.scored.score,
                "words": [piece.words for piece in pick.scored.evidence],
                "published": None if pick.scored.candidate.published is None else pick.scored.candidate.published.isoformat(),
            }
            for planned in plan.windows
            for pick in planned.picks
        ],
        "left_out": len(plan.left_out),
    }  # fmt: skip


def plan_lines(plan: DigestPlan) -> Iterator[str]:
    """Yield what a digest would hold."""
    for planned in plan.windows:
        yield f"{planned.window.name} ({counted(planned.window.minutes, 'minute')}):"
        if not planned.picks:
            yield "  nothing fits"
        for pick in planned.picks:
            candidate = pick.scored.candidate
            yield f"  {pick.number}. {candidate.title} · {candidate.source_title} · {pick.minutes} min · {pick.scored.skill} · {pick.scored.score:.2f}"
    yield f"{len(plan.left_out)} left out; `gapfeed explain ITEM` says why."


def _minutes(plan: DigestPlan) -> int:
    return sum(pick.minutes for pick in plan.picks)


def receipt_lines(receipts: Collection[Receipt]) -> Iterator[str]:
    """Yield what became of each delivery."""
    yield from map(in_words, receipts)
    if any(receipt.outcome == "unknown" for receipt in receipts):
        yield "If it did not arrive, `gapfeed publish --resend` delivers it once more."


def receipt_facts(receipts: Iterable[Receipt]) -> list[list[str]]:
    """Return the same for programs: to whom, what became of it, in words."""
    return [[receipt.to, receipt.outcome, receipt.detail] for receipt in receipts]
