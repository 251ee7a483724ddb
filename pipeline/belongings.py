"""List every file that Gapfeed owns, so that one can back it up or be rid of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.edges.copies import cache_folders
from pipeline.edges.files import DATED, digest_feeds
from pipeline.edges.lock import holder_path, lock_path
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A file or folder of Gapfeed's, and what it is."""

    what: str
    path: Path


def belongings(settings: Settings, edition_folder: Path, cards_folder: Path, imports: Path, key: Path) -> Iterator[Belonging]:
    """Yield what is there now: config, database and what lies beside it, lock, digests, editions, cards, imported skills, the key of links, caches."""
    store = settings.store
    named = [("config", settings.file)] if settings.file else []
    named += [("database", store), ("database", store.with_name(f"{store.name}-wal")), ("database", store.with_name(f"{store.name}-shm"))]
    named += [("lock", lock_path(store)), ("lock", holder_path(store))]
    for folder in settings.digest.folders:
        named += [("digest", path) for ending in ("html", "txt", "md", "eml") for path in sorted(folder.glob(f"{DATED}.{ending}"))]
        named += [("digest", folder / name) for name in ("latest.html", "index.html", *digest_feeds(folder))]
    named += [("edition", path) for path in sorted(edition_folder.glob("*")) if path.is_file()]
    named += [("card", path) for path in sorted(cards_folder.glob("*.png"))]
    named += [("import", imports), ("key", key)]
    named += [("cache", path) for folder in cache_folders() for path in sorted([*folder.glob("lexicon-*.json"), *folder.glob("*.copy")])]
    seen: set[Path] = set()
    for what, path in named:
        if path.exists() and path.absolute() not in seen:
            seen.add(path.absolute())
            yield Belonging(what=what, path=path.absolute())
