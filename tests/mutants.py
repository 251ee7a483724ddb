"""Five feeds with everything in them, and thousands of ways to spoil them: the same on every machine."""

import random
from collections.abc import Iterator

_ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pl" xml:base="https://example.org/blog/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<title type="html">Dane &amp;amp; &lt;b&gt;wykresy&lt;/b&gt;</title><subtitle>Zażółć gęślą jaźń</subtitle><id>urn:uuid:60a76c80</id>
<updated>2026-02-17T08:00:00+01:00</updated><link href="https://example.org/"/><link rel="self" href="feed.xml"/>
<author><name>Ola Nowak</name><email>ola@example.org</email></author><rights>CC BY</rights>
<entry xml:lang="ar"><title>سلامة العالم &#128218;</title><id>tag:example.org,2026:1</id><link href="1?a=1&amp;b=2"/>
<link rel="enclosure" href="1.mp3" type="audio/mpeg" length="123"/><published>2026-02-17T07:00:00Z</published>
<updated>2026-02-17T07:30:00.5+02:00</updated><category term="a" label="Dane"/><category term="b"/>
<summary type="text">Short &lt; long</summary><content type="html"><![CDATA[<p>Text <a href="x">y</a></p><ul><li>one</li></ul>]]></content></entry>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>title</em></div></title><id>urn:2</id>
<updated>2026-02-16</updated><content type="xhtml" xml:base="sub/"><div xmlns="http://www.w3.org/1999/xhtml"><p>P <img src="i.png"/></p></div></content>
<source><title>Elsewhere</title><id>urn:s</id><author><name>Eva</name></author></source></entry></feed>"""

_RSS = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE rss [<!ENTITY copy "&#169;">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>News &amp; more</title><link>https://example.org/</link><description>D</description><language>bg-BG</language><ttl>60</ttl>
<skipHours><hour>0</hour><hour>23</hour></skipHours><skipDays><day>Sunday</day></skipDays><sy:updatePeriod>daily</sy:updatePeriod>
<image><url>i.png</url><title>t</title><link>l</link><width>1</width></image><atom:link rel="self" href="https://example.org/f"/>
<item><title>Здравей, свят &lt;3</title><link>/2026/1</link><guid isPermaLink="false">id-1</guid><pubDate>Tue, 17 Feb 2026 08:00:00 +0200</pubDate>
<dc:creator>Ivan</dc:creator><category domain="d">Данни</category><category>x</category>
<description>&lt;p&gt;One &amp;nbsp; two&lt;/p&gt;</description><content:encoded><![CDATA[<h2>H</h2><pre>a  b</pre><style>p{color:red}</style>]]></content:encoded>
<media:content url="https://example.org/v.mp4" type="video/mp4" medium="video"><media:title>m</media:title></media:content></item>
<item><guid>https://example.org/2</guid><pubDate>17 Feb 26 6:00 EST</pubDate><author>a@example.org (A. B.)</author><comments>c</comments>
<description>No title &copy; <b>here</b></description><enclosure url="a.ogg" length="x" type=""/><source url="u">S</source></item></channel></rss>"""

_RDF = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#" xmlns:georss="http://www.georss.org/georss">
<channel rdf:about="https://example.org/"><title>学習の記録</title><link>https://example.org/</link><description>d</description><dc:language>ja</dc:language>
<items><rdf:Seq><rdf:li resource="https://example.org/1"/></rdf:Seq></items><textinput rdf:resource="t"/></channel>
<item rdf:about="https://example.org/1"><title>データの可視化</title><link>https://example.org/1</link><dc:date>2026-02-17T08:00+09:00</dc:date>
<dc:creator>Yuki</dc:creator><dc:subject>data</dc:subject><description>x &lt; y</description><content:encoded>&lt;p&gt;Text&lt;/p&gt;</content:encoded>
<geo:lat>35.6</geo:lat><geo:long>139.7</geo:long><georss:polygon>1 2 3 4 5 6 1 2</georss:polygon></item>
<textinput rdf:about="t"><title>s</title><name>q</name></textinput></rdf:RDF>"""

_JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Notes \\u2013 dane", "home_page_url": "https://example.org/",
"feed_url": "https://example.org/feed.json", "language": "en", "authors": [{"name": "Sam"}], "hubs": [{"type": "x", "url": "y"}],
"items": [{"id": "1", "url": "/1", "title": "A \\"quoted\\" title", "content_html": "<p>Text \\ud83d\\udcda</p>", "summary": "S",
"date_published": "2026-02-17T08:00:00+01:00", "date_modified": "2026-02-17T09:00:00Z", "tags": ["a", "b"],
"attachments": [{"url": "a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 123, "duration_in_seconds": 61.5}]},
{"id": 2, "external_url": "https://example.org/2", "content_text": "Zażółć gęślą", "author": {"name": "Old"}, "language": "pl"},
{"id": 3.5, "title": null, "tags": null, "attachments": [], "content_html": "", "date_published": "never"}]}"""

