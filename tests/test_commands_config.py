"""`gapfeed config`: check, schema, show."""

import json
from pathlib import Path

import pytest

from pipeline.yaml_text import read_plain
from tests.running import run

GOOD = "learn: [{skill: sql}]\nlearner: {timezone: Europe/Warsaw}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GAPFEED_CONFIG", raising=False)
    monkeypatch.setattr("pipeline.bootstrap.user_folder", lambda: tmp_path / "user")
    return tmp_path


def write(folder: Path, text: str = GOOD, name: str = "config.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_config_in_order_is_said_to_be_so(folder: Path):
    path = write(folder)

    ran = run("config", "check")

    assert (ran.exit_code, ran.out) == (0, f"{path} is in order. To learn: sql. Time: 140 minutes a week.\n")


def test_mistakes_are_listed_with_line_and_column_and_exit_code_2(folder: Path):
    path = write(folder, "learn: [{skill: sqll}]\nstroe: x\n")

    ran = run("config", "check", path)

    assert ran.exit_code == 2
    assert f"{path} has 2 mistakes:\n  {path}:1:10 learn[0].skill: no skill is called 'sqll'; did you mean 'sql'?" in ran.err
    assert f"  {path}:2:1 stroe: unknown key; did you mean 'store'?" in ran.err


def test_a_program_gets_the_mistakes_as_json(folder: Path):
    path = write(folder, "learn: [{skill: sql}]\nstroe: x\n")

    ran = run("config", "check", "--json", path)

    assert ran.exit_code == 2
    assert json.loads(ran.out) == {
        "file": str(path),
        "line": 2,
        "column": 1,
        "place": "stroe",
        "problem": "unknown key; did you mean 'store'?",
    }


def test_without_a_config_it_points_to_init_and_demo_and_creates_nothing(folder: Path):
    ran = run("config", "check")

    assert ran.exit_code == 2
    assert "`gapfeed init`" in ran.err
    assert "`gapfeed demo`" in ran.err
    assert list(folder.iterdir()) == []


def test_a_config_of_another_program_is_passed_over_and_said(folder: Path):
    write(folder, "site: blog\n")
    (folder / "user").mkdir()
    write(folder / "user")

    ran = run("config", "check")

    assert ran.exit_code == 0
    assert "has no `learn:` and was passed over" in ran.err


def test_a_file_that_is_not_text_is_refused_in_words(folder: Path):
    path = folder / "config.yaml"
    path.write_bytes(b"learn: \xff\xfe")

    assert run("config", "check", path).exit_code == 2


def test_the_schema_is_json_that_an_editor_understands():
    schema = json.loads(run("config", "schema").out)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "learn" in schema["properties"]


def test_what_is_in_force_is_shown_with_every_default(folder: Path):
    write(folder)

    content = read_plain(run("config", "show").out)

    assert isinstance(content, dict)
    assert content["learn"][0]["target"] == 3
    assert content["time"] == [{"window": "today", "days": "every day", "minutes": 20, "mode": "any"}]
    assert content["store"] == str(folder / "gapfeed.db")


@pytest.mark.parametrize(("languages", "own"), [("[de, en]", "English"), ("[de, pl, en]", "Polish"), ("[de]", "English")])
@pytest.mark.parametrize("command", [("config", "show"), ("config", "check")])
def test_a_language_that_the_digest_does_not_speak_is_a_note_and_no_mistake(
    folder: Path, command: tuple[str, ...], languages: str, own: str
):
    write(folder, f"learn: [{{skill: sql}}]\nlearner: {{timezone: Europe/Warsaw, languages: {languages}}}\n")

    ran = run(*command)

    note = f"The digest's own words will be in {own}, as Gapfeed itself does not speak German yet."
    assert (ran.exit_code, ran.out.splitlines()[-1].removeprefix("# ")) == (0, note)


def test_what_is_shown_still_reads_back_where_there_is_a_note(folder: Path):
    write(folder, "learn: [{skill: sql}]\nlearner: {languages: [de]}\n")

    content = read_plain(run("config", "show").out)

    assert isinstance(content, dict)
    assert content["learner"]["languages"] == ["de"]


@pytest.mark.parametrize("command", [("config", "show"), ("config", "check")])
def test_secrets_of_the_environment_are_never_printed(folder: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GAPFEED_SMTP_PASSWORD", "canary")
    monkeypatch.setenv("GAPFEED_FEED", "https://example.org/canary")
    write(
        folder,
        GOOD
        + "mail: {from: a@b.example, host: h, user: u, password_env: GAPFEED_SMTP_PASSWORD}\nsources: {follow: [{url_env: GAPFEED_FEED}]}\n",
    )

    ran = run(*command)

    assert ran.exit_code == 0
    assert "canary" not in ran.out + ran.err


def test_a_list_that_is_not_there_is_named(folder: Path):
    write(folder, GOOD + "sources: {opml: [there.opml, none.opml]}\n")
    (folder / "there.opml").write_text("<opml><body/></opml>", encoding="utf-8")
    ran = run("config", "check")

    assert (ran.exit_code, ran.out) == (2, "")
    assert ran.err == f"{folder / 'none.opml'}: No such file or directory; the sources it names are not asked\n"


def test_a_folder_for_the_database_that_is_not_there_yet_is_said(folder: Path):
    write(folder, GOOD + "store: data/deep/gapfeed.db\n")
    ran = run("config", "check")

    assert ran.exit_code == 0
    assert ran.err == f"The folder {folder / 'data/deep'}, where the database goes, is not there yet: whatever needs it makes it.\n"


def test_a_file_in_another_encoding_is_refused_with_its_line(folder: Path):
    (folder / "config.yaml").write_bytes("learn: [{skill: sql}]\n# łódź\n".encode("iso-8859-2"))
    ran = run("config", "check")

    assert (ran.exit_code, ran.out) == (2, "")
    assert ran.err == f"{folder / 'config.yaml'} is not written in UTF-8 (line 2): save it in that encoding\n"
