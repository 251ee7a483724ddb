"""The door to the network, against real servers on loopback, friendly and hostile ones."""

import contextlib
import errno
import gzip
import inspect
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
import tomllib
import tracemalloc
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import feeds.connect
from feeds.body import Unusable
from feeds.connect import Deadline
from feeds.exchange import _translated
from feeds.fetch import PROJECT_ADDRESS, VERSION, Web, document_request, feed_request, page_request, robots_request
from feeds.message import BrokenOff, NotHttp
from feeds.model.answers import FailureKind, Fetched, FetchFailed, NotModified, Validators
from feeds.offline import NO_NAME_SERVER, NO_ROUTE, seems_offline

NOON = datetime(2026, 2, 18, 12, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><title>A feed</title></channel></rss>"


@dataclass
class Asked:
    path: str
    headers: list[tuple[str, str]]
    at: float
    ended: float = 0.0


@dataclass
class Site:
    """A server on loopback that answers paths with bytes or by a function, and remembers what it was asked."""

    address: str
    port: int
    answers: dict = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    @property
    def host(self):
        return f"{self.address}:{self.port}"

    def url(self, path="/"):
        return f"http://{self.host}{path}"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        site = self.server.site
        site.connections += 1
        lines = []
        while (line := self.rfile.readline()).strip():
            lines.append(line.decode("latin-1").rstrip("\r\n"))
        if not lines:
            return
        asked = Asked(lines[0].split()[1], [tuple(line.split(": ", 1)) for line in lines[1:]], time.monotonic())
        site.asked.append(asked)
        answer = site.answers.get(asked.path, answering(b"", status="404 Not Found"))
        with contextlib.suppress(OSError):
            if callable(answer):
                answer(self.connection)
            else:
                self.connection.sendall(answer)
        asked.ended = time.monotonic()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 50

    def handle_error(self, request, client_address):
        """Clients that go away are what these tests are about."""


@contextlib.contextmanager
def serving(address="127.0.0.1", context=None):
    try:
        server = _Server((address, 0), _Handler)
    except OSError:
        pytest.skip(f"this system has no {address}")
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.site = Site(address, server.server_address[1])
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


@pytest.fixture
def loopback_is_public(monkeypatch):
    """Let loopback addresses count as other people's machines, so that the manners towards those can be seen."""
    monkeypatch.setattr(feeds.connect, "forbidden", lambda _: None)


def answering(body=FEED, status="200 OK", **headers):
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def moving(to, status="302 Found"):
    return answering(b"", status, Location=to)


def dripping(start, drop=b"x", every=0.05):
    def drip(connection):
        connection.sendall(start)
        for _ in range(400):
            connection.sendall(drop)
            time.sleep(every)

    return drip


def flooding(start, piece, times):
    def flood(connection):
        connection.sendall(start)
        for _ in range(times):
            connection.sendall(piece)

    return flood


def silent(connection):
    time.sleep(3)


def kind_and_reason(outcome):
    assert isinstance(outcome, FetchFailed), outcome
    return outcome.kind, outcome.reason


# What is not wanted


@pytest.mark.parametrize("kind", ["audio/mpeg", "Video/MP4; x=y", "image/png", "application/pdf"])
@pytest.mark.parametrize("request_for", [page_request, document_request])
def test_no_recording_is_downloaded_as_a_page_or_a_transcript(site, web, kind, request_for):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
    site.answers["/show"] = flooding(head, b"x" * 65536, 1000)
    outcome = web.get(request_for(site.url("/show")))

    assert kind_and_reason(outcome) == (
        FailureKind.UNREADABLE,
        f"what lies there is {kind.lower().partition(';')[0]}, which is never downloaded unasked",
    )


# What is sent


def test_a_feed_is_asked_for_politely(site, web):
    site.answers["/feed"] = answering()

    web.get(feed_request(site.url("/feed")))

    headers = dict(site.asked[0].headers)
    assert headers == {
        "Host": site.host,
        "User-Agent": f"Gapfeed/{VERSION} (+{PROJECT_ADDRESS})",
        "Accept": headers["Accept"],
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "A-IM": "feed",
    }
    assert headers["Accept"].startswith("application/atom+xml, application/rss+xml")


@pytest.mark.parametrize("request_for", [page_request, robots_request, document_request])
def test_only_feeds_are_asked_for_new_items_alone(site, web, request_for):
    web.get(request_for(site.url()))

    assert "A-IM" not in dict(site.asked[0].headers)


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        pytest.param("me@example.org", "(+me@example.org)", id="as given"),
        pytest.param("a)\r\nX: b (ż", "(+aX:b)", id="without what could break the header"),
        pytest.param("", f"(+{PROJECT_ADDRESS})", id="the project's where it is empty"),
    ],
)
def test_the_user_agent_names_a_contact(site, contact, shown):
    Web(contact=contact, allow_private=frozenset({site.host})).get(feed_request(site.url()))

    assert dict(site.asked[0].headers)["User-Agent"].endswith(shown)


