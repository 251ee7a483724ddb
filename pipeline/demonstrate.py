"""Run every lane over the sample sources, which are served on loopback, at a fixed moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.catalog import Catalogue
from pipeline.collect import CollectReport, collect
from pipeline.daily import RunReport, run
from pipeline.edges.files import write_file
from pipeline.edges.samples import Samples
from pipeline.errors import CannotDo
from pipeline.model.digests import Candidate, SkillProgress
from pipeline.publish import Desk, Published
from pipeline.reflect import progress_of, tell
from pipeline.resources import packaged
from pipeline.settings import Settings
from pipeline.share.edition_choice import EditionWish
from pipeline.share.editions import WrittenEdition, write_edition
from pipeline.share.posts import Wish, prepare
from pipeline.subscribe import sync
from pipeline.tools import Tools

#: Wednesday, 4 March 2026, seven in the morning in Warsaw.
MOMENT = datetime.fromisoformat("2026-03-04T07:00+01:00")
#: The samples are first asked on the evening before, when one of their items was not yet corrected.
_EVENING = timedelta(hours=13)
#: What was done and what was put aside on that evening, so that the digest can speak of both.
_DONE_BEFORE = "http://stewardship.example/articles/batna-before-price.html"
_SAVED_BEFORE = "http://thelongtable.example/episodes/psychological-safety-not-comfort.html"
_NOTE = "Short, and the example is one I can use on Monday."


def check_folder(folder: Path) -> None:
    """Make sure that *folder* is empty or an earlier demo's: what lies there is made anew, a database included.

    Raises:
        CannotDo: it holds something else.
    """
    mark = (packaged("demo") / "config.yaml").read_text(encoding="utf-8").splitlines()[0]
    config = folder / "config.yaml"
    if (
        folder.is_dir()
        and any(folder.iterdir())
        and not (config.is_file() and config.read_text(encoding="utf-8", errors="replace").startswith(mark))
    ):
        message = f"{folder} holds something that is not the demo's; name another folder with --out"
        raise CannotDo(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What the demo did, lane by lane."""

    evening: CollectReport
    morning: RunReport
    edition: WrittenEdition
    posts: Path
    done: Candidate
    progress: tuple[SkillProgress, ...]


def demonstrate(
    tools: Tools, desk: Desk, settings: Settings, catalogue: Catalogue, samples: Samples, folder: Path, now: datetime, say: Callable[[str], None]
) -> Demonstration:  # fmt: skip
    """Collect on the evening before *now*, do one item and save another; run at *now*, share, and do the first item.

    Args:
        tools: what lane 1 acts with; its web must route the samples' hosts.
        desk: what lane 2 acts with.
        settings: the demo's configuration.
        catalogue: not followed, but part of every run.
        samples: the running sample servers.
        folder: where posts and edition go.
        now: the fixed moment.
        say: told of each step.

    """
    evening = now - _EVENING
    tools.store.install_as("demonstration")  # for the same files each time
    say("Lane 1, collect: the sample sources, as they were yesterday evening, and again this morning ...")
    sync(tools.store, settings, catalogue, evening)
    samples.earlier = True
    first = collect(tools, settings, evening)
    samples.earlier = False
    tell(tools.store, _DONE_BEFORE, "done", evening)
    tell(tools.store, _SAVED_BEFORE, "save", evening)
    say("Lane 2, publish: a digest for the minutes there are ...")
    notice = desk.phrases.say("notice_demo")
    morning = run(tools, lambda: desk, settings, catalogue, now, regardless=False, progress=lambda _step, _done, _all: None, notice=notice)
    say("Lane 3, share: an edition and a post for each of twelve networks ...")
    edition = write_edition(tools.store, settings, desk.lexicon, folder / "edition", now, EditionWish(notes={1: _NOTE}))
    posts = folder / "posts.txt"
    written = prepare(tools.store, settings, desk.lexicon, "1", Wish(note=_NOTE, pasted=True)).posts
    write_file(posts, "\n\n".join(f"── {post.network} ({post.length} of {post.limit})\n\n{post.text}" for post in written) + "\n")
    say("Lane 4, reflect: the first item is done ...")
    done = tell(tools.store, "1", "done", now, note="Tried it on our weekly chart.").candidate
    return Demonstration(
        evening=first, morning=morning, edition=edition, posts=posts, done=done, progress=progress_of(tools.store, settings, now)
    )


def digest_page(demonstration: Demonstration, folder: Path) -> Path:
    """Return the file to open."""
    published = demonstration.morning.published
    return folder / "digests" / (f"{published.plan.day.isoformat()}.html" if isinstance(published, Published) else "latest.html")
