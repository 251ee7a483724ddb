"""Keep a key of our own: drawn once, for its owner's eyes only."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

#: As long as the hash it is used with (RFC 2104, section 3).
_KEY_BYTES = 32


def key_at(path: Path) -> bytes:
    """Return the key that lies at *path*, drawn at random and put there (mode 0600) where there is none yet.

    Of two processes that ask for the first time at once, both get the key of the first.

    Raises:
        OSError: it can be neither read nor made, or what lies there is no key.
    """
    if not path.exists():
        _draw(path)
    key = path.read_bytes()
    if len(key) != _KEY_BYTES:
        message = "it holds no key; remove it, and a new one is drawn (links sent before then lead to a page that shows what to type)"
        raise OSError(0, message, str(path))
    return key


def _draw(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # Unlike a rename this never takes the place of what is there already.
        with suppress(FileExistsError):
            path.hardlink_to(name)
    finally:
        Path(name).unlink()
