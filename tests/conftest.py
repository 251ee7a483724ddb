"""Fixtures that several files of tests share."""

import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

#: A folder of real data (feeds, pages, sites) may lie beside the checkout.
_SHARED = Path(__file__).resolve().parents[2] / "shared"
_IN_CI = bool(os.environ.get("CI"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared_data") and not _SHARED.is_dir():
        pytest.skip(f"there is no folder of real data at {_SHARED}")


@pytest.fixture
def shared_data() -> Path:
    """The real data: feeds, pages, sites, labels."""
    data = _SHARED / "data"
    if not _SHARED.is_dir():
        pytest.skip(f"there is no folder of real data at {_SHARED}")
    assert data.is_dir(), f"{_SHARED} is there, but holds no data"
    return data


@pytest.fixture(scope="session")
def chromium() -> str:
    """A browser to look at pages with; in CI it has to be there."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        assert not _IN_CI, "CI has to install chromium (see .ci/run)"
        pytest.skip("no chromium on PATH; on Debian: apt-get install chromium fonts-noto-core")
    return found


@pytest.fixture
def x_display() -> Iterator[dict[str, str]]:
    """The environment of a display of its own, with a real clipboard; in CI it has to be there."""
    missing = [name for name in ("Xvfb", "xclip") if shutil.which(name) is None]
    if missing:
        assert not _IN_CI, f"CI has to install {' and '.join(missing)} (see .ci/run)"
        pytest.skip(f"no {' and no '.join(missing)} on PATH; on Debian: apt-get install xvfb xclip")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        yield {**{name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}, "DISPLAY": f":{number}"}
        server.terminate()


@pytest.fixture(autouse=True, scope="session")
def home_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the configuration and the caches of the person who runs them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GAPFEED_CONFIG", raising=False)
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield


@pytest.fixture(autouse=True, scope="session")
def with_network() -> Iterator[None]:
    """Make this machine one that knows a way to the outside, whether it does or not: no test goes there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feeds.connect.has_way_out", lambda: True)
        yield


@pytest.fixture
def stopped_when_it_hangs() -> Iterator[None]:
    """Stop a test after a minute of processor time: only what grows out of all proportion needs so much."""

    def stop(_number: int, _frame: object) -> NoReturn:
        pytest.fail("a minute of processor time was not enough")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 60)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.fixture
def without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this machine one that knows no way to the outside."""
    monkeypatch.setattr("feeds.connect.has_way_out", lambda: False)


@pytest.fixture(scope="session")
def demo_kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demo leaves behind, made once."""
    from tests.houses import demo_home

    return demo_home(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def home(demo_kept: Path, tmp_path: Path) -> Path:
    """A folder of one's own with what the demo leaves behind: a configuration, a database, a digest of 4 March 2026, one item done.

    What the demo says of items before its digest is left out, so that a test begins with that one word.
    """
    home = Path(shutil.copytree(demo_kept, tmp_path / "home"))
    with closing(sqlite3.connect(home / "gapfeed.db")) as connection, connection:
        connection.execute("DELETE FROM events WHERE at < '2026-03-04'")
    return home
