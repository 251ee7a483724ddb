"""Know the names of the months in the languages that feeds print their dates in."""

import unicodedata

# Beginnings, each enough to tell the month; in a line: English, German and the North; Romance; Slavic in Latin letters; Cyrillic;
# Greek; Turkish; Hebrew; Arabic of the Gulf and Egypt, of the Levant, of the Maghreb. Month names of CLDR. "Lip" is Poland's July
# before it is Croatia's June, "lis" Poland's November before Croatia's October.
_BEGINNINGS = (
    "jan jän gen ene ian sty led sij січ янв яну ιαν oca ינו يناير كانون_الثاني جانفي",
    "feb fév fev helmi lut úno фев лют φεβ şub פבר فبراير شباط فيفري",
    "mar mär mrt bře březen ožu maalis мар бер μαρ מרץ مارس آذار",
    "apr avr abr kwi dub tra huhti апр кві квіт απρ nis אפר أبريل ابريل نيسان أفريل",
    "may mai maj mei mag kvě svi touko май мая мај тра μαι μάι מאי مايو أيار ماي",
    "jun juin giu iun cze červen června lipnj lipanj kesä июн юни јун чер ιουν ιούν haz יונ يونيو حزيران جوان",
    "jul juil lug iul lip červenec července srpanj srpnj heinä июл юли јул лип ιουλ ιούλ tem יול يوليو تموز جويلية",
    "aug aou aoû ago sie srpen srpna kol elo авг сер αυγ αύγ ağu אוג أغسطس آب أوت",
    "sep set sept wrz zář ruj syys сен сеп вер σεπ eyl ספט سبتمبر أيلول",
    "oct okt ott out paź říj loka окт жов οκτ eki אוק أكتوبر تشرين_الأول",
    "nov lis stu marras ноя ное лис νοε νοέ kas נוב نوفمبر تشرين_الثاني",
    "dec dez dic déc des gru pro joulu дек груд δεκ ara דצמ ديسمبر كانون_الأول",
)


def _folded(name: str) -> str:
    """Return a name without case and without marks, as people forget both."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter))


_NUMBER_OF = {_folded(beginning): number for number, line in enumerate(_BEGINNINGS, start=1) for beginning in line.split()}
_LONGEST = max(map(len, _NUMBER_OF))


def month_number(name: str) -> int | None:
    """Return which month a name or an abbreviation means, 1 to 12; None for any other word.

    >>> month_number("lutego"), month_number("Set."), month_number("فبراير"), month_number("Monday")
    (2, 9, 2, None)
    """
    folded = "_".join(_folded(name).replace(".", " ").split())
    lengths = range(min(len(folded), _LONGEST), 1, -1)
    return next((number for length in lengths if (number := _NUMBER_OF.get(folded[:length]))), None)
