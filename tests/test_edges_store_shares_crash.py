"""Kill -9 around a post that is being sent: what may have arrived is never forgotten, and never sent again without a word."""

import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from pipeline.edges.store import Store
from pipeline.errors import CannotDo
from pipeline.settings import LEARNER
from tests.builders import NOW, integrity, new_share, save, subscription, tagged

#: Sends one post after the other without an end, and says of each when it is on its way, "sent" by its network, and settled.
SEND = """
import sys
from pathlib import Path
from pipeline.edges.store import Store
from pipeline.settings import LEARNER
from tests.builders import NOW, new_share
store = Store(Path(sys.argv[1]), LEARNER)
for number in range(int(sys.argv[2]), 10**6):
    share = store.shares.begin(new_share(key=str(number), text="word " * 2000), "sending", NOW)
    print("begun", number, flush=True)
    print("posted", number, flush=True)
    store.shares.settle(share.id, "sent", NOW, link=f"https://example.org/{number}")
    print("settled", number, flush=True)
"""
#: Queues the mails of one share after the other.
QUEUE = """
import sys
from pathlib import Path
from pipeline.edges.store import Store
from pipeline.edges.store.outbox import Parcel
from pipeline.settings import LEARNER
from tests.builders import NOW, new_share
store = Store(Path(sys.argv[1]), LEARNER)
for number in range(int(sys.argv[2]), 10**6):
    with store.writing():
        store.shares.begin(new_share(key=str(number), batch=str(number), network="email"), "sending", NOW)
        store.outbox.put([Parcel(batch=str(number), kind="mail", recipient=f"{one}@example.org", payload=b"x" * 5000) for one in range(3)], NOW)
    print("queued", number, flush=True)
"""
ROOT = Path(__file__).resolve().parents[1]
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store = Store(tmp_path / "gapfeed.db", LEARNER)
    store.sources.follow([subscription()], NOW)
    save(store, tagged("a1"))
    store.close()
    return tmp_path / "gapfeed.db"


def said_before_the_kill(program: str, path: Path, begin: int, after_seconds: float) -> list[str]:
    with subprocess.Popen([sys.executable, "-c", program, str(path), str(begin)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as sending:
        assert sending.stdout is not None
        first = sending.stdout.readline()
        time.sleep(after_seconds)
        sending.send_signal(signal.SIGKILL)
        return (first + sending.stdout.read()).splitlines()


def test_kill_minus_9_around_a_post_leaves_at_most_that_one_in_doubt_and_the_ledger_knows_it(path: Path):
    random, begin = Random(7), 0
    for _ in range(4):
        said = said_before_the_kill(SEND, path, begin, random.uniform(0, 0.15))
        posted = sum(line.startswith("posted") for line in said)
        settled = sum(line.startswith("settled") for line in said)
        store = Store(path, LEARNER)
        store.shares.interrupted(LATER)
        new = [share for share in store.shares.all() if share.id > begin]
        in_doubt = [share for share in new if share.outcome == "unknown"]

        # Whatever its network got is in the ledger; whatever was acknowledged as sent is sent; of the last one nothing is claimed.
        assert len(new) >= posted
        assert sum(share.outcome == "sent" for share in new) >= settled
        assert len(in_doubt) <= 1
        assert {share.outcome for share in new} <= {"sent", "unknown"}
        for share in in_doubt:
            with pytest.raises(CannotDo, match=f"`gapfeed share posted {share.id}` or `gapfeed share dropped {share.id}`"):
                store.shares.begin(new_share(key=str(share.id - 1)), "sending", LATER)
        assert [event.article for event in store.person.events() if event.kind == "shared"] == ["a1"] * any(
            share.outcome == "sent" for share in store.shares.all()
        )
        store.close()
        assert integrity(path)[0] == "ok"
        begin += len(new)


def test_kill_minus_9_while_mails_are_queued_leaves_whole_shares(path: Path):
    random, begin = Random(11), 0
    for _ in range(4):
        said = said_before_the_kill(QUEUE, path, begin, random.uniform(0, 0.15))
        store = Store(path, LEARNER)
        shares, waiting = store.shares.all(), store.outbox.waiting(NOW)

        assert len(shares) >= begin + len(said)
        assert len(waiting) == 3 * len(shares)
        assert {share.outcome for share in shares} == {"sending"}
        store.close()
        begin = len(shares)
