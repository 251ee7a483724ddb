"""Put text on the clipboard of whoever sits there, by the machine's own program for it or else through their terminal.

Not pyperclip: it looks up programs once, waits for them without end, and knows nothing of terminals far away.
"""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

#: What takes a text from its standard input and puts it on the clipboard: Wayland, X11 (two of them), macOS, Windows and its Linux.
_WAYLAND = ("wl-copy", "--type", "text/plain;charset=utf-8")
_X11 = (("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input"))
_MACOS, _WINDOWS = ("pbcopy",), ("clip.exe",)
#: A program that has not taken a page of text by then waits for a display that does not answer (seconds).
_TIMEOUT = 5.0
#: xterm and tmux take no longer sequences (bytes before they are encoded; invisible-island.net/xterm, tmux input.c).
_MOST_FOR_TERMINAL = 70_000

Way = Literal["program", "terminal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How a text came to the clipboard: a terminal says nothing of whether it took it."""

    way: Way
    #: The program, or the terminal's name.
    by: str


def copy(text: str) -> Copied | None:
    """Put *text* on the clipboard and say how; None where nothing here can. Raises nothing."""
    for command in _commands(os.environ, sys.platform):
        if _took(command, text):
            return Copied(way="program", by=command[0])
    return _through_terminal(text)


def _commands(environment: Mapping[str, str], platform: str) -> Iterator[Sequence[str]]:
    """Give the programs that are here, the likeliest first."""
    wanted: list[Sequence[str]] = []
    if environment.get("WAYLAND_DISPLAY"):
        wanted.append(_WAYLAND)
    if environment.get("DISPLAY"):
        wanted.extend(_X11)
    if platform == "darwin":
        wanted.append(_MACOS)
    wanted.append(_WINDOWS)
    yield from (command for command in wanted if shutil.which(command[0]))


def _took(command: Sequence[str], text: str) -> bool:
    # clip.exe takes anything but UTF-16 with a mark for the code page of the console.
    encoding = "utf-16" if command is _WINDOWS else "utf-8"
    # xclip and wl-copy stay behind to hand the text out: with a pipe to read from, they would be waited for.
    environment = {"LC_CTYPE": "UTF-8"} if command is _MACOS else {}
    try:
        done = subprocess.run(  # noqa: S603  a program named above, without a shell
            command, input=text.encode(encoding, "replace"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_TIMEOUT,
            check=False, env=os.environ | environment,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _through_terminal(text: str) -> Copied | None:
    """Ask the terminal for it (OSC 52): the only way to the clipboard of somebody who is logged in from elsewhere."""
    encoded = text.encode("utf-8", "replace")
    terminal = os.environ.get("TERM", "")
    if len(encoded) > _MOST_FOR_TERMINAL or terminal in {"", "dumb", "linux"}:
        return None
    sequence = b"\x1b]52;c;" + base64.b64encode(encoded) + b"\x07"
    try:
        Path("/dev/tty").write_bytes(sequence)
    except OSError:
        return None
    return Copied(way="terminal", by=terminal)
