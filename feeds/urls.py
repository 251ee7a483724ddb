"""Say what an address is: as published, as a person typed it, and as an identity."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

from feeds.errors import BadAddress
from feeds.model.ids import SourceId

#: The longest address we store or ask, in characters; servers refuse longer ones anyway.
MOST_CHARACTERS = 4096

_DEFAULT_PORTS = {"http": 80, "https": 443}

# The ports that browsers do not open for web pages, so that nobody can make us speak to a mail server
# (WHATWG Fetch, "port blocking").
_CLOSED_PORTS = frozenset(
    map(
        int,
        """
        1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137
        139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720
        1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
        """.split(),
    )
)

# Parameters that say where a reader came from and never what is shown; "v" is none of them: it is YouTube's video.
_TRACKING = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh mkt_tok ref ref_src ref_url
    source si feature cmpid ncid ocid trk trkcampaign vero_id oly_enc_id oly_anon_id _openstat wickedid rb_clickid xtor _ga _gl
    guccounter guce_referrer guce_referrer_sig s_cid sr_share at_medium at_campaign hsctatracking
    """.split()
)
_TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "mtm_", "matomo_", "piwik_", "_hs", "__hs", "hsa_")

_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
_BRACKETED = re.compile(r"\[[0-9A-Fa-f:.]+\](:[0-9]*)?")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_PORT_AND_PATH = re.compile(r"[0-9]+([/?#].*)?", re.DOTALL)
# Most addresses are plain: nothing in them can be spelled in another way, so that working it out would change nothing.
_PLAIN_HOST = r"(?=[^/?#]{1,253}(?:[/?#]|\Z))[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*"
_PLAIN_PIECE = r"(?:[A-Za-z0-9_.~/:@!$&'()*+,=-]++|%[0-9A-Fa-f]{2})"
_PLAIN_PORT = r"(?::8[0-9]{3}|:(?:1[1-9]|[2-5][0-9])[0-9]{3})?"  # none that is closed, or a scheme's own: what home servers and programs in the making use
_PLAIN = re.compile(rf"https?://{_PLAIN_HOST}{_PLAIN_PORT}(?:/{_PLAIN_PIECE}*)?(?:\?{_PLAIN_PIECE}+)?(?:#{_PLAIN_PIECE}+)?")
_PLAIN_IDENTITY = re.compile(rf"https?://({_PLAIN_HOST}{_PLAIN_PORT})((?:/(?!\.)[A-Za-z0-9_.~:@!$'()*,-]*)*)")
_PLAIN_PLACE = re.compile(rf"https?://({_PLAIN_HOST}{_PLAIN_PORT})(?:[/?#]|\Z)")
# RFC 3986, section 3.3 and 3.4: what may stand in a path and in a query as it is.
_PATH_CHARACTERS = "/:@!$&'()*+,;=~%"
_QUERY_CHARACTERS = _PATH_CHARACTERS + "?"


def absolute(link: str, base: str | None) -> str | None:
    r"""Return the absolute http(s) address that a link in a document means, as a valid URL, or None where it means none.

    Control characters and line breaks are removed as browsers do, IRIs are percent-encoded, `base` is the document's address.

    >>> absolute(" /2026/caf\u00e9 notes\n", "https://example.org/feed.xml")
    'https://example.org/2026/caf%C3%A9%20notes'
    >>> absolute("java\nscript:alert(1)", "https://example.org/") is None
    True
    """
    if len(link) <= MOST_CHARACTERS and _PLAIN.fullmatch(link):
        return link
    # Percent-encoding only lengthens: nothing longer than this can come out short enough but by losing blanks.
    if len(link) > 4 * MOST_CHARACTERS:
        return None
    link = "".join(line.strip(" ") for line in re.split(r"[\t\n\r]+", link)).translate(_CONTROLS).strip().strip(_INVISIBLE)
    if not link:
        return None
    # Browsers read "\" as "/" before the query, and so must whoever checks an address (WHATWG URL, section 4.4).
    path_end = re.search(r"[?#]|$", link).start()  # type: ignore[union-attr]  # "$" always matches
    link = link[:path_end].replace("\\", "/") + link[path_end:]
    try:
        return _valid(urljoin(base, link) if base else link)
    except (BadAddress, ValueError):
        return None


