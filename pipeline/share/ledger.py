"""Keep the ledger of what was passed on: what the person says became of it, what came back, and all of it in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from pipeline.edges.store import Store
from pipeline.edges.store.shares import is_safe_to_repeat
from pipeline.errors import CannotDo, UsageError
from pipeline.model.shares import Response, Share
from pipeline.nearest import did_you_mean
from pipeline.plain import one_line
from pipeline.settings import Settings
from pipeline.stages.ledger_table import ledger_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A share after the person said something of it."""

    share: Share
    #: The same was said before, so nothing was added.
    already: bool = False


def history_of(
    store: Store, settings: Settings, now: datetime, *, circle: str | None = None, since: date | None = None
) -> tuple[Share, ...]:
    """Return what was passed on, the latest first.

    Args:
        store: where the ledger is; what a crash left in the middle is settled first.
        settings: whose circles, and whose clock.
        now: the moment it is asked at.
        circle: only what was for this circle, be it in the configuration today or not.
        since: only what is not older than this day.

    Raises:
        UsageError: there is no such circle, and there was none.
    """
    store.shares.interrupted(now)
    shares = store.shares.all()
    names = dict.fromkeys((*(one.name for one in settings.circles), *(share.circle for share in shares if share.circle)))
    if circle is not None and circle not in names:
        message = f"there is no circle {circle!r}{did_you_mean(circle, names)}"
        raise UsageError(message)
    zone = settings.learner.timezone
    return tuple(
        share for share in shares if circle in {None, share.circle} and (since is None or share.at.astimezone(zone).date() >= since)
    )


def posted(store: Store, name: str, now: datetime) -> Noted:
    """Write down that the person posted the share of that number, or found that it arrived.

    Raises:
        UnknownItem: there is none of that number.
        CannotDo: mails of it still wait to be delivered.
    """
    share = store.shares.named(name)
    if share.outcome == "sent" and not share.detail:
        return Noted(share=share, already=True)
    return Noted(share=store.shares.settle(share.id, "sent", now, remote=share.remote, link=share.link))


def dropped(store: Store, name: str, now: datetime) -> Noted:
    """Write down that the person did not post the share of that number, or found that it did not arrive; mails that wait go no more.

    Raises:
        UnknownItem: there is none of that number.
        CannotDo: Gapfeed sent it itself, and it arrived.
    """
    share = store.shares.named(name)
    if share.outcome == "dropped":
        return Noted(share=share, already=True)
    if share.outcome == "sent" and share.channel:
        place = f" at {share.link}" if share.link else ""
        message = f"“{one_line(share.title)}” arrived, and Gapfeed cannot take it back: if you want it gone, delete it there{place}"
        raise CannotDo(message)
    return Noted(share=store.shares.settle(share.id, "dropped", now))


def heard(store: Store, name: str, words: str, now: datetime) -> Noted:
    """Keep *words* that came back on the share of that number, unless they are kept already.

    Raises:
        UnknownItem: there is none of that number.
        UsageError: there are no words.
    """
    share, said = store.shares.named(name), one_line(words)
    if not said:
        message = f'say in a few words what came back: gapfeed share heard {share.id} "..."'
        raise UsageError(message)
    if any(response.text == said for response in share.responses if response.kind == "reply"):
        return Noted(share=share, already=True)
    store.shares.respond(share.id, Response(kind="reply", at=now, text=said))
    return Noted(share=store.shares.named(name))


def in_words(share: Share, now: datetime) -> str:
    """Return what became of *share*, and what there is to do where that is not known, as a sentence without its end."""
    why = f": {one_line(share.detail)}" if share.detail else ""
    match share.outcome:
        case "handed":
            return "you have the text; did you post it?"
        case "sent":
            return f"sent{f': {share.link}' if share.link else ''}{f' ({one_line(share.detail)})' if share.detail else ''}"
        case "failed":
            return f"not sent{why}"
        case "dropped":
            return "not posted"
        case "sending" if share.detail:  # mails that wait in the outbox
            return f"on its way{why}"
        case "sending":
            return f"being sent, or it was when Gapfeed was stopped; look there whether it arrived{_or_again(share, now)}"
        case "unknown":
            return f"perhaps sent{why}; look there whether it arrived{_or_again(share, now)}"


def _or_again(share: Share, now: datetime) -> str:
    if not is_safe_to_repeat(share, now):
        return ""
    return f", or send it once more within the hour: {share.network.capitalize()} knows it, and does not post it twice"


def waits_for_word(share: Share) -> bool:
    """Return whether only the person can say what became of *share*."""
    return share.outcome in {"handed", "unknown"} or (share.outcome == "sending" and not share.detail)


def as_spreadsheet(shares: Iterable[Share], timezone: tzinfo, *, raw: bool) -> str:
    """Return *shares* as CSV with times by the clock of *timezone*: safe to open in a spreadsheet, or *raw* for a program."""
    return ledger_table(shares, timezone, raw=raw)
