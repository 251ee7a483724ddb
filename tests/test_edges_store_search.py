"""Full text: every word in one of its forms, and nothing a person can type is an error."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.ask import search
from pipeline.edges.store import Store
from pipeline.settings import LEARNER
from tests.builders import NOW, save, subscription, tagged


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription("source1", title="One")], NOW)
    return made


def test_a_search_finds_every_word_in_one_of_its_forms_titles_first_and_shows_where(store):
    save(
        store,
        tagged("in text", text="Some words. Indexes speed up joins a lot."),
        tagged("in title", title="Indexes and joins", text="x"),
        tagged("one word", text="joins"),
    )
    found = store.articles.search([["index", "indexes"], ["joins"]], 10)

    assert [one.id for one in found] == ["in title", "in text"]
    assert found[1].excerpt == "Some words. «Indexes» speed up «joins» a lot."
    assert (found[0].title, found[0].source_title, found[0].language) == ("Indexes and joins", "One", "en")
    assert [one.id for one in store.articles.search([["joins"]], 1)] == [store.articles.search([["joins"]], 9)[0].id]


def test_words_of_signs_are_found_and_others_are_not_taken_for_them(store):
    save(store, tagged("cpp", text="Written in C++ today"), tagged("c", text="Written in C today"))

    assert [one.id for one in search(store, "c++", ("en",))] == ["cpp"]


HOSTILE = [
    '"', '""', "'", "a AND", "AND", "OR OR", "NOT a", "a NEAR b", "NEAR(a b, 2)", "a*", "*", "^a", "a:b", "title:x", "-a", "(", ")", "(a", "{a b}: c", "a^2", "+", "a + b",
    "\x00", "a\x00b", "\ud800", "\udcff", "%", "_", "__", ";", "--", "/* */", "'; DROP TABLE articles; --", "سلام*", "żółć AND", "👩‍👩‍👧", "\u202e", "", " ", "a" * 5000,
    "word " * 5000, "\\", '\\"', "#", "c#", "1e999", "🇵🇱", "\n", "\ufffe", "(((((((((((((((((((((((", '"a" OR "b',
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_a_person_can_type_breaks_a_search(store, query):
    save(store, tagged("a"))

    assert isinstance(search(store, query, ("en", "ar", "pl", "bg")), tuple)
    assert isinstance(store.articles.search([[query], [query, "and"]], 5), tuple)
    assert store.articles.count() == 1


@hypothesis_settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text("\"'*()^:-+ ANDORNEAR\x00", max_size=40))
def test_no_text_at_all_breaks_a_search_or_a_name(store, query):
    search(store, query, ("en",))
    store.articles.search([[query]], 5)
    store.articles.named(query)


def test_no_words_find_nothing(store):
    save(store, tagged("a"))

    assert store.articles.search([], 5) == ()
