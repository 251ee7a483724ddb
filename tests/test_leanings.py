"""Everyday words lean to fields of skills, and what they say can be learned anew from the texts beside the program that learns it."""

import doctest
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import leanings as module
from pipeline.edges.knowledge.leanings import leanings
from pipeline.leanings import NOTHING, Leanings, lean_of, learned, read, weights_of, written
from pipeline.resources import packaged
from training.learn import LANGUAGES, LEANINGS, leanings_of

EXAMPLES = [
    ("data", weights_of(["chart"], ["axis", "colour", "axis"])),
    ("finance", weights_of(["invoice"], ["tax", "colour"])),
    (NOTHING, weights_of(["match"], ["goal", "colour"])),
]
KNOWN = learned(EXAMPLES, 0.1)


def test_a_text_leans_to_the_field_whose_words_it_uses():
    lean = lean_of(["invoice"], ["tax", "colour", "unheard"], KNOWN)

    assert lean.field == "finance"
    assert lean.ahead["finance"] > 0 > lean.ahead["data"]
    assert lean.stems == ["invoice", "tax", "colour"]


def test_a_text_that_teaches_nothing_leans_nowhere():
    assert max(lean_of(["match"], ["goal", "goal"], KNOWN).ahead.values()) < 0


def test_a_word_of_every_field_says_little():
    pairs = dict(KNOWN.by_stem["colour"])

    assert all(weight < dict(KNOWN.by_stem["axis"])["data"] for weight in pairs.values())


@pytest.mark.parametrize(("title", "text"), [([], []), (["", ""], [""]), (["unheard"], ["of", "nobody"])])
def test_without_known_words_no_field_is_ahead(title, text):
    assert set(lean_of(title, text, KNOWN).ahead.values()) == {0.0}


def test_only_the_beginning_of_a_text_is_weighed():
    assert lean_of([], ["axis"] * 400 + ["tax"] * 4000, KNOWN).field == "data"


@given(st.dictionaries(st.text("abcde", min_size=1), st.lists(st.tuples(st.sampled_from(["data", "ux"]), st.integers(1, 300)), min_size=1)))
def test_what_is_written_is_read(by_stem):
    known = Leanings(
        otherwise={"data": -0.07, "ux": -0.12}, by_stem={stem: tuple((f, n / 100) for f, n in pairs) for stem, pairs in by_stem.items()}
    )

    assert read(written(known)) == known


def test_a_language_of_which_nothing_was_learned_has_no_leanings():
    assert leanings("de") is None
    assert leanings("../en") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_ships_was_learned_from_what_stands_here(language):
    assert (LEANINGS / f"{language}.tsv").read_text(encoding="utf-8") == leanings_of(language), "run training/learn.py"


def test_the_version_tells_what_was_learned_from_anything_else():
    content = b"".join((LEANINGS / f"{language}.tsv").read_bytes() for language in LANGUAGES)

    assert (packaged("lexicon") / "leanings" / "version.txt").read_text(encoding="utf-8").strip() == sha256(content).hexdigest()[:16]


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0
