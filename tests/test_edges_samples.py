"""The sample servers answer as real ones do."""

from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from pipeline.edges.samples import Asked, Samples, serving


@pytest.fixture
def samples(tmp_path: Path) -> Iterator[Samples]:
    for name, text in {
        "news.example/feed.xml": "<rss>now</rss>", "news.example/feed.xml@earlier": "<rss>then</rss>", "blog.example/feed.rss@earlier": "<rss>last</rss>", "news.example/index.html": "<p>home</p>",
        "blog.example/talk.vtt": "WEBVTT", "blog.example/data.bin7": "?", "secret.txt": "not served", "news.example/pl/zażółć.html": "<p>ż</p>",
    }.items():  # fmt: skip
        path = tmp_path / "sites" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with serving(tmp_path / "sites") as running:
        yield running


def ask(samples: Samples, host: str, path: str, method: str = "GET", **headers: str):
    connection = HTTPConnection(*next(iter(samples.routes.values())), timeout=5)
    try:
        connection.request(method, path, headers={"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        connection.close()


def test_every_folder_is_a_host_of_its_own(samples):
    assert set(samples.routes) == {"blog.example", "news.example"}
    assert all(address[0] == "127.0.0.1" for address in samples.routes.values())


@pytest.mark.parametrize(
    ("host", "path", "status", "text", "kind"),
    [
        pytest.param("news.example", "/feed.xml", 200, "<rss>now</rss>", "application/xml", id="a feed"),
        pytest.param("NEWS.example:80", "/feed.xml?x=1", 200, "<rss>now</rss>", "application/xml", id="a host with a port, in capitals"),
        pytest.param("news.example", "/", 200, "<p>home</p>", "text/html", id="a folder has its index"),
        pytest.param("news.example", "/pl/za%C5%BC%C3%B3%C5%82%C4%87.html", 200, "<p>ż</p>", "text/html", id="a name beyond ASCII"),
        pytest.param("blog.example", "/talk.vtt", 200, "WEBVTT", "text/vtt", id="a transcript"),
        pytest.param("blog.example", "/data.bin7", 200, "?", "application/octet-stream", id="an unknown type"),
        pytest.param("blog.example", "/feed.xml", 404, "", None, id="of another host"),
        pytest.param("nobody.example", "/feed.xml", 404, "", None, id="an unknown host"),
        pytest.param(".", "/secret.txt", 404, "", None, id="no host at all"),
        pytest.param("..", "/sites/secret.txt", 404, "", None, id="a host that climbs"),
        pytest.param("news.example", "/../secret.txt", 404, "", None, id="a path that climbs"),
        pytest.param("news.example", "/%2e%2e/secret.txt", 404, "", None, id="a path that climbs, in disguise"),
        pytest.param("news.example", "/feed.xml%00", 404, "", None, id="a NUL"),
        pytest.param("news.example", "/feed.xml@earlier", 404, "", None, id="the evening before, asked for by name"),
    ],
)
def test_what_is_asked_for_is_answered(samples, host, path, status, text, kind):
    found = ask(samples, host, path)

    assert (found[0], found[1], found[2].get("Content-Type")) == (status, text, kind)


def test_head_says_the_same_without_a_body(samples):
    status, text, headers = ask(samples, "news.example", "/feed.xml", "HEAD")

    assert (status, text, headers["Content-Length"]) == (200, "", "14")


def test_what_did_not_change_is_not_sent_again_and_every_question_is_remembered(samples):
    etag = ask(samples, "news.example", "/feed.xml")[2]["ETag"]
    again = ask(samples, "news.example", "/feed.xml", If_None_Match=etag)

    assert (again[0], again[1], again[2]["Content-Length"]) == (304, "", "0")
    assert samples.asked == [
        Asked("news.example", "/feed.xml", conditional=False, status=200),
        Asked("news.example", "/feed.xml", conditional=True, status=304),
    ]


def test_the_evening_before_is_served_until_the_night_has_passed(samples):
    samples.earlier = True
    before = ask(samples, "news.example", "/feed.xml")
    assert ask(samples, "blog.example", "/talk.vtt")[1] == "WEBVTT"
    samples.earlier = False
    after = ask(samples, "news.example", "/feed.xml", If_None_Match=before[2]["ETag"])

    assert (before[1], after[0], after[1]) == ("<rss>then</rss>", 200, "<rss>now</rss>")


def test_what_is_there_in_the_evening_only_is_gone_in_the_morning(samples):
    samples.earlier = True
    before = ask(samples, "blog.example", "/feed.rss")
    samples.earlier = False
    after = ask(samples, "blog.example", "/feed.rss")

    assert (before[0], before[1], before[2]["Content-Type"]) == (200, "<rss>last</rss>", "application/rss+xml")
    assert after[0] == 410
