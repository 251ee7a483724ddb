"""HTTP/1.1 on the line: what is sent, and what is understood of what comes."""

from io import BytesIO

import pytest

from feeds.message import Arrival, BrokenOff, NotHttp, request


class Line(BytesIO):
    """A line on which every read brings a few bytes only; counts them."""

    most = 3
    brought = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(self.most if size is None or size < 0 else min(size, self.most))
        self.brought += len(piece)
        return piece


@pytest.fixture(params=[1, 3, 100_000], autouse=True)
def _at_every_pace(request, monkeypatch):
    monkeypatch.setattr(Line, "most", request.param)


def read(text: bytes):
    """Return the status, the headers and the body."""
    arrival = Arrival(Line(text))
    status, headers = arrival.head()
    return status, headers, b"".join(arrival.pieces())


def body(headers: bytes, text: bytes) -> bytes:
    return read(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + text)[2]


def test_a_request_has_a_line_for_everything():
    asked = request("GET", "/feed?a=1", {"Host": "example.org", "If-None-Match": 'W/"\xe4"'})

    assert asked == b'GET /feed?a=1 HTTP/1.1\r\nHost: example.org\r\nIf-None-Match: W/"\xe4"\r\n\r\n'


@pytest.mark.parametrize(
    ("target", "value"),
    [
        pytest.param("/", "a\r\nX: b", id="a line break in a header"),
        pytest.param("/", "a\rb", id="half a line break"),
        pytest.param("/", "\0", id="NUL"),
        pytest.param("/", "ż", id="a letter beyond Latin-1"),
        pytest.param("/a b", "c", id="a blank in the address"),
        pytest.param("/\r\nX: b", "c", id="a line break in the address"),
    ],
)
def test_what_would_break_the_lines_of_a_request_is_not_sent(target, value):
    with pytest.raises(NotHttp):
        request("GET", target, {"If-None-Match": value})


@pytest.mark.parametrize(
    ("text", "status", "headers"),
    [
        pytest.param(b'HTTP/1.1 200 OK\r\nETag: "1"\r\n\r\nbody', 200, {"etag": '"1"'}, id="an ordinary answer"),
        pytest.param(b"HTTP/1.0 304\n\n", 304, {}, id="no phrase, bare line feeds"),
        pytest.param(b"HTTP/1.1  200  OK\r\nA: b\r\n\r\n", 200, {"a": "b"}, id="two blanks in the status line"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: b", 200, {"a": "b"}, id="the end of the connection ends the headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nlost\r\nA: b", 200, {"a": "b"}, id="and those that have to be mended"),
        pytest.param(
            b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n", 200, {"a": "b"}, id="an interim answer"
        ),
        pytest.param(
            b"HTTP/1.0 100 Continue\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            200,
            {},
            id="an interim answer that says it is the last",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nVary: a\r\nvary: b\r\n\r\n", 200, {"vary": "a, b"}, id="a header twice"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\tc\r\n\r\n", 200, {"x": "a b\tc"}, id="a folded header"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nlost\r\nX: a\r\n  b\r\n\tc\r\n\r\n", 200, {"x": "a b c"}, id="a folded header in a head that is mended"
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\n lost\r\nA: b\r\n\r\n", 200, {"a": "b"}, id="folded to nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nnonsense\r\n more\r\n: x\r\nA: b\r\n\r\n", 200, {"a": "b"}, id="lines that are no headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA : b\r\nC: \xe4\r\n\r\n", 200, {"a": "b", "c": "ä"}, id="a blank before the colon, Latin-1"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: b\0\x01c\r\n\r\n", 200, {"a": "b\0\x01c"}, id="bytes that do not belong there"),
    ],
)
def test_the_beginning_of_an_answer(text, status, headers):
    assert Arrival(Line(text)).head() == (status, headers)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param(b"", ConnectionResetError, id="nothing"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n", ConnectionResetError, id="nothing but an interim answer"),
        pytest.param(b"ICY 200 OK\r\n\r\n", NotHttp, id="another protocol"),
        pytest.param(b"HTTP/2 200\r\n\r\n", NotHttp, id="another version"),
        pytest.param(b"HTTP/1.1 2000 OK\r\n\r\n", NotHttp, id="four digits"),
        pytest.param(b"HTTP/1.1 099 OK\r\nA: b\r\n\r\n", NotHttp, id="a status below all"),
        pytest.param(
            b"HTTP/1.1 101 Go\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n", NotHttp, id="a change of protocol that nobody asked for"
        ),
        pytest.param(b"<html>", NotHttp, id="a page without headers"),
        pytest.param(b"<html>\n\n", NotHttp, id="a page without headers, with an empty line"),
        pytest.param(b"HTTP/1.1 200 " + b"x" * 70_000, NotHttp, id="a status line of 70 KB"),
        pytest.param(b"HTTP/1.1 200 OK\r\na: " + b"x" * 70_000 + b"\r\n\r\n", NotHttp, id="a header of 70 KB"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 101 + b"\r\n", NotHttp, id="101 headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nlost\r\n" + b"a: b\r\n" * 101 + b"\r\n", NotHttp, id="101 headers, after mending"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nwhich", BrokenOff, id="two lengths"),
    ],
)
def test_a_beginning_that_is_not_taken(text, error):
    with pytest.raises(error):
        Arrival(Line(text)).head()


_CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("headers", "text", "expected"),
    [
        pytest.param(b"", b"to the end", b"to the end", id="no length"),
        pytest.param(b"Connection: keep-alive\r\n", b"to the end", b"to the end", id="no length, but it goes on"),
        pytest.param(b"Content-Length: 4\r\n", b"fourmore", b"four", id="a length"),
        pytest.param(
            b"Content-Length: 4\r\nConnection: close\r\n", b"four\r\nHTTP/1.1 500 Oops\r\n\r\n", b"four", id="another answer behind"
        ),
        pytest.param(b"Content-Length: 4\r\nContent-Length: 4\r\n", b"fourmore", b"four", id="the same length twice"),
        pytest.param(b"Content-Length: 4, 4\r\n", b"fourmore", b"four", id="the same length twice in one line"),
        pytest.param(b"Content-Length: 0\r\n", b"", b"", id="nothing"),
        pytest.param(b"Content-Length: -4\r\n", b"all", b"all", id="a length that is none"),
        pytest.param(b"Upgrade: h2\r\nConnection: Upgrade, close\r\nContent-Length: 4\r\n", b"four", b"four", id="an upgrade on offer"),
        pytest.param(_CHUNKED, b"4\r\nfour\r\nA ;x=y\r\n0123456789\r\n0\r\nT: x\r\n\r\n", b"four0123456789", id="chunks"),
        pytest.param(
            b"Content-Length: 1\r\nTransfer-Encoding: gzip, Chunked\r\n", b"2\r\nab\r\n0\r\n\r\n", b"ab", id="chunks go before a length"
        ),
        pytest.param(_CHUNKED, b"2\nab\n0\n\n", b"ab", id="chunks with bare line feeds"),
        pytest.param(_CHUNKED, b"2\r\nab\r\n0\r\n", b"ab", id="chunks without an empty line at the end"),
        pytest.param(b"Transfer-Encoding: identity\r\n", b"to the end", b"to the end", id="another transfer encoding"),
    ],
)
def test_a_body(headers, text, expected):
    assert body(headers, text) == expected


