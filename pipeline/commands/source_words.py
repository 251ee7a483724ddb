"""Word how a source fares, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from feeds.naming import shown_address
from pipeline.advice import what_to_do
from pipeline.commands.lines import own_way, paragraph
from pipeline.model.health import SourceHealth
from pipeline.model.sources import Origin
from pipeline.plain import counted

#: Where a source that was not added by command stands, in words.
ORIGINS: Mapping[Origin, str] = {"config": "config.yaml", "opml": "OPML list", "catalogue": "catalogue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """From when and where it is looked."""

    now: datetime
    timezone: tzinfo
    #: When the last run ended, where that had no network.
    offline_at: datetime | None = None

    def word(self, moment: datetime) -> str:
        """Return a moment by the person's own clock, with its year only where it is another: "18 Feb 07:00"."""
        local = moment.astimezone(self.timezone)
        year = "" if local.year == self.now.astimezone(self.timezone).year else f" {local.year}"
        return f"{local.day} {local:%b}{year} {local:%H:%M}"


def name_of(one: SourceHealth) -> str:
    """Return what a source is called, running its own way."""
    source = one.subscription.source
    return own_way(source.title) if source.title else shown_address(source)


def status(one: SourceHealth, now: datetime) -> str:
    """Return in one or two words how a source fares: "well", "gone", "muted", "left alone", "failing" or "not asked yet"."""
    state = one.state
    if state.gone:
        return "gone"
    if one.muted:
        return "muted"
    if state.not_before is not None and state.not_before > now:
        return "left alone"
    if state.last_error is not None:
        return "failing"
    return "well" if state.last_checked_at is not None else "not asked yet"


def health_lines(one: SourceHealth, seen: Moment) -> Iterator[str]:
    """Yield what `gapfeed sources list` says of one source."""
    source, state = one.subscription.source, one.state
    yield f"{name_of(one)}  [{source.kind}, {one.subscription.origin}{', private' if source.private else ''}]"
    if source.title:
        yield f"    {shown_address(source)}"
    yield paragraph(f"{counted(one.items, 'item')} kept, {one.picked} picked; {_asked(one, seen)}")
    yield from (paragraph(sentence) for sentence in _remarks(one, seen))
    if state.moved_to is not None and not state.gone:
        yield paragraph(
            f"It is redirected for good to {shown_address(source, state.moved_to)}, and is asked there from the third good answer on."
        )


def summary(health: Sequence[SourceHealth], now: datetime) -> str:
    """Return how all sources fare in one sentence: "9 sources: 8 well, 1 gone."."""
    counts = Counter(status(one, now) for one in health)
    return f"{counted(len(health), 'source')}: {', '.join(f'{count} {what}' for what, count in counts.most_common())}."


def health_facts(one: SourceHealth, now: datetime) -> dict[str, object]:
    """Return the same for programs."""
    source, state = one.subscription.source, one.state
    return {
        "id": source.id, "url": shown_address(source), "title": source.title, "site": source.site, "kind": source.kind, "origin": one.subscription.origin,
        "skills": one.subscription.skills, "categories": one.subscription.categories, "private": source.private, "status": status(one, now),
        "items": one.items, "picked": one.picked, "last_checked_at": _iso(state.last_checked_at), "last_success_at": _iso(state.last_success_at),
        "next_check_at": None if one.muted or state.gone else _iso(state.next_check_at), "failures_in_a_row": state.failures_in_a_row,
        "last_error": state.last_error, "what_to_do": _advice(one) or None, "gone": state.gone, "muted": one.muted,
        "left_alone_until": _iso(state.not_before) if state.not_before is not None and state.not_before > now else None,
        "named_as": one.named_as and shown_address(source, one.named_as),
        "moved_to": state.moved_to and shown_address(source, state.moved_to),
    }  # fmt: skip


def _asked(one: SourceHealth, seen: Moment) -> str:
    state = one.state
    if state.last_success_at is not None:
        answered = f"answered {seen.word(state.last_success_at)}"
    elif state.last_checked_at is not None:
        answered = "no answer yet"
    else:
        answered = "not asked yet" if seen.offline_at is None else f"not reached yet (offline {seen.word(seen.offline_at)})"
    if one.muted or state.gone or state.next_check_at is None:
        return answered
    return f"{answered}, {'due now' if state.next_check_at <= seen.now else f'next check {seen.word(state.next_check_at)}'}"


def _remarks(one: SourceHealth, seen: Moment) -> Iterator[str]:
    state = one.state
    if one.muted_in_config:
        yield "Muted in config.yaml: it is not asked, and nothing of it is picked."
    elif one.muted_at is not None:
        yield f"Muted {seen.word(one.muted_at)}: it is not asked, and nothing of it is picked. `gapfeed sources unmute` takes that back."
    advice = _advice(one)
    if state.gone:
        yield f"Gone: {state.last_error or 'its server says that it will not come back'}. {advice}."
    elif state.last_error is not None:
        times = "" if state.failures_in_a_row < 2 else f" ({state.failures_in_a_row} times in a row)"
        yield f"Trouble: {state.last_error}{times}." + (f" {advice}." if advice else "")
    if state.not_before is not None and state.not_before > seen.now:
        yield f"Its server asks to be left alone until {seen.word(state.not_before)}, and is."
    if one.named_as is not None:
        yield f"It has moved here from {shown_address(one.subscription.source, one.named_as)}, and is known by both addresses."


def _advice(one: SourceHealth) -> str:
    if one.state.last_error is None and not one.state.gone:
        return ""
    kind = "gone" if one.state.gone else one.last_outcome or ""
    return what_to_do(kind, one.last_status, followed=True)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
