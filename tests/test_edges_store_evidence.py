"""Evidence as the database holds it: read late, and then like any other."""

import pickle
from datetime import UTC, datetime

import pytest

from pipeline.edges.store import Store, stored_evidence
from pipeline.edges.store.stored_evidence import StoredEvidence, evidence_json
from pipeline.model.articles import Evidence
from pipeline.settings import LEARNER
from tests.builders import NOW, save, subscription, tagged

PIECES = (
    Evidence(words="сливане", where="transcript", at_seconds=61.5),
    Evidence(words="SQL", where="title"),
    Evidence(words="a “b”", where="body"),
)


def test_stored_evidence_stands_for_the_tuple_that_was_stored():
    stored = StoredEvidence(evidence_json(PIECES))

    assert (stored == PIECES, stored == StoredEvidence(evidence_json(PIECES)), stored == PIECES[:1]) == (True, True, False)
    assert (tuple(stored), len(stored), stored[0], stored[1:], stored[-1]) == (PIECES, 3, PIECES[0], PIECES[1:], PIECES[2])
    assert (hash(stored), repr(stored)) == (hash(PIECES), repr(PIECES))
    assert pickle.loads(pickle.dumps(stored)) == PIECES  # noqa: S301 - our own


def test_no_evidence_is_empty():
    assert not StoredEvidence("[]")


def test_evidence_that_nobody_looks_at_is_not_read(tmp_path, monkeypatch):
    store = Store(tmp_path / "gapfeed.db", LEARNER)
    store.sources.follow([subscription()], NOW)
    save(store, tagged())

    def unasked(_: str) -> None:
        pytest.fail("evidence was read that nobody asked for")

    with monkeypatch.context() as patched:
        patched.setattr(stored_evidence, "from_json", unasked)
        (found,) = store.articles.candidates(since=datetime.min.replace(tzinfo=UTC))
    assert found.tags == tagged().tags
