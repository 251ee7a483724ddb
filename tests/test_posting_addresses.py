"""Which addresses may be given to others: no key, no inside, nothing that tells where they were found."""

import html
import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.posting.checks import address_findings, calls_to_all, clean, unseen_in, written_findings

_LINKS = re.compile(r'<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^<\]\s]+)|<link[^>]+href=["\'](https?://[^"\']+)["\']')
_ENTRIES = re.compile(r"<(?:item|entry)\b.*?</(?:item|entry)>", re.DOTALL)


def risks(url: str) -> list[str]:
    return [finding.risk for finding in address_findings(url)]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://example.org/2026/05/01/ten-rules-of-2026", id="a slug and a date"),
        pytest.param("https://example.org/a/0b0ff4f8-9d0c-4a6e-8f4c-6d1f0a4c2b11", id="a UUID"),
        pytest.param("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42", id="a film"),
        pytest.param("https://www.youtube.com/channel/UCsE74YJvPJpaquzTPMO8hAA", id="a channel"),
        pytest.param("https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk", id="an episode"),
        pytest.param("https://github.com/a/b/commit/3f9a8b7c6d5e4f3a2b1c3f9a8b7c6d5e4f3a2b1c", id="a commit"),
        pytest.param("https://medium.com/@ada/on-tokens-9f3c2b1a0d4e", id="a hash behind a slug"),
        pytest.param("https://example.org/private-equity/12345678901234567", id="a word about money and a number"),
        pytest.param("https://example.org/authors/ada-lovelace?page=2#comments", id="an author"),
        pytest.param("https://example.org/?p=123&session=4&key=", id="numbers, and a key without a value"),
        pytest.param("https://lists.example.org/list/devel@lists.example.org/", id="a mailing list"),
        pytest.param("https://9.9.9.9/", id="a public number"),
        pytest.param("https://midad.example/2026/ابدأ-بالخلاصة.html", id="an Arabic slug"),
    ],
)
def test_an_ordinary_address_may_leave(url):
    assert risks(url) == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="no address"),
        pytest.param("https://me:secret@example.org/", id="a login"),
        pytest.param("http://localhost:4000/a", id="this machine"),
        pytest.param("http://wiki/plans", id="a name of the inside"),
        pytest.param("http://nas.fritz.home.arpa/a", id="a network at home"),
        pytest.param("http://10.1.2.3/a", id="a private network"),
        pytest.param("https://example.org/a?access_token=1", id="a token"),
        pytest.param("https://example.org/a?authToken=1", id="a token in camel case"),
        pytest.param("https://example.org/a?api_key=abc123", id="a key in two words"),
        pytest.param("https://example.org/a?api-key=12345", id="a key in two words, of digits"),
        pytest.param("https://example.org/a?Session.Id=abc123", id="a session in two words"),
        pytest.param("https://example.org/a?pw=hunter2", id="a password in short"),
        pytest.param("https://example.org/a#access_token=abc", id="a token behind the #"),
        pytest.param("https://example.org/#/reset?token=abc", id="a token in a route"),
        pytest.param("https://example.org/a;jsessionid=1F3B", id="a session in the path"),
        pytest.param("https://b.s3.amazonaws.com/a.pdf?X-Amz-Date=1&X-Amz-Signature=ab", id="a signature"),
        pytest.param("https://example.org/?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE", id="a long key"),
        pytest.param("https://example.org/?reader=sam@example.org", id="a mail address"),
        pytest.param("https://example.org/r?to=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3", id="an encoded object in a value"),
        pytest.param("https://example.org/redirect/2/eyJlIjoiaHR0cHM6Ly9leGFtcGxlIn0.abc", id="an encoded object in the path"),
        pytest.param("https://example.org/feed/12/private/0b0ff4f8-9d0c-4a6e-8f4c-6d1f0a4c2b11.rss", id="a private feed"),
        pytest.param("https://example.org/magic/9f3kQ2xVt7LmZ0aPw4Rb", id="a magic link"),
        pytest.param("https://example.org/login/3f9a8b7c6d5e4f3a", id="a login link in hex"),
        pytest.param("https://example.org/unsubscribe/12", id="somebody's way out"),
        pytest.param("https://example.org/optout?u=12", id="somebody's way out, in a parameter"),
    ],
)
def test_what_would_leak_is_secret(url):
    assert risks(url) == ["secret"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("https://example.org/?key=C%20major", "(key)", id="a key or a key of music"),
        pytest.param("https://example.org/u/9sd8f7s9d8f7sd98f7sd98f7s", "(9sd8…)", id="a long piece that nobody chose"),
        pytest.param("https://example.org/?x=9f3kQ2xVt7LmZ0aPw4RbY8sD5e", "(x)", id="a long value that nobody chose"),
        pytest.param("https://example.org/unsubscribe/", "unsubscribes", id="a way out for everybody"),
        pytest.param("https://example.org/?p=1&preview=true", "draft or a preview", id="a preview"),
        pytest.param("https://example.org/drafts/12", "draft or a preview", id="a draft"),
        pytest.param("https://abcdefgh.onion/a", "through Tor", id="an onion service"),
    ],
)
def test_what_may_leak_is_doubtful(url, words):
    (finding,) = address_findings(url)

    assert finding.risk == "doubtful"
    assert words in finding.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Then open http://localhost:3000.", ["doubtful"], id="the reader's own machine"),
        pytest.param("Then open http://127.0.0.1:3000/a or http://app.localhost/", ["doubtful", "doubtful"], id="by other names"),
        pytest.param("Then open http://[::1]:3000/", ["doubtful"], id="by its newer number"),
        pytest.param("Then open http://0.0.0.0:8000/", ["doubtful"], id="by no number"),
        pytest.param("Then open http://localhost:3000/?token=abc", ["doubtful", "secret"], id="with a key"),
        pytest.param("Then open http://localhost.corp/", ["secret"], id="a machine of that name"),
        pytest.param("Then open http://192.168.0.1/", ["secret"], id="a machine at home"),
    ],
)
def test_an_address_of_the_readers_own_machine_gives_nothing_away_in_a_sentence(text, expected):
    assert [finding.risk for finding in written_findings(text)] == expected


