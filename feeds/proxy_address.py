"""Read the address of a proxy, with a user and a password in it or without."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from feeds.errors import BadAddress
from feeds.urls import checked_address

_HTTP = 80
# What a complaint shows of an address: some part of it may be a password.
_UNREPEATED = "http://..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """Where the proxy is, and what it wants to see before it lets us through."""

    host: str
    port: int
    headers: Mapping[str, str] = field(repr=False)


def proxy_from(address: str) -> Proxy:
    """Return the proxy at an http:// address, which may hold a user and a password (RFC 7617); port 80 where it names none.

    Raises BadAddress for everything else, without repeating what may be a password.

    >>> proxy_from("http://sam:secret@proxy.example:3128").headers
    {'Proxy-Authorization': 'Basic c2FtOnNlY3JldA=='}
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        raise BadAddress(_UNREPEATED, "it is malformed") from None
    if parts.scheme != "http":
        raise BadAddress(_UNREPEATED, "it does not begin with http://")
    login, there_is_one, place = parts.netloc.rpartition("@")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise BadAddress(_UNREPEATED, "more follows its host and port; signs such as / in a password are written as %2F")
    checked = urlsplit(checked_address(f"http://{place}"))
    headers = {}
    if there_is_one:
        user, _, password = login.partition(":")
        named = b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode("ascii")
        headers["Proxy-Authorization"] = f"Basic {named}"
    return Proxy(host=checked.hostname or "", port=checked.port or _HTTP, headers=headers)
