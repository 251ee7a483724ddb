"""Say which addresses we may not connect to, so that no feed can make us speak to machines behind the user's door."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# `ipaddress.is_global` is not asked: it differs between Python versions and calls multicast, 6to4 and NAT64 forms of
# 127.0.0.1 global. The tables are IANA's special-purpose registries, read strictly.
_FORBIDDEN_V4 = tuple(
    (IPv4Network(network), why)
    for network, why in (
        ("0.0.0.0/8", "means this machine"),  # RFC 1122
        ("10.0.0.0/8", "belongs to a private network"),  # RFC 1918
        ("100.64.0.0/10", "belongs to a provider's inner network"),  # RFC 6598; Alibaba's metadata service
        ("127.0.0.0/8", "means this machine"),  # RFC 1122
        ("168.63.129.16/32", "is a cloud's inner service"),  # Azure
        ("169.254.0.0/16", "belongs to the local network"),  # RFC 3927; the metadata service of most clouds
        ("172.16.0.0/12", "belongs to a private network"),  # RFC 1918
        ("192.0.0.0/24", "is reserved for protocols"),  # RFC 6890; Oracle's metadata service
        ("192.0.2.0/24", "is reserved for documentation"),  # RFC 5737
        ("192.88.99.0/24", "is a withdrawn relay address"),  # RFC 7526
        ("192.168.0.0/16", "belongs to a private network"),  # RFC 1918
        ("198.18.0.0/15", "is reserved for measurements"),  # RFC 2544
        ("198.51.100.0/24", "is reserved for documentation"),  # RFC 5737
        ("203.0.113.0/24", "is reserved for documentation"),  # RFC 5737
        ("224.0.0.0/4", "is a multicast address"),  # RFC 5771
        ("240.0.0.0/4", "is reserved"),  # RFC 1112; broadcast included
    )
)

# Only 2000::/3 is given out to the public (RFC 4291, section 2.4; IANA IPv6 address space): everything else is refused,
# and these parts of it.
_PUBLIC_V6 = IPv6Network("2000::/3")
_FORBIDDEN_V6 = tuple(
    (IPv6Network(network), why)
    for network, why in (
        ("::/128", "means this machine"),
        ("::1/128", "means this machine"),
        ("fc00::/7", "belongs to a private network"),  # RFC 4193
        ("fe80::/10", "belongs to the local network"),  # RFC 4291
        ("fec0::/10", "belongs to a private network"),  # RFC 3879
        ("ff00::/8", "is a multicast address"),  # RFC 4291
        ("2001::/23", "is reserved for protocols"),  # RFC 2928; Teredo, ORCHID and benchmarking lie in it
        ("2001:db8::/32", "is reserved for documentation"),  # RFC 3849
        ("3fff::/20", "is reserved for documentation"),  # RFC 9637
    )
)

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how an IPv6-only network reaches IPv4
_V4_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, withdrawn


def forbidden(address: str) -> str | None:
    """Return why we may not connect to this IP address, in words, or None where we may.

    `address` is what a socket is about to be connected to, never a name: spellings such as 127.1 are the resolver's business.

    >>> forbidden("2002:7f00:1::")
    '2002:7f00:1:: leads to 127.0.0.1, which means this machine'
    >>> forbidden("9.9.9.9") is None
    True
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return f"{address} is no IP address"
    if isinstance(parsed, IPv4Address):
        why = _why_not_v4(parsed)
        return f"{address} {why}" if why else None
    inner = _inner_v4(parsed)
    if inner is not None and (why := _why_not_v4(inner)):
        return f"{address} leads to {inner}, which {why}"
    if why := next((why for network, why in _FORBIDDEN_V6 if parsed in network), None):
        return f"{address} {why}"
    if parsed in _PUBLIC_V6 or parsed in _NAT64 or parsed.ipv4_mapped is not None:
        return None
    return f"{address} is not given out to the public"


def _why_not_v4(address: IPv4Address) -> str | None:
    return next((why for network, why in _FORBIDDEN_V4 if address in network), None)


def _inner_v4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that packets to this one end at: mapped, 6to4, NAT64 or compatible."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (address in _V4_COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
