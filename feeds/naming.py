"""Say which source is meant, without giving away an address that is a secret."""

from feeds.model.sources import Source
from feeds.urls import host_of


def shown_address(source: Source, url: str | None = None) -> str:
    """Return an address of *source* (*url*, else its own) for people and logs: of a private one only the host.

    >>> from feeds.model.ids import SourceId
    >>> from feeds.model.sources import Source
    >>> shown_address(Source(id=SourceId("1"), url="https://example.org/feed?key=7", private=True))
    'example.org/…'
    """
    url = source.url if url is None else url
    return f"{host_of(url)}/…" if source.private else url


def name_of(source: Source) -> str:
    """Return what to call *source*: its title, else its address as it may be shown."""
    return source.title or shown_address(source)
