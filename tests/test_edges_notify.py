"""What becomes of a short message at a real service on loopback, through Apprise."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from pipeline.edges import notify as notify_module
from pipeline.edges.notify import MISSING, notify
from pipeline.edges.store import Store
from pipeline.model.digests import Attempt
from pipeline.settings import LEARNER
from tests.builders import NOW, save, subscription, tagged
from tests.running import run

pytest.importorskip("apprise", reason="Apprise is an extra: pip install gapfeed[apprise]")

#: Apprise 2.2 still imports imghdr, which Python 3.13 has not.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

VARIABLE = "GAPFEED_APPRISE_URL"
YEARS_AGO = NOW - timedelta(days=900)


class Service(ThreadingHTTPServer):
    """A service that answers as it is told and remembers what it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.answer: int | None = 200
        self.got: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"json://sam:secret@127.0.0.1:{self.server_address[1]}/hook?rto=2"


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        service: Service = self.server  # type: ignore[assignment]
        service.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if service.answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(service.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def post(address: str, body: str = "1. A title\nhttps://a.example/x\n\nMade by Gapfeed") -> Attempt:
    return notify(address, to=VARIABLE, title="Your learning for Wednesday", body=body)


def test_a_message_arrives_as_it_was_written(service):
    body = "1. كيف <b>تعطي</b> *ملاحظة* & more\nhttps://a.example/x?y=1&z=2\n\nMade by Gapfeed"

    assert post(service.url, body) == Attempt(to=VARIABLE, outcome="sent")
    assert [(one["title"], one["message"]) for one in service.got] == [("Your learning for Wednesday", body)]


@pytest.mark.parametrize(
    ("answer", "outcome", "detail", "retry"),
    [
        pytest.param(404, "failed", "the service refused it with error 404", False, id="refused for good"),
        pytest.param(429, "failed", "the service refused it with error 429", True, id="too many"),
        pytest.param(503, "failed", "the service refused it with error 503", True, id="out of order"),
        pytest.param(
            None, "unknown", "the service gave no answer that Apprise understood, so it may or may not have it", False, id="hung up"
        ),
    ],
)
def test_what_a_service_does_not_take_is_told_and_tried_again_only_where_that_is_safe(service, answer, outcome, detail, retry):
    service.answer = answer

    assert post(service.url) == Attempt(to=VARIABLE, outcome=outcome, detail=detail, retry=retry)
    assert len(service.got) == 1


def test_a_service_that_is_not_there_is_tried_again():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert post(f"json://127.0.0.1:{port}/") == Attempt(
        to=VARIABLE, outcome="failed", detail="the service could not be reached", retry=True
    )


@pytest.mark.parametrize("address", ["nonsense", "nowhere://token", "https://", "json://a.example, json://b.example"])
def test_an_address_that_apprise_does_not_know_is_told_without_repeating_it(address):
    attempt = post(address)

    assert (attempt.outcome, attempt.retry) == ("failed", False)
    assert attempt.detail == "it does not hold one address that Apprise knows"


def test_a_message_that_is_too_long_for_the_service_ends_after_a_whole_item(service, monkeypatch):
    from apprise.plugins.custom_json import NotifyJSON

    monkeypatch.setattr(NotifyJSON, "body_maxlen", 110)
    body = "\n\n".join(f"{number}. Title\nhttps://a.example/{number}" for number in range(1, 20))
    post(service.url, body)
    (got,) = service.got

    assert got["message"] == "1. Title\nhttps://a.example/1\n\n2. Title\nhttps://a.example/2\n\n…"


def test_without_the_extra_it_is_said_how_to_get_it(service, monkeypatch):
    monkeypatch.setattr(notify_module, "find_spec", lambda _name: None)

    assert post(service.url) == Attempt(to=VARIABLE, outcome="failed", detail=MISSING, retry=True)
    assert service.got == []


def test_a_digest_gets_to_a_chat_once_and_its_address_into_no_file(service, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, service.url)
    (tmp_path / "config.yaml").write_text(
        "learner: {languages: [en], timezone: UTC}\nlearn: [{skill: sql, level: 1, target: 3}]\nsources: {catalog: false}\n"
        f"digest: {{when_empty: say, deliver: [{{files: digests/}}, {{apprise_env: {VARIABLE}}}]}}\nworkers: 1\n",
        encoding="utf-8",
    )
    with closing(Store(tmp_path / "gapfeed.db", LEARNER)) as store:
        store.sources.add(subscription(), NOW)
        save(store, tagged(first_seen=YEARS_AGO))  # where nothing was ever read no digest is made
    said = [run("--config", tmp_path / "config.yaml", "--at", f"2026-03-04T08:0{minute}+00:00", "publish") for minute in (0, 1)]

    assert said[0].out.splitlines()[1:] == [f"  written to {tmp_path / 'digests'}", f"  sent to {VARIABLE}"]
    assert said[1].out.splitlines()[1:] == []
    assert [(one["title"], one["message"].split("\n")[0]) for one in service.got] == [
        ("Your learning for Wednesday 4 March", "Nothing worth your time today")
    ]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]
