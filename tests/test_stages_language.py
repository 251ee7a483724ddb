import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.language import language_of

MINE = ("en", "ar", "pl", "bg")


@pytest.mark.parametrize(
    ("title", "text", "hint", "language"),
    [
        pytest.param("Docker: شرح مبسط للمبتدئين", "", None, "ar", id="an Arabic title that begins with a Latin word"),
        pytest.param(
            "Zarządzanie czasem w zespole", "Jak planować dzień, żeby nie gasić pożarów.", "en-us", "pl", id="Polish tagged en-us"
        ),
        pytest.param("Машинно обучение", "Какво е това и защо се говори за него.", None, "bg", id="Bulgarian beside Russian"),
        pytest.param("Машинное обучение", "Что это такое и почему все о нём говорят.", None, "ru", id="Russian beside Bulgarian"),
        pytest.param("Вештачка интелигенција", "Што е тоа и зошто сите зборуваат за неа.", None, "mk", id="Macedonian"),
        pytest.param("Вештачка интелигенција", "Шта је то и зашто сви говоре о њој, ђаци и учитељи.", None, "sr", id="Serbian"),
        pytest.param("Штучний інтелект", "Що це таке і чому всі про нього говорять.", None, "uk", id="Ukrainian"),
        pytest.param("Zespół i cel", "", None, "pl", id="three Polish words"),
        pytest.param("Time management", "", None, "en", id="two English words"),
        pytest.param("Docker", "", None, "en", id="a name alone: the language named first"),
        pytest.param(
            "Bessere Entscheidungen im Team treffen", "Wie man mit wenig Zeit gut entscheidet.", None, "de", id="a language nobody chose"
        ),
        pytest.param(
            "نکاتی برای یادگیری", "چگونه برنامه نویسی را یاد بگیریم و چه چیزهایی لازم است.", None, "fa", id="Persian beside Arabic"
        ),
        pytest.param("如何管理团队", "这是一篇关于领导力的文章。", None, "zh", id="a script without our lists"),
        pytest.param("מדריך קצר", "איך לנהל צוות בלי לאבד את הראש", None, "he", id="Hebrew"),
        pytest.param("𐌰𐌹𐌸𐌸𐌰𐌿", "", None, "und", id="a script that nobody here reads"),
        pytest.param("https://example.org/a", "", None, "en", id="only an address"),
        pytest.param("Kubernetes و Docker Compose", "", None, "ar", id="Latin names around one Arabic word"),
        pytest.param("Kubernetes и Docker Compose", "", None, "bg", id="Latin names around one Bulgarian word"),
        pytest.param("The letter и, explained", "", None, "en", id="a Bulgarian word among English ones"),
        pytest.param("Python i bazy danych", "", None, "pl", id="an i that is no English I"),
        pytest.param("", "", "pl", "und", id="nothing, whatever the tag claims"),
        pytest.param("😀 🎉 42", "", None, "und", id="no letters"),
    ],
)
def test_the_text_decides(title, text, hint, language):
    assert language_of(title, text, hint, MINE) == language


def test_the_hint_decides_where_a_short_text_leaves_it_open():
    assert language_of("Podcast 12", "", "pl-PL", ()) == "pl"


def test_where_nobody_chose_a_language_the_letters_of_arabic_speak_for_arabic():
    assert language_of("SQL joins بالصور", "", None, ()) == "ar"


# Floors of our own sample; they may only rise.
@pytest.mark.parametrize(("name", "floor"), [("titles", 0.9), ("sentences", 1.0)])
def test_languages_that_are_easily_taken_for_each_other(name, floor):
    lines = (Path(__file__).parent / "languages" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = list(map(json.loads, lines))
    right = [language_of(row.get("title", ""), row.get("text", ""), row["hint"], MINE) == row["language"] for row in rows]

    assert sum(right) / len(right) >= floor


@pytest.mark.shared_data
def test_languages_of_sentences_and_short_titles(shared_data):
    from benchmarks.quality import score_languages

    for part in ("train", "dev"):
        scores = score_languages(shared_data, part)
        assert scores["sentences"] >= 0.998
        assert scores["titles"] >= 0.95


@given(st.text(), st.text(), st.none() | st.text(max_size=8), st.lists(st.sampled_from(["en", "pl", "xx", ""]), max_size=3))
def test_any_text_gets_a_code(title, text, hint, choices):
    language = language_of(title, text, hint, choices)

    assert 2 <= len(language) <= 3
