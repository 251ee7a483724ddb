"""Write files whole or not at all, for their owner only."""

import errno
import os
import tempfile
from pathlib import Path
from stat import S_ISREG

#: The names of the files that a delivery writes; anything else in the folder is the person's own.
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
DATED = f"{_DAY}*"
FEEDS = ("feed.atom", "feed.json", "podcast-*.rss")


def write_file(path: Path, text: str) -> None:
    """Write *text* to *path* as UTF-8, like `write_bytes`."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write *content* to *path*, mode 0600: to a temporary name beside it first, then renamed over it.

    Raises:
        OSError: it cannot be written; the error names *path*, or the folder that cannot be made for it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write_beside(path, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _write_beside(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_bytes(path: Path, most: int) -> bytes:
    """Return the first *most* bytes of the file at *path*; one more than what is allowed shows that it is longer.

    Raises:
        OSError: it cannot be read, or is no regular file: a device may never end, and a pipe may never begin.
    """
    if not S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    with path.open("rb") as file:
        return file.read(most)


def digest_pages(folder: Path) -> tuple[str, ...]:
    """Return the names of the digest pages in *folder*, newest first; of one day, that of a day with one slot is the oldest."""
    pages = (path.name for path in folder.glob(f"{DATED}.html"))
    return tuple(sorted(pages, key=lambda name: name.removesuffix(".html"), reverse=True))


def edition_pages(folder: Path, series: str) -> tuple[str, ...]:
    """Return the names of the pages of editions in *folder*, newest first: those whose day is followed by *series*, "" or "-team"."""
    return tuple(sorted((path.name for path in folder.glob(f"{_DAY}{series}.html")), reverse=True))


def digest_feeds(folder: Path) -> tuple[str, ...]:
    """Return the names of the feeds of digests in *folder*."""
    return tuple(sorted(path.name for pattern in FEEDS for path in folder.glob(pattern)))
