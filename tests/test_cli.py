"""The command line as a whole: every command explains itself, and every mistake is a sentence and an exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS, main
from tests.loopback import loopback, rss
from tests.running import Ran, run

GROUPS = {
    "share": ["write", "edition"],
    "sources": ["list", "add", "remove", "import", "export"],
    "skills": ["list", "show", "find"],
    "inspect": ["feed", "page", "text"],
    "config": ["check", "schema", "show"],
}
EVERY_COMMAND = [[name] for name in COMMANDS] + [[group, name] for group, names in GROUPS.items() for name in names]
NEEDS_CONFIG = [
    "run", "collect", "publish", "publish --dry-run", "serve", "share write 1", "share edition", "done 1", "save 1", "more 1", "less 1", "too-easy 1",
    "too-hard 1", "undo 1", "progress", "log", "sources list", "sources add example.org", "sources remove x", "sources export", "search rows",
    "explain 1", "config show", "config check", "doctor --paths",
]  # fmt: skip


def gapfeed(folder: Path, *arguments: str, **environment: str) -> Ran:
    """Run the program as a process of its own in *folder*."""
    everything = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])} | environment
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments], cwd=folder, env=everything, capture_output=True, timeout=60, check=False
    )
    return Ran(out=done.stdout.decode(), err=done.stderr.decode(), exit_code=done.returncode)


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_every_command_explains_itself(words):
    ran = run(*words, "--help")

    assert ran.exit_code == 0
    assert ran.out.startswith(f"Usage: gapfeed {' '.join(words)}")
    assert ran.err == ""


def test_the_list_of_commands_says_what_each_does():
    out = run("--help").out

    assert all(f"  {name} " in out and words in out for name, (_, _, words) in COMMANDS.items())


@pytest.mark.parametrize("words", NEEDS_CONFIG)
def test_without_a_config_it_points_to_init_and_demo_and_creates_nothing(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))
    ran = run(*words.split())

    assert (ran.exit_code, ran.out) == (2, "")
    assert "`gapfeed init`" in ran.err
    assert "`gapfeed demo`" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["run", "sources add example.org", "search rows", "serve"])
def test_an_unknown_key_in_the_config_is_named_with_its_line_and_nothing_is_created(words, tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("learn:\n  - {skill: sql, level: 1, target: 3}\nsorces: {}\n", encoding="utf-8")
    ran = run("--config", file, *words.split())

    assert ran.exit_code == 2
    assert f"{file}:3:1 sorces" in ran.err
    assert "did you mean 'sources'?" in ran.err
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["rnu"], "there is no command 'rnu'; did you mean 'run'?", id="a typo"),
        pytest.param(["xyzzy"], "there is no command 'xyzzy'.", id="nothing near"),
        pytest.param(["run", "now"], "unexpected extra argument (now)", id="an argument too many"),
        pytest.param(["search"], "Missing argument 'QUERY...'", id="an argument missing"),
        pytest.param(["run", "--josn"], "Did you mean '--json'?", id="an option mistyped"),
        pytest.param(["--at", "nonsense", "log"], "'nonsense' is no moment; write it like 2026-02-18T07:00+01:00", id="no moment"),
        pytest.param(["--at", "2026-02-30T07:00Z", "log"], "is no moment", id="a day that does not exist"),
        pytest.param(["--at", "2026-02-18T07:00", "log"], "has no time zone; write it like 2026-02-18T07:00+01:00", id="no zone"),
        pytest.param(["--at", "2026-02-18", "log"], "has no time zone; write it like 2026-02-18T00:00+01:00", id="a day alone"),
        pytest.param(["--at", "0001-01-01T00:00+14:00", "log"], "lies too far away", id="before all dates"),
        pytest.param(["--at", "9999-12-31T23:59-12:00", "log"], "lies too far away", id="after all dates"),
        pytest.param(["publish", "--day", "18.2.2026"], "'18.2.2026' is no day; write it like 2026-02-18", id="no day"),
    ],
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(words, sentence):
    ran = run(*words)

    assert (ran.exit_code, ran.out) == (2, "")
    assert sentence in ran.err


def test_only_debug_shows_a_traceback_and_the_exit_code_stays(tmp_path, capsys):
    said = {}
    for words in ([], ["--debug"]):
        with pytest.raises(SystemExit) as stopped:
            main([*words, "--config", str(tmp_path / "none.yaml"), "run"])
        assert stopped.value.code == 2
        said[bool(words)] = capsys.readouterr().err

    assert "Traceback" not in said[False]
    assert "Traceback" in said[True]
    assert said[True].endswith(said[False])


def test_the_version_is_told():
    assert run("--version").out.startswith("gapfeed ")


def test_output_is_utf_8_whatever_the_console_says(tmp_path):
    found = gapfeed(tmp_path, "skills", "find", "обратна връзка", PYTHONIOENCODING="ascii")
    listed = gapfeed(tmp_path, "skills", "list", "--language", "ar", PYTHONIOENCODING="ascii")

    assert "giving-feedback" in found.out
    assert "البيانات" in listed.out


def test_a_file_that_cannot_be_written_is_named(home, capsys):
    (home / "closed").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["--config", str(home / "config.yaml"), "share", "edition", "--out", str(home / "closed" / "edition")])

    assert stopped.value.code == 1
    assert "closed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        pytest.param(
            RuntimeError("a wheel came off"),
            "Something went wrong that should not: RuntimeError: a wheel came off",
            id="a fault of our own",
        ),
        pytest.param(KeyboardInterrupt(), "Stopped.", id="Ctrl-C"),
    ],
)
def test_what_nobody_foresaw_is_a_sentence_too(trouble, sentence, monkeypatch, capsys):
    def fail(_config):
        raise trouble

    monkeypatch.setattr("pipeline.bootstrap.load_settings", fail)
    with pytest.raises(SystemExit) as stopped:
        main(["log"])

    assert stopped.value.code == 1
    assert sentence in capsys.readouterr().err


def test_while_another_run_is_at_work_the_exit_code_is_3_and_nothing_is_asked(tmp_path):
    from pipeline.edges.lock import run_lock

    with loopback({"/feed.xml": rss("Rows")}) as web:
        config = web.config(tmp_path, "/feed.xml")
        with run_lock(tmp_path / "gapfeed.db", "gapfeed serve"):
            ran = [run("--config", config, *words) for words in (["run"], ["collect"], ["publish"], ["serve"])]

    assert [one.exit_code for one in ran] == [3, 3, 3, 3]
    assert all("gapfeed serve (process" in one.err for one in ran)
    assert web.asked == []
    assert not (tmp_path / "gapfeed.db").exists()


def test_what_was_passed_over_is_said_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("services: {}\n", encoding="utf-8")
    with loopback({}) as web:
        folder = tmp_path / "own" / "gapfeed"
        web.config(folder)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder.parent))
        ran = run("search", "rows")

    assert ran.exit_code == 0
    assert ran.err.count("was passed over") == 1
