"""Choose the two sentences of an article that say what it teaches."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Article, SkillTag, Summary
from pipeline.spoken import second_at
from pipeline.words import sentences, stem, stems_of, words_of

#: Longer texts are summarised by their beginning (characters).
_ENOUGH = 60_000
#: A sentence of a summary, in characters; speech without full stops is cut into passages of the longest size.
_SHORTEST = 40
_LONGEST = 320
_SENTENCES = 2
#: What stands around articles in every feed, and is nobody's lesson.
_BOILERPLATE = re.compile(
    r"subscribe|newsletter|sign up|click here|read more|continue reading|cookie|all rights reserved|originally (posted|published|appeared)|"
    r"appeared first on|follow (me|us) on|share this|leave a comment|sponsor|affiliate|podcast app|patreon|welcome (back )?to|this episode is|"
    r"thanks for (reading|listening)|min(ute)?s? read|photo by|image (by|credit|source)|posted (on|in|by)|filed under|buy me a coffee|copyright|©|"
    r"zapisz się|subskryb|newsletter|czytaj (dalej|więcej)|wszelkie prawa|udostępnij|pliki cookie|dodaj komentarz|zdjęcie:|fot\.|witaj(cie)? w|"
    r"абонирай|бюлетин|прочетете (още|повече)|всички права|споделете|бисквитки|коментар|снимка:|добре дошли|"
    r"اشترك|النشرة|اقرأ المزيد|جميع الحقوق|شارك(وا)? (هذا|المقال)|ملفات تعريف|تعليق|تابعنا|أهلا بكم|مرحبا بكم",
    re.IGNORECASE,
)
#: Words by which writers announce what a reader will learn.
_ANNOUNCES = re.compile(
    r"in this (article|post|guide|tutorial|episode|talk|chapter)|you('ll| will) (learn|see|find)|i('ll| will) (show|explain)|we('ll| will) (look|see|learn|show)|"
    r"how to|this (article|post|guide) (shows|explains|describes)|the (point|lesson|idea|trick|key) is|means that|the difference between|instead of|"
    r"w tym (artykule|wpisie|odcinku|poradniku)|dowiesz się|pokażę|zobaczysz|nauczysz się|polega na|to znaczy|chodzi o|zamiast|różnica między|"
    r"в тази (статия|публикация)|в този (текст|епизод|материал)|ще (научите|видите|покажа|разберете)|означава|вместо|разликата между|"
    r"في هذ[اه] (المقال|المقالة|الدليل|الحلقة|الدرس)|ستتعلم|سنتعرف|سأشرح|سنشرح|يعني|بدلا من|الفرق بين",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A sentence where it stands, and how well it says what is taught."""

    place: int
    order: int
    text: str
    points: float


def summarise(article: Article, tags: Sequence[SkillTag]) -> Summary:
    """Return at most two sentences of *article*, word for word and in its order, that say what is taught.

    For an episode with a transcript they are one passage and the second at which it begins. A text of nothing but
    headings and boilerplate gives its beginning; no text at all gives the title.
    """
    passages = _passages(article, tags)
    if not passages:
        return Summary(text=_beginning(article.text) or article.title)
    best = max(passages, key=lambda passage: (passage.points, -passage.order))
    if article.text_from == "transcript" and article.transcript is not None:
        following = next((other for other in passages if other.order == best.order + 1), None)
        text = best.text if following is None or len(best.text) > _LONGEST // 2 else f"{best.text} {following.text}"
        return Summary(text=text, at_seconds=second_at(article.transcript, best.place))
    # The second sentence says something else than the first.
    said = set(stems_of(best.text, article.language))
    others = [passage for passage in passages if passage is not best]
    second = max(others, key=lambda other: (_new(other, best, said, article.language), -other.order), default=None)
    chosen = sorted([best, second] if second else [best], key=lambda passage: passage.order)
    return Summary(text=" ".join(passage.text for passage in chosen[:_SENTENCES]))


def _new(passage: _Passage, best: _Passage, said: set[str], language: str) -> float:
    stems = set(stems_of(passage.text, language))
    overlap = len(stems & said) / max(1, len(stems))
    beside = 0.4 if abs(passage.order - best.order) == 1 else 0.0
    return passage.points * (1 - overlap) + beside


def _passages(article: Article, tags: Sequence[SkillTag]) -> list[_Passage]:
    text = article.text[:_ENOUGH]
    title = set(stems_of(article.title, article.language))
    taught = {
        stem(word, article.language): tag.strength
        for tag in reversed(tags[:3])
        for evidence in tag.evidence
        for word in words_of(evidence.words)
    }
    found = []
    for order, (place, sentence) in enumerate(_placed(text)):
        if not _is_prose(sentence) or _folded(sentence) == _folded(article.title):
            continue
        stems = set(stems_of(sentence, article.language))
        if not stems:
            continue
        points = sum(taught[word] for word in stems if word in taught) / (len(stems) ** 0.5)
        points += 1.2 * len(stems & title) / (len(title) + 2)
        points += 0.6 if _ANNOUNCES.search(sentence) else 0.0
        points += 0.5 / (1 + order / 4)
        points -= 0.3 if sentence.endswith(("?", "؟", ":", "…")) else 0.0
        found.append(_Passage(place=place, order=order, text=sentence, points=points))
    return found


def _placed(text: str) -> list[tuple[int, str]]:
    """Return the sentences and where they begin; speech without full stops in pieces."""
    placed = []
    place = 0
    for sentence in sentences(text):
        place = text.index(sentence, place)
        for offset, part in _parts(sentence):
            placed.append((place + offset, part))
        place += len(sentence)
    return placed


def _parts(sentence: str) -> list[tuple[int, str]]:
    if len(sentence) <= 2 * _LONGEST:
        return [(0, sentence)]
    return [(match.start(), match.group()) for match in re.finditer(rf"\S.{{0,{_LONGEST - 60}}}(?!\S)", sentence)]


def _is_prose(sentence: str) -> bool:
    if sentence.startswith("#") or not _SHORTEST <= len(sentence) <= _LONGEST:
        return False
    letters = sum(character.isalpha() or character.isspace() for character in sentence)
    return letters >= 0.75 * len(sentence) and not _BOILERPLATE.search(sentence)


def _folded(text: str) -> str:
    return " ".join(words_of(text)).casefold()


def _beginning(text: str) -> str:
    """Return the beginning of a text without a usable sentence, cut between words."""
    plain = " ".join(re.sub(r"^#+ *", "", text[: 4 * _LONGEST], flags=re.MULTILINE).split())
    if len(plain) <= _LONGEST:
        return plain
    head, _, _ = plain[:_LONGEST].rpartition(" ")
    return (head or plain[:_LONGEST]) + "…"
