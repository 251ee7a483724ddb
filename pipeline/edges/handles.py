"""Know how many connections this process may hold open."""

#: Every connection has two handles while it lasts (`feeds.lines`); so many are for the database, workers and whatever else is open.
_HANDLES_EACH = 2
_OTHER_HANDLES = 56


def most_connections() -> int:
    """Return how many connections may be open at a time: a terminal on macOS allows 256 files, which are 100 of them, Linux 1,024."""
    try:
        from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit
    except ImportError:  # Windows, where sockets are no files
        return 1_000
    files = getrlimit(RLIMIT_NOFILE)[0]
    return 1_000 if files == RLIM_INFINITY else max(1, (files - _OTHER_HANDLES) // _HANDLES_EACH)
