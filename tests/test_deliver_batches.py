"""Mails that are no digest: a post to a circle, an edition to those who asked for it; each once, to whom it is for today."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pipeline.deliver import Postroom, deliver, deliver_again, deliver_batch, in_words, put_off, receipt_of
from pipeline.edges.store import Store
from pipeline.edges.store.outbox import Parcel, Stuck
from pipeline.errors import CannotDo
from pipeline.model.digests import Attempt
from pipeline.model.shares import ShareId
from pipeline.phrases import read_phrases
from pipeline.resources import packaged
from pipeline.settings import LEARNER, Channel, Circle, MailServer, Settings
from pipeline.share.letters import mail_parcels_for_share
from tests.builders import NOW, new_share, save, settings, subscription, tagged
from tests.mailserver import Inbox, running

NOBODY_THERE = MailServer(sender="gapfeed@example.org", host="127.0.0.1", port=9, tls="none", user=None, password_env=None)
#: When nobody can be delivering any more what was begun NOW.
LATER = NOW + timedelta(minutes=31)
SUBSCRIBERS = Path("/subscribers.csv")
POSTROOM = Postroom(phrases=read_phrases(packaged("phrases"), "en"), secret=lambda _name: None)
TEXT = "Łatwo przeoczyć.\n\nIndexes — Source One\n\nhttps://example.org/a1"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription()], NOW)
    save(made, tagged("a1"))
    return made


def circle(*emails: str, name: str = "team", subscribers: Path | None = None) -> Circle:
    ways = (
        Channel(network="slack", webhook_env="TEAM"),
        Channel(network="email", emails=emails),
        Channel(network="email", subscribers=subscribers),
    )
    return Circle(name=name, who=None, languages=("en",), cares_about=(), via=ways, every=None)


def sharing(server: MailServer | None, *emails: str) -> Settings:
    return settings(mail=server, circles=(circle("eve@example.org", name="public"), circle(*emails)))


def queue(store: Store, chosen: Settings, at: datetime = NOW) -> None:
    parcels = mail_parcels_for_share(
        batch="share/1", circle=chosen.circles[1], channel=chosen.circles[1].via[1], title="Indexes:\nwhy", subject="Indexes", text=TEXT,
        language="pl", settings=chosen, installation="home", now=at,
    )  # fmt: skip
    with store.writing():
        store.shares.begin(new_share(network="email", channel="team", batch="share/1"), "sending", at)
        store.outbox.put(parcels, at)


def edition(recipient: str, batch: str = "edition/2026-03-04") -> Parcel:
    return Parcel(
        batch=batch, circle="team", about="the edition of 4 March", kind="mail", recipient=recipient, payload=b"Subject: x\r\n\r\nx\r\n"
    )


def test_a_post_goes_to_each_of_a_circle_once_and_the_ledger_says_sent(store):
    inbox = Inbox()
    with running(inbox) as server:
        chosen = sharing(server, "ola@example.org", "jan@example.org")
        queue(store, chosen)
        first = deliver(store.outbox, POSTROOM, chosen, NOW)
        again = deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(days=1))

    assert [(one.to, one.outcome) for one in first] == [("ola@example.org", "sent"), ("jan@example.org", "sent")]
    assert again == ()
    assert [recipients for recipients, _ in inbox.received] == [["ola@example.org"], ["jan@example.org"]]
    message = message_from_bytes(inbox.received[0][1], policy=policy.default)
    assert (message["To"], message["From"], message["Subject"]) == ("ola@example.org", "Sam <gapfeed@example.org>", "Indexes")
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == f"{TEXT}\n"
    assert [share.outcome for share in store.shares.all()] == ["sent"]
    assert [event.kind for event in store.person.events()] == ["shared"]


def test_one_batch_is_delivered_and_all_else_is_left_to_the_next_run(store):
    inbox = Inbox()
    with running(inbox) as server:
        chosen = sharing(server, "ola@example.org")
        queue(store, chosen)
        with store.writing():
            store.outbox.put([edition("ola@example.org"), edition("ola@example.org", "edition/2026-03-03")], NOW)
        store.outbox.begin(store.outbox.waiting(NOW, "edition/2026-03-03")[0].id, NOW)  # by another run, just now
        told = deliver_batch(store.outbox, POSTROOM, chosen, "share/1", NOW)

    assert [(one.to, one.outcome) for one in told] == [("ola@example.org", "sent")]
    assert store.outbox.states() == {"pending": 1, "sending": 1, "sent": 1}


@pytest.mark.parametrize(
    ("circles", "named"),
    [
        pytest.param((circle("jan@example.org"),), False, id="taken out of the circle"),
        pytest.param((circle("ola@example.org", name="others"),), False, id="in another circle"),
        pytest.param((), False, id="no circle any more"),
        pytest.param((circle(subscribers=SUBSCRIBERS),), True, id="asked for the edition"),
        pytest.param((circle(subscribers=Path("/other.csv")),), False, id="asked for another edition"),
        pytest.param((circle("ola@example.org"),), True, id="still in the circle"),
    ],
)
def test_who_was_taken_out_gets_nothing_more_not_even_what_was_waiting(store, circles, named):
    with store.writing():
        store.outbox.put([edition("ola@example.org")], NOW)
    asked = {SUBSCRIBERS: ("ola@example.org",), Path("/other.csv"): ("jan@example.org",)}
    inbox = Inbox()
    with running(inbox) as server:
        (receipt,) = deliver(store.outbox, replace(POSTROOM, subscribers=asked.__getitem__), settings(mail=server, circles=circles), NOW)

    assert len(inbox.received) == named
    if not named:
        assert receipt == Attempt(to="ola@example.org", outcome="failed", detail="the circle team does not name it any more")


def test_a_list_of_subscribers_that_cannot_be_read_today_is_read_tomorrow(store):
    def broken(file: Path) -> tuple[str, ...]:
        message = f"{file} cannot be read"
        raise CannotDo(message)

    with store.writing():
        store.outbox.put([edition("ola@example.org")], NOW)
    chosen = settings(mail=NOBODY_THERE, circles=(circle(subscribers=SUBSCRIBERS),))
    (receipt,) = deliver(store.outbox, replace(POSTROOM, subscribers=broken), chosen, NOW)

    assert receipt.detail == "/subscribers.csv cannot be read (tried again from 2026-03-04 07:05)"
    assert store.outbox.states() == {"pending": 1}


def test_a_digest_of_the_same_name_does_not_let_a_batch_through(store):
    with store.writing():
        store.outbox.put([edition("sam@example.org")], NOW)
    chosen = settings(mail=NOBODY_THERE)
    (receipt,) = deliver(store.outbox, POSTROOM, replace(chosen, digest=replace(chosen.digest, emails=("sam@example.org",))), NOW)

    assert receipt.detail == "the circle team does not name it any more"


def test_a_server_that_is_away_is_tried_again_and_told_by_what_it_keeps_waiting(store):
    chosen = sharing(NOBODY_THERE, "ola@example.org")
    queue(store, chosen)
    (failed,) = deliver(store.outbox, POSTROOM, chosen, NOW)
    (waiting,) = put_off(store.outbox, chosen, NOW + timedelta(minutes=1))

    assert failed.detail.endswith(" (tried again from 2026-03-04 07:05)")
    assert in_words(waiting).startswith(
        "still to be delivered to ola@example.org: the post on “Indexes: why”, tried again from 2026-03-04 07:05: "
    )
    assert [share.outcome for share in store.shares.all()] == ["sending"]
    assert store.person.events() == ()


def test_a_batch_is_given_up_after_five_days(store):
    chosen = sharing(NOBODY_THERE, "ola@example.org")
    queue(store, chosen)
    deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(days=5, seconds=-1))
    before = [share.outcome for share in store.shares.all()]
    deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(days=6))

    assert (before, [share.outcome for share in store.shares.all()]) == (["sending"], ["failed"])


def test_what_a_crash_left_in_doubt_is_told_and_sent_again_only_when_asked_for(store):
    inbox = Inbox()
    with running(inbox) as server:
        chosen = sharing(server, "ola@example.org")
        queue(store, chosen)
        store.outbox.begin(store.outbox.waiting(NOW)[0].id, NOW)
        (told,) = deliver(store.outbox, POSTROOM, chosen, LATER)
        between = store.shares.named("1")
        (again,) = deliver_again(store.outbox, POSTROOM, chosen, LATER)

    assert (
        in_words(told)
        == "perhaps delivered to ola@example.org: the post on “Indexes: why”: Gapfeed was stopped in the middle of handing it over"
    )
    assert (between.outcome, between.detail) == (
        "unknown",
        "perhaps delivered to ola@example.org: Gapfeed was stopped in the middle of handing it over",
    )
    assert (again.outcome, store.shares.named("1").outcome, len(inbox.received)) == ("sent", "sent", 1)


def test_a_run_does_not_doubt_a_mail_that_somebody_delivers_beside_it(store):
    chosen = sharing(NOBODY_THERE, "ola@example.org")
    queue(store, chosen)
    store.outbox.begin(store.outbox.waiting(NOW)[0].id, NOW)

    assert deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=30)) == ()
    assert store.outbox.states() == {"sending": 1}


def test_what_another_run_takes_first_is_left_to_it_and_the_rest_is_delivered(store, monkeypatch):
    inbox = Inbox()
    with running(inbox) as server:
        chosen = sharing(server, "ola@example.org", "jan@example.org")
        queue(store, chosen)
        waiting = store.outbox.waiting(NOW)
        store.outbox.begin(waiting[0].id, NOW)
        monkeypatch.setattr(type(store.outbox), "waiting", lambda *_: waiting)
        taken, sent = deliver(store.outbox, POSTROOM, chosen, NOW)

    assert in_words(taken) == "still to be delivered to ola@example.org: another run of Gapfeed is delivering it"
    assert (sent.to, sent.outcome) == ("jan@example.org", "sent")
    assert store.outbox.states() == {"sending": 1, "sent": 1}


class TakenBack(Inbox):
    """A server that asks to try later, while the person takes the post back."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    async def handle_RCPT(self, *_):  # noqa: N802
        Store(self.path, LEARNER).shares.settle(ShareId(1), "dropped", NOW)
        return "450 busy"


