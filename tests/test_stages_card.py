"""What a card shows, and what it says to those who do not see it."""

import dataclasses
import unicodedata

import pytest

from pipeline.card_views import CardView
from pipeline.stages.card import card_for_edition, card_for_item
from tests.builders import candidate
from tests.drawn import text
from tests.faces import HOSTILE, LANGUAGES, edition_of, episode, lexicon, phrases, pick

PRIVATE_WORDS = {"skill", "gap", "level", "target", "score", "why", "evidence", "url", "recipient", "window", "circle", "address"}
OF_FOUR_LANGUAGES = {
    "en": "Title a1. Source One. Ada. SQL. 5 min read. “Try it.” Shared by Sam.",
    "ar": "\u2068Title a1\u2069. \u2068Source One\u2069. \u2068Ada\u2069. \u2068SQL\u2069. قراءة 5 د. «\u2068Try it.\u2069» من اختيارات \u2068Sam\u2069.",
    "pl": "Title a1. Source One. Ada. SQL. 5 min czytania. „Try it.” Poleca: Sam.",
    "bg": "Title a1. Source One. Ada. SQL. 5 мин четене. „Try it.“ Споделя: Sam.",
}


def item_card(article=None, language="en", note="", name="Sam"):
    return card_for_item(article or candidate("a1"), note=note, name=name, lexicon=lexicon(), phrases=phrases(language))


def test_the_card_of_an_item_says_what_it_is_and_whose_words_stand_on_it():
    article = candidate("a1", author="Ada Writer")

    assert item_card(article, note="Read\nthis.") == CardView(
        language="en",
        direction="ltr",
        kicker=dataclasses.replace(text("SQL"), language="en"),
        title=dataclasses.replace(text("Title a1"), language="en"),
        source=text("Source One"),
        author=text("Ada Writer"),
        note=text("Read this."),
        facts="5 min read",
        contents=(),
        more=None,
        by=("Shared by ", text("Sam")),
        monogram="S",
        alt="Title a1. Source One. Ada Writer. SQL. 5 min read. “Read this.” Shared by Sam.",
    )


def test_what_is_not_known_is_not_said():
    card = item_card(candidate("a1", tags=()), name="")

    assert (card.kicker, card.author, card.note, card.by, card.monogram) == (None, None, None, (), "")
    assert card.alt == "Title a1. Source One. 5 min read."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_speaks_the_language_of_its_item(language):
    assert item_card(candidate("a1", author="Ada"), language, note="Try it.").alt == OF_FOUR_LANGUAGES[language]


def test_a_card_runs_as_its_title_does():
    assert (item_card(episode(), "ar").direction, item_card(episode(), "en").direction) == ("rtl", "rtl")


@pytest.mark.parametrize(("name", "letter"), [("ślązak", "Ś"), ("سلمى", "س"), ("«Ada»", "A"), ("007", "")])
def test_the_monogram_is_the_first_letter_of_a_name(name, letter):
    assert item_card(name=name).monogram == letter


@pytest.mark.parametrize(("title", "said"), [("Why?", "Why? Source One."), ("Stop…", "Stop… Source One."), ("So", "So. Source One.")])
def test_what_ends_by_itself_is_given_no_full_stop(title, said):
    assert item_card(candidate("a1", title=title)).alt.startswith(said)


def test_the_card_of_an_edition_lists_its_first_titles():
    edition = edition_of(*(pick(number).scored.candidate for number in range(1, 7)))
    card = card_for_edition(edition, phrases())

    assert [title.text for title in card.contents] == ["Title a1", "Title a2", "Title a3", "Title a4"]
    assert (card.title.text, card.facts, card.more, card.by, card.monogram) == (edition.title, "6 items", "2 more", edition.intro, "S")
    assert card.alt == (
        "Worth reading: 4 March 2026. What Sam found worth passing on. 6 items. Title a1. Title a2. Title a3. Title a4. 2 more."
    )


def test_the_card_of_a_small_edition_of_nobody_lists_all_of_it():
    card = card_for_edition(edition_of(pick(1).scored.candidate, name=None), phrases())

    assert (card.more, card.monogram, len(card.contents)) == (None, "", 1)


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_a_feed_says_the_alt_text_is_one_line(words):
    alt = item_card(candidate("a1", title=words, source_title=words, author=f"{words} author"), note=words, name=words).alt

    assert not {unicodedata.category(sign) for sign in alt} & {"Cc", "Cs", "Zl", "Zp"}
    assert "\u202e" not in alt


def test_a_card_has_no_field_for_anything_private():
    names = {part for field in dataclasses.fields(CardView) for part in field.name.split("_")}

    assert names & PRIVATE_WORDS == set()
