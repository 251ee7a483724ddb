"""The language of a post: that of one's own sentence, else what its readers read."""

import pytest

from pipeline.stages.language import language_of
from pipeline.stages.post_language import post_language

SPOKEN = ("ar", "bg", "en", "pl")


@pytest.mark.parametrize(
    ("note", "language"),
    [
        pytest.param("Short, and the example is one I can use on Monday.", "en", id="English"),
        pytest.param("Warto przeczytać przed poniedziałkiem.", "pl", id="Polish"),
        pytest.param("Krótko i na temat, polecam.", "pl", id="Polish that looks Danish"),
        pytest.param("Кратко и ясно, ще го пробвам в понеделник.", "bg", id="Bulgarian that looks Russian"),
        pytest.param("جربته مع فريقي ونجح", "ar", id="Arabic"),
        pytest.param("Docker: شرح مبسط", "ar", id="Arabic after a Latin name"),
        pytest.param("Sehr hilfreich für mein Team", "item", id="German, of which there are no words"),
        pytest.param("این مقاله را بخوانید", "item", id="Persian"),
        pytest.param("ok", "item", id="no sentence"),
        pytest.param("", "item", id="nothing"),
    ],
)
def test_ones_own_sentence_decides_where_it_is_sure(note, language):
    guessed = language_of(note, "", None, ())
    item = "bg" if language != "bg" else "pl"

    assert post_language(note, guessed, item, (item,), SPOKEN) == (item if language == "item" else language)


@pytest.mark.parametrize(
    ("item", "readers", "language"),
    [
        pytest.param("ar", ("en", "ar"), "ar", id="they read what the item is in"),
        pytest.param("ar", ("pl", "en"), "pl", id="they do not: their first"),
        pytest.param("ar", ("de", "pl"), "pl", id="their first of which there are words"),
        pytest.param("ar", ("de",), "ar", id="there are none for what they read: as the item"),
        pytest.param("de", ("fr", "de"), "en", id="nor for the item: English"),
    ],
)
def test_otherwise_the_readers_decide(item, readers, language):
    assert post_language("", "und", item, readers, SPOKEN) == language
