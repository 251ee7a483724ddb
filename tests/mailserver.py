"""A real mail server on loopback that can be told to misbehave at any step of a conversation."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd import smtp
from aiosmtpd.controller import Controller

from pipeline.settings import MailServer

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
PASSWORD = "only on loopback"
#: Every step of handing over a mail, in order: where the server stands when it misbehaves.
STEPS = (
    "connect", "greeting", "EHLO", "STARTTLS", "EHLO again", "AUTH", "MAIL", "RCPT", "DATA", "body", "final dot", "answer",
)  # fmt: skip


class Inbox:
    """What a server does with each step of a conversation, and what it received."""

    def __init__(self, step: str | None = None, does: "Callable[[Meddling], Any] | None" = None, **answers: str) -> None:
        self.step, self.does, self.open = step, does, False
        self.answers = answers
        #: The recipients and the bytes of every mail whose final dot came.
        self.received: list[tuple[list[str], bytes]] = []
        #: Every command with what came before it of the line: whether it was encrypted.
        self.commands: list[tuple[str, bool]] = []
        #: Every line that was opened, to be closed in the end: aiosmtpd forgets the one under STARTTLS.
        self.lines: list[asyncio.BaseTransport] = []

    async def close(self) -> None:
        """Close all lines, and let the loop see to it."""
        for line in self.lines:
            line.abort()
        for _ in range(5):
            await asyncio.sleep(0)

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802 - aiosmtpd's names
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, self.answers.get("rcpt", "250 OK"))

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        answer = self.answers.get("data", "250 OK: queued")
        if answer.startswith("250"):
            self.received.append((envelope.rcpt_tos, envelope.content))
        if self.step == "final dot":
            return await self.does(server) or answer
        return answer


class Meddling(smtp.SMTP):
    """A server that does at one step what its inbox says, in the place of what it should."""

    def connection_made(self, transport) -> None:
        """Remember the line."""
        self.event_handler.lines.append(transport)
        super().connection_made(transport)

    async def at(self, step: str) -> bool:
        """Misbehave, if this is the step for it; whatever was then said stands for the answer."""
        inbox: Inbox = self.event_handler
        if inbox.step != step or not inbox.open:
            return False
        answer = await inbox.does(self)
        if answer is not None:
            await super().push(answer)
        return True

    async def hang_up(self) -> None:
        """Drop the line."""
        self.transport.abort()
        await asyncio.Event().wait()

    async def _handle_client(self) -> None:
        if await self.at("connect"):
            self.transport.close()
        else:
            await super()._handle_client()

    async def push(self, status) -> None:
        """Say *status*; the greeting, what comes after 354 and the last answer of all are steps of their own."""
        inbox: Inbox = self.event_handler
        said = status.decode() if isinstance(status, bytes) else status
        if said.startswith("220 inbox") and inbox.step == "greeting" and inbox.open:
            self._writer.write(b"220-inbox\r\n")
            await self.at("greeting")
            return
        await super().push(status)
        if said.startswith("354") and inbox.step == "body":
            await self._reader.readline()
            await self.at("body")
        if said == "250 OK: queued":
            await self.at("answer")

    def _note(self, command: str) -> None:
        self.event_handler.commands.append((command, self.session.ssl is not None))

    async def smtp_EHLO(self, hostname) -> None:  # noqa: N802
        self._note("EHLO")
        if not await self.at("EHLO again" if self.session.ssl else "EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg) -> None:  # noqa: N802
        self._note("STARTTLS")
        if not await self.at("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg) -> None:  # noqa: N802
        self._note("AUTH")
        if not await self.at("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg) -> None:  # noqa: N802
        self._note("MAIL")
        if not await self.at("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg) -> None:  # noqa: N802
        self._note("RCPT")
        if not await self.at("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg) -> None:  # noqa: N802
        self._note("DATA")
        if not await self.at("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg) -> None:  # noqa: N802
        self._note("QUIT")
        if not await self.at("QUIT"):
            await super().smtp_QUIT(arg)


@contextmanager
def running(inbox: Inbox, *, implicit_tls: ssl.SSLContext | None = None, **options) -> Iterator[MailServer]:
    """Run a server for *inbox* and yield the settings that reach it without TLS."""

    class OurController(Controller):
        def factory(self):
            return Meddling(self.handler, **({"ident": "inbox"} | self.SMTP_kwargs))

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = OurController(inbox, hostname="127.0.0.1", port=port, ssl_context=implicit_tls, server_hostname="inbox.example", **options)
    controller.start()
    # The first connection was aiosmtpd's own, to see whether it runs.
    inbox.open = True
    try:
        yield MailServer(sender="gapfeed@example.org", host="127.0.0.1", port=port, tls="none", user=None, password_env=None)
    finally:
        asyncio.run_coroutine_threadsafe(inbox.close(), controller.loop).result(10)
        controller.stop()


def authenticator(server, session, envelope, mechanism, data) -> smtp.AuthResult:
    """Take sam, with the password of these tests."""
    known = isinstance(data, smtp.LoginPassword) and (data.login, data.password) == (b"sam", PASSWORD.encode())
    return smtp.AuthResult(success=known, handled=False)
