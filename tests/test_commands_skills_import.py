"""`gapfeed skills import-esco`, from the official file to an article that teaches what it names."""

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.edges import imports as imports_edge
from pipeline.edges.imports import Imports, read_esco
from pipeline.edges.knowledge import lexicon
from pipeline.esco import ACKNOWLEDGEMENT
from pipeline.stages.tag import Tagger, fingerprint_of, tag
from pipeline.understand import tagger_for
from tests.builders import article, gap
from tests.running import run

FILES = Path(__file__).parent / "esco"
BEES = "http://data.europa.eu/esco/skill/11111111-aaaa-4bbb-8ccc-000000000001"
SQL = "http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742"


#: Begins to change the file that it is given, and is gone before the end.
KILLED = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in ("PRAGMA cache_size = 1", "BEGIN IMMEDIATE", "DELETE FROM labels", "DELETE FROM concepts"):
    connection.execute(statement)
connection.executemany("INSERT INTO concepts VALUES (?, ?)", ((f"a{number}" * 99, f"i{number}") for number in range(999)))
os._exit(0)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.bootstrap.user_folder", lambda: tmp_path / "user")
    monkeypatch.setattr("pipeline.bootstrap.imports_file", lambda: tmp_path / "data" / "esco.db")
    return tmp_path


@pytest.fixture(scope="module")
def four_languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("imports") / "esco.db"
    for language in ("en", "pl", "bg", "ar"):
        Imports(file).replace(language, read_esco(FILES / f"skills_{language}.csv"), reserved=lexicon().skills)
    return file


@pytest.fixture
def imported(folder: Path, four_languages: Path) -> None:
    (folder / "data").mkdir()
    shutil.copy(four_languages, folder / "data" / "esco.db")


def learn(folder: Path, *skills: str, more: str = "") -> None:
    entries = json.dumps([{"skill": skill} for skill in skills])
    (folder / "config.yaml").write_text(f"learner: {{timezone: UTC}}\nlearn: {entries}\n{more}")


def found(*words: str) -> list[str]:
    return [json.loads(line)["skill"] for line in run("skills", "find", "--json", *words).out.splitlines()]


def shown(skill: str) -> dict[str, object]:
    return json.loads(run("skills", "show", "--json", skill).out)


def learnt(folder: Path) -> tuple:
    from pipeline.bootstrap import load_settings

    return load_settings(folder / "config.yaml")[0].gaps


def test_an_import_says_what_it_brought_and_whose_it_is():
    run("skills", "import-esco", FILES / "skills_en.csv")
    ran = run("skills", "import-esco", FILES / "skills_pl.csv")

    assert (ran.exit_code, ran.err) == (0, "")
    assert ran.out.startswith("2 skills of ESCO known in pl; imported so far: en, pl.\n")
    assert ran.out.endswith(f"{ACKNOWLEDGEMENT}\n")


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    "words",
    [
        "tend bees",
        "look after bees",
        "bee keep",
        "Bees",
        "BEE KEEPING",
        "pszczelarstwo",
        "prowadzenia pasieki",
        "пчеларство",
        "пчелите",
        "تربية نحل",
    ],
)
def test_imported_skills_are_found_by_their_labels_in_any_language_and_form(words):
    assert found(words)[0] == "tend-bees"


@pytest.mark.usefixtures("imported")
def test_imported_skills_come_after_the_lexicons():
    assert found("computer programming")[-1] == "marten-computer-programming"
    assert found("SQL").count("sql") == 1
    assert found("structured questions to tables") == ["sql"]


@pytest.mark.usefixtures("imported")
def test_words_that_say_nothing_find_nothing():
    assert [found("   "), found("…")] == [[], []]


@pytest.mark.usefixtures("imported")
def test_near_misses_of_the_lexicon_do_not_hide_what_esco_has():
    assert found("origami") == ["fold-paper-3333"]
    assert "data-visualisation" in found("data vizualisation")
    assert found("zzzzqqqq") == []


@pytest.mark.usefixtures("imported")
def test_an_imported_skill_is_shown_with_what_texts_are_searched_for():
    skill = shown("tend-bees")
    out = run("skills", "show", BEES).out

    assert (skill["group"], skill["esco"], skill["names"]["bg"]) == ("esco", BEES, "отглеждане на пчели")
    assert skill["about"].startswith("Care for colonies of bees through the year: feed them, keep them healthy, and take")
    assert skill["words"]["en"] == ["tend bees", "bee keeping", "look after bees", "tending of bee colonies"]
    assert skill["hints"]["en"] == ["apiary work", "colonies", "hive"]
    assert out.startswith("tend-bees (esco)\n")
    assert ACKNOWLEDGEMENT in out
    assert "Gapfeed decides" in out


