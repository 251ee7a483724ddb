from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feeds.model.entries import Enclosure
from pipeline.model.digests import Update
from pipeline.model.health import SourceTrouble
from pipeline.model.ids import ArticleId
from pipeline.model.stories import ToldBy
from pipeline.views import Line, Piece, Text
from tests.builders import candidate, window
from tests.faces import DAY, HOSTILE, LANGUAGES, empty_plan, episode, full_plan, hostile_plan, passage, pick, plan, settings_for, view_of


def spoken(line: Line) -> str:
    """Return a line as one reads it."""
    return "".join(part if isinstance(part, str) else part.text for part in line)


def only(one, language="en", **changes):
    """Return the view of the only pick of a digest."""
    view = view_of(plan((window(), (pick(1, one),))), language, **changes)
    return view.windows[0].picks[0]


def test_the_top_says_what_today_is_about_and_how_long_it_takes():
    view = view_of(full_plan())

    assert view.title == "Your learning for Wednesday 4 March"
    assert spoken(view.topics) == "Feedback and SQL"
    assert view.summary == "3 items, 22 minutes"
    assert (view.left_over, view.still_open) == ("3 more did not fit today", "2 more items are still open from earlier days")
    assert view.footer == "Made on 4 March 2026, 07:00 by Gapfeed on your own machine"


def test_a_window_says_how_much_of_it_is_used():
    windows = view_of(full_plan()).windows

    assert [(one.name.text, one.mode_text, one.count, one.used, one.used_percent, one.empty) for one in windows] == [
        ("Commute", "listening", "1 item", "12 of 25 minutes", "48", None),
        ("Lunch", "reading", "2 items", "10 of 15 minutes", "67", None),
        ("Evening", "reading or listening", None, "0 of 10 minutes", "0", "Nothing new fits this time today"),
    ]
    assert len({one.anchor for one in windows}) == 3


@pytest.mark.parametrize(
    ("skills", "said"),
    [
        (("a", "b", "c", "d", "e"), "a, b, c, d and e"),
        (("a", "b", "c", "d", "e", "f"), "a, b, c, d and 2 more"),
    ],
    ids=["a single one more is named", "more are counted"],
)
def test_the_top_names_the_first_skills_and_counts_the_rest(skills, said):
    picks = tuple(pick(number, skill=skill) for number, skill in enumerate(skills, start=1))

    assert spoken(view_of(plan((window(), picks))).topics) == said


def test_a_pick_says_which_skill_how_far_the_person_is_and_which_words_of_the_article():
    one = view_of(full_plan()).windows[1].picks[0]

    assert one.skill == Text(text="SQL", language="en", direction="ltr")
    assert one.gap == "you are at level 2 of 4"
    assert spoken(one.why) == "The text says “window function” and “rank”."


def test_a_skill_at_its_target_is_said_to_be_kept():
    kept = settings_for()
    kept = replace(kept, gaps=tuple(replace(gap, level=4) for gap in kept.gaps))

    assert only(candidate(), reader=kept).gap == "you keep it at level 4"


def test_the_words_found_stand_in_the_reason_in_their_own_direction():
    one = view_of(full_plan()).windows[0].picks[0]

    assert Piece(text="الملاحظات", language="ar", direction="rtl", found=True) in one.why
    assert Piece(text="Situation", language="ar", direction="ltr", found=True) in one.why


def test_a_pick_without_evidence_or_gap_still_says_which_skill():
    one = view_of(plan((window(), (pick(1, candidate(tags=()), skill="unknown-skill", words=("", " ")),)))).windows[0].picks[0]

    assert (one.gap, one.why) == (None, ())
    assert one.skill == Text(text="unknown skill", language="en", direction="ltr")


def test_a_skill_at_its_target_is_not_said_to_be_behind():
    view = view_of(full_plan())

    assert [(one.facts, one.steps) for one in view.progress] == [
        (("level 2 of 4", "by 30 June"), ("reached", "reached", "ahead", "ahead", "beyond")),
        (("level 3, kept up", "2 done"), ("reached", "reached", "reached", "beyond", "beyond")),
        (("level 0 of 5", "1 done"), ("ahead",) * 5),
    ]


def test_a_chart_shows_level_target_and_a_dot_for_each_item_done_and_says_the_same_in_words():
    charts = [one.chart for one in view_of(full_plan()).progress]

    assert [(one.level, one.target, one.done) for one in charts] == [
        ("97.6", "187.2", ()),
        ("142.4", "142.4", ("8", "16")),
        ("8", "232", ("8",)),
    ]
    assert charts[0].ticks == ("8", "52.8", "97.6", "142.4", "187.2", "232")
    assert charts[0].description == "Level 2 of 5 now; the target is 4"
    assert len({one.anchor for one in charts}) == 3


def test_a_target_day_of_another_year_is_said_with_its_year():
    later = settings_for()
    later = replace(later, gaps=tuple(replace(gap, by=date(2027, 1, 15)) for gap in later.gaps))

    assert view_of(full_plan(), reader=later).progress[0].facts == ("level 2 of 4", "by 15 January 2027")