_PODCAST = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0"
 xmlns:psc="http://podlove.org/simple-chapters" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Audycja</title>
<itunes:author>Radio</itunes:author><itunes:owner><itunes:name>N</itunes:name><itunes:email>n@example.org</itunes:email></itunes:owner>
<itunes:category text="Business"><itunes:category text="Careers"/></itunes:category><podcast:person role="host">Ola</podcast:person>
<podcast:value type="lightning"><podcast:valueRecipient name="a" split="50"/></podcast:value>
<item><title>Odcinek 1</title><guid isPermaLink="false">e1</guid><enclosure url="https://example.org/1.mp3" length="5000" type="audio/mpeg"/>
<pubDate>Tue, 17 Feb 2026 08:00:00 GMT</pubDate><itunes:duration>1:02:03</itunes:duration><itunes:summary>Rozmowa</itunes:summary>
<podcast:transcript url="1.vtt" type="text/vtt" language="pl"/><podcast:transcript url="1.srt" type="application/x-subrip" rel="captions"/>
<podcast:chapters url="1.json" type="application/json+chapters"/><podcast:person role="guest" href="h">Jan</podcast:person>
<psc:chapters version="1.2"><psc:chapter start="00:00:00.000" title="Start"/><psc:chapter start="12:40" title="Dane" href="h"/></psc:chapters>
<content:encoded><![CDATA[<p>Notatki</p>]]></content:encoded></item>
<item><title>Odcinek 2</title><enclosure url="https://example.org/2.m4a" length="-1" type="audio/x-m4a"/><itunes:duration>PT1H</itunes:duration>
<itunes:explicit>no</itunes:explicit><itunes:image href="i.jpg"/></item></channel></rss>"""

FEEDS = {name: text.encode() for name, text in (("Atom", _ATOM), ("RSS", _RSS), ("RDF", _RDF), ("JSON", _JSON), ("podcast", _PODCAST))}

# Pieces that make trouble: half of something, the wrong thing, too much of it, or bytes of another encoding.
_TROUBLE = (
    b"<", b">", b"&", b'"', b"'", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?", b"&#x0;", b"&#xD800;", b"&#99999999999;", b"&nbsp;", b"&x;",
    b"\x00", b"\x1b", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xa3\xb1", b"\xc5", b"\xf0\x9f\x93", b"</item>", b"</entry>", b"<item>",
    b"<entry>", b"</rss>", b"<div>", b"</div>", b' xmlns=""', b' xml:base="::"', b' xml:base="http://["', b' type="xhtml"', b' type="base64"',
    b' href="http://[::1"', b"0000-00-00", b"9999-99-99T99:99:99+99:99", b"-1", b"1e999", b"NaN", b'"\\ud800"', b"{", b"}", b"[", b"]", b"null",
    b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hostname">]>', b"<psc:chapter/>", b"<georss:point/>", b"<width>x</width>", b'style="color:"',
)  # fmt: skip


def mutants(count: int, seed: int = 2026) -> Iterator[tuple[str, bytes]]:
    """Give so many spoiled feeds, each with a name that finds it again: "RSS 17"."""
    names = tuple(FEEDS)
    for number in range(count):
        name = names[number % len(names)]
        yield f"{name} {number}", _spoiled(FEEDS[name], random.Random(f"{seed} {number}"))


def _spoiled(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 5, 12))):
        start = chance.randrange(len(body))
        end = min(len(body), start + chance.choice((1, 1, 2, 8, 40, 300)))
        body = (body[:start] + _instead_of(body[start:end], body, chance) + body[end:]) or b"<"
        if chance.random() < 0.05:
            body = body[: chance.randrange(1, len(body) + 1)]
    return body


def _instead_of(piece: bytes, body: bytes, chance: random.Random) -> bytes:
    trouble, elsewhere = chance.choice(_TROUBLE), chance.randrange(len(body))
    return chance.choice(
        (
            b"",
            trouble,
            trouble + piece,
            bytes([piece[0] ^ 1 << chance.randrange(8)]) + piece[1:],
            piece * chance.choice((2, 3, 50)),
            piece[::-1],
            piece.upper(),
            body[elsewhere : elsewhere + len(piece)],
        )
    )