def test_a_skill_of_the_lexicon_shows_its_concept_and_what_is_narrower():
    out = run("skills", "show", "css").out

    assert "  In ESCO: http://data.europa.eu/esco/skill/" in out
    assert ACKNOWLEDGEMENT in out
    assert "css" in run("skills", "show", "web-development").out.split("Parts and kinds of it: ")[1]
    assert ACKNOWLEDGEMENT not in run("skills", "show", "habits").out


def test_an_address_that_the_lexicon_knows_needs_no_import(folder: Path):
    learn(folder, SQL)

    assert run("skills", "show", SQL).out.startswith("sql (databases)")
    assert run("config", "check").exit_code == 0
    assert [(one.skill, one.has_own_words) for one in learnt(folder)] == [("sql", False)]


@pytest.mark.usefixtures("imported")
def test_two_skills_of_one_name_have_ids_that_differ():
    assert {"fold-paper-3333", "fold-paper-4444"} == set(found("fold paper"))


@pytest.mark.usefixtures("imported")
def test_an_imported_skill_is_learnt_by_id_or_address_and_circles_may_care_about_it(folder: Path):
    learn(folder, BEES, "Fold-Paper-3333", more="network: [{circle: team, cares_about: [tend-bees]}]")

    assert "To learn: tend-bees, fold-paper-3333." in run("config", "check").out
    assert [one.skill for one in learnt(folder)] == ["tend-bees", "fold-paper-3333"]
    assert "tend-bees" in run("skills", "list", "--group", "esco").out


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "Tending bees in winter", "How I look after bees when it snows. " * 8),
        ("pl", "Jak opiekować się pszczołami", "Prowadzenie pasieki zimą to opieka nad pszczołami. " * 8),
        ("bg", "Отглеждането на пчели през зимата", "Грижата за пчелите през зимата. " * 8),
        ("ar", "كيف تبدأ تربية النحل", "رعاية خلايا النحل في الشتاء. " * 8),
    ],
)
def test_articles_that_teach_it_get_its_tag_with_their_own_words(folder: Path, language, title, text):
    learn(folder, "tend-bees")
    tags = {one.skill: one for one in tag(article(title=title, text=text, language=language), tagger_for(learnt(folder)))}

    assert tags["tend-bees"].is_present
    assert tags["tend-bees"].evidence[0].words.lower() in f"{title} {text}".lower()


@pytest.mark.usefixtures("imported")
def test_single_words_that_mean_anything_make_no_skill_present(folder: Path):
    learn(folder, "tend-bees")
    tags = tag(article(title="The hive mind", text="A hive of people hums like any other hive. " * 20), tagger_for(learnt(folder)))

    assert not [one for one in tags if one.skill == "tend-bees" and one.is_present]


@pytest.mark.usefixtures("imported")
def test_what_nobody_learns_is_no_part_of_the_lexicon_that_tags(folder: Path):
    learn(folder, "sql")
    known = lexicon().with_own(learnt(folder))

    assert known.skills == lexicon().skills
    assert fingerprint_of(known) == Tagger(lexicon()).fingerprint


def test_a_skill_of_the_lexicon_is_joined_in_a_language_that_it_has_no_words_in(folder: Path):
    (folder / "skills_de.csv").write_text(f"conceptUri,preferredLabel,altLabels\n{SQL},SQL,SQL-Abfragen\n", encoding="utf-8")
    run("skills", "import-esco", "skills_de.csv")
    learn(folder, "sql")
    skill = lexicon().with_own(learnt(folder)).skills["sql"]

    assert skill.words == {**lexicon().skills["sql"].words, "de": ("SQL", "SQL-Abfragen")}
    assert (skill.group, skill.names["en"]) == ("databases", lexicon().skills["sql"].names["en"])


@pytest.mark.usefixtures("imported")
def test_words_of_ones_own_come_before_what_was_imported(folder: Path):
    (folder / "config.yaml").write_text("learn: [{skill: tend-bees, words: {en: [queen rearing]}}]")

    (one,) = learnt(folder)
    assert (one.imported, lexicon().with_own((one,)).skills["tend-bees"].words) == (None, {"en": ("queen rearing",)})


