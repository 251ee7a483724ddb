"""The language of a post: that of one's own sentence, else what its readers read, and never one of other letters."""

import pytest

from pipeline.stages.post_language import post_language

SPOKEN = ("ar", "bg", "en", "pl")
NOTES = {
    "en": [
        "I tried it.", "I do.", "Worth an hour.", "Great read.", "So useful!", "This helped me.", "Try it on Monday.", "Highly recommended.",
        "Short and clear.", "Must read", "Finally, somebody explains it.", "We use this daily.", "Don’t miss the second half.", "It's good.",
        "My team loved it", "Łukasz showed me this.", "What I needed.", "No jargon, only examples.", "Ten minutes well spent.", "Go read this.",
        "Thank you, Ola!", "Simple, but it works.", "Read to the end.", "Changed how I plan.", "Brilliant.", "Solid advice",
    ],
    "pl": [
        "Polecam!", "Świetne", "Warto.", "Bardzo przydatne.", "Same konkrety.", "Krótko i na temat.", "Wypróbowałam.", "U nas to działa.",
        "Dobry tekst.", "Swietny artykul", "Dziękuję, Ola!", "Przeczytajcie do końca.", "Tego mi brakowało.", "Wracam do tego co miesiąc.",
        "Dla zespołu.", "Prosto i jasno.", "Zmienia spojrzenie.", "A co u was?", "Już to robimy.", "Polecam ten podcast", "Dziesięć dobrych minut.",
        "Ciekawe!", "Jak to robicie?", "Must have dla każdego analityka", "Otwiera oczy", "Moje odkrycie roku",
    ],
    "bg": [
        "Браво", "Много полезно.", "Опитах.", "Кратко и ясно.", "Препоръчвам!", "Струва си.", "Точно навреме.", "При нас работи.", "Прочетете го",
        "Благодаря, Оля!", "За екипа.", "Git без страх", "Хубав пример", "Най-доброто досега",
    ],
    "ar": [
        "رائع", "مفيد جدا.", "جربته.", "أنصح به!", "شكرا", "يستحق القراءة.", "قصير وواضح", "نجح معنا", "اقرؤوه حتى النهاية", "للفريق",
        "Docker: شرح مبسط", "هذا ما كنت أبحث عنه", "مثال جيد", "أعجبني",
    ],
}  # fmt: skip


def test_short_notes_are_recognised_whatever_the_item_is_in():
    asked = [(note, language, item) for language, notes in NOTES.items() for note in notes for item in SPOKEN]
    wrong = [
        (note, item, found)
        for note, language, item in asked
        if (found := post_language(note, item, None, ("en", "ar", "pl", "bg"), SPOKEN)) != language
    ]

    assert len({note for note, *_ in asked}) >= 60
    assert len(wrong) <= 0.05 * len(asked), wrong


@pytest.mark.parametrize("item", SPOKEN)
@pytest.mark.parametrize("note", [note for notes in NOTES.values() for note in notes] + ["ok", "Sehr hilfreich für mein Team"])
def test_no_question_is_of_other_letters_than_the_sentence_above_it(note, item):
    for circle in (None, (item,), ("ar", "bg"), ("bg", "en"), ("de",)):
        found = post_language(note, item, circle, (item,), SPOKEN)
        allowed = {"bg"} if note in NOTES["bg"] else {"ar"} if note in NOTES["ar"] else {"en", "pl"}

        assert found in allowed


@pytest.mark.parametrize(
    ("note", "item", "circle", "learner", "language"),
    [
        pytest.param("I do.", "en", None, ("en",), "en", id="a lone I is no Polish"),
        pytest.param("I do.", "ar", None, ("ar", "pl"), "pl", id="nor English: the learner's first of its letters"),
        pytest.param("Super!", "pl", ("en", "pl"), ("en",), "pl", id="the item's, which the readers read"),
        pytest.param("Super!", "pl", ("en",), ("pl",), "en", id="they do not: their first"),
        pytest.param("Super!", "ar", ("ar", "pl", "en"), ("en",), "pl", id="their first of its letters"),
        pytest.param("Super!", "ar", ("ar",), ("bg", "pl"), "pl", id="they have none of its letters: the learner's first"),
        pytest.param("Super!", "ar", ("ar",), ("bg",), "en", id="nor has the learner: English"),
        pytest.param("Short, and the example is one I can use on Monday.", "pl", ("pl",), ("pl",), "en", id="a sentence that is sure"),
        pytest.param("👍", "ar", ("en", "ar"), ("en",), "ar", id="no letters: as the item"),
        pytest.param("👍 100 %", "ar", ("pl", "en"), ("en",), "pl", id="no letters, and they do not read it"),
        pytest.param("", "ar", ("de", "pl"), ("en",), "pl", id="nothing: their first of which there are words"),
        pytest.param("", "ar", ("de",), ("pl",), "pl", id="there are none for what they read: the learner's"),
        pytest.param("", "de", ("fr", "de"), ("fr",), "en", id="nor for the learner's: English"),
        pytest.param("", "bg", None, ("en",), "bg", id="nobody in particular: as the item"),
        pytest.param("Πολύ χρήσιμο", "bg", None, ("en",), "bg", id="letters in which there are no words"),
        pytest.param("هذا مفيد", "en", None, ("en",), "ar", id="letters of one language"),
        pytest.param("سلام means peace, and this guide explains it", "ar", None, ("ar",), "en", id="a word of other letters in a sentence"),
    ],
)
def test_what_the_sentence_leaves_open_the_readers_decide(note, item, circle, learner, language):
    assert post_language(note, item, circle, learner, SPOKEN) == language


def test_it_is_never_one_without_words():
    assert post_language("Опитах.", "ar", None, ("en",), ("en", "pl")) == "en"
