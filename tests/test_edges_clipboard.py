"""A text on the clipboard: through the programs that are there, else through the terminal, else honestly not at all."""

import base64
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.edges.clipboard import Copied, copy
from tests.clipboards import pasted

TEXT = "Zażółć مرحبا 👩‍👩‍👧\n\n\"$(id)\" 'x' \\ `id` https://example.org"
COPY = "import sys; from pipeline.edges.clipboard import copy; print(copy(sys.stdin.read()))"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is the whole PATH, on a machine without display and terminal."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str, does: str) -> None:
    """Put a program called *name* there that *does* something in a shell."""
    file = folder / name
    file.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{does}\n", encoding="utf-8")
    file.chmod(0o755)


def test_a_real_clipboard_holds_the_text_as_it_is(x_display: dict[str, str]):
    environment = {**x_display, "PYTHONPATH": str(Path(__file__).parent.parent)}
    copied = subprocess.run(
        [sys.executable, "-c", COPY], input=TEXT, capture_output=True, text=True, env=environment, check=True, timeout=60
    )

    assert copied.stdout == f"{Copied(way='program', by='xclip')}\n"
    assert pasted(environment) == TEXT


def test_where_nothing_can_copy_it_is_said(alone: Path):
    assert copy(TEXT) is None


@pytest.mark.parametrize(
    ("variable", "name"),
    [pytest.param("WAYLAND_DISPLAY", "wl-copy", id="Wayland"), pytest.param("DISPLAY", "xsel", id="X11")],
)
def test_the_program_of_the_display_gets_the_text_and_no_shell_does(alone: Path, monkeypatch, variable, name):
    monkeypatch.setenv(variable, ":7")
    program(alone, name, f"cat > {alone}/got")

    assert copy(TEXT) == Copied(way="program", by=name)
    assert (alone / "got").read_text(encoding="utf-8") == TEXT


def test_a_program_that_fails_is_followed_by_the_next(alone: Path, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":7")
    program(alone, "xclip", "exit 1")
    program(alone, "xsel", f"cat > {alone}/got")

    assert copy(TEXT) == Copied(way="program", by="xsel")


def test_a_program_that_hangs_is_given_up(alone: Path, monkeypatch):
    monkeypatch.setattr("pipeline.edges.clipboard._TIMEOUT", 0.2)
    monkeypatch.setenv("DISPLAY", ":7")
    program(alone, "xclip", "exec sleep 60")

    assert copy(TEXT) is None


def test_windows_gets_what_it_reads_right(alone: Path):
    program(alone, "clip.exe", f"cat > {alone}/got")

    assert copy(TEXT) == Copied(way="program", by="clip.exe")
    assert (alone / "got").read_bytes().decode("utf-16") == TEXT


def in_terminal(text: str, terminal: str) -> tuple[str, bytes]:
    """Copy *text* in a terminal of its own; return what was printed, and the bytes that the terminal got."""
    master, slave = pty.openpty()
    # The first terminal that the leader of a session opens is its own.
    script = f"import os; os.open({os.ttyname(slave)!r}, os.O_RDWR)\n{COPY}"
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={"TERM": terminal, "PATH": "/nowhere", "PYTHONPATH": str(Path(__file__).parent.parent)},
    )  # fmt: skip
    said, _ = child.communicate(text, timeout=60)
    os.write(slave, b"END")
    got = b""
    while not got.endswith(b"END"):
        got += os.read(master, 65536)
    os.close(slave)
    os.close(master)
    return said, got


def test_far_away_the_terminal_is_asked():
    said, got = in_terminal(TEXT, "xterm-256color")
    asked = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", got)

    assert asked is not None
    assert base64.b64decode(asked[1]).decode() == TEXT
    assert "Copied(way='terminal', by='xterm-256color')" in said


@pytest.mark.parametrize(
    ("text", "terminal"),
    [pytest.param(TEXT, "linux", id="a console"), pytest.param("x" * 80_000, "xterm", id="more than terminals take")],
)
def test_a_terminal_that_cannot_is_not_asked(text, terminal):
    said, got = in_terminal(text, terminal)

    assert b"\x1b]52" not in got
    assert "None" in said
