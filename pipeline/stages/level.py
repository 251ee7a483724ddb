"""Guess whom an article is written for: somebody new to the matter, a practitioner, or somebody who goes deep."""

import re
from collections.abc import Mapping, Sequence

from pipeline.model import Article, Level, LevelGuess, SkillTag
from pipeline.words import pieces, stem, stem_among

#: Longer texts are judged by their beginning (characters).
_ENOUGH = 60_000
#: Cues by level and language; found in any form of their words. A cue in the title counts as much as four in the text.
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
_TITLE = 4.0
#: A word of the text that repeats is one cue, not many.
_MOST_OF_A_CUE = 2
_NUMBERED = re.compile(r"^(?:# )?\s*(?:\d+[.)]|step \d|krok \d|стъпка \d|الخطوة)", re.IGNORECASE | re.MULTILINE)
_NAMES: Mapping[Level, str] = {"introduction": "an introduction", "practice": "practice", "deep": "going deep"}


def level_of(article: Article, tags: Sequence[SkillTag]) -> LevelGuess:
    """Return for whom *article* is written, and what speaks for that; practice where nothing does."""
    if not article.text.strip() and not article.title.strip():
        return LevelGuess(level="practice", reasons=("there is no text to judge by",))
    points: dict[Level, float] = {}
    reasons: dict[Level, list[str]] = {}
    body = article.text[:_ENOUGH]
    for level, by_language in _CUES.items():
        in_title = _found(article.title, by_language, article.language) | _found(article.title, _TITLE_CUES[level], article.language)
        in_text = _found(body, by_language, article.language)
        scale = 1 / max(1.0, article.words / 600)
        points[level] = _TITLE * len(in_title) + scale * sum(min(count, _MOST_OF_A_CUE) for count in in_text.values())
        reasons[level] = [f"the title says “{cue}”" for cue in in_title] + [f"it says “{cue}”" for cue in list(in_text)[:3]]
    if len(_NUMBERED.findall(body)) >= 3:
        points["practice"] += 1.5
        reasons["practice"].append("it goes step by step")
    if article.words > 2500:
        points["deep"] += 1.0
        reasons["deep"].append(f"it is long: {article.words} words")
    if article.words and article.words < 400 and not points["deep"]:
        points["introduction"] += 0.3
    if len([tag for tag in tags if tag.strength >= 0.5]) == 1 and article.words > 1500:
        points["deep"] += 0.5
        reasons["deep"].append("it stays with one skill")
    best = max(points, key=lambda level: (points[level], level == "practice"))
    if points[best] < 1.0:
        return LevelGuess(level="practice", reasons=("nothing in it speaks for an introduction or for going deep",))
    return LevelGuess(level=best, reasons=tuple(reasons[best][:4]) or (f"taken together it speaks for {_NAMES[best]}",))


def _found(text: str, by_language: Mapping[str, tuple[str, ...]], language: str) -> dict[str, int]:
    """Return the cues that stand in *text*, as they stand there, with their counts."""
    cues = {_stems(cue, language): cue for home in dict.fromkeys((language, "en")) for cue in by_language.get(home, ())}
    longest = max((len(cue) for cue in cues), default=0)
    known = {word for cue in cues for word in cue}
    spans = list(pieces(text))
    stems = [stem_among(text[start:end], language, known) if end > start else "|" for start, end in spans]
    found: dict[str, int] = {}
    for first, word in enumerate(stems):
        if word not in known:
            continue
        for length in range(min(longest, len(stems) - first), 0, -1):
            if tuple(stems[first : first + length]) in cues:
                surface = text[spans[first][0] : spans[first + length - 1][1]].lower()
                found[surface] = found.get(surface, 0) + 1
                break
    return found


def _stems(cue: str, language: str) -> tuple[str, ...]:
    return tuple(stem(cue[start:end], language) for start, end in pieces(cue) if end > start)
