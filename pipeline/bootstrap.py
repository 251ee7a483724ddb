"""Build the real thing: configuration into web, store, workers, words and ways out. The only place that says "new".

What a command does not need is not imported: most of the time of a short command is the import of libraries.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from feeds import urls
from pipeline.errors import NoConfig
from pipeline.resources import packaged
from pipeline.settings import LEARNER

if TYPE_CHECKING:
    from pipeline.catalog import Catalogue
    from pipeline.deliver import Postroom
    from pipeline.edges.imports import Imports
    from pipeline.edges.store import Store
    from pipeline.links import NoKey, Room
    from pipeline.publish import Desk
    from pipeline.settings import Settings
    from pipeline.share.send import Means
    from pipeline.skills import Lexicon
    from pipeline.tools import Tools


#: Where `~` in a path leads, by the environment.
_HOMES = frozenset({"HOME", "USERPROFILE"})


@dataclass(frozen=True, kw_only=True)
class Household:
    """Everything the lanes act with, built for one configuration; what not every command needs is made when it is asked for."""

    settings: "Settings"
    tools: "Tools"
    #: What holds a password or a token under its name.
    secret: Callable[[str], str | None] = os.environ.get

    @cached_property
    def desk(self) -> "Desk":
        """What digests are made with."""
        from pipeline.publish import Desk

        postroom = build_postroom(self.settings, self.secret)
        return Desk(
            store=self.tools.store,
            workers=self.tools.read_workers,
            lexicon=load_lexicon().with_own(self.settings.gaps),
            phrases=postroom.phrases,
            postroom=postroom,
            room=self._room,
        )

    @cached_property
    def means(self) -> "Means":
        """What posts are sent with."""
        from pipeline.share.send import Means

        desk = self.desk
        return Means(store=self.tools.store, web=self.tools.web, settings=self.settings, lexicon=desk.lexicon, postroom=desk.postroom)

    def _room(self) -> "Room | NoKey | None":
        """Return the reading room, with the key of links, drawn where there is none yet: only a digest that is made needs it."""
        from pipeline.edges.secret import key_at
        from pipeline.links import NoKey, Room

        if self.settings.web.url is None:
            return None
        file = link_key_file()
        try:
            return Room(url=self.settings.web.url, key=key_at(file))
        except OSError as error:
            return NoKey(why=f"{file}: {error.strerror or error}")

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The shipped sources; empty where the configuration does not follow them."""
        return load_catalogue() if self.settings.sources.catalog else ()

    def close(self) -> None:
        """Stop the workers and let go of the network and the database."""
        self.tools.parse_workers.close()
        self.tools.read_workers.close()
        self.tools.web.close()
        self.tools.store.close()


def now() -> datetime:
    """Return the clock's time, in UTC; what a run decides, it decides by this.

    Apart from it, `feeds.fetch` asks how far away a Retry-After date is, and `gapfeed serve` goes by `pipeline.edges.clock`.
    """
    return datetime.now(UTC)


def load_settings(config: Path | None) -> "tuple[Settings, tuple[str, ...]]":
    """Read the configuration that applies, and what was passed over, in words.

    Raises:
        NoConfig, ConfigError: there is none, or it has mistakes.
    """
    from pipeline.config.find import find_config

    path, notices = find_config(config, os.environ, Path.cwd(), user_folder())
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        message = f"{path} is not written in UTF-8 (line {line}): save it in that encoding"
        raise NoConfig(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}"
        raise NoConfig(message) from error
    settings = _read(text, path, os.environ, system_timezone, imports_file())
    folder = settings.store.parent
    unmade = () if folder.is_dir() else (f"The folder {folder}, where the database goes, is not there yet: whatever needs it makes it.",)
    return settings, (*notices, *unmade)


def demo_settings(folder: Path) -> "Settings":
    """Return the demo's configuration, with everything it makes in *folder*."""
    text = (packaged("demo") / "config.yaml").read_text(encoding="utf-8")
    return _read(text, folder / "config.yaml", {}, lambda: None)


def user_folder() -> Path:
    """Return the folder of the user's configuration."""
    from platformdirs import user_config_path

    return user_config_path("gapfeed")


def imports_file() -> Path:
    """Return where the skills lie that were imported from ESCO, be there any or not."""
    from platformdirs import user_data_path

    return user_data_path("gapfeed", appauthor=False) / "esco.db"


def link_key_file() -> Path:
    """Return where the key lies that links in digests are signed with, be it there or not."""
    from platformdirs import user_state_path

    return user_state_path("gapfeed", appauthor=False) / "links.key"


def system_timezone() -> str | None:
    """Return the IANA name of the system's time zone, None where it has none."""
    from tzlocal import get_localzone_name

    try:
        return get_localzone_name()
    except (LookupError, ValueError, OSError):
        return None


