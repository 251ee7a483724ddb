"""Put a line of text into the order in which it is seen: the Unicode bidirectional algorithm (UAX 9) for one line.

A line is drawn in pieces, for a face that is good at Latin letters is rarely good at Arabic ones, and somebody has to know where each
piece goes. Embeddings, overrides and isolates are no part of it: `plain.one_line` has taken them out of whatever comes from
outside, and what has to stay together is drawn as a line of its own.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from pipeline.script import Direction

#: A letter for each kind of character that the rules tell apart; all others are neutral.
_LETTERS = {"L": "L", "R": "R", "AL": "A", "EN": "E", "AN": "N", "ES": "S", "ET": "T", "CS": "C", "NSM": "M", "BN": "M"}
_NEUTRAL = "o"
#: Of the pairs in BidiBrackets.txt those that titles have.
_PAIRS = {"(": ")", "[": "]", "{": "}"}
#: How far a letter lies within a line that runs from the left, and one that runs from the right (rules I1 and I2).
_DEPTH = {"ltr": {"L": 0, "R": 1, "E": 2, "N": 2}, "rtl": {"R": 1, "L": 2, "E": 2, "N": 2}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a line in which all runs one way."""

    text: str
    direction: Direction


def visual_order(line: str, base: Direction) -> tuple[Stretch, ...]:
    """Return the parts of *line* from left to right; the text of each is in the order in which it is read.

    Args:
        line: one line of a paragraph, without controls of direction other than marks.
        base: which way the paragraph runs.

    >>> [stretch.text for stretch in visual_order("شرح Git 2", "rtl")]
    ['Git 2', 'شرح ']
    """
    side = "R" if base == "rtl" else "L"
    kinds = _without_neutrals(line, _without_weak(line, side), side)
    depths = [_DEPTH[base][kind] for kind in kinds]
    runs = [(depth, "".join(line[index] for index in indexes)) for depth, indexes in groupby(range(len(line)), key=depths.__getitem__)]
    # L2: runs of any depth but 0 are turned round together. Those of depth 2 need no turn of their own: no two of them are neighbours.
    parts = [(deep, list(group)) for deep, group in groupby(runs, key=lambda run: run[0] > 0)]
    seen = [run for deep, group in parts for run in (reversed(group) if deep else group)]
    return tuple(Stretch(text=text, direction="rtl" if depth % 2 else "ltr") for depth, text in seen)


def _without_weak(line: str, side: str) -> str:
    """Return a letter for each character of *line*: L, R, E (a number), N (an Arabic number) or neutral (rules W1 to W7)."""
    kinds = side + "".join(_LETTERS.get(unicodedata.bidirectional(character), _NEUTRAL) for character in line)
    kinds = re.sub(r"([^M])(M+)", lambda found: found[1] * len(found[0]), kinds)
    kinds = re.sub(r"A[^LRA]*", lambda found: found[0].replace("E", "N"), kinds).replace("A", "R")
    kinds = re.sub(r"(?<=E)[SC](?=E)", "E", kinds)
    kinds = re.sub(r"(?<=N)C(?=N)", "N", kinds)
    kinds = re.sub(r"T+(?=E)|(?<=E)T+", lambda found: "E" * len(found[0]), kinds)
    kinds = re.sub(r"[STC]", _NEUTRAL, kinds)
    return re.sub(r"L[^LR]*", lambda found: found[0].replace("E", "L"), kinds)[1:]


def _without_neutrals(line: str, kinds: str, side: str) -> str:
    """Return *kinds* with a side for all that is neutral: that of its neighbours where they agree, else the line's (rules N0 to N2)."""
    kinds = f"{side}{_with_brackets(line, kinds, side)}{side}"
    kinds = re.sub(rf"(?<=L){_NEUTRAL}+(?=L)", lambda found: "L" * len(found[0]), kinds)
    kinds = re.sub(rf"(?<=[REN]){_NEUTRAL}+(?=[REN])", lambda found: "R" * len(found[0]), kinds)
    return kinds.replace(_NEUTRAL, side)[1:-1]


def _with_brackets(line: str, kinds: str, side: str) -> str:
    """Return *kinds* with one side for both brackets of a pair (rule N0)."""
    sides = list(kinds)
    for opening, closing in _bracket_pairs(line, kinds):
        inside = _sides(sides[opening + 1 : closing])
        before = _sides([side, *sides[:opening]])[-1]
        if inside:
            sides[opening] = sides[closing] = side if side in inside else before
    return "".join(sides)


def _sides(kinds: list[str]) -> str:
    """Return the sides of those of *kinds* that have one; numbers stand with R."""
    return "".join(kind for kind in kinds if kind != _NEUTRAL).replace("E", "R").replace("N", "R")


def _bracket_pairs(line: str, kinds: str) -> list[tuple[int, int]]:
    """Return where the pairs of brackets in *line* open and close, in the order in which they open."""
    pairs, waiting = [], list[tuple[str, int]]()
    for index, character in enumerate(line):
        if kinds[index] != _NEUTRAL:
            continue
        if character in _PAIRS:
            waiting.append((_PAIRS[character], index))
        elif any(closing == character for closing, _ in waiting):
            while (found := waiting.pop())[0] != character:
                pass
            pairs.append((found[1], index))
    return sorted(pairs)
