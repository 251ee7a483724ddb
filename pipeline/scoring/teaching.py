"""Weigh how far a text teaches whoever reads it, and how far it speaks of its writer: by its small words and by its shape."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.words import fold

#: Longer texts are judged by their beginning (characters).
_ENOUGH = 30_000
#: What a mention of the writer takes away, in words that explain.
_FOR_ONESELF = 2.0
#: Words that explain, of each hundred, by which a text counts half; of fewer than so many words it has to show more.
_HALF, _FEW_WORDS = 6.0, 400
#: What the shape counts at most, as words that explain of each hundred: code, headings, and the points of lists.
_MOST_CODE, _MOST_HEADINGS, _MOST_POINTS = 3.0, 3.0, 1.5
#: How many signs of code in a hundred characters, headings, and points of a list count like one word of a hundred.
_CODE_LIKE_A_WORD, _HEADINGS_LIKE_A_WORD, _POINTS_LIKE_A_WORD = 0.5, 2, 8

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{1,2}\b)?")
_CODE = re.compile(r"[{}=;<>()\[\]_`]")
_HEADING = re.compile(r"^[ \t]*#", re.MULTILINE)
_POINT = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speech:
    """How a language explains something to a reader, and how a writer speaks of themselves; folded."""

    #: Conditions, reasons, examples, steps and what is asked of the reader.
    explains: frozenset[str]
    #: The first person.
    oneself: frozenset[str]
    #: Endings that address the reader, and those of the first person, where a language says it by them.
    addressing: re.Pattern[str] | None = None
    first_person: re.Pattern[str] | None = None
    #: Words with such an ending that are none.
    neither: frozenset[str] = frozenset()


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


def _with_and(words: str) -> frozenset[str]:
    """Return Arabic *words* by themselves and with a joined and, or so."""
    return frozenset(joined + word for word in _folded(words) for joined in ("", "و", "ف"))


#: Our own lists, as complete for one language as for another: what a hundred words count is compared across languages.
_SPEECH: Mapping[str, _Speech] = {
    "en": _Speech(
        explains=_folded(
            "let lets let's example examples instance if when where which then so because means called can should must how why need needs each "
            "here following below above note step steps next instead use set add create make run check try write ask avoid choose compare start"
        ),
        oneself=_folded("i me my mine myself i'm i'd i've i'll"),
    ),
    "pl": _Speech(
        explains=_folded(
            "przykład przykładzie przykłady np jeśli jeżeli gdy kiedy gdzie który która które którego której których którym wtedy więc bo ponieważ "
            "dlatego czyli oznacza znaczy nazywa można da trzeba należy warto musi muszą powinien powinna powinno powinny jak dlaczego każdy każda "
            "każde każdego oto poniżej powyżej krok kroku kroki najpierw potem następnie zamiast żeby aby niech użyj dodaj utwórz zrób uruchom "
            "sprawdź zapisz napisz zapytaj wybierz spróbuj ustaw zobacz pamiętaj unikaj zacznij porównaj policz"
        ),
        oneself=_folded(
            "ja mnie mi mną mój moja moje mojego mojej mojemu moim moich moją jestem mam mogę chcę muszę myślę uważam wiem lubię czuję piszę robię "
            "mogłem mogłam"
        ),
        addressing=re.compile(r"\w\w(?:[eiy]sz|[eiaou]jcie|uj)$"),
        first_person=re.compile(r"\w(?:[aiyą]łem|[aiyęą]łam)$"),
        neither=_folded("materiałem kanałem sygnałem działem udziałem podziałem oddziałem wydziałem kryształem ideałem"),
    ),
    "bg": _Speech(
        explains=_folded(
            "пример примера например ако когато където който която което които тогава така затова защото понеже значи означава нарича може трябва "
            "нужно как защо всеки всяка всяко нека ето долу горе следните следващата стъпка стъпки първо второ после вместо"
        ),
        oneself=_folded("аз мен мене ме ми мой моя моят моята моето мое моите мои съм бях имам мога искам мисля зная"),
        addressing=re.compile(r"\w\w(?:йте|ете)$"),
        first_person=re.compile(r"\w{3}[аяио]х$"),
        neither=_folded("страх успех"),
    ),
    "ar": _Speech(
        explains=_with_and(
            "مثلا مثال المثال كمثال اذا عندما حين حيث الذي التي الذين ثم لان لانه لانها لذلك يعني اي تسمى يسمى يمكن يمكنك يجب ينبغي عليك كيف "
            "لماذا كل خطوة خطوات الخطوة اولا ثانيا ثالثا بدل بدلا التالي التالية استخدم اسال اختر جرب افتح احسب ضع ابدا احفظ تاكد راجع لاحظ حدد قارن اجعل كي لكي بحيث متى معنى معناه معناها هل ماذا"
        ),
        oneself=_with_and("انا لي عندي لدي نفسي رايي تجربتي حياتي كنت اظن اعتقد احب اريد اشعر قررت بدات وجدت كتبت قرات تعلمت شخصيا مدونتي اني انني"),
    ),
}  # fmt: skip


def teaches(text: str, language: str) -> float | None:
    """Return how far *text* teaches, from 0 to 1; None in a language of which the words are not known.

    What explains (conditions, reasons, examples, steps, what is asked of the reader) speaks for it, headings, lists and code speak for it
    as far as words explain them, and the first person speaks against it: a diary, a complaint and a list of links stay low.
    """
    speech = _SPEECH.get(language)
    if speech is None:
        return None
    beginning = text[:_ENOUGH]
    words = [fold(word).replace("’", "'") for word in _WORD.findall(beginning)]
    if not words:
        return 0.0
    hundreds = len(words) / 100
    oneself = sum(_is_first_person(word, speech) for word in words) / hundreds
    explains = sum(_explains(word, speech) for word in words) / hundreds
    lesson = explains + min(explains, _shape(beginning))
    return lesson / (lesson + _FOR_ONESELF * oneself + _HALF * max(1.0, _FEW_WORDS / len(words)))


def _explains(word: str, speech: _Speech) -> bool:
    return word in speech.explains or _ends_like(word, speech.addressing, speech)


def _is_first_person(word: str, speech: _Speech) -> bool:
    return word in speech.oneself or _ends_like(word, speech.first_person, speech)


def _ends_like(word: str, ending: re.Pattern[str] | None, speech: _Speech) -> bool:
    return ending is not None and ending.search(word) is not None and word not in speech.neither


def _shape(text: str) -> float:
    """Return what headings, lists and code count, in words that explain of each hundred."""
    code = 100 * len(_CODE.findall(text)) / len(text) / _CODE_LIKE_A_WORD
    headings = len(_HEADING.findall(text)) / _HEADINGS_LIKE_A_WORD
    points = len(_POINT.findall(text)) / _POINTS_LIKE_A_WORD
    return min(_MOST_CODE, code) + min(_MOST_HEADINGS, headings) + min(_MOST_POINTS, points)
