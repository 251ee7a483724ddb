import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import matcher, script, spoken, stems, words
from pipeline.words import fold, guess_language, reading_minutes, sentences, small_words, stem, stem_among, stems_of, taken_apart, words_of

SAME = {
    "en": "database databases|query queries|testing tests|manage managing|strategy strategies|negotiate negotiating|vulnerability vulnerabilities|"
    "deploy deployed|stakeholder stakeholders|index indexes|class classes|story stories|plan planning|plan planned|debug debugging|"
    "release releases|hypothesis hypotheses|child children|write writing|cache caching|manager manager's|team teams|analysis analyses",
    "pl": "uczenie uczenia|uczenie uczeniem|maszynowe maszynowego|sieć sieci|sieć sieciami|neuronowa neuronowych|neuronowa neuronową|"
    "programista programiści|programista programistów|zarządzanie zarządzaniem|zespół zespołu|zespół zespole|zespół zespoły|baza baz|baza bazie|"
    "dane danych|rozmowa rozmowie|rozmowa rozmów|umiejętność umiejętności|nawyk nawyków|kolejka kolejce|książka książek|wykres wykresów|"
    "dług długiem|hasło haseł|notatka notatek|lider liderzy|klient klienci|wystąpienie wystąpień|podatek podatku|sztuczna sztucznej|"
    "użytkownik użytkownicy|serwer serwerze|zapytanie zapytań|projekt projekcie|strategia strategii|strategia strategię|Python Pythona|"
    "Python Pythonie|Docker Dockera|metoda metodzie|usługa usłudze|błąd błędy",
    "bg": "екип екипа|екип екипът|екип екипите|данни данните|база базата|управление управлението|обучение обучението|невронна невронни|"
    "мрежа мрежите|модел моделът|бюджет бюджета|умение уменията|навик навиците|инвестиция инвестициите|инвеститор инвеститори|"
    "потребител потребителите|сигурност сигурността|парола паролите|програмист програмистите|тест тестовете|сървър сървъра|облак облаци|"
    "език езици|изкуствен изкуствения|изкуствен изкуственият|интелект интелекта|голям големи|езиков езиковите|дълг дългове|заявка заявките|"
    "интервю интервюто|служител служителите|проект проекта|проект проектът|успешен успешна",
    "ar": "بيانات البيانات|بيانات والبيانات|بيانات بالبيانات|قاعدة قاعدته|قاعدة القواعد|برمجة برمجتها|مبرمج المبرمجين|إدارة ادارة|فريق للفريق|"
    "فريق فريقك|شبكة الشبكات|مهارة المهارات|استثمار استثمارات|ميزانية ميزانيتك|اصطناعي الاصطناعي|نموذج النماذج|لغوي لغوية|مستخدم المستخدمين|"
    "تطبيق التطبيقات|خادم الخوادم|كلمة كلمات|تسويق للتسويق|مقابلة المقابلات|اجتماع الاجتماعات|ثغرة ثغرات|خوارزمية الخوارزميات|لغة لغات",
    "de": "Datenbank Datenbanken",
    "ru": "база базы",
}
DIFFERENT = {
    "en": "career care|university universe|policy police|general generation|access accessibility|product productivity|secure secretary|thing th",
    "pl": "baza bazar|sieć siew|model modelka|lider litera|test testament|plan planeta|kod kodeks|praca prasa|serwer serwis|projekt projekcja",
    "bg": "екип екран|данни данък|модел мода|тест тесто|код кодекс|план планета|проект прожекция|облак област|парола пародия|книга княз",
    "ar": "بيانات بنات|تعلم علم|قاعدة قائد|برمجة برنامج|سحابة سحب|هدف هدية|مشروع شارع|عميل عمل|لغة لغز|وقت وقود",
    "hr": "knjiga knjige",
}


def pairs(table):
    return [(language, *pair.split()) for language, text in table.items() for pair in text.split("|")]


