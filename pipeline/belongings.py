"""List every file that Gapfeed owns, so that one can back it up or be rid of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.knowledge import cache_folders
from pipeline.edges.lock import lock_path
from pipeline.settings import Settings

#: What a delivery names its files by; anything else in the folder is the person's own.
_DATE = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A file or folder of Gapfeed's, and what it is."""

    what: str
    path: Path


def belongings(settings: Settings, edition_folder: Path) -> Iterator[Belonging]:
    """Yield what is there now: config, database and what lies beside it, lock, digests, editions, caches."""
    store, lock = settings.store, lock_path(settings.store)
    named = [("config", settings.file)] if settings.file else []
    named += [("database", store), ("database", store.with_name(f"{store.name}-wal")), ("database", store.with_name(f"{store.name}-shm"))]
    named += [("lock", lock), ("lock", lock.with_name(f"{lock.name}.holder"))]
    for folder in settings.digest.folders:
        named += [("digest", path) for ending in ("html", "txt", "md", "eml") for path in sorted(folder.glob(f"{_DATE}.{ending}"))]
        named += [("digest", folder / "latest.html"), ("digest", folder / "index.html")]
    named += [("edition", path) for path in sorted(edition_folder.glob("*")) if path.is_file()]
    named += [("cache", path) for folder in cache_folders() for path in sorted(folder.glob("lexicon-*.json"))]
    seen: set[Path] = set()
    for what, path in named:
        if path.exists() and path.absolute() not in seen:
            seen.add(path.absolute())
            yield Belonging(what=what, path=path.absolute())
