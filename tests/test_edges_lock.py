"""One run at a time works on a database."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.edges.lock import holder_path, run_lock
from pipeline.errors import LockHeld, StoreError

HOLD = """
import sys, time
from pathlib import Path
from pipeline.edges.lock import run_lock
with run_lock(Path(sys.argv[1]), "gapfeed serve"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_is_at_work_and_leaves_with_code_3(tmp_path: Path):
    store = tmp_path / "new" / "gapfeed.db"
    with (
        run_lock(store, "gapfeed serve"),
        pytest.raises(LockHeld, match=rf"^gapfeed serve \(process \d+\) is at work on {store}; nothing was done") as held,
        run_lock(store, "x"),
    ):
        pass

    assert held.value.exit_code == 3


def test_the_lock_is_free_after_a_run_and_its_name_is_gone(tmp_path: Path):
    store = tmp_path / "gapfeed.db"
    for _ in range(2):
        with run_lock(store, "gapfeed run"):
            assert holder_path(store).stat().st_mode & 0o777 == 0o600
    with pytest.raises(ZeroDivisionError), run_lock(store, "gapfeed run"):
        raise ZeroDivisionError

    assert not holder_path(store).exists()


def test_a_holder_that_did_not_write_its_name_yet_is_another_run(tmp_path: Path):
    store = tmp_path / "gapfeed.db"
    with run_lock(store, "x"):
        holder_path(store).unlink()
        with pytest.raises(LockHeld, match=r"^another run is at work"), run_lock(store, "y"):
            pass


def test_the_lock_of_a_killed_run_is_free_at_once(tmp_path: Path):
    store = tmp_path / "gapfeed.db"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(store)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockHeld, match=rf"gapfeed serve \(process {holder.pid}\)"), run_lock(store, "gapfeed run"):
            pass
        holder.kill()
        holder.wait()

    with run_lock(store, "gapfeed run"):
        pass


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoreError, match=r"the folder .*file cannot be written: .*; nothing was done"),
        run_lock(tmp_path / "file" / "gapfeed.db", "gapfeed run"),
    ):
        pass
