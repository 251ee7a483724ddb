"""The door for interfaces: one request, no redirect, and what came of it told apart; against a real server on loopback."""

import contextlib
import doctest
import socket
import socketserver
import struct
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

import feeds.waiting
from feeds.fetch import PROJECT_ADDRESS, VERSION, Web
from feeds.model.answers import FailureKind
from feeds.model.calls import Answered, Call, NoAnswer, NotSent
from feeds.waiting import asked_wait

NOON = datetime(2026, 2, 18, 12, tzinfo=UTC)
TOKEN = "canary-token-8c1f"


@dataclass
class Site:
    """A server that reads each request whole and answers it by a function, or with the same bytes."""

    port: int
    answer: object = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    #: Of each request: its first line, its headers, its body.
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    connections: int = 0
    came: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def call(self, method="POST", **changes):
        defaults = {"headers": {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}, "body": b'{"a": 1}'}
        return Call(method=method, url=f"http://{self.host}/api", **(defaults | changes))


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        site = self.server.site
        site.connections += 1
        lines = []
        while (line := self.rfile.readline()).strip():
            lines.append(line.decode("latin-1").rstrip("\r\n"))
        if not lines:
            return
        headers = dict(line.split(": ", 1) for line in lines[1:])
        site.asked.append((lines[0], headers, self.rfile.read(int(headers.get("Content-Length", 0)))))
        site.came.set()
        with contextlib.suppress(OSError):
            site.answer(self.connection) if callable(site.answer) else self.connection.sendall(site.answer)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """What comes may be no HTTP: a handshake."""


