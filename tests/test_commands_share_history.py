"""`gapfeed share history, posted, dropped, heard`: what was given to whom, what became of it, and what came back."""

import csv
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.edges.store import Store
from pipeline.edges.store.outbox import Parcel
from pipeline.edges.store.shares import NewShare
from pipeline.model.shares import Response, ShareId
from pipeline.settings import LEARNER
from tests.builders import new_share
from tests.running import Ran, run

THEN = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)
NIGHT = "2026-03-04T23:30+01:00"


def gapfeed(home: Path, *words: object, at: str = NIGHT) -> Ran:
    return run("--config", home / "config.yaml", "--at", at, "share", *words)


@contextmanager
def ledger(home: Path) -> Iterator[Store]:
    with closing(Store(home / "gapfeed.db", LEARNER)) as store:
        yield store


def about_a_pick(store: Store, **changes: object) -> NewShare:
    """Return a share of the first item of the digest."""
    (candidate,) = store.articles.by_ids([store.digests.latest().picks[0].article])
    known = {"article": candidate.id, "story": candidate.story, "title": candidate.title, "url": candidate.url}
    return replace(new_share(circle="friends", network="linkedin"), **(known | changes))


@pytest.fixture
def shared(home: Path) -> Path:
    """A home from which three things were passed on: by hand, to Slack, and to Mastodon, where nothing is known of it."""
    with ledger(home) as store:
        store.shares.begin(about_a_pick(store, key="1", note="مفيد جدا"), "handed", THEN)
        slack = about_a_pick(store, key="2", circle="team", network="slack", channel="GAPFEED_SLACK_TEAM")
        store.shares.settle(store.shares.begin(slack, "sending", THEN).id, "failed", THEN, detail="404 no_team")
        mastodon = about_a_pick(store, key="3", circle=None, network="mastodon", channel="@sam@mastodon.example", title="عنوان", keyed=True)
        store.shares.begin(mastodon, "sending", THEN + timedelta(days=1))
    return home


TITLE = "Small multiples: one question, many panels, one scale"


def test_the_latest_comes_first_with_what_became_of_it_and_what_to_do(shared):
    told = gapfeed(shared, "history", at="2026-03-05T08:20+01:00").out

    assert told.splitlines() == [
        "  3  2026-03-05 08:00  mastodon (@sam@mastodon.example): \u2068عنوان\u2069",
        "     Perhaps sent: Gapfeed was stopped in the middle of sending it; look there",
        "     whether it arrived, or send it once more within the hour: Mastodon knows",
        "     it, and does not post it twice.",
        "     gapfeed share posted 3 · gapfeed share dropped 3",
        "  2  2026-03-04 08:00  team, slack (GAPFEED_SLACK_TEAM): Small multiples: one",
        "     question, many panels, one scale",
        "     Not sent: 404 no_team.",
        "  1  2026-03-04 08:00  friends, linkedin: Small multiples: one question, many",
        "     panels, one scale",
        "     You have the text; did you post it?",
        "     gapfeed share posted 1 · gapfeed share dropped 1",
        "     “\u2068مفيد جدا\u2069”",
    ]


def test_in_a_narrow_terminal_every_line_fits(shared, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")

    told = gapfeed(shared, "history").out

    assert "  3  2026-03-05 08:00  mastodon (@sam@mastodon.example):\n     \u2068عنوان\u2069\n" in told
    assert [line for line in told.splitlines() if len(line) > 60] == []


def test_what_is_being_sent_right_now_is_not_yet_in_doubt(shared):
    told = gapfeed(shared, "history", "--json", at="2026-03-05T08:01+01:00").out
    first = json.loads(told.splitlines()[0])

    assert (first["share"], first["outcome"]) == (3, "sending")
    assert "Being sent, or it was when Gapfeed was stopped; look there" in gapfeed(shared, "history", at="2026-03-05T08:01+01:00").out


def test_after_an_hour_nothing_is_sent_once_more(shared):
    assert "once more" not in gapfeed(shared, "history", at="2026-03-05T09:01+01:00").out


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ((), [3, 2, 1]),
        (("--circle", "team"), [2]),
        (("--since", "2026-03-05"), [3]),
        (("--since", "2026-03-04"), [3, 2, 1]),
        (("--since", "2026-03-06"), []),
    ],
)
def test_a_part_can_be_asked_for(shared, options, numbers):
    lines = gapfeed(shared, "history", "--json", *options).out.splitlines()

    assert [json.loads(line)["share"] for line in lines] == numbers


