"""Say at which address anybody may open an item, if there is any."""

from pipeline.model.digests import Candidate
from pipeline.posting.checks import address_findings, clean
from pipeline.wording import web_address


def open_address(candidate: Candidate) -> str | None:
    """Return the address under which everybody finds *candidate*, without what only says where it was found.

    None for what is of a private source, and for an address that holds a login or perhaps a key, or leads into somebody's own network.
    """
    address = web_address(candidate.url)
    return None if candidate.private or address is None else public_address(address)


def public_address(url: str) -> str | None:
    """Return *url* without what only says where it was found; None where perhaps not everybody may have it.

    >>> public_address("https://example.org/a?utm_source=feed&page=2")
    'https://example.org/a?page=2'
    >>> public_address("https://example.org/feed?token=secret") is None
    True
    """
    plain = clean(url)
    return None if address_findings(plain) else plain