@contextlib.contextmanager
def serving():
    server = _Server(("127.0.0.1", 0), _Handler)
    server.site = Site(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def canary():
    with serving() as site:
        yield site


@pytest.fixture
def web(site):
    return Web(contact=None, allow_private=frozenset({site.host}), now=lambda: NOON)


def answer(status, body=b"", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{name.replace('_', '-')}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def resetting(start=b""):
    """Return an answer that ends in the middle, not with a farewell but with a reset."""

    def reset(connection):
        connection.sendall(start)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return reset


def test_the_example_in_the_docstring_is_true():
    assert doctest.testmod(feeds.waiting).failed == 0


def test_a_post_carries_its_headers_and_its_body_and_no_cookies(site, web):
    outcome = web.call(site.call())

    line, headers, body = site.asked[0]
    assert outcome == Answered(status=200, body=b"ok")
    assert (line, body) == ("POST /api HTTP/1.1", b'{"a": 1}')
    assert headers == {
        "Host": site.host,
        "User-Agent": f"Gapfeed/{VERSION} (+{PROJECT_ADDRESS})",
        "Accept": "application/json, */*;q=0.1",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json",
        "Content-Length": "8",
    }


def test_a_post_without_a_body_says_so_and_a_get_says_nothing_of_one(site, web):
    web.call(site.call(body=b""))
    web.call(site.call("GET", body=b""))

    assert [asked[1].get("Content-Length") for asked in site.asked] == ["0", None]


@pytest.mark.parametrize("status", ["200 OK", "202 Accepted", "404 Not Found", "422 Unprocessable", "500 Oops"])
def test_every_answer_comes_with_its_body(site, web, status):
    site.answer = answer(status, b"why")

    assert web.call(site.call()) == Answered(status=int(status[:3]), body=b"why")


def test_an_answer_without_a_body_is_an_answer(site, web):
    site.answer = b"HTTP/1.1 204 No Content\r\n\r\n"

    assert web.call(site.call()) == Answered(status=204)


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        pytest.param("429 Slow", {"Retry_After": "600"}, timedelta(minutes=10), id="seconds"),
        pytest.param("503 Busy", {"Retry_After": "Wed, 18 Feb 2026 13:00:00 GMT"}, timedelta(hours=1), id="a date"),
        pytest.param(
            "429 Slow", {"X_RateLimit_Reset": "2026-02-18T12:05:00.123456Z"}, timedelta(minutes=5, microseconds=123456), id="Mastodon"
        ),
        pytest.param("429 Slow", {"RateLimit_Reset": str(int(NOON.timestamp()) + 300)}, timedelta(minutes=5), id="Bluesky"),
        pytest.param("429 Slow", {"RateLimit_Reset": "0"}, timedelta(minutes=1), id="a limit that has ended"),
        pytest.param("429 Slow", {"RateLimit_Reset": "9" * 30, "X_RateLimit_Reset": "soon"}, None, id="garbage"),
        pytest.param("200 OK", {"X_RateLimit_Reset": "2026-02-18T12:05:00Z"}, None, id="a limit that is not reached"),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone(site, web, status, headers, wait):
    site.answer = answer(status, b"x", **headers)

    assert web.call(site.call()) == Answered(status=int(status[:3]), retry_after=wait, body=b"x")


def test_a_time_without_a_zone_is_taken_for_utc():
    assert asked_wait({"x-ratelimit-reset": "2026-02-18T12:05:00"}, NOON) == timedelta(minutes=5)


def test_a_limit_is_handed_out_and_the_next_call_goes_through(site, web):
    site.answer = answer("429 Slow", Retry_After="600")

    assert [web.call(site.call()).status for _ in range(3)] == [429, 429, 429]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Found", "308 Moved"])
def test_a_token_never_follows_a_redirect(site, web, canary, status):
    site.answer = answer(status, Location=f"http://{canary.host}/api")
    web._allow_private |= {canary.host}

    outcome = web.call(site.call())

    assert outcome == Answered(status=int(status[:3]), points_to=canary.host)
    assert canary.connections == 0
    assert len(site.asked) == 1


@pytest.mark.parametrize("location", [{}, {"Location": "mailto:a@example.org"}, {"Location": "http://["}])
def test_a_redirect_to_nowhere_is_an_answer_too(site, web, location):
    site.answer = answer("302 Found", **location)

    assert web.call(site.call()) == Answered(status=302, points_to=None)


# Certainly not sent


def test_where_nobody_listens_nothing_was_sent():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"

    outcome = Web(contact=None, allow_private=frozenset({host})).call(Call(method="POST", url=f"http://{host}/"))

    assert outcome == NotSent(kind=FailureKind.REFUSED, why="127.0.0.1 refuses connections")


def test_a_name_that_is_not_known_gets_nothing(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "?")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    outcome = Web(contact=None).call(Call(method="POST", url="https://nowhere.example/hook"))

    assert outcome == NotSent(kind=FailureKind.UNKNOWN_HOST, why="the name nowhere.example is not known: look at its spelling")


def test_the_guard_stands_before_calls_and_says_how_to_open_it(site):
    outcome = Web(contact=None).call(Call(method="POST", url=f"https://{site.host}/hook"))

    assert outcome == NotSent(
        kind=FailureKind.FORBIDDEN_ADDRESS,
        why=f"127.0.0.1 means this machine; if it is your own, add {site.host} to fetch.allow_private",
    )
    assert site.connections == 0


def test_another_machine_is_never_asked_in_plain_text(site):
    outcome = Web(contact=None).call(site.call())

    assert outcome == NotSent(
        kind=FailureKind.BAD_ADDRESS, why=f"{site.host} would be asked in plain text: its address has to begin with https://"
    )
    assert site.connections == 0


def test_a_machine_that_is_routed_to_this_one_is_asked_without_tls(site):
    outcome = Web(contact=None, routes={"mastodon.example": ("127.0.0.1", site.port)}).call(
        Call(method="GET", url="https://mastodon.example/api")
    )

    assert outcome == Answered(status=200, body=b"ok")


def test_where_no_secure_connection_comes_about_nothing_was_sent(site, web):
    site.answer = b"HTTP/1.1 400 Bad Request\r\n\r\n"

    outcome = web.call(Call(method="POST", url=f"https://{site.host}/hook", body=b"x", deadline_seconds=2))

    assert isinstance(outcome, NotSent)
    assert outcome.kind in {FailureKind.TLS, FailureKind.TIMEOUT}
    assert not site.asked


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        pytest.param({"url": f"ftp://example.org/{TOKEN}"}, FailureKind.BAD_ADDRESS, id="no address of the web"),
        pytest.param(
            {"headers": {"Authorization": f"Bearer {TOKEN}\r\nX: y"}}, FailureKind.NETWORK, id="a header that would break the lines"
        ),
        pytest.param({"headers": {"Authorization": f"Bearer {TOKEN}ż"}}, FailureKind.NETWORK, id="a letter that no header has"),
        pytest.param({"deadline_seconds": 0.0}, FailureKind.TIMEOUT, id="no time left"),
    ],
)
def test_what_cannot_be_asked_is_not_sent_and_its_secret_not_said(site, web, call, kind):
    outcome = web.call(Call(**({"method": "POST", "url": f"http://{site.host}/"} | call)))

    assert isinstance(outcome, NotSent)
    assert outcome.kind is kind
    assert TOKEN not in repr(outcome)
    assert not site.asked


