"""Transcripts in every format become lines with times and speakers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.entries import TimedLine, Transcript
from feeds.transcript import parse_transcript

VTT = """\ufeffWEBVTT
Kind: captions
Language: bg-BG

NOTE a comment
00:00:00.000 --> 00:00:01.000

STYLE
::cue { color: red }

1
00:01.500 --> 00:00:02.000 align:start
<v Рая>Добро <i>утро</i> &amp; привет
на всички

00:00:02.000 --> 01:00:03.250
<v.loud Ола Ж.>Да.</v> <v Рая>Не.

00:00:04.000 --> 00:00:05.000

not a cue

00:99 --> 00:05
bad times
"""

SRT = """1\r
00:00:00,179 --> 00:00:02,399\r
Travis: When you first get\r
started\r
\r
2\r
00:00:02,400 --> 00:00:04,799\r
Note: it is hard\r
\r
3\r
00:00:05,000 --> 00:00:06,000\r
Travis: Yes.\r
"""


def line(text, start=None, end=None, speaker=None):
    return TimedLine(start_seconds=start, end_seconds=end, text=text, speaker=speaker)


@pytest.mark.parametrize(
    ("text", "content_type", "url", "language", "lines"),
    [
        pytest.param(
            VTT,
            "text/plain",
            "https://e.org/1",
            "bg-BG",
            (
                line("Добро утро & привет на всички", 1.5, 2.0, "Рая"),
                line("Да.", 2.0, 3603.25, "Ола Ж."),
                line("Не.", 2.0, 3603.25, "Рая"),
            ),
            id="WebVTT with voices",
        ),
        pytest.param(
            SRT,
            "application/x-subrip",
            "https://e.org/1.srt",
            None,
            (
                line("When you first get started", 0.179, 2.399, "Travis"),
                line("Note: it is hard", 2.4, 4.799),
                line("Yes.", 5.0, 6.0, "Travis"),
            ),
            id="SRT with names",
        ),
        pytest.param(
            '{"version": "1.0.0", "segments": [{"speaker": "Ola", "startTime": 0.5, "endTime": 1, "body": "I am"},'
            ' {"body": "here", "startTime": -1}, {"body": " "}, {"startTime": 1}, 7]}',
            "application/json",
            "https://e.org/1.json",
            None,
            (line("I am", 0.5, 1.0, "Ola"), line("here")),
            id="JSON",
        ),
        pytest.param('[{"body": "a", "speaker": ""}]', "", "", None, (line("a"),), id="JSON without segments"),
        pytest.param(
            "<cite>Travis:</cite>\n<time>1:02</time>\n<p>It&#39;s a <b>long</b> way, "
            + "word " * 20
            + "</p><cite>Ola:</cite><p>Yes</p><cite>X</cite><p> </p>",
            "text/html",
            "https://e.org/1.html",
            None,
            (line("It's a long way, " + ("word " * 20).strip(), 62, None, "Travis"), line("Yes", None, None, "Ola")),
            id="HTML of the podcast namespace",
        ),
        pytest.param(
            "<h1>Transcript</h1><p>" + "word " * 20 + "</p>",
            "",
            "https://e.org/1",
            None,
            (line("# Transcript"), line(("word " * 20).strip())),
            id="any other HTML",
        ),
        pytest.param(
            "Ola: " + "word " * 20 + "\n\nJan: No.\n\nOla: Yes.",
            "text/plain",
            "https://e.org/1.txt",
            None,
            (line(("word " * 20).strip(), speaker="Ola"), line("Jan: No."), line("Yes.", speaker="Ola")),
            id="plain text",
        ),
        pytest.param(
            "1\n00:00:01 --> 00:00:02\nOne\n2\n00:00:02,5 --> 00:00:03\n12\n\n3\n00:00:04 --> 00:00:05\nThree\n",
            "",
            "https://e.org/1.srt",
            None,
            (line("One", 1.0, 2.0), line("12", 2.5, 3.0), line("Three", 4.0, 5.0)),
            id="SRT without blank lines and thousandths",
        ),
        pytest.param(
            '{"language": "en", "segments": [{"id": 0, "start": 0.0, "end": 2.5, "text": " Hello."}, {"start": 3, "end": 4}]}',
            "application/json",
            "https://e.org/1.json",
            None,
            (line("Hello.", 0.0, 2.5),),
            id="JSON of Whisper",
        ),
    ],
)
def test_parse_transcript(text, content_type, url, language, lines):
    assert parse_transcript(text.encode(), content_type, url) == Transcript(language=language, lines=lines)


def test_the_encoding_of_the_header_counts():
    body = "WEBVTT\n\n00:00.000 --> 00:01.000\nZażółć gęślą jaźń".encode("iso-8859-2")

    found = parse_transcript(body, "text/vtt; charset=iso-8859-2", "https://e.org/1.vtt")

    assert found is not None
    assert found.lines[0].text == "Zażółć gęślą jaźń"


@pytest.mark.parametrize(
    ("body", "content_type", "url"),
    [
        pytest.param(b"", "", "", id="nothing"),
        pytest.param(b"WEBVTT\n\n", "text/vtt", "", id="no cues"),
        pytest.param(b"some words without any time " * 9, "text/vtt", "", id="captions without times"),
        pytest.param(b"some words without any time " * 9, "", "https://e.org/1.srt?x=1", id="a subtitle file without times"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "text/vtt", "", id="a picture"),
        pytest.param(b"<html><body><h1>404 Not Found</h1></body></html>", "text/html", "", id="an error page"),
        pytest.param(b"{}", "application/json", "", id="JSON of something else"),
        pytest.param(b"7", "application/json", "", id="a number"),
        pytest.param(b"{", "application/json", "", id="broken JSON"),
        pytest.param(b"[" * 100_000, "application/json", "", id="deep JSON"),
    ],
)
def test_garbage_is_no_transcript(body, content_type, url):
    assert parse_transcript(body, content_type, url) is None


@given(st.binary(max_size=300) | st.text(alphabet='0:.,->\n <v>WEBVTT{}[]"body', max_size=200).map(str.encode))
def test_any_bytes_give_a_transcript_or_none(body):
    found = parse_transcript(body, "text/plain", "https://e.org/1")

    assert found is None or all(one.text for one in found.lines)


@pytest.mark.shared_data
def test_the_examples_of_the_namespace_are_read(shared_data):
    files = sorted((shared_data / "podcasts" / "podcast-namespace" / "examples" / "transcripts").glob("example.*"))

    assert files
    for file in files:
        assert parse_transcript(file.read_bytes(), "", f"https://e.org/{file.name}") is not None, file.name


@pytest.mark.shared_data
def test_malformed_subtitles_give_lines_with_text_or_nothing(shared_data):
    files = sorted((shared_data / "podcasts" / "subtitles").iterdir())
    found = {file.name: parse_transcript(file.read_bytes(), "", f"https://e.org/{file.name}") for file in files}
    read = {name: transcript.lines for name, transcript in found.items() if transcript is not None}

    assert "cue_tags.vtt" in read
    assert "empty.vtt" in found.keys() - read.keys()
    assert all(lines and all(line.text.strip() for line in lines) for lines in read.values()), read
