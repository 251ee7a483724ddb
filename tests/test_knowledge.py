import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.edges import knowledge
from pipeline.edges.knowledge import lexicon
from pipeline.errors import CannotDo
from pipeline.yaml_text import NotYaml, read_plain, read_with_places

ONE = """
group: databases
name: {en: Databases, pl: Bazy danych}
skills:
  - id: sql
    name: {en: SQL}
    about: Asking questions of tables.
    words: {en: [SQL, window function], pl: [zapytanie]}
    hints: {en: [table]}
    not: {en: [table tennis]}
    related: [nosql]
"""


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "lexicon"
    home.mkdir()
    (home / "databases.yaml").write_text(ONE, encoding="utf-8")
    return home


def test_a_file_becomes_skills_in_their_group(folder, tmp_path):
    made = lexicon(folder, tmp_path / "cache")
    sql = made.skills["sql"]

    assert made.groups["databases"].names == {"en": "Databases", "pl": "Bazy danych"}
    assert (sql.group, sql.words["en"], sql.hints, sql.lookalikes, sql.related) == (
        "databases", ("SQL", "window function"), {"en": ("table",)}, {"en": ("table tennis",)}, ("nosql",),
    )  # fmt: skip


def test_the_second_time_no_yaml_is_read(folder, tmp_path, monkeypatch):
    made = lexicon(folder, tmp_path / "cache")
    monkeypatch.setattr(knowledge, "read_plain", lambda _: pytest.fail("read again"))

    assert lexicon(folder, tmp_path / "cache") == made


@pytest.mark.parametrize(
    "damage", ["", "{", '{"fingerprint": "other"}', "[]", "null"], ids=["empty", "cut off", "another's", "a list", "nothing"]
)
def test_a_damaged_copy_is_made_anew(folder, tmp_path, damage):
    made = lexicon(folder, tmp_path / "cache")
    (copy,) = (tmp_path / "cache").glob("*.json")
    copy.write_text(damage)

    assert lexicon(folder, tmp_path / "cache") == made
    assert json.loads(copy.read_text(encoding="utf-8"))["fingerprint"] == made.fingerprint


def test_a_copy_with_parts_missing_is_made_anew(folder, tmp_path):
    made = lexicon(folder, tmp_path / "cache")
    (copy,) = (tmp_path / "cache").glob("*.json")
    content = json.loads(copy.read_text(encoding="utf-8"))
    del content["skills"][0]["words"]
    copy.write_text(json.dumps(content))

    assert lexicon(folder, tmp_path / "cache") == made


def test_another_users_copy_is_not_believed(folder, tmp_path, monkeypatch):
    made = lexicon(folder, tmp_path / "cache")
    monkeypatch.setattr(os, "getuid", lambda: 12345)

    assert lexicon(folder, tmp_path / "cache") == made


def test_a_changed_file_is_read_again_and_the_old_copy_goes(folder, tmp_path):
    before = lexicon(folder, tmp_path / "cache")
    (folder / "databases.yaml").write_text(ONE.replace("window function", "common table expression"), encoding="utf-8")
    after = lexicon(folder, tmp_path / "cache")

    assert after.fingerprint != before.fingerprint
    assert after.skills["sql"].words["en"] == ("SQL", "common table expression")
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_without_a_writable_folder_the_files_are_read(folder, tmp_path):
    (tmp_path / "file").write_text("in the way")

    assert "sql" in lexicon(folder, tmp_path / "file" / "cache").skills


def test_the_users_cache_folder_is_taken_by_default_and_the_temporary_one_after_it(folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    lexicon(folder)

    assert list((tmp_path / "temporary").rglob("lexicon-*.json"))


def test_many_may_begin_at_once(folder, tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: lexicon(folder, tmp_path / "cache"), range(16)))

    assert all(one == made[0] for one in made)
    assert [file.suffix for file in (tmp_path / "cache").iterdir()] == [".json"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("group: [", r"broken\.yaml:", id="no YAML"),
        pytest.param("- a list", "expected a group", id="no group"),
        pytest.param("group: g\nname: Databases", "expected names by language", id="a name without language"),
        pytest.param("group: g\nname: {en: G}\nskills: [{name: {en: x}}]", "no id", id="a skill without id"),
        pytest.param(
            "group: g\nname: {en: G}\nskills: [{id: x, name: {en: X}, words: [sql]}]", "words: expected a list", id="words without language"
        ),
        pytest.param(
            "group: g\nname: {en: G}\nskills: [{id: x, name: {en: X}, words: {en: sql}}]", "words: expected a list", id="one word"
        ),
        pytest.param("group: g\nname: {en: G}\nskills: [{id: sql, name: {en: X}}]", "stands twice", id="a skill twice"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(folder, tmp_path, text, complaint):
    (folder / "z_broken.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(CannotDo, match=complaint):
        lexicon(folder, tmp_path / "cache")


def test_the_shipped_lexicon_holds_fifteen_groups(tmp_path):
    made = lexicon()

    assert len(made.groups) == 15
    assert {skill.group for skill in made.skills.values()} == set(made.groups)
    assert all({"en", "ar", "pl", "bg"} <= set(skill.names) and skill.about for skill in made.skills.values())


def test_yaml_words_stay_words():
    assert read_plain("a: on\nb: 2026-01-01x\nc: [1, true, null]") == {"a": "on", "b": "2026-01-01x", "c": [1, True, None]}


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\tx", "&a [*b]", "a: 1\na: 2", "\x00", "[" * 1500], ids=range(7))
def test_what_is_not_yaml_is_said_with_its_place(text):
    with pytest.raises(NotYaml) as caught:
        read_plain(text)

    assert caught.value.line >= 1
    assert caught.value.column >= 1
    assert caught.value.problem


def test_places_are_known():
    node = read_with_places("learn:\n  - skill: sql\n    level: x")

    assert node["learn"][0].lc.value("level") == (2, 11)
