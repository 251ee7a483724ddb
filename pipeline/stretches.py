"""Cut an episode into stretches of a few minutes: its chapters, or what is said between two ends of sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

from feeds.model.entries import Chapter, TimedLine, Transcript
from pipeline.spoken import spoken_text

#: A stretch without chapters ends at the first end of a sentence after so long, and at the latest after so long (seconds).
_LONG_ENOUGH, _TOO_LONG = 150.0, 240.0
#: A chapter up to so long is one stretch; a longer one is cut as if it were an episode (seconds).
_ONE_CHAPTER = 600.0
#: A shorter chapter belongs to the one before it, and nothing is cut later than so long into an episode (seconds): lists of
#: chapters may hold anything.
_SHORT_CHAPTER, _LAST_CUT = 30.0, 12 * 3600.0
#: What ends a sentence in the languages we serve.
_SENTENCE_ENDS = (".", "!", "?", "؟", "…", "。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some minutes of an episode and what is said in them."""

    start_seconds: float
    end_seconds: float
    #: The chapter it belongs to; empty in an episode without chapters.
    title: str
    #: Empty where there is no transcript.
    text: str

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end_seconds - self.start_seconds


def stretches_of(transcript: Transcript | None, chapters: Iterable[Chapter], length_seconds: float) -> tuple[Stretch, ...]:
    """Return the stretches of an episode in order; none where neither times nor chapters are known.

    Args:
        transcript: what is said; lines without a time, or out of order, are passed over.
        chapters: the episode's own, in any order.
        length_seconds: of the whole episode.

    """
    until = min(length_seconds, _LAST_CUT)
    lines = tuple(line for line in _in_order(transcript.lines if transcript else ()) if (line.start_seconds or 0.0) < until)
    starts = _starts(chapters, until)
    if not starts:
        return tuple(_cut(lines, "", until))
    found: list[Stretch] = []
    for (start, title), (end, _) in pairwise([*starts, (until, "")]):
        said = tuple(line for line in lines if start <= (line.start_seconds or 0.0) < end)
        if end - start <= _ONE_CHAPTER or not said:
            found.append(Stretch(start_seconds=start, end_seconds=end, title=title, text=_text(said)))
        else:
            found.extend(_cut(said, title, end))
    return tuple(found)


def _starts(chapters: Iterable[Chapter], until: float) -> list[tuple[float, str]]:
    """Return the second at which each chapter begins, with its title; what comes before the first one is one as well."""
    starts: list[tuple[float, str]] = []
    for start, title in sorted((chapter.start_seconds, chapter.title) for chapter in chapters if 0 <= chapter.start_seconds < until):
        if not starts and start >= _SHORT_CHAPTER:
            starts.append((0.0, ""))
        if not starts or start - starts[-1][0] >= _SHORT_CHAPTER:
            starts.append((start, title))
    return starts


def _in_order(lines: Iterable[TimedLine]) -> Iterator[TimedLine]:
    latest = 0.0
    for line in lines:
        if line.start_seconds is not None and isfinite(line.start_seconds) and line.start_seconds >= latest:
            latest = line.start_seconds
            yield line


def _cut(lines: tuple[TimedLine, ...], title: str, end: float) -> Iterator[Stretch]:
    """Yield stretches of *lines*, the last of which lasts until *end*."""
    begun = 0
    for place, after in enumerate(lines[1:], start=1):
        start, now = lines[begun].start_seconds or 0.0, after.start_seconds or 0.0
        rests = lines[place - 1].text.rstrip().endswith(_SENTENCE_ENDS) or after.speaker != lines[place - 1].speaker
        if now - start >= (_LONG_ENOUGH if rests else _TOO_LONG):
            yield Stretch(start_seconds=start, end_seconds=now, title=title, text=_text(lines[begun:place]))
            begun = place
    if lines:
        yield Stretch(start_seconds=lines[begun].start_seconds or 0.0, end_seconds=end, title=title, text=_text(lines[begun:]))


def _text(lines: tuple[TimedLine, ...]) -> str:
    return spoken_text(Transcript(language=None, lines=lines))