def test_a_day_counts_by_the_persons_own_clock(home):
    with ledger(home) as store:
        store.shares.begin(about_a_pick(store), "handed", datetime(2026, 3, 4, 23, 30, tzinfo=UTC))

    assert "2026-03-05 00:30" in gapfeed(home, "history", "--since", "2026-03-05").out


def test_a_circle_that_never_was_is_said(shared):
    ran = gapfeed(shared, "history", "--circle", "teem")

    assert (ran.exit_code, ran.out) == (2, "")
    assert ran.err == "there is no circle 'teem'; did you mean 'team'?\n"


def test_a_line_of_json_says_all(shared):
    gapfeed(shared, "posted", "1")
    gapfeed(shared, "heard", "1", "Thanks!")
    line = json.loads(gapfeed(shared, "history", "--json", "--circle", "friends").out)

    assert line == {
        "share": 1, "at": "2026-03-04T07:00:00+00:00", "circle": "friends", "network": "linkedin", "through": "", "id": line["id"], "title": TITLE,
        "url": "http://plainnumbers.example/2026/small-multiples.html", "note": "مفيد جدا", "text": "A post on a1", "outcome": "sent", "detail": "",
        "remote": None, "link": None, "responses": [{"kind": "reply", "at": "2026-03-04T22:30:00+00:00", "text": "Thanks!", "count": None}],
    }  # fmt: skip


def test_before_the_first_share_it_says_how_to_begin(home):
    assert gapfeed(home, "history").out == "Nothing yet: `gapfeed share list` proposes what to pass on to whom.\n"
    assert gapfeed(home, "history", "--since", "2026-03-04").out == "Nothing of that kind.\n"


def test_a_post_that_was_posted_is_sent_and_counts_as_something_done_once(shared):
    said = gapfeed(shared, "posted", "1").out.splitlines()
    again = gapfeed(shared, "posted", "#1").out.splitlines()

    assert said[2] == "     Sent."
    assert again == ["As said before:", *said]
    log = run("--config", shared / "config.yaml", "log").out
    assert log.count(f"Shared: {TITLE}") == 1
    assert "“\u2068مفيد جدا\u2069”" in log


def test_a_post_that_was_not_posted_is_dropped_and_may_be_posted_after_all(shared):
    first = gapfeed(shared, "dropped", "1", "--json").out
    again = gapfeed(shared, "dropped", "1", "--json").out
    then = gapfeed(shared, "posted", "1", "--json").out
    and_not = gapfeed(shared, "dropped", "1", "--json").out

    assert [json.loads(one)["outcome"] for one in (first, again, then, and_not)] == ["dropped", "dropped", "sent", "dropped"]
    assert [json.loads(one)["already"] for one in (first, again, then, and_not)] == [False, True, False, False]


@pytest.mark.parametrize(("word", "outcome"), [("posted", "sent"), ("dropped", "dropped")])
def test_whoever_looked_settles_what_is_in_doubt(shared, word, outcome):
    gapfeed(shared, "history", at="2026-03-05T08:20+01:00")
    gapfeed(shared, word, "3")
    line = json.loads(gapfeed(shared, "history", "--json").out.splitlines()[0])

    assert (line["share"], line["outcome"], line["detail"]) == (3, outcome, "")


