"""Find in a text what anchors a story: names, numbers and dates."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.words import Pieces, fold, small_words

#: The months as they stand beside a day, in the languages of the interface; in Polish as "3 maja" has them.
_MONTHS: Mapping[str, int] = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "януари февруари март април май юни юли август септември октомври ноември декември",
        "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
    )
    for number, name in enumerate(map(fold, names.split()), start=1)
}
#: Days of the week where they begin with a capital, as names do.
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun".split())
#: The digits of Arabic and of Persian.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
#: Digits between the marks of a long number.
_GROUP = 3
#: "I'm" is no name.
_APOSTROPHE = re.compile("['’]")
_DATE = "--"
#: Longer words all in capitals are shouted, or SQL: "CREATE", "BREAKING".
_LONGEST_ACRONYM = 4
_DAYS_IN_A_MONTH = 31
#: What begins so many sentences with a capital, and never stands in lower case, is a name.
_SEVERAL = 2


def anchors_of(pieces: Sequence[Pieces], language: str) -> frozenset[str]:
    """Return names, numbers of two digits or more and days of the year of a text in several parts, lower case.

    A name begins with a capital inside a sentence, or begins several sentences; nowhere in the text it stands in lower case, as the
    words of a headline do. Digits are 0 to 9 whatever the text has; a day is written --MM-DD, as XML Schema does.
    """
    inside: set[str] = set()
    beginning: Counter[str] = Counter()
    small: set[str] = set(small_words(language))
    numbers: set[str] = set()
    for part in pieces:
        numbers.update(number for number, _, _ in numbers_in(part))
        begins = True
        for word in part.surfaces:
            if len(word) > 1 and not word[0].isdigit():
                folded = fold(word).removesuffix("'s").removesuffix("’s")
                if not word[0].isupper() or _APOSTROPHE.split(folded)[0] in small:
                    small.add(folded)
                elif len(word) > _LONGEST_ACRONYM and word.isupper():
                    continue
                elif begins:
                    beginning[folded] += 1
                else:
                    inside.add(folded)
            begins = not word
        numbers.update(day for day, _, _ in days_in(part))
    inside.update(name for name, count in beginning.items() if count >= _SEVERAL)
    return frozenset(inside - small | numbers)


def is_name(anchor: str) -> bool:
    """Say whether an anchor is a name, and neither a number nor a day.

    >>> [is_name(anchor) for anchor in ("gdynia", "42", "--05-03")]
    [True, False, False]
    """
    return anchor[0].isalpha()


def is_day(anchor: str) -> bool:
    """Say whether an anchor is a day of the year."""
    return anchor.startswith(_DATE)


def day_of_year(anchor: str) -> str:
    """Return the month and the day of an anchor that is a day: "05-03"."""
    return anchor.removeprefix(_DATE)


def is_time(word: str) -> bool:
    """Say whether a folded word is a day of the week or a month, which is written like a name and is none."""
    return word in _WEEKDAYS or word in _MONTHS


def numbers_in(pieces: Pieces) -> Iterator[tuple[str, int, int]]:
    """Yield the numbers of two digits or more, those in groups of three digits ("42,000", "42 000") as one, and where each begins and ends."""
    number, grouped, began, ended = "", False, -1, -1
    for (start, end), word in zip(pieces.spans, pieces.surfaces, strict=True):
        if not word:
            continue
        digits = fold(word).translate(_DIGITS) if word[0].isdigit() else ""
        goes_on = len(digits) == _GROUP and digits.isdecimal() and start == ended + 1 and number[:_GROUP].isdecimal()
        if goes_on and (len(number) <= _GROUP or grouped):
            number, grouped = number + digits, True
        else:
            if len(number) > 1:
                yield number, began, ended
            number, grouped, began = digits, False, start
        ended = end
    if len(number) > 1:
        yield number, began, ended


def days_in(pieces: Pieces) -> Iterator[tuple[str, int, int]]:
    """Yield the day of the year wherever a month stands beside a day, on either side, and where both begin and end."""
    words = [fold(word).translate(_DIGITS) if word else "" for word in pieces.surfaces]
    for place, word in enumerate(words):
        month = _MONTHS.get(word)
        if month is None:
            continue
        beside = (beside for beside in (place - 1, place + 1) if 0 <= beside < len(words))
        found = next(((day, other) for other in beside if (day := _day(words[other]))), None)
        if found:
            day, other = found
            yield f"{_DATE}{month:02}-{day:02}", pieces.spans[min(place, other)][0], pieces.spans[max(place, other)][1]


def _day(word: str) -> int:
    """Return the day of a month that *word* is, "3" or "3rd"; 0 for anything else."""
    digits = word.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    day = int(digits) if len(digits) <= 2 and digits.isdecimal() else 0
    return day if day <= _DAYS_IN_A_MONTH else 0
