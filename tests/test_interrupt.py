"""Ctrl-C ends a run at once, whatever it waits for, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere there is no signal to send to one process")
def test_ctrl_c_does_not_wait_for_a_server_that_says_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        (tmp_path / "config.yaml").write_text(
            "learner: {languages: [en], timezone: UTC}\nlearn: [{skill: sql, level: 1, target: 3}]\n"
            f"sources: {{catalog: false, follow: ['http://{address}/feed']}}\nfetch: {{allow_private: ['{address}']}}\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "pipeline.cli", "--config", str(tmp_path / "config.yaml"), "collect"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            server.settimeout(60)
            asked, _ = server.accept()
            with asked:
                running.send_signal(signal.SIGINT)
                # Less than the 12 seconds that a feed may take.
                out, err = running.communicate(timeout=9)

    assert (running.returncode, out, err.strip()) == (1, "", "Stopped.")