def load_lexicon() -> "Lexicon":
    """Return the shipped lexicon."""
    from pipeline.edges.knowledge import lexicon

    return lexicon()


def open_imports() -> "Imports":
    """Return what was imported from ESCO."""
    from pipeline.edges.imports import Imports

    return Imports(imports_file())


def load_catalogue() -> "Catalogue":
    """Return the shipped catalogue of sources."""
    from pipeline.edges.knowledge import catalogue

    return catalogue()


def open_store(settings: "Settings") -> "Store":
    """Open the database of *settings*."""
    from pipeline.edges.store import Store

    return Store(settings.store, LEARNER)


def build_postroom(settings: "Settings", secret: Callable[[str], str | None] = os.environ.get) -> "Postroom":
    """Return the ways out of *settings*; *secret* holds passwords and tokens under their names."""
    from pipeline.deliver import Postroom
    from pipeline.phrases import read_phrases

    phrases = read_phrases(packaged("phrases"), *settings.learner.languages)
    return Postroom(phrases=phrases, secret=secret, subscribers=_subscribers_in, left=_left_in)


def _subscribers_in(file: Path) -> Collection[str]:
    from pipeline.share.mailing import subscribers_in

    return subscribers_in(file)


def _left_in(file: Path) -> Collection[str]:
    from pipeline.share.mailing import left_in

    return left_in(file)


def build(settings: "Settings", *, routes: Mapping[str, tuple[str, int]] | None = None, most_at_once: int = 200) -> Household:
    """Build everything for *settings*.

    *routes* sends host names to addresses of this machine, for the samples; *most_at_once* requests are under way at a time.
    """
    from feeds.fetch import Web
    from pipeline.edges.workers import Processes
    from pipeline.jobs import ready_to_parse, ready_to_read
    from pipeline.tools import Tools

    fetching = settings.fetching
    web = Web(
        contact=fetching.contact, allow_private=fetching.allow_private, proxy=fetching.proxy, routes=routes or {}, most_at_once=most_at_once
    )  # fmt: skip
    return Household(
        settings=settings,
        tools=Tools(
            store=open_store(settings),
            web=web,
            parse_workers=Processes(settings.workers, ready_to_parse),
            read_workers=Processes(settings.workers, ready_to_read),
        ),
    )


def _read(
    text: str, file: Path, environment: Mapping[str, str], zone: Callable[[], str | None], imports: Path | None = None
) -> "Settings":  # fmt: skip
    """Return the settings in *text*: from the copy that was kept of them, else read anew, with the skills in *imports* known.

    The copy counts for the same text in the same place, as long as nothing changes that settings are made with. Where something
    comes from the environment, none is kept: it may be secret.
    """
    from pipeline.edges.copies import fingerprint_of, keep, kept

    made_with = [*packaged("config").glob("*.py"), packaged("settings.py"), *packaged("lexicon").glob("*.yaml"), Path(urls.__file__)]
    homes = [environment.get(name) for name in sorted(_HOMES)]
    imported = imports.stat() if imports and imports.exists() else None
    if imported:
        made_with += map(packaged, ("esco.py", "skills.py", "words.py", "stems.py", "function_words.py"))
    state = imported and (imported.st_size, imported.st_mtime_ns)
    key = fingerprint_of(*made_with, words=f"{homes}\0{state}\0{file.absolute()}\0{text}")
    known: Settings | None = kept("config", key)
    # The system's zone is asked for only where it counts: that takes 10 ms.
    if known is not None and (not known.learner.timezone_assumed or known.learner.timezone.key == (zone() or "UTC")):
        return known
    watched = _Watched(environment)
    settings = _read_anew(text, file, watched, zone(), imports)
    if watched.asked <= _HOMES:
        keep("config", key, settings)
    return settings


class _Watched(Mapping[str, str]):
    """The environment, and the names of what was asked of it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return self._environment[name]

    def __iter__(self) -> Iterator[str]:
        self.asked.update(self._environment)
        return iter(self._environment)

    def __len__(self) -> int:
        return len(self._environment)


def _read_anew(text: str, file: Path, environment: Mapping[str, str], zone: str | None, imports: Path | None) -> "Settings":
    from pipeline.config.read import read_settings, skills_by_group
    from pipeline.edges.imports import Imports
    from pipeline.esco import Esco

    lexicon = load_lexicon()
    return read_settings(
        text,
        file=file,
        environment=environment,
        system_timezone=zone,
        known_skills=frozenset(lexicon.skills),
        groups=skills_by_group(lexicon),
        esco=Esco(lexicon=lexicon, shelf=Imports(imports)) if imports else None,
    )