def test_what_gapfeed_sent_itself_is_not_undone_by_a_word(shared):
    with ledger(shared) as store:
        store.shares.settle(ShareId(3), "sent", THEN, remote="1", link="https://mastodon.example/@sam/1")
    ran = gapfeed(shared, "dropped", "3")

    assert (ran.exit_code, ran.out) == (1, "")
    assert ran.err == (
        "“عنوان” arrived, and Gapfeed cannot take it back: if you want it gone, delete it there at https://mastodon.example/@sam/1\n"
    )
    assert "     Sent: https://mastodon.example/@sam/1." in gapfeed(shared, "history").out


def test_mails_that_wait_are_told_and_go_no_more_once_they_are_taken_back(home):
    with ledger(home) as store:
        with store.writing():
            store.shares.begin(about_a_pick(store, network="email", channel="ola@example.org", batch="share/1"), "sending", THEN)
            store.outbox.put([Parcel(batch="share/1", circle="friends", kind="mail", recipient="ola@example.org", payload=b"x")], THEN)
        store.outbox.settle(store.outbox.waiting(THEN)[0].id, "pending", THEN, detail="450 busy")
    told = gapfeed(home, "history").out
    posted = gapfeed(home, "posted", "1")
    dropped = gapfeed(home, "dropped", "1").out

    assert posted.exit_code == 1
    assert "they go by themselves; `gapfeed share dropped 1` stops them" in posted.err
    assert "     On its way: still to be delivered to ola@example.org: 450 busy." in told.splitlines()
    assert "     Not posted." in dropped.splitlines()


def test_what_was_heard_is_kept_once(shared):
    with ledger(shared) as store:
        store.shares.respond(ShareId(2), Response(kind="likes", at=THEN, count=1))
    first = gapfeed(shared, "heard", "2", " Thanks,\nvery useful! ").out.splitlines()
    again = gapfeed(shared, "heard", "2", "Thanks, very useful!").out.splitlines()

    assert first[-2:] == ["     2026-03-04 08:00 1 like", "     2026-03-04 23:30 Heard: “Thanks, very useful!”"]
    assert again == ["As said before:", *first]


def test_no_words_are_no_answer(shared):
    ran = gapfeed(shared, "heard", "2", " \n ")

    assert (ran.exit_code, ran.err) == (2, 'say in a few words what came back: gapfeed share heard 2 "..."\n')


@pytest.mark.parametrize("words", [("posted", "9"), ("dropped", "9"), ("heard", "9", "Thanks")])
def test_a_number_that_no_share_has_is_said(shared, words):
    ran = gapfeed(shared, *words)

    assert (ran.exit_code, ran.err) == (2, "no share has the number '9': `gapfeed share history` lists them all\n")


def cells(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def test_it_can_be_written_as_a_table_safe_for_spreadsheets_or_raw_for_programs(shared, tmp_path):
    said = gapfeed(shared, "history", "--csv", tmp_path / "safe.csv").out
    gapfeed(shared, "history", "--csv", tmp_path / "raw.csv", "--raw", "--circle", "team")

    assert said == f"3 lines written to {tmp_path / 'safe.csv'}.\n"
    assert [row["through"] for row in cells(tmp_path / "safe.csv")] == ["'@sam@mastodon.example", "GAPFEED_SLACK_TEAM", ""]
    assert [row["title"] for row in cells(tmp_path / "raw.csv")] == [TITLE]
    assert (tmp_path / "safe.csv").stat().st_mode & 0o777 == 0o600


def test_the_learning_record_can_be_raw_too(home, tmp_path):
    run("--config", home / "config.yaml", "more", "1", "--note", "=1+1")
    for name, options in (("safe.csv", ()), ("raw.csv", ("--raw",))):
        run("--config", home / "config.yaml", "log", "--csv", tmp_path / name, *options)

    assert [cells(tmp_path / name)[0]["note"] for name in ("safe.csv", "raw.csv")] == ["'=1+1", "=1+1"]


def test_a_table_in_a_folder_that_is_not_there_is_said(shared, tmp_path):
    ran = gapfeed(shared, "history", "--csv", tmp_path / "no" / "x.csv")

    assert ran.exit_code == 1
    assert ran.err.startswith(f"{tmp_path / 'no' / 'x.csv'} cannot be written: there is no folder {tmp_path / 'no'}.")
