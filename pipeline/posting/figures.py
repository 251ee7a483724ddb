"""Find the numbers of a text whatever they are written with, and compare those of a note with those of an article."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.words import fold

#: The digits of Arabic and of Persian, and the Arabic signs between digits.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "0123456789" * 2 + ".'")
_THOUSANDS: Mapping[str, float] = {
    "k": 1e3, "thousand": 1e3, "tys": 1e3, "tysi": 1e3, "хил": 1e3, "ألف": 1e3, "آلاف": 1e3,
    "m": 1e6, "million": 1e6, "mln": 1e6, "milion": 1e6, "млн": 1e6, "милион": 1e6, "مليون": 1e6, "ملايين": 1e6,
    "bn": 1e9, "billion": 1e9, "mld": 1e9, "miliard": 1e9, "млрд": 1e9, "милиард": 1e9, "مليار": 1e9,
}  # fmt: skip
#: "M" is a million and "m" a metre or a minute; the words of Polish and Bulgarian have endings.
_TIMES = r"\s?(?P<times>k|K|M|bn|thousand|million|billion|mln|mld|млн|млрд|ألف|آلاف|مليون|ملايين|مليار|(?:tys|tysi|milion|miliard|хил|милион|милиард)\w*)(?!\w)"
_PERCENT = r"(?:%|٪|per\s?cent|pct\b|procent|proc\.|процент|на сто\b|(?:بال|في ال)(?:مئة|مائة))"
_CURRENCY = "[$€£¥]|USD|EUR|PLN|zł|лв|euro|евро|دولار|يورو"
_NUMBER = re.compile(
    rf"(?P<before>[$€£¥]\s?)?(?<![^\W_])(?<![^\W\d_]-)(?P<digits>\d{{1,3}}(?:[ \u00a0\u202f.,'’]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    rf"(?:{_TIMES})?(?P<percent>[\s-]?{_PERCENT})?(?P<after>\s?(?:{_CURRENCY})(?!\w))?"
)
_HAS_PERCENT = re.compile(_PERCENT)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?؟])\s|\n")
#: Numbers in words, from what articles use them for; the forms of Polish cases, and both of Arabic.
_WORDS: Mapping[str, int] = {
    fold(word): int(value)
    for line in """
        1 one jeden jedna jedno един една едно واحد واحدة
        2 two dwa dwie dwóch dwóm два две двама اثنان اثنين اثنتان
        3 three trzy trzech trzem три трима ثلاثة ثلاث
        4 four cztery czterech четири четирима أربعة أربع
        5 five pięć pięciu пет петима خمسة خمس
        6 six sześć sześciu шест ستة ست
        7 seven siedem siedmiu седем سبعة سبع
        8 eight osiem ośmiu осем ثمانية ثماني ثمان
        9 nine dziewięć dziewięciu девет تسعة تسع
        10 ten dziesięć dziesięciu десет عشرة عشر
        11 eleven jedenaście jedenastu единадесет единайсет
        12 twelve dozen dwanaście dwunastu tuzin дванадесет дванайсет
        13 thirteen trzynaście trzynastu тринадесет тринайсет
        14 fourteen czternaście czternastu четиринадесет четиринайсет
        15 fifteen piętnaście piętnastu петнадесет петнайсет
        16 sixteen szesnaście szesnastu шестнадесет шестнайсет
        17 seventeen siedemnaście siedemnastu седемнадесет седемнайсет
        18 eighteen osiemnaście osiemnastu осемнадесет осемнайсет
        19 nineteen dziewiętnaście dziewiętnastu деветнадесет деветнайсет
        20 twenty dwadzieścia dwudziestu двадесет двайсет عشرون عشرين
        30 thirty trzydzieści trzydziestu тридесет трийсет ثلاثون ثلاثين
        40 forty czterdzieści czterdziestu четиридесет четирийсет أربعون أربعين
        50 fifty pięćdziesiąt pięćdziesięciu петдесет خمسون خمسين
        60 sixty sześćdziesiąt sześćdziesięciu шестдесет шейсет ستون ستين
        70 seventy siedemdziesiąt siedemdziesięciu седемдесет سبعون سبعين
        80 eighty osiemdziesiąt osiemdziesięciu осемдесет ثمانون ثمانين
        90 ninety dziewięćdziesiąt dziewięćdziesięciu деветдесет تسعون تسعين
        100 hundred sto stu сто مئة مائة
        1000 thousand tysiąc tysiąca хиляда ألف
    """.strip().splitlines()
    for value, *words in (line.split(),)
    for word in words
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
#: "و" joins the words of an Arabic number: "سبعة وعشرون".
_JOINED = "و"
#: A number below this and without a unit counts what the writer saw: "3 things I take from it".
_LEAST = 10
#: Nobody rounds a year, and no honest person anything else by more than a twentieth.
_YEARS = range(1900, 2100)
_MOST_ROUNDED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of a text."""

    #: As it stands there, with its unit: "40 %".
    words: str
    #: What it may mean: "1,234" is a thousand and more, or one and a bit.
    values: frozenset[float]
    is_percent: bool
    #: Whether a unit or a decimal stands with it.
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All numbers of an article, in digits and in words."""

    values: frozenset[float]
    #: Those of sentences that speak of a share.
    percents: frozenset[float]

    def have(self, figure: Figure) -> bool:
        """Say whether the article has *figure*, or one that it is rounded from."""
        if not figure.is_percent:
            return any(_is_rounded(value, self.values) for value in figure.values)
        return any(_is_rounded(value, self.percents) or value / 100 in self.values for value in figure.values)


def figures_in(text: str) -> tuple[Figure, ...]:
    """Return the numbers in digits that *text* states, in order; small ones without a unit are left out.

    >>> [figure.words for figure in figures_in("3 ideas: 1.5M people, 40 % of them in 2024 paid $20, and GPT4")]
    ['1.5M', '40 %', '2024', '$20']
    """
    # Each digit is replaced by one: places stay what they are.
    found = (
        replace(_figure(found), words=text[found.start() : found.end()].strip()) for found in _NUMBER.finditer(text.translate(_DIGITS))
    )
    return tuple(figure for figure in found if (figure.is_exact or max(figure.values) >= _LEAST) and not _is_said_of_anything(figure))


def figures_of(texts: Iterable[str]) -> Figures:
    """Return the numbers that *texts* have, in digits or in words.

    >>> sorted(figures_of(["Twenty-seven requests, a third of them late.", "4 to 6 percent"]).percents)
    [4.0, 6.0]
    """
    values: set[float] = set()
    percents: set[float] = set()
    for text in texts:
        for sentence in _SENTENCE_ENDS.split(text.translate(_DIGITS)):
            here = {value for found in _NUMBER.finditer(sentence) for value in _figure(found).values} | set(_in_words(sentence))
            values |= here
            if _HAS_PERCENT.search(sentence):
                percents |= here
    return Figures(values=frozenset(values), percents=frozenset(percents))


def _figure(found: re.Match[str]) -> Figure:
    times = found["times"]
    factor = next((value for name, value in _THOUSANDS.items() if times and times.lower().startswith(name)), 1.0) if times else 1.0
    unit = times or found["percent"] or found["before"] or found["after"]
    return Figure(
        words=found[0].strip(),
        values=frozenset(round(value * factor, 6) for value in _readings(found["digits"])),
        is_percent=found["percent"] is not None,
        is_exact=bool(unit) or any(sign in found["digits"] for sign in ".,"),
    )


def _is_said_of_anything(figure: Figure) -> bool:
    """Say whether it is "100 %", with which people agree."""
    return figure.is_percent and figure.values == {100.0}


def _readings(digits: str) -> Iterator[float]:
    """Yield what digits with signs between them may mean: the last of "." and "," parts thousands, or the whole from its fraction."""
    plain = re.sub(r"[ \u00a0\u202f'’]", "", digits)
    whole, sign, rest = plain.rpartition("." if plain.rfind(".") > plain.rfind(",") else ",")
    if not sign:
        yield float(plain)
        return
    groups = whole.replace(".", "").replace(",", "")
    if len(rest) == 3:
        yield float(groups + rest)
    if sign not in whole:
        yield float(f"{groups}.{rest}")


def _in_words(sentence: str) -> Iterator[float]:
    before = 0
    for word in _WORD.findall(fold(sentence)):
        if word in {"and", "и", "i"}:
            continue
        value = _WORDS.get(word) or _WORDS.get(word.removeprefix(_JOINED), 0)
        small, large = sorted((before, value))
        if value:
            yield float(value)
        # "twenty-seven" and its other order in Arabic; "two hundred".
        if 0 < small < 10 <= large < 100:
            yield float(value + before)
        if value >= 100 > before > 0:
            yield float(value * before)
        before = value


def _is_rounded(value: float, values: Iterable[float]) -> bool:
    """Say whether one of *values* is *value*, or comes to it when it is rounded to a whole number, or to tens, hundreds and so on."""
    step = 1.0
    while value >= 100 and value % (step * 10) == 0 and value not in _YEARS:
        step *= 10
    within = min(step / 2, _MOST_ROUNDED * value) if value == int(value) else 0.0
    return any(value == other or (abs(value - other) <= within and (step > 1 or other != int(other))) for other in values)
