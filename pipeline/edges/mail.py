"""Write a digest as a mail, and hand it to a mail server."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from ipaddress import ip_address
from typing import Literal

from pipeline.edges.render import RenderedDigest
from pipeline.model.digests import Receipt
from pipeline.plain import one_line, shorten
from pipeline.settings import MailServer
from pipeline.views import DigestView

_LONGEST_SUBJECT = 200
_TIMEOUT_SECONDS = 30.0
#: Headers that may hold letters beyond ASCII: folded, because an encoded word has at most 75 characters (RFC 2047).
_FOLDED = {"subject", "from", "to"}
#: Our name to the server: an address literal, so that nothing is looked up and the machine's name is not told.
_GREETING = "[127.0.0.1]"
_OK, _GO_AHEAD, _FAILED_FOR_GOOD = 250, 354, 500
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReceipt(Receipt):
    """What became of a mail; "unknown" where the line broke after the whole mail had left and before the answer came."""

    #: Trying again later may help, and cannot send it twice.
    retry: bool = False


class _Layout(EmailPolicy):
    """Keeps long headers in one piece (Python would encode a long Message-ID); RFC 5322 allows 998 characters to a line."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write one header as bytes."""
        if name.casefold() in _FOLDED:
            return SMTP.fold_binary(name, value)
        return super().fold_binary(name, value)


_LAYOUT = _Layout(linesep="\r\n", max_line_length=990)


