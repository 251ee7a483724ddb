"""What becomes of a mail at a real server on loopback."""

import smtplib
import socket
import ssl
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.edges.mail import build_mail
from pipeline.edges.render import render_digest
from pipeline.edges.smtp import sending
from pipeline.errors import StoreError
from pipeline.model.digests import Attempt
from pipeline.settings import MailServer
from tests.builders import NOW
from tests.faces import HOSTILE, RECIPIENT, hostile_plan, mail, view_of
from tests.mailserver import CERTIFICATE, PASSWORD, STEPS, Inbox, authenticator, running

#: To this machine a password may travel in plain text; the server of these tests finds that worth a warning.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


def send(message: bytes, recipient: str, server: MailServer, password: str | None, **options) -> Attempt:
    """Hand over *message*, with nothing to be done at the point of no return."""
    with sending(message, recipient, server, password, **({"point_of_no_return": lambda: None} | options)) as attempt:
        return attempt


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("tls") / "loopback.pem"
    file.write_text(CERTIFICATE, encoding="ascii")
    return file


@pytest.fixture(scope="module")
def trusting(certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


@pytest.fixture(scope="module")
def serving(certificate) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_a_mail_arrives_whole():
    inbox, message = Inbox(), mail() + b".\r\n..two dots\r\nlast line"
    with running(inbox) as server:
        receipt = send(message, RECIPIENT, server, None)

    assert receipt == Attempt(to=RECIPIENT, outcome="sent", detail="250 OK: queued", retry=False)
    assert inbox.received == [([RECIPIENT], message + b"\r\n")]


def test_a_mail_goes_through_starttls_and_login(serving, trusting):
    inbox = Inbox()
    with running(inbox, tls_context=serving, require_starttls=True, auth_required=True, authenticator=authenticator) as plain:
        server = replace(plain, tls="starttls", user="sam", password_env="PASSWORD")
        receipt = send(mail("ar"), RECIPIENT, server, PASSWORD, tls=trusting)

    assert receipt.outcome == "sent"
    assert len(inbox.received) == 1


def test_a_mail_goes_through_tls_from_the_first_byte(serving, trusting):
    inbox = Inbox()
    with running(inbox, implicit_tls=serving) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, tls="tls"), None, tls=trusting)

    assert receipt.outcome == "sent"
    assert len(inbox.received) == 1


def test_nothing_leaves_in_plain_text_where_the_settings_ask_for_tls():
    inbox = Inbox()
    with running(inbox) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, tls="starttls"), None)

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert receipt.detail == "127.0.0.1 offers no STARTTLS, and the settings ask for it: nothing was sent"
    assert inbox.received == []


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tls, serving):
    inbox = Inbox()
    options = {"tls_context": serving} if tls == "starttls" else {"implicit_tls": serving}
    with running(inbox, **options) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, tls=tls), None)

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert receipt.detail.startswith("the certificate of 127.0.0.1 is not valid: self")
    assert inbox.received == []


def test_tls_with_a_server_that_speaks_none_is_said_so(trusting):
    with running(Inbox()) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, tls="tls"), None, tls=trusting, timeout_seconds=3)

    assert receipt.outcome == "failed"
    assert receipt.detail.startswith("no secure connection to 127.0.0.1:")


def test_a_password_never_travels_in_plain_text_to_another_machine():
    server = MailServer(sender="g@example.org", host="smtp.example.org", port=25, tls="none", user="sam", password_env="PASSWORD")

    assert send(mail(), RECIPIENT, server, PASSWORD).detail == "the password would travel in plain text: set tls: starttls or tls"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_to_this_machine_it_may(host):
    inbox = Inbox()
    with running(inbox, auth_required=True, auth_require_tls=False, authenticator=authenticator) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, host=host, user="sam", password_env="PASSWORD"), PASSWORD)

    assert receipt.outcome == "sent"


@pytest.mark.parametrize(("variable", "words"), [("PASSWORD", "set PASSWORD"), (None, "name it in password_env")])
def test_a_missing_password_is_named(variable, words):
    server = MailServer(sender="g@example.org", host="smtp.example.org", port=587, tls="starttls", user="sam", password_env=variable)

    assert send(mail(), RECIPIENT, server, None).detail == f"the password is missing: {words}"


