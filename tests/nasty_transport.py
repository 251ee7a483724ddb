"""Cases of manners, redirects and transport: what servers do before anybody looks at their feed."""

import base64
import gzip
import struct
import zlib
from collections.abc import Iterator

from tests.nasty import FINE, HTML, Answer, Asked, Case, Reply, answer, item, moves, rss, says

_MEBIBYTE = 1 << 20

# Ways to write an address of this machine or of its neighbours; RELIABILITY asks for forty.
SPELLINGS = (
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "0x0",  # noqa: S104 - where we do not connect to
    "①②⑦.0.0.1", "127。0。0。1", "127.0.0.1.", "%31%32%37.0.0.1", "localhost", "LOCALHOST", "localhost.", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[ff02::1]", "169.254.169.254", "2852039166", "10.0.0.1",
    "172.16.0.1", "192.168.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "224.0.0.1", "255.255.255.255", "[fd00:ec2::254]",
)  # fmt: skip


def validating(etag: str | None = None, modified: str | None = None, body: str = FINE) -> Answer:
    """Answer as a careful server does: 304 where the validators come back exactly as they were sent."""
    sent = {"ETag": etag, "Last_Modified": modified}
    headers = {name: value for name, value in sent.items() if value is not None}

    def reply(asked: Asked) -> Reply:
        known = (asked.headers.get("if-none-match"), asked.headers.get("if-modified-since"))
        if known == (etag, modified):
            return [answer(status="304 Not Modified", **headers)]
        return says(body, **headers)(asked)

    return reply


def in_turn(*answers: Answer) -> Answer:
    """Give one answer after the other, and the last one from then on."""
    return lambda asked: answers[min(asked.times, len(answers)) - 1](asked)


def sends(*pieces: bytes | float) -> Answer:
    """Send just that, and hang up."""
    return lambda _asked: pieces


def endless(start: bytes, piece: bytes, *, every: float = 0.0) -> Answer:
    """Go on for ever, as fast as can be or a piece now and then."""

    def reply(_asked: Asked) -> Iterator[bytes | float]:
        yield start
        while True:
            yield piece
            yield every

    return reply


def _bomb(mebibytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(b"<rss version='2.0'><channel><title>A bomb</title><item><title>b</title><description>")]
    pieces += [packer.compress(b"A" * _MEBIBYTE) for _ in range(mebibytes)]
    return b"".join([*pieces, packer.compress(b"</description></item></channel></rss>"), packer.flush()])


def _zstandard_bomb(mebibytes: int) -> bytes:
    """Return a valid frame of run-length blocks, 32 bytes for each MiB (RFC 8878, section 3.1.1.2)."""

    def block(*, last: bool, kind: int, size: int, data: bytes) -> bytes:
        return struct.pack("<I", (size << 3) | (kind << 1) | last)[:3] + data

    return (
        b"\x28\xb5\x2f\xfd\x00\x38"
        + block(last=False, kind=1, size=131072, data=b"A") * (mebibytes * 8)
        + block(last=True, kind=0, size=0, data=b"")
    )


# 64 MiB of "A" inside a feed: Python has no encoder for Brotli.
_BROTLI_BOMB = base64.b64decode(
    "y///PyAcB3aMZvqWuX8seYLE0gdkrmNkfuTo5DhQa2/f6Z5EHkZg6Q0f/5SIEKdiM8xFRakdOKvDJMY1//n+nF/XBeiNzAIGp42q5CutB7r/E/P//w9+CYA4LALQvf/j"
    "//8f/BIAcVgAoHv/x///P/glAOKwAED3/o///3/wSwDEYQGA7v0f////4JcAiMMCAN37P/7//8EvARCHBQC693/8//+DXwIgDgsAdO//ohMAvCN16jPHMUKl9wtPmpxq"
    "o0ufsjnYgAPmIJLBJltQL0OiAMdPKxcAQJOGIQAA8wM="
)

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
_FINE = FINE.encode()
_NOTHING = {"items": 0}
_UNCONDITIONAL = {"wait": (24, 48)}


def _limited(name: str, hours: tuple[float, float], **headers: str) -> Case:
    return Case(name=name, feed=says(status="429 Too Many Requests", **headers), trouble="429 Too Many Requests", wait=hours, items=0)


