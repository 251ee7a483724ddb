"""Feeds of every format become clean items; everything else is named."""

import io
import json
import pickle
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.items import MOST_CATEGORIES, MOST_ITEMS
from feeds.model.answers import Fetched, NotAFeed
from feeds.model.entries import Chapter, Enclosure, ParsedFeed, SkippedItem, TranscriptLink
from feeds.model.sources import PollingHints
from feeds.parse import parse
from feeds.repair import CUT_WARNING
from pipeline.resources import packaged

ADDRESS = "https://example.org/blog/feed.xml"
SEVEN = datetime(2026, 2, 17, 7, 0, tzinfo=UTC)


def fetched(body, content_type=""):
    return Fetched(
        url=ADDRESS, final_url=ADDRESS, status=200, body=body.encode() if isinstance(body, str) else body, content_type=content_type
    )


def feed_of(body, content_type="") -> ParsedFeed:
    found = parse(fetched(body, content_type))
    assert isinstance(found, ParsedFeed), found
    return found


def rss(*items, head="", root='version="2.0"'):
    return (
        f"<rss {root}><channel><title>Blog</title><link>https://example.org/</link>{head}"
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def atom(*entries, head="", attributes=""):
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Blog</title>{head}'
        + "".join(f"<entry>{entry}</entry>" for entry in entries)
        + "</feed>"
    )


def only_item(body):
    (item,) = feed_of(body).items
    return item


# ---------------------------------------------------------------- the formats

RSS_2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Plain &amp; simple</title><link>https://example.org/</link><language>en-GB</language><ttl>120</ttl>
<item>
  <title>When NULL &amp;lt;&amp;gt; NULL</title><link>https://www.example.org/null?utm_source=rss</link><guid isPermaLink="false">null-1</guid>
  <pubDate>Tue, 17 Feb 2026 08:00:00 +0100</pubDate><dc:creator>Ola Nowak</dc:creator>
  <category>SQL</category><category>sql</category><category>Data</category>
  <description>&lt;p&gt;Three values, not two.&lt;/p&gt;</description>
  <content:encoded><![CDATA[<h2>Why</h2><p>Unknown &amp; unknown.</p>]]></content:encoded>