@pytest.mark.parametrize(("user", "password"), [("sam", "gąsienica"), ("sąm", PASSWORD), ("sam", "\udce9")])
def test_a_user_or_password_with_letters_beyond_ascii_is_said_so_and_not_repeated(user, password):
    inbox = Inbox()
    with running(inbox, auth_required=True, auth_require_tls=False, authenticator=authenticator) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, user=user, password_env="PASSWORD"), password)

    assert receipt == Attempt(
        to=RECIPIENT, outcome="failed", detail="the user or the password holds letters beyond ASCII, with which Gapfeed cannot log in: "
        "choose another one, or ask the provider for an app password",
    )  # fmt: skip
    assert inbox.received == []


def test_a_wrong_password_is_not_tried_again():
    with running(Inbox(), auth_required=True, auth_require_tls=False, authenticator=authenticator) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, user="sam", password_env="PASSWORD"), "wrong")

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert receipt.detail.startswith("the server refused user and password: 535")
    assert "wrong" not in receipt.detail


def test_a_server_that_takes_no_password_is_said_so():
    with running(Inbox()) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, user="sam", password_env="PASSWORD"), PASSWORD)

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert receipt.detail == "the server takes no password here: remove user, or check port and tls"


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(("answer", "retry"), [("451 try later", True), ("550 not here", False)])
def test_a_refusal_says_at_which_step_and_whether_to_try_again(step, answer, retry):
    what = {"mail": "the sender gapfeed@example.org", "rcpt": f"the recipient {RECIPIENT}", "data": "the mail"}[step]
    with running(Inbox(**{step: answer})) as server:
        receipt = send(mail(), RECIPIENT, server, None)

    assert receipt == Attempt(to=RECIPIENT, outcome="failed", detail=f"the server refused {what}: {answer}", retry=retry)


def test_a_mail_that_is_too_large_for_the_server_is_not_sent():
    with running(Inbox(), data_size_limit=1000) as server:
        receipt = send(mail(), RECIPIENT, server, None)

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert receipt.detail.startswith("the server takes no mail over 1000 bytes; this one has ")


def test_an_address_that_ascii_cannot_write_is_said_so():
    with running(Inbox()) as server:
        receipt = send(mail(), "żółw@example.org", server, None)

    assert receipt.detail == "mail cannot be sent to an address with letters beyond ASCII: żółw@example.org"


def test_a_server_that_is_not_there_is_tried_again():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    receipt = send(
        mail(), RECIPIENT, MailServer(sender="g@example.org", host="127.0.0.1", port=port, tls="none", user=None, password_env=None), None
    )

    assert (receipt.outcome, receipt.retry) == ("failed", True)
    assert receipt.detail.startswith(f"127.0.0.1:{port} broke off before it had the mail: ")


class Script(threading.Thread):
    """A server that answers each line as written and hangs up where the script ends."""

    def __init__(self, *answers: bytes) -> None:
        super().__init__(daemon=True)
        self.answers = answers
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.server = MailServer(
            sender="g@example.org", host="127.0.0.1", port=self.listener.getsockname()[1], tls="none", user=None, password_env=None
        )

    def run(self) -> None:
        connection, _ = self.listener.accept()
        with self.listener, connection, connection.makefile("rb") as lines:
            for answer in self.answers:
                connection.sendall(answer)
                line = lines.readline()
                while answer.startswith(b"354") and line not in {b".\r\n", b""}:
                    line = lines.readline()


#: What a server does in the place of a step, and what then becomes of the mail: its outcome, and whether it is tried again.
NOT_NOW, NEVER = "421 not now", "550 not here"


async def hangs_up(server) -> None:
    await server.hang_up()


def says(answer: str):
    async def say(_server) -> str:
        return answer

    return say