@pytest.mark.parametrize(("language", "one", "other"), pairs(SAME))
def test_forms_of_a_word_have_one_stem(language, one, other):
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize(("language", "one", "other"), pairs(DIFFERENT))
def test_words_that_only_look_alike_keep_their_own_stems(language, one, other):
    assert stem(one, language) != stem(other, language)


@pytest.mark.parametrize("language", ["bg", "ar", "ru"])
def test_a_latin_word_in_another_script_is_read_as_english(language):
    assert stem("databases", language) == stem("database", "en")


@pytest.mark.parametrize("word", ["وإدارة", "بإدارة", "لإدارة", "فإدارة"])
def test_a_joined_arabic_particle_is_taken_off_when_a_known_word_remains(word):
    assert stem_among(word, "ar", {stem("إدارة", "ar")}) == stem("إدارة", "ar")


@pytest.mark.parametrize("word", ["وقت", "كتاب", "لغة", "دور"])
def test_an_arabic_word_that_merely_begins_like_a_particle_stays_whole(word):
    assert stem_among(word, "ar", frozenset()) == stem(word, "ar")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("C++ and C# and F#", ["C++", "and", "C#", "and", "F#"], id="names with signs"),
        pytest.param("Node.js, don't!", ["Node", "js", "don't"], id="dots part, apostrophes do not"),
        pytest.param("see https://example.org/python-sql now", ["see", "now"], id="an address is no word"),
        pytest.param("إِدَارَةُ المَعْرِفَة", ["إِدَارَةُ", "المَعْرِفَة"], id="harakat belong to their word"),
        pytest.param("", [], id="nothing"),
        pytest.param("😀 🎉", [], id="emoji"),
    ],
)
def test_words_as_they_stand(text, expected):
    assert words_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ما هو الفريق؟ هذا فريق.", ["ما هو الفريق؟", "هذا فريق."], id="Arabic question mark"),
        pytest.param("Firma np. Alfa sp. z o.o. rośnie. Tak.", ["Firma np. Alfa sp. z o.o. rośnie.", "Tak."], id="Polish short forms"),
        pytest.param("Цена от 5 лв. Става дума за пари. Да.", ["Цена от 5 лв. Става дума за пари.", "Да."], id="Bulgarian short forms"),
        pytest.param("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."], id="quotes close with their sentence"),
        pytest.param("# Heading\nText.", ["# Heading", "Text."], id="lines are never joined"),
        pytest.param("J. Smith wrote it. Fine.", ["J. Smith wrote it.", "Fine."], id="initials"),
        pytest.param(". . .", [".", ".", "."], id="only full stops"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_sentences(text, expected):
    assert sentences(text) == expected


def test_the_memory_for_stems_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr("pipeline.words._MOST_STEMS", 10)
    words._topics.cache_clear()

    assert stems_of(" ".join(f"name{number}" for number in range(50)), "en") == [f"name{number}" for number in range(50)]
    assert len(words._topics("en")) <= 10
    words._topics.cache_clear()


def test_small_words_carry_no_topic():
    assert stems_of("The teams and their budgets", "en") == ["team", "budget"]
    assert not small_words("xx")


@pytest.mark.parametrize(
    ("count", "language", "minutes"), [(0, "en", 1), (228, "en", 1), (229, "en", 2), (1000, "ar", 8), (1000, "pl", 7), (184, "xx", 1)]
)
def test_reading_minutes_follow_the_measured_speed_of_the_language(count, language, minutes):
    assert reading_minutes(count, language) == minutes


def test_the_identifier_answers_und_where_it_cannot_say():
    assert guess_language("") == ("und", 0.0)
    assert guess_language("\ud800 \x00")[0] == "und"


@given(st.text(), st.sampled_from(["en", "pl", "bg", "ar", "de", "ru", "xx", "und"]))
def test_any_text_can_be_taken_apart(text, language):
    spans = taken_apart(text).spans

    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert all(isinstance(stem(word, language), str) for word in words_of(text))
    assert all(sentence in text for sentence in sentences(text))


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(word):
    assert fold(fold(word)) == fold(word)


@pytest.mark.parametrize("module", [words, stems, script, spoken, matcher])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0