def checked_address(text: str) -> str:
    """Return a person's or a program's address as a valid URL; raises BadAddress, which says in words what is wrong.

    An address without a scheme gets https://, and "feed:" is taken off.

    >>> checked_address("example.org/feed")
    'https://example.org/feed'
    >>> checked_address("feed://example.org/feed")
    'https://example.org/feed'
    """
    address = text.strip()
    if len(address) <= MOST_CHARACTERS and _PLAIN.fullmatch(address):
        return address
    if address != address.translate(_CONTROLS):
        raise BadAddress(text, "it holds a control character")
    if address.lower().startswith("feed:"):
        address = address[5:]
    match = _SCHEME.fullmatch(address)
    if match is None or _is_host_and_port(match[1], match[2]):
        address = "https://" + address.removeprefix("//")
        if "." not in (host := re.split(r"[/?#:]", address[8:], maxsplit=1)[0]) and host.lower() != "localhost":
            raise BadAddress(text, "it names no host; an address looks like https://example.org/feed")
    try:
        return _valid(address)
    except BadAddress as error:
        raise BadAddress(text, error.why) from None


def url_key(url: str) -> str:
    """Return the identity of an address: equal for addresses that show the same thing, for comparing and never for asking.

    The scheme, "www.", tracking parameters, the order of parameters, fragments and a trailing slash do not count.
    An address that is none comes back stripped.

    >>> url_key("http://www.Example.org:80/a/../b/?utm_source=x&v=2&a=1#top")
    'https://example.org/b?a=1&v=2'
    >>> url_key("https://example.org/#!/post/7")
    'https://example.org#!/post/7'
    """
    return _folded(url, without_tracking=True)


def host_of(url: str) -> str:
    """Return "host:port", or "host" where the port is the scheme's own; "" for an address that is none.

    >>> host_of("https://Example.org:443/feed"), host_of("http://127.0.0.1:8910/"), host_of("mailto:a@example.org")
    ('example.org', '127.0.0.1:8910', '')
    """
    valid = absolute(url, None)
    if valid is None:
        return ""
    plain = _PLAIN_PLACE.match(valid)
    return plain[1] if plain else _host_and_port(urlsplit(valid))


def _host_and_port(parts: SplitResult) -> str:
    return parts.netloc if parts.port != _DEFAULT_PORTS[parts.scheme] else parts.netloc.rpartition(":")[0]


@lru_cache(maxsize=10_000)  # a run asks four times for each source that is followed
def source_id(url: str) -> SourceId:
    """Return the id that a source at this address gets: the first 12 hex digits of SHA-256 over its identity.

    Every parameter counts, tracking or not: "?source=blog" and "?source=news" are two feeds of one site.

    >>> source_id("http://example.org/feed/") == source_id("https://www.example.org/feed")
    True
    """
    return SourceId(hashlib.sha256(_folded(url, without_tracking=False).encode("utf-8", "surrogatepass")).hexdigest()[:12])


def _is_host_and_port(scheme: str, rest: str) -> bool:
    """Tell "example.org:8080/feed" and "localhost:8910" from "mailto:x": a host before the colon, a number behind it."""
    return ("." in scheme or scheme.lower() == "localhost") and _PORT_AND_PATH.fullmatch(rest) is not None


