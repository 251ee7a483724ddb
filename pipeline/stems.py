"""Cut the inflection off a word: light stemmers of our own for English, Polish, Bulgarian and Arabic.

They take a folded, lower-case word and return what its forms have in common; the result is a key, not a word.
They remove inflection (case, number, article, pronoun), hardly any derivation: "market" and "marketing" belong to
different skills. The rules were written with the pairs of tests/test_words.py in view, so those pin and do not prove them.
"""

import re

_VOWELS = frozenset("aeiouy")
_IRREGULAR_ENGLISH = {
    "children": "child", "people": "person", "men": "man", "women": "woman", "hypotheses": "hypothesis", "theses": "thesis",
    "analyses": "analysis", "indices": "index", "matrices": "matrix", "vertices": "vertex", "criteria": "criterion",
    "taught": "teach", "written": "write", "wrote": "write", "built": "build", "led": "lead", "leaves": "leave", "kept": "keep",
    "news": "news", "bed": "bed", "speed": "speed", "feed": "feed", "need": "need", "seed": "seed", "exceed": "exceed",
    "series": "series", "species": "species", "kubernetes": "kubernetes", "postgres": "postgres", "redis": "redis",
}  # fmt: skip
#: Words in -ing and -ed that are no forms of a verb.
_WHOLE_ENGLISH = frozenset(
    "thing king string spring ring bring sing wing during nothing something anything everything morning evening ceiling "
    "sling swing sting cling bing ping sibling pudding shed red sled".split()
)


def stem_english(word: str) -> str:
    """Return *word* without plural, -ing, -ed and a final e.

    >>> [stem_english(word) for word in ("queries", "query", "managing", "manage", "planned", "classes")]
    ['queri', 'queri', 'manag', 'manag', 'plan', 'class']
    """
    word = _IRREGULAR_ENGLISH.get(word, word)
    if len(word) < 4 or word in _WHOLE_ENGLISH:
        return word
    if (word.endswith("ies") and len(word) > 4) or word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= 3 and not _VOWELS.isdisjoint(base) and word not in _WHOLE_ENGLISH:
            word = base[:-1] if base[-1] == base[-2] and base[-1] not in "lsz" else base
            break
    if word.endswith("e") and len(word) > 4:
        return word[:-1]
    if word.endswith("y") and len(word) > 3 and word[-2] not in _VOWELS:
        return word[:-1] + "i"
    return word


_POLISH_ENDINGS = tuple(
    sorted(
        "iami ami iach ach iom om iów ów owi iem em iego ego iemu emu ymi imi ych ich ym im iej ej ii iu ia ią ię ie io "
        "a ą e ę i o u y".split(),
        key=lambda ending: (-len(ending), ending),
    )
)
_IRREGULAR_POLISH = {
    "rozmów": "rozmowa", "umów": "umowa", "głów": "głowa", "budów": "budowa", "osób": "osoba", "ludźmi": "ludzie",
    "dni": "dzień", "dnia": "dzień", "dniach": "dzień", "tygodnia": "tydzień", "tygodni": "tydzień", "gier": "gra", "gry": "gra",
    "firm": "firma", "spółek": "spółka",
}  # fmt: skip
_FOLD_POLISH = str.maketrans("ąćłńóśźż", "ęclnoszz")


def stem_polish(word: str) -> str:
    """Return *word* without the endings of its cases, its last consonant hardened (liderzy, lider; kolejce, kolejka).

    >>> [stem_polish(word) for word in ("zespół", "zespołem", "zespole", "programiści", "programista", "książek", "książce")]
    ['zespol', 'zespol', 'zespol', 'programist', 'programist', 'księzk', 'księzk']
    """
    word = _IRREGULAR_POLISH.get(word, word)
    if len(word) < 4:
        return word.translate(_FOLD_POLISH)
    cut = next((ending for ending in _POLISH_ENDINGS if word.endswith(ending) and len(word) - len(ending) >= 3), "")
    base = word[: len(word) - len(cut)]
    soft = cut.startswith("i")
    if base.endswith("ć") or (base.endswith("c") and soft):
        base = base[:-1] + "t"
    elif base.endswith("c"):
        base = base[:-1] + "k"
    elif base.endswith("dź") or (base.endswith("dz") and soft):
        base = base[:-2] + "d"
    elif base.endswith("dz") and cut == "e" and base[-3:-2] not in {"ą", "ę"}:
        base = base[:-2] + "g"
    elif base.endswith("rz"):
        base = base[:-1]
    if not cut and len(base) > 4:
        if base.endswith("ek"):
            base = base[:-2] + "k"
        elif base.endswith("eł"):
            base = base[:-2] + "ł"
    return base.translate(_FOLD_POLISH)


