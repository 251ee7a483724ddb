"""The errors of this package.

    FeedsError
    ├── BadAddress      an address that cannot be asked: no http(s), no host, a password in it ...
    └── BadSubscriptionList  an OPML file that cannot be read

Expected failures of the network are values (`FetchFailed`, `NotAFeed`), not exceptions.
"""


class FeedsError(Exception):
    """Root of the errors of this package; its text is a sentence for a person."""


class BadAddress(FeedsError):
    """An address that cannot be asked, and why."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address!r} cannot be used as an address: {why}")
        self.address = address
        self.why = why


class BadSubscriptionList(FeedsError):
    """An OPML file that cannot be read, and why."""