def test_after_the_end_of_a_run_nothing_is_sent(site, web):
    web.close()

    assert web.call(site.call()) == NotSent(kind=FailureKind.NETWORK, why="the run was ended before this was answered")
    assert not site.asked


# Perhaps done


@pytest.mark.parametrize(
    ("does", "why"),
    [
        pytest.param(resetting(), "the server closed the connection without a whole answer", id="reset after the request"),
        pytest.param(lambda _: None, "the server closed the connection without a whole answer", id="closed after the request"),
        pytest.param(
            resetting(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"),
            "the server closed the connection without a whole answer",
            id="reset in the middle of the answer",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", "the answer broke off before its end", id="half an answer"),
        pytest.param(b"hello\r\n\r\n", "what the server answers is not HTTP", id="no HTTP"),
        pytest.param(answer("200 OK", b"x" * 2000), "larger than", id="too large an answer"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000, "larger than", id="too large an answer without a length"),
        pytest.param(answer("200 OK", b"x" * 20, Content_Encoding="gzip"), "not the gzip", id="an answer that cannot be unpacked"),
    ],
)
def test_a_request_without_a_whole_answer_may_have_been_done(site, web, does, why):
    site.answer = does

    outcome = web.call(site.call(most_bytes=1000))

    assert isinstance(outcome, NoAnswer), outcome
    assert why in outcome.why
    assert len(site.asked) == 1


def test_a_server_that_takes_the_request_and_keeps_silent_may_have_done_it(site, web):
    released = threading.Event()
    site.answer = lambda _: released.wait(10)

    outcome = web.call(site.call(deadline_seconds=0.5))
    released.set()

    assert outcome == NoAnswer(why="no answer within 0.5 seconds")


def test_the_end_of_a_run_leaves_a_doubt_about_what_is_under_way(site, web):
    released, outcomes = threading.Event(), []
    site.answer = lambda _: released.wait(10)
    waiting = threading.Thread(target=lambda: outcomes.append(web.call(site.call())), daemon=True)
    waiting.start()
    site.came.wait(5)
    web.close()
    waiting.join(5)
    released.set()

    assert outcomes == [NoAnswer(why="the run was ended before this was answered")]


def test_a_body_that_the_server_does_not_take_whole_may_have_been_done(web, site):
    def deaf(server):
        connection, _ = server.accept()
        connection.recv(10)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
        threading.Thread(target=deaf, args=(server,), daemon=True).start()
        web = Web(contact=None, allow_private=frozenset({host}))
        outcome = web.call(Call(method="POST", url=f"http://{host}/", body=b"x" * 30_000_000))

    assert isinstance(outcome, NoAnswer)


# Secrets


def test_nothing_secret_shows_when_a_call_or_an_answer_is_printed():
    call = Call(method="POST", url=f"https://hooks.example/{TOKEN}", headers={"Authorization": TOKEN}, body=TOKEN.encode())

    assert TOKEN not in repr(call) + str(call) + repr(Answered(status=200, body=TOKEN.encode()))
