"""What a note quotes, in the marks of any language, and whether the article has those words."""

import pytest

from pipeline.posting.quotations import quotations, stands_in, words_in


@pytest.mark.parametrize(
    ("note", "quoted"),
    [
        pytest.param('He says "start small" and stops.', ("start small",), id="straight"),
        pytest.param("He says “start small” and ‘don’t wait’.", ("start small", "don’t wait"), id="English"),
        pytest.param("Pisze: „Nie każdy indeks pomaga” i „tyle”.", ("Nie każdy indeks pomaga", "tyle"), id="Polish"),
        pytest.param("Казва: „Не всеки индекс“ и „друг“.", ("Не всеки индекс", "друг"), id="Bulgarian"),
        pytest.param("يقول «ابدأ صغيرًا» و“اكتب”", ("ابدأ صغيرًا",), id="Arabic"),
        pytest.param("Il dit « c'est bon ».", ("c'est bon",), id="French"),
        pytest.param("»das ist« ‚gut‘ ›so‹ ‹non›", ("das ist", "gut", "so", "non"), id="German and Swiss"),
        pytest.param("彼は「ああ」と『本』", ("ああ", "本"), id="Japanese"),
        pytest.param("”Nej tack” sa hon", ("Nej tack",), id="Swedish"),
        pytest.param("“two\n\nparagraphs” of it", ("two paragraphs",), id="over lines"),
        pytest.param("So:\n> Write it down.\n>  Then act.\nI did.", ("Write it down. Then act.",), id="lines that begin with >"),
        pytest.param('My 27" screen and a 5" one, the users’ data isn’t here', (), id="inches and apostrophes"),
        pytest.param('An open " mark, and “another', (), id="marks that are never closed"),
    ],
)
def test_quotations_are_found(note, quoted):
    assert quotations(note) == quoted


@pytest.mark.parametrize(
    ("quotation", "text"),
    [
        pytest.param("Draw the SAME chart—fourteen times", "draw the same chart, fourteen times.", id="capitals and signs"),
        pytest.param("draw … in a grid", "Draw the same chart in a grid", id="an ellipsis"),
        pytest.param("… draw [it] in a grid (...)", "Draw the same chart in a grid", id="brackets"),
        pytest.param("ابــدأ من الصفر دائماً", "اِبدأْ من الصِّفر دائمًا.", id="Arabic marks and tatweel"),
        pytest.param("يبدأ من ٩٠", "يبدأ من 90", id="Arabic digits"),
        pytest.param("STRASSE", "Straße", id="letters that fold"),
    ],
)
def test_the_same_words_are_the_same_quotation(quotation, text):
    assert stands_in(quotation, ("", text))


@pytest.mark.parametrize(
    "quotation", [pytest.param("in a grid … draw", id="another order"), pytest.param("draw it twice in a grid", id="another word")]
)
def test_other_words_are_no_quotation(quotation):
    assert not stands_in(quotation, ("Draw the same chart in a grid",))


def test_words_are_counted_in_scripts_with_and_without_blanks():
    assert [words_in(text) for text in ("it isn't so", "ابدأ صغيرًا", "読むことは", "")] == [3, 2, 3, 0]
