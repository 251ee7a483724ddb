"""What is loaded when: nothing heavy for `--help`, only what it needs in a worker, and every module on its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in ("feeds", "pipeline")
    for path in (ROOT / package).rglob("*.py")
)
HEAVY = {
    "PIL", "apscheduler", "babel", "charset_normalizer", "feedparser", "filelock", "gcld3", "jinja2", "lxml", "nh3", "platformdirs", "protego", "pydantic",
    "rich", "ruamel", "snowballstemmer", "sqlite_utils", "trafilatura", "tzlocal",
}  # fmt: skip


def test_help_loads_nothing_heavy():
    assert _loaded("from pipeline.cli import main\nmain(['--help'])") & HEAVY == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_loads_nothing_heavy(command):
    assert _loaded(f"from pipeline.cli import main\nmain([{command!r}, '--help'])") & HEAVY == set()


def test_asking_feeds_loads_neither_what_reads_them_nor_what_makes_digests(tmp_path, monkeypatch):
    # From the second time on: the first reads the configuration and makes the database.
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    (tmp_path / "config.yaml").write_text(
        "learner: {languages: [en], timezone: UTC}\nlearn: [{skill: sql, level: 1, target: 3}]\n"
        "sources: {catalog: false, follow: ['http://127.0.0.1:8910/feed']}\nfetch: {allow_private: ['127.0.0.1:8910']}\n",
        encoding="utf-8",
    )
    program = f"from pipeline.cli import main\nmain(['--config', {str(tmp_path / 'config.yaml')!r}, 'collect', '--feeds-only'])"
    _python(program)

    loaded = _loaded(program) & HEAVY
    assert loaded <= {"filelock", "nh3", "platformdirs", "tzlocal"}


def test_parse_worker_loads_feedparser_and_little_else():
    loaded = _loaded("import pipeline.edges.workers, feeds.parse") & HEAVY
    assert loaded == {"feedparser", "nh3"}


def test_read_worker_loads_no_database_no_templates_and_no_scheduler():
    loaded = _loaded("import pipeline.edges.workers, pipeline.understand") & HEAVY
    assert not loaded & {"apscheduler", "feedparser", "jinja2", "pydantic", "rich", "sqlite_utils"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks, so as not to start Python once for every module")
def test_every_module_can_be_imported_first():
    program = f"""
import os, sys, traceback
import apscheduler.schedulers.background, babel, click, feedparser, jinja2, lxml.etree, pydantic, sqlite_utils, trafilatura
failed = []
for module in {MODULES!r}:
    child = os.fork()
    if not child:
        try:
            __import__(module)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        failed.append(module)
sys.exit(" ".join(failed) or 0)
"""
    done = _python(program)
    assert done.returncode == 0, done.stderr


def _loaded(program: str) -> set[str]:
    """Return the top-level modules that are there after *program* in a fresh Python."""
    ending = "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"
    done = _python(f"import atexit, json, sys\natexit.register(lambda: {ending})\n{program}")
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def _python(program: str) -> subprocess.CompletedProcess[str]:
    # Without the coverage measurement of the tests: it would load things of its own, and save 150 files of data.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
