"""What an answer means, when it asks us to come back, and how its body is put together within a bound."""

import doctest
import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta

import pytest

import feeds.answer
from feeds.answer import max_age, retry_after
from feeds.body import Unusable, whole_body
from feeds.model.answers import FailureKind

NOON = datetime(2026, 2, 18, 12, tzinfo=UTC)


def test_examples_in_the_docstrings_are_true():
    assert doctest.testmod(feeds.answer).failed == 0


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"retry-after": "7200"}, timedelta(hours=2), id="seconds"),
        pytest.param({"retry-after": "0"}, timedelta(minutes=1), id="at once: a minute"),
        pytest.param({"retry-after": "3153600000"}, timedelta(days=7), id="a century: a week"),
        pytest.param({"retry-after": "9" * 400}, timedelta(days=7), id="400 digits: a week"),
        pytest.param({"retry-after": "-5"}, None, id="negative"),
        pytest.param({"retry-after": "soon"}, None, id="garbage"),
        pytest.param({"retry-after": "1.5"}, None, id="half seconds"),
        pytest.param({"retry-after": "Wed, 18 Feb 2026 14:00:00 GMT"}, timedelta(hours=2), id="a date"),
        pytest.param({"retry-after": "Wed, 18 Feb 2026 15:00:00 +0100"}, timedelta(hours=2), id="a date in another zone"),
        pytest.param({"retry-after": "Wed, 18 Feb 2026 14:00:00 -0000"}, timedelta(hours=2), id="a date without a zone"),
        pytest.param({"retry-after": "Sun, 18 Feb 2024 14:00:00 GMT"}, timedelta(minutes=1), id="a date that has passed: a minute"),
        pytest.param({"retry-after": "Fri, 31 Dec 9999 23:59:59 GMT"}, timedelta(days=7), id="a date in ages: a week"),
        pytest.param({"retry-after": "Fri, 31 Dec 9999 23:59:59 -2359"}, None, id="a date beyond all dates"),
        pytest.param(
            {"retry-after": "Thu, 01 Jan 2026 02:00:00 GMT", "date": "Thu, 01 Jan 2026 00:00:00 GMT"},
            timedelta(hours=2),
            id="by their clock",
        ),
    ],
)
def test_retry_after(headers, expected):
    assert retry_after(headers, NOON) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"cache-control": "public, max-age=14400"}, timedelta(hours=4), id="max-age"),
        pytest.param({"cache-control": 'Max-Age = "60" , private'}, timedelta(minutes=1), id="max-age, oddly written"),
        pytest.param({"cache-control": "max-age=0, no-cache"}, None, id="0"),
        pytest.param({"cache-control": "s-maxage=60"}, None, id="for shared caches only"),
        pytest.param({"cache-control": "max-age=soon"}, None, id="garbage"),
        pytest.param({"cache-control": "max-age=-1"}, None, id="negative"),
        pytest.param({"cache-control": "max-age=" + "9" * 99}, timedelta(days=3650), id="99 digits"),
        pytest.param({"expires": "Wed, 18 Feb 2026 13:00:00 GMT"}, timedelta(hours=1), id="Expires"),
        pytest.param({"expires": "Wed, 18 Feb 2026 11:00:00 GMT"}, None, id="Expires in the past"),
        pytest.param({"expires": "0"}, None, id="Expires 0"),
        pytest.param(
            {"expires": "Thu, 01 Jan 2026 01:00:00 GMT", "date": "Thu, 01 Jan 2026 00:00:00 GMT"}, timedelta(hours=1), id="by their clock"
        ),
        pytest.param({"cache-control": "max-age=60", "expires": "Wed, 18 Feb 2026 13:00:00 GMT"}, timedelta(hours=1), id="the longer"),
    ],
)
def test_max_age(headers, expected):
    assert max_age(headers, NOON) == expected


TEXT = b"<rss>" + bytes(range(256)) * 300 + b"</rss>"