MANNERS = (
    Case(name="etag", feed=validating('"v1"'), conditional=True),
    Case(name="etag weak", feed=validating('W/"v1"'), conditional=True),
    Case(name="etag without quotes", feed=validating("v1 and more"), conditional=True),
    Case(name="etag with letters of Latin-1", feed=validating('"\xe4"'), conditional=True),
    Case(name="etag empty", feed=validating('""'), conditional=True),
    Case(name="etag anew for the same body", feed=lambda asked: says(FINE, ETag=f'"{asked.times}"')(asked), conditional=True),
    Case(name="last-modified", feed=validating(modified="Tue, 03 Mar 2026 08:00:00 GMT"), conditional=True),
    Case(name="last-modified in no standard form", feed=validating(modified="2026-03-03 08:00:00 +0200"), conditional=True),
    Case(name="last-modified in the future", feed=validating(modified="Tue, 03 Mar 2099 08:00:00 GMT"), conditional=True),
    Case(name="both validators", feed=validating('"v1"', "Tue, 03 Mar 2026 08:00:00 GMT"), conditional=True),
    Case(name="304 without validators", feed=in_turn(says(FINE, ETag='"1"'), sends(b"HTTP/1.1 304 Not Modified\r\n\r\n")), conditional=True),
    Case(name="304 that nobody asked for", feed=sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), trouble="304", **_NOTHING),
    Case(name="226 with what is new alone", feed=in_turn(says(FINE, ETag='"1"'), says(rss(item(9)), status="226 IM Used", ETag='"2"')), items_later=2, conditional=True),
    Case(name="no validators", feed=says(FINE), conditional=False, **_UNCONDITIONAL),
    Case(name="a cookie", feed=says(FINE, Set_Cookie="id=1; Path=/", ETag='"1"'), conditional=True),
    Case(name="ttl of 12 hours", feed=validating('"1"', body=rss(item(0), head="<ttl>720</ttl>")), wait=(12, 15)),
    Case(name="ttl of a century", feed=validating('"1"', body=rss(item(0), head="<ttl>52560000</ttl>")), wait=(24, 27)),
    Case(name="ttl that is garbage", feed=validating('"1"', body=rss(item(0), head="<ttl>soon</ttl>")), wait=(1, 2)),
    Case(name="max-age of 4 hours", feed=says(FINE, ETag='"1"', Cache_Control="public, max-age=14400"), wait=(4, 6)),
    Case(name="max-age that is garbage", feed=says(FINE, ETag='"1"', Cache_Control="max-age=x, max-age"), wait=(1, 2)),
    Case(name="expires in 8 hours", feed=says(FINE, ETag='"1"', Expires="Wed, 04 Mar 2026 14:00:00 GMT"), wait=(8, 10)),
    Case(name="expires in the past", feed=says(FINE, ETag='"1"', Expires="-1"), wait=(1, 2)),
    Case(name="every hour to be skipped", feed=validating('"1"', body=rss(item(0), head=f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in range(24))}</skipHours>")), wait=(24, 48)),
    Case(name="Wednesday to be skipped", feed=validating('"1"', body=rss(item(0), head="<skipDays><day>Wednesday</day><day>Foo</day></skipDays>")), wait=(18, 20)),
    _limited("429 for 2 hours", (2, 3), Retry_After="7200"),
    _limited("429 until a date", (3, 4), Retry_After="Wed, 04 Mar 2026 09:00:00 GMT"),
    _limited("429 with garbage", (1, 2), Retry_After="soon"),
    _limited("429 with a negative number", (1, 2), Retry_After="-5"),
    _limited("429 for nothing", (1, 2), Retry_After="0"),
    _limited("429 for a century", (167, 169), Retry_After="3153600000"),
    _limited("429 for more digits than can be", (167, 169), Retry_After="9" * 400),
    _limited("429 without a word", (1, 2)),
    Case(name="503 for 2 hours", feed=says(status="503 Busy", Retry_After="7200"), trouble="503", wait=(2, 3), **_NOTHING),
    Case(name="410", feed=says(status="410 Gone"), trouble="410 Gone", gone=True, **_NOTHING),
    Case(name="404 now and then", feed=in_turn(says(status="404 Not Found"), says(FINE, ETag='"1"')), trouble="404 Not Found", trouble_later=None, items=0, items_later=1, wait=(1, 2)),
    Case(name="fine, then 404", feed=in_turn(says(FINE, ETag='"1"'), says(status="404 Not Found")), trouble_later="404 Not Found", conditional=True),
    Case(name="fine, then 410", feed=in_turn(says(FINE, ETag='"1"'), says(status="410 Gone")), trouble_later="410 Gone", conditional=True),
    *(Case(name=f"status {status.split()[0]}", feed=says(FINE, status=status), trouble=status.split()[0], wait=(1, 2), **_NOTHING) for status in ("204 No Content", "206 Partial", "300 Choices", "401 No", "403 No", "418 Teapot", "451 No", "500 Oops", "502 Bad", "504 Late", "599 Odd")),
)  # fmt: skip

