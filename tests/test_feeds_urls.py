"""What an address is: as published, as typed, as an identity."""

import doctest

import pytest

import feeds.urls
from feeds.errors import BadAddress
from feeds.urls import MOST_CHARACTERS, absolute, checked_address, host_of, source_id, url_key

PAGE = "https://example.org/blog/feed.xml"


def test_examples_in_the_docstrings_are_true():
    assert doctest.testmod(feeds.urls).failed == 0


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        pytest.param("https://example.net/a?b=c#d", "https://example.net/a?b=c#d", id="an absolute address stays as published"),
        pytest.param("post/1", "https://example.org/blog/post/1", id="a relative link is joined"),
        pytest.param("../post/1", "https://example.org/post/1", id="a link upwards is resolved"),
        pytest.param("//cdn.example.net/x", "https://cdn.example.net/x", id="a link without a scheme takes the page's"),
        pytest.param("  https://example.net/a \n", "https://example.net/a", id="blanks around it are nothing"),
        pytest.param("https://example.net/\n      a/b", "https://example.net/a/b", id="a line break within it is nothing"),
        pytest.param("https://example.net/a b", "https://example.net/a%20b", id="a blank within it is encoded"),
        pytest.param("https://example.net/\x00a\x7f\x9f", "https://example.net/a", id="control characters are nothing"),
        pytest.param("\u200bhttps://example.net/a\ufeff", "https://example.net/a", id="invisible characters around it are nothing"),
        pytest.param("https://example.net/zażółć?q=ق", "https://example.net/za%C5%BC%C3%B3%C5%82%C4%87?q=%D9%82", id="an IRI is encoded"),
        pytest.param("https://example.net/%D9%82", "https://example.net/%D9%82", id="what is encoded is not encoded twice"),
        pytest.param("https://example.net/100%", "https://example.net/100%25", id="a lone percent sign is encoded"),
        pytest.param("https://example.net/?a[]=1|2", "https://example.net/?a%5B%5D=1%7C2", id="brackets are encoded"),
        pytest.param("https://Bücher.Example/", "https://xn--bcher-kva.example/", id="a name in Unicode becomes punycode"),
        pytest.param("https://مثال.إختبار/", "https://xn--mgbh0fb.xn--kgbechtv/", id="an Arabic name becomes punycode"),
        pytest.param("https://straße.example/", "https://xn--strae-oqa.example/", id="sharp s stays itself, as in browsers"),
        pytest.param("https://exam\u00adple\u3002net/", "https://example.net/", id="soft hyphens go, an ideographic dot is a dot"),
        pytest.param("http://①②⑦.0.0.1/", "http://127.0.0.1/", id="digits in circles are digits"),
        pytest.param("https://example.net./a", "https://example.net/a", id="the root's dot goes"),
        pytest.param("https:\\\\example.net\\a?b\\c", "https://example.net/a?b%5Cc", id="backslashes are slashes before the query"),
        pytest.param("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/", id="an IPv6 address"),
        pytest.param("https://example.net:/a", "https://example.net/a", id="an empty port is none"),
        pytest.param("", None, id="nothing"),
        pytest.param(" \n ", None, id="only blanks"),
        pytest.param("javascript:alert(1)", None, id="a script"),
        pytest.param("java\nscript:alert(1)", None, id="a script broken by a line break"),
        pytest.param("\x01javascript:alert(1)", None, id="a script behind a control character"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("file:///etc/passwd", None, id="a file"),
        pytest.param("mailto:a@example.org", None, id="a mail address"),
        pytest.param("https://user:secret@example.org/", None, id="a password"),
        pytest.param("https://example.org\\@evil.example/", "https://example.org/@evil.example/", id="a backslash ends the host"),
        pytest.param("https://example.net:0/", None, id="port 0"),
        pytest.param("https://example.net:65536/", None, id="port 65536"),
        pytest.param("https://example.net:2x/", None, id="a port that is no number"),
        pytest.param("https://example.net:25/", None, id="the port of mail servers"),
        pytest.param("http://[::1/", None, id="half a bracket"),
        pytest.param("http://[::1]x/", None, id="something behind the bracket"),
        pytest.param("http://[fe80::1%25eth0]/", None, id="a zone"),
        pytest.param("http://[1:2]/", None, id="brackets around no address"),
        pytest.param("https://exa mple.net/", None, id="a blank in the host"),
        pytest.param("https://exa%6dple.net/", None, id="an encoded host"),
        pytest.param("https://a..b/", None, id="an empty label"),
        pytest.param(f"https://{'a' * 64}.example/", None, id="a label of 64 characters"),
        pytest.param(f"https://{'a.' * 130}example/", None, id="a host of 267 characters"),
        pytest.param("https://℀.example/", None, id="a character that would become a slash"),
        pytest.param("https://example.net/\ud800", None, id="half a character"),
        pytest.param("https://example.net/" + "a" * MOST_CHARACTERS, None, id="more than 4 KB"),
        pytest.param("https://example.net/" + "ق" * 1000, None, id="more than 4 KB once encoded"),
        pytest.param("x" * (4 * MOST_CHARACTERS + 1), None, id="much more than 4 KB"),
    ],
)
def test_absolute(link, meant):
    assert absolute(link, PAGE) == meant


