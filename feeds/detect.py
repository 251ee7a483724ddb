"""Guess the encoding of bytes that are not UTF-8 from the letters they would be."""

import re
from dataclasses import dataclass

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
    #: A word or ending that any text has; tells encodings apart that make letters of the same bytes.
    telling: str = ""


_CYRILLIC = ("cp1251", "koi8-r", "iso8859-5")
_CENTRAL = ("cp1250", "iso8859-2")
_SPELLINGS = (
    _Spelling("äöüß", ("cp1252",)),
    _Spelling("àâçéèêëîïôûùüœæ", ("cp1252",)),
    _Spelling("áéíóúüñ¿¡", ("cp1252",)),
    _Spelling("ãõáâàçéêíóôúü", ("cp1252",)),
    _Spelling("àèéìòù", ("cp1252",)),
    _Spelling("åäöøæé", ("cp1252",)),
    _Spelling("ąćęłńóśźż", _CENTRAL),
    _Spelling("áčďéěíňóřšťúůýžľĺôäŕ", _CENTRAL),
    _Spelling("áéíóöőúüű", _CENTRAL),
    _Spelling("čćžšđ", _CENTRAL),
    _Spelling("ăâîşţ", _CENTRAL),
    _Spelling("âçğıİîöşüû", ("cp1254",)),
    # Before Cyrillic: small Cyrillic letters have bytes that Hebrew lacks, never the other way round.
    _Spelling("אבגדהוזחטיכלמנסעפצקרשתםןץףך", ("cp1255", "iso8859-8")),
    _Spelling("абвгдежзийклмнопрстуфхцчшщъьюя", _CYRILLIC),
    _Spelling("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _CYRILLIC),
    _Spelling("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", ("cp1251", "iso8859-5")),
    _Spelling("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ", ("cp1253", "iso8859-7")),
    _Spelling(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652", ("cp1256", "iso8859-6"), telling="ال"
    ),
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_KANA = re.compile("[\u3041-\u30fa]")
_SEVERAL_BYTES = ["cp932", "euc_jp", "gb18030", "big5", "cp949"]


def likely_codec(body: bytes) -> str | None:
    """Return the Python name of the encoding that makes the most everyday letters of the bytes, None if none does.

    Knows the one-byte encodings of Latin, Cyrillic, Greek, Hebrew and Arabic letters by their letters, and leaves
    Chinese, Japanese and Korean to charset-normalizer. Windows encodings win over ISO ones that read the same.
    """
    sample = b" ".join(_WORD_WITH_HIGH_BYTES.findall(body)[:_WORDS_LOOKED_AT])
    best: tuple[float, str | None] = (0.0, None)
    read_as: dict[str, str | None] = {}
    for spelling in _SPELLINGS:
        for codec in spelling.codecs:
            if codec not in read_as:
                read_as[codec] = _read(sample, codec)
            text = read_as[codec] or ""
            score = _everyday_share(text, spelling.letters) + (0.01 if spelling.telling and spelling.telling in text else 0)
            if score > best[0]:
                best = (score, codec)
    if best[0] >= _ENOUGH:
        return best[1]
    return _east_asian_codec(body) or (best[1] if best[0] >= 0.5 else None)


def _read(sample: bytes, codec: str) -> str | None:
    try:
        return sample.decode(codec)
    except UnicodeDecodeError:
        return None


def _everyday_share(text: str, letters: str) -> float:
    """Return how many of the characters beyond ASCII a writer of that alphabet would have written, from 0 to 1."""
    expected = frozenset(letters)
    total = good = 0.0
    before = " "
    for character in text:
        if character > "\x7f":
            total += 1
            if character in expected:
                good += 1
            elif character.lower() in expected:
                # A capital begins a word; among capitals it is less sure, after a small letter it is a wrong guess.
                good += 1 if not before.isalpha() else 0.7 if before.isupper() else 0
            elif character in _PUNCTUATION and not before.isalpha():
                good += 1
            elif character in _PUNCTUATION:
                good += 0.6
        before = character
    return good / total if total else 0.0


def _east_asian_codec(body: bytes) -> str | None:
    for codec in ("euc_jp", "cp932"):
        text = _read(body, codec)
        if text and len(_KANA.findall(text)) * 5 > len(_BEYOND_ASCII.findall(text)):
            return codec
    # Loaded here because hardly any feed needs it.
    from charset_normalizer import from_bytes

    found = from_bytes(body[:65_536], cp_isolation=_SEVERAL_BYTES).best()
    return found.encoding if found else None
