"""Take texts apart into words, stems and sentences, language by language: the home of the language libraries."""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from functools import cache, lru_cache

from pipeline.function_words import function_words
from pipeline.stems import stem_arabic, stem_bulgarian, stem_english, stem_polish, without_arabic_clitic

_OWN_STEMS = {"en": stem_english, "pl": stem_polish, "bg": stem_bulgarian, "ar": stem_arabic}
#: Languages that have a Snowball stemmer and none of ours.
_SNOWBALL: Mapping[str, str] = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
#: Languages whose own letters are not Latin: a Latin word among them is English, most likely.
_NOT_LATIN = frozenset({"ar", "fa", "ur", "he", "bg", "ru", "uk", "mk", "sr", "be", "el", "hi", "ne", "hy", "ka", "ta", "zh", "ja", "ko", "th"})

#: A word with its marks (Arabic harakat, combining accents), apostrophe forms, and the few names with signs: C++, C#.
WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*[\u0300-\u036f\u0640\u064b-\u065f\u0670\w]*?(?:[’'][^\W\d_]{1,2}\b|\+\+|#(?!\w))?(?![^\W_\u0300-\u036f])")
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_ARABIC_LETTERS = str.maketrans("أإآٱىةیکؤئ", "ااااىهيكءء".replace("ى", "ي"))
