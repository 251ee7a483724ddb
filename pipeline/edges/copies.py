"""Keep what is slow to make from its text as a copy that is fast to read, in the user's cache folder."""

import os
import pickle
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import date, time, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PosixPath, WindowsPath
from stat import S_IWGRP, S_IWOTH
from typing import Any
from zoneinfo import ZoneInfo

#: The modules whose frozen types a copy may hold, and what these are made of. A copy that names anything else is not read:
#: a file in a folder that others may write to must not be able to run code.
_OUR_TYPES = frozenset({"pipeline.catalog", "pipeline.settings"})
_OTHER_TYPES = {(kind.__module__, kind.__qualname__): kind for kind in (date, time, timedelta, PosixPath, WindowsPath, frozenset)}


def cache_folders() -> Iterator[Path]:
    """Yield where compiled copies may lie, the best place first: the user's cache folder, else the temporary folder."""
    from platformdirs import user_cache_path

    yield user_cache_path("gapfeed", appauthor=False)

    # Seldom asked for, and it takes a file written and deleted to know where it is.
    from tempfile import gettempdir

    yield Path(gettempdir()) / f"gapfeed-{getattr(os, 'getuid', lambda: 'user')()}"


def fingerprint_of(*files: Path, words: str = "") -> str:
    """Return what tells the content of *files* and *words* from any other, in hex."""
    digest = sha256(words.encode("utf-8", "surrogatepass"))
    for file in sorted(files):
        digest.update(b"\0" + sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def kept(kind: str, key: str) -> Any:
    """Return the copy of this *kind* that was kept under *key*; None where there is none, or it is broken, or another's."""
    for folder in cache_folders():
        file = folder / _name(kind, key)
        try:
            if _is_ours_alone(folder) and _is_ours_alone(file):
                return _Reader(BytesIO(file.read_bytes())).load()
        except Exception:  # noqa: BLE001, S112 - whatever a broken file makes of the reader, it is no copy
            continue
    return None


def keep(kind: str, key: str, value: object) -> None:
    """Keep *value* as the only copy of its *kind*, where a folder can be written; it need not be kept."""
    written = BytesIO()
    _Writer(written, pickle.HIGHEST_PROTOCOL).dump(value)
    for folder in cache_folders():
        with suppress(OSError):
            write_copy(folder / _name(kind, key), written.getvalue(), f"{kind}-*.copy")
            return


def write_copy(file: Path, content: bytes, others: str) -> None:
    """Write *content* under a name of its own, then rename it, as two processes may do so at once; delete what *others* matches.

    Raises:
        OSError: it cannot be written.
    """
    from tempfile import NamedTemporaryFile

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=file.parent, suffix=".part", delete=False) as part:
        part.write(content)
    Path(part.name).replace(file)
    for old in file.parent.glob(others):
        if old != file:
            old.unlink(missing_ok=True)


def _is_ours_alone(place: Path) -> bool:
    """Tell whether nobody else can have put there what lies there; Windows keeps these folders for each user apart."""
    found = place.stat()
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & (S_IWGRP | S_IWOTH))


def _name(kind: str, key: str) -> str:
    return f"{kind}-{key[:32]}.copy"


class _Writer(pickle.Pickler):
    def persistent_id(self, value: object) -> str | None:
        """Write a time zone by its name."""
        return value.key if isinstance(value, ZoneInfo) else None


class _Reader(pickle.Unpickler):
    def persistent_load(self, name: str) -> ZoneInfo:
        """Return the time zone of that name."""
        return ZoneInfo(name)

    def find_class(self, module: str, name: str) -> Any:
        """Return a type that a copy may hold, and nothing else.

        Raises:
            UnpicklingError: it may not hold this one.
        """
        if (module, name) in _OTHER_TYPES:
            return _OTHER_TYPES[module, name]
        if module in _OUR_TYPES and "." not in name:
            kind = super().find_class(module, name)
            if isinstance(kind, type) and is_dataclass(kind):
                return kind
        message = f"a copy may not hold {module}.{name}"
        raise pickle.UnpicklingError(message)