def test_a_relative_link_without_a_base_means_nothing():
    assert absolute("/post/1", None) is None


def test_a_base_that_is_no_address_means_nothing():
    assert absolute("/post/1", "http://[") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("https://example.org/feed", "https://example.org/feed", id="a whole address"),
        pytest.param(" example.org/feed ", "https://example.org/feed", id="without a scheme"),
        pytest.param("//example.org/feed", "https://example.org/feed", id="beginning with slashes"),
        pytest.param("example.org:8443/feed", "https://example.org:8443/feed", id="a port without a scheme"),
        pytest.param("localhost:8910/feed", "https://localhost:8910/feed", id="this machine"),
        pytest.param("feed:https://example.org/feed", "https://example.org/feed", id="feed: before a whole address"),
        pytest.param("feed://example.org/feed", "https://example.org/feed", id="feed:// in place of the scheme"),
        pytest.param("HTTP://EXAMPLE.org/Feed", "http://example.org/Feed", id="capitals"),
    ],
)
def test_a_checked_address(typed, meant):
    assert checked_address(typed) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param("ftp://example.org/", "does not begin with http", id="another scheme"),
        pytest.param("file:///etc/passwd", "does not begin with http", id="a file"),
        pytest.param("mailto:a@example.org", "does not begin with http", id="a mail address with its scheme"),
        pytest.param("C:\\feeds\\a.xml", "does not begin with http", id="a path on Windows"),
        pytest.param("/home/me/feed.xml", "names no host", id="a path"),
        pytest.param("gardening", "names no host", id="a word"),
        pytest.param("", "names no host", id="nothing"),
        pytest.param("https://", "names no host", id="only a scheme"),
        pytest.param("https://me:secret@example.org/", "user name or a password", id="a password"),
        pytest.param("me@example.org", "user name or a password", id="a mail address"),
        pytest.param("https://example.org/\x01", "control character", id="a control character"),
        pytest.param("https://example.org:0/", "port", id="port 0"),
        pytest.param("https://example.org:99999/", "port", id="port 99999"),
        pytest.param("https://example.org:22/", "port 22", id="a port of another service"),
        pytest.param("https://example.org/ü\udc80", "malformed", id="half a character"),
        pytest.param("https://exam ple.org/", "no name of a host", id="a blank in the host"),
        pytest.param("https://example.org/" + "a" * 5000, "longer than 4096", id="5 KB"),
    ],
)
def test_an_address_that_is_refused_says_why(typed, why):
    with pytest.raises(BadAddress, match=why) as refused:
        checked_address(typed)

    assert refused.value.address == typed


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("http://example.org/a?b=1&c=2", id="scheme"),
        pytest.param("https://www.example.org/a?b=1&c=2", id="www"),
        pytest.param("https://EXAMPLE.org./a?b=1&c=2", id="case and root dot of the host"),
        pytest.param("https://example.org:443/a?b=1&c=2", id="default port"),
        pytest.param("http://example.org:80/a?b=1&c=2", id="default port of http"),
        pytest.param("https://example.org/a/?b=1&c=2", id="trailing slash"),
        pytest.param("https://example.org/x/../a?b=1&c=2", id="dots"),
        pytest.param("https://example.org/../%2E/a?b=1&c=2", id="dots above the root and encoded ones"),
        pytest.param("https://example.org/%61?b=1&c=2", id="needless encoding"),
        pytest.param("https://example.org/a?c=2&b=1", id="order of parameters"),
        pytest.param("https://example.org/a?b=1&&c=2", id="an empty parameter"),
        pytest.param("https://example.org/a?b=1&amp;c=2", id="an ampersand escaped twice"),
        pytest.param("https://example.org/a?b=1&c=2#comments", id="fragment"),
        pytest.param("https://example.org/a?b=1&c=2&utm_source=x&UTM_Medium=y", id="utm"),
        pytest.param("https://example.org/a?b=1&c=2&fbclid=1&gclid=2&mc_cid=3&_hsenc=4&igshid=5", id="click ids"),
        pytest.param("https://example.org/a?b=1&c=2&ref=hn&source=rss&si=x&feature=share", id="where from"),
    ],
)
def test_one_identity_for(other):
    assert url_key(other) == url_key("https://example.org/a?b=1&c=2") == "https://example.org/a?b=1&c=2"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("https://example.net/a?v=1", id="host"),
        pytest.param("https://blog.example.org/a?v=1", id="host below"),
        pytest.param("https://example.org:8443/a?v=1", id="port"),
        pytest.param("https://example.org/A?v=1", id="case of the path"),
        pytest.param("https://example.org/a%2F?v=1", id="an encoded slash"),
        pytest.param("https://example.org/a?v=2", id="another video"),
        pytest.param("https://example.org/a", id="no parameter"),
        pytest.param("https://example.org/a?v=1&v=2", id="a parameter twice"),
        pytest.param("https://example.org/a?v=1#!/2", id="a route in the fragment"),
        pytest.param("https://example.org/a?v=1#/2", id="a route without its mark"),
    ],
)
def test_another_identity_for(other):
    assert url_key(other) != url_key("https://example.org/a?v=1")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        pytest.param("https://www.youtube.com/watch?v=abc&feature=share&si=x", "https://youtube.com/watch?v=abc", id="a video"),
        pytest.param("https://medium.com/%40sam/x?source=rss", "https://medium.com/@sam/x", id="an encoded at sign"),
        pytest.param("http://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4", id="an IRI"),
        pytest.param("https://example.org/", "https://example.org", id="the front page"),
        pytest.param("https://example.org/?p=7&q=", "https://example.org?p=7&q", id="an empty value"),
        pytest.param("https://example.org/?q=a+b", "https://example.org?q=a%20b", id="a plus for a blank"),
        pytest.param("https://www.org/", "https://www.org", id="www as the name itself"),
        pytest.param("urn:uuid:1 ", "urn:uuid:1", id="what is no address"),
    ],
)
def test_url_key(url, key):
    assert url_key(url) == key
    assert url_key(key) == key


@pytest.mark.parametrize(
    ("url", "host"),
    [
        pytest.param("https://Example.org/", "example.org", id="no port"),
        pytest.param("https://example.org:443/", "example.org", id="default port"),
        pytest.param("http://example.org:443/", "example.org:443", id="another scheme's port"),
        pytest.param("http://[::1]:80/", "[::1]", id="IPv6, default port"),
        pytest.param("http://[::1]:81/", "[::1]:81", id="IPv6, another port"),
        pytest.param("/feed", "", id="no address"),
    ],
)
def test_host_of(url, host):
    assert host_of(url) == host


def test_a_source_keeps_its_id_whatever_the_spelling_of_its_address():
    ids = {source_id(url) for url in ("http://example.org/feed/", "https://www.example.org/feed", "https://example.org:443/feed#x")}

    assert ids == {"09157359a856"}


def test_two_feeds_that_differ_in_a_tracking_parameter_are_two_sources():
    assert source_id("https://example.org/feed?source=blog") != source_id("https://example.org/feed?source=news")


def test_a_source_without_a_usable_address_has_an_id_too():
    assert source_id("\ud800") != source_id("")