def test_the_user_agent_names_the_version_of_the_package(site, web):
    project = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    web.get(feed_request(site.url()))

    assert dict(site.asked[0].headers)["User-Agent"].startswith(f"Gapfeed/{project['version']} (")


@pytest.mark.parametrize(
    "validators",
    [
        pytest.param(Validators(etag='W/"\xe4 1"'), id="a weak etag with a Latin letter"),
        pytest.param(Validators(etag="no quotes"), id="an etag without quotes"),
        pytest.param(Validators(last_modified="2026-11-21 08:00:00 +0200"), id="a date in no standard form"),
        pytest.param(Validators(etag='"1"', last_modified="Sat, 21 Nov 2026 08:00:00 GMT"), id="both"),
    ],
)
def test_validators_go_back_exactly_as_they_came(site, web, validators):
    sent = {"ETag": validators.etag, "Last_Modified": validators.last_modified}
    site.answers["/feed"] = answering(**{name: value for name, value in sent.items() if value})

    first = web.get(feed_request(site.url("/feed")))
    web.get(feed_request(site.url("/feed"), first.validators))

    headers = dict(site.asked[1].headers)
    assert first.validators == validators
    assert (headers.get("If-None-Match"), headers.get("If-Modified-Since")) == (validators.etag, validators.last_modified)


def test_validators_that_cannot_be_sent_fail_that_request_only(site, web):
    outcome = web.get(feed_request(site.url(), Validators(etag="\u0142")))

    assert isinstance(outcome, FetchFailed)


def test_cookies_are_not_kept(site, web):
    site.answers["/feed"] = answering(Set_Cookie="id=1")

    for _ in range(2):
        web.get(feed_request(site.url("/feed")))

    assert "Cookie" not in dict(site.asked[1].headers)


def test_proxies_of_the_environment_are_not_used(site, web, canary, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, canary.url())
    site.answers["/feed"] = answering()

    outcome = web.get(feed_request(site.url("/feed")))

    assert isinstance(outcome, Fetched)
    assert canary.connections == 0


# What comes back


def test_an_answer_is_handed_on_whole(site, web):
    site.answers["/feed?a=1"] = answering(
        Content_Type="text/xml; charset=utf-8", ETag='"1"', Cache_Control="max-age=7200", status="200 Everything fine"
    )

    outcome = web.get(feed_request(site.url("/feed?a=1#top")))

    assert outcome == Fetched(
        url=site.url("/feed?a=1#top"),
        final_url=site.url("/feed?a=1#top"),
        status=200,
        body=FEED,
        content_type="text/xml; charset=utf-8",
        validators=Validators(etag='"1"'),
        max_age=timedelta(hours=2),
    )


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(answering(status="226 IM Used"), id="226: only the new items"),
        pytest.param(answering(gzip.compress(FEED), Content_Encoding="gzip"), id="packed"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\n" + FEED, id="up to the end of the connection"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(FEED), FEED), id="chunked"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + answering(), id="after a 100"),
    ],
)
def test_a_success(site, web, answer):
    site.answers["/feed"] = answer

    outcome = web.get(feed_request(site.url("/feed")))

    assert isinstance(outcome, Fetched)
    assert outcome.body == FEED


