"""How many connections may be open: fewer where the system allows few files."""

import pytest

from pipeline.edges.handles import most_connections

resource = pytest.importorskip("resource")


@pytest.mark.parametrize(
    ("files", "connections"),
    [
        pytest.param(1_024, 484, id="Linux"),
        pytest.param(256, 100, id="a terminal on macOS"),
        pytest.param(20, 1, id="hardly any files: one at a time"),
        pytest.param(resource.RLIM_INFINITY, 1_000, id="no limit"),
    ],
)
def test_two_files_of_those_allowed_are_a_connection(monkeypatch, files, connections):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))

    assert most_connections() == connections