#: A server that has said half of a word, or taken half of a mail, has no answer to give but to hang up.
SPEAKING = tuple(step for step in STEPS if step not in {"connect", "greeting", "body", "answer"})
WHAT = {
    "connect": "the connection", "EHLO": "the greeting", "EHLO again": "the greeting", "STARTTLS": "STARTTLS", "AUTH": "user and password",
    "MAIL": "the sender gapfeed@example.org", "RCPT": f"the recipient {RECIPIENT}", "DATA": "the mail", "final dot": "the mail",
}  # fmt: skip


def sent_to(inbox: Inbox, serving: ssl.SSLContext, trusting: ssl.SSLContext, message: bytes | None = None) -> Attempt:
    """Send a mail the whole way: STARTTLS, login, message."""
    with running(inbox, tls_context=serving, require_starttls=True, auth_required=True, authenticator=authenticator) as plain:
        server = replace(plain, tls="starttls", user="sam", password_env="PASSWORD")
        attempt = send(message or mail(), RECIPIENT, server, PASSWORD, tls=trusting)
    # Whatever happened: without TLS nothing but the way to it was said.
    assert {command for command, encrypted in inbox.commands if not encrypted} <= {"EHLO", "STARTTLS", "QUIT"}
    return attempt


@pytest.mark.parametrize("step", ["connect", *SPEAKING])
@pytest.mark.parametrize(("answer", "retry"), [(NOT_NOW, True), (NEVER, False)])
def test_a_refusal_at_any_step_says_where_and_whether_to_try_again(step, answer, retry, serving, trusting):
    attempt = sent_to(Inbox(step, says(answer)), serving, trusting)

    assert attempt == Attempt(to=RECIPIENT, outcome="failed", detail=f"the server refused {WHAT[step]}: {answer}", retry=retry)


@pytest.mark.parametrize("step", [step for step in STEPS if step not in {"final dot", "answer"}])
def test_a_line_that_breaks_before_the_final_dot_is_tried_again(step, serving, trusting):
    inbox = Inbox(step, hangs_up)
    # A mail that the system can hold in its buffers has left before the line breaks.
    attempt = sent_to(inbox, serving, trusting, mail() + (b"x" * 900 + b"\r\n") * 13_000 if step == "body" else None)

    assert (attempt.outcome, attempt.retry) == ("failed", True)
    assert attempt.detail.startswith("127.0.0.1:")
    assert "broke off before it had the mail: " in attempt.detail
    assert inbox.received == []


def test_a_line_that_breaks_at_the_final_dot_leaves_a_doubt(serving, trusting):
    attempt = sent_to(Inbox("final dot", hangs_up), serving, trusting)

    assert (attempt.outcome, attempt.retry) == ("unknown", False)
    assert attempt.detail.startswith("the line broke before the server answered, so it may or may not have the mail: ")


@pytest.mark.parametrize("step", ["answer", "QUIT"])
def test_what_breaks_after_the_answer_changes_nothing(step, serving, trusting):
    assert sent_to(Inbox(step, hangs_up), serving, trusting) == Attempt(to=RECIPIENT, outcome="sent", detail="250 OK: queued")


def test_a_refusal_by_size_is_for_good(serving, trusting):
    attempt = sent_to(Inbox("MAIL", says("552 5.3.4 message too big")), serving, trusting)

    assert (attempt.outcome, attempt.retry) == ("failed", False)
    assert attempt.detail.endswith(": 552 5.3.4 message too big")


def test_a_server_that_knows_only_other_ways_to_log_in_is_said_so():
    with running(Inbox("EHLO", says("250-inbox\r\n250 AUTH GSSAPI"))) as plain:
        attempt = send(mail(), RECIPIENT, replace(plain, user="sam", password_env="PASSWORD"), PASSWORD)

    assert (attempt.outcome, attempt.retry) == ("failed", False)
    assert attempt.detail.startswith("the server takes no password in a way that Gapfeed knows (CRAM-MD5, PLAIN, LOGIN)")


