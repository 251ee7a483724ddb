"""Put the body of an answer together out of the pieces that come, within a bound."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import timedelta

from feeds.model.answers import FailureKind

# How much is unpacked in one step: what a bomb costs us before we notice.
_STEP_BYTES = 64 * 1024

_GZIP_START = b"\x1f\x8b"
# zlib's window bits for gzip, for zlib's own format and for bare deflate.
_GZIP = 31
_ZLIB = 15
_DEFLATE = -15

_OTHER_CODINGS = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"})


class Unusable(Exception):
    """An answer that we do not take, and why; raised and caught inside the door to the network, handed out as FetchFailed."""

    def __init__(self, kind: FailureKind, reason: str, *, status: int | None = None, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.status = status
        self.retry_after = retry_after

    def again(self) -> "Unusable":
        """Return the same failure to raise another time: an exception that is raised twice collects tracebacks."""
        return Unusable(self.kind, self.reason, status=self.status, retry_after=self.retry_after)


def whole_body(pieces: Iterable[bytes], *, content_encoding: str, most_bytes: int, cut: bool = False) -> bytes:
    """Return the unpacked body; raises Unusable where it is longer than most_bytes, or packed as nobody asked.

    With `cut`, the first most_bytes of a longer body are returned and the rest is not asked for.
    One layer of gzip or deflate is unpacked (RFC 9110, section 8.4.1), in bounded steps: memory stays below most_bytes and a bit.
    """
    body = bytearray()
    for piece in _unpacked(pieces, _coding(content_encoding)):
        body += piece
        if len(body) > most_bytes:
            if cut:
                break
            raise too_large(most_bytes)
    return bytes(body[:most_bytes])


def too_large(most_bytes: int) -> Unusable:
    """Return what to say of a body over the bound."""
    amount = f"{most_bytes // 2**20} MB" if most_bytes >= 2**20 else f"{most_bytes} bytes"
    return Unusable(FailureKind.TOO_LARGE, f"the answer is larger than {amount}")


def ended() -> Unusable:
    """Return what to say of a request that came to nothing because the run was ended."""
    return Unusable(FailureKind.NETWORK, "the run was ended before this was answered")


def _coding(content_encoding: str) -> str:
    """Return "gzip", "deflate" or "": codings nobody knows ("utf-8", "none") are a server's mistake and mean nothing."""
    codings = [name for name in (part.strip().lower().removeprefix("x-") for part in content_encoding.split(",")) if name != "identity"]
    packed = [name for name in codings if name in ("gzip", "deflate") or name in _OTHER_CODINGS]
    if len(packed) > 1:
        raise Unusable(FailureKind.UNREADABLE, "the answer is packed more than once")
    if packed and packed[0] in _OTHER_CODINGS:
        raise Unusable(FailureKind.UNREADABLE, f"the answer is packed as {packed[0]}, which was not asked for")
    return packed[0] if packed else ""


def _unpacked(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    if not coding:
        yield from pieces
        return
    unpacker = None
    between_members = b""
    try:
        for piece in pieces:
            rest = between_members + piece
            while rest:
                if unpacker is None:
                    unpacker = zlib.decompressobj(_window_bits(coding, rest))
                elif unpacker.eof:
                    # A gzip file may hold several members; what else follows the last one is padding (RFC 1952, section 2.2).
                    if len(rest) < len(_GZIP_START):
                        break
                    if not rest.startswith(_GZIP_START):
                        return
                    unpacker = zlib.decompressobj(_GZIP)
                yield unpacker.decompress(rest, _STEP_BYTES)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            between_members = rest
        if unpacker is not None and not unpacker.eof:
            # Bare deflate may end with everything read in and the last bytes not yet out.
            yield unpacker.decompress(b"", _STEP_BYTES)
            if not unpacker.eof:
                raise Unusable(FailureKind.NETWORK, "the answer broke off before its end")
    except zlib.error:
        raise Unusable(FailureKind.UNREADABLE, f"the answer is not the {coding} that it claims to be") from None


def _window_bits(coding: str, start: bytes) -> int:
    """Return zlib's mode; "deflate" means zlib's format but many servers send it bare (RFC 9110, section 8.4.1.2)."""
    if coding == "gzip":
        return _GZIP
    return _ZLIB if start[0] & 0x0F == 8 else _DEFLATE
