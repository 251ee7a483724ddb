"""Turn a transcript into running text, and a place in that text back into the second at which it is said."""

from bisect import bisect_right
from itertools import accumulate, pairwise

from feeds.model.entries import TimedLine, Transcript


def spoken_text(transcript: Transcript) -> str:
    """Return what is said as running text: lines joined by a blank, a new paragraph where the speaker changes.

    >>> lines = (
    ...     TimedLine(start_seconds=0, end_seconds=2, text="Today: window"),
    ...     TimedLine(start_seconds=2, end_seconds=4, text="functions."),
    ... )
    >>> spoken_text(Transcript(language="en", lines=lines))
    'Today: window functions.'
    """
    return "".join(_parts(_spoken(transcript)))


def second_at(transcript: Transcript, place: int) -> float | None:
    """Return when the character at *place* of the spoken text is said, in seconds; None in a transcript without times."""
    lines = _spoken(transcript)
    if not lines:
        return None
    ends = list(accumulate(map(len, _parts(lines))))
    return lines[min(bisect_right(ends, place), len(lines) - 1)].start_seconds


def _spoken(transcript: Transcript) -> list[TimedLine]:
    return [line for line in transcript.lines if line.text.strip()]


def _parts(lines: list[TimedLine]) -> list[str]:
    """Return the text of each line with what parts it from the next."""
    parts = [line.text.strip() + (" " if line.speaker == after.speaker else "\n\n") for line, after in pairwise(lines)]
    return [*parts, lines[-1].text.strip()] if lines else []
