"""What a site asks of us before we read its pages."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.model.answers import FailureKind, Fetched, FetchFailed, NotModified, Validators
from feeds.robots import RobotsRules, allows, fresh, pause_seconds, robots_url, rules_from

NOON = datetime(2026, 2, 18, 12, tzinfo=UTC)
URL = "https://example.org/robots.txt"


def answered(text, content_type="text/plain"):
    body = text if isinstance(text, bytes) else text.encode()
    return Fetched(url=URL, final_url=URL, status=200, body=body, content_type=content_type, validators=Validators(etag='"1"'))


def failed(kind, status=None):
    return FetchFailed(url=URL, kind=kind, reason="it failed", status=status)


def rules(text):
    return RobotsRules(text=text, fetched_at=NOON)


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://example.org/a/b?c#d", "https://example.org/robots.txt"),
        ("http://example.org:8080", "http://example.org:8080/robots.txt"),
    ],
)
def test_each_origin_has_its_own_rules(url, home):
    assert robots_url(url) == home


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        pytest.param("", "/a", True, id="no rules"),
        pytest.param("User-agent: *\nDisallow: /", "/a", False, id="all robots, everything"),
        pytest.param("User-agent: *\nDisallow: /", "/robots.txt", True, id="the rules themselves"),
        pytest.param("User-agent: *\nDisallow:", "/a", True, id="an empty rule"),
        pytest.param("User-agent: *\nDisallow: /private", "/private/a", False, id="a prefix"),
        pytest.param("User-agent: *\nDisallow: /private", "/public", True, id="another prefix"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False, id="a wildcard with an end"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True, id="a wildcard that ends elsewhere"),
        pytest.param("User-agent: *\nDisallow: /page\nAllow: /page-ok", "/page-ok", True, id="the longest match wins"),
        pytest.param("User-agent: *\nAllow: /p\nDisallow: /p", "/p", True, id="of two as long the one that allows"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: gapfeed\nAllow: /", "/a", True, id="our own rules win"),
        pytest.param("User-agent: Gapfeed/2.0\nDisallow: /", "/a", False, id="our name with a version"),
        pytest.param("User-agent: GapFeed # us\nDisallow: /", "/a", False, id="our name, other case, a comment"),
        pytest.param("User-agent: Gap\nDisallow: /", "/a", True, id="a name that ours begins with"),
        pytest.param("User-agent: Otherbot\nDisallow: /", "/a", True, id="another robot"),
        pytest.param("User-agent: Otherbot\nUser-agent: *\nDisallow: /", "/a", False, id="a group of robots with all others"),
        pytest.param("User-agent: *\nAllow: /\nUser-agent: Otherbot\nDisallow: /", "/a", True, id="the next group is not ours"),
        pytest.param("User agent *\nDisallow /", "/a", False, id="colons forgotten"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /", "/a", False, id="a byte order mark"),
        pytest.param("User-agent: *\r\nDisallow: /a\r\n", "/a", False, id="line ends of Windows"),
        pytest.param("User-agent: *\nDisallow: /\x00", "/a", False, id="a NUL"),
        pytest.param("User-agent: *\nDisallow: /caf\u00e9", "/caf%C3%A9", False, id="a rule in Unicode"),
    ],
)
def test_allows(text, path, allowed):
    found = rules_from(answered(text), now=NOON)

    assert allows(found, "https://example.org" + path) is allowed


def test_bytes_that_are_no_text_are_no_rules():
    assert allows(rules_from(answered(b"\xff\xfe\x00" * 100), now=NOON), "https://example.org/a")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(answered("User-agent: *\nDisallow: /", "text/html; charset=utf-8"), id="said to be HTML"),
        pytest.param(answered("  <!doctype html><pre>User-agent: *\nDisallow: /"), id="looking like HTML"),
    ],
)
def test_a_page_in_place_of_the_rules_allows_everything(page):
    assert rules_from(page, now=NOON).text == ""


@pytest.mark.parametrize(
    ("outcome", "allowed"),
    [
        pytest.param(failed(FailureKind.STATUS, 404), True, id="404: there are no rules"),
        pytest.param(failed(FailureKind.STATUS, 401), True, id="401: there are no rules for us"),
        pytest.param(failed(FailureKind.STATUS, 403), True, id="403: there are no rules for us"),
        pytest.param(failed(FailureKind.GONE, 410), True, id="410: there are no rules any more"),
        pytest.param(failed(FailureKind.STATUS, 302), True, id="a redirect to nowhere"),
        pytest.param(failed(FailureKind.TOO_MANY_REDIRECTS), True, id="an endless redirect"),
        pytest.param(failed(FailureKind.STATUS, 500), False, id="500: not now"),
        pytest.param(failed(FailureKind.RATE_LIMITED, 503), False, id="503: not now"),
        pytest.param(failed(FailureKind.RATE_LIMITED, 429), False, id="429: not now"),
        pytest.param(failed(FailureKind.TIMEOUT), False, id="no answer: not now"),
        pytest.param(failed(FailureKind.TLS), False, id="a bad certificate: not now"),
        pytest.param(failed(FailureKind.UNKNOWN_HOST), False, id="no such host: not now"),
    ],
)
def test_what_a_failure_allows(outcome, allowed):
    assert allows(rules_from(outcome, now=NOON), "https://example.org/a") is allowed


def test_unchanged_rules_are_the_known_ones_from_now_on():
    known = RobotsRules(text="User-agent: *\nDisallow: /", fetched_at=NOON - timedelta(days=1), validators=Validators(etag='"1"'))

    again = rules_from(NotModified(url=URL), now=NOON, known=known)

    assert again == RobotsRules(text=known.text, fetched_at=NOON, validators=known.validators)


def test_unchanged_rules_that_nobody_knows_forbid_for_now():
    assert rules_from(NotModified(url=URL), now=NOON) == RobotsRules(text=None, fetched_at=NOON)


def test_rules_keep_the_validators_they_came_with():
    assert rules_from(answered("User-agent: *"), now=NOON).validators == Validators(etag='"1"')


@pytest.mark.parametrize(
    ("text", "age", "is_fresh"),
    [
        pytest.param("", timedelta(0), True, id="just asked"),
        pytest.param("", timedelta(hours=23, minutes=59), True, id="within a day"),
        pytest.param("", timedelta(hours=24), False, id="after a day"),
        pytest.param(None, timedelta(minutes=59), True, id="a failure, within an hour"),
        pytest.param(None, timedelta(hours=1), False, id="a failure, after an hour"),
        pytest.param("", timedelta(hours=-1), False, id="the clock was set back"),
    ],
)
def test_fresh(text, age, is_fresh):
    assert fresh(RobotsRules(text=text, fetched_at=NOON - age), NOON) is is_fresh


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("", 1.0, id="nothing asked"),
        pytest.param(None, 1.0, id="nothing known"),
        pytest.param("User-agent: *\nCrawl-delay: 2.5", 2.5, id="a pause"),
        pytest.param("User-agent: *\nCrawl-delay: 0", 1.0, id="no pause at all"),
        pytest.param("User-agent: *\nCrawl-delay: 999999999999", 30.0, id="a pause of ages"),
        pytest.param("User-agent: *\nCrawl-delay: soon", 1.0, id="garbage"),
        pytest.param("User-agent: Otherbot\nCrawl-delay: 9", 1.0, id="a pause for another robot"),
    ],
)
def test_pause_seconds(text, seconds):
    assert pause_seconds(rules(text)) == seconds


@pytest.mark.usefixtures("stopped_when_it_hangs")
def test_twenty_thousand_robots_above_twenty_thousand_rules_are_read():
    text = "".join(f"User-agent: gapfeed{n}\n" for n in range(20_000)) + "".join(f"Allow: /{n}\n" for n in range(20_000))

    assert allows(rules(text), "https://example.org/a")


@pytest.mark.usefixtures("stopped_when_it_hangs")
def test_rules_of_nothing_but_wildcards_are_matched():
    text = "User-agent: *\n" + f"Disallow: /{'*a' * 2000}b\n" * 100

    assert allows(rules(text), "https://example.org/" + "a" * 4000)
