"""Write a request, and read its answer, as HTTP/1.1 has them on the line (RFC 9112); the home of httptools.

llhttp, the parser of Node, does the reading; here stands what it leaves to others: how much may come,
what the end of the connection means, and the few mistakes of servers that it forgives under no setting.
"""

import re
from collections.abc import Iterator, Mapping
from io import RawIOBase

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

# As http.client has them: longer lines and more of them are no honest answer's. All headers together are bounded by the socket.
_MOST_LINE_BYTES = 64 * 1024
_MOST_HEADERS = 100

# Less at a time while there are headers: what of the body is read along with them, the socket counts among them.
_HEAD_PIECE_BYTES = 16 * 1024
_PIECE_BYTES = 64 * 1024

_START = b"HTTP/1."
_EMPTY_LINES = b"\r\n\r\n"
_HEAD_END = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
# Headers that are no lists: of one that stands twice by mistake, the last counts.
_ONCE = frozenset({"content-encoding", "content-type", "etag", "last-modified", "location", "retry-after", "age", "date", "expires"})
# Whoever could put one of these into a request could add lines to it.
_BREAKING = re.compile("[\r\n\0]")


class NotHttp(Exception):
    """What came, or what was to be sent, is not HTTP."""


class BrokenOff(Exception):
    """The connection ended before the message did."""


