"""Hand a mail to a mail server, and say what became of it."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from ipaddress import ip_address
from typing import Literal

from pipeline.edges.mail import address_of
from pipeline.model.digests import Attempt
from pipeline.plain import one_line, shorten
from pipeline.settings import MailServer

_TIMEOUT_SECONDS = 30.0
#: To the final dot a server may answer so many times slower: it looks through the mail first (RFC 5321, 4.5.3.2.6, gives it ten minutes).
_PATIENCE = 4
#: How much of a server's words is kept.
_LONGEST_ANSWER = 200
#: Our name to the server: an address literal, so that nothing is looked up and the machine's name is not told.
_GREETING = "[127.0.0.1]"
_OK, _GO_AHEAD, _FAILED_FOR_GOOD = 250, 354, 500
#: Done, not now, never: the kinds of answer that there are to a mail (RFC 5321, 4.2.1).
_ANSWERS = {2, 4, 5}
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")


class _Stopped(Exception):
    """The server, or our own rules, said no."""

    def __init__(self, detail: str, *, outcome: Literal["failed", "unknown"] = "failed", retry: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.outcome = outcome
        self.retry = retry


@contextmanager
def sending(
    message: bytes,
    recipient: str,
    server: MailServer,
    password: str | None,
    *,
    point_of_no_return: Callable[[], None],
    tls: ssl.SSLContext | None = None,
    timeout_seconds: float = _TIMEOUT_SECONDS,
) -> Iterator[Attempt]:
    """Hand *message* to *server* for one *recipient* and yield what became of it; no server makes this raise.

    It is yielded as soon as it is known, so that it can be written down before the server is taken leave of: what
    lies between the two is time in which a crash leaves a doubt (RFC 1047). Nothing leaves in plain text where the
    settings ask for TLS, and a password never does, except to this machine.

    Args:
        message: the mail, headers and all.
        recipient: the one address it goes to.
        server: where, as whom and how securely.
        password: what *server* is logged in to with; None for none.
        point_of_no_return: called once the server has everything but the final dot: before it nothing can have
            arrived, after it the mail may have.
        tls: what certificates are checked with; the system's where it is left out.
        timeout_seconds: the longest wait for any single answer.

    """
    with ExitStack() as leave:
        yield _handed_over(
            leave, message, recipient, server, password, point_of_no_return, tls or ssl.create_default_context(), timeout_seconds
        )


def _handed_over(
    leave: ExitStack, message: bytes, recipient: str, server: MailServer, password: str | None, point_of_no_return: Callable[[], None],
    tls: ssl.SSLContext, timeout_seconds: float,
) -> Attempt:  # fmt: skip
    envelope_from, envelope_to = address_of(server.sender).addr_spec, address_of(recipient).addr_spec
    try:
        session = leave.enter_context(_session(server, password, tls, timeout_seconds))
        _announce(session, envelope_from, envelope_to, len(message))
        answer = _hand_over(session, message, point_of_no_return, timeout_seconds)
    except _Stopped as stopped:
        return Attempt(to=recipient, outcome=stopped.outcome, detail=stopped.detail, retry=stopped.retry)
    except ssl.SSLCertVerificationError as error:
        return Attempt(to=recipient, outcome="failed", detail=f"the certificate of {server.host} is not valid: {error.verify_message}")
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        return Attempt(to=recipient, outcome="failed", detail=_broken_off(server, error), retry=True)
    except ssl.SSLError as error:
        return Attempt(to=recipient, outcome="failed", detail=f"no secure connection to {server.host}:{server.port}: {error.reason}")
    except (smtplib.SMTPException, OSError) as error:
        return Attempt(to=recipient, outcome="failed", detail=_broken_off(server, error), retry=True)
    return Attempt(to=recipient, outcome="sent", detail=answer)


def _broken_off(server: MailServer, error: Exception) -> str:
    return f"{server.host}:{server.port} broke off before it had the mail: {_words(error)}"


@contextmanager
def _session(server: MailServer, password: str | None, tls: ssl.SSLContext, timeout_seconds: float) -> Iterator[smtplib.SMTP]:
    """Connect, make the line secure as the settings say, and log in; take leave at the end, unless something unforeseen happened."""
    _check_password(server, password)
    session = _connected(server, tls, timeout_seconds)
    try:
        try:
            _begin(session, server, tls)
            _log_in(session, server.user, password)
        except _Stopped:
            _take_leave(session)
            raise
        yield session
        _take_leave(session)
    finally:
        session.close()


def _take_leave(session: smtplib.SMTP) -> None:
    # What became of the mail is known by now; how the farewell goes changes nothing.
    with suppress(smtplib.SMTPException, OSError):
        session.quit()


def _check_password(server: MailServer, password: str | None) -> None:
    if server.user is not None and password is None:
        message = (
            f"the password is missing: set {server.password_env}"
            if server.password_env
            else "the password is missing: name it in password_env"
        )
        raise _Stopped(message)
    if server.user is not None and password is not None and not (server.user + password).isascii():
        # Python's log-in knows no other letters, and would raise in the middle of it.
        message = (
            "the user or the password holds letters beyond ASCII, with which Gapfeed cannot log in: "
            "choose another one, or ask the provider for an app password"
        )
        raise _Stopped(message)
    if server.user is not None and server.tls == "none" and not _is_this_machine(server.host):
        message = "the password would travel in plain text: set tls: starttls or tls"
        raise _Stopped(message)


def _begin(session: smtplib.SMTP, server: MailServer, tls: ssl.SSLContext) -> None:
    _expect(session.ehlo(), "the greeting")
    if server.tls != "starttls":
        return
    if not session.has_extn("starttls"):
        message = f"{server.host} offers no STARTTLS, and the settings ask for it: nothing was sent"
        raise _Stopped(message)
    try:
        session.starttls(context=tls)
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, error.smtp_error, "STARTTLS") from error
    _expect(session.ehlo(), "the greeting")


def _connected(server: MailServer, tls: ssl.SSLContext, timeout_seconds: float) -> smtplib.SMTP:
    try:
        if server.tls == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, local_hostname=_GREETING, timeout=timeout_seconds, context=tls)
        return smtplib.SMTP(server.host, server.port, local_hostname=_GREETING, timeout=timeout_seconds)
    except smtplib.SMTPConnectError as error:
        raise _refused(error.smtp_code, error.smtp_error, "the connection") from error


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
        raise _refused(error.smtp_code, error.smtp_error, "user and password") from error
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        message = "the server takes no password in a way that Gapfeed knows (CRAM-MD5, PLAIN, LOGIN): ask its provider for an app password"
        raise _Stopped(message) from error


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


def _hand_over(session: smtplib.SMTP, message: bytes, point_of_no_return: Callable[[], None], timeout_seconds: float) -> str:
    """Send the mail itself and return the server's answer.

    The final dot is the moment that counts (RFC 1047): before it nothing was taken, after it only the answer tells.
    """
    _expect(session.docmd("DATA"), "the mail", _GO_AHEAD)
    lines = _LINE_END.sub(b"\r\n", message)
    session.send(_LEADING_DOT.sub(b"..", lines if lines.endswith(b"\r\n") else lines + b"\r\n"))
    point_of_no_return()
    try:
        if session.sock is not None:
            session.sock.settimeout(timeout_seconds * _PATIENCE)
        session.send(b".\r\n")
        code, words = session.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise _in_doubt(_words(error), "the line broke before the server answered") from error
    if code // 100 not in _ANSWERS:
        raise _in_doubt(_answer(code, words), "the server answered with something that is no answer")
    _expect((code, words), "the mail")
    return _answer(code, words)


def _in_doubt(words: str, what: str) -> _Stopped:
    return _Stopped(f"{what}, so it may or may not have the mail: {words}", outcome="unknown")


def _expect(answer: tuple[int, bytes], what: str, wanted: int = _OK) -> None:
    """Accept any answer of the wanted kind (250 and 251 both say yes); stop at another."""
    code, words = answer
    if code // 100 == wanted // 100:
        return
    if code < 0:
        raise smtplib.SMTPServerDisconnected(words)
    raise _refused(code, words, what)


def _refused(code: int, words: bytes | str, what: str) -> _Stopped:
    """Return the refusal of *what*; 4xx means that it may go well later (RFC 5321, 4.2.1)."""
    return _Stopped(f"the server refused {what}: {_answer(code, words)}", retry=code < _FAILED_FOR_GOOD)


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return shorten(one_line(f"{code} {text}"), _LONGEST_ANSWER)


def _words(error: Exception) -> str:
    return shorten(one_line(str(error)) or type(error).__name__, _LONGEST_ANSWER)
