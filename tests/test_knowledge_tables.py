"""Copies of the phrases to look for: the same as if they had been made just now."""

import pytest

from pipeline.edges import copies
from pipeline.edges.knowledge import lexicon, tables
from pipeline.edges.knowledge.tables import table
from pipeline.matcher import table_of
from pipeline.settings import SkillId
from pipeline.skills import Lexicon, Skill


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setattr(copies, "cache_folders", lambda: [folder])
    return folder


def knowing(word: str) -> Lexicon:
    skill = Skill(id=SkillId("sql"), group="g", names={"en": "SQL"}, about="", words={"en": (word,)})
    return Lexicon(groups={}, skills={skill.id: skill}, fingerprint=word)


@pytest.mark.parametrize("language", ["en", "pl", "bg", "ar", "de"])
def test_a_copy_holds_what_was_made(language):
    known = lexicon()
    made = table(known, language)

    assert table(known, language) == made == table_of(known.skills.values(), language)


def test_the_second_time_no_word_is_stemmed(monkeypatch):
    made = {language: table(knowing("window functions"), language) for language in ("en", "de")}
    monkeypatch.setattr(tables, "table_of", lambda *_: pytest.fail("made again"))

    assert {language: table(knowing("window functions"), language) for language in ("en", "de")} == made
    assert set(made["en"]) == {"window", "window\nfunction"}


def test_another_lexicon_has_its_own_copy_and_the_old_one_goes(cache):
    table(knowing("query"), "en")
    table(knowing("query"), "pl")

    assert set(table(knowing("join"), "en")) == {"join"}
    assert sorted(file.name.split("-")[1] for file in cache.iterdir()) == ["en", "pl"]


@pytest.mark.parametrize(("language", "other"), [("en", False), ("de", True)])
def test_with_another_release_of_the_library_that_stems_a_copy_is_made_anew(monkeypatch, language, other):
    table(knowing("query"), language)
    made = []
    monkeypatch.setattr("importlib.metadata.version", lambda _: "another")
    monkeypatch.setattr(tables, "table_of", lambda *_: made.append(language) or {})
    table(knowing("query"), language)

    assert bool(made) == other


def test_a_damaged_copy_is_made_anew(cache):
    made = table(knowing("query"), "en")
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:20])

    assert table(knowing("query"), "en") == made
