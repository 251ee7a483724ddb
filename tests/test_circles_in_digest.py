"""Who shared an item, and who waits to hear from the reader, in every form and language of a digest."""

from datetime import timedelta

import pytest

from pipeline.edges.render import render_digest
from pipeline.model.ids import ArticleId
from pipeline.model.stories import ToldBy
from pipeline.stages.wait import waits
from pipeline.views import Piece
from tests.builders import NOW, candidate, circle, share, window
from tests.faces import LANGUAGES, pick, plan, view_of

TWO_WEEKS = timedelta(weeks=2)


def by(*people: str):
    return tuple(ToldBy(article=ArticleId(str(place)), source_title=name, url="https://example.org/a") for place, name in enumerate(people))


def view(language="en", people=(), waiting=None):
    """Return a digest of one item that *people* shared, to somebody whose circles have waited so many days."""
    circles = [circle(name, every=TWO_WEEKS) for name in waiting or {}]
    given = [share(name, at=NOW - timedelta(days=days)) for name, days in (waiting or {}).items()]
    made = plan((window(), (pick(1, candidate(shared_by=by(*people))),)))
    return view_of(made, language, waits=waits(circles, given, None, NOW))


def spoken(line):
    return None if line is None else "".join(part if isinstance(part, str) else part.text for part in line)


def shared(language, *people):
    return spoken(view(language, people).windows[0].picks[0].shared_by)


@pytest.mark.parametrize(
    ("people", "line"),
    [
        ((), None),
        (("Ola",), "Ola shared this"),
        (("Ola", "Ola"), "Ola shared this"),
        (("Ola", "Marek"), "Ola and Marek shared this"),
        (("Ola", "Marek", "Ewa"), "3 people in your circles shared this"),
    ],
    ids=["nobody", "one", "one who shared it twice", "two are named", "more are counted"],
)
def test_who_shared_it_is_said(people, line):
    assert shared("en", *people) == line


FIVE = ("Ola", "Marek", "Ewa", "Jan", "Ada")


@pytest.mark.parametrize(
    ("language", "people", "line"),
    [
        ("pl", FIVE[:1], "Ola poleca to"),
        ("pl", FIVE[:2], "Ola i Marek polecają to"),
        ("pl", FIVE[:3], "Polecają to 3 osoby z twoich kręgów"),
        ("pl", FIVE, "Poleca to 5 osób z twoich kręgów"),
        ("bg", FIVE[:1], "Ola сподели това"),
        ("bg", FIVE[:2], "Ola и Marek споделиха това"),
        ("bg", FIVE[:3], "3 души от твоите кръгове споделиха това"),
        ("ar", FIVE[:1], "مشاركة من Ola"),
        ("ar", FIVE[:2], "مشاركة من Ola وMarek"),
        ("ar", FIVE[:3], "شارك هذا 3 أشخاص من دوائرك"),
    ],
)
def test_who_shared_it_is_said_in_the_readers_language(language, people, line):
    assert shared(language, *people) == line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Waiting to hear from you: team (18 days). What to give them:"),
        ("pl", "Na wieści od ciebie czeka: team (18 dni). Co tam podesłać:"),
        ("bg", "Чака вест от теб: team (18 дни). Какво да споделиш:"),
        ("ar", "بانتظار جديدك: team (منذ 18 يومًا). لاقتراح ما تشاركه:"),
    ],
)
def test_a_circle_that_has_waited_too_long_is_named(language, line):
    assert spoken(view(language, waiting={"team": 18, "public": 14}).waiting) == line


def test_several_that_wait_are_named_the_one_first_that_has_waited_longest():
    assert spoken(view(waiting={"team": 18, "mentors": 31}).waiting) == (
        "Waiting to hear from you: mentors (31 days) and team (18 days). What to give them:"
    )


def test_where_nobody_has_waited_too_long_there_is_no_line():
    assert view(waiting={"team": 14}).waiting is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_stand_in_every_form(language):
    rendered = render_digest(view(language, ("Aleksandra",), {"guild": 18}))

    for form in (rendered.html, rendered.mail_html, rendered.text, rendered.markdown):
        assert "Aleksandra" in form
        assert "guild" in form
        assert "gapfeed share list" in form


def test_a_name_from_a_feed_cannot_run_away_with_the_sentence():
    hostile = view("en", ('<b>"Ola\u202e',), {"<i>team": 18})
    page = render_digest(hostile).html

    assert next(part for part in hostile.windows[0].picks[0].shared_by if isinstance(part, Piece)).text == '<b>"Ola'
    assert "<b>&#34;Ola" not in page
    assert "<i>team" not in page