def test_nothing_new_is_an_outcome_of_its_own(site, web):
    site.answers["/feed"] = b'HTTP/1.1 304 Not Modified\r\nETag: "2"\r\nCache-Control: max-age=60\r\n\r\n'

    outcome = web.get(feed_request(site.url("/feed"), Validators(etag='"1"')))

    assert outcome == NotModified(url=site.url("/feed"), validators=Validators(etag='"2"'), max_age=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("answer", "kind", "reason", "retry_after"),
    [
        pytest.param(answering(status="404 Nope"), FailureKind.STATUS, "the server answered 404 Not Found", None, id="404"),
        pytest.param(answering(status="500 Oops"), FailureKind.STATUS, "the server answered 500 Internal Server Error", None, id="500"),
        pytest.param(answering(status="599 Odd"), FailureKind.STATUS, "the server answered 599", None, id="599"),
        pytest.param(answering(b"", status="204 Empty"), FailureKind.STATUS, "the server answered 204 No Content", None, id="204"),
        pytest.param(
            b"HTTP/1.1 304 Not Modified\r\n\r\n", FailureKind.STATUS, "the server answered 304 Not Modified", None, id="304 unasked"
        ),
        pytest.param(answering(status="302 Found"), FailureKind.STATUS, "the server answered 302 Found", None, id="302 to nowhere"),
        pytest.param(answering(status="410 Gone"), FailureKind.GONE, "the server answered 410 Gone", None, id="410"),
        pytest.param(
            answering(status="429 Slow", Retry_After="7200"),
            FailureKind.RATE_LIMITED,
            "the server answered 429 Too Many Requests",
            timedelta(hours=2),
            id="429",
        ),
        pytest.param(
            answering(status="503 Busy", Retry_After="Wed, 18 Feb 2026 13:00:00 GMT"),
            FailureKind.RATE_LIMITED,
            "the server answered 503 Service Unavailable",
            timedelta(hours=1),
            id="503 with Retry-After",
        ),
        pytest.param(
            answering(status="503 Busy"),
            FailureKind.STATUS,
            "the server answered 503 Service Unavailable",
            None,
            id="503 without Retry-After",
        ),
    ],
)
def test_a_status_that_is_no_success(site, web, answer, kind, reason, retry_after):
    site.answers["/feed"] = answer

    outcome = web.get(feed_request(site.url("/feed")))

    status = int(reason.split()[3])
    assert outcome == FetchFailed(url=site.url("/feed"), kind=kind, reason=reason, status=status, retry_after=retry_after)


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        pytest.param(b"", FailureKind.NETWORK, "closed the connection", id="nothing"),
        pytest.param(b"hello\r\n\r\n", FailureKind.NETWORK, "not HTTP", id="no HTTP"),
        pytest.param(b"HTTP/1.1 2xx OK\r\n\r\n", FailureKind.NETWORK, "not HTTP", id="a status of letters"),
        pytest.param(answering()[:-9], FailureKind.NETWORK, "broke off", id="cut"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
            FailureKind.NETWORK,
            "broke off",
            id="cut between chunks",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n",
            FailureKind.NETWORK,
            "broke off",
            id="a chunk of letters",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss>", FailureKind.NETWORK, "broke off", id="two lengths"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n", FailureKind.NETWORK, "not HTTP", id="200 headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\na: " + b"b" * 70_000 + b"\r\n\r\n", FailureKind.NETWORK, "not HTTP", id="a header of 70 KB"),
        pytest.param(
            flooding(b"HTTP/1.1 200 OK\r\n", b"a: " + b"b" * 60_000 + b"\r\n", 90),
            FailureKind.TOO_LARGE,
            "64 KB of headers",
            id="5 MB of headers",
        ),
        pytest.param(flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 90_000), FailureKind.TOO_LARGE, "64 KB of headers", id="100 for ever"),
        pytest.param(answering(FEED, Content_Encoding="gzip"), FailureKind.UNREADABLE, "not the gzip", id="gzip that is none"),
        pytest.param(answering(b"x", Content_Encoding="br"), FailureKind.UNREADABLE, "packed as br", id="brotli"),
        pytest.param(answering(b"x", Content_Encoding="gzip, gzip"), FailureKind.UNREADABLE, "packed more than once", id="two layers"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
            FailureKind.TOO_LARGE,
            "larger than 10 MB",
            id="a length over the bound",
        ),
        pytest.param(
            flooding(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 65536, 1000), FailureKind.TOO_LARGE, "larger than 10 MB", id="a body without end"
        ),
    ],
)
def test_an_answer_that_is_not_taken(site, web, answer, kind, reason):
    site.answers["/feed"] = answer

    got, words = kind_and_reason(web.get(feed_request(site.url("/feed"))))

    assert got is kind
    assert reason in words


def test_a_bomb_does_not_fill_the_memory(site, web):
    site.answers["/feed"] = answering(gzip.compress(bytes(40 * 2**20)), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        kind, _ = kind_and_reason(web.get(feed_request(site.url("/feed"))))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kind is FailureKind.TOO_LARGE
    assert peak < 64 * 2**20


def test_of_a_huge_robots_txt_the_first_part_is_taken(site, web):
    site.answers["/robots.txt"] = answering(b"# rule\n" * 200_000)

    outcome = web.get(robots_request(site.url("/robots.txt")))

    assert isinstance(outcome, Fetched)
    assert len(outcome.body) == 512 * 1024


# Redirects


@pytest.mark.parametrize(
    ("steps", "moved_to"),
    [
        pytest.param(["301 Moved"], "/end", id="moved"),
        pytest.param(["308 Moved", "301 Moved"], "/end", id="moved twice"),
        pytest.param(["302 Found"], None, id="for now"),
        pytest.param(["307 Found"], None, id="for now, strictly"),
        pytest.param(["301 Moved", "302 Found"], "/1", id="moved, and from there for now"),
        pytest.param(["303 See", "301 Moved"], None, id="for now to something that moved"),
        pytest.param(["302 Found"] * 5, None, id="five steps"),
    ],
)
def test_redirects_are_followed_and_remembered_where_they_are_for_good(site, web, steps, moved_to):
    paths = [f"/{n}" for n in range(len(steps))] + ["/end"]
    site.answers |= {path: moving(to, status) for path, to, status in zip(paths, paths[1:], steps, strict=False)}
    site.answers["/end"] = answering()

    outcome = web.get(feed_request(site.url("/0")))

    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.final_url) == (site.url("/0"), site.url("/end"))
    assert outcome.moved_to == (site.url(moved_to) if moved_to else None)


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        pytest.param("../b", "/b", id="relative"),
        pytest.param("/b#top", "/b", id="with a fragment"),
        pytest.param("/za\u017c".encode().decode("latin-1"), "/za%C5%BC", id="in bare UTF-8"),
        pytest.param("/za\xe4", "/za%C3%A4", id="in bare Latin-1"),
        pytest.param("/a b", "/a%20b", id="with a blank"),
        pytest.param("?page=2", "/start?page=2", id="a query alone"),
    ],
)
def test_where_a_redirect_leads(site, web, location, asked):
    site.answers |= {"/start": moving(location), asked: answering()}

    assert isinstance(web.get(feed_request(site.url("/start"))), Fetched)
    assert [request.path for request in site.asked] == ["/start", asked]


