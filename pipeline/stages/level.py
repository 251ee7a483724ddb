"""Guess whom an article is written for: somebody new to the matter, a practitioner, or somebody who goes deep."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from pipeline.model.articles import Article, Level, LevelGuess, SkillTag
from pipeline.words import Stems, stem, taken_apart, words_of

#: Longer texts are judged by their beginning (characters).
_ENOUGH = 60_000
#: Cues by level and language; found in any form of their words.
_CUES: Mapping[Level, Mapping[str, tuple[str, ...]]] = {
    "introduction": {
        "en": ("for beginners", "beginner", "introduction to", "an introduction", "getting started", "basics", "first steps", "from scratch",
               "in plain english", "primer", "crash course", "fundamentals", "no prior knowledge", "newcomer", "in simple terms",
               "for dummies", "hello world", "never used", "if you are new to"),
        "pl": ("dla początkujących", "początkujący", "wprowadzenie do", "wstęp do", "pierwsze kroki", "podstawy", "od podstaw",
               "od zera", "prostymi słowami", "nowicjusz", "elementarz"),
        "bg": ("за начинаещи", "начинаещ", "въведение в", "първи стъпки", "основите на", "от нулата", "с прости думи", "азбука на"),
        "ar": ("للمبتدئين", "مبتدئ", "مقدمة في", "مقدمة إلى", "مدخل إلى", "أساسيات", "من الصفر", "الخطوات الأولى", "شرح مبسط"),
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
               "edge cases", "invariant", "low-level"),
        "pl": ("dogłębnie", "zaawansowany", "pod maską", "twierdzenie", "dowód", "złożoność", "szczegóły implementacji",
               "analiza wydajności", "kompromis", "badanie empiryczne", "przypadki brzegowe"),
        "bg": ("задълбочено", "напреднал", "под капака", "теорема", "доказателство", "сложност", "вътрешно устройство", "компромис",
               "емпирично", "анализ на производителността", "гранични случаи"),
        "ar": ("متقدم", "بعمق", "معمق", "مبرهنة", "برهان", "تعقيد", "مقايضات", "تحليل الأداء", "البنية الداخلية", "دراسة تجريبية", "حالات حدية"),
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
#: A cue in the title counts as much as four in a short text.
_TITLE = 4.0
#: A cue that repeats is one cue, not many.
_MOST_OF_A_CUE = 2
#: From this length on (words) cues are bound to turn up by accident, and count less.
_SHORT = 600
#: Below this nothing speaks for anything.
_LEAST = 1.0
_NUMBERED = re.compile(r"^(?:# )?\s*(?:\d+[.)]|step \d|krok \d|стъпка \d|الخطوة)", re.IGNORECASE | re.MULTILINE)
_LONG, _VERY_LONG = 1500, 2500


def level_of(article: Article, tags: Sequence[SkillTag]) -> LevelGuess:
    """Return for whom *article* is written, and what speaks for that; practice where nothing does."""
    body = article.text[:_ENOUGH]
    in_title = _found(article.title[:_ENOUGH], article.language, in_title=True)
    in_text = _found(body, article.language, in_title=False)
    scale = min(1.0, _SHORT / max(1, article.words))
    points: dict[Level, float] = {}
    reasons: dict[Level, list[str]] = {}
    for level in _CUES:
        counts = in_text.get(level, {})
        points[level] = _TITLE * len(in_title.get(level, {})) + scale * sum(min(count, _MOST_OF_A_CUE) for count in counts.values())
        reasons[level] = [f"the title says “{cue}”" for cue in in_title.get(level, {})] + [f"it says “{cue}”" for cue in list(counts)[:3]]
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
