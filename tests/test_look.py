"""A look at a link before it is given to others, with servers that really answer."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import EAI_NONAME, gaierror
from threading import Event, Thread
from typing import NoReturn

import pytest

from feeds.fetch import Web
from pipeline.model.looks import LinkLook
from pipeline.share.look import look_at
from tests.loopback import Loopback, loopback

PAGE = b"<!doctype html><html><head><title>A guide</title></head><body><p>Words.</p></body></html>"
WALL = PAGE.replace(b"</head>", b'<meta property="article:content_tier" content="locked"></head>')
PAGES: dict[str, bytes | int | str] = {
    "/": PAGE, "/guide": PAGE, "/guide/": PAGE, "/wall": WALL, "/gone": 410, "/guide?utm_source=old": PAGE, "/login?next=/members": PAGE, "/members": "/login?next=/members",
    "/old": "/guide?utm_source=old", "/slash": "/slash/", "/slash/": PAGE, "/front": "/", "/paid": 402, "/private": 401, "/robots": 403,
    "/busy": 503, "/odd": "mailto:me@example.org", "/film": 304,
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with loopback(PAGES) as running:
        yield running


def look(url: str, *allowed: str, seconds: float = 10) -> LinkLook:
    web = Web(contact=None, allow_private=frozenset(allowed))
    try:
        return look_at(web, url, seconds=seconds)
    finally:
        web.close()


def test_a_page_that_answers_is_open(server):
    assert look(server.url("/guide"), server.address) == LinkLook(outcome="open")


@pytest.mark.parametrize("permanent", [True, False])
def test_a_page_that_moved_is_named_without_tracking(server, permanent):
    server.permanent = permanent

    assert look(server.url("/old"), server.address) == LinkLook(outcome="open", moved_to=server.url("/guide"))
    assert look(server.url("/slash"), server.address) == LinkLook(outcome="open")


@pytest.mark.parametrize(
    ("path", "outcome", "words"),
    [
        pytest.param("/missing", "dead", "404 Not Found", id="404"),
        pytest.param("/gone", "dead", "410 Gone", id="410"),
        pytest.param("/odd", "dead", "no address of the web", id="a redirect to nowhere"),
        pytest.param("/wall", "closed", "only subscribers", id="a paywall"),
        pytest.param("/members", "closed", "a page to sign in", id="a page to sign in"),
        pytest.param("/private", "closed", "lets in only whom it knows", id="401"),
        pytest.param("/paid", "closed", "402 Payment Required", id="402"),
        pytest.param("/robots", "closed", "or it refuses programs", id="403"),
        pytest.param("/busy", "unchecked", "503", id="503"),
        pytest.param("/film", "unchecked", "", id="304 unasked"),
    ],
)
def test_what_is_wrong_is_said_in_words(server, path, outcome, words):
    found = look(server.url(path), server.address)

    assert (found.outcome, found.moved_to) == (outcome, None)
    assert words in found.why


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Serve what *answer* writes; gives the place of the server."""
    handler = type("_Handler", (BaseHTTPRequestHandler,), {"do_GET": answer, "log_message": lambda *_: None})
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.daemon_threads = True
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def test_a_page_that_is_too_slow_is_not_waited_for():
    asked, enough = Event(), Event()

    def slow(_request: BaseHTTPRequestHandler) -> None:
        asked.set()
        enough.wait(30)

    with answering(slow) as place:
        found = look(f"http://{place}/", place, seconds=0.3)
        enough.set()

    assert asked.is_set()
    assert found.outcome == "unchecked"
    assert found.why


def test_a_film_that_comes_is_open():
    def film(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "video/mp4")
        request.send_header("Content-Length", "0")
        request.end_headers()

    with answering(film) as place:
        assert look(f"http://{place}/a.mp4", place) == LinkLook(outcome="open")


def test_a_server_that_refuses_is_dead():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{unused.getsockname()[1]}"

    assert look(f"http://{place}/", place).outcome == "dead"


def test_a_name_that_leads_inside_is_not_asked(server):
    found = look(server.url("/guide"))

    assert (found.outcome, server.address in found.why) == ("inside", False)


@pytest.mark.parametrize(("has_way_out", "outcome"), [(True, "dead"), (False, "unchecked")])
def test_without_a_network_nothing_is_said_of_a_name_that_nobody_knows(has_way_out, outcome, monkeypatch):
    def unknown(*_: object, **__: object) -> NoReturn:
        raise gaierror(EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setattr("feeds.connect.has_way_out", lambda: has_way_out)

    assert look("https://no-such-name.org/a").outcome == outcome


@pytest.mark.parametrize("name", ["demo.example", "demo.test", "demo.invalid"])
def test_names_for_examples_are_not_looked_up(name, monkeypatch):
    monkeypatch.setattr("feeds.fetch.connected", lambda *_, **__: pytest.fail("it was asked"))

    assert look(f"https://{name}/a") == LinkLook(outcome="unchecked", why=f"{name} is a name for examples that leads nowhere")
