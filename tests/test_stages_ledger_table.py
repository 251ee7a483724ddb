"""The ledger of shares opens in a spreadsheet as what it says, and does nothing there."""

import csv
from dataclasses import replace
from io import StringIO
from zoneinfo import ZoneInfo

import pytest

from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.shares import Response, Share, ShareId
from pipeline.stages.ledger_table import ledger_table
from tests.builders import NOW

WARSAW = ZoneInfo("Europe/Warsaw")
SHARE = Share(
    id=ShareId(3), circle="team", network="mastodon", channel="@sam@mastodon.example", article=ArticleId("a1"), story=StoryId("a1"), title="Title a1",
    url="https://example.org/a1", at=NOW, text="My words\n\nTitle a1", note="My words", outcome="sent", link="https://mastodon.example/1",
    responses=(
        Response(kind="likes", at=NOW, count=0), Response(kind="reply", at=NOW, text="Dzięki!"), Response(kind="replies", at=NOW, count=2),
        Response(kind="reply", at=NOW, text="شكرا"),
    ),
)  # fmt: skip


def rows(*shares: Share, raw: bool = False) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(ledger_table(shares, WARSAW, raw=raw).removeprefix("\ufeff"), newline="")))


def test_a_share_is_a_line_by_the_readers_own_clock():
    assert rows(SHARE) == [
        {
            "number": "3", "date": "2026-03-04", "time": "07:00", "circle": "team", "network": "mastodon", "through": "'@sam@mastodon.example",
            "title": "Title a1", "address": "https://example.org/a1", "note": "My words", "outcome": "sent", "detail": "",
            "link": "https://mastodon.example/1", "likes": "0", "reposts": "", "replies": "2", "what was said": "Dzięki!\nشكرا",
            "post": "My words\n\nTitle a1",
        }
    ]  # fmt: skip


def test_what_is_not_known_is_empty():
    (row,) = rows(replace(SHARE, circle=None, channel="", link=None, note="", responses=()))

    assert {row[name] for name in ("circle", "through", "link", "note", "likes", "replies", "what was said")} == {""}


@pytest.mark.parametrize("field", ["title", "note", "detail", "text", "circle", "channel", "link", "url"])
@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠A", "\t=1", "\r=1", " =1", "\u200e=1", "ok\n=1", "ok\u2028\t=1"]
)
def test_no_cell_and_no_line_in_one_begins_as_a_formula(field, formula):
    (row,) = rows(replace(SHARE, **{field: formula}))

    for cell in row.values():
        for line in cell.split("\n"):
            assert line.strip("\u200e ")[:1] not in {*"=+-@＝＋－＠\t\r"}


def test_a_program_gets_the_cells_as_they_are():
    (row,) = rows(replace(SHARE, title="=1+1", text="-a\n=b"), raw=True)

    assert (row["title"], row["post"], row["through"]) == ("=1+1", "-a\n=b", "@sam@mastodon.example")
