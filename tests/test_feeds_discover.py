"""The feeds that a page says it has."""

import doctest

import pytest

import feeds.tags
from feeds.discover import find_feeds
from feeds.model.lists import FoundFeed

PAGE = "https://example.org/blog/"


def found(html):
    return [(feed.url.removeprefix("https://example.org"), feed.title) for feed in find_feeds(html, PAGE)]


def test_a_page_announces_its_feeds_in_its_own_order():
    html = """<!doctype html><html><head>
      <link rel="alternate" type="application/rss+xml" title=" The
        blog " href="/feed.xml">
      <LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" HREF="atom.xml">
      <link rel="alternate" type="application/feed+json" title="JSON" href="//example.net/feed.json">
      </head><body><a href="/other.rss">RSS</a></body></html>"""

    assert find_feeds(html, PAGE) == (
        FoundFeed(url="https://example.org/feed.xml", title="The blog", type="application/rss+xml"),
        FoundFeed(url="https://example.org/blog/atom.xml", title=None, type="application/atom+xml"),
        FoundFeed(url="https://example.net/feed.json", title="JSON", type="application/feed+json"),
    )


@pytest.mark.parametrize(
    "link",
    [
        pytest.param('<link rel="alternate" type="text/html" href="/en/" hreflang="en">', id="another language"),
        pytest.param('<link rel="stylesheet" type="application/rss+xml" href="/a.css">', id="no alternate"),
        pytest.param('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">', id="a programming interface"),
        pytest.param('<link rel="alternate" type="application/json+oembed" href="/oembed?x">', id="an embedding"),
        pytest.param('<link rel="alternate" type="application/rss+xml" href="javascript:1">', id="a script"),
        pytest.param('<link rel="alternate" type="application/rss+xml">', id="no address"),
        pytest.param("<link>", id="nothing at all"),
    ],
)
def test_what_is_no_announced_feed(link):
    assert found(f"<html><head>{link}</head></html>") == []


def test_the_short_lived_relation_of_html_5_counts():
    assert found('<link rel="feed" href="/f">') == [("/f", None)]


def test_a_base_element_is_respected():
    html = '<head><base><base href="/deep/er/"><link rel="alternate" type="application/rss+xml" href="feed"></head>'

    assert found(html) == [("/deep/er/feed", None)]


@pytest.mark.parametrize(
    "comments",
    [
        pytest.param('title="Posts" href="/comments/feed/"', id="address"),
        pytest.param('title="Blog » Comments Feed" href="/x"', id="English title"),
        pytest.param('title="Komentarze do wpisu" href="/x"', id="Polish title"),
        pytest.param('title="Коментари" href="/x"', id="Bulgarian title"),
        pytest.param('title="خلاصة التعليقات" href="/x"', id="Arabic title"),
    ],
)
def test_the_feed_of_comments_comes_last(comments):
    html = f'<link rel="alternate" type="application/rss+xml" {comments}><link rel="alternate" type="text/xml" href="/feed">'

    assert next(url for url, _ in found(html)) == "/feed"


