"""Everyday words lean to fields and skills, and what they say can be learned anew from the texts beside the program that learns it."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import leanings as module
from pipeline import rarity
from pipeline.edges.knowledge import lexicon
from pipeline.edges.knowledge.leanings import leanings
from pipeline.leanings import (
    NOTHING,
    Leanings,
    choice_of,
    joined,
    lean_of,
    learned,
    read,
    read_by_field,
    strongest,
    weights_of,
    written,
    written_by_field,
)
from training import learn
from training.learn import LANGUAGES, LEANINGS, Text

EXAMPLES = [
    ("data", weights_of(["chart"], ["axis", "colour", "axis"])),
    ("finance", weights_of(["invoice"], ["tax", "colour"])),
    (NOTHING, weights_of(["match"], ["goal", "colour"])),
]
KNOWN = learned(EXAMPLES, 0.1)
#: Of the skills of two fields.
SKILLS = joined(
    learned([(skill, weights_of([], stems)) for skill, stems in examples.items()], 0.1)
    for examples in (
        {"sql": ["join", "table", "row"], "nosql": ["document", "key", "row"]},
        {"tax": ["invoice", "row"], "budget": ["month", "row"]},
    )
)


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


def test_within_a_field_a_text_speaks_of_the_skill_whose_words_it_uses():
    chosen, stems = choice_of(["document"], ["key", "row", "unheard"], SKILLS, {"sql": 0.0, "nosql": 0.0})

    assert chosen == "nosql"
    assert stems == ["document", "key", "row"]


def test_skills_of_another_field_are_no_choice():
    assert choice_of([], ["invoice", "join"], SKILLS, {"sql": 0.0, "nosql": 0.0})[0] == "sql"


def test_what_the_lexicon_shows_of_a_skill_counts_beside_the_words():
    assert choice_of([], ["row"], SKILLS, {"sql": 0.0, "nosql": 1.0})[0] == "nosql"
    assert choice_of([], ["join", "table"], SKILLS, {"sql": 0.0, "nosql": 0.1})[0] == "sql"


def test_among_skills_of_which_nothing_was_learned_there_is_no_choice():
    assert choice_of([], ["join"], SKILLS, {"own": 1.0}) is None


def test_the_strongest_stems_of_each_field_are_kept():
    few = strongest(SKILLS, 1)

    assert {field for pairs in few.by_stem.values() for field, _ in pairs} == {"sql", "nosql", "tax", "budget"}
    assert sum(map(len, few.by_stem.values())) == 4
    assert "row" not in few.by_stem
    assert strongest(SKILLS, 3) == SKILLS


@given(st.dictionaries(st.text("abcde", min_size=1), st.dictionaries(st.sampled_from(["sql", "nosql"]), st.integers(1, 300), min_size=1)))
def test_what_is_written_by_field_is_read(by_stem):
    known = Leanings(
        otherwise={"nosql": -0.07, "sql": -0.12},
        by_stem={stem: [(field, n / 100) for field, n in sorted(pairs.items())] for stem, pairs in by_stem.items()},
    )

    assert read_by_field(written_by_field(known)) == known


def test_a_phrase_weighs_more_the_rarer_it_is_and_within_bounds():
    weights = [rarity.rarity_of(texts, 1500) for texts in (0, 1, 3, 10, 1500)]

    assert weights == sorted(weights, reverse=True)
    assert weights[0] < 1.3
    assert weights[2] == 1
    assert weights[-1] == 0.6


@pytest.mark.parametrize("of_all", [0, 1, 3])
def test_of_a_handful_of_texts_nothing_is_rare(of_all):
    assert rarity.rarity_of(of_all, of_all) == 1


def test_a_phrase_is_counted_once_in_a_text_whatever_its_form():
    texts = [Text(field="databases", title="SQL", text="SQL, and two window functions"), Text(field="none", text="A window function")]
    counts = learn.counted(texts, "en")

    assert counts["sql",] == 1
    assert counts["window", "function"] == 2


def test_a_language_of_which_nothing_was_learned_has_no_leanings():
    assert leanings("de") is None
    assert leanings("../en") is None


@pytest.fixture(scope="module")
def learned_anew():
    return {name: content for language in LANGUAGES for name, content in learn.files_of(language).items()}


def test_what_ships_was_learned_from_what_stands_here(learned_anew):
    assert {file.name for file in LEANINGS.glob("*.tsv")} == set(learned_anew)
    for name, content in learned_anew.items():
        assert (LEANINGS / name).read_text(encoding="utf-8") == content, f"{name}: run training/learn.py"


def test_the_version_tells_what_was_learned_from_anything_else(learned_anew):
    version = learn.version_of(learned_anew)

    assert (LEANINGS / "version.txt").read_text(encoding="utf-8").strip() == version
    assert learn.version_of({**learned_anew, "en.counts.tsv": ""}) != version


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_skill_of_the_lexicon_was_learned(language):
    assert set(leanings(language).skills.otherwise) == set(lexicon().skills)


def test_skills_take_little_room():
    assert sum(file.stat().st_size for file in LEANINGS.glob("*.skills.tsv")) < 1_000_000


@pytest.mark.parametrize("of", [module, rarity], ids=["leanings", "rarity"])
def test_examples_in_the_docstrings_hold(of):
    assert doctest.testmod(of).failed == 0
