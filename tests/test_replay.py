"""Real input: 149 feeds of real sites, replayed on loopback, through real workers to a digest and its explanations."""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.shared_data

MOMENT = datetime.fromisoformat("2026-02-18T07:00+01:00")
#: Every source is due again by then: the longest pause that a feed can ask for is a week.
LATER = datetime.fromisoformat("2026-02-27T07:00+01:00")
CONFIG = """\
learner: {{name: Sam, languages: [en, pl, bg, ar], timezone: Europe/Warsaw}}
learn:
  - {{skill: programming, level: 2, target: 4}}
  - {{skill: self-hosting, level: 1, target: 3}}
  - {{skill: artificial-intelligence, level: 1, target: 3}}
  - {{skill: data-visualisation, level: 1, target: 3}}
  - {{skill: entrepreneurship, level: 1, target: 3}}
time:
  - {{window: lunch, minutes: 20, mode: read, days: every day}}
  - {{window: evening, minutes: 30, mode: any, days: every day}}
sources:
  catalog: false
  follow: {follow}
fetch: {{allow_private: ["127.0.0.1:{port}"]}}
digest: {{at: "07:00", days: every day, deliver: [{{files: digests/}}]}}
store: gapfeed.db
"""
#: Pages that every site has and that teach nothing.
STANDING_PAGE = re.compile(
    r"/(?:contact|about|chat|privacy|faq|terms)[^/]*/?$|^(?:contact|about|chat|privacy|faq|terms|kontakt|o mnie|o nas)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed, as a program reads it, and how long it took."""

    facts: dict
    complaints: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The replayed web, and three runs over it: the first, one right after, one when every source is due again."""

    folder: Path
    followed: tuple[str, ...]
    first: Said
    second: Said
    later: Said

    def ask(self, question: str, *parameters: object) -> list[sqlite3.Row]:
        with closing(sqlite3.connect(self.folder / "gapfeed.db")) as database:
            database.row_factory = sqlite3.Row
            return database.execute(question, parameters).fetchall()


def gapfeed(folder: Path, moment: datetime, *arguments: str) -> Said:
    started = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "pipeline.cli",
        "--config",
        str(folder / "config.yaml"),
        "--at",
        moment.isoformat(),
        *arguments,
        "--json",
    ]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=900, check=False, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    )

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return Said(facts=json.loads(done.stdout), complaints=done.stderr, seconds=time.monotonic() - started)


@pytest.fixture(scope="module")
def replay() -> Iterator[str]:
    """The address of the replayed web."""
    script = Path(__file__).resolve().parents[2] / "shared" / "replay" / "serve.py"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with subprocess.Popen([sys.executable, str(script), "--port", port], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("replaying 149 feeds")
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def replayed(replay: str, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    folder = tmp_path_factory.mktemp("replay")
    script = Path(__file__).resolve().parents[2] / "shared" / "replay" / "serve.py"
    port = replay.rpartition(":")[2]
    listed = subprocess.run(
        [sys.executable, str(script), "--list", "--port", port], capture_output=True, text=True, check=True
    ).stdout.split()
    (folder / "config.yaml").write_text(CONFIG.format(follow=json.dumps(listed), port=port), encoding="utf-8")
    first, second, later = (gapfeed(folder, moment, "run") for moment in (MOMENT, MOMENT, LATER))
    print(f"replay: first run {first.seconds:.0f} s, second {second.seconds:.0f} s, all conditional {later.seconds:.0f} s")  # noqa: T201 - the measurement
    return Replayed(folder=folder, followed=tuple(listed), first=first, second=second, later=later)


def test_every_feed_is_asked_and_every_failure_has_a_sentence(replayed):
    facts = replayed.first.facts

    assert (facts["followed"], facts["asked"], facts["offline"]) == (149, 149, False)
    assert facts["new"] > 3000
    assert all(
        re.search(r"\w+ \w+", trouble["reason"]) and "could not handle" not in trouble["reason"]
        for trouble in facts["problems"] + facts["warnings"]
    )
    assert len(facts["problems"]) <= 3
    assert replayed.first.complaints == ""


def test_the_digest_is_there_and_everything_in_it_was_published_by_then(replayed):
    digest = replayed.first.facts["digest"]

    assert (digest["outcome"], digest["day"]) == ("published", "2026-02-18")
    assert {path.name for path in (replayed.folder / "digests").iterdir()} >= {
        "2026-02-18.html",
        "2026-02-18.txt",
        "2026-02-18.eml",
        "index.html",
    }
    assert len(digest["picks"]) >= 3
    assert [pick["title"] for pick in digest["picks"] if pick["published"] and datetime.fromisoformat(pick["published"]) > MOMENT] == []


def test_no_pick_is_a_page_that_every_site_has(replayed):
    picks = replayed.first.facts["digest"]["picks"]

    assert [pick for pick in picks if STANDING_PAGE.search(pick["url"] or "") or STANDING_PAGE.search(pick["title"])] == []


@pytest.mark.parametrize("language", ["pl", "bg", "ar"])
def test_what_is_years_old_is_said_to_be_too_old(replayed, language):
    newest = replayed.ask(
        "SELECT id, title FROM articles WHERE language = ? AND published < '2025-02-18' ORDER BY published DESC LIMIT 1", language
    )

    assert newest, f"no old article in {language}"
    explained = gapfeed(replayed.folder, MOMENT, "explain", newest[0]["id"]).facts
    assert explained["picked"] == []
    assert "too old" in explained["why_not_now"], newest[0]["title"]


def test_the_second_run_makes_no_request_and_no_digest(replayed):
    assert (replayed.second.facts["asked"], replayed.second.facts["digest"]) == (0, None)


def test_when_sources_are_due_again_every_request_is_conditional(replayed, replay):
    facts = replayed.later.facts

    assert facts["asked"] == 149
    assert facts["unchanged"] + len(facts["problems"]) == 149
    assert len(facts["problems"]) <= 3
    with urlopen(replay + "/" + replayed.followed[0].split("/", 3)[3]) as answer:
        etag = answer.headers["ETag"]
    assert replayed.ask("SELECT etag FROM sources WHERE url = ?", replayed.followed[0])[0]["etag"] == etag


def test_nothing_is_stored_in_half(replayed):
    assert replayed.ask("SELECT id FROM articles WHERE id NOT IN (SELECT article FROM article_texts)") == []
    assert replayed.ask("SELECT key FROM items WHERE article NOT IN (SELECT id FROM articles)") == []
    assert datetime.fromisoformat(replayed.ask("SELECT max(first_seen) AS seen FROM articles")[0]["seen"]) <= LATER.astimezone(UTC)