def test_what_the_person_takes_back_in_the_middle_is_not_tried_again(store):
    with running(TakenBack(store.path)) as server:
        chosen = sharing(server, "ola@example.org")
        queue(store, chosen)
        (receipt,) = deliver(store.outbox, POSTROOM, chosen, NOW)

    assert receipt.outcome == "failed"
    assert receipt.detail.endswith("(you took it back meanwhile, so it is not tried again)")
    assert store.shares.named("1").outcome == "dropped"
    assert store.outbox.waiting(LATER) == ()


def test_what_the_person_took_back_goes_to_nobody(store):
    chosen = sharing(NOBODY_THERE, "ola@example.org")
    queue(store, chosen)
    store.shares.settle(ShareId(1), "dropped", NOW)

    assert deliver_again(store.outbox, POSTROOM, chosen, NOW) == ()
    assert store.shares.named("1").outcome == "dropped"


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("failed", "not delivered to ola@example.org: the edition of 4 March: why"),
        ("unknown", "perhaps delivered to ola@example.org: the edition of 4 March: why"),
        (
            "sending",
            "perhaps delivered to ola@example.org: the edition of 4 March: it is being handed over, or was when Gapfeed was stopped",
        ),
        ("pending", "still to be delivered to ola@example.org: the edition of 4 March, tried again by the next run: why"),
    ],
)
def test_a_batch_that_is_stuck_is_told_by_its_words(state, told):
    stuck = Stuck(about="the edition of 4 March", recipient="ola@example.org", state=state, tries=1, detail="why", next_try_at=None)

    assert in_words(receipt_of(stuck, settings())) == told


def test_the_same_post_has_the_same_message_id_in_every_run_and_another_for_everybody_else():
    chosen = sharing(NOBODY_THERE, "ola@example.org", "jan@example.org")

    def made(**changes):
        given = {
            "batch": "share/1", "circle": chosen.circles[1], "channel": chosen.circles[1].via[1], "title": "T", "subject": "S", "text": "T",
            "language": "en", "settings": chosen, "installation": "home", "now": NOW,
        }  # fmt: skip
        return mail_parcels_for_share(**(given | changes))

    assert made() == made()
    assert len({one.message_id for parcels in (made(), made(batch="share/2"), made(installation="work")) for one in parcels}) == 6


def test_without_a_mail_section_the_person_is_told_what_there_is_instead():
    chosen = sharing(None, "ola@example.org")
    with pytest.raises(CannotDo, match=r"^config\.yaml has no mail: section .* to team; `gapfeed share write` gives you the text$"):
        mail_parcels_for_share(
            batch="share/1", circle=chosen.circles[1], channel=chosen.circles[1].via[1], title="T", subject="S", text="T", language="en",
            settings=chosen, installation="home", now=NOW,
        )  # fmt: skip
