"""How far a text teaches its reader: what explains, against what tells of its writer, in four languages."""

import pytest

from pipeline.scoring.teaching import teaches

LESSONS = {
    "en": "If a query is slow, check its plan first. Then add an index, for example on the column by which you filter. Compare each run, because "
    "a cache can hide the difference. Avoid an index which no query needs.",
    "pl": "Jeśli zapytanie jest wolne, najpierw sprawdź jego plan. Potem dodaj indeks, na przykład na kolumnie, po której filtrujesz. Porównaj "
    "każdy przebieg, bo pamięć podręczna może ukryć różnicę. Zapisujcie wyniki i unikaj indeksu, którego nie trzeba.",
    "bg": "Ако заявката е бавна, проверете първо плана ѝ. Тогава добавете индекс, например по колоната, която филтрира. Сравнете всяко изпълнение, "
    "защото кешът може да скрие разликата. Не пазете индекс, който не трябва.",
    "ar": "إذا كان الاستعلام بطيئًا، فافحص خطته أولًا. ثم استخدم فهرسًا، مثلًا على العمود الذي ترشّح به. راجع كل تشغيل وقارن النتائج، لأن الذاكرة المؤقتة "
    "يمكن أن تخفي الفرق. يجب ألّا تترك فهرسًا بلا حاجة.",
}  # fmt: skip
DIARIES = {
    "en": "I wrote some queries today and I loved it. My evening was quiet, my tea went cold, and I felt that I had earned it. I have been tired "
    "lately, so I slept late, and my cat woke me. I'm glad that this week is over.",
    "pl": "Dziś pisałem zapytania i byłem zachwycony. Mój wieczór był cichy, herbatę wypiłam zimną i czułam, że mam dość. Ostatnio byłem zmęczony, "
    "więc spałem długo, a mój kot mnie obudził. Cieszyłem się, że ten tydzień minął.",
    "bg": "Днес писах заявки и ги харесах. Вечерта ми беше тиха, чаят ми изстина и усетих, че съм уморен. Напоследък спях дълго, а моята котка ме "
    "събуди. Радвах се, че седмицата мина, и аз излязох навън.",
    "ar": "كتبت اليوم بعض الاستعلامات وكنت سعيدًا. أحب مسائي هادئًا، وبرد الشاي عندي، ووجدت نفسي متعبًا. أشعر أنني نمت طويلًا، وأنا أريد أن أرتاح. قررت "
    "أن أكتب في مدونتي عن حياتي، فقد كنت وحدي.",
}  # fmt: skip


@pytest.mark.parametrize("language", LESSONS)
def test_a_lesson_teaches_and_a_diary_does_not(language):
    lesson, diary = (teaches(texts[language] * 8, language) for texts in (LESSONS, DIARIES))

    assert lesson > 0.5
    assert diary < 0.25


def test_more_about_oneself_teaches_less():
    assert teaches(LESSONS["en"] * 8, "en") > teaches((LESSONS["en"] + DIARIES["en"]) * 8, "en") > teaches(DIARIES["en"] * 8, "en")


def test_few_words_have_to_show_more():
    assert teaches(LESSONS["en"], "en") < teaches(LESSONS["en"] * 8, "en")


@pytest.mark.parametrize("before", ["# ", "- ", "1. ", "`[1]` = "])
def test_headings_points_and_code_support_what_words_explain(before):
    plain = LESSONS["en"].replace(". ", ".\n") * 8
    shaped = plain.replace("\n", f"\n{before}")

    assert teaches(shaped, "en") > teaches(plain, "en")


def test_a_list_of_links_teaches_nothing_however_well_it_is_ordered():
    assert (
        teaches(
            "# Pens\n- A blue pen, by somebody\n- A red pen, by somebody else\n\n# Ink\n- Black ink, reviewed\n- Green ink, reviewed\n" * 8,
            "en",
        )
        == 0.0
    )


def test_a_noun_that_ends_like_the_first_person_says_nothing_of_the_writer():
    assert teaches("Jeśli jest materiałem " * 100, "pl") > teaches("Jeśli jest pisałem " * 100, "pl")


@pytest.mark.parametrize("text", ["", "… — 42"])
def test_no_words_teach_nothing(text):
    assert teaches(text, "en") == 0.0


def test_of_other_languages_nothing_is_known():
    assert teaches("Wenn die Abfrage langsam ist, prüfe ihren Plan.", "de") is None
