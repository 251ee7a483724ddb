"""What lies in the outbox is handed over once, and what fails is tried again where that may help."""

from dataclasses import replace
from datetime import date, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from pipeline import deliver as deliver_module
from pipeline.deliver import Postroom, deliver, file_name, parcels_for
from pipeline.edges.mail import MailReceipt
from pipeline.edges.render import render_digest
from pipeline.edges.store import Store
from pipeline.model.digests import DigestPlan, Receipt
from pipeline.model.ids import DigestId
from pipeline.settings import LEARNER, MailServer, Settings
from tests.builders import NOW, settings
from tests.faces import empty_plan, phrases, view_of

SERVER = MailServer(
    sender="Gapfeed <gapfeed@example.org>", host="localhost", port=2525, tls="none", user="sam", password_env="GAPFEED_TEST_PASSWORD"
)
POSTROOM = Postroom(phrases=phrases(), secret={"GAPFEED_TEST_PASSWORD": "secret"}.get)


class Post:
    """A mail server that answers as it is told and remembers what it got."""

    def __init__(self, *answers: MailReceipt) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, str | None]] = []

    def send(self, message: bytes, recipient: str, server: MailServer, password: str | None) -> MailReceipt:
        assert server == SERVER
        assert message_from_bytes(message, policy=policy.SMTP)["To"] == recipient
        self.got.append((recipient, password))
        return self.answers.pop(0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "gapfeed.db", LEARNER)


@pytest.fixture
def post(monkeypatch) -> Post:
    made = Post()
    monkeypatch.setattr(deliver_module, "send", made.send)
    return made


def digest_of(day: date, slot: str = "07:00") -> DigestPlan:
    return replace(empty_plan(), id=DigestId(f"me/{day.isoformat()}/{slot}"), day=day, slot=slot)


def to(folder: Path | None = None, *emails: str, mail: MailServer | None = SERVER, at: tuple[time, ...] = (time(7, 0),)) -> Settings:
    made = settings()
    return replace(made, mail=mail, digest=replace(made.digest, folders=(folder,) if folder else (), emails=emails, at=at))


def queue(store: Store, chosen: Settings, day: date = date(2026, 3, 4), slot: str = "07:00", html: str | None = None) -> None:
    plan = digest_of(day, slot)
    view = view_of(plan)
    rendered = render_digest(view)
    with store.writing():
        store.digests.save(plan, NOW)
        store.outbox.put(parcels_for(plan, view, replace(rendered, html=html or rendered.html), chosen, NOW), NOW)


def sent(recipient: str = "sam@example.org") -> MailReceipt:
    return MailReceipt(to=recipient, outcome="sent")


def test_a_digest_is_written_as_files_with_a_list_and_the_latest_page(store, tmp_path):
    folder, chosen = tmp_path / "digests", to(tmp_path / "digests", mail=None)
    queue(store, chosen)

    assert deliver(store.outbox, POSTROOM, chosen, NOW) == (Receipt(to=str(folder), outcome="written"),)
    assert {path.name for path in folder.iterdir()} == {
        "2026-03-04.html", "2026-03-04.txt", "2026-03-04.md", "2026-03-04.eml", "index.html", "latest.html",
    }  # fmt: skip
    assert (folder / "latest.html").read_text() == (folder / "2026-03-04.html").read_text()
    assert 'href="2026-03-04.html"' in (folder / "index.html").read_text()
    assert message_from_bytes((folder / "2026-03-04.eml").read_bytes(), policy=policy.SMTP)["To"] == "gapfeed@localhost.invalid"
    assert deliver(store.outbox, POSTROOM, chosen, NOW) == ()


def test_an_older_digest_does_not_become_the_latest(store, tmp_path):
    chosen = to(tmp_path / "digests")
    for day, html in ((date(2026, 3, 4), "today"), (date(2026, 3, 1), "sunday")):
        queue(store, chosen, day, html=html)
        deliver(store.outbox, POSTROOM, chosen, NOW)

    assert (tmp_path / "digests" / "latest.html").read_text() == "today"
    assert (tmp_path / "digests" / "2026-03-01.html").read_text() == "sunday"