_BULGARIAN_ENDINGS = tuple(
    sorted(
        "овете евете ищата иите ията ието ите ата ята ото ето ове еве ища ият ия ии ът ят то те ие а я о е и й".split(),
        key=lambda ending: (-len(ending), ending),
    )
)
#: The article of feminine nouns that end in a consonant: сигурността, любовта, нощта; интервюта.
_ARTICLE_AFTER_CONSONANT = re.compile(r"(?<=[твщю])та$")
_BROKEN_YAT = re.compile(r"я([бвгджзклмнпрстфхцчшщ]+)$")
_FLEETING_BULGARIAN = re.compile(r"([бвгджзклмнпрстфхцчшщ])ен$")


def stem_bulgarian(word: str) -> str:
    """Return *word* without article and plural, its last consonant as in the singular (навици, навик).

    >>> [stem_bulgarian(word) for word in ("екипът", "екипите", "навици", "навик", "инвестициите", "инвестиция")]
    ['екип', 'екип', 'навик', 'навик', 'инвестик', 'инвестик']
    """
    if len(word) < 4:
        return word
    base = _ARTICLE_AFTER_CONSONANT.sub("", word)
    if base == word:
        cut = next((ending for ending in _BULGARIAN_ENDINGS if word.endswith(ending) and len(word) - len(ending) >= 3), "")
        base = word[: len(word) - len(cut)]
    if base.endswith("ц"):
        base = base[:-1] + "к"
    base = _BROKEN_YAT.sub(r"е\1", _FLEETING_BULGARIAN.sub(r"\1н", base))
    return base[:-1] if base.endswith("нн") else base


_ARABIC_ARTICLES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_ARABIC_CLITICS = ("و", "ف", "ب", "ل", "ك")
_ARABIC_ENDINGS = tuple(
    sorted(
        "اتهم اتها اتنا اتكم اته اتك ات يتهم يتها يتنا يتك يته يات يه تهم تها تنا تكم ته تك يون يين ون ين ان هما هم ها نا كم ه ي ك".split(),
        key=lambda ending: (-len(ending), ending),
    )
)
#: Plurals that change inside the word, after folding: professional vocabulary first.
_BROKEN_PLURALS = dict(
    pair.split(":")
    for pair in (
        "قواعد:قاعده نماذج:نموذج خوادم:خادم عملاء:عميل قاده:قائد مشاريع:مشروع اهداف:هدف ادوات:اداه برامج:برنامج كتب:كتاب مواقع:موقع "
        "مهام:مهمه اسئله:سؤال اخطاء:خطا موارد:مورد معايير:معيار اسهم:سهم صناديق:صندوق ضرائب:ضريبه قروض:قرض ديون:دين وكلاء:وكيل "
        "مدراء:مدير انظمه:نظام نظم:نظام اساليب:اسلوب طرق:طريقه افكار:فكره رسائل:رساله عروض:عرض تقارير:تقرير جداول:جدول رسوم:رسم "
        "خرائط:خريطه ارقام:رقم اسواق:سوق زبائن:زبون شركاء:شريك خبراء:خبير زملاء:زميل حلول:حل حواسيب:حاسوب اجهزه:جهاز هواتف:هاتف "
        "دروس:درس مقاييس:مقياس عناصر:عنصر الوان:لون خطوط:خط صور:صوره ازرار:زر نصوص:نص لغات:لغه اوامر:امر دوال:داله انماط:نمط "
        "وظائف:وظيفه رواتب:راتب محافظ:محفظه فرق:فريق مبادئ:مبدا مخاطر:خطر قيم:قيمه كلمات:كلمه سجلات:سجل فهارس:فهرس حزم:حزمه شبكات:شبكه"
    ).split()
)


def stem_arabic(word: str) -> str:
    """Return folded *word* without article, plural and pronouns; broken plurals as their singular.

    >>> stem_arabic("والبيانات") == stem_arabic("بيانات") and stem_arabic("النماذج") == stem_arabic("نموذج")
    True
    """
    article = next((start for start in _ARABIC_ARTICLES if word.startswith(start) and len(word) - len(start) >= 3), "")
    base = word[len(article) :]
    base = _BROKEN_PLURALS.get(base, base)
    cut = next((ending for ending in _ARABIC_ENDINGS if base.endswith(ending) and len(base) - len(ending) >= 3), "")
    return base[: len(base) - len(cut)]


def without_arabic_clitic(word: str) -> str | None:
    """Return folded *word* without one joined and, so, with, for, like (و ف ب ل ك); None where it begins with none.

    Many words begin with these letters by themselves, so whoever asks must check that what remains is a word.
    """
    return word[1:] if len(word) > 3 and word.startswith(_ARABIC_CLITICS) else None
