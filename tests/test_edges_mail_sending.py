"""What becomes of a mail at a real server on loopback."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd import smtp
from aiosmtpd.controller import Controller

from pipeline.edges.mail import MailReceipt, send
from pipeline.settings import MailServer
from tests.faces import RECIPIENT, mail

#: Made for these tests: the key of nobody, for "localhost" and 127.0.0.1, valid from 2020 to 2119.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgp+GD0xv9mlTwLROW
zzTyJqrZ1UflTdYO9+eiO2nAm6OhRANCAASlwcebcl1wthnRtyEpeN4JFsbrTUb3
gP+75aTbWSsWi90uHEnr1yZAklhD4jEboQEPQ3Qn38vJOy5W5kUISIZW
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjExOTAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKXBx5tyXXC2GdG3
ISl43gkWxutNRveA/7vlpNtZKxaL3S4cSevXJkCSWEPiMRuhAQ9DdCffy8k7Llbm
RQhIhlajXjBcMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBTph6lxn7R6tvUTyr9htDaOYHkLCTAOBgNVHQ8BAf8E
BAMCAYYwCgYIKoZIzj0EAwIDSAAwRQIhAOKiNlrh7CLdoe+SCYSdA+qdQVGnFk33
lKlBuRrqX8OkAiAkPWc40SesWV1YTPgdrgk6wy6jJKu5nAoiWniOCSzmEg==
-----END CERTIFICATE-----
"""
#: To this machine a password may travel in plain text; the server of these tests finds that worth a warning.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
PASSWORD = "only on loopback"


class Inbox:
    """What a server does with each step of a conversation, and what it received."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.received: list[tuple[list[str], bytes]] = []

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802 - aiosmtpd's names
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        answer = self.answers.get("data", "250 OK: queued")
        if answer.startswith("250"):
            self.received.append((envelope.rcpt_tos, envelope.content))
        return answer


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


@contextmanager
def running(inbox: Inbox, *, implicit_tls: ssl.SSLContext | None = None, **options) -> Iterator[MailServer]:
    """Run a server for *inbox* and yield the settings that reach it without TLS."""

    class OurController(Controller):
        def factory(self):
            return smtp.SMTP(self.handler, **self.SMTP_kwargs)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = OurController(inbox, hostname="127.0.0.1", port=port, ssl_context=implicit_tls, server_hostname="inbox.example", **options)
    controller.start()
    try:
        yield MailServer(sender="gapfeed@example.org", host="127.0.0.1", port=port, tls="none", user=None, password_env=None)
    finally:
        controller.stop()


def authenticator(server, session, envelope, mechanism, data) -> smtp.AuthResult:
    return smtp.AuthResult(
        success=isinstance(data, smtp.LoginPassword) and (data.login, data.password) == (b"sam", PASSWORD.encode()), handled=False
    )


def test_a_mail_arrives_whole():
    inbox, message = Inbox(), mail() + b".\r\n..two dots\r\nlast line"
    with running(inbox) as server:
        receipt = send(message, RECIPIENT, server, None)

    assert receipt == MailReceipt(to=RECIPIENT, outcome="sent", detail="250 OK: queued", retry=False)
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

    assert receipt == MailReceipt(to=RECIPIENT, outcome="failed", detail=f"the server refused {what}: {answer}", retry=retry)


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
        pytest.param((b"554 no service\r\n",), "failed", True, id="refused at the door"),
    ],
)
def test_only_a_line_that_breaks_after_the_final_dot_leaves_a_doubt(answers, outcome, retry):
    script = Script(*answers)
    script.start()
    receipt = send(mail(), RECIPIENT, script.server, None, timeout_seconds=5)
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
