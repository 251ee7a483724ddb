"""`gapfeed skills`: list, show, find."""

import json
from pathlib import Path

import pytest

from pipeline.settings import SkillId
from pipeline.skill_finder import find_skills
from pipeline.skills import Group, Lexicon, Skill
from tests.running import run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAPFEED_CONFIG", raising=False)
    monkeypatch.setattr("pipeline.bootstrap.user_folder", lambda: tmp_path / "user")
    return tmp_path


def found(*words: str) -> list[str]:
    return [json.loads(line)["skill"] for line in run("skills", "find", "--json", *words).out.splitlines()]


def test_the_list_names_every_group_and_its_skills():
    out = run("skills", "list").out

    assert "Data (data)\n" in out
    assert "  data-visualisation" in out


def test_one_group_can_be_listed_in_another_language():
    out = run("skills", "list", "--group", "databases", "--language", "ar").out

    assert "لغة SQL" in out
    assert "data-visualisation" not in out


def test_a_group_that_does_not_exist_gets_a_suggestion():
    ran = run("skills", "list", "--group", "databsaes")

    assert (ran.exit_code, ran.err) == (2, "there is no group 'databsaes'; did you mean 'databases'?\n")


def test_a_program_gets_one_object_a_line():
    lines = [json.loads(line) for line in run("skills", "list", "--json", "--group", "data").out.splitlines()]

    assert {line["group"] for line in lines} == {"data"}
    assert set(lines[0]) == {"skill", "group", "name", "about"}


def test_a_skill_is_shown_with_its_names_and_words():
    out = run("skills", "show", "SQL").out

    assert out.startswith("sql (databases)\n")
    assert "window function" in out
    assert json.loads(run("skills", "show", "sql", "--json").out)["names"]["en"] == "SQL"


def test_a_skill_that_does_not_exist_gets_a_suggestion():
    ran = run("skills", "show", "data-visualization")

    assert (ran.exit_code, ran.err) == (2, "there is no skill 'data-visualization'; did you mean 'data-visualisation'?\n")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("data-visualisation",), id="its id"),
        pytest.param(("Data", "Visualisation"), id="its name"),
        pytest.param(("визуализация на данни",), id="its name in Bulgarian"),
        pytest.param(("الرسم البياني",), id="a word in Arabic, with its article"),
        pytest.param(("wykres słupkowy",), id="a word in Polish"),
        pytest.param(("wykresy słupkowe",), id="another form of it"),
        pytest.param(("charts",), id="what the starter config suggests"),
        pytest.param(("small multiples",), id="a word in English"),
        pytest.param(("data vizualisation",), id="a typo"),
    ],
)
def test_a_skill_is_found_by(words: tuple[str, ...]):
    assert "data-visualisation" in found(*words)


def test_what_is_called_so_comes_before_what_only_speaks_of_it():
    assert found("sql")[0] == "sql"


def test_words_that_mean_nothing_here_are_answered_with_a_sentence():
    ran = run("skills", "find", "zzzzqqqq")

    assert ran.exit_code == 0
    assert ran.out.startswith("No skill answers to 'zzzzqqqq'.")
    assert found("   ") == []


def test_skills_of_ones_own_are_among_them(folder: Path):
    (folder / "config.yaml").write_text("learn: [{skill: stakeholder-mapping, words: {en: [power interest grid]}}]", encoding="utf-8")

    assert found("power interest grid")[0] == "stakeholder-mapping"
    assert "A skill of your own" in run("skills", "show", "stakeholder-mapping").out


def test_a_broken_config_does_not_hide_the_lexicon(folder: Path):
    (folder / "config.yaml").write_text("learn: [", encoding="utf-8")

    assert found("sql")[0] == "sql"


def test_near_misses_come_only_where_nothing_fits():
    skills = [
        Skill(id=SkillId(name), group="g", names={"en": name}, about="", words={"en": ()})
        for name in ("budget", "budgets-of-others", "sales")
    ]
    lexicon = Lexicon(groups={"g": Group(id="g", names={"en": "G"})}, skills={skill.id: skill for skill in skills}, fingerprint="")

    assert [skill.id for skill in find_skills(lexicon, "budget")] == ["budget", "budgets-of-others"]
    assert [skill.id for skill in find_skills(lexicon, "bugdet")] == ["budget", "budgets-of-others"]
