"""Read from the bytes of a font which characters it can draw (OpenType 1.9, tables `cmap`, formats 4 and 12)."""

from struct import iter_unpack, unpack_from

#: Where the tables are listed, and how long each line of the list is.
_TABLES, _TABLE_BYTES = 12, 16
_SEGMENTS, _GROUPS = 4, 12
#: The last segment of format 4 says only that there are no more.
_LAST = 0xFFFF


def characters_of(font: bytes) -> frozenset[int]:
    """Return the code points that *font*, the content of a TTF file, has a glyph for.

    Raises:
        KeyError: it has no table of characters.
        struct.error: it ends in the middle.
    """
    (count,) = unpack_from(">H", font, 4)
    tables = {font[at : at + 4]: unpack_from(">L", font, at + 8)[0] for at in range(_TABLES, _TABLES + count * _TABLE_BYTES, _TABLE_BYTES)}
    start = tables[b"cmap"]
    (maps,) = unpack_from(">H", font, start + 2)
    known: set[int] = set()
    for number in range(maps):
        at = start + unpack_from(">L", font, start + 4 + number * 8 + 4)[0]
        (kind,) = unpack_from(">H", font, at)
        if kind == _SEGMENTS:
            known |= _of_segments(font, at)
        elif kind == _GROUPS:
            known |= _of_groups(font, at)
    return frozenset(known)


def _of_segments(font: bytes, at: int) -> set[int]:
    """Return the code points of a table of format 4: runs of characters, and how far their glyphs are from them."""
    segments = unpack_from(">H", font, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        unpack_from(f">{segments}H", font, at + 14 + part * segments * 2 + (2 if part else 0)) for part in range(4)
    )
    places = at + 16 + 3 * segments * 2
    known = set()
    for segment, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, last + 1 if last != _LAST else last):
            glyph = code
            if offset:
                (glyph,) = unpack_from(">H", font, places + segment * 2 + offset + (code - first) * 2)
            if glyph and (glyph + delta) & _LAST:
                known.add(code)
    return known


def _of_groups(font: bytes, at: int) -> set[int]:
    """Return the code points of a table of format 12: first and last of each group."""
    (count,) = unpack_from(">L", font, at + 12)
    groups = iter_unpack(">LLL", font[at + 16 : at + 16 + count * 12])
    return {code for first, last, _ in groups for code in range(first, last + 1)}
