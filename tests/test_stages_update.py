"""Which later tellings of a story that the person had are updates, and what each of them has that is new."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from feeds.model.ids import SourceId
from pipeline.model.digests import Candidate, Event, History, SentPick, Update
from pipeline.model.ids import ArticleId, DigestId, StoryId
from pipeline.model.stories import StoryTraits
from pipeline.stages.eligible import Today, why_not
from pipeline.stages.plan import Frame, plan
from pipeline.stages.update import Retelling, marked, retold_in, updates_in
from pipeline.understand import traits_of
from tests.builders import NOW, candidate, feed_item, scored, settings, tagged, window

STORY = StoryId("first")
HAD_ON = date(2026, 2, 23)
TITLE = "Borealis Bank left 42,000 records open in Gdynia"
TEXT = (
    "On 21 February Borealis Bank said that 42,000 customer records had been copied from a test server in Gdynia. Its security chief "
    "Marta Zawada said that it had stood without a password for 19 days."
)
NEWS_TITLE = "Borealis Bank pays for its open server, and its chief goes"
NEWS = (
    "On 26 February the regulator in Gdynia told Borealis Bank to pay 750,000 zloty. Deputy Anna Kowalska follows Marta Zawada as chief of security. "
    "Auditors from the firm Lindqvist counted 61,500 records, and not 42,000."
)
TOLD_AT = NOW - timedelta(days=10)
PUBLISHED = NOW - timedelta(days=4)


def traits(name: str, title: str, text: str, language: str = "en", **changes: object) -> StoryTraits:
    """Return by what the story of a text is recognised."""
    one = tagged(name, title=title, text=text, language=language, item=feed_item(name, url_key=f"{name}.example.org/{name}"))
    return replace(traits_of(one), **changes)  # type: ignore[arg-type]


def telling(name: str = "second", title: str = NEWS_TITLE, text: str = NEWS, language: str = "en", **changes: object) -> Retelling:
    """Return an article of 28 February that tells the story."""
    one = replace(candidate(name, title=title, language=language, story=STORY, published=PUBLISHED), **changes)  # type: ignore[arg-type]
    return Retelling(candidate=one, traits=traits(name, title, text, language, at=one.published or one.first_seen), text=text)


def given(name: str = "first", title: str = TITLE, text: str = TEXT, language: str = "en", **changes: object) -> StoryTraits:
    """Return what the person had, published on 22 February."""
    return replace(traits(name, title, text, language, at=TOLD_AT), **changes)  # type: ignore[arg-type]


def history(*articles: str, events: tuple[Event, ...] = (), day: date = HAD_ON) -> History:
    """Return that *articles* of the story stood in digests, one a day."""
    sent = tuple(
        SentPick(digest=DigestId(f"d{place}"), day=day + timedelta(days=place), article=ArticleId(name), story=STORY)
        for place, name in enumerate(articles or ("first",))
    )
    return History(sent=sent, events=events)


def outcome(one: Retelling, *had: StoryTraits, events: tuple[Event, ...] = ()) -> Update | str:
    """Return what *one* is to somebody who had those tellings."""
    before = had or (given(),)
    return updates_in((one,), {each.id: each for each in before}, history(*(each.id for each in before), events=events))[one.candidate.id]


def eligible(one: Candidate, retold: Update | str) -> str | None:
    """Return why *one* may not be picked by somebody who had its story."""
    left = why_not(one, Today(now=NOW, settings=settings(), history=history(), retold={one.id: retold}))
    return left and left.why


def test_what_is_new_is_named_in_the_articles_own_words():
    assert outcome(telling()) == Update(day=HAD_ON, news=("26 February", "750,000", "Anna Kowalska", "Lindqvist"))


def test_an_update_may_be_picked_and_bears_its_mark_among_its_reasons():
    one = telling().candidate
    update = outcome(telling())
    assert isinstance(update, Update)
    chosen = marked(scored("second", story=STORY), update)

    assert eligible(one, update) is None
    assert chosen.update == update
    assert chosen.score == scored("second").score
    assert chosen.reasons[-1].value == 1
    assert chosen.reasons[-1].words == "an update on a story you had on 2026-02-23: new are 26 February, 750,000, Anna Kowalska, Lindqvist"


@pytest.mark.parametrize(
    ("title", "text", "said"),
    [
        pytest.param(TITLE, TEXT, "(nothing)", id="the same once more"),
        pytest.param("Gdynia: Borealis Bank and its server", f"Open for 19 days. {TEXT}", "(nothing)", id="in other words"),
        pytest.param(TITLE, f"{TEXT} Rival Sigma Trust offered 350 zloty to whoever moves there.", "(Sigma Trust, 350)", id="a detail or two"),
        pytest.param(
            TITLE, f"{TEXT} It was on a Tuesday in December, as people said on Wednesday, Thursday and Friday in 2024 and 2025.", "(nothing)",
            id="days of the week, months and years",
        ),
        pytest.param(TITLE, f"{TEXT} So said Marta Ewa Zawada, whom Ola Zawada, Jan Zawada and Iga Zawada know.", "(nothing)", id="names with a known part"),
    ],
)  # fmt: skip
def test_a_second_telling_without_news_stays_out_and_says_why(title, text, said):
    one = telling(title=title, text=text)
    why = outcome(one)

    assert why == f"and this telling adds too little that is new {said}"
    assert eligible(one.candidate, why) == f"its story was in your digest of 2026-02-23, told by another source, {why}"


@pytest.mark.parametrize(
    ("day", "is_update"),
    [
        pytest.param("26 February", True, id="a day between the two tellings"),
        pytest.param("February 23rd", True, id="the day after the first"),
        pytest.param("22 February", False, id="the day of the first, of which it may speak"),
        pytest.param("12 February", False, id="a day before the first"),
        pytest.param("28 February", False, id="its own day, which anything may bear"),
        pytest.param("5 March", False, id="a day that is still to come"),
        pytest.param("29 February", False, id="a day that the year does not have"),
        pytest.param("Thursday", False, id="no day of the year at all"),
    ],
)
def test_an_update_tells_of_a_day_since_the_last_telling(day, is_update):
    why = outcome(telling(text=NEWS.replace("26 February", day)))

    assert isinstance(why, Update) is is_update
    if not is_update:
        assert str(why).startswith("and this telling names no day since then, whatever else is new (")
        assert "Anna Kowalska" in str(why)


@pytest.mark.parametrize(
    ("told_at", "published"),
    [
        pytest.param(TOLD_AT, datetime(2026, 2, 27, 3, tzinfo=UTC), id="written in the west, where it was still that day"),
        pytest.param(datetime(2026, 2, 25, 20, tzinfo=UTC), PUBLISHED, id="the first written in the east, where it was that day already"),
    ],
)
def test_the_day_of_either_telling_may_be_another_one_elsewhere(told_at, published):
    assert isinstance(outcome(telling(published=published), given(at=told_at)), str)
    assert isinstance(outcome(telling(published=published + timedelta(days=1)), given(at=told_at - timedelta(days=1))), Update)


def test_a_day_of_the_old_year_is_known_in_the_new_one():
    told = given(at=datetime(2025, 12, 28, 6, tzinfo=UTC))
    one = telling(text=NEWS.replace("26 February", "30 December"), published=datetime(2026, 1, 2, 12, tzinfo=UTC))

    assert isinstance(outcome(one, told), Update)


@pytest.mark.parametrize(
    "published",
    [
        pytest.param(TOLD_AT - timedelta(days=2), id="it is older than what the person had"),
        pytest.param(TOLD_AT + timedelta(hours=23), id="of the same day"),
        pytest.param(None, id="nobody knows"),
    ],
)
def test_only_what_is_known_to_be_later_is_an_update(published):
    assert outcome(telling(published=published)) == "and this telling is not known to be a day later"


def test_what_tells_of_the_day_between_need_not_wait_longer():
    assert isinstance(
        outcome(telling(text=NEWS.replace("26 February", "23 February"), published=TOLD_AT + timedelta(days=2, hours=2))), Update
    )


def test_what_was_an_update_once_is_none_again():
    had = traits("second", NEWS_TITLE, NEWS, at=PUBLISHED)
    why = outcome(telling("third", published=NOW), given(), had)

    assert why == "and this telling adds too little that is new (nothing)"


def test_the_last_day_is_named_and_news_counts_from_all_that_the_person_had():
    had = traits("second", "Borealis Bank and Lindqvist", "Lindqvist was asked on 26 February.", at=PUBLISHED)
    more = f"{NEWS} The union of Karl Ostrom asked on 2 March for 88 days of leave."
    update = outcome(telling("third", text=more, published=NOW), given(), had)

    assert update == Update(day=HAD_ON + timedelta(days=1), news=("750,000", "Anna Kowalska", "61,500", "Karl Ostrom"))


def test_the_same_page_in_another_feed_is_no_update():
    one = telling()
    assert outcome(one, given(url_key=one.traits.url_key)) == "and this is the same page"


@pytest.mark.parametrize("kind", ["less", "too_easy", "too_hard"])
def test_whoever_wanted_no_more_of_a_story_gets_none(kind):
    event = Event(kind=kind, article=ArticleId("first"), source=SourceId("s"), at=NOW)

    assert outcome(telling(), events=(event,)) == "which you wanted no more of"


def test_whoever_is_done_with_the_first_telling_still_gets_the_update():
    event = Event(kind="done", article=ArticleId("first"), source=SourceId("s"), at=NOW)

    assert isinstance(outcome(telling(), events=(event,)), Update)


def test_where_a_telling_is_not_known_any_more_nothing_is_new():
    one = telling()
    forgotten = "and what it told there is not known any more"

    assert updates_in((one,), {}, history())[one.candidate.id] == forgotten
    assert updates_in((one,), {ArticleId("first"): given()}, history("first", "forgotten"))[one.candidate.id] == forgotten
    assert outcome(replace(one, traits=None)) == forgotten
    assert (
        outcome(replace(one, text="", candidate=replace(one.candidate, title=TITLE)))
        == "and this telling adds too little that is new (nothing)"
    )


def test_across_languages_names_prove_nothing_and_numbers_and_days_do():
    polish = given(
        title="Bank Borealis zostawił otwarte 42 000 rekordów", text="21 lutego bank Borealis podał, że z serwera w Gdyni skopiowano 42 000 rekordów.", language="pl"
    )  # fmt: skip
    names = "Borealis Bank of Gdynia named Anna Kowalska, Lindqvist, Karl Ostrom and Ewa Sowa on 21 February, after 42,000 records."
    numbers = "On 26 February Borealis Bank was told to pay 750,000 zloty for 61,500 records within 45 days, and not for 42,000 records."

    assert outcome(telling(text=names), polish) == "and this telling adds too little that is new (nothing)"
    assert outcome(telling(text=numbers), polish) == Update(day=HAD_ON, news=("26 February", "750,000", "61,500", "45"))


@pytest.mark.parametrize(
    ("language", "had", "later", "news"),
    [
        pytest.param(
            "pl", "21 lutego bank Borealis z Gdyni podał, że skopiowano 42 000 rekordów.",
            "26 lutego urząd kazał bankowi Borealis w Gdyni zapłacić 750 000 zł. Następczynią jest Anna Kowalska, a firma Lindqvist naliczyła 61 500 rekordów.",
            ("26 lutego", "750 000", "Anna Kowalska", "Lindqvist"), id="Polish, with its endings",
        ),
        pytest.param(
            "bg", "На 21 февруари банка Бореалис от Гдиня съобщи за 42 000 записа.",
            "На 26 февруари банка Бореалис от Гдиня получи глоба от 750 000 злоти. Наследява я Анна Ковалска, а фирмата Линдквист преброи 61 500 записа.",
            ("26 февруари", "750 000", "Анна Ковалска", "Линдквист"), id="Bulgarian",
        ),
        pytest.param(
            "ar", "أعلن البنك في 21 فبراير نسخ 42000 سجل.", "في 26 فبراير دفع البنك 750000 بعد 45 يوما عن 61500 سجل، لا عن 42000.",
            ("26 فبراير", "750000", "45", "61500"), id="Arabic, which has no capitals",
        ),
    ],
)  # fmt: skip
def test_every_language_names_what_is_new(language, had, later, news):
    update = outcome(telling(title="", text=later, language=language), given(title="", text=had, language=language))

    assert update == Update(day=HAD_ON, news=news)


@pytest.mark.parametrize(
    ("later", "new"),
    [
        pytest.param("for 12.75 zloty", "12.75", id="decimals are one number"),
        pytest.param("by 64% of all", "64%", id="with their sign"),
        pytest.param("at 10:45 sharp", "10:45", id="a time of day is one thing"),
        pytest.param("of Lindqvist's own", "Lindqvist", id="whose it is is no part of a name"),
        pytest.param("Eva Lindqvist said, and Lindqvist knows", "Eva Lindqvist", id="a surname alone is nobody else"),
        pytest.param("61,500 or 61 500", "61,500", id="a number written in two ways"),
        pytest.param("on 24 February or February 24", "24 February", id="a day written in two ways"),
        pytest.param("12.75, and 12.88 of 19", "12.75, 12.88", id="what shares a part with another is new"),
        pytest.param("12.42000 or 42000.12", "nothing", id="what holds a known number is not new"),
    ],
)
def test_a_new_thing_counts_once_with_all_that_belongs_to_it(later, new):
    why = outcome(telling(title=TITLE, text=f"{TEXT} All that {later}, {later}."))

    assert why == f"and this telling adds too little that is new ({new})"


def test_only_what_was_told_and_not_sent_itself_is_looked_at():
    second, other, sent = candidate("second", story=STORY), candidate("other"), candidate("first", story=STORY)

    assert retold_in((second, other, sent), history()) == ((second,), (ArticleId("first"),))
    assert retold_in((second, other), History()) == ((), ())


def test_two_updates_of_one_story_are_never_in_one_digest():
    update = Update(day=HAD_ON, news=("a", "b", "c", "d"))
    both = [marked(scored(name, story=STORY, source=SourceId(name)), update) for name in ("second", "third")]
    frame = Frame(id=DigestId("d"), day=NOW.date(), slot="07:00", windows=(window(minutes=60),), most_per_source=5)
    made = plan(both, (), frame)

    assert [pick.scored.update for pick in made.picks] == [update]
    assert [left.why for left in made.left_out] == ["its story is in this digest, told by Source One: number 1, “Title second”"]
