"""Cut an episode into stretches of a few minutes."""

from math import inf, nan

from feeds.model.entries import Chapter, TimedLine, Transcript
from pipeline.stretches import stretches_of


def line(start: float | None, text: str = "and so on", speaker: str | None = None) -> TimedLine:
    return TimedLine(start_seconds=start, end_seconds=None if start is None else start + 5, text=text, speaker=speaker)


def spoken(*lines: TimedLine) -> Transcript:
    return Transcript(language="en", lines=lines)


def times(stretches):
    return [(one.start_seconds, one.end_seconds) for one in stretches]


def test_a_stretch_ends_with_a_sentence_and_none_is_left_out():
    lines = [line(second, "It ends here." if second == 160 else "and so on") for second in range(0, 400, 10)]
    found = stretches_of(spoken(*lines), (), 420)
    assert times(found) == [(0, 170), (170, 420)]
    assert found[0].text.endswith("It ends here.")
    assert found[0].text.count("and so on") + found[1].text.count("and so on") == 39
    assert {one.title for one in found} == {""}


def test_a_change_of_speaker_ends_it_too():
    lines = [line(second, speaker="Ola" if second < 200 else "Jan") for second in range(0, 300, 10)]
    assert times(stretches_of(spoken(*lines), (), 300)) == [(0, 200), (200, 300)]


def test_speech_without_an_end_is_cut_at_the_latest_after_four_minutes():
    lines = [line(second) for second in range(0, 500, 10)]
    assert times(stretches_of(spoken(*lines), (), 500)) == [(0, 240), (240, 480), (480, 500)]


def test_chapters_are_stretches_with_and_without_what_is_said():
    chapters = (Chapter(start_seconds=300, title="Indexes"), Chapter(start_seconds=60, title="Joins"))
    found = stretches_of(spoken(line(10, "Hello."), line(70, "A join is"), line(310, "An index is")), chapters, 600)
    assert [(one.title, one.start_seconds, one.end_seconds, one.text) for one in found] == [
        ("", 0, 60, "Hello."), ("Joins", 60, 300, "A join is"), ("Indexes", 300, 600, "An index is"),
    ]  # fmt: skip
    assert [one.text for one in stretches_of(None, chapters, 600)] == ["", "", ""]
    assert found[1].seconds == 240


def test_a_long_chapter_is_cut_where_its_words_are_known():
    chapters = (Chapter(start_seconds=0, title="Everything"),)
    lines = [line(second, "A sentence.") for second in range(0, 900, 30)]
    assert times(stretches_of(spoken(*lines), chapters, 900)) == [(0, 150), (150, 300), (300, 450), (450, 600), (600, 750), (750, 900)]
    assert {one.title for one in stretches_of(spoken(*lines), chapters, 900)} == {"Everything"}
    assert times(stretches_of(None, chapters, 900)) == [(0, 900)]


def test_lists_of_chapters_may_hold_anything():
    many = tuple(Chapter(start_seconds=second / 10, title=f"{second}") for second in range(100_000))
    assert len(stretches_of(None, many, 10_000)) == 10_000 // 30 + 1
    odd = (Chapter(start_seconds=-5, title="before"), Chapter(start_seconds=5_000, title="after"), Chapter(start_seconds=10, title="Start"))
    assert [(one.title, one.start_seconds) for one in stretches_of(None, odd, 600)] == [("Start", 10)]
    assert stretches_of(None, many, 1e12)[-1].end_seconds == 12 * 3600


def test_lines_without_a_time_or_out_of_order_are_passed_over():
    lines = (
        line(None, "none"),
        line(0, "first"),
        line(-3, "before"),
        line(nan, "never"),
        line(inf, "for ever"),
        line(9, "last"),
        line(4, "back"),
    )
    (found,) = stretches_of(spoken(*lines), (), 60)
    assert found.text == "first last"
    assert stretches_of(spoken(line(None)), (), 60) == ()
    assert stretches_of(None, (), 60) == ()
    assert stretches_of(spoken(line(700)), (), 60) == ()
