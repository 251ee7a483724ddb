"""Build a household over the running samples, with everything in one folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from feeds.fetch import Web
from pipeline.bootstrap import Household, demo_settings
from pipeline.demonstrate import MOMENT, demonstrate
from pipeline.edges.files import write_file
from pipeline.edges.samples import Samples, serving
from pipeline.edges.store import Store
from pipeline.edges.workers import InProcess
from pipeline.resources import packaged
from pipeline.settings import LEARNER, FollowedSource, Settings
from pipeline.tools import Tools


@contextmanager
def household(settings: Settings, samples: Samples | None = None) -> Iterator[Household]:
    """Give a household whose workers are this process: quick to start, and seen by the coverage."""
    store = Store(settings.store, LEARNER)
    web = Web(contact=None, allow_private=settings.fetching.allow_private, routes=samples.routes if samples else {})
    workers = InProcess()
    tools = Tools(store=store, web=web, parse_workers=workers, read_workers=workers)
    house = Household(settings=settings, tools=tools, secret=lambda _name: None)
    try:
        yield house
    finally:
        house.close()


def sample_settings(folder: Path, *feeds: str) -> Settings:
    """Return the demo's settings, following only *feeds* where some are named."""
    settings = demo_settings(folder)
    if not feeds:
        return settings
    return replace(settings, sources=replace(settings.sources, follow=tuple(FollowedSource(url=feed) for feed in feeds)))


def demo_home(folder: Path) -> Path:
    """Run the demo in *folder*, in this process, and return it: a configuration, a database with a digest, one item that is done."""
    settings = demo_settings(folder)
    write_file(folder / "config.yaml", (packaged("demo") / "config.yaml").read_text(encoding="utf-8"))
    with serving(packaged("demo") / "sites") as samples, household(settings, samples) as house:
        demonstrate(house.tools, house.desk, settings, (), samples, folder, MOMENT, lambda _step: None)
    return folder