def test_several_slots_of_a_day_have_files_of_their_own():
    plan = digest_of(date(2026, 3, 4), "18:00")

    assert file_name(plan, to(at=(time(7, 0), time(18, 0)))) == "2026-03-04-1800"
    assert file_name(plan, to(at=(time(18, 0),))) == "2026-03-04"


def test_a_mail_goes_to_each_recipient_once_with_the_password_of_the_environment(store, post):
    chosen = to(None, "sam@example.org", "ola@example.org", "sam@example.org")
    queue(store, chosen)
    post.answers = [sent(), sent("ola@example.org")]
    first = deliver(store.outbox, POSTROOM, chosen, NOW)
    deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(days=1))

    assert [(one.to, one.outcome) for one in first] == [("sam@example.org", "sent"), ("ola@example.org", "sent")]
    assert post.got == [("sam@example.org", "secret"), ("ola@example.org", "secret")]


def test_the_same_digest_has_the_same_message_id_in_every_run_and_another_for_everybody_else():
    chosen = to(None, "sam@example.org", "ola@example.org")
    plan, view = digest_of(date(2026, 3, 4)), view_of(digest_of(date(2026, 3, 4)))
    first, again = (parcels_for(plan, view, render_digest(view), chosen, NOW) for _ in range(2))

    assert first == again
    assert first[0].message_id != first[1].message_id
    assert str(first[0].message_id).endswith("@example.org>")


def outcomes(store: Store, post: Post, chosen: Settings, *answers: MailReceipt) -> list[str]:
    """Return how many minutes after the first try each further one came, and the state in the end."""
    post.answers = list(answers)
    tries, now = [], NOW
    end = NOW + timedelta(days=2)
    while now <= end:
        tries += [f"{(now - NOW).seconds // 60} min" for _ in deliver(store.outbox, POSTROOM, chosen, now)]
        now += timedelta(minutes=5)
    return [*tries, *store.outbox.states()]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        pytest.param(
            [MailReceipt(to="s", outcome="failed", retry=True)] * 2 + [sent()], ["0 min", "5 min", "15 min", "sent"], id="busy twice"
        ),
        pytest.param(
            [MailReceipt(to="s", outcome="failed", retry=True)] * 9,
            ["0 min", "5 min", "15 min", "35 min", "75 min", "155 min", "failed"],
            id="busy for ever",
        ),
        pytest.param([MailReceipt(to="s", outcome="failed", detail="550 no such user")], ["0 min", "failed"], id="refused for good"),
        pytest.param([MailReceipt(to="s", outcome="unknown")], ["0 min", "unknown"], id="perhaps sent, so never again"),
    ],
)
def test_what_failed_is_tried_again_where_that_may_help(store, post, answers, told):
    chosen = to(None, "sam@example.org")
    queue(store, chosen)

    assert outcomes(store, post, chosen, *answers) == told


def test_without_a_mail_section_the_mail_waits_for_one(store, post):
    chosen = to(None, "sam@example.org")
    queue(store, chosen)
    (receipt,) = deliver(store.outbox, POSTROOM, replace(chosen, mail=None), NOW)
    post.answers = [sent()]

    assert (receipt.outcome, receipt.detail) == ("failed", "config.yaml has no mail: section to send with")
    assert [one.outcome for one in deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=5))] == ["sent"]


def test_a_server_without_a_password_gets_none(store, monkeypatch):
    open_server = replace(SERVER, user=None, password_env=None)
    passwords: list[str | None] = []

    def send(_message: bytes, recipient: str, _server: MailServer, password: str | None) -> MailReceipt:
        passwords.append(password)
        return sent(recipient)

    monkeypatch.setattr(deliver_module, "send", send)
    chosen = to(None, "sam@example.org", mail=open_server)
    queue(store, chosen)
    deliver(store.outbox, POSTROOM, chosen, NOW)

    assert passwords == [None]


def test_a_folder_that_cannot_be_written_is_said_and_tried_again(store, tmp_path):
    folder = tmp_path / "digests"
    folder.touch()
    chosen = to(folder)
    queue(store, chosen)
    (receipt,) = deliver(store.outbox, POSTROOM, chosen, NOW)
    folder.unlink()

    assert (receipt.outcome, receipt.detail) == ("failed", "the files could not be written: File exists")
    assert [one.outcome for one in deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=5))] == ["written"]