def test_who_speaks_something_else_is_not_heard_out():
    line = Line(b"220 mail.example ESMTP\r\n" * 10_000)

    with pytest.raises(NotHttp):
        Arrival(line).head()
    assert line.brought < 20_000


def test_an_answer_304_has_no_body_whatever_length_it_names():
    assert read(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n")[2] == b""


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        pytest.param(b"Content-Length: 10\r\n", b"too short", id="short of its length"),
        pytest.param(_CHUNKED, b"", id="no chunk"),
        pytest.param(_CHUNKED, b"zz\r\nx", id="a chunk of letters"),
        pytest.param(_CHUNKED, b"-1\r\nx", id="a chunk of less than nothing"),
        pytest.param(_CHUNKED, b"4\r\nfo", id="a chunk cut off"),
        pytest.param(_CHUNKED, b"4\r\nfo\n", id="a chunk cut off after a line"),
        pytest.param(_CHUNKED, b"4\r\nfour\r\n", id="no last chunk"),
        pytest.param(_CHUNKED, b"4\r\nfour\r\n0", id="cut off in the size of a chunk, which may be 0"),
    ],
)
def test_a_body_that_breaks_off(headers, text):
    with pytest.raises(BrokenOff):
        body(headers, text)


@pytest.mark.parametrize(
    "endless",
    [
        pytest.param(b"0\r\nTrailer: ", id="a trailer"),
        pytest.param(b"2;extension=", id="an extension of a chunk"),
    ],
)
def test_what_is_no_body_ends_some_day(endless):
    line = Line(b"HTTP/1.1 200 OK\r\n" + _CHUNKED + b"\r\n" + endless + b"x" * 1_000_000)
    arrival = Arrival(line)
    arrival.head()

    with pytest.raises(BrokenOff):
        b"".join(arrival.pieces())
    assert line.brought < 200_000


def test_a_body_is_handed_out_while_it_comes():
    line = Line(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000)
    arrival = Arrival(line)
    arrival.head()
    next(arrival.pieces())

    assert line.brought < 100_000


@pytest.mark.parametrize(
    ("headers", "length"),
    [
        pytest.param(b"Content-Length: 7 \r\n", 7, id="a length"),
        pytest.param(b"Content-Length: 7\r\n" + _CHUNKED, None, id="chunks"),
        pytest.param(b"", None, id="neither"),
    ],
)
def test_the_length_is_known_before_the_body_comes(headers, length):
    arrival = Arrival(Line(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n"))
    arrival.head()

    assert arrival.length() == length


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Encoding", "gzip"),
        ("Content-Type", "text/html"),
        ("Location", "https://example.org/x"),
        ("ETag", '"1"'),
        ("Retry-After", "60"),
    ],
)
def test_a_header_that_is_no_list_counts_once_though_it_stands_twice(name, value):
    _, headers = Arrival(Line(f"HTTP/1.1 200 OK\r\n{name}: {value}\r\n{name}: {value}\r\n\r\n".encode())).head()

    assert headers[name.lower()] == value