def test_redirects_without_end_are_given_up(site, web):
    site.answers["/loop"] = moving("/loop")

    outcome = web.get(feed_request(site.url("/loop")))

    assert kind_and_reason(outcome) == (FailureKind.TOO_MANY_REDIRECTS, "the server redirected more than 5 times")
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        pytest.param("file:///etc/hostname", FailureKind.BAD_ADDRESS, id="a file"),
        pytest.param("gopher://example.org/", FailureKind.BAD_ADDRESS, id="gopher"),
        pytest.param("http://me:secret@127.0.0.1/", FailureKind.BAD_ADDRESS, id="a password"),
        pytest.param("http://[::1/", FailureKind.BAD_ADDRESS, id="half an address"),
        pytest.param("http://127.0.0.1:25/", FailureKind.BAD_ADDRESS, id="a mail server"),
        pytest.param("http://169.254.169.254/latest/meta-data/", FailureKind.FORBIDDEN_ADDRESS, id="a cloud's inner service"),
        pytest.param("http://127.0.0.1:{canary}/", FailureKind.FORBIDDEN_ADDRESS, id="another port of this machine"),
        pytest.param("http://localhost:{canary}/", FailureKind.FORBIDDEN_ADDRESS, id="this machine by name"),
    ],
)
def test_a_redirect_to_where_we_do_not_go(site, web, canary, location, kind):
    site.answers["/feed"] = moving(location.format(canary=canary.port))

    got, _ = kind_and_reason(web.get(feed_request(site.url("/feed"))))

    assert got is kind
    assert canary.connections == 0


# The guard


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",  # noqa: S104
        "①②⑦.0.0.1",
        "127.0.0.1.",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fec0::1]",
        "[::ffff:0:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b:1::7f00:1]",
        "[2002:a9fe:a9fe::]",
        "[2001::1]",
        "[ff02::1]",
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "168.63.129.16",
        "192.0.0.192",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "[fd00:ec2::254]",
    ],
)
def test_no_spelling_leads_behind_the_door(canary, host):
    outcome = Web(contact=None, allow_private=frozenset({"127.0.0.1:1"})).get(page_request(f"http://{host}:{canary.port}/"))

    assert outcome.kind in (FailureKind.FORBIDDEN_ADDRESS, FailureKind.UNKNOWN_HOST, FailureKind.OFFLINE)
    assert canary.connections == 0


def test_a_name_with_one_forbidden_answer_is_forbidden(canary, monkeypatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, canary.port)) for address in ("9.9.9.9", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)

    outcome = Web(contact=None).get(feed_request("http://example.org/"))

    assert kind_and_reason(outcome) == (
        FailureKind.FORBIDDEN_ADDRESS,
        "example.org leads to 127.0.0.1, which means this machine; if it is your own, add example.org:80 to fetch.allow_private",
    )
    assert canary.connections == 0


def test_who_is_sent_behind_the_door_by_a_server_is_not_told_how_to_open_it(site, web, canary):
    site.answers["/feed"] = moving(canary.url())

    _, reason = kind_and_reason(web.get(feed_request(site.url("/feed"))))

    assert reason == "it leads to where Gapfeed does not go: 127.0.0.1 means this machine"


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(site, monkeypatch, loopback_is_public):
    site.answers["/"] = answering()
    lookups = []

    def resolver(host, port, **_):
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (site.address, site.port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)

    outcome = Web(contact=None).get(page_request("http://rebinding.example:8080/"))

    assert isinstance(outcome, Fetched)
    assert lookups == ["rebinding.example"]
    assert dict(site.asked[0].headers)["Host"] == "rebinding.example:8080"


def test_the_next_address_is_tried_where_one_does_not_answer(site, monkeypatch, loopback_is_public):
    site.answers["/"] = answering()
    answers = [
        (socket.AF_UNSPEC, socket.SOCK_STREAM, 6, "", ("odd", 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", closed_port())),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (site.address, site.port)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)

    assert isinstance(Web(contact=None).get(page_request("http://example.org/")), Fetched)


def test_a_route_leads_to_a_site_of_this_machine_without_tls(site):
    site.answers["/feed"] = answering()
    web = Web(contact=None, routes={"harbour.example": (site.address, site.port)})

    outcome = web.get(feed_request("https://harbour.example/feed"))

    assert isinstance(outcome, Fetched)
    assert outcome.final_url == "https://harbour.example/feed"
    assert dict(site.asked[0].headers)["Host"] == "harbour.example"


def test_an_allowed_host_on_the_default_port_may_be_written_with_it(monkeypatch):
    with serving() as site:
        site.answers["/"] = answering()
        answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (site.address, site.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)

        outcome = Web(contact=None, allow_private=frozenset({"feeds.home:80"})).get(feed_request("http://feeds.home/"))

    assert isinstance(outcome, Fetched)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/", "does not begin with http"),
        ("http://user@example.org/", "user name or a password"),
        ("http://example.org:99999/", "port"),
        ("http://example.org/\x00", "control character"),
        ("http://example.org/" + "a" * 5000, "longer than 4096"),
        ("", "names no host"),
    ],
)
def test_an_address_that_cannot_be_asked(web, url, why):
    kind, reason = kind_and_reason(web.get(feed_request(url)))

    assert kind is FailureKind.BAD_ADDRESS
    assert why in reason


# Deadlines


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(silent, id="a silent server"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\nX: "), id="headers that drip"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\n\r\n"), id="a body that drips"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"), id="a chunk size that drips"),
        pytest.param(dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="interim answers that drip"),
    ],
)
def test_no_server_outlives_the_deadline(site, web, answer):
    site.answers["/feed"] = answer

    outcome = web.get(replace(feed_request(site.url("/feed")), deadline_seconds=0.5))

    assert kind_and_reason(outcome) == (FailureKind.TIMEOUT, "no answer within 0.5 seconds")


