"""Turn a transcript into running text, and a place in that text back into the second at which it is said."""

from bisect import bisect_right
from itertools import accumulate, pairwise

from feeds.model import TimedLine, Transcript


def spoken_text(transcript: Transcript) -> str:
    """Return what is said as running text: lines joined by a blank, a new paragraph where the speaker changes.

    >>> lines = (
    ...     TimedLine(start_seconds=0, end_seconds=2, text="Today: window"),
    ...     TimedLine(start_seconds=2, end_seconds=4, text="functions."),
    ... )
    >>> spoken_text(Transcript(language="en", lines=lines))
    'Today: window functions.'
    """
    lines = _spoken(transcript)
    joints = [_joint(before, after) for before, after in pairwise(lines)]
    return "".join(line.text.strip() + joint for line, joint in zip(lines, [*joints, ""], strict=True))


def second_at(transcript: Transcript, place: int) -> float | None:
    """Return when the character at *place* of the spoken text is said, in seconds; None in a transcript without times."""
    lines = _spoken(transcript)
    if not lines:
        return None
    joints = [_joint(before, after) for before, after in pairwise(lines)]
    lengths = [len(line.text.strip()) + len(joint) for line, joint in zip(lines, joints, strict=False)]
    starts = [0, *accumulate(lengths)]
    return lines[max(0, bisect_right(starts, place) - 1)].start_seconds


def _spoken(transcript: Transcript) -> list[TimedLine]:
    return [line for line in transcript.lines if line.text.strip()]


def _joint(before: TimedLine, after: TimedLine) -> str:
    return " " if before.speaker == after.speaker else "\n\n"
