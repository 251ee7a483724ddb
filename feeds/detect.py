"""Guess the encoding of bytes that are not UTF-8 from the letters they would be."""

import re
from dataclasses import dataclass
from string import ascii_letters

_LANGUAGE = re.compile(rb"(?:<language>\s*|\blang\s*=\s*[\"'])([A-Za-z]{2})\b", re.IGNORECASE)
#: More than any tie-breaker, less than a letter that the language does not have.
_WHERE_THE_LANGUAGE_IS_SAID = 0.06
_PUNCTUATION = frozenset("“”„‚‘’–—…«»•°§©®€\xa0·№،؟؛±×")
_WORD_WITH_HIGH_BYTES = re.compile(rb"[A-Za-z]{0,30}[\x80-\xff][A-Za-z\x80-\xff]*")
# Enough words to tell two alphabets apart; more only costs time.
_WORDS_LOOKED_AT = 1500
#: Share of everyday letters below which no language is believed: calibrated on one to two sentences in the
#: 22 encodings of tests/test_feeds_detect.py, where right guesses score above 0.95 and wrong ones below 0.8.
_ENOUGH = 0.85


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The letters beyond ASCII that a language uses every day, and the encodings that it was written in."""

    letters: str
    codecs: tuple[str, ...]
    #: Codes of the languages spelled so (ISO 639-1).
    languages: tuple[str, ...]
    #: A word or ending that any text has; tells encodings apart that make letters of the same bytes.
    telling: str = ""
    #: The letters that make up most of any text.
    common: str = ascii_letters


_COMMON_CYRILLIC = "оеаинтсрвлк"
_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5")
_CENTRAL = ("cp1250", "iso8859-2")
_SPELLINGS = (
    _Spelling("äöüß", ("cp1252",), ("de",)),
    _Spelling("àâçéèêëîïôûùüœ", ("cp1252",), ("fr",)),
    _Spelling("áéíóúüñ¿¡", ("cp1252",), ("es",)),
    _Spelling("ãõáâàçéêíóôúü", ("cp1252",), ("pt",)),
    _Spelling("àèéìòù", ("cp1252",), ("it",)),
    _Spelling("åäöøæé", ("cp1252",), ("sv", "da", "nb", "no", "fi")),
    _Spelling("ąćęłńóśźż", _CENTRAL, ("pl",)),
    _Spelling("áčďéěíňóřšťúůýžľĺôäŕ", _CENTRAL, ("cs", "sk")),
    _Spelling("áéíóöőúüű", _CENTRAL, ("hu",)),
    _Spelling("čćžšđ", _CENTRAL, ("hr", "sl", "bs")),
    _Spelling("ăâîşţ", _CENTRAL, ("ro",)),
    _Spelling("ąčęėįšųūž", ("cp1257", "iso8859-13"), ("lt",)),
    _Spelling("āčēģīķļņšūž", ("cp1257", "iso8859-13"), ("lv",)),
    _Spelling("âçğıİîöşüû", ("cp1254",), ("tr",)),
    # Before Cyrillic: small Cyrillic letters have bytes that Hebrew lacks, never the other way round.
    _Spelling("אבגדהוזחטיכלמנסעפצקרשתםןץףך", ("cp1255", "iso8859-8"), ("he",), common="יוהלאתרמבש"),
    _Spelling("абвгдежзийклмнопрстуфхцчшщъьюя", _CYRILLIC, ("bg",), common=_COMMON_CYRILLIC),
    _Spelling("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _CYRILLIC, ("ru",), common=_COMMON_CYRILLIC),
    _Spelling("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", ("cp1251", "koi8-u", "iso8859-5"), ("uk", "be"), common=_COMMON_CYRILLIC),
    _Spelling("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ", ("cp1253", "iso8859-7"), ("el",), common="αοιετσνηυρ"),
    _Spelling(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652",
        ("cp1256", "iso8859-6"),
        ("ar", "fa", "ur"),
        telling="ال",
        common="اليمنوترب",
    ),
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_FEWEST_THAI = 6
_COMMON_THAI = "านรกอเงยมลวดทตสปบ่้ี"
_KANA = re.compile("[\u3041-\u30fa]")
_SEVERAL_BYTES = ["cp932", "euc_jp", "gb18030", "big5", "cp949"]


def likely_codec(body: bytes) -> str | None:
    """Return the Python name of the encoding that makes the most everyday letters of the bytes, None if none does.

    Knows the one-byte encodings of Latin, Cyrillic, Greek, Hebrew and Arabic letters by their letters, and leaves
    Chinese, Japanese and Korean to charset-normalizer. Windows encodings win over ISO ones that read the same.
    """
    sample = b" ".join(_WORD_WITH_HIGH_BYTES.findall(body)[:_WORDS_LOOKED_AT])
    said = _LANGUAGE.search(body)
    language = said[1].decode("ascii").lower() if said else "none"
    best: tuple[float, float, str | None] = (0.0, 0.0, None)
    read_as: dict[str, str | None] = {}
    for spelling in _SPELLINGS:
        for codec in spelling.codecs:
            if codec not in read_as:
                read_as[codec] = _read(sample, codec)
            text = read_as[codec] or ""
            share = _everyday_share(text, spelling)
            score = share + (_WHERE_THE_LANGUAGE_IS_SAID if language in spelling.languages else 0) + _tie_breaker(text, spelling)
            if share and score > best[0]:
                best = (score, share, codec)
    if best[1] >= _ENOUGH:
        return best[2]
    return _asian_codec(body, sample) or (best[2] if best[1] >= 0.5 else None)


def _tie_breaker(text: str, spelling: _Spelling) -> float:
    """Return what decides between two encodings whose letters are equally good: at most 0.05."""
    telling = 0.01 if spelling.telling and spelling.telling in text else 0
    return telling + 0.04 * sum(map(text.count, spelling.common)) / max(1, len(text))


def _read(sample: bytes, codec: str) -> str | None:
    try:
        return sample.decode(codec)
    except UnicodeDecodeError:
        return None


def _everyday_share(text: str, spelling: _Spelling) -> float:
    """Return how many of the characters beyond ASCII a writer of that alphabet would have written, from 0 to 1."""
    expected = frozenset(spelling.letters)
    is_latin = spelling.common == ascii_letters
    total = good = 0.0
    before = " "
    for character in text:
        if character > "\x7f":
            total += 1
            if not is_latin and before in ascii_letters:
                # No word has letters of two alphabets.
                pass
            elif character in expected:
                good += 1
            elif character.lower() in expected:
                # A capital begins a word; among capitals it is less sure, after a small letter it is a wrong guess.
                good += 1 if not before.isalpha() else 0.7 if before.isupper() else 0
            elif character in _PUNCTUATION:
                good += 0.6 if before.isalpha() else 0.95
        before = character
    return good / total if total else 0.0


def _asian_codec(body: bytes, sample: bytes) -> str | None:
    # Every byte of Chinese and Korean is a letter of Thai, too, but hardly one in five a common one.
    thai = _read(sample, "cp874") or ""
    letters = len(_BEYOND_ASCII.findall(thai))
    if letters >= _FEWEST_THAI and sum(map(thai.count, _COMMON_THAI)) * 5 > letters * 2:
        return "cp874"
    for codec in ("euc_jp", "cp932"):
        text = _read(body, codec)
        if text and len(_KANA.findall(text)) * 5 > len(_BEYOND_ASCII.findall(text)):
            return codec
    # Loaded here because hardly any feed needs it.
    from charset_normalizer import from_bytes

    found = from_bytes(body[:65_536], cp_isolation=_SEVERAL_BYTES).best()
    return found.encoding if found else None
