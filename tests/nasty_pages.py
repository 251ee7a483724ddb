"""Cases of pages, of what sites ask of robots, and of what belongs to episodes."""

import zlib

from tests.nasty import ARTICLE, HTML, PARAGRAPH, Answer, Case, answer, item, moves, rss, says
from tests.nasty_transport import SPELLINGS, endless, sends

_FEED = says(
    rss(item(1, link="ORIGIN/page", text="The feed's own words, of which there are enough to say something of the matter.")), ETag='"1"'
)
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def _html(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>T</title>{head}</head><body><article>{body}</article></body></html>'


def _paged(name: str, page: Answer, *, text_from: str | None = "summary", why: str | None = None, **others: Answer) -> Case:
    return Case(
        name=name,
        feed=_FEED,
        others={"/page": page} | {f"/{path}": reply for path, reply in others.items()},
        items=1,
        text_from=text_from,
        why_no_page=why,
    )


_WORDS = "".join(f"<p>{PARAGRAPH.format(number)}</p>" for number in range(6))

PAGES = (
    _paged("a fine page", says(ARTICLE, type=HTML), text_from="page"),
    _paged("a page that is gone", says(status="404 Not Found"), why="404"),
    _paged("a page that fails", says(status="500 Oops"), why="500"),
    _paged("a page that drips", endless(_OK, b" ", every=0.3), why="no answer within 10 seconds"),
    _paged("a page that is silent", sends(40.0), why="no answer within 10 seconds"),
    _paged("a page without end", endless(_OK, b"<p>words</p>" * 5000), why="larger than 5 MB"),
    _paged("a page that is a bomb", says(zlib.compress(b"<p>words</p>" * 8_000_000), type=HTML, Content_Encoding="deflate"), why="larger than 5 MB"),
    _paged("a page that leads to the canary", moves("CANARY/page"), why="does not go"),
    _paged("a page that goes in circles", moves("/page"), why="more than 5 times"),
    _paged("a page that sends scripts on", says(_html("Wait ...", '<meta http-equiv="refresh" content="0;url=CANARY/"><link rel="canonical" href="CANARY/"><script src="CANARY/x.js"></script>'), type=HTML)),
    _paged("a page of frames", says(_html(f'<iframe src="CANARY/"></iframe><img src="CANARY/i.png">{_WORDS}'), type=HTML), text_from="page"),
    _paged("a page that is a PDF", says(b"%PDF-1.7\n" + bytes(9999), type="application/pdf")),
    _paged("a page that is a picture", says(b"\x89PNG\r\n\x1a\n" + bytes(9999), type=HTML)),
    _paged("a page of nothing", says(b"", type=HTML)),
    _paged("a page that wants a login", says(_html("<form><input name='user'><input type='password'></form>"), type=HTML)),
    _paged("1,000 boxes within one another", says(_html("<div>" * 1000 + _WORDS + "</div>" * 1000), type=HTML), text_from=None),
    _paged("100,000 paragraphs that never end", says(_html("<p>x" * 100_000), type=HTML), text_from=None),
    _paged("80,000 attributes", says(_html(f"<p {' '.join(f'a{n}=1' for n in range(80_000))}>x</p>{_WORDS}"), type=HTML), text_from=None),
    _paged("500,000 line breaks", says(_html("<br>" * 500_000), type=HTML), text_from=None),
    _paged("a style that takes for ever to read", says(_html(f'<p style="color{" " * 50_000}!">x</p><style>{"a{" * 50_000}</style>{_WORDS}'), type=HTML), text_from=None),
    Case(name="pages behind the door", feed=says(rss(*(item(n, link=f"http://{host}:CANARY_PORT/page", guid=f"d{n}") for n, host in enumerate(SPELLINGS))), ETag='"1"'), items=len(SPELLINGS), text_from="summary"),
)  # fmt: skip


def _robots(name: str, robots: Answer, *, may: bool, why: str | None = None, **others: Answer) -> Case:
    return Case(
        name=f"robots.txt {name}", feed=_FEED, others={"/robots.txt": robots} | {f"/{path}": reply for path, reply in others.items()}, items=1,
        text_from="page" if may else "summary", why_no_page=why, never=() if may else ("/page",),
    )  # fmt: skip


_ASKS_NOT_TO = "asks programs not to read"
_COULD_NOT_SAY = "could not be asked"

ROBOTS = (
    _robots("that is missing", says(status="404 Not Found"), may=True),
    _robots("that nobody may see", says(status="403 Forbidden"), may=True),
    _robots("that allows", says("User-agent: *\nAllow: /\n"), may=True),
    _robots("that forbids", says("User-agent: *\nDisallow: /\n"), may=False, why=_ASKS_NOT_TO),
    _robots("that forbids us by name", says("User-agent: gapfeed/2.0\nDisallow: /page\n\nUser-agent: *\nAllow: /"), may=False, why=_ASKS_NOT_TO),
    _robots("that forbids everybody else", says("User-agent: *\nDisallow: /\n\nUser-agent: Gapfeed\nDisallow:\n"), may=True),
    _robots("with stars", says("User-agent: *\nDisallow: /*ge$\nAllow: /p"), may=False, why=_ASKS_NOT_TO),
    _robots("whose longest rule allows", says("User-agent: *\nDisallow: /\nAllow: /page\n"), may=True),
    _robots("with a byte order mark", says("\ufeffUser-agent: *\nDisallow: /\n"), may=False, why=_ASKS_NOT_TO),
    _robots("of 2 MB", says("User-agent: *\nDisallow: /\n" + "# words\n" * 250_000), may=False, why=_ASKS_NOT_TO),
    _robots("that says so after 1 MB", says("# words\n" * 125_000 + "User-agent: *\nDisallow: /\n"), may=True),
    _robots("that is a page", says(ARTICLE, type=HTML), may=True),
    _robots("that is rubbish", says(bytes(range(256)) * 99), may=True),
    _robots("that fails", says(status="500 Oops"), may=False, why=_COULD_NOT_SAY),
    _robots("that is busy", says(status="503 Busy", Retry_After="60"), may=False, why=_COULD_NOT_SAY),
    _robots("that is limited", says(status="429 Slow"), may=False, why=_COULD_NOT_SAY),
    _robots("that is silent", sends(40.0), may=False, why=_COULD_NOT_SAY),
    _robots("that drips", endless(b"HTTP/1.1 200 OK\r\n\r\n", b"#", every=0.5), may=False, why=_COULD_NOT_SAY),
    _robots("that hangs up", sends(b""), may=False, why=_COULD_NOT_SAY),
    _robots("elsewhere", moves("/rules"), may=False, why=_ASKS_NOT_TO, rules=says("User-agent: *\nDisallow: /\n")),
    _robots("in a circle", moves("/robots.txt"), may=True),
    _robots("at the canary", moves("CANARY/robots.txt"), may=False, why=_COULD_NOT_SAY),
    _robots("that wants a pause of an hour", says("User-agent: *\nCrawl-delay: 3600\n"), may=True),
)  # fmt: skip


def _episode(name: str, *links: str, **others: Answer) -> Case:
    media = '<enclosure url="CANARY/a.mp3" length="1" type="audio/mpeg"/>'
    feed = says(rss(item(1, link="ORIGIN/page", more=media + "".join(links))), ETag='"1"')
    return Case(name=name, feed=feed, others={f"/{path}": reply for path, reply in others.items()}, items=1)


EPISODES = (
    _episode("a transcript at the canary", *(f'<podcast:transcript url="http://{host}:CANARY_PORT/t.vtt" type="text/vtt"/>' for host in SPELLINGS[:6])),
    _episode("chapters at the canary", '<podcast:chapters url="CANARY/chapters.json" type="application/json+chapters"/>'),
    _episode("a transcript that leads to the canary", '<podcast:transcript url="ORIGIN/t.vtt" type="text/vtt"/>', **{"t.vtt": moves("CANARY/t.vtt")}),
    _episode("a transcript without end", '<podcast:transcript url="ORIGIN/t.vtt" type="text/vtt"/>', **{"t.vtt": endless(_OK, b"WEBVTT\n\n00:00.000 --> 00:02.000\nWords.\n" * 999)}),
    _episode("a transcript that is silent", '<podcast:transcript url="ORIGIN/t.vtt" type="text/vtt"/>', **{"t.vtt": sends(40.0)}),
    _episode("a transcript that is a page", '<podcast:transcript url="ORIGIN/t.vtt" type="text/vtt"/>', **{"t.vtt": says(ARTICLE, type=HTML)}),
    _episode("chapters that are rubbish", '<podcast:chapters url="ORIGIN/c.json"/>', **{"c.json": lambda _asked: [answer(b"[" * 100_000, type="application/json")]}),
)  # fmt: skip
