"""Choose the two sentences of an article that say what it teaches."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.model.articles import Article, SkillTag, Summary
from pipeline.spoken import second_at
from pipeline.words import sentences, stem, stems_of, taken_apart, words_of

#: Longer texts are summarised by their beginning (characters).
_ENOUGH = 60_000
#: A sentence of a summary, in characters; speech without full stops is cut into passages of the longest size.
_SHORTEST = 40
_LONGEST = 320
_SENTENCES = 2
#: What stands around articles in every feed, and is nobody's lesson; lower case.
_BOILERPLATE = (
    "subscribe", "newsletter", "sign up", "click here", "read more", "continue reading", "cookie", "all rights reserved",
    "originally posted", "originally published", "originally appeared", "appeared first on", "follow me on", "follow us on", "share this",
    "leave a comment", "sponsor", "affiliate", "podcast app", "patreon", "welcome to", "welcome back to", "thanks for reading",
    "thanks for listening", "min read", "minute read", "photo by", "image by", "image credit", "image source", "posted on", "posted by",
    "filed under", "buy me a coffee", "copyright", "©",
    "zapisz się", "subskryb", "czytaj dalej", "czytaj więcej", "wszelkie prawa", "udostępnij", "dodaj komentarz", "zdjęcie:", "fot.",
    "witaj w ", "witajcie w ",
    "абонирай", "бюлетин", "прочетете още", "прочетете повече", "всички права", "споделете", "бисквитки", "оставете коментар", "снимка:",
    "добре дошли",
    "اشترك", "النشرة البريدية", "اقرأ المزيد", "جميع الحقوق", "شارك المقال", "شاركوا", "ملفات تعريف", "اترك تعليق", "تابعنا", "أهلا بكم",
    "مرحبا بكم",
)  # fmt: skip
#: Words by which writers announce what a reader will learn; lower case.
_ANNOUNCES = (
    "in this article", "in this post", "in this guide", "in this tutorial", "in this episode", "in this talk", "in this chapter",
    "you'll learn", "you will learn", "you’ll learn", "you will see", "i'll show", "i’ll show", "i will show", "i will explain",
    "we'll look", "we’ll look", "we will look", "we will learn", "how to", "this article", "this post", "this guide", "the point is",
    "the lesson is", "the idea is", "the trick is", "the key is", "means that", "the difference between", "instead of",
    "w tym artykule", "w tym wpisie", "w tym odcinku", "w tym poradniku", "dowiesz się", "pokażę", "zobaczysz", "nauczysz się",
    "polega na", "to znaczy", "chodzi o", "zamiast", "różnica między",
    "в тази статия", "в тази публикация", "в този текст", "в този епизод", "ще научите", "ще видите", "ще покажа", "ще разберете",
    "означава", "вместо", "разликата между",
    "في هذا المقال", "في هذه المقالة", "في هذا الدليل", "في هذه الحلقة", "في هذا الدرس", "ستتعلم", "سنتعرف", "سأشرح", "سنشرح", "يعني",
    "بدلا من", "الفرق بين",
)  # fmt: skip
_NEITHER_LETTER_NOR_BLANK = re.compile(r"[^\w\s]|[\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A sentence where it stands, and how well it says what is taught."""

    place: int
    order: int
    text: str
    stems: frozenset[str]
    points: float


def summarise(article: Article, tags: Sequence[SkillTag]) -> Summary:
    """Return at most two sentences of *article*, word for word and in its order, that say what is taught.

    For an episode with a transcript they are one passage and the second at which it begins. A text of nothing but
    headings and boilerplate gives its beginning, an item with nothing but a title gives that.
    """
    passages = _passages(article, tags)
    if not passages:
        # An item without a title has one made for it, which is nobody's sentence.
        return Summary(text=_beginning(article.item.title if article.text_from == "title" else article.text))
    best = max(passages, key=lambda passage: (passage.points, -passage.order))
    if article.text_from == "transcript" and article.transcript is not None:
        following = next((other for other in passages if other.order == best.order + 1), None)
        text = best.text if following is None or len(best.text) > _LONGEST // 2 else f"{best.text} {following.text}"
        return Summary(text=text, at_seconds=second_at(article.transcript, best.place))
    # The second sentence says something else than the first.
    others = [passage for passage in passages if passage is not best]
    second = max(others, key=lambda other: (_new(other, best), -other.order), default=None)
    chosen = sorted([best, second] if second else [best], key=lambda passage: passage.order)
    return Summary(text=" ".join(passage.text for passage in chosen[:_SENTENCES]))


def _new(passage: _Passage, best: _Passage) -> float:
    """Return how well *passage* goes with the best one: what it repeats does not count."""
    overlap = len(passage.stems & best.stems) / len(passage.stems)
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
    folded_title = _folded(words_of(article.title))
    pieces = taken_apart(text)
    begins = [begin for begin, _ in pieces.spans]
    topics = pieces.topics(article.language)
    # What does not stand in the text stands in none of its sentences.
    lower = text.lower()
    boilerplate = [phrase for phrase in _BOILERPLATE if phrase in lower]
    announces = [phrase for phrase in _ANNOUNCES if phrase in lower]
    found = []
    for order, (place, sentence) in enumerate(_placed(text)):
        if not _is_prose(sentence) or _says(sentence, boilerplate):
            continue
        begin = bisect_left(begins, place)
        end = bisect_left(begins, place + len(sentence), lo=begin)
        stems = frozenset(filter(None, topics[begin:end]))
        if not stems or _folded(pieces.surfaces[begin:end]) == folded_title:
            continue
        points = sum(map(taught.__getitem__, taught.keys() & stems)) / (len(stems) ** 0.5)
        points += 1.2 * len(stems & title) / (len(title) + 2)
        points += 0.6 if _says(sentence, announces) else 0.0
        points += 0.5 / (1 + order / 4)
        points -= 0.3 if sentence.endswith(("?", "؟", ":", "…")) else 0.0
        found.append(_Passage(place=place, order=order, text=sentence, stems=stems, points=points))
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
    return [(match.start(), match.group()) for match in re.finditer(rf"\S.{{0,{_LONGEST - 60}}}(?!\S)|\S+", sentence)]


def _is_prose(sentence: str) -> bool:
    if sentence.startswith("#") or not _SHORTEST <= len(sentence) <= _LONGEST:
        return False
    return len(_NEITHER_LETTER_NOR_BLANK.findall(sentence)) <= 0.25 * len(sentence)


def _says(sentence: str, phrases: Sequence[str]) -> bool:
    lower = sentence.lower() if phrases else ""
    return any(phrase in lower for phrase in phrases)


def _folded(words: Iterable[str]) -> str:
    return " ".join(filter(None, words)).casefold()


def _beginning(text: str) -> str:
    """Return the beginning of a text without a usable sentence, cut between words."""
    plain = " ".join(re.sub(r"^#+ *", "", text[: 4 * _LONGEST], flags=re.MULTILINE).split())
    if len(plain) <= _LONGEST:
        return plain
    head, _, _ = plain[:_LONGEST].rpartition(" ")
    return (head or plain[:_LONGEST]) + "…"