def test_an_unknown_skill_names_the_import_where_nothing_was_imported(folder: Path):
    learn(folder, "tend-bees", BEES)
    ran = run("config", "check")

    assert ran.exit_code == 2
    assert ran.err.count("gapfeed skills import-esco FILE") == 2


@pytest.mark.usefixtures("imported")
def test_other_mistakes_with_imported_skills_are_named(folder: Path):
    learn(folder, "tend-bees", BEES, BEES.replace("111", "999"), more="network: [{circle: team, cares_about: [fold-paper-3333]}]")
    err = run("config", "check").err

    assert "learn[1].skill: the same skill stands in entry 1 already" in err
    assert "learn[2].skill: nothing that Gapfeed knows has this address of ESCO; `gapfeed skills find WORDS` looks for one" in err
    assert "'fold-paper-3333' is a skill of ESCO that nothing looks for yet: name it under `learn:`, too" in err
    assert "import-esco" not in err


def test_a_kept_copy_of_the_settings_counts_only_for_the_same_import(folder: Path):
    run("skills", "import-esco", FILES / "skills_en.csv")
    learn(folder, "tend-bees")
    before = learnt(folder)
    run("skills", "import-esco", FILES / "skills_bg.csv")

    assert [dict(one.imported.names).get("bg") for one in (*before, *learnt(folder))] == [None, "отглеждане на пчели"]


def test_importing_again_replaces_a_language_and_keeps_ids(folder: Path):
    run("skills", "import-esco", FILES / "skills_en.csv")
    run("skills", "import-esco", FILES / "skills_pl.csv")
    newer = f"conceptUri,preferredLabel\n{BEES},rear honey bees\n"
    (folder / "skills_en.csv").write_text(newer, encoding="utf-8-sig")
    ran = run("skills", "import-esco", "skills_en.csv")

    assert ran.out.startswith("1 skill of ESCO known in en; imported so far: en, pl.")
    assert shown("tend-bees")["names"] == {"en": "rear honey bees", "pl": "opiekować się pszczołami"}
    assert found("origami") == []


def test_the_language_can_be_given_and_must_be_one(folder: Path):
    (folder / "download.csv").write_bytes((FILES / "skills_bg.csv").read_bytes())

    assert run("skills", "import-esco", "download.csv").err.startswith("the name download.csv does not say in which language the file is")
    assert "expected a two-letter code" in run("skills", "import-esco", "--language", "klingon", "download.csv").err
    assert run("skills", "import-esco", "--language", "bg", "download.csv").out.startswith("1 skill of ESCO known in bg")


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(None, "No such file", id="not there"),
        pytest.param(b"", "cannot be imported: it is empty; nothing", id="empty"),
        pytest.param(b"\n\n", "its first line does not name the columns", id="blank lines"),
        pytest.param(
            b"conceptUri,preferredLabel\n" + BEES.encode() + b"," + b"x" * 300_000,
            "line 2: a cell of more than 131,072 characters: it is damaged, or was cut off",
            id="an endless cell",
        ),
        pytest.param(f"conceptUri,preferredLabel\n{BEES},🎉🎉\n".encode(), "it holds no skills", id="no name with a letter"),
        pytest.param(b"PK\x03\x04 and more", "it is an archive: unpack it", id="the archive itself"),
        pytest.param("conceptUri,preferredLabel\nx,ż".encode("cp1250"), "it is not written in UTF-8", id="another encoding"),
        pytest.param("conceptUri,preferredLabel\n".encode("utf-16"), "it is not written in UTF-8", id="two bytes a letter"),
        pytest.param((FILES / "skills_en.csv").read_bytes()[:-20], "columns where the first line has 13", id="cut off"),
        pytest.param(b"x" * 64_000_001, "it has 64 MB, and no file of ESCO's more than 64", id="huge"),
    ],
)
def test_a_file_that_cannot_be_imported_changes_nothing(folder: Path, content, why):
    if content is not None:
        (folder / "skills_en.csv").write_bytes(content)
    before = (folder / "data" / "esco.db").read_bytes()
    ran = run("skills", "import-esco", "skills_en.csv")

    assert ran.exit_code == 1
    assert why in ran.err
    assert ran.err.count("\n") == 1
    assert (folder / "data" / "esco.db").read_bytes() == before


@pytest.mark.parametrize("name", [".", "skills_en.csv"])
def test_a_folder_is_no_file(folder: Path, name):
    (folder / "skills_en.csv").mkdir()
    sentence = f"{name} cannot be imported: it is a folder: name the file skills_LANG.csv in it; nothing was changed\n"

    assert run("skills", "import-esco", name).err == sentence


