"""`gapfeed demo`: without a home, without a network, twice the same, and a page that a browser opens in peace."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import run

ROOT = Path(__file__).resolve().parents[1]
#: Refuses every connection but to this machine, and every look-up of a name, in the demo and in its workers.
CLOSED = """
import sys
def closed(event, arguments):
    if event == "socket.getaddrinfo" and arguments[0] not in ("127.0.0.1", "localhost", None):
        raise OSError(f"the network is closed: {arguments[0]}")
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] != "127.0.0.1":
        raise OSError(f"the network is closed: {arguments[1]}")
sys.addaudithook(closed)
"""


def demo(folder: Path, out: Path) -> str:
    """Run the demo with an empty home and a closed network, and return what it said."""
    (folder / "closed").mkdir(exist_ok=True)
    (folder / "home").mkdir(exist_ok=True)
    (folder / "closed" / "usercustomize.py").write_text(CLOSED, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name.startswith(("COVERAGE", "PATH"))}
    environment = kept | {"HOME": str(folder / "home"), "PYTHONPATH": f"{ROOT}{os.pathsep}{folder / 'closed'}"}
    command = [sys.executable, "-c", "import usercustomize; from pipeline.cli import main; main()", "demo", "--out", str(out)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Two demos: what the first said, and the folders of both."""
    folder = tmp_path_factory.mktemp("demo")
    said = [demo(folder, folder / name) for name in ("first", "second")]
    return said, folder / "first", folder / "second"


def made(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "gapfeed.db" not in path.name}


def test_it_ends_by_saying_what_to_open(twice):
    said, first, _ = twice

    assert said[0].rstrip().endswith(f"Open this file in a browser:\n  {first / 'digests' / '2026-03-04.html'}")
    assert (first / "digests" / "2026-03-04.html").is_file()


def test_twice_it_makes_the_same_byte_for_byte(twice):
    (first_said, second_said), first, second = twice

    assert second_said == first_said.replace(str(first), str(second))
    assert made(first) == made(second)
    assert set(made(first)) >= {"digests/latest.html", "digests/index.html", "digests/2026-03-04.eml", "edition/edition.atom", "posts.txt", "config.yaml"}


def test_the_digest_has_picks_in_all_four_languages(twice):
    page = (twice[1] / "digests" / "2026-03-04.html").read_text(encoding="utf-8")

    assert set(re.findall(r'lang="(\w\w)', page)) >= {"en", "ar", "pl", "bg"}
    assert 'dir="rtl"' in page


def test_the_other_commands_work_on_what_it_made(twice):
    assert "Picked: number 1" in run("--config", twice[1] / "config.yaml", "explain", "1").out


def test_done_again_in_the_same_folder_it_begins_anew(twice, tmp_path):
    first = twice[1]
    before = made(first)
    run("--config", first / "config.yaml", "done", "2")
    said = run("demo", "--out", first)

    assert said.exit_code == 0
    assert made(first) == before


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "gapfeed.db").write_bytes(b"years of my learning")
    ran = run("demo", "--out", tmp_path)

    assert (ran.exit_code, ran.out) == (1, "")
    assert "--out" in ran.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"gapfeed.db": b"years of my learning"}


@pytest.mark.parametrize("width", [320, 375, 1200])
@pytest.mark.parametrize("page", ["digests/2026-03-04.html", "digests/index.html", "edition/2026-03-04.html"])
def test_a_browser_shows_it_without_a_complaint_a_request_or_a_sideways_scroll(twice, chromium, tmp_path, page, width):
    framed = tmp_path / "framed.html"
    inner = (twice[1] / page).read_text(encoding="utf-8").replace("&", "&amp;").replace('"', "&quot;")
    measure = "document.title = 'wide ' + (this.contentDocument.documentElement.scrollWidth - this.clientWidth)"
    framed.write_text(f'<!doctype html><iframe width="{width}" height="800" style="border:0" onload="{measure}" srcdoc="{inner}"></iframe>', encoding="utf-8")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--proxy-server=http://127.0.0.1:1", "--enable-logging=stderr",
        "--v=0", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", framed.as_uri(),
    ]  # fmt: skip
    seen = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True, env=os.environ | {"HOME": str(tmp_path)})

    assert "<title>wide 0</title>" in seen.stdout
    assert [line for line in seen.stderr.splitlines() if "CONSOLE" in line] == []
