"""A page in the person's browser: only where there is a display, and somebody who looks at the output."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

URL = "https://example.org/share?text=a%20b&c=%D8%B4"
OPEN = f"from pipeline.edges.browser import open_page; print(open_page({URL!r}))"


@pytest.fixture
def browser(tmp_path: Path) -> Path:
    """A browser that writes down what it is asked for."""
    file = tmp_path / "browser"
    file.write_text(f'#!/bin/sh\nprintf "%s" "$1" > {tmp_path}/asked\n', encoding="utf-8")
    file.chmod(0o755)
    return file


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"}}
    return {**kept, "PYTHONPATH": str(Path(__file__).parent.parent), **changes}


def seen(variables: dict[str, str]) -> str:
    """Return what is printed where a person looks at it."""
    master, slave = pty.openpty()
    try:
        subprocess.run([sys.executable, "-c", OPEN], stdout=slave, env=variables, check=True, timeout=60)
        return os.read(master, 1000).decode().strip()
    finally:
        os.close(master)
        os.close(slave)


def test_the_browser_gets_the_whole_address(browser: Path):
    assert seen(environment(BROWSER=f"{browser} %s")) == "True"
    assert (browser.parent / "asked").read_text(encoding="utf-8") == URL


def test_without_a_display_no_browser_takes_the_terminal():
    assert seen(environment()) == "False"


def test_a_browser_that_is_not_there_is_no_accident():
    assert seen(environment(BROWSER="/nowhere/browser %s", PATH="/nowhere")) == "False"


def test_in_a_pipe_no_page_is_opened(browser: Path):
    ran = subprocess.run(
        [sys.executable, "-c", OPEN], capture_output=True, text=True, env=environment(BROWSER=f"{browser} %s"), check=True, timeout=60
    )

    assert ran.stdout == "False\n"
    assert not (browser.parent / "asked").exists()
