"""The fonts that are shipped: those that their page names, with all letters that the four languages need, and not too many bytes."""

import hashlib
import re

import pytest

from pipeline.drawing.character_map import characters_of
from pipeline.resources import packaged

FONTS = packaged("vendor") / "fonts"
ROWS = re.findall(r"^\| (\S+\.ttf) \|.*\| `([0-9a-f]{64})` \|$", (FONTS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
SIGNS = "0123456789 .,:;!?()[]–—…·“”„‘’«»/-+%&@#€"
LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" + SIGNS,
    "pl": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯѝ№",
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًٌٍَُِّْ؟،؛",
}


def test_every_font_that_is_there_is_named():
    assert sorted(name for name, _ in ROWS) == sorted(file.name for file in FONTS.glob("*.ttf"))


@pytest.mark.parametrize(("name", "digest"), ROWS)
def test_a_font_is_the_one_that_was_looked_at(name, digest):
    assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", [name for name, _ in ROWS])
def test_a_font_has_the_letters_of_its_languages(name):
    known = characters_of((FONTS / name).read_bytes())

    for language in ("ar",) if "Arabic" in name else ("en", "pl", "bg"):
        assert {letter for letter in LETTERS[language] if ord(letter) not in known} == set(), language


def test_every_family_has_its_licence():
    texts = [file.read_text(encoding="utf-8") for file in FONTS.glob("OFL-*.txt")]

    assert len(texts) == 3
    assert all("SIL OPEN FONT LICENSE Version 1.1" in text for text in texts)


def test_all_of_it_is_smaller_than_two_megabytes():
    assert sum(file.stat().st_size for file in FONTS.iterdir()) < 2_000_000
