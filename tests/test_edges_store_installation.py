"""By what the mails and feeds of a database are known from everybody else's."""

from pipeline.edges.store import Store
from pipeline.settings import LEARNER


def test_a_database_has_a_name_of_its_own_and_keeps_it(tmp_path):
    names = {Store(tmp_path / file, LEARNER).installation for file in ("a.db", "b.db", "a.db")}
    assert len(names) == 2
    assert all(len(name) == 32 for name in names)


def test_the_name_can_be_given_once(tmp_path):
    store = Store(tmp_path / "a.db", LEARNER)
    store.install_as("first")
    store.install_as("second")
    assert store.installation == "first"
    assert Store(tmp_path / "a.db", LEARNER).installation == "first"
