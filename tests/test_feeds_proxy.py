"""The way through a proxy that the user named, against a small real one on loopback."""

import contextlib
import doctest
import socket
import socketserver
import threading
import time
from dataclasses import dataclass, field, replace

import pytest

import feeds.proxy_address
from feeds.body import Unusable
from feeds.connect import Deadline, connected
from feeds.errors import BadAddress
from feeds.fetch import Web, feed_request, page_request
from feeds.model.answers import FailureKind, Fetched
from feeds.proxy_address import proxy_from

FEED = b"<rss version='2.0'><channel><title>A feed</title></channel></rss>"
LOGIN = "Basic c2FtOnNlY3JldA=="  # sam:secret


@dataclass
class Proxy:
    """What the proxy was asked, and how it answers."""

    port: int
    #: Each request as its lines.
    asked: list[list[str]] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(FEED), FEED)

    def address(self, login=""):
        return f"http://{login}127.0.0.1:{self.port}"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        lines = []
        while (line := self.rfile.readline()).strip():
            lines.append(line.decode("latin-1").rstrip("\r\n"))
        self.server.proxy.asked.append(lines)
        with contextlib.suppress(OSError):
            self.connection.sendall(self.server.proxy.answer)


@pytest.fixture
def proxy():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.proxy = Proxy(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.proxy
    server.shutdown()
    server.server_close()


def test_examples_in_the_docstrings_are_true():
    assert doctest.testmod(feeds.proxy_address).failed == 0


@pytest.mark.parametrize(
    ("address", "place"),
    [
        pytest.param("http://proxy.example:3128", ("proxy.example", 3128), id="a port"),
        pytest.param("HTTP://Proxy.Example/", ("proxy.example", 80), id="no port, capitals, a slash"),
        pytest.param("http://sam:p%40ss@[2001:db8::1]:8080", ("2001:db8::1", 8080), id="IPv6 behind a login"),
    ],
)
def test_where_a_proxy_is(address, place):
    read = proxy_from(address)

    assert (read.host, read.port) == place


@pytest.mark.parametrize(
    "address",
    [
        "", "proxy.example:3128", "sam:secret@proxy.example:3128", "https://sam:secret@proxy.example", "socks5://proxy.example", "http://",
        "http://sam:secret@", "http://sam:sec/ret@proxy.example", "http://sam:sec#ret@proxy.example", "http://proxy.example:0", "http://[secret",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_proxy_is_refused_and_its_password_not_repeated(address):
    with pytest.raises(BadAddress) as refused:
        proxy_from(address)

    assert "sec" not in str(refused.value)


def test_a_plain_address_is_asked_of_the_proxy_whole(proxy):
    outcome = Web(contact=None, proxy=proxy.address()).get(feed_request("http://blog.invalid:8080/feed?a=1"))

    assert isinstance(outcome, Fetched)
    assert outcome.body == FEED
    assert proxy.asked[0][0] == "GET http://blog.invalid:8080/feed?a=1 HTTP/1.1"
    assert "Host: blog.invalid:8080" in proxy.asked[0]
    assert not any(line.startswith("Proxy-Authorization") for line in proxy.asked[0])


def test_the_proxy_is_shown_its_password_and_nobody_else(proxy):
    web = Web(contact=None, proxy=proxy.address("sam:secret@"))
    web.get(feed_request("http://blog.invalid/feed"))
    web.get(feed_request("https://blog.invalid/feed"))

    assert f"Proxy-Authorization: {LOGIN}" in proxy.asked[0]
    assert proxy.asked[1] == ["CONNECT blog.invalid:443 HTTP/1.1", "Host: blog.invalid:443", f"Proxy-Authorization: {LOGIN}"]


def test_a_secure_address_is_reached_through_a_tunnel_or_not_at_all(proxy):
    proxy.answer = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"

    outcome = Web(contact=None, proxy=proxy.address()).get(feed_request("https://blog.invalid/feed"))

    assert (outcome.kind, outcome.reason) == (FailureKind.NETWORK, "the proxy answered 407 when asked for blog.invalid:443")


@pytest.mark.parametrize("answer", [pytest.param(b"", id="nothing"), pytest.param(b"hello\r\n", id="no HTTP")])
def test_a_proxy_that_speaks_something_else_is_a_failure(proxy, answer):
    proxy.answer = answer

    outcome = Web(contact=None, proxy=proxy.address()).get(feed_request("https://blog.invalid/feed"))

    assert outcome.kind is FailureKind.NETWORK


def test_a_tunnel_carries_tls_to_the_host(proxy):
    proxy.answer = b"HTTP/1.1 200 Connection established\r\n\r\nno TLS at all"

    outcome = Web(contact=None, proxy=proxy.address()).get(feed_request("https://blog.invalid/feed"))

    assert (outcome.kind, outcome.reason) == (FailureKind.TLS, "no secure connection with blog.invalid came about")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9999/", "https://localhost/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/"])
def test_the_guard_stands_before_the_proxy_too(proxy, url):
    outcome = Web(contact=None, proxy=proxy.address()).get(page_request(url))

    assert outcome.kind is FailureKind.FORBIDDEN_ADDRESS
    assert proxy.asked == []


def test_a_resolver_that_hangs_does_not_outlive_the_deadline(proxy, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(3) and [])
    request = feed_request("http://blog.invalid/feed")
    outcome = Web(contact=None, proxy=proxy.address()).get(replace(request, deadline_seconds=0.2))
    released.set()

    assert outcome.kind is FailureKind.TIMEOUT


def test_a_name_server_that_keeps_silent_does_not_make_the_proxy_useless(proxy, monkeypatch):
    released, real = threading.Event(), socket.getaddrinfo

    def resolver(host, *arguments, **options):
        return released.wait(60) and [] if host == "blog.invalid" else real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    outcome = Web(contact=None, proxy=proxy.address()).get(feed_request("http://blog.invalid/feed"))
    released.set()

    assert isinstance(outcome, Fetched)


@pytest.mark.usefixtures("without_network")
def test_a_machine_that_has_no_way_out_but_the_proxy_asks_it(proxy):
    assert isinstance(Web(contact=None, proxy=proxy.address()).get(feed_request("http://blog.invalid/feed")), Fetched)


@pytest.mark.usefixtures("without_network")
def test_without_a_network_the_proxy_is_not_blamed():
    outcome = Web(contact=None, proxy="http://proxy.invalid:3128").get(feed_request("http://blog.invalid/feed"))

    assert outcome.kind is FailureKind.OFFLINE


def test_a_run_that_was_broken_off_leaves_no_socket_behind():
    opened = []

    def watch(one):
        opened.append(one)
        raise Unusable(FailureKind.NETWORK, "the run was ended")

    with pytest.raises(Unusable, match="the run was ended"):
        connected("127.0.0.1", 1, deadline=Deadline(at=time.monotonic() + 60, seconds=60), exempt=True, watch=watch)

    assert [one.fileno() for one in opened] == [-1]


def test_ones_own_machines_are_asked_without_the_proxy(proxy):
    other = f"127.0.0.1:{proxy.port}"

    outcome = Web(contact=None, allow_private=frozenset({other}), proxy="http://127.0.0.1:9999").get(feed_request(f"http://{other}/feed"))

    assert isinstance(outcome, Fetched)
    assert proxy.asked[0][0] == "GET /feed HTTP/1.1"


def test_a_proxy_that_is_not_there_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    outcome = Web(contact=None, proxy=f"http://127.0.0.1:{port}").get(feed_request("http://blog.invalid/feed"))

    assert (outcome.kind, outcome.reason) == (
        FailureKind.NETWORK,
        f"the proxy at 127.0.0.1:{port} cannot be reached: 127.0.0.1 refuses connections",
    )