_ELSEWHERE = {f"/{step}": moves(f"/{step + 1}") for step in range(4)} | {
    "/4": moves("/elsewhere"),
    "/around": moves("/feed"),
    "/elsewhere": validating('"v1"'),
    "/page-only": says("<html><body><p>Welcome</p></body></html>", type=HTML),
    "/none": says(status="404 Not Found"),
}


def _redirect(name: str, to: str, *, trouble: str | None = None, status: str = "302 Found", **more: object) -> Case:
    items = 1 if trouble is None else 0
    return Case(name=name, feed=moves(to, status), others=_ELSEWHERE, trouble=trouble, items=items, **more)  # type: ignore[arg-type]


REDIRECTS = (
    *(_redirect(f"moved {status}", "/elsewhere", status=f"{status} Moved") for status in (301, 302, 303, 307, 308)),
    _redirect("moved onto a page", "/page-only", status="301 Moved", trouble="HTML page"),
    _redirect("moved onto nothing", "/none", status="301 Moved", trouble="404"),
    _redirect("five steps", "/1", status="302 Found"),
    _redirect("six steps", "/0", trouble="more than 5 times"),
    _redirect("a circle", "/feed", trouble="more than 5 times", requests=6),
    _redirect("a circle of two", "/around", trouble="more than 5 times", requests=3),
    _redirect("a step without an address", "", trouble="302"),
    _redirect("a step within the site, with a fragment", "//SITE/elsewhere#top"),
    _redirect("a step to a name in letters", "/caf\xe9", trouble="HTML page"),
    *(_redirect(f"a step to {to.partition(':')[0]}", to, trouble="no address of the web") for to in ("file:///etc/hostname", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "data:text/xml,<rss/>", "javascript:alert(1)", "ldap://127.0.0.1/", "dict://127.0.0.1/")),
    _redirect("a step to half an IPv6 address", "http://[::1/", trouble="no address of the web"),
    _redirect("a step to a bad IPv6 address", "http://[::1%25lo]:80/", trouble="redirects to"),
    _redirect("a step with a password", "http://me:secret@127.0.0.1/", trouble="no address of the web"),
    _redirect("a step to a mail server", "http://127.0.0.1:25/", trouble="no address of the web"),
    _redirect("a step to port 0", "http://127.0.0.1:0/", trouble="no address of the web"),
    _redirect("a step to port 99999", "http://127.0.0.1:99999/", trouble="no address of the web"),
    _redirect("a step to 5,000 letters", "http://127.0.0.1/" + "a" * 5000, trouble="no address of the web"),
    _redirect("a step to a secure server that is none", "https://SITE/elsewhere", trouble="no answer within"),
    _redirect("a step to the canary for good", "CANARY/feed", status="301 Moved", trouble="does not go"),
    *(_redirect(f"a step to {host}", f"http://{host}:CANARY_PORT/", trouble="") for host in SPELLINGS),
)  # fmt: skip