def request(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request; what says how long its body is, stands among the *headers*.

    Raises:
        NotHttp: something in it would break its lines, or is in letters that headers do not know.
    """
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if any(_BREAKING.search(line) for line in lines) or " " in target:
        raise NotHttp
    try:
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
    except UnicodeEncodeError:
        raise NotHttp from None


class Arrival:
    """An answer as it comes over a line on which nothing else will; to be asked for its head first, then for its body."""

    def __init__(self, line: RawIOBase) -> None:
        self._line = line
        self._heard = _Heard()

    def head(self) -> tuple[int, dict[str, str]]:
        """Read the beginning of the answer: its status, and its headers by their names in lower case.

        Interim answers (1xx) are passed over. What stands in several headers of one name is joined as one list (RFC 9110,
        section 5.2). What llhttp refuses is mended once, and the end of the connection ends the headers too.

        Raises:
            NotHttp: it is not as it should be.
            BrokenOff: it has two lengths, so that nothing tells where the body ends.
            ConnectionResetError: there is none.
        """
        came = bytearray()
        while not self._heard.is_begun:
            piece = self._line.read(_HEAD_PIECE_BYTES) or b""
            came += piece
            if not came:
                raise ConnectionResetError
            self._heard.feed(piece or _EMPTY_LINES)
            if self._heard.is_refused and not self._heard.is_begun:
                self._mend(came)
            elif not piece and not self._heard.is_begun:  # after interim answers
                raise ConnectionResetError
        return self._heard.status, self._heard.headers

    def length(self) -> int | None:
        """Return how long the body is to be, None where only its end will tell."""
        headers = self._heard.headers
        return int(headers["content-length"]) if "content-length" in headers and "transfer-encoding" not in headers else None

    def pieces(self) -> Iterator[bytes]:
        """Hand out the body as it comes (RFC 9112, section 6.3): in chunks, by its length, or to the end of the connection.

        Raises:
            BrokenOff: it ends too early, or nothing tells where.
        """
        since_body = 0
        while True:
            if body := self._heard.taken():
                since_body = 0
                yield body
            if self._heard.is_whole:
                return
            # Nothing between the chunks and behind them is long; and of what stands behind, llhttp's binding keeps all.
            if self._heard.is_refused or since_body > _MOST_LINE_BYTES:
                raise BrokenOff
            piece = self._line.read(_PIECE_BYTES)
            if not piece:
                self._end()
                return
            since_body += len(piece)
            self._heard.feed(piece)

    def _end(self) -> None:
        """Raise BrokenOff unless the body may end where the connection does; after the last chunk the empty line is often missing."""
        if self._heard.is_chunked and self._heard.is_line_ended:
            self._heard.feed(_EMPTY_LINES)
        if not self._heard.is_whole and (self._heard.is_chunked or self.length() is not None):
            raise BrokenOff

    def _mend(self, came: bytearray) -> None:
        """Read the head anew without what llhttp refuses whatever it is told, and browsers do not mind."""
        if not came.startswith(_START):
            raise NotHttp
        searched = 0
        while not (end := _HEAD_END.search(came, searched)):
            searched = max(len(came) - 2, 0)
            piece = self._line.read(_HEAD_PIECE_BYTES)
            if not piece:
                break
            came += piece
        head, body = (came[: end.start() + 1], came[end.end() :]) if end else (came, b"")
        self._heard = _Heard()
        self._heard.feed(_mended(bytes(head)) + body)
        if not self._heard.is_begun:
            raise NotHttp


class _Heard:
    """What llhttp has understood so far; it calls the methods on_..."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        #: Whether all headers, and whether all of the body have come.
        self.is_begun = False
        self.is_whole = False
        #: Whether llhttp takes no more, and whether what it took last ended a line.
        self.is_refused = False
        self.is_line_ended = False
        self._count = 0
        self._line_bytes = 0
        self._body: list[bytes] = []
        self._parser = HttpResponseParser(self)
        # What servers get wrong and harms nobody who asks once in a connection: bytes in headers that do not belong there, folded
        # headers, bare line feeds, blanks after the size of a chunk, and a length beside chunks, which then count.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_chunked_length=True,
            lenient_keep_alive=True,
            lenient_optional_cr_before_lf=True,
            lenient_optional_lf_after_cr=True,
            lenient_spaces_after_chunk_size=True,
        )

    @property
    def status(self) -> int:
        return self._parser.get_status_code()

    @property
    def is_chunked(self) -> bool:
        return self.headers.get("transfer-encoding", "").rpartition(",")[2].strip().lower() == "chunked"

    def taken(self) -> bytes:
        """Return what has come of the body since the last time."""
        taken, self._body = b"".join(self._body), []
        return taken

    def feed(self, piece: bytes) -> None:
        """Give llhttp some more; raises NotHttp where there are more headers than may be."""
        self.is_line_ended = piece.endswith(b"\n")
        try:
            self._parser.feed_data(piece)
        except (HttpParserError, HttpParserUpgrade) as refused:
            self.is_refused = True
            if isinstance(refused.__context__, NotHttp):
                raise refused.__context__ from None

    def on_status(self, phrase: bytes) -> None:
        self._line_bytes += len(phrase)
        self._check()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.is_begun:  # a trailer
            return
        self._count += 1
        self._line_bytes = len(name) + len(value)
        self._check()
        if self._is_interim():
            return
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        self.headers[key] = f"{self.headers[key]}, {text}" if key in self.headers and key not in _ONCE else text

    def on_headers_complete(self) -> None:
        self._count = self._line_bytes = 0
        self.is_begun = not self._is_interim()

    def on_body(self, piece: bytes) -> None:
        self._body.append(piece)

    def on_message_complete(self) -> None:
        if self.is_begun:
            self.is_whole = True
            raise _Whole

    def _is_interim(self) -> bool:
        return 100 <= self.status < 200

    def _check(self) -> None:
        if self._line_bytes > _MOST_LINE_BYTES or self._count > _MOST_HEADERS or self.status < 100:
            raise NotHttp


class _Whole(Exception):
    """The answer is whole: llhttp is to stop."""


def _mended(head: bytes) -> bytes:
    """Return a head with nothing but headers in it, each in one line, and with one length at most.

    Raises:
        BrokenOff: it has several lengths.
    """
    start, _, rest = head.partition(b"\n")
    lines = [b" ".join(start.strip().split(None, 2))]
    lengths: set[bytes] = set()
    for name, value in _FIELD.findall(rest):
        if name.lower() == b"content-length":
            lengths |= {said.strip() for said in value.split(b",") if said.strip().isdigit()}
        else:
            lines.append(name + b": " + b" ".join(value.split()))
    if len(lengths) > 1:
        raise BrokenOff
    return b"\r\n".join([*lines, *(b"Content-Length: " + said for said in lengths), b"", b""])