def test_nothing_has_arrived_at_the_point_of_no_return_and_all_is_known_before_the_farewell(serving, trusting):
    inbox = Inbox()
    seen: list[tuple[int, list[str]]] = []

    def look() -> None:
        seen.append((len(inbox.received), [command for command, _ in inbox.commands]))

    with running(inbox, tls_context=serving) as plain, sending(
        mail(), RECIPIENT, replace(plain, tls="starttls"), None, tls=trusting, point_of_no_return=look
    ) as attempt:  # fmt: skip
        look()

    before, after = seen
    assert attempt.outcome == "sent"
    assert (before[0], after[0]) == (0, 1)
    assert before[1][-1] == after[1][-1] == "DATA"
    assert inbox.commands[-1] == ("QUIT", True)


def test_what_fails_at_the_point_of_no_return_is_raised_and_nothing_is_sent():
    def full() -> None:
        message = "disk full"
        raise StoreError(message)

    inbox = Inbox()
    with running(inbox) as server, pytest.raises(StoreError, match="disk full"):
        send(mail(), RECIPIENT, server, None, point_of_no_return=full)

    assert inbox.received == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_mail_with_any_title_goes_to_its_one_recipient(text):
    view = replace(view_of(hostile_plan(text)), title=text, summary=text)
    message = build_mail(view, render_digest(view), sender="g@example.org", recipient=RECIPIENT, message_id="<1@example.org>", date=NOW)
    inbox = Inbox()
    with running(inbox) as server:
        attempt = send(message, RECIPIENT, server, None)

    assert attempt.outcome == "sent"
    assert inbox.received == [([RECIPIENT], message)]


HELLO, EHLO, YES, GO = b"220 hello\r\n", b"250 inbox\r\n", b"250 yes\r\n", b"354 go\r\n"


@pytest.mark.parametrize(
    ("answers", "outcome", "retry"),
    [
        pytest.param((HELLO,), "failed", True, id="gone at the greeting"),
        pytest.param((HELLO, EHLO), "failed", True, id="gone at MAIL"),
        pytest.param((HELLO, EHLO, b"what?\r\n", YES), "failed", True, id="babble at MAIL"),
        pytest.param((HELLO, EHLO, YES), "failed", True, id="gone at RCPT"),
        pytest.param((HELLO, EHLO, YES, YES), "failed", True, id="gone at DATA"),
        pytest.param((HELLO, EHLO, YES, YES, GO), "unknown", False, id="gone after the final dot"),
        pytest.param((HELLO, EHLO, YES, YES, GO, b"250 taken\r\n"), "sent", False, id="gone at the farewell"),
        pytest.param((HELLO, EHLO, YES, YES, GO, b"451 later\r\n"), "failed", True, id="refused after the final dot"),
        pytest.param((HELLO, b"554 go away\r\n", b"554 go away\r\n"), "failed", False, id="refused at the greeting"),
        pytest.param((HELLO, EHLO, YES, YES, GO, b"what?\r\n"), "unknown", False, id="babble after the final dot"),
        pytest.param((HELLO, EHLO, YES, YES, GO, b"350 go on\r\n"), "unknown", False, id="another answer after the final dot"),
    ],
)
def test_only_a_line_that_breaks_after_the_final_dot_leaves_a_doubt(answers, outcome, retry):
    script = Script(*answers)
    script.start()
    receipt = send(mail(), RECIPIENT, script.server, None, timeout_seconds=30)
    script.join(timeout=5)

    assert (receipt.outcome, receipt.retry) == (outcome, retry), receipt.detail


def test_a_server_that_falls_silent_after_the_final_dot_leaves_a_doubt():
    script = Script(HELLO, EHLO, YES, YES, GO, b"")
    script.start()
    receipt = send(mail(), RECIPIENT, script.server, None, timeout_seconds=0.3)
    script.join(timeout=5)

    assert receipt.outcome == "unknown"
    assert receipt.detail.startswith("the line broke before the server answered")


def test_a_password_error_of_the_moment_may_be_tried_again(monkeypatch):
    def busy(self, user, password):
        raise smtplib.SMTPAuthenticationError(454, b"busy")

    monkeypatch.setattr(smtplib.SMTP, "login", busy)
    with running(Inbox()) as plain:
        receipt = send(mail(), RECIPIENT, replace(plain, user="sam", password_env="PASSWORD"), PASSWORD)

    assert (receipt.outcome, receipt.retry) == ("failed", True)
