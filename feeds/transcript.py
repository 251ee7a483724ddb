"""Read what was said in an episode from a transcript file, with its times and speakers."""

import html as entities
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from feeds.clean import clean_line, plain_text
from feeds.decode import decode
from feeds.model.entries import TimedLine, Transcript
from feeds.sniff import known_file

#: A day of speech at one line a second; what comes after is left out.
_MOST_LINES = 86_400
#: A page with fewer words and no times is a message of a server, no transcript.
_FEWEST_WORDS = 20
# Thousandths may lack only where there are hours: "1:39" is as likely to be in the text.
_TIME = r"(\d{1,4}:\d{1,2}:\d{2}(?:[.,]\d{1,3})?|\d{1,2}:\d{2}[.,]\d{1,3})"
_TIMES = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}", re.MULTILINE)
# What stands before the next times of a file that forgets the blank line between its cues.
_NUMBER_OF_NEXT = re.compile(r"\n[ \t]*\d+\s*\Z")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*$", re.MULTILINE)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_CUE_TAG = re.compile(r"</?[a-z0-9:.][^>]*>", re.IGNORECASE)
_LABEL = re.compile(r"([^\W\d_][\w.'’ -]{0,39}):\s+(?=\S)")
_CITED = re.compile(
    r"<cite[^>]*>([^<]*)</cite>\s*(?:<time[^>]*>\s*([\d:.]+)\s*</time>)?\s*<p[^>]*>(.*?)(?=<cite\b|\Z)", re.DOTALL | re.IGNORECASE
)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,3}))?")


def parse_transcript(body: bytes, content_type: str, url: str) -> Transcript | None:
    """Return the transcript in a file, None where there is none to be read.

    Reads WebVTT (W3C) with its voices, SubRip (SRT), the JSON and HTML of the podcast namespace ("transcripts.md"),
    and plain text. What the file looks like decides, as servers send all of them as text/plain; `url` and
    `content_type` only tell HTML from text. Times are seconds from the beginning of the episode.
    """
    if known_file(body):
        return None
    is_html = "html" in content_type.lower() or url.lower().partition("?")[0].endswith((".html", ".htm"))
    text = "\n".join(decode(body, content_type, markup="html" if is_html else "text").splitlines())
    language: str | None = None
    if text.lstrip()[:1] in ("{", "["):
        lines = _json_lines(text)
    elif _TIMES.search(text):
        lines = _cue_lines(text)
        found = _LANGUAGE.search(text.partition("\n\n")[0])
        language = found[1] if found else None
    elif _is_captions(text, content_type, url):
        return None
    else:
        lines = _html_lines(text) if is_html or text.lstrip()[:1] == "<" else _plain_lines(text)
        if sum(len(line.text.split()) for line in lines) < _FEWEST_WORDS:
            return None
    kept = tuple(line for line in lines if line.text)[:_MOST_LINES]
    return Transcript(language=language, lines=kept) if kept else None


def _is_captions(text: str, content_type: str, url: str) -> bool:
    """Say whether a file without a single time was to have some."""
    said = content_type.lower() + " " + url.lower().partition("?")[0]
    return text.startswith("WEBVTT") or "vtt" in said or "subrip" in said or said.endswith((".srt", ".sbv"))


def _cue_lines(text: str) -> list[TimedLine]:
    """Return the cues of WebVTT and SRT: blocks with a line of times, and text after it; blocks without are skipped."""
    lines: list[TimedLine] = []
    for block in _BLANK_LINE.split(text):
        if _NO_CUE.match(block.strip()):
            continue
        cues = list(_TIMES.finditer(block))
        for times, following in zip_longest(cues, cues[1:]):
            # Behind the times stand settings of the cue.
            spoken = block[times.end() : following.start() if following else None].partition("\n")[2]
            if following:
                spoken = _NUMBER_OF_NEXT.sub("", "\n" + spoken)
            start, end = _seconds(times[1]), _seconds(times[2])
            lines += [TimedLine(start_seconds=start, end_seconds=end, text=said, speaker=who) for who, said in _voices(spoken)]
    return lines if any(line.speaker for line in lines) else _with_speakers(lines)


def _voices(cue: str) -> Iterable[tuple[str | None, str]]:
    """Return who says what in a cue (WebVTT, section 4.2.2, "voice spans")."""
    before, *spans = _VOICE.split(cue)
    yield None, _said(before)
    for name, said in zip(spans[::2], spans[1::2], strict=True):
        yield clean_line(entities.unescape(name), 100) or None, _said(said)


def _said(cue: str) -> str:
    return clean_line(entities.unescape(_CUE_TAG.sub("", cue)), 5000)


def _with_speakers(lines: list[TimedLine]) -> list[TimedLine]:
    """Return lines in which "Name: " at the beginning has become the speaker, where it stands more than once ("Note: " does not)."""
    names = Counter(label[1] for line in lines if (label := _LABEL.match(line.text)))
    return [
        replace(line, text=line.text[label.end() :], speaker=label[1])
        if (label := _LABEL.match(line.text)) and names[label[1]] > 1
        else line
        for line in lines
    ]


def _json_lines(text: str) -> list[TimedLine]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return []
    segments = document.get("segments") if isinstance(document, dict) else document
    return [
        TimedLine(
            start_seconds=_number(segment.get("startTime", segment.get("start"))),
            end_seconds=_number(segment.get("endTime", segment.get("end"))),
            text=clean_line(said, 5000),
            speaker=clean_line(speaker, 100) or None if isinstance(speaker := segment.get("speaker"), str) else None,
        )
        for segment in (segments if isinstance(segments, list) else [])
        # "start", "end" and "text" are what Whisper writes.
        if isinstance(segment, dict) and isinstance(said := segment.get("body", segment.get("text")), str)
    ]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value < 604_800 else None


def _html_lines(text: str) -> list[TimedLine]:
    """Return the turns of <cite>, <time> and <p>, else the paragraphs of the page."""
    cited = [
        TimedLine(start_seconds=_seconds(time), end_seconds=None, text=said, speaker=clean_line(name, 100).rstrip(":") or None)
        for name, time, words in _CITED.findall(text)
        if (said := clean_line(plain_text(words), 50_000))
    ]
    return cited or _plain_lines(plain_text(text))


def _plain_lines(text: str) -> list[TimedLine]:
    paragraphs = (clean_line(paragraph, 50_000) for paragraph in _BLANK_LINE.split(text))
    return _with_speakers([TimedLine(start_seconds=None, end_seconds=None, text=words) for words in paragraphs if words])


def _seconds(clock: str) -> float | None:
    found = _CLOCK.fullmatch(clock)
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")