def test_every_text_has_the_direction_of_its_own_letters():
    one = only(candidate(title="Docker: شرح مبسط للمبتدئين", language="ar", source_title="42", summary="Plain English."))

    assert (one.title.direction, one.source.direction, one.summary.direction) == ("rtl", "ltr", "ltr")
    assert only(candidate(source_title="42"), "ar").source.direction == "rtl"
    assert only(candidate(language="und")).title.language == ""


def test_an_episode_is_heard_from_the_passage_that_the_summary_is_about():
    one = only(episode())

    assert one.listen is not None
    assert (one.listen_url, spoken(one.listen)) == ("https://cdn.example.org/e1.mp3#t=132", "Listen from 2:12")
    assert one.minutes_text == "12 min listen"


@pytest.mark.parametrize(
    ("changes", "url", "text"),
    [
        pytest.param({"summary_at_seconds": None}, "https://cdn.example.org/e1.mp3", "Listen", id="no passage known"),
        pytest.param({"summary_at_seconds": 3725.0, "enclosure": None}, None, "Listen from 1:02:05", id="no sound named"),
        pytest.param({"summary_at_seconds": None, "enclosure": None}, None, None, id="neither"),
        pytest.param(
            {"enclosure": Enclosure(url="https://a.example/x.mp3#y")}, "https://a.example/x.mp3#y", "Listen from 2:12", id="own fragment"
        ),
        pytest.param({"enclosure": Enclosure(url="javascript:alert(1)")}, None, "Listen from 2:12", id="no web address"),
    ],
)
def test_what_can_be_listened_to(changes, url, text):
    one = only(episode(**changes))

    assert (one.listen_url, None if one.listen is None else spoken(one.listen)) == (url, text)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Listen from 12:40 to 19:05: الفصل الثاني: متى تقولها"),
        ("ar", "استماع من 12:40 إلى 19:05: الفصل الثاني: متى تقولها"),
        ("pl", "Słuchaj od 12:40 do 19:05: الفصل الثاني: متى تقولها"),
        ("bg", "Чуй от 12:40 до 19:05: الفصل الثاني: متى تقولها"),
    ],
)
def test_a_part_of_an_episode_says_from_when_to_when_and_which_chapter(language, said):
    one = view_of(plan((window(), (passage(pick(1, episode())),))), language).windows[0].picks[0]

    assert one.listen is not None
    assert spoken(one.listen) == said
    assert Piece(text="الفصل الثاني: متى تقولها", language="ar", direction="rtl") in one.listen
    assert one.listen_url == "https://cdn.example.org/e1.mp3#t=760,1145"


def test_a_part_that_is_no_chapter_says_only_the_times():
    one = view_of(plan((window(), (passage(pick(1, episode(enclosure=None)), title=" "),)))).windows[0].picks[0]

    assert (one.listen, one.listen_url) == (("Listen from 12:40 to 19:05",), None)


@pytest.mark.parametrize(
    ("published", "updated", "words"),
    [
        pytest.param(
            datetime(2026, 3, 3, 23, 30, tzinfo=UTC), None, ("today", "2026-03-04", None), id="the day is the reader's, not UTC's"
        ),
        pytest.param(None, datetime(2026, 3, 3, tzinfo=UTC), ("no date given", None, None), id="undated"),
        pytest.param(
            datetime(2026, 2, 1, tzinfo=UTC),
            datetime(2026, 3, 3, tzinfo=UTC),
            ("1 February", "2026-02-01", "updated yesterday"),
            id="updated",
        ),
        pytest.param(
            datetime(2026, 3, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC), ("yesterday", "2026-03-03", None), id="edited at once"
        ),
    ],
)
def test_dates(published, updated, words):
    one = only(candidate(published=published, updated=updated))

    assert (one.date_text, one.date_iso, one.updated_text) == words


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        pytest.param({"text_from": "page"}, None, id="page"),
        pytest.param({"text_from": "feed", "why_not_page": "its page was not asked for"}, None, id="whole text from the feed"),
        pytest.param({"text_from": "summary", "why_not_page": "login"}, "Only a summary was available (login)", id="summary and why"),
        pytest.param({"text_from": "title", "why_not_page": None}, "Only the title was available", id="title"),
        pytest.param({"kind": "episode", "text_from": "transcript"}, None, id="transcript"),
        pytest.param({"kind": "episode", "text_from": "feed"}, "No transcript: the summary is from the show notes", id="no transcript"),
    ],
)
def test_what_the_text_is_from_is_said_where_it_is_less_than_whole(changes, note):
    said = only(candidate(**changes)).text_note

    assert (None if said is None else spoken(said)) == note


def test_other_sources_of_the_story_are_named_and_linked():
    line = view_of(full_plan()).windows[1].picks[0].also_told_by

    assert line == ("Also told by ", Piece(text="مداد", language="", direction="rtl", url="https://midad.example/b"))


