"""Kill -9 at every step of handing over a mail: nothing is lost, and nothing is doubled without a word."""

import asyncio
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Event

import pytest

from pipeline.edges.store import Store
from pipeline.settings import LEARNER
from tests.builders import NOW, save, subscription, tagged
from tests.mailserver import CERTIFICATE, PASSWORD, STEPS, Inbox, Meddling, authenticator, running

pytestmark = pytest.mark.skipif(os.name != "posix", reason="elsewhere there is no signal that kills at once")

ROOT = Path(__file__).resolve().parents[1]
#: How often each step is gone through; ten times before a release.
ROUNDS = int(os.environ.get("GAPFEED_CRASH_ROUNDS", "1"))
CONFIG = """\
learner: {{languages: [en], timezone: UTC}}
learn: [{{skill: sql, level: 1, target: 3}}]
sources: {{catalog: false}}
mail: {{from: gapfeed@example.org, host: 127.0.0.1, port: {port}, tls: starttls, user: sam, password_env: GAPFEED_TEST_PASSWORD}}
digest: {{at: "07:00", when_empty: say, deliver: [{{email: [sam@example.org]}}]}}
"""
YEARS_AGO = NOW - timedelta(days=900)
TOLD = [
    "  perhaps delivered to sam@example.org: the digest of 2026-03-04 07:00: Gapfeed was stopped in the middle of handing it over",
    "  If it did not arrive, `gapfeed publish --resend` delivers it once more.",
]
#: More than the system holds in its buffers: of a smaller mail all has left, the final dot too, before the server has read its first line.
LARGE = (b"x" * 900 + b"\r\n") * 13_000


@dataclass(slots=True)
class Home:
    """A configuration that sends to a server of the test, and what that server got."""

    folder: Path
    inbox: Inbox
    reached: Event = field(default_factory=Event)

    @property
    def database(self) -> Path:
        return self.folder / "gapfeed.db"

    def command(self, *words: str, minute: int = 0) -> list[str]:
        at = f"2026-03-04T08:{minute:02}+00:00"
        return [sys.executable, "-m", "pipeline.cli", "--config", str(self.folder / "config.yaml"), "--at", at, *words]

    def environment(self) -> dict[str, str]:
        return os.environ | {"SSL_CERT_FILE": str(self.folder / "loopback.pem"), "GAPFEED_TEST_PASSWORD": PASSWORD}

    def run(self, *words: str, minute: int = 0) -> list[str]:
        """Run a command to its end and return the lines it printed."""
        ran = subprocess.run(
            self.command(*words, minute=minute), cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=True, timeout=120
        )
        return ran.stdout.splitlines()

    def killed_at(self, step: str, *, minute: int = 0) -> None:
        """Run `gapfeed publish` and kill it when it has come to *step*."""

        async def hold(_server: Meddling) -> None:
            self.reached.set()
            await asyncio.Event().wait()

        self.inbox.step, self.inbox.does = step, hold
        self.reached.clear()
        with subprocess.Popen(
            self.command("publish", minute=minute), cwd=ROOT, env=self.environment(), stdout=subprocess.DEVNULL
        ) as running:
            came = self.reached.wait(60)
            running.send_signal(signal.SIGKILL)
        assert came, f"it never came to {step}"
        assert running.returncode == -signal.SIGKILL
        self.inbox.step = None

    def states(self) -> dict[str, int]:
        with closing(Store(self.database, LEARNER)) as store:
            return store.outbox.states()

    def message_ids(self) -> list[str]:
        return [message_from_bytes(message, policy=policy.SMTP)["Message-ID"] for _, message in self.inbox.received]


class Locking(Inbox):
    """Takes the mail and keeps the database from being written to, so that the answer comes and cannot be written down."""

    def __init__(self, database: Path) -> None:
        super().__init__()
        self.database = database
        self.lock: sqlite3.Connection | None = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.step == "answer":
            self.lock = sqlite3.connect(self.database, isolation_level=None, check_same_thread=False)
            self.lock.execute("BEGIN IMMEDIATE")
        return await super().handle_DATA(server, session, envelope)

    def release(self) -> None:
        if self.lock is not None:
            self.lock.close()


@pytest.fixture(scope="module")
def serving(tmp_path_factory) -> ssl.SSLContext:
    file = tmp_path_factory.mktemp("tls") / "loopback.pem"
    file.write_text(CERTIFICATE, encoding="ascii")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


@contextmanager
def at_home(folder: Path, serving: ssl.SSLContext) -> Iterator[Home]:
    inbox = Locking(folder / "gapfeed.db")
    options = {"tls_context": serving, "require_starttls": True, "auth_required": True, "authenticator": authenticator}
    with running(inbox, data_size_limit=2 * len(LARGE), **options) as server:
        (folder / "config.yaml").write_text(CONFIG.format(port=server.port), encoding="utf-8")
        (folder / "loopback.pem").write_text(CERTIFICATE, encoding="ascii")
        with closing(Store(folder / "gapfeed.db", LEARNER)) as store:
            store.sources.add(subscription(), NOW)
            save(store, tagged(first_seen=YEARS_AGO))  # where nothing was ever read no digest is made
        yield Home(folder=folder, inbox=inbox)


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("step", [*STEPS, "QUIT"])
def test_kill_minus_9_at_any_step_loses_nothing_and_doubles_nothing(step, round_, tmp_path, serving):
    with at_home(tmp_path, serving) as home:
        if step == "body":
            home.killed_at("connect")
            with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
                connection.execute("UPDATE outbox SET payload = CAST(payload || ? AS BLOB)", [LARGE])
        home.killed_at(step)
        home.inbox.release()
        after = home.states()
        taken = len(home.inbox.received)
        told = home.run("publish", minute=1)

        in_doubt = step in {"final dot", "answer"}
        assert after == {"sending" if in_doubt else "sent" if step == "QUIT" else "pending": 1}
        assert taken == (in_doubt or step == "QUIT")
        assert len(home.inbox.received) == 1
        assert home.inbox.received[0][0] == ["sam@example.org"]
        if in_doubt:
            assert told[1:] == TOLD
            assert home.states() == {"unknown": 1}
        else:
            assert told[1:] == ([] if step == "QUIT" else ["  sent to sam@example.org: 250 OK: queued"])
            assert home.states() == {"sent": 1}


def test_what_is_in_doubt_is_sent_again_only_when_asked_for_and_under_the_same_message_id(tmp_path, serving):
    with at_home(tmp_path, serving) as home:
        home.killed_at("final dot")
        assert home.run("publish", minute=1)[1:] == TOLD
        assert home.run("publish", minute=2)[1:] == []
        assert len(home.inbox.received) == 1

        assert home.run("publish", "--resend", minute=3) == ["sent to sam@example.org: 250 OK: queued"]
        assert home.run("publish", "--resend", minute=4) == ["Nothing waits to be sent again."]
        first, second = home.message_ids()
        assert first == second
        assert home.states() == {"sent": 1}


def test_the_outbox_is_filled_before_the_server_is_spoken_to(tmp_path, serving):
    with at_home(tmp_path, serving) as home:
        home.killed_at("connect")
        with closing(Store(home.database, LEARNER)) as store:
            (waiting,) = store.outbox.waiting(NOW)

        message = message_from_bytes(waiting.parcel.payload, policy=policy.SMTP)
        assert (waiting.parcel.recipient, waiting.parcel.digest) == ("sam@example.org", "me/2026-03-04/07:00")
        assert message["Message-ID"] == waiting.parcel.message_id
        home.run("publish", minute=1)
        assert home.inbox.received == [(["sam@example.org"], waiting.parcel.payload)]