def test_the_deadline_covers_all_redirects_together(site, web):
    def slowly(connection):
        time.sleep(0.2)
        connection.sendall(moving("/loop"))

    site.answers["/loop"] = slowly

    outcome = web.get(replace(feed_request(site.url("/loop")), deadline_seconds=0.5))

    assert outcome.kind is FailureKind.TIMEOUT


def test_a_resolver_that_hangs_does_not_outlive_the_deadline(web, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(3) and [])

    outcome = web.get(replace(feed_request("http://example.org/"), deadline_seconds=0.2))
    released.set()

    assert outcome.kind is FailureKind.TIMEOUT


def test_a_deadline_that_has_passed_is_a_timeout_before_anything_is_asked(site, web):
    assert web.get(replace(feed_request(site.url()), deadline_seconds=0)).kind is FailureKind.TIMEOUT


# Hosts that are not there


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_host_that_refuses_is_asked_once_in_a_run(monkeypatch):
    host = f"127.0.0.1:{closed_port()}"
    web = Web(contact=None, allow_private=frozenset({host}))
    first = web.get(feed_request(f"http://{host}/a"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("it was looked up again"))

    second = web.get(feed_request(f"http://{host}/b"))

    assert kind_and_reason(first) == kind_and_reason(second) == (FailureKind.REFUSED, "127.0.0.1 refuses connections")
    assert second.url == f"http://{host}/b"


@pytest.mark.parametrize("trouble", [socket.gaierror(socket.EAI_NONAME, "?"), UnicodeError("label too long"), None])
def test_a_name_that_is_not_known_is_looked_up_once_in_a_run(monkeypatch, trouble):
    lookups = []

    def resolver(host, *_, **__):
        lookups.append(host)
        if trouble:
            raise trouble
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(feeds.connect, "has_way_out", lambda: True)
    web = Web(contact=None)

    outcomes = [web.get(feed_request(f"https://nowhere.example/{n}")) for n in range(3)]

    assert {kind_and_reason(outcome) for outcome in outcomes} == {
        (FailureKind.UNKNOWN_HOST, "the name nowhere.example is not known: look at its spelling")
    }
    assert lookups == ["nowhere.example"]
    assert not seems_offline(outcomes)


def two_names_that_are_not_found(monkeypatch, trouble, *, way_out):
    def resolver(*_, **__):
        raise socket.gaierror(trouble, "?")

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    monkeypatch.setattr(feeds.connect, "has_way_out", lambda: way_out)
    web = Web(contact=None)
    return [web.get(feed_request(f"https://{name}/")) for name in ("nowhere.example", "neither.example")]


def test_two_names_that_are_not_known_are_two_dead_sources_and_not_a_network_that_is_missing(monkeypatch):
    outcomes = two_names_that_are_not_found(monkeypatch, socket.EAI_NONAME, way_out=True)

    assert {outcome.kind for outcome in outcomes} == {FailureKind.UNKNOWN_HOST}
    assert not seems_offline(outcomes)


@pytest.mark.parametrize("trouble", [socket.EAI_AGAIN, socket.EAI_FAIL])
def test_where_nobody_answers_for_two_names_it_is_the_network_and_one_may_have_bad_name_servers(monkeypatch, trouble):
    one, other = two_names_that_are_not_found(monkeypatch, trouble, way_out=True)

    assert kind_and_reason(one) == (FailureKind.UNKNOWN_HOST, f"the name nowhere.example could not be looked up: {NO_NAME_SERVER}")
    assert not seems_offline([one])
    assert seems_offline([one, other])


@pytest.mark.parametrize("trouble", [socket.EAI_AGAIN, socket.EAI_NONAME])
def test_where_there_is_no_way_out_no_name_is_blamed(monkeypatch, trouble):
    one, _ = two_names_that_are_not_found(monkeypatch, trouble, way_out=False)

    assert kind_and_reason(one) == (FailureKind.OFFLINE, "the name nowhere.example could not be looked up: this machine has no network")
    assert seems_offline([one])


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        pytest.param({socket.AF_INET}, True, id="by IPv4"),
        pytest.param({socket.AF_INET6}, True, id="by IPv6 alone"),
        pytest.param(set(), False, id="none"),
    ],
)
def test_a_way_out_is_looked_up_without_asking_anybody(monkeypatch, families, expected):
    class Asking(socket.socket):
        def connect(self, _address):
            assert self.type is socket.SOCK_DGRAM
            if self.family not in families:
                raise OSError(errno.ENETUNREACH, "?")

    monkeypatch.setattr(socket, "socket", Asking)

    assert feeds.lookup.has_way_out() is expected


