"""Let one run at a time work on a database; the home of filelock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import LockHeld


def lock_path(store: Path) -> Path:
    """Return where the lock of the database *store* lies."""
    return store.with_name(store.name + ".lock")


@contextmanager
def run_lock(store: Path, holder: str) -> Iterator[None]:
    """Hold the lock of *store* for one run; the system frees it if the run is killed.

    Raises:
        LockHeld: another run has it; the sentence names that run.
    """
    path = lock_path(store)
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, mode=0o600)
    note = path.with_name(path.name + ".holder")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = note.read_text(encoding="utf-8") if note.exists() else "another run"
        message = f"{who} is at work on {store}; nothing was done. Try again when it has finished."
        raise LockHeld(message) from None
    try:
        note.write_text(holder, encoding="utf-8")
        note.chmod(0o600)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()
