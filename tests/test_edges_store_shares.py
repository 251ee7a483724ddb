"""The ledger of shares: what was given to whom, once, and what came back."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlite_utils

from pipeline.edges.migrations import migrations
from pipeline.edges.store import Store
from pipeline.edges.store.connection import MARK
from pipeline.edges.store.outbox import Parcel
from pipeline.edges.store.shares import is_safe_to_repeat
from pipeline.errors import CannotDo, UnknownItem
from pipeline.model.ids import ArticleId, DigestId, StoryId
from pipeline.model.shares import Response, Share, ShareId
from pipeline.settings import LEARNER
from tests.builders import NOW, new_share, save, subscription, tagged

LATER = NOW + timedelta(minutes=10)
TOOT = new_share(network="mastodon", channel="@sam@mastodon.example", keyed=True)
SAYS = r"look there whether it arrived, then say `gapfeed share posted 1` or `gapfeed share dropped 1`"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription()], NOW)
    save(made, tagged("a1"))
    return made


def mails(*recipients: str, batch: str = "share/1") -> tuple[Parcel, ...]:
    return tuple(
        Parcel(batch=batch, circle="team", about="the post on “Title a1”", kind="mail", recipient=recipient, payload=b"mail")
        for recipient in recipients
    )


def mailed(store: Store, *recipients: str) -> Share:
    with store.writing():
        share = store.shares.begin(new_share(network="email", channel=", ".join(recipients), batch="share/1"), "sending", NOW)
        store.outbox.put(mails(*recipients), NOW)
    return share


def standing(store: Store) -> list[tuple[str, str]]:
    return [(share.outcome, share.detail) for share in store.shares.all()]


def shared(store: Store) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(event.article, event.note, event.skills) for event in store.person.events() if event.kind == "shared"]


def test_a_share_comes_back_as_it_was_written_down(store):
    begun = store.shares.begin(new_share(channel="GAPFEED_SLACK_TEAM", note="Łatwo przeoczyć."), "sending", NOW)

    assert begun == Share(
        id=ShareId(1), circle="team", network="slack", channel="GAPFEED_SLACK_TEAM", article=ArticleId("a1"), story=StoryId("a1"), title="Title a1",
        url="https://example.org/a1", at=NOW, text="A post on a1", note="Łatwo przeoczyć.", outcome="sending",
    )  # fmt: skip
    settled = store.shares.settle(begun.id, "sent", LATER, remote="1.2", link="https://example.org/posts/1")
    assert settled == replace(begun, outcome="sent", remote="1.2", link="https://example.org/posts/1")
    assert store.shares.all() == (settled,)


def test_the_ledger_outlives_the_articles(store):
    store.shares.begin(new_share(article=ArticleId("gone")), "handed", NOW)
    store.shares.settle(ShareId(1), "sent", NOW)

    assert [(share.title, share.url, share.outcome) for share in store.shares.all()] == [("Title a1", "https://example.org/a1", "sent")]
    assert shared(store) == []


def test_what_terminals_send_in_another_encoding_can_be_kept(store):
    store.shares.begin(new_share(text="caf\udce9", note="\udce9"), "handed", NOW)
    store.shares.settle(ShareId(1), "failed", NOW, detail="\udce9")
    store.shares.respond(ShareId(1), Response(kind="reply", at=NOW, text="caf\udce9"))
    (share,) = store.shares.all()

    assert (share.text, share.note, share.detail, share.responses[0].text) == ("caf?", "?", "?", "caf?")


@pytest.mark.parametrize("outcome", ["failed", "dropped"])
def test_what_did_not_arrive_is_begun_anew_under_its_number(store, outcome):
    first = store.shares.begin(new_share(), "sending", NOW)
    store.shares.settle(first.id, outcome, NOW, detail="401")
    again = store.shares.begin(new_share(text="Another try"), "sending", LATER)

    assert again == replace(first, at=LATER, text="Another try")
    assert store.shares.all() == (again,)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        pytest.param("sent", r"^“Title a1” was sent to team \(slack\) before: https://example\.org/p; it is share 1$", id="sent"),
        pytest.param("unknown", rf"^“Title a1” was perhaps sent to team \(slack\) \(no answer\): {SAYS}$", id="in doubt"),
        pytest.param(None, rf"^“Title a1” is being sent to team \(slack\), or was when Gapfeed was stopped: {SAYS}$", id="under way"),
    ],
)
def test_what_may_have_arrived_is_not_sent_again(store, outcome, why):
    share = store.shares.begin(new_share(title="Title\na1"), "sending", NOW)
    if outcome:
        store.shares.settle(share.id, outcome, NOW, detail="no answer" if outcome == "unknown" else "", link="https://example.org/p")

    with pytest.raises(CannotDo, match=why):
        store.shares.begin(new_share(), "sending", LATER)

    assert [one.at for one in store.shares.all()] == [NOW]


def test_another_key_is_another_share(store):
    store.shares.settle(store.shares.begin(new_share(), "sending", NOW).id, "sent", NOW)
    store.shares.begin(new_share(key="another", circle=None), "sending", NOW)

    assert [(share.id, share.circle) for share in store.shares.all()] == [(2, None), (1, "team")]


def test_a_text_that_is_handed_over_again_is_the_one_that_counts(store):
    store.shares.begin(new_share(), "handed", NOW)
    again = store.shares.begin(new_share(text="Better", note="mine"), "handed", LATER)

    assert (again.id, again.text, again.note, again.at, again.outcome) == (1, "Better", "mine", LATER, "handed")


@pytest.mark.parametrize("outcome", ["sent", "unknown"])
def test_handing_over_what_may_have_arrived_changes_nothing_in_the_ledger(store, outcome):
    share = store.shares.begin(new_share(), "sending", NOW)
    settled = store.shares.settle(share.id, outcome, NOW)

    assert store.shares.begin(new_share(text="Better"), "handed", LATER) == settled
    assert store.shares.all() == (settled,)


@pytest.mark.parametrize(
    ("minutes", "changes", "safe"),
    [
        pytest.param(59, {}, True, id="Mastodon knows the key"),
        pytest.param(59, {"network": "bluesky"}, True, id="Bluesky does"),
        pytest.param(60, {}, False, id="after an hour it does not"),
        pytest.param(1, {"key": None}, False, id="no chat does"),
        pytest.param(1, {"outcome": "sent"}, False, id="it arrived"),
    ],
)
def test_only_what_a_network_knows_by_its_key_is_sent_again(store, minutes, changes, safe):
    account = "@sam@mastodon.example"
    share = store.shares.begin(new_share(network="mastodon", channel=account, keyed=True), "sending", NOW)
    unknown = store.shares.settle(share.id, "unknown", NOW)

    assert is_safe_to_repeat(replace(unknown, **changes), NOW + timedelta(minutes=minutes)) is safe


def test_a_mastodon_post_in_doubt_is_begun_again_as_it_was_so_that_its_hour_counts_from_its_first_try(store):
    first = store.shares.begin(TOOT, "sending", NOW)

    assert store.shares.begin(replace(TOOT, text="Changed since"), "sending", NOW + timedelta(minutes=30)) == replace(
        first, outcome="unknown"
    )
    with pytest.raises(CannotDo, match="was perhaps sent"):
        store.shares.begin(TOOT, "sending", NOW + timedelta(minutes=60))


def test_a_doubt_stays_one_whatever_becomes_of_a_second_try_until_it_is_there(store):
    share = store.shares.settle(
        store.shares.begin(TOOT, "sending", NOW).id, "unknown", NOW, detail="no answer", remote="1", link="https://e.org/1"
    )
    store.shares.begin(TOOT, "sending", LATER)
    refused = store.shares.settle(share.id, "failed", LATER, detail="429")

    assert refused == replace(share, detail="an earlier try may have arrived; the last one did not: 429")
    with pytest.raises(CannotDo, match="was perhaps sent"):
        store.shares.begin(TOOT, "sending", NOW + timedelta(minutes=60))
    store.shares.begin(TOOT, "sending", NOW + timedelta(minutes=59))
    assert store.shares.settle(share.id, "sent", LATER, remote="1").outcome == "sent"


@pytest.mark.parametrize("later", ["failed", "unknown"])
def test_what_is_there_stays_so_whatever_another_run_makes_of_its_try(store, later):
    share = store.shares.begin(TOOT, "sending", NOW)
    there = store.shares.settle(share.id, "sent", NOW, remote="1", link="https://e.org/1")

    assert store.shares.settle(share.id, later, LATER, detail="429") == there
    assert store.shares.all() == (there,)


def test_what_is_begun_anew_forgets_where_it_once_was(store):
    share = store.shares.settle(store.shares.begin(TOOT, "sending", NOW).id, "dropped", NOW, remote="1", link="https://e.org/1")

    assert store.shares.begin(TOOT, "sending", LATER) == replace(share, at=LATER, outcome="sending", remote=None, link=None)


def test_what_a_crash_left_is_in_doubt_once_no_other_run_can_be_at_it(store):
    store.shares.begin(new_share(), "sending", NOW)
    store.shares.begin(new_share(key="by hand"), "handed", NOW)
    mailed_at = replace(new_share(key="mail", network="email"), batch="share/1")
    store.shares.begin(mailed_at, "sending", NOW)

    assert store.shares.interrupted(NOW + timedelta(minutes=5)) == ()
    (left,) = store.shares.interrupted(LATER)
    assert (left.id, left.outcome, left.detail) == (1, "unknown", "Gapfeed was stopped in the middle of sending it")
    assert store.shares.interrupted(LATER) == ()
    assert [share.outcome for share in store.shares.all()] == ["sending", "handed", "unknown"]


def test_what_was_sent_counts_once_as_something_the_person_did(store):
    for number, key in enumerate(("one", "two"), 1):
        store.shares.begin(new_share(key=key, note="Read this."), "sending", NOW)
        store.shares.settle(ShareId(number), "sent", NOW)

    assert shared(store) == [("a1", "Read this.", ("sql",))]


@pytest.mark.parametrize("outcome", ["failed", "unknown", "dropped"])
def test_what_did_not_surely_arrive_does_not_count(store, outcome):
    store.shares.settle(store.shares.begin(new_share(), "sending", NOW).id, outcome, NOW)

    assert shared(store) == []


@pytest.mark.parametrize("name", ["2", " 2 ", "#2"])
def test_a_share_goes_by_its_number(store, name):
    for key in ("one", "two"):
        store.shares.begin(new_share(key=key), "handed", NOW)

    assert store.shares.named(name).id == 2


@pytest.mark.parametrize("name", ["3", "0", "", "two", "-1", "٢"])
def test_a_number_that_no_share_has_is_said(store, name):
    for key in ("one", "two"):
        store.shares.begin(new_share(key=key), "handed", NOW)

    with pytest.raises(UnknownItem, match=f"^no share has the number '{name}': `gapfeed share history` lists them all$"):
        store.shares.named(name)


def test_every_reply_is_kept_and_of_counts_the_latest(store):
    share = store.shares.begin(new_share(), "handed", NOW)
    said = [
        Response(kind="likes", at=NOW, count=1),
        Response(kind="reply", at=NOW, text="Thanks!"),
        Response(kind="reposts", at=NOW, count=2),
        Response(kind="likes", at=LATER, count=3),
        Response(kind="reply", at=LATER, text="شكرا"),
    ]
    for response in reversed(said):
        store.shares.respond(share.id, response)

    kept = store.shares.named("1").responses
    assert sorted(kept, key=said.index) == said[1:]
    assert [response.at for response in kept] == [NOW, NOW, LATER, LATER]


STATES = {
    "all arrived": (["sent", "sent"], ("sent", "")),
    "one was refused": (["sent", "failed"], ("sent", "not delivered to ola@example.org: why")),
    "none can arrive": (["failed", "failed"], ("failed", "not delivered to sam@example.org: why; not delivered to ola@example.org: why")),
    "one is in doubt": (["unknown", "pending"], ("unknown", "perhaps delivered to sam@example.org: why; still to be delivered to ola@example.org: why")),
    "one is busy": (["sent", "pending"], ("sending", "still to be delivered to ola@example.org: why")),
}  # fmt: skip


@pytest.mark.parametrize(("states", "told"), STATES.values(), ids=STATES)
def test_what_became_of_mails_is_read_from_the_outbox(store, states, told):
    mailed(store, "sam@example.org", "ola@example.org")
    for waiting, state in zip(store.outbox.waiting(NOW), states, strict=True):
        store.outbox.begin(waiting.id, NOW)
        store.outbox.settle(waiting.id, state, NOW, detail="" if state == "sent" else "why")

    assert standing(store) == [told]
    assert len(shared(store)) == ("sent" in states)


def test_mails_that_nobody_tried_to_deliver_yet_are_on_their_way(store):
    mailed(store, "sam@example.org", "ola@example.org")
    store.outbox.begin(store.outbox.waiting(NOW)[0].id, NOW)

    assert standing(store) == [("sending", "being delivered to sam@example.org; still to be delivered to ola@example.org")]
    with pytest.raises(CannotDo, match=r"^“Title a1” is on its way to team \(email\) \(being .*\); the next run goes on with it$"):
        mailed(store, "sam@example.org", "ola@example.org")


def test_mails_that_the_person_takes_back_are_not_sent_any_more(store):
    mailed(store, "sam@example.org", "ola@example.org")
    store.outbox.settle(store.outbox.waiting(NOW)[0].id, "sent", NOW)
    store.shares.settle(ShareId(1), "dropped", NOW)

    assert store.outbox.waiting(LATER) == ()
    assert store.outbox.again(LATER) == 0
    assert standing(store) == [("sent", "not sent any more to ola@example.org")]


def test_mails_of_which_the_person_says_that_they_arrived_are_not_sent_again(store):
    mailed(store, "sam@example.org")
    store.outbox.begin(store.outbox.waiting(NOW)[0].id, NOW)
    store.outbox.interrupted(NOW + timedelta(hours=1))
    store.shares.settle(ShareId(1), "sent", NOW)

    assert standing(store) == [("sent", "")]
    assert store.outbox.again(LATER) == 0


@pytest.mark.parametrize("outcome", ["dropped", "failed"])
def test_mails_that_did_not_arrive_are_queued_anew_and_those_that_did_are_not(store, outcome):
    mailed(store, "sam@example.org", "ola@example.org")
    for waiting in store.outbox.waiting(NOW):
        store.outbox.settle(waiting.id, "failed", NOW, detail="550")
    if outcome == "dropped":
        store.shares.settle(ShareId(1), "dropped", NOW)
    assert standing(store)[0][0] == outcome
    mailed(store, "sam@example.org", "ola@example.org")

    assert [waiting.parcel.recipient for waiting in store.outbox.waiting(NOW)] == ["sam@example.org", "ola@example.org"]
    assert standing(store)[0][0] == "sending"


@pytest.mark.parametrize("by", ["the server", "the person"])
def test_an_edition_that_arrived_passed_on_all_that_is_in_it(store, by):
    save(store, tagged("a2"))
    store.shares.begin(new_share(key="another", article=ArticleId("a1"), network="email", batch="share/2"), "handed", NOW)
    with store.writing():
        for name in ("a1", "a2"):
            store.shares.begin(new_share(key=name, article=ArticleId(name), network="email", batch="share/1"), "handed", NOW)
        store.outbox.put(mails("sam@example.org"), NOW)
    if by == "the server":
        store.outbox.settle(store.outbox.waiting(NOW)[0].id, "sent", NOW)
    else:
        store.outbox.begin(store.outbox.waiting(NOW)[0].id, NOW)
        store.shares.settle(ShareId(2), "sent", NOW)

    assert standing(store) == [("sent", ""), ("sent", ""), ("handed", "")]
    assert [article for article, _, _ in shared(store)] == ["a1", "a2"]


def test_mails_that_wait_are_not_said_to_have_arrived(store):
    mailed(store, "sam@example.org", "ola@example.org")
    first, _ = store.outbox.waiting(NOW)
    store.outbox.settle(first.id, "unknown", NOW, detail="no answer")

    with pytest.raises(
        CannotDo,
        match=r"^mails of “Title a1” still wait \(.*to ola@example\.org\): they go by themselves; `gapfeed share dropped 1` stops them$",
    ):
        store.shares.settle(ShareId(1), "sent", LATER)
    assert [waiting.parcel.recipient for waiting in store.outbox.waiting(LATER)] == ["ola@example.org"]


def test_what_was_taken_back_while_it_was_handed_over_does_not_wait_again(store):
    mailed(store, "sam@example.org", "ola@example.org")
    refused, arrived = store.outbox.waiting(NOW)
    store.shares.settle(ShareId(1), "dropped", NOW)

    assert not store.outbox.settle(refused.id, "pending", NOW, detail="450", next_try_at=NOW)
    assert store.outbox.settle(arrived.id, "sent", NOW)
    assert store.outbox.waiting(LATER) == ()
    assert standing(store) == [("sent", "not sent any more to sam@example.org")]


def test_of_a_batch_nobody_gets_two_mails(store):
    mailed(store, "sam@example.org")
    with store.writing():
        store.outbox.put((*mails("sam@example.org"), *mails("sam@example.org", batch="share/2")), NOW)

    assert [waiting.parcel.batch for waiting in store.outbox.waiting(NOW)] == ["share/1", "share/2"]
    assert [waiting.parcel.batch for waiting in store.outbox.waiting(NOW, "share/2")] == ["share/2"]


def test_a_share_and_its_mails_are_there_together_or_not_at_all(store):
    def fails() -> None:
        with store.writing():
            store.shares.begin(new_share(batch="share/1"), "sending", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()

    assert store.shares.all() == ()


def test_a_database_of_the_time_before_keeps_its_deliveries(tmp_path):
    path = tmp_path / "gapfeed.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id={MARK}")
        migrations.apply(sqlite_utils.Database(connection), stop_before="m012_what_was_shared")
        with connection:
            connection.execute(
                "INSERT INTO digests VALUES ('me/2026-03-04/07:00', 'me', '2026-03-04', '07:00', '2026-03-04T06:00:00Z', 0, 5)"
            )
            connection.execute(
                "INSERT INTO outbox (digest, recipient, kind, payload, state, changed_at) VALUES (?, 'sam@example.org', 'mail', x'00ff', 'pending', ?)",
                ["me/2026-03-04/07:00", "2026-03-05T06:00:00Z"],
            )  # fmt: skip
    store = Store(path, LEARNER)
    (waiting,) = store.outbox.waiting(NOW + timedelta(days=1))

    assert waiting.parcel == Parcel(digest=DigestId("me/2026-03-04/07:00"), kind="mail", recipient="sam@example.org", payload=b"\x00\xff")
    assert waiting.since.date() == date(2026, 3, 4)
    assert store.shares.all() == ()
