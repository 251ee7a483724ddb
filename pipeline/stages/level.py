"""Guess whom an article is written for: somebody new to the matter, a practitioner, or somebody who goes deep."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt

from pipeline.model.articles import Article, Level, LevelGuess, SkillTag
from pipeline.words import Stems, fold, sentences, stem, taken_apart, words_of

#: Longer texts are judged by their beginning (characters).
_ENOUGH = 60_000
#: Cues by level and language; found in any form of their words.
_CUES: Mapping[Level, Mapping[str, tuple[str, ...]]] = {
    "introduction": {
        "en": ("for beginners", "beginner", "introduction to", "an introduction", "getting started", "basics", "first steps", "from scratch",
               "in plain english", "primer", "crash course", "fundamentals", "no prior knowledge", "newcomer", "in simple terms",
               "for dummies", "hello world", "never used", "if you are new to", "no experience", "you need nothing", "you don't need",
               "you do not need", "if you have never", "you have never", "never heard of", "for the first time", "your first",
               "where to begin", "where to start", "the very beginning", "start from the beginning", "gentle", "explain the idea",
               "every new term", "each term", "simply explained", "an overview", "this overview", "newcomer",
               "easy start", "explain what", "in ten minutes", "non-technical", "layperson"),
        "pl": ("dla początkujących", "początkujący", "wprowadzenie do", "wstęp do", "pierwsze kroki", "podstawy", "od podstaw",
               "od zera", "prostymi słowami", "nowicjusz", "elementarz", "bez doświadczenia", "doświadczenie nie jest potrzebne",
               "nie trzeba znać", "nie musisz znać", "jeśli nigdy nie", "po raz pierwszy", "pierwszy raz", "od czego zacząć", "zacznij tutaj",
               "od samego początku", "dla laików", "w prostych słowach", "przystępnie",
               "każde pojęcie", "każdy nowy termin", "co to jest", "czym jest", "czym są", "na czym polega", "co to znaczy", "wyjaśniamy",
               "tłumaczymy", "bez strachu", "w dziesięć minut"),
        "bg": ("за начинаещи", "начинаещ", "въведение в", "първи стъпки", "основите на", "от нулата", "с прости думи", "азбука на",
               "без опит", "не е нужен опит", "не е нужно да знаете", "ако никога не сте", "за първи път", "откъде да започнем",
               "откъде да започнете", "започнете оттук", "от самото начало", "неспециалисти",
               "обяснен просто", "достъпно", "този преглед", "всяка дума", "всеки нов термин", "какво означава", "обясняваме", "ще обясним", "без страх", "новодошъл", "новак", "за десет минути"),
        "ar": ("للمبتدئين", "مبتدئ", "مقدمة في", "مقدمة إلى", "مدخل إلى", "أساسيات", "من الصفر", "الخطوات الأولى", "شرح مبسط",
               "أي خبرة", "خبرة سابقة", "لا تحتاج إلى خبرة", "لا تحتاج إلى معرفة", "لأول مرة", "للمرة الأولى", "من أين نبدأ", "من أين تبدأ",
               "ابدأ من هنا", "من البداية", "لغير المختصين", "ببساطة", "بكلمات بسيطة", "نظرة عامة", "كل مصطلح",
               "ما معنى", "ماذا يعني", "نشرح", "بلا خوف", "في عشر دقائق", "بداية سهلة"),
    },
    "practice": {
        "en": ("tutorial", "tips", "best practices", "checklist", "common mistakes", "lessons learned", "case study",
               "template", "hands-on", "walkthrough", "recipe", "in practice", "cheat sheet", "exercise", "try this", "step by step"),
        "pl": ("poradnik", "wskazówki", "dobre praktyki", "lista kontrolna", "najczęstsze błędy", "studium przypadku", "szablon",
               "w praktyce", "ćwiczenie", "krok po kroku"),
        "bg": ("ръководство за", "съвети", "добри практики", "контролен списък", "чести грешки", "казус", "шаблон", "на практика",
               "упражнение", "наръчник", "стъпка по стъпка"),
        "ar": ("نصائح", "أفضل الممارسات", "قائمة تحقق", "أخطاء شائعة", "دراسة حالة", "قالب جاهز", "تطبيق عملي", "تمرين", "عمليا", "خطوة بخطوة"),
    },
    "deep": {
        "en": ("deep dive", "under the hood", "internals", "advanced", "in depth", "in-depth", "theorem", "proof", "lemma", "complexity",
               "benchmark", "we prove", "empirical", "asymptotic", "trade-off", "at scale", "postmortem", "implementation details",
               "edge cases", "invariant", "low-level", "corner case", "formally", "we derive", "derivation", "assumption", "counterexample",
               "counter-example", "meta-analysis", "methodology", "heterogeneity", "variance", "estimator",
               "stochastic", "throughput", "percentile", "overhead",
               "source of the", "cost model", "recent results", "the literature", "specification", "semantics",
               "we model", "we analyse", "we analyze", "quantify"),
        "pl": ("dogłębnie", "zaawansowany", "pod maską", "twierdzenie", "dowód", "złożoność", "szczegóły implementacji",
               "analiza wydajności", "kompromis", "badanie empiryczne", "przypadki brzegowe", "formalnie", "wyprowadzamy", "założenie",
               "kontrprzykład", "metaanaliza", "metodologia", "wariancja", "estymator", "stochastyczny",
               "przepustowość", "percentyl", "narzut", "model kosztów", "najnowsze wyniki", "literatura przedmiotu", "specyfikacja", "semantyka", "modelujemy", "analizujemy", "optymalizator"),
        "bg": ("задълбочено", "напреднал", "под капака", "теорема", "доказателство", "сложност", "вътрешно устройство", "компромис",
               "емпирично", "анализ на производителността", "гранични случаи", "формално", "извеждаме", "допускане", "допускането",
               "контрапример", "метаанализ", "методология", "дисперсия", "оценител", "стохастичен",
               "пропускателна способност", "персентил", "последните резултати", "спецификация", "семантика",
               "моделираме", "анализираме", "оптимизатор"),
        "ar": ("متقدم", "بعمق", "معمق", "مبرهنة", "برهان", "تعقيد", "مقايضات", "تحليل الأداء", "البنية الداخلية", "دراسة تجريبية", "حالات حدية",
               "شكلياً", "نشتق", "افتراض", "مثال مضاد", "تحليل تلوي", "منهجية", "مقدّر",
               "المئين", "نتائج حديثة", "المواصفة", "دلالات", "ننمذج", "نحلل", "المحسن", "خوارزمية", "مقايضة"),
    },
}  # fmt: skip
#: Words that promise a level only in a title; in a text everybody uses them.
_TITLE_CUES: Mapping[Level, Mapping[str, tuple[str, ...]]] = {
    "introduction": {
        "en": ("what is", "what are", "explained", "introduction", "intro", "101", "why you should"),
        "pl": ("co to jest", "czym jest", "wprowadzenie", "wstęp", "jak zacząć", "o co chodzi"),
        "bg": ("какво е", "какво представлява", "въведение", "увод", "основи", "как да започнем", "как да започнете"),
        "ar": ("ما هو", "ما هي", "ما معنى", "مقدمة", "مدخل", "تعرف على", "كيف تبدأ"),
    },
    "practice": {
        "en": ("how to", "guide", "how I", "how we", "mistakes", "ways to", "things", "rules"),
        "pl": ("jak", "przewodnik", "sposoby", "rady", "błędy", "zasady"),
        "bg": ("как да", "ръководство", "начина", "грешки", "правила"),
        "ar": ("كيف", "كيفية", "دليل", "أخطاء", "طرق", "قواعد"),
    },
    "deep": {
        "en": ("understanding", "anatomy of", "inside", "theory", "paper", "design of", "implementing", "analysis of"),
        "pl": ("szczegółowo", "od środka", "anatomia", "teoria", "analiza"),
        "bg": ("подробно", "отвътре", "анатомия", "теория", "анализ"),
        "ar": ("تفصيلي", "من الداخل", "تشريح", "نظرية", "تحليل"),
    },
}  # fmt: skip
#: A cue in the title counts as much as four in a short text; one that only titles have, as much as three.
_TITLE, _TITLE_ALONE = 4.0, 3.0
#: A cue that repeats is one cue, not many.
_MOST_OF_A_CUE = 2
#: From this length on (words) cues are bound to turn up by accident, and count less: half as much in a text four times as long.
_SHORT = 120
#: Below this nothing speaks for anything.
_LEAST = 1.0
#: The first word of a sentence, its accents among its letters.
_FIRST_WORD = re.compile(r"\W*(\w[\w\u064b-\u0652]*)")
_NUMBERED = re.compile(r"^(?:# )?\s*(?:\d+[.)]|step \d|krok \d|стъпка \d|الخطوة)", re.IGNORECASE | re.MULTILINE)
#: Words that tell a reader to do something, where a sentence begins with them: lower case. Two such sentences are instructions.
_IMPERATIVES: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "add ask avoid begin book build change check choose click close compare copy create cut define delete describe draw drop estimate "
        "follow group give install keep leave list look make mark measure move name note open paste pick plan practise practice prepare print "
        "put read remove repeat replace restore run save say schedule select send set share sort split start stop take tell test tick try turn "
        "type update use wait watch write".split()
    ),
    "pl": frozenset(
        "dodaj zapytaj unikaj zacznij zarezerwuj zbuduj zmień sprawdź wybierz kliknij zamknij porównaj skopiuj utwórz wytnij zdefiniuj usuń "
        "opisz narysuj oszacuj pogrupuj daj zainstaluj trzymaj zostaw spójrz zaznacz zmierz przenieś nazwij zanotuj otwórz wklej zaplanuj "
        "przećwicz przygotuj wydrukuj postaw przeczytaj powtórz zastąp odtwórz uruchom zapisz powiedz wyślij ustaw podziel posortuj "
        "weź przetestuj odhacz spróbuj wpisz użyj poczekaj napisz podaj zbierz pamiętaj zadaj zrób".split()
    ),
    "ar": frozenset(
        "اضف اسال تجنب ابدا احجز ابن غير تحقق اختر اضغط اغلق قارن انسخ انشئ عرف احذف صف ارسم قدر اجمع اعط ثبت احتفظ اترك انظر حدد قس انقل سم "
        "دون افتح الصق خطط تدرب حضر جهز اطبع ضع اقرا كرر استبدل استرجع شغل احفظ قل ارسل اضبط قسم رتب خذ اختبر جرب اكتب استخدم انتظر اذكر "
        "اطلب اطرح تاكد".split()
    ),
}  # fmt: skip
#: Bulgarian ones have an ending of their own in the plural in which writers address readers; nouns in the plural ("градовете") and
#: what readers can, know or have end like them.
_BULGARIAN_IMPERATIVE = re.compile(r"(?!(?:можете|знаете|искате|имате|мислите|виждате|търсите)$)(?![а-я]+(?:ов|ев)ете$)[а-я]+(?:ете|йте)$")
_LEAST_INSTRUCTIONS = 2
_INSTRUCTIONS = 1.5
_LONG, _VERY_LONG = 1500, 2500


def level_of(article: Article, tags: Sequence[SkillTag]) -> LevelGuess:
    """Return for whom *article* is written, and what speaks for that; practice where nothing does."""
    body = article.text[:_ENOUGH]
    in_title = _found(article.title[:_ENOUGH], article.language, in_title=True)
    in_text = _found(body, article.language, in_title=False)
    everywhere = _found(article.title[:_ENOUGH], article.language, in_title=False)
    scale = min(1.0, sqrt(_SHORT / max(1, article.words)))
    points: dict[Level, float] = {}
    reasons: dict[Level, list[str]] = {}
    for level in _CUES:
        counts = in_text.get(level, {})
        alone = len(in_title.get(level, {})) - len(everywhere.get(level, {}))
        points[level] = _TITLE * len(everywhere.get(level, {})) + _TITLE_ALONE * max(0, alone)
        points[level] += scale * sum(min(count, _MOST_OF_A_CUE) for count in counts.values())
        reasons[level] = [f"the title says “{cue}”" for cue in in_title.get(level, {})] + [f"it says “{cue}”" for cue in list(counts)[:3]]
    told = _instructions(body, article.language)
    if len(told) >= _LEAST_INSTRUCTIONS:
        points["practice"] += _INSTRUCTIONS
        reasons["practice"].append(f"it tells what to do: “{told[0]}”, “{told[1]}”")
    if len(_NUMBERED.findall(body)) >= 3:
        points["practice"] += 1.5
        reasons["practice"].append("it goes step by step")
    if article.words > _VERY_LONG:
        points["deep"] += 1.0
        reasons["deep"].append(f"it is long: {article.words} words")
    if article.words > _LONG and sum(tag.strength >= 0.5 for tag in tags) == 1:
        points["deep"] += 0.5
        reasons["deep"].append("it is long and stays with one skill")
    best = max(points, key=lambda level: (points[level], level == "practice"))
    if points[best] < _LEAST:
        return LevelGuess(level="practice", reasons=("nothing in it speaks for an introduction or for going deep",))
    return LevelGuess(level=best, reasons=tuple(reasons[best][:4]))


def _instructions(text: str, language: str) -> list[str]:
    """Return the words by which sentences tell their reader to do something."""
    first = [begin[1] for sentence in sentences(text) if (begin := _FIRST_WORD.match(sentence))]
    if language == "bg":
        return [word for word in first if _BULGARIAN_IMPERATIVE.match(word.lower())]
    known = _IMPERATIVES.get(language, frozenset())
    return [word for word in first if fold(word) in known]


def _found(text: str, language: str, *, in_title: bool) -> dict[Level, dict[str, int]]:
    """Return the cues for each level as they stand in *text*, with their counts."""
    cues, stem_by_word = _cues(language, in_title)
    pieces = taken_apart(text)
    spans = pieces.spans
    stems = list(map(stem_by_word.__getitem__, pieces.surfaces))
    found: dict[Level, dict[str, int]] = {}
    for first in [place for place, word in enumerate(stems) if word in cues]:
        for cue, level in cues[stems[first]]:
            if stems[first : first + len(cue)] == cue:
                surface = text[spans[first][0] : spans[first + len(cue) - 1][1]].lower()
                counts = found.setdefault(level, {})
                counts[surface] = counts.get(surface, 0) + 1
                break
    return found


@cache
def _cues(language: str, in_title: bool) -> tuple[Mapping[str, Sequence[tuple[list[str], Level]]], Stems]:  # noqa: FBT001
    """Return the cues by their first stem, the longest first, and the stems of words, those of the cues preferred."""
    levels = _levels_by_cue(language, in_title)
    by_first: dict[str, list[tuple[list[str], Level]]] = {}
    for cue in sorted(levels, key=len, reverse=True):
        by_first.setdefault(cue[0], []).append((list(cue), levels[cue]))
    return by_first, Stems(language, frozenset(word for cue in levels for word in cue))


@cache
def _levels_by_cue(language: str, in_title: bool) -> Mapping[tuple[str, ...], Level]:  # noqa: FBT001
    """Return the level of each cue in *language* and in English, by the stems of its words."""
    tables = (_CUES, _TITLE_CUES) if in_title else (_CUES,)
    return {
        tuple(stem(word, language) for word in words_of(cue)): level
        for table in tables
        for level, by_language in table.items()
        for home in ("en", language)
        for cue in by_language.get(home, ())
    }
