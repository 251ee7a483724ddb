"""Say what speaks against sending a post, in words and with what to do about it."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, parse_qsl, urlsplit

from feeds.guard import forbidden
from feeds.urls import absolute, tracks

#: Names of parameters that open a door for whoever has the address.
_KEY = re.compile(
    r"(?:^|[_-])(?:token|key|apikey|secret|password|passwd|pwd|auth|sig|signature|sess(?:ion)?|sid|sess(?:ion)?id|jwt|code|access|credential)(?:$|[_-])",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"https?://[^/?#]*@", re.IGNORECASE)
_INSIDE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".test", ".invalid", ".onion")
#: Embeddings, overrides and isolates, with which a text turns round what stands beside it (UAX 9).
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CALL = re.compile(r"[@＠]\w")
_SLACK_CALL = re.compile(r"<[!@#]")


def address_problems(url: str) -> list[str]:
    """Return what is wrong with *url* as an address to give to others; nothing where all is well.

    >>> address_problems("https://example.org/a?utm_source=feed")
    ['the address tells where you found it (utm_source); take that out']
    """
    if _LOGIN.match(url):
        return ["the address holds a login; give the public one"]
    valid = absolute(url, None)
    if valid is None or urlsplit(valid).scheme not in {"http", "https"}:
        return ["it has no address that others could open; give one that begins with https://"]
    parts = urlsplit(valid)
    return list(_problems_of(parts))


def _problems_of(parts: SplitResult) -> Iterator[str]:
    host, names = parts.hostname or "", [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if _is_inside(host):
        yield f"{host} can be reached only from inside your own network; give an address that is open to all"
    if keys := [name for name in names if _KEY.search(name)]:
        yield f"the address holds what looks like a key of yours ({', '.join(keys)}); give the public one"
    if tracking := [name for name in names if tracks(name)]:
        yield f"the address tells where you found it ({', '.join(tracking)}); take that out"


def _is_inside(host: str) -> bool:
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        return forbidden(host) is not None
    return "." not in host or host.endswith(_INSIDE)


def smuggled_problems(texts: Iterable[str]) -> list[str]:
    """Return what *texts* of a feed tried to do at a network; the post has it made harmless.

    >>> smuggled_problems(["Hello @everyone", "fine"])
    ['the feed calls people (@); the post names them without calling them']
    """
    together = "\n".join(texts)
    found = []
    if _CALL.search(together) or _SLACK_CALL.search(together):
        found.append("the feed calls people (@); the post names them without calling them")
    if _TURNING.search(together):
        found.append("the feed turns the direction of the text; the post leaves that out")
    return found
