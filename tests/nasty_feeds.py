"""Cases of feeds that are broken, hostile, or change their mind."""

import json
from collections.abc import Callable
from html import escape

from tests.nasty import ATOM, FINE, HTML, RSS, Answer, Case, item, rss, says
from tests.nasty_transport import in_turn

_NOTHING = {"items": 0}
_STOPPED = {"trouble": "", "items": 0}


def each_time(make: Callable[[int], str]) -> Answer:
    """Make a feed of how often it was asked for."""
    return lambda asked: says(make(asked.times), ETag=f'"{asked.times}"')(asked)


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_HIDDEN_LETTERS = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>'

CONTROLS = (
    Case(name="RSS", feed=says(FINE), titles=("Item 0",)),
    Case(name="Atom", feed=says('<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>urn:a</id><entry><title>A &lt; B</title><id>urn:a1</id><link href="ORIGIN/page/1"/><updated>2026-03-03T08:00:00Z</updated></entry></feed>', type=ATOM), items=1, titles=("A < B",)),
    Case(name="RDF", feed=says('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>R</title></channel><item rdf:about="ORIGIN/page/1"><title>One</title><link>ORIGIN/page/1</link></item></rdf:RDF>'), items=1),
    Case(name="JSON Feed", feed=says(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "url": "ORIGIN/page/1", "title": "One", "content_text": "t"}]}), type="application/feed+json"), items=1),
    Case(name="a podcast whose media nobody asked for", feed=says(rss(item(1, more='<enclosure url="CANARY/a.mp3" length="123" type="audio/mpeg"/><itunes:duration>1:02:03</itunes:duration><itunes:image href="CANARY/i.png"/>'), head='<image><url>CANARY/i.png</url></image><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="CANARY/hub"/>')), items=1),
    Case(name="pictures that count who reads", feed=says(rss(item(1, text="&lt;p&gt;Words. &lt;img src='CANARY/pixel.gif'&gt;&lt;link rel='stylesheet' href='CANARY/x.css'&gt;&lt;/p&gt;"))), items=1),
)  # fmt: skip

BROKEN = (
    Case(name="a billion laughs", feed=says(f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "lol">{_LAUGHS}]>' + rss(item(1, title="&a9;"), declaration="")), **_STOPPED),
    Case(name="one entity of 100 KB, two thousand times", feed=says(f'<!DOCTYPE l [<!ENTITY a "{"A" * 100_000}">]>' + rss(item(1, text="&a;" * 2000), declaration="")), items=1, may_be_stopped=True),
    Case(name="an entity that is a file", feed=says('<?xml version="1.0"?>' + _HIDDEN_LETTERS + rss(item(1, title="A&x;B"), declaration="")), items=1),
    Case(name="an entity that is an address", feed=says('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "CANARY/xxe">]>' + rss(item(1, title="A&x;B"), declaration="")), items=1),
    Case(name="an entity of parameters", feed=says('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY % x SYSTEM "CANARY/xxe"> %x;]>' + rss(item(1), declaration="")), items=1),
    Case(name="a document type elsewhere", feed=says('<?xml version="1.0"?><!DOCTYPE rss SYSTEM "CANARY/rss.dtd">' + rss(item(1), declaration="")), items=1),
    Case(name="XInclude and a stylesheet elsewhere", feed=says('<?xml version="1.0"?><?xml-stylesheet href="CANARY/x.xsl" type="text/xsl"?>' + rss(item(1, more='<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="CANARY/include"/>'), declaration="")), items=1),
    Case(name="60,000 attributes", feed=says(rss(item(1), "<item " + " ".join(f'a{n}="1"' for n in range(60_000)) + "><title>x</title></item>")), items=2, may_be_stopped=True),
    Case(name="a style that takes for ever to check", feed=says(rss(item(1, text=escape(f'<p style="color{" " * 50_000}!">x</p>')))), items=1, may_be_stopped=True),
    Case(name="100,000 comments that never end", feed=says(rss(item(1, text="<![CDATA[" + "<!--" * 100_000 + "]]>"))), items=1, may_be_stopped=True),
    Case(name="40,000 categories", feed=says(rss(item(1, more="<category>c</category>" * 40_000))), items=1, may_be_stopped=True),
    Case(name="200,000 elements within one another", feed=says(rss(item(1, more="<a>" * 200_000 + "</a>" * 200_000))), items=1, may_be_stopped=True),
    Case(name="100,000 elements of HTML within one another", feed=says(rss(item(1, text=escape("<div>" * 100_000)))), items=1, may_be_stopped=True),
    Case(name="a title of 5 MB", feed=says(rss(item(1, title="Word " * 1_000_000))), items=1, may_be_stopped=True),
    Case(name="cut in the middle of an entry", feed=says(rss(*map(item, range(5)))[:-160]), items=4),
    Case(name="a bare ampersand", feed=says(rss(item(1, title="Salt & pepper & more"))), items=1, titles=("Salt & pepper & more",)),
    Case(name="control characters", feed=says(rss(item(1, title="A\x00B\x0b\x1f\x7fC"))), items=1),
    Case(name="half a character", feed=says(rss(item(1, title="A&#xD800;B"), item(2, title="A&#xFFFF;B&#x110000;"))), items=2),
    Case(name="blanks before the declaration", feed=says("\n  \n" + FINE)),
    Case(name="words before and behind", feed=says("Warning: mysql_connect()\n" + FINE + "\n<!-- made in 3 ms -->")),
    Case(name="UTF-16", feed=says(FINE.replace("utf-8", "utf-16").replace("ORIGIN", "http://127.0.0.1:9").encode("utf-16"))),
    Case(name="a byte order mark", feed=says("\ufeff" + FINE)),
    *(Case(name=name, feed=says(body, type=kind, ETag='"login"'), trouble=words, conditional=False, **_NOTHING) for name, body, kind, words in (  # type: ignore[arg-type]
        ("a page", "<!doctype html><html><body><h1>Hello</h1><form></form></body></html>", HTML, "HTML page"),
        ("a page that says it is a feed", "<html><body>Sign in</body></html>", RSS, "HTML page"),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(99), "image/png", "an image"), ("a PDF", b"%PDF-1.7\n" + bytes(99), "application/pdf", "a PDF"),
        ("JSON that is no feed", '{"error": "no"}', "application/json", ""), ("OPML", "<opml version='2.0'><body/></opml>", "text/xml", "subscription list"),
        ("a sitemap", "<urlset/>", "text/xml", "sitemap"), ("plain text", "It works!", "text/plain", "plain text"),
        ("nothing", "", RSS, "empty"), ("only blanks", " \n" * 500, RSS, "empty"), ("zeros", bytes(4096), RSS, ""), ("rubbish", bytes(range(128, 256)) * 400, RSS, ""),
    )),
    Case(name="a feed, then a page", feed=in_turn(says(FINE, ETag='"1"'), says("<html><body>Sign in</body></html>", type=HTML, ETag='"2"')), trouble_later="HTML page", conditional=True),
    Case(name="a feed, then a feed cut short", feed=in_turn(says(FINE, ETag='"1"'), says(FINE[:-200], ETag='"2"')), conditional=True),
    Case(name="a feed without entries", feed=says(rss()), items=0),
)  # fmt: skip