def bare_deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def in_pieces(data, size=1000):
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        pytest.param(TEXT, "", id="unpacked"),
        pytest.param(TEXT, "identity", id="identity"),
        pytest.param(TEXT, "utf-8", id="a coding that is none"),
        pytest.param(gzip.compress(TEXT), "gzip", id="gzip"),
        pytest.param(gzip.compress(TEXT), "X-GZIP, identity", id="x-gzip"),
        pytest.param(gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:]), "gzip", id="two members"),
        pytest.param(gzip.compress(TEXT) + b"\0" * 3000, "gzip", id="padding behind"),
        pytest.param(zlib.compress(TEXT), "deflate", id="deflate as it should be"),
        pytest.param(bare_deflate(TEXT), "deflate", id="deflate as many send it"),
    ],
)
@pytest.mark.parametrize("size", [1, 1000, 10**9], ids=["bytes", "pieces", "whole"])
def test_a_body_comes_out_as_it_was(packed, encoding, size):
    assert whole_body(in_pieces(packed, size), content_encoding=encoding, most_bytes=len(TEXT)) == TEXT


@pytest.mark.parametrize("length", [65_535, 65_536, 65_537, 131_072])
def test_a_body_that_ends_with_a_step_is_whole(length):
    assert whole_body(iter([bare_deflate(b"A" * length)]), content_encoding="deflate", most_bytes=length) == b"A" * length


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_an_empty_body_is_empty(encoding):
    assert whole_body(iter(()), content_encoding=encoding, most_bytes=1) == b""


@pytest.mark.parametrize(
    ("packed", "encoding", "kind", "reason"),
    [
        pytest.param(b"a" * 101, "", FailureKind.TOO_LARGE, "larger than 100 bytes", id="over the bound"),
        pytest.param(gzip.compress(b"a" * 101), "gzip", FailureKind.TOO_LARGE, "larger than 100 bytes", id="over the bound once unpacked"),
        pytest.param(gzip.compress(gzip.compress(b"a")), "gzip, gzip", FailureKind.UNREADABLE, "more than once", id="two layers"),
        pytest.param(b"x", "br", FailureKind.UNREADABLE, "packed as br", id="brotli"),
        pytest.param(b"x", "zstd", FailureKind.UNREADABLE, "packed as zstd", id="zstd"),
        pytest.param(b"x", "br, gzip", FailureKind.UNREADABLE, "more than once", id="brotli in gzip"),
        pytest.param(b"<rss/>", "gzip", FailureKind.UNREADABLE, "not the gzip", id="no gzip at all"),
        pytest.param(b"\xff<rss/>", "deflate", FailureKind.UNREADABLE, "not the deflate", id="no deflate at all"),
        pytest.param(gzip.compress(b"a" * 50)[:-9], "gzip", FailureKind.NETWORK, "broke off", id="cut"),
    ],
)
def test_a_body_that_is_not_taken(packed, encoding, kind, reason):
    with pytest.raises(Unusable, match=reason) as refused:
        whole_body(iter([packed]), content_encoding=encoding, most_bytes=100)

    assert refused.value.kind is kind


def test_a_longer_body_may_be_cut_where_that_was_asked():
    assert whole_body(in_pieces(gzip.compress(TEXT)), content_encoding="gzip", most_bytes=1000, cut=True) == TEXT[:1000]


@pytest.mark.parametrize("steps", [1000, 1], ids=["many pieces", "one piece"])
def test_a_bomb_costs_no_more_than_the_bound_and_a_bit(steps):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"A" * 2**20) for _ in range(30)) + packer.flush()
    tracemalloc.start()
    try:
        with pytest.raises(Unusable, match="larger than 10 MB"):
            whole_body(in_pieces(bomb, len(bomb) // steps + 1), content_encoding="gzip", most_bytes=10 * 2**20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 32 * 2**20