def test_what_is_neither_file_nor_folder_is_not_read():
    assert run("skills", "import-esco", "/dev/null").err == "/dev/null cannot be imported: it is not a file; nothing was changed\n"


def test_a_language_that_is_not_the_one_in_the_files_name_is_a_mistake(folder: Path):
    ran = run("skills", "import-esco", "--language", "bg", FILES / "skills_pl.csv")

    assert (ran.exit_code, ran.err) == (
        2,
        "--language says bg, but by its name the file is in pl: leave out --language, or give the file another name\n",
    )
    assert not (folder / "data").exists()


def test_names_that_are_plainly_in_another_language_are_said_so(folder: Path):
    names = (
        "keep the books of the company", "write and send the bills", "plan the work of others", "speak with the people who buy",
        "tell what a bridge can carry", "choose the right tools for the job", "take care of the machines", "count what is in the store",
    )  # fmt: skip
    rows = "".join(f"http://data.europa.eu/esco/skill/{number},{name}\n" for number, name in enumerate(names))
    (folder / "download.csv").write_text(f"conceptUri,preferredLabel\n{rows}")
    doubted, believed = (run("skills", "import-esco", "--language", language, "download.csv").out for language in ("bg", "en"))

    assert "The names look like en and not like bg: if they are, import the file in bg in their place." in doubted
    assert "look like" not in believed


def test_a_few_short_names_are_taken_at_their_files_word(folder: Path):
    (folder / "download.csv").write_text(f"conceptUri,preferredLabel\n{BEES},tend bees\n")

    assert "look like" not in run("skills", "import-esco", "--language", "bg", "download.csv").out


def test_where_nothing_can_be_written_it_is_said(folder: Path):
    (folder / "data").write_text("in the way")
    ran = run("skills", "import-esco", FILES / "skills_en.csv")

    assert (ran.exit_code, ran.err.startswith(f"the import could not be kept in {folder / 'data' / 'esco.db'}: ")) == (1, True)


def test_a_folder_in_its_place_is_said_to_be_one(folder: Path):
    (folder / "data" / "esco.db").mkdir(parents=True)

    assert run("skills", "import-esco", FILES / "skills_en.csv").err.endswith("esco.db: it is a folder; nothing was changed\n")


class _ReadOnly:
    """SQLite in a folder that nobody may write to; whoever runs the tests may be allowed everything."""

    def __getattr__(self, name):
        return getattr(sqlite3, name)

    def connect(self, path, **_options):
        return sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, isolation_level=None)


def test_a_folder_that_may_not_be_written_to_is_said_in_words(folder: Path, monkeypatch: pytest.MonkeyPatch):
    run("skills", "import-esco", FILES / "skills_en.csv")
    monkeypatch.setattr(imports_edge, "sqlite3", _ReadOnly())
    ran = run("skills", "import-esco", FILES / "skills_pl.csv")

    assert ran.exit_code == 1
    assert ran.err.endswith("esco.db: the file, or the folder that it lies in, may not be written to; nothing was changed\n")


def _by_sql(statement: str):
    def damage(file: Path) -> None:
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(statement)

    return damage


def _anothers(file: Path) -> None:
    file.unlink()
    _by_sql("CREATE TABLE recipes (soup)")(file)


