"""Break a text into lines that are no wider than they may be; how wide a text is, a function says."""

import re
from bisect import bisect_right
from collections.abc import Callable

from feeds.graphemes import graphemes

Width = Callable[[str], float]
"""How wide a text is."""

#: Behind these a line may end: a blank, a hyphen or dash or slash between letters (UAX 14, the breaks that titles need).
_PARTS = re.compile(r"[^ /–—-]*(?:[ –—]+|[/-]+|$)")
_ELLIPSIS = "…"
#: What nothing ends with that was cut.
_DANGLING = " ,;:.…(“„«–—-"
#: How much of a text has to be left for it to be cut between words.
_ENOUGH = 0.7
#: How narrow the lines of a balanced text may get, in widths, and how fine that is searched for.
_NARROWEST, _STEPS = 0.45, 7


def broken(text: str, most: float, width: Width) -> tuple[str, ...]:
    """Return *text* in lines of at most *most*; a word that is wider itself is cut between graphemes."""
    lines, line = [], ""
    for part in _PARTS.findall(text):
        if not line or width((line + part).rstrip()) <= most:
            line += part
        else:
            lines.append(line.rstrip())
            line = part
        while width(line.rstrip()) > most and len(head := _head(line, most, width)) < len(line):
            lines.append(head)
            line = line[len(head) :]
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


def has_room(text: str, most: float, width: Width) -> bool:
    """Say whether no word of *text* is wider than *most*."""
    return all(width(part.rstrip()) <= most for part in _PARTS.findall(text))


def balanced(text: str, most: float, width: Width) -> tuple[str, ...]:
    """Return *text* in as many lines as `broken` does, and those as even as they get."""
    lines = broken(text, most, width)
    narrow, wide = most * _NARROWEST, most
    for _ in range(_STEPS):
        middle = (narrow + wide) / 2
        if len(tried := broken(text, middle, width)) == len(lines) and has_room(text, middle, width):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def cut_to(text: str, most: float, width: Width) -> str:
    """Return *text*, cut and ended with "…" where it is wider than *most*; "" where not even that has room.

    It is cut between words where that leaves most of it, else between graphemes.
    """
    if width(text) <= most:
        return text
    head = _head(text, most, lambda head: width(_ended(head)))
    at_word = head.rpartition(" ")[0]
    cut = _ended(at_word if len(at_word) > len(head) * _ENOUGH else head)
    return cut if width(cut) <= most else ""


def first_lines(text: str, most_lines: int, most: float, width: Width) -> tuple[str, ...]:
    """Return *text* in at most *most_lines* lines, the last of them cut where more would follow."""
    lines = broken(text, most, width)
    if len(lines) <= most_lines:
        return lines
    kept = lines[: most_lines - 1]
    rest = " ".join(lines[most_lines - 1 : most_lines + 1])
    return (*kept, cut_to(rest, most, width))


def _ended(head: str) -> str:
    return head.rstrip(_DANGLING) + _ELLIPSIS


def _head(text: str, most: float, width: Width) -> str:
    """Return as many graphemes of *text* as have room in *most*, at least one."""
    pieces = graphemes(text)
    count = bisect_right(range(1, len(pieces) + 1), most, key=lambda count: width("".join(pieces[:count])))
    return "".join(pieces[: max(count, 1)])