def _encoded(name: str, title: str, codec: str, *, declared: bool = True, kind: str = "application/rss+xml") -> Case:
    declaration = f'<?xml version="1.0" encoding="{codec}"?>' if declared else '<?xml version="1.0"?>'
    body = rss(item(1, title=title), declaration=declaration).replace("ORIGIN", "http://127.0.0.1:9").encode(codec)
    return Case(name=name, feed=says(body, type=kind), items=1, titles=(title,))


_ARABIC, _BULGARIAN, _POLISH, _JAPANESE = "سلامة العالم تبدأ بالتعلم", "Здравей, свят на ученето", "Zażółć gęślą jaźń", "学習の記録"

ENCODINGS = (
    _encoded("Arabic in windows-1256", _ARABIC, "windows-1256"), _encoded("Bulgarian in windows-1251", _BULGARIAN, "windows-1251"),
    _encoded("Polish in iso-8859-2", _POLISH, "iso-8859-2"), _encoded("Japanese in Shift JIS", _JAPANESE, "shift_jis"),
    _encoded("Polish by header alone", _POLISH, "iso-8859-2", declared=False, kind="application/rss+xml; charset=iso-8859-2"),
    _encoded("Bulgarian by nothing", _BULGARIAN, "utf-8", declared=False, kind="text/xml"),
)  # fmt: skip


def _dated(*dates: str) -> Answer:
    return says(rss(*(item(number, date=date) for number, date in enumerate(dates))))


def _both_churn(times: int) -> str:
    return rss(
        *(
            item(n, guid=f"urn:{times}:{n}", link=f"ORIGIN/page/{n}?session={times}", date=f"Tue, 03 Mar 2026 0{n}:00:00 GMT")
            for n in range(9)
        )
    )


