"""The whole program against a server that misbehaves in every way we know: each case twice, with a new process in between.

Nothing is simulated but the time: `gapfeed collect --at` runs with its real workers, store and sockets, and writes down every
address that any of its processes connects to.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.edges.store import Store
from pipeline.model.digests import Candidate
from pipeline.model.health import SourceHealth
from pipeline.settings import LEARNER
from tests.builders import NOW
from tests.nasty import Case, Misbehaving, Served, misbehaving
from tests.nasty_feeds import BROKEN, CHANGING, CONTROLS, ENCODINGS, HOSTILE
from tests.nasty_pages import EPISODES, PAGES, ROBOTS
from tests.nasty_transport import MANNERS, REDIRECTS, TRANSPORT

CASES = (*CONTROLS, *MANNERS, *REDIRECTS, *TRANSPORT, *BROKEN, *ENCODINGS, *CHANGING, *HOSTILE, *PAGES, *ROBOTS, *EPISODES)
_GAPFEED = (sys.executable, "-c", "from pipeline.cli import main; main()")

#: Later than anybody may ask us to wait.
SECOND = NOW + timedelta(days=8)

_CONFIG = {
    "learner": {"name": "Sam", "languages": ["en"], "timezone": "Europe/Warsaw"},
    "learn": [{"skill": "relational-databases", "level": 1, "target": 4}],
    "digest": {"deliver": [{"files": "digests/"}]},
    "workers": 2,
    "store": "gapfeed.db",
}

# Imported by every Python process of the run, workers included, before anything of ours: notes where it connects to.
_WITNESS = """
import atexit, os, resource, sys
def witness(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        with open(os.environ["WITNESS"], "a") as file:
            file.write(f"{arguments[1][0]} {arguments[1][1]}\\n")
def confess():
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    with open(os.environ["WITNESS"] + ".peaks", "a") as file:
        file.write(f"{peak // 1024}\\n")
sys.addaudithook(witness)
atexit.register(confess)
"""


@dataclass(frozen=True)
class Run:
    """One process, from its start to its end."""

    out: str
    err: str
    exit_code: int
    #: How many requests were made.
    requests: int
    #: What is remembered of each source afterwards, by the name of its case.
    health: dict[str, SourceHealth]
    articles: dict[str, list[Candidate]]


@dataclass(frozen=True)
class Ordeal:
    """Three runs: the first, one a minute later, one more than a week later."""

    server: Misbehaving
    first: Run
    soon: Run
    later: Run
    connected_to: frozenset[str]
    #: Of the largest process.
    peak_mebibytes: int


@pytest.fixture(scope="module")
def ordeal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordeal]:
    folder = tmp_path_factory.mktemp("ordeal")
    with misbehaving(CASES) as server:
        _prepare(server, folder)
        runs = [_run(server, folder, at) for at in (NOW, NOW + timedelta(minutes=1), SECOND)]
        connected_to = frozenset((folder / "witness").read_text().splitlines())
        peaks = [int(line) for line in (folder / "witness.peaks").read_text().splitlines()]
        yield Ordeal(server, *runs, connected_to, max(peaks))


def _prepare(server: Misbehaving, folder: Path) -> None:
    (folder / "sitecustomize.py").write_text(_WITNESS)
    follow = [server.feed(name) for name in server.ports]
    config = _CONFIG | {"sources": {"catalog": False, "follow": follow}, "fetch": {"allow_private": server.allowed}}
    (folder / "config.yaml").write_text(json.dumps(config))


def _run(server: Misbehaving, folder: Path, at: datetime) -> Run:
    before = len(server.log)
    command = [*_GAPFEED, "--config", str(folder / "config.yaml"), "--at", at.isoformat(), "collect"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(Path.cwd())]), "WITNESS": str(folder / "witness")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    store = Store(folder / "gapfeed.db", LEARNER)
    by_url = {server.feed(name): name for name in server.ports}
    health = {by_url[one.named_as or one.subscription.source.url]: one for one in store.sources.health()}
    sources = {one.subscription.source.id: name for name, one in health.items()}
    articles: dict[str, list[Candidate]] = {name: [] for name in server.ports}
    for article in store.articles.candidates(since=NOW - timedelta(days=40_000)):
        articles[sources[article.source]].append(article)
    store.close()
    return Run(done.stdout, done.stderr, done.returncode, len(server.log) - before, health, articles)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_case(ordeal: Ordeal, case: Case):
    first, later = ordeal.first.health[case.name], ordeal.later.health[case.name]

    _went(first, case.trouble, case.items, may_be_stopped=case.may_be_stopped)
    wait = first.state.next_check_at - NOW
    assert timedelta(hours=case.wait[0]) <= wait <= timedelta(hours=case.wait[1]) or case.gone, wait
    assert first.state.gone == case.gone
    trouble = case.trouble if case.trouble_later == "as before" else case.trouble_later
    _went(later, trouble, case.items if case.items_later is None else case.items_later, may_be_stopped=case.may_be_stopped)
    assert later.subscription.source.url == ordeal.server.feed(case.name), "an address changes only once it has proved itself"


def _went(health: SourceHealth, trouble: str | None, items: int, *, may_be_stopped: bool) -> None:
    if may_be_stopped and "was stopped" in (health.state.last_error or ""):
        return
    if trouble is None:
        assert health.state.last_error is None
    else:
        assert trouble in (health.state.last_error or "")
        assert health.state.last_error, "it should have failed"
    assert health.items == items


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES if case.titles or case.text_from or case.why_no_page])
def test_what_was_read(ordeal: Ordeal, case: Case):
    articles = ordeal.later.articles[case.name]

    if case.titles is not None:
        assert tuple(sorted(article.title for article in articles)) == case.titles
    if case.text_from is not None:
        assert {article.text_from for article in articles} == {case.text_from}
    if case.why_no_page is not None:
        assert all(case.why_no_page in (article.why_not_page or "") for article in articles)
    for path in case.never:
        assert ordeal.server.asked(case.name, path) == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_manners(ordeal: Ordeal, case: Case):
    served = ordeal.server.asked(case.name)
    feed = [one for one in served if one.asked.target == "/feed"]

    assert len(feed) == case.requests * (1 if case.gone else 2)
    assert [fault for one in served for fault in _faults(one)] == []
    assert _wrong_validators(served) == []
    if case.conditional is not None:
        assert ("if-none-match" in feed[1].asked.headers or "if-modified-since" in feed[1].asked.headers) == case.conditional


def _faults(served: Served) -> Iterator[str]:
    headers = served.asked.headers
    if "(+http" not in headers.get("user-agent", ""):
        yield "no contact"
    if "gzip" not in headers.get("accept-encoding", ""):
        yield "nothing packed is taken"
    if set(headers) & {"cookie", "referer", "authorization", "proxy-authorization"}:
        yield "more is told than needed"
    if served.asked.target == "/feed" and headers.get("a-im") != "feed":
        yield "no A-IM"
    if set(headers) - _SENT:
        yield f"{set(headers) - _SENT} is sent"


_SENT = {"host", "user-agent", "accept", "accept-encoding", "connection", "a-im", "if-none-match", "if-modified-since"}


def _wrong_validators(served: list[Served]) -> list[Served]:
    """Return the requests with validators that no earlier answer of the site had in exactly these bytes."""
    known: set[str | None] = {None}
    wrong = []
    for one in served:
        if not {one.asked.headers.get("if-none-match"), one.asked.headers.get("if-modified-since")} <= known:
            wrong.append(one)
        known |= {one.sent("ETag"), one.sent("Last-Modified")}
    return wrong


def test_nothing_ever_reached_the_canary(ordeal: Ordeal):
    assert ordeal.server.canary_hits == []


def test_every_connection_was_to_a_feed_that_is_followed(ordeal: Ordeal):
    assert ordeal.connected_to == {f"127.0.0.1 {port}" for port in ordeal.server.ports.values()}


def test_a_restart_a_minute_later_asks_nobody(ordeal: Ordeal):
    assert ordeal.soon.requests == 0
    assert "No source was due." in ordeal.soon.out


def test_no_run_ends_in_a_traceback(ordeal: Ordeal):
    for run in (ordeal.first, ordeal.soon, ordeal.later):
        assert (run.exit_code, run.err) == (0, "")
        assert "Traceback" not in run.out
        assert "could not handle" not in run.out


def test_no_process_grew_beyond_reason(ordeal: Ordeal):
    assert ordeal.peak_mebibytes < 700


def test_no_bomb_is_read_to_its_end(ordeal: Ordeal):
    """What is larger than we take is not even asked for: the server could get rid of a part of it only."""
    for name in ("a feed without end", "chunks without end", "headers without end", "interim answers without end"):
        assert max(one.bytes_sent for one in ordeal.server.asked(name, "/feed")) < 30 << 20


def test_an_archive_that_is_poured_out_is_kept_out_of_digests(ordeal: Ordeal):
    old = [article for article in ordeal.later.articles["an archive poured out"] if article.title.startswith("Old")]

    assert len(old) == 40
    assert all(article.held for article in old)


def test_an_address_changes_for_good_after_three_good_polls_at_the_new_one_and_nothing_is_new_again(tmp_path: Path):
    moving = [case for case in CASES if case.name.startswith("moved ")]
    with misbehaving(moving) as server:
        _prepare(server, tmp_path)
        runs = [_run(server, tmp_path, NOW + timedelta(days=2 * poll)) for poll in range(4)]
        moved = {case.name: [run.health[case.name].subscription.source.url != server.feed(case.name) for run in runs] for case in moving}
        asked_last = {case.name: server.asked(case.name)[-1].asked.target for case in moving}

    for name in ("moved 301", "moved 308"):
        assert moved[name] == [False, False, True, True]
        assert len(server.asked(name, "/feed")) == 3
        assert asked_last[name] == "/elsewhere"
    for name in ("moved 302", "moved 303", "moved 307", "moved onto a page", "moved onto nothing"):
        assert moved[name] == [False] * 4
    assert {runs[-1].health[case.name].items for case in moving if case.trouble is None} == {1}