TRANSPORT = (
    Case(name="silent", feed=sends(40.0), trouble="no answer within 12 seconds", **_NOTHING),
    Case(name="silent after the headers", feed=sends(_OK + b"\r\n", 40.0), trouble="no answer within 12 seconds", **_NOTHING),
    Case(name="headers that drip", feed=endless(b"HTTP/1.1 200 OK\r\nX: ", b"x", every=0.3), trouble="no answer within 12 seconds", **_NOTHING),
    Case(name="a body that drips", feed=endless(_OK + b"\r\n", b" ", every=0.3), trouble="no answer within 12 seconds", **_NOTHING),
    Case(name="a chunk size that drips", feed=endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0", every=0.3), trouble="no answer within 12 seconds", **_NOTHING),
    Case(name="steps that drip", feed=lambda _asked: (2.6, answer(status="302 Found", Location="/slow")), others={"/slow": lambda _asked: (2.6, answer(status="302 Found", Location="/slow"))}, trouble="no answer within 12 seconds", **_NOTHING),
    Case(name="a feed without end", feed=endless(_OK + b"\r\n<rss version='2.0'><channel>", rss(item(1)).encode() * 200), trouble="larger than 10 MB", **_NOTHING),
    Case(name="chunks without end", feed=endless(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n"), trouble="larger than 10 MB", **_NOTHING),
    Case(name="headers without end", feed=endless(b"HTTP/1.1 200 OK\r\n", b"a: " + b"b" * 60_000 + b"\r\n"), trouble="headers", **_NOTHING),
    Case(name="interim answers without end", feed=endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), trouble="headers", **_NOTHING),
    Case(name="two hundred headers", feed=sends(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n" + _FINE), trouble="not HTTP", **_NOTHING),
    Case(name="a header of 70 KB", feed=sends(b"HTTP/1.1 200 OK\r\na: " + b"b" * 70_000 + b"\r\n\r\n" + _FINE), trouble="not HTTP", **_NOTHING),
    Case(name="a status line of 1 MB", feed=sends(b"HTTP/1.1 200 " + b"O" * _MEBIBYTE + b"\r\n\r\n" + _FINE), trouble="not HTTP", **_NOTHING),
    Case(name="a header without a colon", feed=sends(b'HTTP/1.1 200 OK\r\nnonsense\r\nETag: "1"\r\n\r\n' + _FINE)),
    Case(name="a folded header", feed=sends(b'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nETag: "1"\r\n\r\n' + _FINE)),
    Case(name="a header with NUL", feed=sends(b'HTTP/1.1 200 OK\r\nX: a\x00b\r\nETag: "1"\r\n\r\n' + _FINE)),
    Case(name="a bare line feed after each header", feed=sends(b'HTTP/1.1 200 OK\nETag: "1"\n\n' + _FINE)),
    Case(name="HTTP/1.0", feed=sends(b"HTTP/1.0 200 OK\r\n\r\n" + _FINE)),
    Case(name="HTTP/0.9", feed=sends(_FINE), trouble="not HTTP", **_NOTHING),
    Case(name="HTTP/2 unasked", feed=sends(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)), trouble="", **_NOTHING),
    Case(name="SMTP in place of HTTP", feed=sends(b"220 mail.example ESMTP\r\n"), trouble="not HTTP", **_NOTHING),
    Case(name="a status of letters", feed=sends(b"HTTP/1.1 2xx OK\r\n\r\n" + _FINE), trouble="not HTTP", **_NOTHING),
    Case(name="no answer at all", feed=sends(b""), trouble="closed the connection", **_NOTHING),
    Case(name="a length of 100 GB", feed=lambda _asked: [answer(_FINE, length=10**11)], trouble="larger than 10 MB", **_NOTHING),
    Case(name="a length beyond the body", feed=lambda _asked: [answer(_FINE[:500], length=99_999)], trouble="broke off", **_NOTHING),
    Case(name="a negative length", feed=lambda _asked: [answer(_FINE, length=-1)]),
    Case(name="two lengths", feed=sends(_OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n<rss>"), trouble="broke off", **_NOTHING),
    Case(name="a chunk of letters", feed=sends(_OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n"), trouble="broke off", **_NOTHING),
    Case(name="a chunk cut off", feed=sends(_OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n<rss>"), trouble="broke off", **_NOTHING),
    Case(name="sent as a page", feed=says(FINE, type=HTML)),
    Case(name="sent as a picture", feed=says(FINE, type="image/png")),
    Case(name="sent as nothing", feed=says(FINE, type="")),
    Case(name="packed", feed=says(gzip.compress(_FINE), Content_Encoding="gzip")),
    Case(name="packed, in two members", feed=says(gzip.compress(_FINE[:300]) + gzip.compress(_FINE[300:]), Content_Encoding="x-gzip")),
    Case(name="packed, with rubbish behind", feed=says(gzip.compress(_FINE) + b"rubbish", Content_Encoding="gzip")),
    Case(name="deflated", feed=says(zlib.compress(_FINE), Content_Encoding="deflate")),
    Case(name="deflated bare", feed=says(zlib.compress(_FINE)[2:-4], Content_Encoding="deflate")),
    Case(name="packed as something that nobody knows", feed=says(FINE, Content_Encoding="utf-8")),
    Case(name="packed, it says, but is not", feed=says(FINE, Content_Encoding="gzip"), trouble="not the gzip", **_NOTHING),
    Case(name="packed and cut off", feed=says(gzip.compress(_FINE)[:-60], Content_Encoding="gzip"), trouble="broke off", **_NOTHING),
    Case(name="packed twice", feed=says(gzip.compress(gzip.compress(_FINE)), Content_Encoding="gzip, gzip"), trouble="packed more than once", **_NOTHING),
    Case(name="a bomb", feed=says(_bomb(200), Content_Encoding="gzip"), trouble="larger than 10 MB", **_NOTHING),
    Case(name="a bomb in Brotli", feed=says(_BROTLI_BOMB, Content_Encoding="br"), trouble="packed as br", **_NOTHING),
    Case(name="a bomb in Zstandard", feed=says(_zstandard_bomb(400), Content_Encoding="zstd"), trouble="packed as zstd", **_NOTHING),
)  # fmt: skip
