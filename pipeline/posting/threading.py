"""Part what is too long for one post into the posts of a thread."""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, count

from feeds.graphemes import graphemes
from pipeline.posting.counting import Measure
from pipeline.posting.directing import directed
from pipeline.posting.entities import linked
from pipeline.words import sentences

_GAP = "\n\n"
_PARAGRAPH = re.compile(r"\n\n+")
_WORD = re.compile(r"\s+")

_Fits = Callable[[str], bool]


def parts(blocks: Sequence[str], measure: Measure, *, ends_first: str = "") -> tuple[str, ...]:
    r"""Return *blocks* as the posts of a thread, each within *measure*; nothing of them is left out.

    A block (paragraphs parted by empty lines) stays in one post where it fits one; otherwise it is parted between its paragraphs,
    else between sentences, else between words, in the end between graphemes, but never inside an address, a mention or a hashtag:
    only an address longer than a post makes one that is over the limit. Two posts or more are numbered at their ends, "1/3".

    Args:
        blocks: what belongs together, made harmless already; empty ones count as none. Each line is given its direction here.
        measure: how the network counts.
        ends_first: what the first post ends with, before its number, however little room that leaves to the blocks: an address.

    >>> parts(["One.", "Two. Three."], Measure(14, len), ends_first="URL")
    ('One.\n\nURL\n\n1/3', 'Two.\n\n2/3', 'Three.\n\n3/3')
    """
    together = [block.strip() for block in blocks if block.strip()]
    alone = _joined(*map(directed, together), ends_first)
    if measure.fits(alone):
        return (alone,) if alone else ()
    packings = (list(_packed(together, _numbered_fits(measure, "9" * digits), ends_first)) for digits in count(1))
    packed = next(packed for digits, packed in enumerate(packings, 1) if len(str(len(packed))) <= digits)
    return tuple(_joined(text, f"{place}/{len(packed)}") for place, text in enumerate(packed, 1)) if len(packed) > 1 else (alone,)


def _numbered_fits(measure: Measure, number: str) -> _Fits:
    return lambda text: measure.fits(_joined(text, f"{number}/{number}"))


def _packed(blocks: Sequence[str], fits: _Fits, end: str) -> Iterator[str]:
    """Fill one post after the other; *end* ends the first."""
    waiting, text = deque(blocks), ""
    while waiting:
        block = waiting.popleft()
        more = _joined(text, directed(block))
        if fits(_joined(more, end)):
            text = more
            continue
        # What has room in a post of its own waits for it, but no first post is without words.
        if not text or not fits(directed(block)):
            place = _place(block, _fits_between(fits, text, end)) or (0 if text or end else _first_place(block))
            text, block = _joined(text, directed(block[:place].rstrip())), block[place:].lstrip()
        if block:
            waiting.appendleft(block)
        yield _joined(text, end)
        text = end = ""
    if text or end:
        yield _joined(text, end)


def _fits_between(fits: _Fits, text: str, end: str) -> _Fits:
    return lambda piece: fits(_joined(text, directed(piece.rstrip()), end))


def _place(block: str, fits: _Fits) -> int:
    """Return where to part *block* so that what is before that fits: at the last place of the best kind; 0 where nothing fits."""
    for places in _kinds_of_places(block):
        # What is longer rarely fits where what is shorter does not: an address counts less than its beginning.
        likely = bisect_left(places, x=True, key=lambda place: not fits(block[:place]))
        found = next((place for place in reversed(places[:likely]) if fits(block[:place])), 0)
        if found:
            return found
    return 0


def _kinds_of_places(block: str) -> Iterator[list[int]]:
    """Give the places where *block* may be parted, kind by kind, the best kind first."""
    yield [match.end() for match in _PARAGRAPH.finditer(block)]
    yield _between_sentences(block)
    yield [match.end() for match in _WORD.finditer(block)]
    yield _between_graphemes(block)


def _between_sentences(block: str) -> list[int]:
    places, end = [], 0
    for sentence in sentences(block):
        start = block.index(sentence, end)
        end = start + len(sentence)
        places.append(start)
    return places[1:]


def _between_graphemes(block: str) -> list[int]:
    inside = {place for found in linked(block) for place in range(found.start + 1, found.end)}
    return [place for place in accumulate(map(len, graphemes(block))) if place not in inside]


def _first_place(block: str) -> int:
    return next(iter(_between_graphemes(block)), len(block))


def _joined(*texts: str) -> str:
    return _GAP.join(filter(None, texts))