def test_a_feed_announced_twice_is_found_once():
    html = '<link rel="alternate" type="application/rss+xml" title="A" href="/f"><link rel="feed" title="B" href="/f">'

    assert found(html) == [("/f", "A")]


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        pytest.param('<a href="/feed/">Subscribe</a>', [("/feed/", "Subscribe")], id="feed/"),
        pytest.param('<a href="/rss2">x</a>', [("/rss2", "x")], id="rss2"),
        pytest.param('<a href="/index.xml">x</a>', [("/index.xml", "x")], id="index.xml"),
        pytest.param('<a href="/a/feed.json">x</a>', [("/a/feed.json", "x")], id="feed.json"),
        pytest.param('<a href="/blog.atom" title="News">x</a>', [("/blog.atom", "News")], id="a title beats the words"),
        pytest.param('<a href="/?feed=rss2">x</a>', [("/?feed=rss2", "x")], id="a parameter"),
        pytest.param('<a href="/abonnieren"> RSS-Feed <img></a>', [("/abonnieren", "RSS-Feed")], id="the words"),
        pytest.param('<a href="/feed"><svg></svg></a>', [("/feed", None)], id="no words"),
        pytest.param('<a href="/feedback">Feedback</a>', [], id="feedback"),
        pytest.param('<a href="/post">» … «</a>', [], id="only signs"),
        pytest.param('<a href="/sitemap.xml">Sitemap</a>', [], id="a site map"),
        pytest.param('<a href="https://feedly.com/i/subscription/feed">Feedly</a>', [], id="a reader"),
        pytest.param('<a href="mailto:rss@example.org">RSS</a>', [], id="a mail address"),
        pytest.param('<a name="rss">RSS</a>', [], id="no address"),
        pytest.param('<a href="/blog/">RSS</a>', [], id="the page itself"),
    ],
)
def test_links_that_look_like_feeds_are_taken_where_nothing_is_announced(anchor, expected):
    assert found(f"<body><p>{anchor}</p></body>") == expected


@pytest.mark.parametrize("html", ["", "   ", "<!-- -->", "\x00", "<?xml version='1.0' encoding='utf-16'?><html>", "\ud800"])
def test_a_page_of_nothing_has_no_feeds(html):
    assert found(html) == []


def test_a_page_of_many_links_gives_at_most_fifty():
    assert len(found("".join(f'<a href="/{n}.rss">x</a>' for n in range(200)))) == 50


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<a href='/x'>" + "»" * 1_000_000, [], id="signs"),
        pytest.param("<div>" * 100_000 + "<a href=/feed>x", [("/feed", "x")], id="depth"),
        pytest.param("<!--" * 100_000, [], id="comments"),
        pytest.param("<link " + " ".join(f"a{n}=1" for n in range(30_000)) + ">", [], id="attributes"),
    ],
)
@pytest.mark.usefixtures("stopped_when_it_hangs")
def test_a_hostile_page_is_read(html, expected):
    assert found(html) == expected


def test_examples_in_the_docstrings_are_true():
    assert doctest.testmod(feeds.tags).failed == 0


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<a href=/f>RSS</a>", [("/f", "RSS")], id="no quotes"),
        pytest.param("<a href='/f' title='1 > 0'>RSS</a>", [("/f", "1 > 0")], id="a bracket in quotes"),
        pytest.param('<a title="a &amp; b"\nhref = "/?feed=rss&#38;x=1">x</a>', [("/?feed=rss&x=1", "a & b")], id="entities"),
        pytest.param('<a href="/f" href="/g">RSS</a>', [("/f", "RSS")], id="an attribute twice"),
        pytest.param('<a = href="/f"/>RSS</a>', [], id="an equals sign too many ends the tag"),
        pytest.param("<a href=/feed", [("/feed", None)], id="the page ends in the tag"),
        pytest.param('<a href="/feed', [("/blog/%22/feed", None)], id="the page ends in the quotes"),
        pytest.param("1 < 2 <a href=/f>RSS", [("/f", "RSS")], id="a sign that begins no tag"),
        pytest.param("<!-- <a href=/f>RSS</a> --><a href=/g>RSS</a>", [("/g", "RSS")], id="a comment"),
        pytest.param("<!-- <a href=/f>RSS</a>", [], id="a comment without end"),
        pytest.param("<script>'<a href=/f>RSS</a>'</SCRIPT><a href=/g>RSS</a>", [("/g", "RSS")], id="a script"),
        pytest.param("<script><a href=/f>RSS</a>", [], id="a script without end"),
        pytest.param("<abbr href=/f>RSS</abbr>", [], id="another tag"),
    ],
)
def test_tags_are_read_as_browsers_read_them(html, expected):
    assert found(html) == expected
