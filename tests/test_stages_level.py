import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.level import level_of
from tests.builders import article, skill_tag


@pytest.mark.parametrize(
    ("language", "title", "level", "reason"),
    [
        ("en", "SQL for beginners", "introduction", "the title says “for beginners”"),
        ("en", "What is a window function?", "introduction", "the title says “what is”"),
        ("en", "How to review code without a fight", "practice", "the title says “how to”"),
        ("en", "PostgreSQL internals: a deep dive", "deep", "the title says “internals”"),
        ("pl", "Podstawy SQL dla początkujących", "introduction", "the title says “podstawy”"),
        ("pl", "Jak negocjować pensję", "practice", "the title says “jak”"),
        ("pl", "Indeksy pod maską", "deep", "the title says “pod maską”"),
        ("bg", "Какво е машинно обучение", "introduction", "the title says “какво е”"),
        ("bg", "Как да дадем обратна връзка", "practice", "the title says “как да”"),
        ("bg", "Задълбочено за индексите", "deep", "the title says “задълбочено”"),
        ("ar", "Git للمبتدئين", "introduction", "the title says “للمبتدئين”"),
        ("ar", "كيف تفاوض على راتبك", "practice", "the title says “كيف”"),
        ("ar", "الفهارس بعمق", "deep", "the title says “بعمق”"),
        ("de", "Tutorial: Git", "practice", "the title says “tutorial”"),
    ],
)
def test_a_title_says_for_whom_it_is(language, title, level, reason):
    guess = level_of(article(language=language, title=title, text="", words=0), ())

    assert guess.level == level
    assert reason in guess.reasons


@pytest.mark.parametrize(
    ("text", "words", "level", "reason"),
    [
        pytest.param("1. Open it.\n2. Read it.\n3. Close it.", 9, "practice", "it goes step by step", id="numbered steps"),
        pytest.param("We prove a theorem. The proof uses an invariant.", 9, "deep", "it says “we prove”", id="the words of theory"),
        pytest.param("Plain words.", 3000, "deep", "it is long: 3000 words", id="great length"),
        pytest.param("Plain words.", 300, "practice", "nothing in it speaks for an introduction or for going deep", id="nothing special"),
        pytest.param("", 0, "practice", "nothing in it speaks for an introduction or for going deep", id="no text"),
    ],
)
def test_the_text_says_for_whom_it_is(text, words, level, reason):
    guess = level_of(article(title="Notes", text=text, words=words), ())

    assert guess.level == level
    assert reason in guess.reasons


def test_a_long_text_that_stays_with_one_skill_goes_deep():
    guess = level_of(article(title="Notes", text="A trade-off.", words=2000), (skill_tag(),))

    assert "it is long and stays with one skill" not in guess.reasons  # a lone half point does not decide
    assert level_of(article(title="Notes", text="A theorem. A proof. A lemma.", words=2000), (skill_tag(),)).level == "deep"


def test_a_cue_at_the_very_end_is_seen():
    assert level_of(article(title="SQL for", text="", words=0), ()).level == "practice"


@pytest.mark.parametrize(
    ("language", "text", "reason"),
    [
        ("en", "Install it. Then wait. Copy the file.", "it tells what to do: “Install”, “Copy”"),
        ("pl", "Zainstaluj pakiet. Skopiuj plik.", "it tells what to do: “Zainstaluj”, “Skopiuj”"),
        ("bg", "Инсталирайте пакета. Копирайте файла.", "it tells what to do: “Инсталирайте”, “Копирайте”"),
        ("ar", "ثبّت الحزمة. انسخ الملف.", "it tells what to do: “ثبّت”, “انسخ”"),
    ],
)
def test_instructions_are_practice(language, text, reason):
    guess = level_of(article(language=language, title="Notes", text=text, words=6), ())

    assert (guess.level, guess.reasons) == ("practice", (reason,))


def _right(language, half):
    lines = (Path(__file__).parent / "levels" / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [text for text in map(json.loads, lines) if text["half"] == half]
    guesses = [
        level_of(article(language=language, title=text["title"], text=text["text"], words=len(text["text"].split())), ()) for text in texts
    ]
    return sum(guess.level == text["level"] for guess, text in zip(guesses, texts, strict=True)) / len(texts)


# May only rise.
@pytest.mark.parametrize(
    ("language", "improved", "unseen"), [("en", 0.95, 0.86), ("pl", 0.86, 0.8), ("bg", 0.88, 0.86), ("ar", 0.88, 0.86)]
)
def test_levels_of_texts_written_for_three_kinds_of_readers(language, improved, unseen):
    assert _right(language, "improve") >= improved
    assert _right(language, "report") >= unseen


@given(st.text(max_size=400), st.text(max_size=60), st.sampled_from(["en", "pl", "bg", "ar", "xx"]))
def test_any_text_has_a_level_and_a_reason(text, title, language):
    guess = level_of(article(title=title, text=text, words=len(text.split()), language=language), ())

    assert guess.reasons


@pytest.mark.parametrize(
    "text", ["Цветовете са ярки. Градовете растат. Редовете са къси.", "Можете да видите всичко. Знаете ли защо? Имате време."]
)
def test_bulgarian_plurals_and_questions_tell_nobody_what_to_do(text):
    assert not any("tells what to do" in reason for reason in level_of(article(text=text, language="bg"), ()).reasons)


def test_bulgarian_instructions_are_known_by_their_ending():
    found = level_of(article(text="Отворете файла. Запишете промените. Проверете резултата.", language="bg"), ())

    assert any("tells what to do" in reason for reason in found.reasons)
