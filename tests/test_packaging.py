"""What is shipped: nothing forgotten, nothing leaked, the same versions for uv and for pip, and a wheel that runs."""

import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Folder of data in the checkout -> where the wheel has it.
DATA = {
    "templates": "pipeline/_bundled/templates",
    "pipeline/catalogue": "pipeline/catalogue",
    "pipeline/demo": "pipeline/demo",
    "pipeline/lexicon": "pipeline/lexicon",
    "pipeline/phrases": "pipeline/phrases",
    "pipeline/vendor": "pipeline/vendor",
}
#: `password: x` is one, `password_env: GAPFEED_PASSWORD` is not; a comment that shows how to write it counts too.
SECRET = re.compile(r"^[^\n]*(?:password|token|secret|api_?key)\s*:\s*\S.*$", re.IGNORECASE | re.MULTILINE)


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    _build(ROOT, folder)
    return folder


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    return next(dist.glob("*.whl"))


@pytest.fixture(scope="session")
def shipped(wheel: Path) -> set[str]:
    """The name of every file in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds the wheel; the libraries it needs are lent to it, so that no network is needed."""
    folder = tmp_path_factory.mktemp("installed")
    uv = shutil.which("uv")
    _run(sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), folder)
    python = folder / "bin" / "python"
    if uv:
        _run(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel)
    else:
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", wheel)
    (_site_packages(folder) / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    # What another package may have left there: it is not ours.
    (_site_packages(folder) / "config.yaml").write_text("stray: true\n", encoding="utf-8")
    return folder


def test_wheel_claims_only_our_two_import_names(shipped):
    assert {top for name in shipped if not (top := name.partition("/")[0]).endswith(".dist-info")} == {"feeds", "pipeline"}


def test_wheel_carries_all_code_and_no_leftovers(shipped):
    code = {path.relative_to(ROOT).as_posix() for package in ("feeds", "pipeline") for path in (ROOT / package).rglob("*.py")}
    assert code <= shipped
    assert not [name for name in shipped if "__pycache__" in name or name.endswith((".pyc", ".db", ".orig"))]


@pytest.mark.parametrize("folder", DATA)
def test_wheel_carries_every_data_file(folder, shipped):
    files = {
        path.relative_to(ROOT / folder).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert files
    assert {f"{DATA[folder]}/{name}" for name in files} <= shipped


def test_wheel_carries_the_starter_config_and_the_licence(shipped):
    assert "pipeline/_bundled/config.yaml" in shipped
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in shipped)


def test_wheel_keeps_a_file_name_in_arabic(shipped):
    assert any(re.search(r"[\u0620-\u064a]", name) for name in shipped if name.startswith("pipeline/demo/"))


def test_sdist_is_enough_to_build_the_same_wheel(dist, shipped, tmp_path):
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path, filter="data")
    _build(next(tmp_path.iterdir()), tmp_path / "again", "--target", "wheel")
    with zipfile.ZipFile(next((tmp_path / "again").glob("*.whl"))) as again:
        assert set(again.namelist()) == shipped


@pytest.mark.parametrize("file", ["config.yaml", "pipeline/demo/config.yaml"])
def test_a_shipped_config_names_no_secret(file):
    assert SECRET.findall((ROOT / file).read_text(encoding="utf-8")) == []


def test_what_counts_as_a_secret():
    assert SECRET.search("mail: {password: hunter2}")
    assert SECRET.search("#   token: abc")
    assert not SECRET.search("  password_env: GAPFEED_SMTP_PASSWORD")


def test_one_version_everywhere():
    locked = next(
        entry for entry in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"] if entry["name"] == PROJECT["name"]
    )
    assert metadata.version("gapfeed") == locked["version"] == PROJECT["version"], "run `make clean setup`, or `make lock`"


def test_pip_gets_every_dependency_with_a_hash():
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for requirement in PROJECT["dependencies"]:
        name = re.split(r"[<>=]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==\S+.*\\\n    --hash=sha256:", locked, re.MULTILINE), name


def test_pip_itself_is_never_installed():
    # sqlite-utils asks for it; a copy in every environment would be some 10 MB that nobody calls.
    assert re.findall(r"^pip==.*$", (ROOT / "requirements-dev.lock").read_text(encoding="utf-8"), re.MULTILINE) in (
        [],
        ["pip==26.3 ; sys_platform == 'never' \\"],
    )


@pytest.mark.parametrize(("file", "options"), [("requirements.lock", ["--no-dev"]), ("requirements-dev.lock", [])])
def test_files_for_pip_say_what_uv_lock_says(file, options):
    exported = _uv("export", "--frozen", "--no-emit-project", "--no-header", "--no-annotate", *options)
    kept = (ROOT / file).read_text(encoding="utf-8")
    assert "".join(line for line in kept.splitlines(keepends=True) if not line.startswith("#")) == exported, "run `make lock`"


def test_lock_belongs_to_pyproject():
    _uv("lock", "--check", "--offline")


def test_installed_wheel_knows_its_version(installed):
    assert _gapfeed(installed, "--version").split() == ["gapfeed", PROJECT["version"]]


def test_installed_wheel_finds_its_own_data_and_no_stray_file(installed):
    program = "from pipeline.resources import *; print(bundled('config.yaml'), bundled('templates'), packaged('demo'), sep='\\n')"
    found = _run(installed / "bin" / "python", "-c", program, folder=installed)
    home = _site_packages(installed) / "pipeline"
    assert found.splitlines() == [str(home / "_bundled/config.yaml"), str(home / "_bundled/templates"), str(home / "demo")]


def test_installed_wheel_lists_skills_from_its_lexicon(installed):
    assert "sql" in _gapfeed(installed, "skills", "list")


def test_installed_wheel_runs_the_demo(installed, tmp_path):
    said = _gapfeed(installed, "demo", "--out", str(tmp_path))
    assert Path(said.split()[-1]).is_relative_to(tmp_path)
    assert Path(said.split()[-1]).stat().st_size > 10_000


def _site_packages(environment: Path) -> Path:
    return next((environment / "lib").glob("python*/site-packages"))


def _gapfeed(environment: Path, *arguments: str) -> str:
    return _run(environment / "bin" / "gapfeed", *arguments, folder=environment)


def _build(source: Path, to: Path, *options: str) -> None:
    _run(sys.executable, "-m", "hatchling", "build", "--directory", to, *options, folder=source)


def _uv(*arguments: str) -> str:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not on PATH: only it can tell")
    return _run(uv, "--quiet", *arguments, folder=ROOT)


def _run(*command: str | Path, folder: Path | None = None) -> str:
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 0, f"{command} said:\n{done.stdout}{done.stderr}"
    return done.stdout