@pytest.mark.parametrize(
    ("trouble", "kind", "reason"),
    [
        pytest.param(OSError(errno.ENETUNREACH, "?"), FailureKind.NETWORK, NO_ROUTE, id="no way to the network"),
        pytest.param(OSError(errno.EPERM, "?"), FailureKind.NETWORK, "no connection with 127.0.0.1 came about", id="not permitted"),
        pytest.param(TimeoutError(), FailureKind.TIMEOUT, "no answer within 12 seconds", id="an address that swallows everything"),
    ],
)
def test_a_way_that_is_not_there(site, web, monkeypatch, trouble, kind, reason):
    def no_way(self, address):
        raise trouble

    monkeypatch.setattr(feeds.connect.TimedSocket, "connect", no_way)

    assert kind_and_reason(web.get(feed_request(site.url()))) == (kind, reason)


def failed(kind, reason="?", url="https://example.org/feed"):
    return FetchFailed(url=url, kind=kind, reason=reason)


UNKNOWN, UNKNOWN_TOO, UNKNOWN_AS_WELL = (
    failed(FailureKind.UNKNOWN_HOST, url=f"https://{host}/feed") for host in ("example.org", "example.com", "example.net")
)
SILENCE, SILENCE_TOO = (replace(unknown, reason=f"it could not be looked up: {NO_NAME_SERVER}") for unknown in (UNKNOWN, UNKNOWN_TOO))
OFFLINE = failed(FailureKind.OFFLINE)


@pytest.mark.parametrize(
    ("outcomes", "offline"),
    [
        pytest.param([], False, id="nothing was asked"),
        pytest.param([OFFLINE], True, id="no way out at all"),
        pytest.param([UNKNOWN, UNKNOWN_TOO], False, id="a name server says that there are no such names"),
        pytest.param([UNKNOWN, UNKNOWN_TOO, UNKNOWN_AS_WELL], True, id="no name at all is known"),
        pytest.param([UNKNOWN, UNKNOWN_TOO, UNKNOWN, UNKNOWN_TOO], False, id="two names that are not known, however often"),
        pytest.param([SILENCE, UNKNOWN_TOO, UNKNOWN_AS_WELL], True, id="one name nobody answers for, and none is known"),
        pytest.param(
            [UNKNOWN, UNKNOWN_TOO, UNKNOWN_AS_WELL, failed(FailureKind.REFUSED, url="https://example.edu/")], False, id="somebody refuses"
        ),
        pytest.param([UNKNOWN, UNKNOWN_TOO, UNKNOWN_AS_WELL, NotModified(url="https://example.edu/")], False, id="somebody answers"),
        pytest.param([SILENCE, SILENCE], False, id="nobody answers for one name: its own name servers may be broken"),
        pytest.param([SILENCE, SILENCE_TOO], True, id="nobody answers for names"),
        pytest.param([SILENCE, failed(FailureKind.NETWORK, NO_ROUTE, "https://9.9.9.9/")], True, id="no name, no way"),
        pytest.param([failed(FailureKind.NETWORK, NO_ROUTE)], False, id="no way to one address"),
        pytest.param(
            [failed(FailureKind.NETWORK, f"the proxy: {one.reason}", one.url) for one in (SILENCE, SILENCE_TOO)], True, id="a proxy"
        ),
        pytest.param([SILENCE, SILENCE_TOO, UNKNOWN], False, id="one name that is not known: somebody answers"),
        pytest.param([OFFLINE, failed(FailureKind.NETWORK, "it broke off")], False, id="an answer that broke off"),
        pytest.param([OFFLINE, failed(FailureKind.TIMEOUT)], False, id="a timeout"),
        pytest.param([OFFLINE, NotModified(url="https://example.org/")], False, id="an answer"),
        pytest.param([OFFLINE, failed(FailureKind.BAD_ADDRESS)], True, id="a bad address says nothing"),
        pytest.param([failed(FailureKind.BAD_ADDRESS)], False, id="only a bad address"),
        pytest.param([OFFLINE, NotModified(url="http://localhost:8910/")], True, id="this machine by name says nothing"),
        pytest.param([OFFLINE, NotModified(url="http://127.0.0.1:8910/")], True, id="this machine says nothing"),
        pytest.param([OFFLINE, NotModified(url="http://[::1]/")], True, id="this machine in IPv6 says nothing"),
    ],
)
def test_seems_offline(outcomes, offline):
    assert seems_offline(iter(outcomes)) is offline


# Manners towards a host


