"""What lies in the outbox is handed over once, and what fails is tried again where that may help."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from email import message_from_bytes, policy
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline import deliver as deliver_module
from pipeline.deliver import Postroom, deliver, deliver_again, file_name, in_words, parcels_for, receipt_of
from pipeline.edges.render import render_digest
from pipeline.edges.store import Store
from pipeline.edges.store.outbox import Parcel, State, Stuck
from pipeline.errors import StoreError
from pipeline.model.digests import Attempt, DigestPlan
from pipeline.model.ids import DigestId
from pipeline.settings import LEARNER, MailServer, Settings
from tests.builders import NOW, candidate, settings, window
from tests.faces import HOSTILE, empty_plan, full_plan, hostile_plan, phrases, pick, plan, view_of
from tests.mailserver import Inbox, running

SERVER = MailServer(
    sender="Gapfeed <gapfeed@example.org>", host="localhost", port=2525, tls="none", user="sam", password_env="GAPFEED_TEST_PASSWORD"
)
#: The digests of the last weeks in one file, which only the latest digest may write anew.
FEEDS = {"feed.atom": "<feed/>"}
POSTROOM = Postroom(phrases=phrases(), secret={"GAPFEED_TEST_PASSWORD": "secret"}.get)


class Post:
    """A mail server that answers as it is told and remembers what it got."""

    def __init__(self, *answers: Attempt) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, str | None]] = []
        self.messages: list[bytes] = []

    @contextmanager
    def sending(
        self, message: bytes, recipient: str, server: MailServer, password: str | None, *, point_of_no_return: Callable[[], None]
    ) -> Iterator[Attempt]:
        assert server == SERVER
        assert message_from_bytes(message, policy=policy.SMTP)["To"] == recipient
        self.got.append((recipient, password))
        self.messages.append(message)
        point_of_no_return()
        yield self.answers.pop(0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "gapfeed.db", LEARNER)


@pytest.fixture
def post(monkeypatch) -> Post:
    made = Post()
    monkeypatch.setattr(deliver_module, "sending", made.sending)
    return made


def digest_of(day: date, slot: str = "07:00") -> DigestPlan:
    return replace(empty_plan(), id=DigestId(f"me/{day.isoformat()}/{slot}"), day=day, slot=slot)


def to(folder: Path | None = None, *emails: str, mail: MailServer | None = SERVER, at: tuple[time, ...] = (time(7, 0),)) -> Settings:
    made = settings()
    return replace(made, mail=mail, digest=replace(made.digest, folders=(folder,) if folder else (), emails=emails, at=at))


def parcels_of(plan: DigestPlan, chosen: Settings, html: str | None = None, *, installation: str = "home") -> tuple[Parcel, ...]:
    view = view_of(plan)
    rendered = render_digest(view)
    return parcels_for(plan, view, replace(rendered, html=html or rendered.html), FEEDS, chosen, NOW, installation=installation)


def queue(store: Store, chosen: Settings, day: date = date(2026, 3, 4), slot: str = "07:00", html: str | None = None) -> None:
    plan = digest_of(day, slot)
    with store.writing():
        store.digests.save(plan, NOW)
        store.outbox.put(parcels_of(plan, chosen, html), NOW)


def sent(recipient: str = "sam@example.org") -> Attempt:
    return Attempt(to=recipient, outcome="sent")


def test_a_digest_is_written_as_files_with_a_list_and_the_latest_page(store, tmp_path):
    folder, chosen = tmp_path / "digests", to(tmp_path / "digests", mail=None)
    queue(store, chosen)

    assert deliver(store.outbox, POSTROOM, chosen, NOW) == (Attempt(to=str(folder), outcome="written"),)
    assert {path.name for path in folder.iterdir()} == {
        "2026-03-04.html", "2026-03-04.txt", "2026-03-04.md", "2026-03-04.eml", "index.html", "latest.html", "feed.atom",
    }  # fmt: skip
    assert (folder / "latest.html").read_text() == (folder / "2026-03-04.html").read_text()
    assert 'href="2026-03-04.html"' in (folder / "index.html").read_text()
    assert 'href="feed.atom"' in (folder / "index.html").read_text()
    assert message_from_bytes((folder / "2026-03-04.eml").read_bytes(), policy=policy.SMTP)["To"] == "gapfeed@localhost.invalid"
    assert deliver(store.outbox, POSTROOM, chosen, NOW) == ()


def test_an_older_digest_does_not_become_the_latest(store, tmp_path):
    chosen = to(tmp_path / "digests")
    for day, html in ((date(2026, 3, 4), "today"), (date(2026, 3, 1), "sunday")):
        (tmp_path / "digests" / "feed.atom").unlink(missing_ok=True)
        queue(store, chosen, day, html=html)
        deliver(store.outbox, POSTROOM, chosen, NOW)

    assert (tmp_path / "digests" / "latest.html").read_text() == "today"
    assert (tmp_path / "digests" / "2026-03-01.html").read_text() == "sunday"
    assert not (tmp_path / "digests" / "feed.atom").exists()


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
    plan = digest_of(date(2026, 3, 4))
    first, again, elsewhere = (parcels_of(plan, chosen, installation=name) for name in ("home", "home", "work"))

    assert first == again
    assert len({one.message_id for one in (*first, *elsewhere)}) == 4
    assert str(first[0].message_id).endswith("@example.org>")


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("sam@bücher.example", "xn--bcher-kva.example"),
        ("Sam <sam@bücher.example>", "xn--bcher-kva.example"),
        ("sam@bücher..example", "localhost.invalid"),
    ],
)
def test_a_domain_beyond_ascii_stands_in_the_message_id_as_mail_servers_know_it(tmp_path, sender, domain):
    chosen = to(tmp_path, "ola@example.org", mail=replace(SERVER, sender=sender))
    files, letter = parcels_of(digest_of(date(2026, 3, 4)), chosen)

    assert str(letter.message_id).endswith(f"@{domain}>")
    for text in (letter.payload, files.texts()["2026-03-04.eml"].encode()):
        assert message_from_bytes(text, policy=policy.SMTP)["Message-ID"] == letter.message_id


def outcomes(store: Store, post: Post, chosen: Settings, *answers: Attempt) -> list[str]:
    """Return after how many minutes each try came, a look every five minutes for a week, and the state in the end."""
    post.answers = list(answers)
    tries: list[str] = []
    for minutes in range(0, 7 * 24 * 60, 5):
        receipts = deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=minutes))
        tries += [f"{minutes} min" for receipt in receipts if receipt.outcome != "waiting"]
    return [*tries, *store.outbox.states()]


def busy(times: int) -> list[Attempt]:
    return [Attempt(to="s", outcome="failed", detail="450 busy", retry=True)] * times


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        pytest.param([*busy(2), sent()], ["0 min", "5 min", "15 min", "sent"], id="busy twice"),
        pytest.param([Attempt(to="s", outcome="failed", detail="550 no such user")], ["0 min", "failed"], id="refused for good"),
        pytest.param([Attempt(to="s", outcome="unknown")], ["0 min", "unknown"], id="perhaps sent, so never again"),
    ],
)
def test_what_failed_is_tried_again_where_that_may_help(store, post, answers, told):
    chosen = to(None, "sam@example.org")
    queue(store, chosen)

    assert outcomes(store, post, chosen, *answers) == told


def test_a_server_that_stays_away_is_asked_ever_less_often_and_given_up_after_five_days(store, post):
    chosen = to(None, "sam@example.org")
    queue(store, chosen)
    *told, state = outcomes(store, post, chosen, *busy(99))
    minutes = [int(one.split()[0]) for one in told]

    assert [later - earlier for earlier, later in pairwise(minutes)] == [5, 10, 20, 40, 80, 160] + [240] * (len(minutes) - 7)
    assert 5 * 24 * 60 <= minutes[-1] < 5 * 24 * 60 + 240
    assert state == "failed"


def test_what_waits_is_told_with_its_day_its_tries_and_the_next_one(store, post):
    chosen = to(None, "sam@example.org")
    queue(store, chosen)
    post.answers = busy(2)
    told = [deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=minutes))[0] for minutes in (0, 1, 5, 6)]

    assert [(one.outcome, one.detail) for one in told] == [
        ("failed", "450 busy (tried again from 2026-03-04 07:05)"),
        ("waiting", "the digest of 2026-03-04 07:00, tried again from 2026-03-04 07:05: 450 busy"),
        ("failed", "450 busy (tried again from 2026-03-04 07:15)"),
        ("waiting", "the digest of 2026-03-04 07:00, tried 2 times, tried again from 2026-03-04 07:15: 450 busy"),
    ]


def test_a_mail_that_a_crash_left_in_doubt_is_told_once_and_not_sent_again(store, post):
    chosen = to(None, "sam@example.org", "ola@example.org")
    queue(store, chosen)
    first, _ = store.outbox.waiting(NOW)
    store.outbox.begin(first.id, NOW)
    post.answers = [sent("ola@example.org")]
    told = deliver(store.outbox, POSTROOM, chosen, NOW)

    assert [(one.to, one.outcome) for one in told] == [("sam@example.org", "unknown"), ("ola@example.org", "sent")]
    assert told[0].detail == "the digest of 2026-03-04 07:00: Gapfeed was stopped in the middle of handing it over"
    assert deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(days=1)) == ()
    assert [to for to, _ in post.got] == ["ola@example.org"]


@pytest.mark.parametrize("answer", [Attempt(to="s", outcome="unknown"), Attempt(to="s", outcome="failed", detail="535 wrong"), *busy(1)])
def test_what_went_wrong_is_sent_once_more_when_asked_for_with_the_same_bytes(store, post, answer):
    chosen = to(None, "sam@example.org", "ola@example.org")
    queue(store, chosen)
    payload = store.outbox.waiting(NOW)[0].parcel.payload
    post.answers = [answer, sent("ola@example.org"), sent()]
    deliver(store.outbox, POSTROOM, chosen, NOW)
    (again,) = deliver_again(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=1))

    assert again == sent()
    assert [to for to, _ in post.got] == ["sam@example.org", "ola@example.org", "sam@example.org"]
    assert post.messages[2] == post.messages[0] == payload
    assert deliver_again(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=2)) == ()


class Broken:
    """A way out that raises what nobody foresaw, before or after the point of no return or when all is known."""

    def __init__(self, when: str, error: BaseException) -> None:
        self.when, self.error = when, error

    @contextmanager
    def sending(self, _message: bytes, recipient: str, *_: object, point_of_no_return: Callable[[], None]) -> Iterator[Attempt]:
        if self.when == "before":
            raise self.error
        point_of_no_return()
        if self.when == "after":
            raise self.error
        yield sent(recipient)
        raise self.error


@pytest.mark.parametrize(
    ("when", "outcome", "states"),
    [("before", "failed", {"pending": 1, "sent": 1}), ("after", "unknown", {"sent": 1, "unknown": 1}), ("farewell", "sent", {"sent": 2})],
)
def test_what_nobody_foresaw_blocks_no_other_delivery_and_turns_no_doubt_into_a_failure(
    store, tmp_path, monkeypatch, when, outcome, states
):
    monkeypatch.setattr(deliver_module, "sending", Broken(when, RuntimeError("canary-secret")).sending)
    queue(store, to(None, "sam@example.org"))
    queue(store, to(tmp_path / "digests"), date(2026, 3, 5))
    mail, files = deliver(store.outbox, POSTROOM, to(tmp_path / "digests", "sam@example.org"), NOW)

    assert (mail.outcome, files.outcome) == (outcome, "written")
    assert store.outbox.states() == states
    assert "canary" not in mail.detail
    if outcome != "sent":
        assert re.match(r"something went wrong that should not: RuntimeError in test_deliver\.py, line \d+", mail.detail)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), StoreError("disk full")])
def test_what_ends_a_run_ends_it_in_the_middle_of_a_delivery(store, monkeypatch, error):
    monkeypatch.setattr(deliver_module, "sending", Broken("after", error).sending)
    chosen = to(None, "sam@example.org")
    queue(store, chosen)

    with pytest.raises(type(error)):
        deliver(store.outbox, POSTROOM, chosen, NOW)

    assert store.outbox.states() == {"sending": 1}


def test_a_folder_whose_files_make_trouble_that_nobody_foresaw_is_tried_again(store, tmp_path, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(deliver_module, "write_file", broken)
    chosen = to(tmp_path / "digests")
    queue(store, chosen)
    deliver(store.outbox, POSTROOM, chosen, NOW)

    assert store.outbox.states() == {"pending": 1}


def test_news_of_last_month_is_not_sent_again(store, post):
    chosen = to(None, "sam@example.org")
    queue(store, chosen)
    post.answers = [Attempt(to="s", outcome="unknown")]
    deliver(store.outbox, POSTROOM, chosen, NOW)

    assert deliver_again(store.outbox, POSTROOM, chosen, NOW + timedelta(days=15)) == ()


def test_without_a_mail_section_the_mail_waits_for_one(store, post):
    chosen = to(None, "sam@example.org")
    queue(store, chosen)
    (receipt,) = deliver(store.outbox, POSTROOM, replace(chosen, mail=None), NOW)
    post.answers = [sent()]

    assert (receipt.outcome, receipt.detail.partition(" (tried")[0]) == ("failed", "config.yaml has no mail: section to send with")
    assert [one.outcome for one in deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=5))] == ["sent"]


def test_a_server_without_a_password_gets_none(store, monkeypatch):
    open_server = replace(SERVER, user=None, password_env=None)
    passwords: list[str | None] = []

    @contextmanager
    def sending(_message: bytes, recipient: str, _server: MailServer, password: str | None, **_: object) -> Iterator[Attempt]:
        passwords.append(password)
        yield sent(recipient)

    monkeypatch.setattr(deliver_module, "sending", sending)
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

    assert (receipt.outcome, receipt.detail.partition(" (tried")[0]) == ("failed", "the files could not be written: File exists")
    assert [one.outcome for one in deliver(store.outbox, POSTROOM, chosen, NOW + timedelta(minutes=5))] == ["written"]


def test_a_chat_gets_the_short_form_and_its_address_stays_in_the_environment(store, monkeypatch):
    address = "json://sam:canary-secret@chat.example/"
    got: list[tuple[str, str, str, dict[str, int]]] = []

    def notify(to_address: str, *, to: str, title: str, body: str) -> Attempt:
        got.append((to_address, title, body, store.outbox.states()))
        return Attempt(to=to, outcome="sent")

    monkeypatch.setattr(deliver_module, "notify", notify)
    chosen = replace(to(None, mail=None), digest=replace(to(None).digest, chats=("GAPFEED_CHAT",)))
    plan = replace(full_plan(), id=DigestId("me/2026-03-04/07:00"))
    view = view_of(plan)
    with store.writing():
        store.digests.save(empty_plan(), NOW)
        store.outbox.put(parcels_of(plan, chosen), NOW)
    unset = deliver(store.outbox, POSTROOM, chosen, NOW)
    later = NOW + timedelta(minutes=5)
    told = deliver(store.outbox, replace(POSTROOM, secret={"GAPFEED_CHAT": address}.get), chosen, later)

    assert unset[0].detail.startswith("GAPFEED_CHAT is not set in the environment (tried again from ")
    assert told == (Attempt(to="GAPFEED_CHAT", outcome="sent"),)
    assert [(where, title, states) for where, title, _, states in got] == [(address, view.title, {"sending": 1})]
    assert got[0][2] == render_digest(view).chat
    assert not [row for row in store._database.query("SELECT * FROM outbox") if "canary-secret" in str(row)]


def test_the_short_form_names_every_item_with_its_number_and_where_it_leads():
    body = render_digest(view_of(full_plan(), notice="A notice.")).chat
    paragraphs = body.strip().split("\n\n")

    assert paragraphs == [
        "3 items, 22 minutes",
        "A notice.",
        "1. \u2068كيف تعطي ملاحظة\u2069 · \u2068بودكاست\u2069 · 12 min listen\nhttps://example.org/e1",
        "2. Title a1 · Source One · 5 min read\nhttps://example.org/a1",
        "3. Title a2 · Source One · 5 min read",
        "Made on 4 March 2026, 07:00 by Gapfeed on your own machine",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_short_form_calls_nobody_and_keeps_each_item_in_its_paragraph(text):
    hostile, quiet = (render_digest(view_of(hostile_plan(words))).chat for words in (text, "plain"))

    assert not re.search(r"(?i)@\w|<[!@#]|<[a-z]+:|\]\s*[\[(:]", hostile)
    assert hostile.count("\n") == quiet.count("\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", hostile)


def test_no_link_of_the_short_form_begins_in_a_title_and_ends_in_an_address():
    one = candidate("a1", title="[Your bank", url="https://example.org/x](https://evil.example)<https://evil.example|y>@everyone")
    body = render_digest(view_of(plan((window("lunch", 15, "read"), (pick(1, one),))))).chat

    assert "\nhttps://example.org/x%5D(https://evil.example)%3Chttps://evil.example|y>%40everyone\n" in body


def test_one_recipient_is_refused_and_the_other_gets_the_mail(store):
    inbox = Inbox(**{"nobody@example.org": "550 5.1.1 no such user", "full@example.org": "452 4.2.2 mailbox full"})
    with running(inbox) as server:
        chosen = to(None, "nobody@example.org", "sam@example.org", "full@example.org", mail=server)
        queue(store, chosen)
        told = deliver(store.outbox, POSTROOM, chosen, NOW)

    assert [(one.to, one.outcome, one.detail.partition(" (")[0]) for one in told] == [
        ("nobody@example.org", "failed", "the server refused the recipient nobody@example.org: 550 5.1.1 no such user"),
        ("sam@example.org", "sent", "250 OK: queued"),
        ("full@example.org", "failed", "the server refused the recipient full@example.org: 452 4.2.2 mailbox full"),
    ]
    assert [recipients for recipients, _ in inbox.received] == [["sam@example.org"]]
    assert store.outbox.states() == {"failed": 1, "pending": 1, "sent": 1}


def stuck(state: State, **changes) -> Stuck:
    given = {
        "digest": DigestId("me/2026-03-04/07:00"),
        "recipient": "sam@example.org",
        "tries": 1,
        "detail": "450 busy",
        "next_try_at": None,
    }
    return Stuck(state=state, **(given | changes))


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (
            stuck("pending"),
            "still to be delivered to sam@example.org: the digest of 2026-03-04 07:00, tried again by the next run: 450 busy",
        ),
        (
            stuck("pending", tries=2, next_try_at=NOW),
            "still to be delivered to sam@example.org: the digest of 2026-03-04 07:00, tried 2 times, tried again from 2026-03-04 07:00: 450 busy",
        ),
        (
            stuck("sending"),
            "perhaps delivered to sam@example.org: the digest of 2026-03-04 07:00: it is being handed over, or was when Gapfeed was stopped",
        ),
        (stuck("failed", tries=35), "not delivered to sam@example.org: the digest of 2026-03-04 07:00, tried 35 times: 450 busy"),
        (stuck("unknown"), "perhaps delivered to sam@example.org: the digest of 2026-03-04 07:00: 450 busy"),
    ],
)
def test_what_is_stuck_is_said_in_words(one, told):
    assert in_words(receipt_of(one, to())) == told


def test_somebody_who_was_taken_out_of_the_configuration_gets_nothing_more(store, post):
    before, after = to(None, "sam@example.org", "gone@example.org"), to(None, "sam@example.org")
    queue(store, before)

    assert [(one.to, one.outcome, one.detail) for one in deliver(store.outbox, POSTROOM, after, NOW)][1] == (
        "gone@example.org", "failed", "digest.deliver does not name it any more",
    )  # fmt: skip
    assert len(post.messages) == 1
    assert deliver(store.outbox, POSTROOM, after, NOW + timedelta(days=1)) == ()