def _valid(url: str) -> str:
    """Return an absolute address percent-encoded and with its host in ASCII; raises BadAddress."""
    try:
        url.encode()  # half a character (a lone surrogate) has no bytes
        parts = urlsplit(url)
        port = parts.port
        in_brackets = IPv6Address(parts.hostname or "") if "[" in parts.netloc else None
    except ValueError:
        raise BadAddress(url, "it is malformed, or its port is not between 1 and 65535") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise BadAddress(url, "it does not begin with http:// or https://")
    if "@" in parts.netloc:
        raise BadAddress(url, "it holds a user name or a password")
    if in_brackets is not None and not _BRACKETED.fullmatch(parts.netloc):
        raise BadAddress(url, "what stands in its brackets is no IPv6 address")
    if port == 0:
        raise BadAddress(url, "its port is not between 1 and 65535")
    if port in _CLOSED_PORTS:
        raise BadAddress(url, f"port {port} belongs to something other than the web")
    host = _ascii_host(url, parts) if in_brackets is None else f"[{in_brackets}]"
    path, query, fragment = (
        quote(_LONE_PERCENT.sub("%25", text), safe=safe)
        for text, safe in ((parts.path, _PATH_CHARACTERS), (parts.query, _QUERY_CHARACTERS), (parts.fragment, _QUERY_CHARACTERS))
    )
    valid = SplitResult(parts.scheme, host if port is None else f"{host}:{port}", path, query, fragment).geturl()
    if len(valid) > MOST_CHARACTERS:
        raise BadAddress(url[:80] + "...", f"it is longer than {MOST_CHARACTERS} characters")
    return valid


def _ascii_host(url: str, parts: SplitResult) -> str:
    """Return the host in lower case and punycode (UTS 46, nontransitional as in browsers)."""
    host = parts.hostname or ""
    if not host:
        raise BadAddress(url, "it names no host; an address looks like https://example.org/feed")
    readable = unicodedata.normalize("NFKC", host.translate(dict.fromkeys(map(ord, _INVISIBLE)))).lower().replace("\u3002", ".")
    labels = [
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in readable.removesuffix(".").split(".")
    ]
    ascii_host = ".".join(labels)
    if len(ascii_host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress(url, f"{host!r} is no name of a host")
    return ascii_host


def _folded(url: str, *, without_tracking: bool) -> str:
    plain = _PLAIN_IDENTITY.fullmatch(url) if len(url) <= MOST_CHARACTERS else None
    if plain:
        return f"https://{_without_www(plain[1])}{plain[2].rstrip('/')}"
    valid = absolute(url, None)
    if valid is None:
        return url.strip()
    parts = urlsplit(valid)
    query = _folded_query(parts.query, without_tracking=without_tracking)
    route = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return SplitResult("https", _without_www(_host_and_port(parts)), _folded_path(parts.path), query, route).geturl()


def _without_www(host: str) -> str:
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def _folded_path(path: str) -> str:
    """Return the path with "." and ".." resolved (RFC 3986, section 5.2.4), one spelling per character, no trailing slash."""
    kept: list[str] = []
    for segment in (_respelled(segment) for segment in path.split("/")[1:]):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "".join("/" + segment for segment in kept).rstrip("/")


def _folded_query(query: str, *, without_tracking: bool) -> str:
    # "&amp;" comes from feeds that escape twice.
    pairs = [pair.removeprefix("amp;").partition("=") for pair in query.split("&") if pair]
    kept = sorted(
        (
            (_respelled(name, blank="+"), _respelled(value, blank="+"))
            for name, _, value in pairs
            if not (without_tracking and tracks(name))
        ),
        key=lambda pair: pair[0],  # a repeated name keeps its order: it may mean something
    )
    return "&".join(f"{name}={value}" if value else name for name, value in kept)


def tracks(name: str) -> bool:
    """Say whether a parameter called *name* only says where the address was found."""
    return name.lower() in _TRACKING or name.lower().startswith(_TRACKING_PREFIXES)


def _respelled(text: str, *, blank: str = "%20") -> str:
    """Return the one spelling of a piece of an address: "@" and "%40" are the same, "/" and "%2F" are not."""
    return quote(unquote_to_bytes(text.replace(blank, "%20")), safe="@:!$'()*,;~")
