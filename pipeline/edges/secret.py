"""Keep a key of our own: drawn once, for its owner's eyes only."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

#: As long as the hash it is used with (RFC 2104, section 3).
_KEY_BYTES = 32
#: What its owner may do with it, and nobody else anything.
_OWNER_ONLY, _OTHERS = 0o600, 0o077


def key_at(path: Path) -> bytes:
    """Return the key that lies at *path*, drawn at random and put there (mode 0600) where there is none yet.

    Of two processes that ask for the first time at once, both get the key of the first. A key that others may read is
    theirs no more from then on.

    Raises:
        OSError: it can be neither read nor made, or what lies there is no key.
    """
    try:
        key = kept_key(path)
    except FileNotFoundError:
        _draw(path)
        key = kept_key(path)
    # Where it cannot be done, `gapfeed doctor` says so.
    with suppress(OSError):
        if path.stat().st_mode & _OTHERS:
            path.chmod(_OWNER_ONLY)
    return key


def kept_key(path: Path) -> bytes:
    """Return the key that lies at *path*; nothing is drawn, and nothing changed.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be read, or what lies there is no key.
    """
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        message = "it holds no key; remove it, and a new one is drawn (links sent before then lead to a page that shows what to type)"
        raise OSError(0, message, str(path))
    return key


def _draw(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_bytes(_KEY_BYTES)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        _write(handle, key)
        try:
            # Unlike a rename this never takes the place of what is there already.
            path.hardlink_to(name)
        except FileExistsError:
            return
        except OSError:
            _draw_in_place(path, key)
    finally:
        Path(name).unlink()


def _draw_in_place(path: Path, key: bytes) -> None:
    """Write *key* where a file has one name only, as on a memory stick: whoever comes second in that moment may find half of it."""
    with suppress(FileExistsError):
        _write(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY), key)


def _write(handle: int, key: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
