"""`gapfeed demo`: without a home, without a network, twice the same, and a page that a browser opens in peace."""

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest

from tests.running import run

ROOT = Path(__file__).resolve().parents[1]
#: The demo in a process that writes down and refuses whatever would leave this machine.
CLOSED = """
import sys
def closed(event, arguments):
    host = {"socket.getaddrinfo": lambda: arguments[0], "socket.connect": lambda: arguments[1][0]}.get(event, lambda: None)()
    if host not in (None, "127.0.0.1", "localhost"):
        open("asked.txt", "a").write(f"{host}\\n")
        raise OSError(f"the network is closed: {host}")
sys.addaudithook(closed)
from pipeline.cli import main
main()
"""


def demo(folder: Path, out: Path) -> str:
    """Run the demo with an empty home and a closed network, and return what it said."""
    (folder / "home").mkdir(exist_ok=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CLOSED, "demo", "--out", str(out)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "asked.txt").exists()
    return done.stdout


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """A demo in a process of its own: what it said, and its folder."""
    folder = tmp_path_factory.mktemp("demo")
    return demo(folder, folder / "out"), folder / "out"


def made(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "gapfeed.db" not in path.name
    }


def test_it_ends_by_saying_what_to_open(shown):
    said, folder = shown

    assert said.rstrip().endswith(f"Open this file in a browser:\n  {folder / 'digests' / '2026-03-04.html'}")
    assert (folder / "digests" / "2026-03-04.html").is_file()


def test_the_digest_has_picks_in_all_four_languages(shown):
    page = (shown[1] / "digests" / "2026-03-04.html").read_text(encoding="utf-8")

    assert set(re.findall(r'lang="(\w\w)', page)) >= {"en", "ar", "pl", "bg"}
    assert 'dir="rtl"' in page


def test_the_digest_shows_a_passage_what_was_done_and_saved_before_and_a_dead_source(shown):
    text = (shown[1] / "digests" / "2026-03-04.txt").read_text(encoding="utf-8")

    assert "Listen from 16:30 to 21:10: The supplier who knows you need them" in text
    assert "Negotiation · level 1 of 3 · 1 done" in text
    assert "Saved for later: Psychological safety is not the same as comfort" in text
    assert "Half a Page (the server answered 410 Gone)" in text


def test_one_process_or_several_make_the_same_byte_for_byte(shown, demo_kept):
    assert made(shown[1]) == made(demo_kept)
    assert set(made(shown[1])) >= {
        "digests/latest.html",
        "digests/index.html",
        "digests/2026-03-04.eml",
        "edition/edition.atom",
        "posts.txt",
        "config.yaml",
    }


def test_the_other_commands_work_on_what_it_made_and_done_again_it_begins_anew(shown):
    said, folder = shown
    before = made(folder)
    picked = run("--config", folder / "config.yaml", "explain", "1").out
    run("--config", folder / "config.yaml", "done", "2")
    again = run("demo", "--out", folder)

    assert "Number 1 of the digest of 2026-03-04 07:00" in picked
    assert (again.exit_code, again.out) == (0, said)
    assert made(folder) == before


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "gapfeed.db").write_bytes(b"years of my learning")
    ran = run("demo", "--out", tmp_path)

    assert (ran.exit_code, ran.out) == (1, "")
    assert "--out" in ran.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"gapfeed.db": b"years of my learning"}


def test_a_browser_shows_its_pages_without_a_complaint_a_request_or_a_sideways_scroll(shown, chromium, tmp_path):
    pages, widths = ("digests/2026-03-04.html", "digests/index.html", "edition/2026-03-04.html"), (320, 375, 1200)
    measure = "var page = this.contentDocument.documentElement; document.title += ' ' + (page.scrollWidth - page.clientWidth)"
    frames = [
        f'<iframe width="{width}" height="800" style="border:0" onload="{measure}" srcdoc="{escape((shown[1] / page).read_text(encoding="utf-8"))}"></iframe>'
        for page in pages
        for width in widths
    ]
    framed = tmp_path / "framed.html"
    framed.write_text("<!doctype html><title>Too wide by</title>" + "".join(frames), encoding="utf-8")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--proxy-server=http://127.0.0.1:1",
        "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", framed.as_uri(),
    ]  # fmt: skip
    seen = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True, env=os.environ | {"HOME": str(tmp_path)})

    assert f"<title>Too wide by{' 0' * len(frames)}</title>" in seen.stdout
    assert [line for line in seen.stderr.splitlines() if "CONSOLE" in line] == []
