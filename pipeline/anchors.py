"""Find in a text what anchors a story: names, numbers and dates."""

from collections.abc import Iterator, Mapping

from pipeline.words import Pieces, fold

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
#: The digits of Arabic and of Persian.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_DATE = "--"
_DAYS_IN_A_MONTH = 31


def anchors_of(pieces: Pieces) -> frozenset[str]:
    """Return names (capitals inside a sentence), numbers of two digits or more and days of the year of a text, lower case.

    Digits are 0 to 9 whatever the text has; a day is written --MM-DD, as XML Schema does.
    """
    return frozenset(_names_and_numbers(pieces)) | frozenset(_days(pieces))


def is_name(anchor: str) -> bool:
    """Say whether an anchor is a name, and neither a number nor a day.

    >>> [is_name(anchor) for anchor in ("gdynia", "42", "--05-03")]
    [True, False, False]
    """
    return anchor[0].isalpha()


def is_day(anchor: str) -> bool:
    """Say whether an anchor is a day of the year."""
    return anchor.startswith(_DATE)


def _names_and_numbers(pieces: Pieces) -> Iterator[str]:
    begins = True
    for word in pieces.surfaces:
        if not word:
            begins = True
            continue
        if len(word) > 1 and ((word[0].isupper() and not begins) or word[0].isdigit()):
            yield fold(word).removesuffix("'s").removesuffix("’s").translate(_DIGITS)
        begins = False


def _days(pieces: Pieces) -> Iterator[str]:
    """Yield the day of the year wherever a month stands beside a day, on either side."""
    words = [fold(word).translate(_DIGITS) if word else "" for word in pieces.surfaces]
    for place, word in enumerate(words):
        month = _MONTHS.get(word)
        if month is None:
            continue
        beside = (words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else "")
        day = next((found for found in map(_day, beside) if found), 0)
        if day:
            yield f"{_DATE}{month:02}-{day:02}"


def _day(word: str) -> int:
    """Return the day of a month that *word* is, "3" or "3rd"; 0 for anything else."""
    digits = word.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    day = int(digits) if len(digits) <= 2 and digits.isdecimal() else 0  # noqa: PLR2004 - two digits
    return day if day <= _DAYS_IN_A_MONTH else 0
