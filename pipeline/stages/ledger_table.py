"""Write what was passed on to whom as a table for spreadsheets."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Literal

from pipeline.csv_text import csv_text
from pipeline.model.shares import Share
from pipeline.plain import one_line

_COLUMNS = (
    "number", "date", "time", "circle", "network", "through", "title", "address", "note", "outcome", "detail", "link",
    "likes", "reposts", "replies", "what was said", "post",
)  # fmt: skip


def ledger_table(shares: Iterable[Share], timezone: tzinfo, *, raw: bool = False) -> str:
    """Return *shares* as CSV, a line each, under a line of names; posts and what was said keep their lines.

    Args:
        shares: what was passed on, in the order of the lines.
        timezone: by whose clock dates and times are given.
        raw: for a program; otherwise it is safe to open in a spreadsheet.

    """
    return csv_text(_COLUMNS, (_cells(share, timezone) for share in shares), raw=raw)


def _cells(share: Share, timezone: tzinfo) -> tuple[str, ...]:
    when = share.at.astimezone(timezone)
    said = "\n".join(one_line(response.text) for response in share.responses if response.kind == "reply")
    return (
        str(share.id), f"{when:%Y-%m-%d}", f"{when:%H:%M}", one_line(share.circle or ""), share.network, share.channel, one_line(share.title),
        share.url, one_line(share.note), share.outcome, one_line(share.detail), share.link or "",
        _count(share, "likes"), _count(share, "reposts"), _count(share, "replies"), said, share.text,
    )  # fmt: skip


def _count(share: Share, kind: Literal["likes", "reposts", "replies"]) -> str:
    return next((str(response.count) for response in share.responses if response.kind == kind), "")