DAMAGES = [
    pytest.param(lambda file: file.write_bytes(b"not a database at all, " * 100), id="another file"),
    pytest.param(lambda file: file.write_bytes(file.read_bytes()[:9_000]), id="cut off"),
    pytest.param(_by_sql("PRAGMA user_version = 99"), id="another version"),
    pytest.param(_by_sql("DROP TABLE labels"), id="a table is missing"),
    pytest.param(_anothers, id="another program's"),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_import_is_said_with_what_to_do(folder: Path, damage):
    run("skills", "import-esco", FILES / "skills_en.csv")
    file = folder / "data" / "esco.db"
    damage(file)
    before = file.read_bytes()

    for words in (("show", "tend-bees"), ("find", "bees"), ("list", "--group", "esco"), ("import-esco", FILES / "skills_pl.csv")):
        ran = run("skills", *words)
        assert (ran.exit_code, ran.out, ran.err.count("\n")) == (1, "", 1)
        assert ran.err.startswith(f"the imported skills in {file} cannot be read: ")
        assert ran.err.endswith("; move that file away and import them again\n")
    assert file.read_bytes() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_doctor_finds_a_damaged_import_among_everything_else(folder: Path, damage):
    learn(folder, "sql")
    run("skills", "import-esco", FILES / "skills_en.csv")
    damage(folder / "data" / "esco.db")
    ran = run("doctor", "--json")
    states = {line["what"]: line["state"] for line in map(json.loads, ran.out.splitlines())}

    assert (ran.exit_code, ran.err) == (1, "")
    assert (states["Python"], states["ESCO"], states["config"]) == ("well", "wrong", "wrong")


def test_damage_that_no_question_of_ours_meets_is_found_by_the_doctor(folder: Path):
    learn(folder, "sql")
    run("skills", "import-esco", FILES / "skills_en.csv")
    file = folder / "data" / "esco.db"
    content = file.read_bytes()
    # The last page holds nothing but labels, and whoever counts concepts does not read it.
    file.write_bytes(content[:-4_096] + b"\0" * 4_096)

    assert "WRONG   ESCO: the imported skills in" in run("doctor").out


@pytest.mark.usefixtures("imported")
def test_the_doctor_counts_what_was_imported(folder: Path):
    learn(folder, "sql")

    assert "ok      ESCO: 5 imported skills, in ar, bg, en, pl\n" in run("doctor").out


def test_the_doctor_says_nothing_of_imports_where_there_are_none(folder: Path):
    learn(folder, "sql")

    assert "ESCO" not in run("doctor").out


@pytest.mark.usefixtures("imported")
def test_imported_skills_are_listed_only_where_they_are_asked_for():
    listed = [json.loads(line) for line in run("skills", "list", "--group", "esco", "--language", "pl", "--json").out.splitlines()]

    assert [one["skill"] for one in listed] == ["fold-paper-3333", "fold-paper-4444", "marten-computer-programming", "tend-bees"]
    assert (listed[3]["group"], listed[3]["name"]) == ("esco", "opiekować się pszczołami")
    assert listed[3]["about"].startswith("Care for colonies of bees")
    assert "tend-bees" not in run("skills", "list").out


def test_a_list_of_imported_skills_where_there_are_none_says_how_to_import_them():
    ran = run("skills", "list", "--group", "esco")

    assert (ran.exit_code, ran.err) == (1, "nothing was imported from ESCO yet; `gapfeed skills import-esco FILE` does it\n")


def test_an_import_that_breaks_off_leaves_what_was_there(folder: Path):
    run("skills", "import-esco", FILES / "skills_en.csv")
    imports = Imports(folder / "data" / "esco.db")
    before = imports.concept("tend-bees")

    with pytest.raises(AttributeError):
        imports.replace("en", [None], reserved=())

    assert imports.concept("tend-bees") == before


def test_an_import_that_was_killed_is_undone_by_whoever_looks_next(folder: Path):
    run("skills", "import-esco", FILES / "skills_en.csv")
    file = folder / "data" / "esco.db"
    subprocess.run([sys.executable, "-c", KILLED, file], check=True)

    assert file.with_name("esco.db-journal").exists()
    assert found("origami") == ["fold-paper-3333"]


@pytest.mark.usefixtures("imported")
def test_the_import_is_among_what_is_gapfeeds_and_nobody_elses(folder: Path):
    learn(folder, "sql")
    file = folder / "data" / "esco.db"

    assert f"import   {file}" in run("doctor", "--paths").out
    assert oct(file.stat().st_mode & 0o777) == "0o600"


@pytest.mark.shared_data
def test_real_concepts_can_be_imported_found_and_learnt(folder: Path, shared_data: Path):
    with (shared_data / "skills" / "esco_en_pl.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for language in ("en", "pl"):
        with (folder / f"skills_{language}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["conceptType", "conceptUri", "preferredLabel", "altLabels", "status"])
            writer.writerows(
                ["KnowledgeSkillCompetence", row["uri"], row[f"label_{language}"], row[f"alt_{language}"].replace(" | ", "\n"), "released"]
                for row in rows
            )
        assert run("skills", "import-esco", f"skills_{language}.csv").out.startswith(f"{len(rows)} skills of ESCO known in {language}")
    imports = Imports(folder / "data" / "esco.db")
    concepts = [imports.concept(row["uri"]) for row in rows]

    assert len({one.id for one in concepts if one}) == len(rows)
    learn(folder, *(row["uri"] for row in rows[::20]))
    known = lexicon().with_own(learnt(folder))
    assert all(known.skills[one.skill].words for one in learnt(folder))
    assert gap("sql").imported is None