</item></channel></rss>"""


def test_rss_2():
    feed = feed_of(RSS_2)
    (item,) = feed.items

    assert (feed.title, feed.site, feed.language, feed.warning) == ("Plain & simple", "https://example.org/", "en-GB", None)
    assert feed.hints == PollingHints(ttl=timedelta(hours=2))
    assert item.key == "null-1"
    assert item.url == "https://www.example.org/null?utm_source=rss"
    assert item.url_key is not None
    assert "utm_source" not in item.url_key
    assert item.title == "When NULL <> NULL"
    assert (item.published, item.updated) == (SEVEN, None)
    assert (item.author, item.language, item.kind) == ("Ola Nowak", "en-GB", "article")
    assert (item.summary_text, item.content_text) == ("Three values, not two.", "# Why\n\nUnknown & unknown.")
    assert item.categories == ("SQL", "Data")
    assert re.fullmatch("[0-9a-f]{64}", item.fingerprint)


def test_atom():
    item = only_item(
        atom(
            """<id>tag:example.org,2026:1</id><title type="html">Tips for &lt;b&gt;SQL&lt;/b&gt;</title>
            <link rel="enclosure" href="a.pdf" type="application/pdf" length="12"/><link href="one.html"/>
            <updated>2026-02-18T07:00:00Z</updated><published>2026-02-17T08:00:00+01:00</published>
            <author><name>Ola</name></author><author><name>Jan</name><email>jan@example.org</email></author>
            <category term="sql" label="SQL"/><category term="http://schemas.google.com/blogger#post"/>
            <summary>Two &lt; three</summary>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One &amp; two</p><p>Three</p></div></content>""",
            attributes='xml:lang="pl" xml:base="/deep/"',
        )
    )

    assert item == replace(
        item,
        key="tag:example.org,2026:1",
        url="https://example.org/deep/one.html",
        title="Tips for SQL",
        published=SEVEN,
        updated=SEVEN + timedelta(days=1),
        author="Ola, Jan",
        language="pl",
        kind="article",
        summary_text="Two < three",
        content_text="One & two\n\nThree",
        categories=("SQL",),
        enclosure=Enclosure(url="https://example.org/deep/a.pdf", type="application/pdf", bytes=12),
    )


def test_rss_1_in_latin_2():
    body = """<?xml version="1.0" encoding="iso-8859-2"?>
    <rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
    <channel rdf:about="https://example.org/"><title>Zażółć</title><link>https://example.org/</link>
    <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency></channel>
    <item rdf:about="https://example.org/1"><title>Źródło</title><link>https://example.org/1</link>
    <dc:date>2026-02-17T07:00:00Z</dc:date><dc:language>pl</dc:language><dc:creator>Zofia</dc:creator></item></rdf:RDF>"""
    feed = feed_of(body.encode("iso-8859-2"))
    (item,) = feed.items

    assert (feed.title, feed.hints.ttl) == ("Zażółć", timedelta(hours=12))
    assert (item.key, item.title, item.published, item.language, item.author) == ("https://example.org/1", "Źródło", SEVEN, "pl", "Zofia")


def test_rss_0_91_with_its_document_type():
    body = '<!DOCTYPE rss SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd">' + rss(
        "<title>Caf&eacute; &copy;</title><link>https://example.org/1</link>", root='version="0.91"'
    )

    assert only_item(body).title == "Café ©"


def test_an_atom_entry_alone_is_a_feed_of_one():
    body = '<entry xmlns="http://www.w3.org/2005/Atom"><title>One</title><id>urn:1</id></entry>'

    assert only_item(body).title == "One"


def test_json_feed():
    feed = feed_of(
        """{"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "home_page_url": "https://example.org/", "language": "bg",
        "authors": [{"name": "Ola"}], "items": [
        {"id": 7, "url": "/one", "title": "Fish &amp; <b>chips</b>", "content_html": "<p>a &amp; b</p>", "summary": "s",
         "date_published": "2026-02-17T07:00:00Z", "date_modified": "2026-02-18T07:00:00Z", "tags": ["x", 1, null],
         "attachments": [{"url": "a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9, "duration_in_seconds": 90}, 3]},
        {"id": "8", "external_url": "https://other.example/", "content_text": "1 < 2\\n\\n<b>kept</b>", "author": {"name": "Jan"}}, 5]}"""
    )
    one, two = feed.items

    assert (feed.title, feed.site, feed.language) == ("Blog", "https://example.org/", "bg")
    assert (one.key, one.url, one.title, one.author) == ("7", "https://example.org/one", "Fish & <b>chips</b>", "Ola")
    assert (one.published, one.updated, one.categories) == (SEVEN, SEVEN + timedelta(days=1), ("x", "1"))
    assert (one.kind, one.duration, one.content_text, one.summary_text) == ("episode", timedelta(seconds=90), "a & b", "s")
    assert one.enclosure == Enclosure(url="https://example.org/blog/a.mp3", type="audio/mpeg", bytes=9)
    assert (two.url, two.title, two.content_text, two.author) == ("https://other.example/", "1 < 2", "1 < 2\n\n<b>kept</b>", "Jan")


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        pytest.param(
            '{"title": "x", "version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "A"}, {"id": "2", "ti',
            ["A"],
            id="cut",
        ),
        pytest.param('{"title": "x", "items": [{"id": "1", "title": "A"}, {"id": "2", "title": "B"}', ["A", "B"], id="cut between items"),
    ],
)
def test_a_cut_json_feed_gives_its_complete_items(body, titles):
    feed = feed_of(body)

    assert [item.title for item in feed.items] == titles
    assert feed.warning == CUT_WARNING


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("", "the document is empty", id="nothing"),
        pytest.param(" \n", "the document is empty", id="blanks"),
        pytest.param("<!DOCTYPE html><html><body>log in</body></html>", "this is an HTML page, not a feed", id="a login page"),
        pytest.param("<html><body><item>x</item></body></html>", "this is an HTML page, not a feed", id="a page with items"),
        pytest.param("<br /><b>Fatal error</b>", "this is an HTML page, not a feed", id="an error of a script"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "this is an image, not a feed", id="a picture"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBP", "this is an image, not a feed", id="a newer picture"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVE", "this is an audio file, not a feed", id="a sound"),
        pytest.param(b"\x00\x00\x00\x20ftypisom", "this is a video file, not a feed", id="a film"),
        pytest.param(b"%PDF-1.7", "this is a PDF file, not a feed", id="a PDF"),
        pytest.param("<opml version='2.0'/>", "this is a subscription list (OPML), not a feed", id="OPML"),
        pytest.param("<urlset><url/></urlset>", "this is a sitemap, not a feed", id="a sitemap"),
        pytest.param("<note/>", "this is XML, but not a feed: it begins with <note>", id="other XML"),
        pytest.param("<channel>x</channel>", "this begins like a feed, but nothing in it can be read", id="half a feed"),
        pytest.param("<rdf:RDF xmlns:rdf='x'/>", "this is XML, but not a feed: it begins with <rdf>", id="other RDF"),
        pytest.param("hello", "this is plain text, not a feed", id="text"),
        pytest.param('{"a": 1}', "this is JSON, but not a JSON Feed", id="other JSON"),
        pytest.param("[1]", "this is JSON, but not a JSON Feed", id="a JSON list"),
        pytest.param('{"items": [1], "title": "x"}', "this is JSON, but not a JSON Feed", id="a list of numbers"),
        pytest.param("{", "this looks like JSON, but cannot be read as such", id="broken JSON"),
        pytest.param('{"a" 1, "items": [', "this looks like JSON, but cannot be read as such", id="broken head"),
        pytest.param('{"items":' + "[" * 100_000, "this looks like JSON, but cannot be read as such", id="deep JSON"),
    ],
)
def test_what_is_no_feed_is_named(body, why):
    assert parse(fetched(body)) in (NotAFeed(why=why), NotAFeed(why="this is JSON, but not a JSON Feed"))
    assert isinstance(parse(fetched(body)), NotAFeed)


def test_a_feed_without_items_is_a_feed():
    assert feed_of(rss()).items == ()


# ---------------------------------------------------------------- titles, texts, links


@pytest.mark.parametrize(
    ("body", "title"),
    [
        pytest.param(atom("<title>When NULL &lt;&gt; NULL</title>"), "When NULL <> NULL", id="Atom text"),
        pytest.param(atom("<title>Use &lt;b&gt;bold&lt;/b&gt;</title>"), "Use <b>bold</b>", id="Atom text that shows markup"),
        pytest.param(atom('<title type="html">Use &amp;lt;b&amp;gt;</title>'), "Use <b>", id="Atom HTML that shows markup"),
        pytest.param(rss("<title>When NULL &lt;&gt; NULL</title>"), "When NULL <> NULL", id="RSS"),
        pytest.param(rss("<title>Tips for &lt;b&gt;SQL&lt;/b&gt;</title>"), "Tips for SQL", id="RSS markup"),
        pytest.param(rss("<title><![CDATA[AT&amp;T]]></title>"), "AT&T", id="RSS CDATA"),
        pytest.param(rss("<title>report&#x202e;fdp.exe</title>"), "reportfdp.exe", id="an override"),
        pytest.param(rss(f"<title>{'x' * 600}</title>"), "x" * 499 + "…", id="too long"),
        pytest.param(rss("<description>&lt;h1&gt;First thoughts&lt;/h1&gt;More</description>"), "First thoughts", id="none: from the text"),
        pytest.param(rss("<link>https://example.org/1</link>"), "https://example.org/1", id="neither: the address"),
        pytest.param(rss('<enclosure url="https://example.org/talks/Ep%201.mp3"/><link>/1</link>'), "Ep 1", id="an episode: its file"),
        pytest.param(rss('<enclosure url="https://cdn.example.org/"/>'), "cdn.example.org", id="a file without a name: its server"),
        pytest.param(rss('<enclosure url="https://example.org/a.mp3"/>'), "a", id="the file's name"),
        pytest.param(rss("<guid>x-1</guid>"), "", id="nothing but an id"),
    ],
)
def test_titles(body, title):
    assert only_item(body).title == title


LONG = "word " * 200


@pytest.mark.parametrize(
    ("body", "summary", "content"),
    [
        pytest.param(rss("<title>t</title><description>d</description>"), "d", "", id="description only"),
        pytest.param(rss(f"<title>t</title><description>{LONG}</description>"), LONG.strip(), "", id="a long description only"),
        pytest.param(rss("<title>t</title><content:encoded>c</content:encoded>"), "", "c", id="content only, prefix undeclared"),
        pytest.param(
            rss(f"<title>t</title><description>{LONG}</description><content:encoded>{LONG}</content:encoded>"),
            "",
            LONG.strip(),
            id="both the same",
        ),
        pytest.param(
            rss("<title>t</title><description>d</description><itunes:summary>more words</itunes:summary>"), "more words", "", id="podcast"
        ),
        pytest.param(atom("<title>t</title><content>plain\n\ntext &lt; 3</content>"), "", "plain\n\ntext < 3", id="Atom plain text"),
        pytest.param(atom("<title>t</title><content>&lt;p&gt;x&lt;/p&gt;</content>"), "", "x", id="Atom HTML that says it is text"),
        pytest.param(atom('<title>t</title><content type="image/png">iVBORw0KGgo=</content>'), "", "", id="Atom picture"),
        pytest.param(atom('<title>t</title><content type="text/markdown"># x</content>'), "", " # x", id="Markdown"),
        pytest.param(rss("<title>t</title><description>&lt;script&gt;x&lt;/script&gt;ok</description>"), "ok", "", id="a script"),
    ],
)
def test_texts(body, summary, content):
    item = only_item(body)

    assert (item.summary_text, item.content_text) == (summary, content)


@pytest.mark.parametrize(
    ("body", "url"),
    [
        pytest.param(rss("<title>t</title><link>posts/1</link>"), "https://example.org/posts/1", id="RSS: relative to the site"),
        pytest.param(atom('<title>t</title><link href="posts/1"/>'), "https://example.org/blog/posts/1", id="Atom: relative to the feed"),
        pytest.param(
            atom('<title>t</title><link xml:base="https://cdn.example/" href="1"/>'),
            "https://cdn.example/1",
            id="Atom: relative to xml:base",
        ),
        pytest.param(rss("<title>t</title><link>javascript:alert(1)</link>"), None, id="a script"),
        pytest.param(rss("<title>t</title><link>java\nscript:alert(1)</link>"), None, id="a script in two lines"),
        pytest.param(rss("<title>t</title><link>file:///etc/passwd</link>"), None, id="a file"),
        pytest.param(rss("<title>t</title><guid>https://example.org/1</guid>"), "https://example.org/1", id="a permanent id"),
        pytest.param(rss("<title>t</title><guid>4711</guid>"), None, id="an id that is no address"),
        pytest.param(
            rss('<title>t</title><guid isPermaLink="false">https://example.org/1</guid>'), None, id="an id that says it is no link"
        ),
        pytest.param(
            atom('<title>t</title><link rel="alternate" type="application/pdf" href="/a.pdf"/>'), "https://example.org/a.pdf", id="no HTML"
        ),
        pytest.param(rss("<title>t</title><link>example.org/1</link>"), "https://example.org/1", id="the scheme was forgotten"),
        pytest.param(
            rss(
                "<title>t</title><link>https://feedproxy.example/~r/1</link><feedburner:origLink>https://example.org/1</feedburner:origLink>",
                root='version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
            ),
            "https://example.org/1",
            id="the address behind a proxy's",
        ),
    ],
)
def test_links_are_absolute_http_or_none(body, url):
    assert only_item(body).url == url


@pytest.mark.parametrize(
    ("body", "author"),
    [
        pytest.param(rss("<title>t</title><author>bob@example.org (Bob Smith)</author>"), "Bob Smith", id="RSS address with a name"),
        pytest.param(rss("<title>t</title><author>bob@example.org</author>"), None, id="an address is not a name"),
        pytest.param(rss("<title>t</title><author>eve@x.example (Eve)</author>"), "Eve", id="an address that ends in many letters"),
        pytest.param(rss('<title>t</title><author>"&lt;b&gt;Eve" &lt;eve@x.example&gt;</author>'), "<b>Eve", id="as in a mail's head"),
        pytest.param(rss("<title>t</title><itunes:author>eve@x.example</itunes:author>"), None, id="a podcast's address"),
        pytest.param(atom("<title>t</title><author><name>Eve (eve@x.example)</name></author>"), "Eve", id="an address in an Atom name"),
        pytest.param(
            rss("<title>t</title><author>a@x.example (Ada)</author><author>eve@x.example (Eve)</author>"), "Ada, Eve", id="two of them"
        ),
        pytest.param(rss("<title>t</title>", head="<managingEditor>x@y.z (Ed)</managingEditor>"), None, id="RSS does not inherit"),
        pytest.param(atom("<title>t</title>", head="<author><name>Ola</name></author>"), "Ola", id="Atom inherits"),
        pytest.param(atom("<title>t</title><source><author><name>Jan</name></author></source>"), "Jan", id="Atom source"),
        pytest.param(rss("<title>t</title><author>&lt;b&gt;</author>"), "<b>", id="nothing is HTML here"),
    ],
)
def test_authors(body, author):
    assert only_item(body).author == author


def test_names_and_categories_are_plain_text():
    item = only_item(rss("<title>t</title><author><![CDATA[A &amp; B]]></author><category><![CDATA[Q&amp;A]]></category><category/>"))

    assert (item.author, item.categories) == ("A & B", ("Q&A",))


@pytest.mark.parametrize(
    ("site", "address"),
    [
        pytest.param("example.net", "https://example.net", id="a host without a scheme"),
        pytest.param("www.example.net/notes/", "https://www.example.net/notes/", id="with a path"),
        pytest.param("index.html", "https://example.org/blog/index.html", id="a file"),
        pytest.param("/", "https://example.org/", id="a path"),
    ],
)
def test_the_address_of_the_site(site, address):
    assert feed_of(f"<rss version='2.0'><channel><title>t</title><link>{site}</link></channel></rss>").site == address


def test_full_text_of_atom_in_rss_is_content():
    root = 'version="2.0" xmlns:a10="http://www.w3.org/2005/Atom"'
    item = only_item(
        rss('<title>t</title><description>s</description><a10:content type="html">&lt;p&gt;All&lt;/p&gt;</a10:content>', root=root)
    )

    assert (item.summary_text, item.content_text) == ("s", "All")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"items": [{"content_text": "One"}]}', id="without version and title"),
        pytest.param('{"version": "1", "items": [{"id": 1, "title": "One"}]}', id="another version"),
        pytest.param('{"title": "t", "items": [{"url": "/1", "title": "O\tne", "content_html": "a\nb"}]}', id="line ends inside a text"),
        pytest.param('{"title" "t", "items": [{"content_text": "One"}, {"content', id="a broken head, and cut"),
    ],
)
def test_json_feeds_made_by_hand(body):
    assert [item.title.replace(" ", "") for item in feed_of(body).items] == ["One"]


def test_a_source_or_language_that_is_no_tag_is_none():
    feed = feed_of(rss("<title>t</title>", head="<language>English (US)</language>"))

    assert (feed.language, feed.items[0].language) == (None, None)


@pytest.mark.parametrize(
    ("dates", "published", "updated"),
    [
        pytest.param("<updated>2026-02-17T07:00:00Z</updated>", SEVEN, SEVEN, id="what was updated was published before"),
        pytest.param("<published>2026-02-17T07:00:00Z</published>", SEVEN, None, id="published is not updated"),
        pytest.param("<published>2026-02-30T07:00:00Z</published>", None, None, id="a day that no calendar has"),
        pytest.param("<published>0000-00-00</published>", None, None, id="a machine's zero"),
        pytest.param("<published>yesterday</published>", None, None, id="words"),
        pytest.param("<published>Τρι, 17 Φεβ 2026 07:00:00 GMT</published>", SEVEN, None, id="Greek"),
    ],
)
def test_dates(dates, published, updated):
    item = only_item(atom(f"<title>t</title>{dates}"))

    assert (item.published, item.updated) == (published, updated)


# ---------------------------------------------------------------- episodes

SHOW = """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"
 xmlns:psc="http://podlove.org/simple-chapters"><channel><title>Show</title><link>https://example.org/</link>
 <podcast:person>Delphine</podcast:person>
 <item><title>One</title><guid isPermaLink="false">e1</guid><itunes:duration>1:02:03</itunes:duration>
 <enclosure url="cover.jpg" type="image/jpeg" length="5"/><enclosure url=" audio/1.mp3 " type="audio/mpeg" length="-3"/>
 <podcast:transcript url="t/1.vtt" type="text/vtt" language="en"/><podcast:transcript url="t/1.html" type="text/html"/>
 <podcast:transcript url="javascript:1"/><podcast:chapters url="c/1.json" type="application/json+chapters"/>
 <podcast:person role="guest">Benedikt</podcast:person><podcast:person>Ola</podcast:person><podcast:person role="editor">No</podcast:person>
 <psc:chapters><psc:chapter start="00:01:30.500" title="Two"/><psc:chapter start="0" title="One"/><psc:chapter title="nowhere"/></psc:chapters>
 </item><item><title>Two</title></item></channel></rss>"""


def test_an_episode_with_everything():
    one, two = feed_of(SHOW).items

    assert (one.kind, one.duration) == ("episode", timedelta(hours=1, minutes=2, seconds=3))
    assert one.enclosure == Enclosure(url="https://example.org/audio/1.mp3", type="audio/mpeg", bytes=None)
    assert one.transcripts == (
        TranscriptLink(url="https://example.org/t/1.vtt", type="text/vtt", language="en"),
        TranscriptLink(url="https://example.org/t/1.html", type="text/html"),
    )
    assert one.chapters_url == "https://example.org/c/1.json"
    assert one.chapters == (Chapter(start_seconds=0.0, title="One"), Chapter(start_seconds=90.5, title="Two"))
    assert (one.author, two.author) == ("Ola, Benedikt", "Delphine")
    assert (two.kind, two.enclosure) == ("article", None)


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        pytest.param('<enclosure url="https://e.org/a.mp3"/>', "episode", id="audio by its name"),
        pytest.param('<enclosure url="https://e.org/a" type="AUDIO/ogg"/>', "episode", id="audio by its type"),
        pytest.param('<media:content url="https://e.org/a.m4a" type="audio/mp4"/>', "episode", id="audio of Media RSS"),
        pytest.param('<enclosure url="https://e.org/a.jpg" type="image/jpeg"/>', "article", id="a picture"),
        pytest.param("<itunes:duration>600</itunes:duration>", "episode", id="a length"),
        pytest.param("<itunes:duration>0</itunes:duration>", "article", id="no length"),
        pytest.param('<enclosure url="javascript:1" type="audio/mpeg"/>', "article", id="no address"),
    ],
)
def test_kinds(item, kind):
    assert only_item(rss(f"<title>t</title>{item}")).kind == kind


# ---------------------------------------------------------------- identities and caps


def test_an_id_that_different_items_share_is_nobodys():
    items = [f"<title>{n}</title><guid isPermaLink='false'>same</guid><link>https://example.org/{n}</link>" for n in "abc"]
    forwards, backwards = feed_of(rss(*items)).items, feed_of(rss(*reversed(items))).items

    assert [item.key for item in forwards] == [item.url_key for item in forwards]
    assert {item.key: item.title for item in forwards} == {item.key: item.title for item in backwards}


def test_exact_doubles_are_left_out_and_noted():
    feed = feed_of(rss(*["<title>a</title><link>https://example.org/a</link>"] * 3))

    assert len(feed.items) == 1
    assert feed.skipped == (SkippedItem(why="“a” stands in the feed twice"),) * 2


def test_items_without_id_and_link_are_known_by_title_and_date():
    one, two, three = feed_of(rss("<title>a</title>", "<title>b</title>", "<title>a</title><pubDate>17 Feb 2026</pubDate>")).items

    assert len({one.key, two.key, three.key}) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", item.key) for item in (one, two, three))


def test_items_that_nothing_tells_apart_are_noted():
    link = "<link>https://example.org/</link>"
    feed = feed_of(
        rss(
            f"<title>a</title><guid>1</guid>{link}",
            f"<title>b</title><guid>1</guid>{link}",
            "<title>a</title><guid>1</guid><link>/x</link>",
            "<title>a</title>",
        )
    )

    assert len({item.key for item in feed.items}) == len(feed.items)
    assert any("cannot be told" in skipped.why for skipped in feed.skipped)


def test_a_huge_id_is_hashed():
    assert re.fullmatch("[0-9a-f]{64}", only_item(rss(f"<title>a</title><guid isPermaLink='false'>{'ą' * 300}</guid>")).key)


def test_too_many_items_leave_the_newest():
    items = [f"<title>{n}</title><guid isPermaLink='false'>{n}</guid><pubDate>{2000 + n // 400} Jan 01</pubDate>" for n in range(3)]
    dated = [
        f"<title>{n}</title><guid isPermaLink='false'>{n}</guid><pubDate>{(SEVEN + timedelta(hours=n)).isoformat()}</pubDate>"
        for n in range(MOST_ITEMS + 5)
    ]
    feed = feed_of(rss(*items, *dated))

    assert len(feed.items) == MOST_ITEMS
    assert feed.items[0].title == "5"
    assert feed.skipped[0].why.startswith("8 entries more")


def test_too_many_tags_and_too_long_a_link_are_noted():
    tags = "".join(f"<category>tag {n}</category>" for n in range(60))
    feed = feed_of(rss(f"<title>t</title>{tags}<link>https://example.org/{'x' * 5000}</link>"))

    assert len(feed.items[0].categories) == MOST_CATEGORIES
    assert feed.items[0].url is None
    assert [skipped.why for skipped in feed.skipped] == ["a link of 5020 characters in “t”", "10 of 60 tags of “t”"]


def test_an_empty_entry_is_noted():
    feed = feed_of(rss("", "<title>a</title>"))

    assert (len(feed.items), feed.skipped) == (1, (SkippedItem(why="an empty entry"),))


def test_the_fingerprint_changes_with_every_fact_and_with_nothing_else():
    def fingerprint(item):
        return only_item(rss(item)).fingerprint

    assert fingerprint("<title>a</title><guid>1</guid>") == fingerprint("<guid>1</guid> <title>a</title>")
    assert fingerprint("<title>a</title><guid>1</guid>") != fingerprint("<title>b</title><guid>1</guid>")
    assert fingerprint("<title>a</title><guid>1</guid>") != fingerprint("<title>a</title><guid>1</guid><category>x</category>")


# ---------------------------------------------------------------- hints


@pytest.mark.parametrize(
    ("head", "hints"),
    [
        pytest.param("<ttl>90</ttl>", PollingHints(ttl=timedelta(minutes=90)), id="ttl"),
        pytest.param("<ttl>soon</ttl>", PollingHints(), id="garbage"),
        pytest.param("<ttl>0</ttl>", PollingHints(), id="zero"),
        pytest.param("<ttl>99999999999999</ttl>", PollingHints(), id="for ever"),
        pytest.param("<ttl>999999999</ttl>", PollingHints(ttl=timedelta(days=365)), id="a thousand years"),
        pytest.param("<ttl>60</ttl><sy:updatePeriod> Weekly </sy:updatePeriod>", PollingHints(ttl=timedelta(weeks=1)), id="the longer one"),
        pytest.param(
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", PollingHints(), id="never a day"
        ),
        pytest.param(
            "<skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour></skipHours>",
            PollingHints(skip_hours=frozenset({0, 7})),
            id="hours",
        ),
        pytest.param(
            "<skipDays><day>Monday</day><day>Sunday</day><day>x</day></skipDays>", PollingHints(skip_days=frozenset({0, 6})), id="days"
        ),
        pytest.param("<skipDays><day>Monday</day>", PollingHints(skip_days=frozenset({0})), id="never closed"),
    ],
)
def test_hints(head, hints):
    namespaces = 'version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'

    assert feed_of(rss(head=head, root=namespaces)).hints == hints


# ---------------------------------------------------------------- broken documents

TWO = rss("<title>A</title><guid>1</guid>", "<title>B</title><guid>2</guid>")


@pytest.mark.parametrize(
    ("body", "titles", "warning"),
    [
        pytest.param(TWO[: TWO.index("<title>B<") + 8], ["A"], CUT_WARNING, id="cut inside an item"),
        pytest.param(TWO[: TWO.index("</rss>") + 2], ["A", "B"], CUT_WARNING, id="cut at the end"),
        pytest.param(TWO[: TWO.index("<item>") + 3], [], CUT_WARNING, id="cut before the first item"),
        pytest.param(rss("<title>A</title>", "<title><![CDATA[<item> B")[:-30], ["A"], CUT_WARNING, id="cut inside CDATA"),
        pytest.param(
            rss("<title>Q & A &nbsp;&bogus;</title>"), ["Q & A &bogus;"], "not well-formed", id="stray ampersands and HTML entities"
        ),
        pytest.param(rss("<title>A<br>B</title><guid>1</guid>", "<title>C"), None, "mismatched tag", id="markup that was not escaped"),
        pytest.param(rss("<title>A&#xD800;\x08&#0;&#99999999999;B</title>"), ["AB"], "not well formed", id="forbidden characters"),
        pytest.param(
            rss("<title>A</title><itunes:author>x</itunes:author><foo:bar>y</foo:bar>"), ["A"], "unbound prefix", id="undeclared prefixes"
        ),
        pytest.param(rss("<title>A</titel><guid>1</guid>", "<title>B</title>"), ["A", "B"], "mismatched tag", id="an end tag misspelled"),
        pytest.param(
            rss("<title>A</title>", root='version=2.0 xmlns:dc="x'), ["A"], "not well formed", id="a root whose attributes are broken"
        ),
        pytest.param(
            "<rss rss:version=2.0>"
            + rss("<title>A</title>")
            .partition(">")[2]
            .replace("</", "</rss:")
            .replace("<", "<rss:")
            .replace("<rss:/rss:", "</rss:")
            .removesuffix("</rss:rss>")
            + "</rss>",
            ["A"],
            "not well formed",
            id="a prefix for everything, and declared nowhere",
        ),
        pytest.param("<!-- made by hand -->\n" + RSS_2, ["When NULL <> NULL"], None, id="a comment before the declaration"),
        pytest.param(
            "<br /><b>Warning</b>: x in y\n" + RSS_2, ["When NULL <> NULL"], "something stands before the feed", id="a script's error first"
        ),
        pytest.param("\n\n" + RSS_2, ["When NULL <> NULL"], None, id="blank lines first"),
        pytest.param(TWO + "<script>x</script>", ["A", "B"], "junk after document element", id="a script behind it"),
        pytest.param(
            f"<html><body>{atom('<title>A</title>')}</body></html>", ["A"], "something stands before the feed", id="a feed inside a page"
        ),
        pytest.param(
            '<!DOCTYPE x [<!ENTITY me "Ola"><!ENTITY e2 "&me;&me;">]>' + rss("<title>&me; &e2;</title>"), ["Ola &e2;"], None, id="entities"
        ),
    ],
)
def test_broken_feeds_give_their_complete_items_and_a_warning(body, titles, warning):
    feed = feed_of(body)

    assert titles is None or [item.title for item in feed.items] == titles
    assert (feed.warning is None) if warning is None else warning in (feed.warning or "")


def test_tags_that_do_not_match_cost_nothing_else():
    feed = feed_of(rss("<title>A</title>", head="<language>pl</langauge>"))

    assert (feed.language, [item.title for item in feed.items]) == ("pl", ["A"])


def test_a_namespace_with_blanks_around_its_name_is_known():
    root = 'version="2.0" xmlns:itunes=" http://www.itunes.com/dtds/podcast-1.0.dtd\n"'

    assert feed_of(rss("<itunes:duration>1:00</itunes:duration>", root=root)).items == ()
    item = only_item(rss("<title>A</title><itunes:duration>1:00</itunes:duration>", root=root))
    assert (item.kind, item.duration) == ("episode", timedelta(minutes=1))


def test_an_item_that_never_ends_is_dropped_even_where_nothing_can_be_mended():
    body = "<rss version=2.0><channel><item><title>A</title></item><item><title>half"

    assert [item.title for item in feed_of(body).items] == ["A"]


def test_a_billion_laughs_are_not_told():
    entities = '<!ENTITY a "haha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    said = parse(fetched(f"<!DOCTYPE rss [{entities}]>" + rss("<title>x &i;</title>")))

    assert isinstance(said, NotAFeed)
    assert said.why.startswith("this is an attack on whoever reads it")


def test_external_entities_are_not_read():
    body = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + rss("<title>A&x;B</title>")

    assert only_item(body).title == "A&x;B"


def test_an_image_of_no_width_and_an_empty_text_input_cost_no_item():
    body = rss("<title>t</title>", head="<image><width><b/></width></image><textInput/><name>x</name>")

    assert only_item(body).title == "t"


def test_a_document_type_that_never_ends_is_no_feed():
    assert parse(fetched("<!DOCTYPE rss [<!ENTITY a 'b' " * 2)) == NotAFeed(why="this is plain text, not a feed")
    assert parse(fetched("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>" + TWO)) == NotAFeed(why="this is plain text, not a feed")


def test_an_exception_inside_the_parser_becomes_words(monkeypatch):
    def fail(*_, **__):
        raise UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates not allowed")

    monkeypatch.setattr(feedparser, "parse", fail)

    assert parse(fetched(TWO)) == NotAFeed(why="the document cannot be read as a feed (UnicodeEncodeError in the parser)")


def test_parse_and_what_it_returns_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(parse))(fetched(RSS_2)) == pickle.loads(pickle.dumps(feed_of(RSS_2)))  # noqa: S301


SAMPLES = [RSS_2.encode(), SHOW.encode(), TWO.encode(), atom("<title>a</title><content>x</content>").encode()]
PIECES = [b"<", b">", b"&", b"&#xD800;", b"]]>", b"<![CDATA[", b"<!--", b"<item>", b"</item>", b"\x00", b"\xff", b"<psc:chapter/>", b"<entry>",
          b"<image>", b"<width>", b"<textinput>", b"<source>", b"xmlns:a=''", b"<media:credit>", b"&#99999999999;", b"\xed\xa0\x80"]  # fmt: skip


@st.composite
def mutated_feeds(draw):
    body = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(body)))
        if draw(st.booleans()):
            body[place:place] = draw(st.sampled_from(PIECES))
        else:
            del body[place : place + draw(st.integers(1, 60))]
    return bytes(body)


@settings(max_examples=200, deadline=None)
@given(mutated_feeds())
def test_mutated_feeds_never_raise(body):
    found = parse(fetched(body))

    assert isinstance(found, ParsedFeed | NotAFeed)
    if isinstance(found, ParsedFeed):
        assert len({item.key for item in found.items}) == len(found.items)


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "text/xml; charset=koi8-r", "application/json"]))
def test_any_bytes_give_a_feed_or_words(body, content_type):
    assert isinstance(parse(fetched(body, content_type)), ParsedFeed | NotAFeed)


# ---------------------------------------------------------------- the demo's sites and real feeds


def demo_feeds():
    for site in sorted(packaged("demo/sites").iterdir()):
        for file in sorted(site.iterdir()):
            if file.suffix in (".xml", ".rss", ".rdf", ".json"):
                yield pytest.param(file, id=f"{site.name}/{file.name}")


@pytest.mark.parametrize("file", list(demo_feeds()))
def test_every_sample_feed_of_the_demo_is_read_whole(file):
    body = file.read_bytes()
    feed = feed_of(body)
    expected = len(json.loads(body)["items"]) if file.suffix == ".json" else len(re.findall(rb"<(?:item|entry)[ >]", body))

    assert len(feed.items) == expected > 0
    assert (feed.warning, feed.skipped) == (None, ())
    assert feed.language
    for item in feed.items:
        assert item.title
        assert item.url
        assert item.summary_text or item.content_text


@pytest.mark.shared_data
def test_real_feeds_agree_with_feedparser(shared_data):
    files = sorted((shared_data / "feeds" / "smallweb").iterdir())[::3]
    differing = []

    assert files
    for number, file in enumerate(files):
        body = file.read_bytes()
        found = parse(fetched(body))
        assert isinstance(found, ParsedFeed), file.name
        if number % 2:
            continue
        entries = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False).entries
        doubles = sum("twice" in skipped.why for skipped in found.skipped)
        # They leave relative addresses as they are, and those without a scheme, and blanks in them.
        links = [str(entry.get("link")).replace(" ", "%20") for entry in entries]
        theirs = {*links, *(f"https://{link}" for link in links)}
        unlike = [item.url for item in found.items if item.url not in theirs and not str(item.url).startswith("https://example.org/")]
        # What it cannot read at all has nothing to agree with.
        if entries and (unlike or len(found.items) + doubles != len(entries)):
            differing.append((file.name, unlike))

    assert differing == []


@pytest.mark.shared_data
def test_podcast_feeds_of_others_are_read(shared_data):
    files = sorted((shared_data / "podcasts" / "podcastparser").glob("*.rss"))

    assert files
    for file in files:
        assert isinstance(parse(fetched(file.read_bytes())), ParsedFeed), file.name
