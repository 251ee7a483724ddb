"""The units in deploy/ are right, as far as systemd itself can tell without running them."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from pipeline.cli import gapfeed

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir())


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A home with the units, and with the program where they look for it."""
    program = tmp_path / ".local" / "bin" / "gapfeed"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for unit in UNITS:
        shutil.copy(DEPLOY / unit, tmp_path)
    return tmp_path


def verified(home: Path) -> str:
    """Return what `systemd-analyze verify` complains of; it ends with 0 all the same where a key is not known."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on PATH; on Debian: apt-get install systemd")
    command = [program, "--user", "--recursive-errors=no", "verify", *(str(home / unit) for unit in UNITS)]
    environment = os.environ | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60).stderr


def test_systemd_has_no_complaint(installed: Path):
    assert verified(installed) == ""


def test_systemd_would_complain_of_a_key_that_it_does_not_know(installed: Path):
    unit = installed / "gapfeed.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("KillMode=", "KilMode="), encoding="utf-8")

    assert "KilMode" in verified(installed)


def test_the_timer_starts_the_unit_of_one_run():
    assert re.findall(r"^Unit=(.*)$", (DEPLOY / "gapfeed.timer").read_text(encoding="utf-8"), re.MULTILINE) == ["gapfeed-run.service"]


@pytest.mark.parametrize(("unit", "command"), [("gapfeed.service", "serve"), ("gapfeed-run.service", "run")])
def test_a_unit_runs_a_command_that_there_is(unit: str, command: str):
    (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / unit).read_text(encoding="utf-8"), re.MULTILINE)

    assert shlex.split(line) == ["%h/.local/bin/gapfeed", "--config", "%h/gapfeed/config.yaml", command]
    assert command in gapfeed.list_commands(click.Context(gapfeed))