CHANGING = (
    Case(name="dates that lie", feed=_dated("Mon, 01 Jan 2035 00:00:00 GMT", "Thu, 05 Mar 2026 05:00:00 GMT", "0000-00-00", "1700000000", "Thu, 01 Jan 1970 00:00:00 GMT", "soon", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00+99:99"), items=8),
    Case(name="new ids each time", feed=each_time(lambda times: rss(*(item(n, guid=f"urn:{times}:{n}") for n in range(9)))), items=9),
    Case(name="new addresses each time", feed=each_time(lambda times: rss(*(item(n, link=f"ORIGIN/{times}/{n}") for n in range(9)))), items=9),
    Case(name="new ids and addresses each time", feed=each_time(_both_churn), items=9),
    Case(name="other tracking each time", feed=each_time(lambda times: rss(*(item(n, guid=None, link=f"ORIGIN/page/{n}?utm_source=x{times}&amp;fbclid={times}") for n in range(9)))), items=9),
    Case(name="an edit each time", feed=each_time(lambda times: rss(*(item(n, title=f"Item {n}, revision {times}", text=f"Revision {times}.") for n in range(3)))), items=3, titles=("Item 0, revision 2", "Item 1, revision 2", "Item 2, revision 2")),
    Case(name="fewer, then all again", feed=in_turn(says(rss(*map(item, range(9))), ETag='"1"'), says(rss(*map(item, range(3))), ETag='"2"')), items=9, conditional=True),
    Case(name="three entries with one id", feed=each_time(lambda times: rss(*(item(n, guid="same") for n in range(3)), head=f"<!-- {times} -->")), items=3),
    Case(name="entries without ids", feed=each_time(lambda times: rss(*(item(n, guid=None) for n in range(3)), head=f"<!-- {times} -->")), items=3),
    Case(name="entries without ids and addresses", feed=each_time(lambda times: rss(*(item(n, guid=None, link="") for n in range(3)), head=f"<!-- {times} -->")), items=3),
    Case(name="an id of 100 KB", feed=each_time(lambda times: rss(item(1, guid="g" * 100_000), head=f"<!-- {times} -->")), items=1),
    Case(name="an address of 100 KB", feed=says(rss(item(1, link="ORIGIN/" + "a" * 100_000))), items=1),
    Case(name="an archive poured out", feed=in_turn(says(rss(*map(item, range(9))), ETag='"1"'), says(rss(*map(item, range(9)), *(item(n, guid=f"old{n}", link=f"ORIGIN/old/{n}", title=f"Old {n}", date="Sat, 03 Mar 2018 08:00:00 GMT") for n in range(40))), ETag='"2"')), items=9, items_later=49, conditional=True),
)  # fmt: skip

_SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<svg><a xlink:href="javascript:alert(1)"><text>c</text></a></svg>', '<a href="javascript:alert(1)">c</a>', '<a href="java&#10;script:alert(1)">c</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<base href="CANARY/">', '<meta http-equiv="refresh" content="0;url=CANARY/">', '<link rel=stylesheet href="file:///etc/passwd">', '<style>@import "CANARY/x.css";</style>', "</td></tr></table></div></body></html><h1>outside</h1>",
    '<object data="CANARY/o"></object>', '<video poster="CANARY/p" autoplay src="CANARY/v"></video>', '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
)  # fmt: skip


def _titled(name: str, *titles: str) -> Case:
    return Case(name=name, feed=says(rss(*(item(n, title=escape(title)) for n, title in enumerate(titles)))), items=len(titles))


HOSTILE = (
    Case(name="scripts in texts", feed=says(rss(*(item(n, text=escape(script)) for n, script in enumerate(_SCRIPTS)))), items=len(_SCRIPTS)),
    Case(name="addresses that are scripts", feed=says(rss(*(item(n, link=escape(link), guid=f"x{n}") for n, link in enumerate(("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "java\nscript:alert(1)", "\x01javascript:alert(1)", "//user:pw@127.0.0.1/", "vbscript:x"))))), items=7),
    _titled("scripts in titles", *_SCRIPTS),
    _titled("letters that turn the line around", "report\u202efdp.exe", "a\u2066\u2069b\u200bc\u2060d\U000e0041", "مرحبا (ok) English", "\u202e" * 500 + "x"),
    _titled("headers in titles", "Hi\r\nBcc: evil@x.example\r\n\r\nbody", "Hi\u2028Bcc: e@x.example", "Hi\nBcc: e@x"),
    _titled("mentions in titles", "@everyone <!channel> <@U012> @admin@mastodon.example", "<https://evil.example|https://bank.example>", "[bank.example](https://evil.example)", "#a " * 200),
    _titled("formulas in titles", "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\uff1d1+1", '=HYPERLINK("http://evil.example","x")'),
    _titled("paths in titles", "../../etc/passwd", "..\\..\\x", "C:\\x", "con", "nul.html", ".", "..", "-rf", "a" * 300, "~root", ".git/config"),
    _titled("templates and SQL in titles", "{{ 7 * 7 }}", "{% include '/etc/passwd' %}", "'; DROP TABLE items; --", '" OR 1=1', "${jndi:ldap://127.0.0.1/a}", "%s%n"),
)  # fmt: skip
