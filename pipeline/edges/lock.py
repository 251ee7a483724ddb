"""Let one run at a time work on a database; the home of filelock."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import LockHeld, StoreError


def lock_path(store: Path) -> Path:
    """Return where the lock of the database *store* lies."""
    return store.with_name(store.name + ".lock")


def holder_path(store: Path) -> Path:
    """Return where the run that holds the lock of the database *store* writes its name."""
    return store.with_name(store.name + ".lock.holder")


@contextmanager
def run_lock(store: Path, holder: str) -> Iterator[None]:
    """Hold the lock of *store* for one run, which others know as *holder*; the system frees it if the run is killed.

    Raises:
        LockHeld: another run has it; the sentence names that run.
        StoreError: the folder of the store cannot be written.
    """
    path = lock_path(store)
    note = holder_path(store)
    lock = FileLock(path, mode=0o600)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        message = f"{_holder(note)} is at work on {store}; nothing was done. Try again when it has finished."
        raise LockHeld(message) from None
    except OSError as error:
        message = f"the folder {path.parent} cannot be written: {error.strerror or error}; nothing was done"
        raise StoreError(message) from error
    try:
        _write(note, f"{holder} (process {os.getpid()})")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> str:
    # It writes its name just after it has the lock, and takes it away just before it gives it back.
    with suppress(OSError):
        return note.read_text(encoding="utf-8") or "another run"
    return "another run"


def _write(note: Path, holder: str) -> None:
    """Write down who holds the lock, for its owner's eyes; that this fails stops no run."""
    with suppress(OSError), os.fdopen(os.open(note, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(holder)