def test_a_source_that_tells_it_twice_is_named_once_by_its_first_telling():
    told = tuple(
        ToldBy(article=ArticleId(name), source_title=source, url=f"https://{name}.example/")
        for name, source in (("b", "B"), ("c", "C"), ("d", "B"))
    )
    line = only(candidate(also_told_by=told)).also_told_by

    assert [part.url for part in line if isinstance(part, Piece)] == ["https://b.example/", "https://c.example/"]


def test_an_author_who_is_the_source_is_not_named_twice():
    assert only(candidate(author="source one")).author is None
    assert only(candidate(author="  ")).author is None
    assert only(candidate(author="Ada")).author == Text(text="Ada", language="", direction="ltr")


def test_actions_are_commands_by_number_and_by_id_for_later():
    one = only(candidate("4f2a9c0b1d2e"))

    assert [(action.name, action.command, action.url) for action in one.actions] == [
        ("done", "gapfeed done 1", None),
        ("more", "gapfeed more 1", None),
        ("less", "gapfeed less 1", None),
        ("fewer", "gapfeed less 1 --source", None),
        ("share", "gapfeed share write 1", None),
    ]
    assert spoken(one.later_hint) == "Once a newer digest is there, type 4f2a9c0b1d2e instead of 1"


def test_actions_lead_to_the_reading_room_where_there_is_one():
    one = only(candidate("4f2a9c0b1d2e"), web="https://read.example.org/")

    assert [str(action.url).partition("?")[0] for action in one.actions] == [
        f"https://read.example.org/items/4f2a9c0b1d2e/{name}" for name in ("done", "more", "less", "fewer", "share")
    ]


def test_nothing_worth_the_time_is_one_line():
    view = view_of(empty_plan(), bare=True)

    assert view.nothing == "Nothing worth your time today"
    assert (view.windows, view.topics, view.summary, view.legend, view.progress, view.trouble) == ((), (), "", (), (), None)
    assert (view.still_open, view.left_over) == (None, None)


def test_sources_that_died_are_one_line():
    line = view_of(full_plan()).trouble

    assert line is not None
    assert spoken(line) == "2 sources could not be read: رقم (the server answered 503) and Blog (unknown host)"
    assert Piece(text="رقم", language="", direction="rtl") in line


def test_of_many_dead_sources_the_first_are_named():
    dead = tuple(SourceTrouble(source_title=f"Blog {number}", reason="gone") for number in range(1, 41))
    line = view_of(full_plan(), trouble=dead).trouble

    assert line is not None
    assert spoken(line) == "40 sources could not be read: Blog 1 (gone), Blog 2 (gone), Blog 3 (gone) and 37 more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_is_worded_in_each_language(language):
    view = view_of(full_plan(), language, notice="A notice.")

    assert (view.language, view.direction) == (language, "rtl" if language == "ar" else "ltr")
    assert view.day_iso == DAY.isoformat()
    assert view.notice == "A notice."
    assert language == "en" or view.title != view_of(full_plan()).title


def test_the_same_input_gives_the_same_view():
    assert view_of(full_plan(), "ar") == view_of(full_plan(), "ar")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_in_as_one_line_of_bounded_length_and_no_address_but_the_web(text):
    first, second = view_of(hostile_plan(text)).windows[0].picks

    assert first.url is None
    assert second.url == "https://example.org/(a)?q=<b>&c='d'"
    assert all(part.url is None for part in first.also_told_by if isinstance(part, Piece))
    for shown in (first.title, first.source, first.author, first.summary):
        assert len(shown.text) <= 420
        assert not set(shown.text) & set("\r\n\x00\x0b\x85\u2028\u202a\u202e\u2067\ud800")


def test_a_window_without_minutes_is_not_divided_by():
    view = view_of(plan((window(minutes=0), (pick(1),))))

    assert view.windows[0].used_percent == "0"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Update on a story you had on 3 March: new are Anna Kowalska and 18 February"),
        ("ar", "مستجدات قصة وردت في نشرتك يوم 3 مارس، والجديد فيها: Anna Kowalska و18 February"),
        ("pl", "Ciąg dalszy historii z przeglądu z 3 marca; nowe: Anna Kowalska i 18 February"),
        ("bg", "Продължение на история от подборката ти за 3 март; новото: Anna Kowalska и 18 February"),
    ],
)
def test_an_update_says_when_the_story_was_had_and_what_is_new_in_the_articles_own_words(language, said):
    line = view_of(full_plan(), language).windows[1].picks[0].update

    assert line is not None
    assert spoken(line) == said
    assert next(part for part in line if isinstance(part, Piece)) == Piece(text="Anna Kowalska", language="en", direction="ltr", found=True)


def test_an_update_on_a_story_of_another_year_names_the_year():
    one = pick(1)
    old = replace(one, scored=replace(one.scored, update=Update(day=date(2025, 12, 30), news=("42",))))
    line = view_of(plan((window(), (old,)))).windows[0].picks[0].update

    assert line is not None
    assert spoken(line) == "Update on a story you had on 30 December 2025: new are 42"


def test_what_is_new_to_the_person_is_no_update():
    assert only(candidate()).update is None
