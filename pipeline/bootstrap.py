"""Build the real thing: configuration into web, store, workers, words and ways out. The only place that says "new"."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feeds.fetch import Web
from pipeline.catalog import Catalogue, read_catalogue
from pipeline.collect import Tools
from pipeline.config import find_config, read_settings
from pipeline.deliver import Postroom, environment_secret
from pipeline.edges.knowledge import lexicon
from pipeline.edges.store import Store
from pipeline.edges.workers import Processes
from pipeline.errors import NoConfig
from pipeline.phrases import read_phrases
from pipeline.publish import Desk
from pipeline.resources import packaged
from pipeline.settings import LEARNER, Settings
from pipeline.skills import Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """Everything the lanes act with, built for one configuration."""

    settings: Settings
    tools: Tools
    desk: Desk
    #: Empty where the configuration does not follow it.
    catalogue: Catalogue

    def close(self) -> None:
        """Stop the workers and let go of the network and the database."""
        self.tools.parse_workers.close()
        self.tools.read_workers.close()
        self.tools.web.close()
        self.tools.store.close()


def now() -> datetime:
    """Return the clock's time, in UTC; the only place that reads it for a run."""
    return datetime.now(UTC)


def load_settings(config: Path | None) -> tuple[Settings, tuple[str, ...]]:
    """Read the configuration that applies, and what was passed over, in words.

    Raises:
        NoConfig, ConfigError: there is none, or it has mistakes.
    """
    path, notices = find_config(config, os.environ, Path.cwd(), user_folder())
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        raise NoConfig(message) from error
    known = frozenset(load_lexicon().skills)
    return read_settings(text, file=path, environment=os.environ, system_timezone=system_timezone(), known_skills=known), tuple(notices)


def demo_settings(folder: Path) -> Settings:
    """Return the demo's configuration, with everything it makes in *folder*."""
    text = (packaged("demo") / "config.yaml").read_text(encoding="utf-8")
    return read_settings(text, file=folder / "config.yaml", environment={}, system_timezone=None, known_skills=frozenset(load_lexicon().skills))


def user_folder() -> Path:
    """Return the folder of the user's configuration."""
    from platformdirs import user_config_path  # noqa: PLC0415 - needed here only

    return user_config_path("gapfeed")


def system_timezone() -> str | None:
    """Return the IANA name of the system's time zone, None where it has none."""
    from tzlocal import get_localzone_name  # noqa: PLC0415 - needed here only

    try:
        return get_localzone_name()
    except (LookupError, ValueError, OSError):
        return None


def load_lexicon() -> Lexicon:
    """Return the shipped lexicon."""
    return lexicon()


def load_catalogue() -> Catalogue:
    """Return the shipped catalogue of sources."""
    return read_catalogue(packaged("catalogue"))


def open_store(settings: Settings) -> Store:
    """Open the database of *settings*."""
    return Store(settings.store, LEARNER)


def build(settings: Settings, *, routes: Mapping[str, tuple[str, int]] | None = None) -> Household:
    """Build everything for *settings*; *routes* sends host names to addresses of this machine, for the samples."""
    store = open_store(settings)
    phrases = read_phrases(packaged("phrases"), *settings.learner.languages)
    read_workers = Processes(settings.workers)
    web = Web(contact=settings.fetching.contact, allow_private=settings.fetching.allow_private, routes=routes or {})
    postroom = Postroom(index_title=phrases.say("index_title"), latest_label=phrases.say("latest"), secret=environment_secret(os.environ))
    return Household(
        settings=settings,
        tools=Tools(store=store, web=web, parse_workers=Processes(settings.workers), read_workers=read_workers),
        desk=Desk(store=store, workers=read_workers, lexicon=load_lexicon().with_own(settings.gaps), phrases=phrases, postroom=postroom),
        catalogue=load_catalogue() if settings.sources.catalog else (),
    )