def test_no_secret_stands_in_the_words_about_it():
    secrets = ("hunter2hunter2", "9f3kQ2xVt7LmZ0aPw4RbY8sD5e")
    urls = (f"https://me:{secrets[0]}@example.org/", f"https://example.org/?token={secrets[0]}", f"https://example.org/magic/{secrets[1]}")

    words = " ".join(finding.words for url in urls for finding in address_findings(url))

    assert not any(secret in words for secret in secrets)


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        pytest.param("https://example.org/a?utm_source=x&id=7&fbclid=y#part", "https://example.org/a?id=7#part", id="among others"),
        pytest.param("https://example.org/a?utm_source=x", "https://example.org/a", id="alone"),
        pytest.param("https://example.org/a?b=%C4%85+c&amp;utm_medium=rss", "https://example.org/a?b=%C4%85+c", id="escaped twice"),
        pytest.param("https://example.org/a#utm_source=x&utm_medium=y", "https://example.org/a", id="behind the #"),
        pytest.param("https://example.org/a?x=?&y#b?c", "https://example.org/a?x=?&y#b?c", id="nothing to take out"),
    ],
)
def test_tracking_is_taken_out_and_nothing_else(url, cleaned):
    assert clean(url) == cleaned
    assert risks(cleaned) == []


def test_a_key_of_those_who_track_is_tracking_alone():
    assert risks("https://example.org/a?guce_referrer_sig=AQAAANzK48fNRqXpbmkoJ") == ["tracking"]


def test_what_calls_everybody_and_what_nobody_sees_is_named():
    assert calls_to_all("@Everyone <!here> @ada ＠all, <!channel|x> me@here.org") == ("@Everyone", "<!here>", "＠all", "<!channel|x>")
    assert unseen_in("a\u202eb\u200b\u200bc\x00\n\tسلام\u200f 👨\u200d👩") == ("U+202E", "U+200B", "U+0000")


@pytest.mark.shared_data
def test_of_real_items_only_those_that_lead_inside_are_stopped(shared_data: Path):
    urls: set[str] = set()
    for file in sorted((shared_data / "feeds" / "smallweb").iterdir()):
        for entry in _ENTRIES.findall(file.read_text(encoding="utf-8", errors="replace")):
            urls.update(html.unescape(first or second) for first, second in _LINKS.findall(entry))
    found = {url: address_findings(url) for url in urls}
    counts = Counter(finding.risk for findings in found.values() for finding in findings)
    print(f"of {len(urls)} addresses of items: {dict(counts)}")  # noqa: T201 - the figures, for whoever asks with -s

    assert len(urls) > 3000
    assert {url.split("/")[2] for url, findings in found.items() if any(one.risk == "secret" for one in findings)} == {"localhost:4000"}
    assert counts["doubtful"] <= len(urls) / 1000