class _Stopped(Exception):
    """The server, or our own rules, said no."""

    def __init__(self, detail: str, *, outcome: Literal["failed", "unknown"] = "failed", retry: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.outcome = outcome
        self.retry = retry


def build_mail(view: DigestView, rendered: RenderedDigest, *, sender: str, recipient: str, message_id: str, date: datetime) -> bytes:
    """Return the digest as a mail with a text and an HTML part: the same bytes in every run.

    Raises:
        ValueError: an address holds what no address may hold, such as a line break.
    """
    address = _address(sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = address
    message["To"] = _address(recipient, name="")
    message["Subject"] = shorten(one_line(" · ".join(part for part in (view.title, view.summary) if part)), _LONGEST_SUBJECT)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["List-Id"] = f"Gapfeed <digest.gapfeed.{address.domain or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.mail_html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = view.language  # now: earlier it would have gone into the first part
    # Python draws boundaries at random; one made of the content is as unlikely to occur in it, and the same every time.
    message.set_boundary(f"=_{sha256(f'{message_id}{rendered.text}{rendered.mail_html}'.encode()).hexdigest()[:40]}")
    return message.as_bytes(policy=_LAYOUT)


def _address(text: str, name: str = "Gapfeed") -> Address:
    """Return *text* as an address, named *name* where it does not say a name itself."""
    if one_line(text) != text.strip():
        message = f"not a mail address: {text!r}"
        raise ValueError(message)
    own_name, bare = parseaddr(text)
    local, _, domain = bare.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return Address(display_name=own_name or name, username=local, domain=domain)


def send(
    message: bytes,
    recipient: str,
    server: MailServer,
    password: str | None,
    *,
    tls: ssl.SSLContext | None = None,
    timeout_seconds: float = _TIMEOUT_SECONDS,
) -> MailReceipt:
    """Hand *message* to *server* for one *recipient* and say what became of it; raises nothing.

    Nothing leaves in plain text where the settings ask for TLS, and a password never does, except to this machine.
    """
    envelope_from, envelope_to = _address(server.sender).addr_spec, _address(recipient).addr_spec
    try:
        with _session(server, password, tls or ssl.create_default_context(), timeout_seconds) as session:
            _announce(session, envelope_from, envelope_to, len(message))
            answer = _hand_over(session, message)
    except _Stopped as stopped:
        return MailReceipt(to=recipient, outcome=stopped.outcome, detail=stopped.detail, retry=stopped.retry)
    except ssl.SSLCertVerificationError as error:
        return MailReceipt(to=recipient, outcome="failed", detail=f"the certificate of {server.host} is not valid: {error.verify_message}")
    except ssl.SSLError as error:
        return MailReceipt(to=recipient, outcome="failed", detail=f"no secure connection to {server.host}:{server.port}: {error.reason}")
    except (smtplib.SMTPException, OSError) as error:
        detail = f"{server.host}:{server.port} broke off before it had the mail: {_words(error)}"
        return MailReceipt(to=recipient, outcome="failed", detail=detail, retry=True)
    return MailReceipt(to=recipient, outcome="sent", detail=answer)


@contextmanager
def _session(server: MailServer, password: str | None, tls: ssl.SSLContext, timeout_seconds: float) -> Iterator[smtplib.SMTP]:
    """Connect, make the line secure as the settings say, and log in."""
    if server.user is not None and password is None:
        message = (
            f"the password is missing: set {server.password_env}"
            if server.password_env
            else "the password is missing: name it in password_env"
        )
        raise _Stopped(message)
    if server.user is not None and server.tls == "none" and not _is_this_machine(server.host):
        message = "the password would travel in plain text: set tls: starttls or tls"
        raise _Stopped(message)
    session = _connected(server, tls, timeout_seconds)
    try:
        _expect(session.ehlo(), "the greeting")
        if server.tls == "starttls":
            if not session.has_extn("starttls"):
                message = f"{server.host} offers no STARTTLS, and the settings ask for it: nothing was sent"
                raise _Stopped(message)
            session.starttls(context=tls)
            _expect(session.ehlo(), "the greeting")
        _log_in(session, server.user, password)
        yield session
    finally:
        # The answer to the mail is known by now; how the farewell goes changes nothing.
        with suppress(smtplib.SMTPException, OSError):
            session.quit()
        session.close()


def _connected(server: MailServer, tls: ssl.SSLContext, timeout_seconds: float) -> smtplib.SMTP:
    if server.tls == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, local_hostname=_GREETING, timeout=timeout_seconds, context=tls)
    return smtplib.SMTP(server.host, server.port, local_hostname=_GREETING, timeout=timeout_seconds)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _log_in(session: smtplib.SMTP, user: str | None, password: str | None) -> None:
    if user is None or password is None:
        return
    try:
        session.login(user, password)
    except smtplib.SMTPNotSupportedError as error:
        message = "the server takes no password here: remove user, or check port and tls"
        raise _Stopped(message) from error
    except smtplib.SMTPResponseException as error:
        message = f"the server refused user and password: {_answer(error.smtp_code, error.smtp_error)}"
        raise _Stopped(message, retry=error.smtp_code < _FAILED_FOR_GOOD) from error


def _announce(session: smtplib.SMTP, sender: str, recipient: str, size_bytes: int) -> None:
    most = session.esmtp_features.get("size", "")
    if most.isdecimal() and 0 < int(most) < size_bytes:
        message = f"the server takes no mail over {most} bytes; this one has {size_bytes}"
        raise _Stopped(message)
    if not (sender + recipient).isascii():
        message = f"mail cannot be sent to an address with letters beyond ASCII: {recipient}"
        raise _Stopped(message)
    _expect(session.mail(sender, [f"size={size_bytes}"] if most else []), f"the sender {sender}")
    _expect(session.rcpt(recipient), f"the recipient {recipient}")


def _hand_over(session: smtplib.SMTP, message: bytes) -> str:
    """Send the mail itself and return the server's answer.

    The final dot is the moment that counts (RFC 1047): before it nothing was taken, after it only the answer tells.
    """
    _expect(session.docmd("DATA"), "the mail", _GO_AHEAD)
    lines = _LINE_END.sub(b"\r\n", message)
    session.send(_LEADING_DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n"))
    try:
        session.send(b".\r\n")
        answer = session.getreply()
    except (smtplib.SMTPException, OSError) as error:
        message_lost = f"the line broke before the server answered, so it may or may not have the mail: {_words(error)}"
        raise _Stopped(message_lost, outcome="unknown") from error
    _expect(answer, "the mail")
    return _answer(*answer)


def _expect(answer: tuple[int, bytes], what: str, wanted: int = _OK) -> None:
    """Accept any answer of the wanted kind (250 and 251 both say yes); stop at another."""
    code, words = answer
    if code // 100 == wanted // 100:
        return
    if code < 0:
        raise smtplib.SMTPServerDisconnected(words)
    detail = f"the server refused {what}: {_answer(code, words)}"
    raise _Stopped(detail, retry=code < _FAILED_FOR_GOOD)


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return shorten(one_line(f"{code} {text}"), _LONGEST_SUBJECT)


def _words(error: Exception) -> str:
    return shorten(one_line(str(error)) or type(error).__name__, _LONGEST_SUBJECT)
