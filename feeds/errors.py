"""The errors of this package.

    FeedsError
    ├── BadAddress      an address that cannot be asked: no http(s), no host, a password in it ...
    └── BadSubscriptionList  an OPML file that cannot be read

Expected failures of the network are values (`FetchFailed`, `NotAFeed`), not exceptions.
"""

import re

_LOGIN = re.compile(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]+|feed:)?.*@", re.DOTALL)


def without_login(address: str) -> str:
    """Return what was given as an address without the user and the password in it, for messages.

    Whatever stands before the last "@" goes: in what is no address, nobody can tell where a password ends.

    >>> without_login("https://sam:secret@example.org/feed")
    'https://…@example.org/feed'
    """
    return _LOGIN.sub(lambda found: f"{found[1] or ''}…@", address)


class FeedsError(Exception):
    """Root of the errors of this package; its text is a sentence for a person."""


class BadAddress(FeedsError):
    """An address that cannot be asked, and why; the sentence keeps a user and a password in it to itself."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{without_login(address)!r} cannot be used as an address: {why}")
        self.address = address
        self.why = why


class BadSubscriptionList(FeedsError):
    """An OPML file that cannot be read, and why."""