def together(*calls):
    threads = [threading.Thread(target=call, daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)


def meeting(count):
    """Return an answer that comes only when so many are asked for at the same time, and what tells whether some waited in vain."""
    together_at_last = threading.Barrier(count, timeout=10)

    def meet(connection):
        together_at_last.wait()
        connection.sendall(answering())

    return meet, together_at_last


def slow(connection):
    time.sleep(0.15)
    connection.sendall(answering())


def most_at_once(asked):
    # The site notes the end a little after the client has its answer, and may go on with the next request.
    return max(sum(other.at <= one.at < other.ended - 0.05 or one is other for other in asked) for one in asked)


def test_pages_of_one_host_are_asked_for_one_by_one_a_second_apart_and_those_of_another_meanwhile(loopback_is_public):
    with serving("127.0.0.2") as one, serving("127.0.0.3") as other:
        web = Web(contact=None)
        meet, met = meeting(2)
        one.answers["/"] = other.answers["/"] = meet
        together(*(lambda site=site: web.get(page_request(site.url())) for site in (one, other, one, other)))

    assert not met.broken
    for site in (one, other):
        first, second = site.asked
        assert second.at - first.ended >= 0.95


def test_feeds_of_one_host_are_asked_for_one_by_one_without_a_pause(loopback_is_public):
    with serving("127.0.0.4") as site:
        web = Web(contact=None)
        site.answers["/"] = slow
        together(*[lambda: web.get(feed_request(site.url()))] * 4)

    assert len(site.asked) == 4
    assert most_at_once(site.asked) == 1


def test_a_site_of_this_machine_is_asked_eight_at_once_and_without_a_pause(site, web):
    site.answers["/"], met = meeting(8)
    together(*[lambda: web.get(page_request(site.url(), pause_seconds=3600))] * 16)

    assert not met.broken
    assert len(site.asked) == 16
    assert most_at_once(site.asked) <= 8


def test_a_run_has_no_more_than_so_many_requests_under_way(site):
    web = Web(contact=None, allow_private=frozenset({site.host}), most_at_once=2)
    site.answers["/"] = slow
    together(*[lambda: web.get(page_request(site.url()))] * 4)

    assert len(site.asked) == 4
    assert most_at_once(site.asked) <= 2


def test_waiting_for_ones_turn_does_not_count_against_the_deadline(loopback_is_public):
    with serving("127.0.0.5") as site:
        web = Web(contact=None)
        site.answers["/"] = slow
        outcomes = []
        request = replace(feed_request(site.url()), deadline_seconds=0.5)
        together(*[lambda: outcomes.append(web.get(request))] * 5)

    assert [type(outcome) for outcome in outcomes] == [Fetched] * 5


def test_a_host_that_limits_two_feeds_is_left_alone_for_the_rest_of_the_run(loopback_is_public):
    with serving("127.0.0.6") as site:
        web = Web(contact=None)
        site.answers |= {path: answering(status="429 Slow", Retry_After="120") for path in ("/a", "/b")} | {"/c": answering()}

        outcomes = [web.get(feed_request(site.url(path))) for path in ("/a", "/a", "/c", "/b", "/c")]

    assert [type(outcome) for outcome in outcomes] == [FetchFailed, FetchFailed, Fetched, FetchFailed, FetchFailed]
    assert (outcomes[4].kind, outcomes[4].retry_after) == (FailureKind.RATE_LIMITED, timedelta(minutes=2))
    assert [asked.path for asked in site.asked] == ["/a", "/a", "/c", "/b"]


def test_sites_of_this_machine_do_not_answer_for_one_another(site, web):
    site.answers |= {path: answering(status="429 Slow") for path in ("/a", "/b")} | {"/c": answering()}

    outcomes = [web.get(feed_request(site.url(path))) for path in ("/a", "/b", "/c")]

    assert isinstance(outcomes[2], Fetched)


def test_nothing_begins_after_the_end_of_a_run_and_nobody_waits_for_it(loopback_is_public):
    with serving("127.0.0.7") as site:
        web = Web(contact=None)
        outcomes = [web.get(page_request(site.url()))]
        waiting = threading.Thread(target=lambda: outcomes.append(web.get(page_request(site.url(), pause_seconds=60))), daemon=True)
        waiting.start()
        web.close()
        waiting.join(5)

    assert kind_and_reason(outcomes[1]) == (FailureKind.NETWORK, "the run was ended before this was answered")
    assert len(site.asked) == 1


def test_the_end_of_a_run_breaks_off_what_is_under_way(site, web):
    asked, released = threading.Event(), threading.Event()
    site.answers["/feed"] = lambda _connection: (asked.set(), released.wait(30))
    outcomes = []
    waiting = threading.Thread(target=lambda: outcomes.append(web.get(feed_request(site.url("/feed")))), daemon=True)
    waiting.start()
    asked.wait(5)
    web.close()
    waiting.join(5)
    released.set()

    assert [kind_and_reason(outcome) for outcome in outcomes] == [(FailureKind.NETWORK, "the run was ended before this was answered")]


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for "localhost" that nobody signed, made afresh: a key in the repository would only alarm people."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    extensions = ("subjectAltName=DNS:localhost", "basicConstraints=critical,CA:TRUE", "keyUsage=critical,digitalSignature,keyCertSign")
    added = [part for extension in extensions for part in ("-addext", extension)]
    new = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run([*new, "-keyout", str(key), "-out", str(certificate), *added], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
def secure_site(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with serving(context=context) as site:
        site.answers["/feed"] = answering()
        yield site


@pytest.fixture
def trusting(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


def ask_securely(host, port, seconds=5.0):
    web = Web(contact=None, allow_private=frozenset({f"{host}:{port}"}))
    return web.get(replace(feed_request(f"https://{host}:{port}/feed"), deadline_seconds=seconds))


def test_a_trusted_certificate_of_the_right_name_is_fine(secure_site, trusting):
    outcome = ask_securely("localhost", secure_site.port)

    assert isinstance(outcome, Fetched)
    assert dict(secure_site.asked[0].headers)["Host"] == f"localhost:{secure_site.port}"


def test_a_certificate_that_nobody_trusts_is_refused(secure_site):
    kind, reason = kind_and_reason(ask_securely("localhost", secure_site.port))

    assert kind is FailureKind.TLS
    assert reason.startswith("the certificate of localhost is not to be trusted: self")
    assert not secure_site.asked


def test_a_certificate_of_another_name_is_refused(secure_site, trusting):
    kind, reason = kind_and_reason(ask_securely("127.0.0.1", secure_site.port))

    assert kind is FailureKind.TLS
    assert "127.0.0.1" in reason


def test_a_server_without_tls_is_no_secure_one():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        outcome = ask_securely("127.0.0.1", server.getsockname()[1])

    assert kind_and_reason(outcome) == (FailureKind.TLS, "no secure connection with 127.0.0.1 came about")


def test_a_server_that_is_silent_in_the_handshake_does_not_outlive_the_deadline():
    answered = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up_late():
            connection, _ = server.accept()
            answered.wait(3)
            connection.close()

        threading.Thread(target=hang_up_late, daemon=True).start()
        outcome = ask_securely("127.0.0.1", server.getsockname()[1], seconds=0.3)
        answered.set()

    assert outcome.kind is FailureKind.TIMEOUT


def test_a_secure_server_that_drips_does_not_outlive_the_deadline(secure_site, trusting):
    secure_site.answers["/feed"] = dripping(b"HTTP/1.1 200 OK\r\n\r\n")

    assert ask_securely("localhost", secure_site.port, seconds=0.5).kind is FailureKind.TIMEOUT


def test_a_tunnel_through_a_proxy_carries_the_request_and_not_the_proxys_password(secure_site, trusting, loopback_is_public):
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def relay():
            inner, _ = proxy.accept()
            asked = b""
            while not asked.endswith(b"\r\n\r\n"):
                asked += inner.recv(1000)
            with inner, socket.create_connection(("127.0.0.1", secure_site.port)) as outer:
                inner.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=pump, args=(outer, inner), daemon=True)
                back.start()
                pump(inner, outer)
                back.join(5)

        def pump(one, other):
            with contextlib.suppress(OSError):
                while piece := one.recv(65536):
                    other.sendall(piece)
                other.shutdown(socket.SHUT_WR)

        relaying = threading.Thread(target=relay, daemon=True)
        relaying.start()
        web = Web(contact=None, proxy=f"http://sam:secret@127.0.0.1:{proxy.getsockname()[1]}")
        outcome = web.get(feed_request(f"https://localhost:{secure_site.port}/feed"))
        relaying.join(10)

    assert isinstance(outcome, Fetched), outcome
    assert "Proxy-Authorization" not in dict(secure_site.asked[0].headers)


# Nothing slips by


def exceptions_of(module, root):
    return [found for _, found in inspect.getmembers(module, inspect.isclass) if issubclass(found, root)]


@pytest.mark.parametrize(
    "error",
    [
        NotHttp,
        BrokenOff,
        *exceptions_of(ssl, OSError),
        *exceptions_of(socket, OSError),
        ConnectionResetError,
        UnicodeEncodeError,
        ValueError,
    ],
    ids=lambda error: error.__name__,
)
def test_every_error_of_the_libraries_below_has_words(error):
    translated = _translated(error.__new__(error), Deadline(at=0.0, seconds=1.0))

    assert isinstance(translated, Unusable)
    assert isinstance(translated.kind, FailureKind)
    assert translated.reason


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        pytest.param(TimeoutError(), FailureKind.TIMEOUT, id="a timeout"),
        pytest.param(ssl.SSLError(), FailureKind.TLS, id="TLS"),
        pytest.param(ConnectionResetError(), FailureKind.NETWORK, id="a reset"),
        pytest.param(Unusable(FailureKind.TOO_LARGE, "too large"), FailureKind.TOO_LARGE, id="our own"),
    ],
)
def test_an_error_is_named_after_its_cause(cause, kind):
    error = OSError("broken")
    error.__cause__ = cause

    assert _translated(error, Deadline(at=0.0, seconds=1.0)).kind is kind
