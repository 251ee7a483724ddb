"""Kill -9 in the middle of saving: whole polls, no damage, nothing lost that was acknowledged."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from feeds.model.ids import SourceId
from pipeline.edges.store import Store
from pipeline.model.digests import Event
from pipeline.model.ids import ArticleId
from pipeline.settings import LEARNER, SkillId
from tests.builders import NOW, integrity

#: Polls without an end: each brings three items, and says so when it is stored.
POLL = """
import sys
from pathlib import Path
from pipeline.edges.store import Store
from pipeline.settings import LEARNER
from tests.builders import NOW, harvest, subscription, tagged
store = Store(Path(sys.argv[1]), LEARNER)
store.sources.follow([subscription("aaaaaaaaaaaa")], NOW)
for number in range(int(sys.argv[2]), 10**6):
    articles = [tagged(f"{number:06}-{part}", source="aaaaaaaaaaaa", text="word " * 2000) for part in range(3)]
    with store.writing():
        brought = harvest("aaaaaaaaaaaa", new=tuple(one.article.item for one in articles))
        store.entries.keep(brought, NOW)
        store.sources.record(brought, NOW)
        for one in articles:
            store.articles.save(one)
    print(number, flush=True)
"""
ROOT = Path(__file__).resolve().parents[1]


def test_kill_minus_9_in_the_middle_of_saving_leaves_whole_polls_and_no_damage(tmp_path: Path):
    path = tmp_path / "gapfeed.db"
    random, begin = Random(7), 0
    for _ in range(4):
        with subprocess.Popen([sys.executable, "-c", POLL, str(path), str(begin)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as polling:
            assert polling.stdout is not None
            polling.stdout.readline()
            time.sleep(random.uniform(0, 0.15))
            polling.send_signal(signal.SIGKILL)
            said = polling.stdout.read().split()
        store = Store(path, LEARNER)
        known = store.entries.known(SourceId("aaaaaaaaaaaa"))
        polls, rest = divmod(len(known), 3)
        store.person.record(Event(kind="done", article=ArticleId("x"), source=SourceId("s"), at=NOW, skills=(SkillId("sql"),)))
        store.close()

        # What was acknowledged is there; of what was not, all or nothing.
        assert rest == 0
        assert polls >= (int(said[-1]) + 1 if said else begin + 1)
        assert integrity(path) == ("ok", 3 * polls)
        begin = polls

    assert len(Store(path, LEARNER).person.events()) == 4
