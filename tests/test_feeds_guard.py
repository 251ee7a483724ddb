"""Which addresses we may not connect to."""

import doctest

import pytest

import feeds.guard
from feeds.guard import forbidden


def test_examples_in_the_docstrings_are_true():
    assert doctest.testmod(feeds.guard).failed == 0


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("0.0.0.0", "this machine"),  # noqa: S104
        ("0.1.2.3", "this machine"),
        ("127.0.0.1", "this machine"),
        ("127.0.0.53", "this machine"),
        ("127.255.255.255", "this machine"),
        ("10.0.0.1", "private network"),
        ("10.255.255.255", "private network"),
        ("172.16.0.1", "private network"),
        ("172.31.255.255", "private network"),
        ("192.168.1.1", "private network"),
        ("100.64.0.1", "provider's inner network"),
        ("100.100.100.200", "provider's inner network"),
        ("100.127.255.255", "provider's inner network"),
        ("168.63.129.16", "cloud's inner service"),
        ("169.254.0.1", "local network"),
        ("169.254.169.254", "local network"),
        ("192.0.0.8", "reserved for protocols"),
        ("192.0.0.9", "reserved for protocols"),
        ("192.0.0.192", "reserved for protocols"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "relay"),
        ("198.18.0.1", "measurements"),
        ("198.19.255.255", "measurements"),
        ("198.51.100.7", "documentation"),
        ("203.0.113.7", "documentation"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "this machine"),
        ("::1", "this machine"),
        ("0:0:0:0:0:0:0:1", "this machine"),
        ("::127.0.0.1", "leads to 127.0.0.1"),
        ("::10.0.0.1", "leads to 10.0.0.1"),
        ("::8.8.8.8", "not given out"),
        ("::ffff:127.0.0.1", "leads to 127.0.0.1"),
        ("::ffff:7f00:1", "leads to 127.0.0.1"),
        ("::ffff:169.254.169.254", "leads to 169.254.169.254"),
        ("::ffff:10.1.2.3", "leads to 10.1.2.3"),
        ("::ffff:0:127.0.0.1", "not given out"),
        ("64:ff9b::7f00:1", "leads to 127.0.0.1"),
        ("64:ff9b::a9fe:a9fe", "leads to 169.254.169.254"),
        ("64:ff9b::10.0.0.1", "leads to 10.0.0.1"),
        ("64:ff9b:1::7f00:1", "not given out"),
        ("64:ff9b:1::1", "not given out"),
        ("2002:7f00:1::", "leads to 127.0.0.1"),
        ("2002:a9fe:a9fe::1", "leads to 169.254.169.254"),
        ("2002:c0a8:101::", "leads to 192.168.1.1"),
        ("2002:e000:1::", "multicast"),
        ("fc00::1", "private network"),
        ("fd00:ec2::254", "private network"),
        ("fe80::1", "local network"),
        ("fe80::1%eth0", "local network"),
        ("febf::1", "local network"),
        ("fec0::1", "private network"),
        ("ff02::1", "multicast"),
        ("ff0e::1", "multicast"),
        ("100::1", "not given out"),
        ("200::1", "not given out"),
        ("4000::1", "not given out"),
        ("5f00::1", "not given out"),
        ("2001::1", "reserved for protocols"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved for protocols"),
        ("2001:2::1", "reserved for protocols"),
        ("2001:10::1", "reserved for protocols"),
        ("2001:20::1", "reserved for protocols"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("example.org", "no IP address"),
        ("127.1", "no IP address"),
        ("2130706433", "no IP address"),
        ("", "no IP address"),
    ],
)
def test_forbidden(address, why):
    assert why in (forbidden(address) or "")


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "126.255.255.255",
        "128.0.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.1",
        "198.17.255.255",
        "198.20.0.1",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "2606:4700:4700::1111",
        "2001:4860:4860::8888",
        "2a00:1450:4001::1",
        "3ffe::1",
    ],
)
def test_allowed(address):
    assert forbidden(address) is None
