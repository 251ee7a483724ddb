"""Make the sites that the benchmarks ask: real-sized feeds that can grow by one item, and article pages.

Where real feeds are at hand they are served as they are, repeated with other addresses until there are enough; otherwise feeds
are written after the sizes of real ones. The same arguments make the same bytes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import accumulate, count, cycle
from pathlib import Path
from random import Random

#: The moment at which generated feeds are as new as can be, and at which a benchmark asks the first time.
NOW = datetime(2026, 2, 18, 7, tzinfo=UTC)

# Of 106 feeds of personal sites, fetched in February 2026 (105 with items): share of the feeds, bytes and entries at most.
_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_BYTES = (4_234, 11_321, 25_105, 78_189, 211_218, 570_199, 2_245_080)
_ENTRIES = (1, 9, 10, 15, 30, 64, 338)
# An entry that only announces its page.
_ANNOUNCEMENT_BYTES = 300
_SHORT_ENTRY_BYTES = 1_500
_A_YEAR = 365
# Of 181 article pages with known text: 173 KB in the mean; a quarter of a page or less is its article.
_PAGE_BYTES = (40_000, 70_000, 110_000, 150_000, 210_000, 440_000)
_ARTICLE_BYTES = 12_000

_WORDS = (
    "the of and to a in is that it was for on are as with they be at one have this from by but what some we can out other were all "
    "there when up use your how said an each she which do their time if will way about many then them would write like so these her "
    "long make thing see him two has look more day could go come did my sound no most number who over know water than call first "
    "people may down side been now find any new work part take get place made live where after back little only round man year came "
    "show every good me give our under name very through just form much great think say help low line before turn cause same mean "
    "differ move right boy old too does tell sentence set three want air well also play small end put home read hand port large spell "
    "add even land here must big high such follow act why ask men change went light kind off need house picture try us again animal "
    "point mother world near build self earth father data chart query table model leadership feedback budget meeting python testing"
).split()
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za bre cli dro fla gri plo stra tru".split()

_BLOCK = re.compile(rb"<(item|entry)[\s>].*?</\1>", re.DOTALL)
_NAMED = re.compile(rb"(<(?:guid|id|link)\b[^>]*>\s*(?:<!\[CDATA\[)?)([^<\]\s]+)")
_LINKED = re.compile(rb"(<link\b[^>]*?href=[\"']|rdf:about=[\"'])([^\"']+)")
_TITLED = re.compile(rb"(<title\b[^>]*>\s*(?:<!\[CDATA\[)?)")
_ADDRESS = re.compile(rb"(xmlns(?::\w+)?=(?:\"[^\"]*\"|'[^']*'))|https?://(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What one host serves: its feed, the same feed with one item more (None where it has none to copy), pages by their path."""

    feed: bytes
    grown: bytes | None
    pages: dict[str, bytes] = field(default_factory=dict)


def real_sites(folder: Path, number: int) -> list[Site]:
    """Return *number* sites with the feeds of *folder*; from the second time on, every address in a feed is another one."""
    bodies = [path.read_bytes() for path in sorted(folder.iterdir())]
    # A file without a single entry is no work for anybody.
    bodies = [body for body in bodies if _BLOCK.search(body)]
    lap = (feed for copy in count() for feed in (readdressed(body, copy) for body in bodies))
    return [Site(feed=feed, grown=with_new_item(feed)) for _, feed in zip(range(number), lap, strict=False)]


def generated_sites(number: int, *, items: int | None = None, seed: int = 3) -> list[Site]:
    """Return *number* sites with generated feeds, of *items* short entries each or, without, sized as real feeds are."""
    return [_site(f"http://site{place}.example", writer, sizes) for place, (writer, sizes) in enumerate(_writers(number, items, seed))]


def sites_with_pages(
    homes: Sequence[str], *, pages_each: int, items: int | None = None, articles: Sequence[bytes] = (), seed: int = 3
) -> list[Site]:
    """Return a site for each address of *homes*: generated feeds that only announce their newest articles, and those articles' pages.

    Args:
        homes: where each site will be found, "http://127.0.1.1:8000".
        pages_each: how many articles a feed announces; its older entries are whole, and from another year.
        items: entries of each feed; without, as many as real feeds have.
        articles: pages to serve, each time with other words and within as much other markup as real pages have;
            without them articles are written.
        seed: another one makes other sites.

    """
    chosen = cycle(articles)
    sites = []
    for home, (writer, sizes) in zip(homes, _writers(len(homes), items, seed), strict=True):
        pages = {_path(number): writer.page(next(chosen) if articles else None) for number in range(pages_each)}
        sites.append(_site(home, writer, [_ANNOUNCEMENT_BYTES] * pages_each + sizes[pages_each:], announced=pages_each, pages=pages))
    return sites


def _writers(number: int, items: int | None, seed: int) -> Iterator["tuple[Writer, list[int]]"]:
    """Yield for each feed who writes it and the bytes of its entries."""
    for place, share in enumerate(_spread(number, seed)):
        entries = items or round(_quantile(_ENTRIES, share))
        each = _SHORT_ENTRY_BYTES if items else round(_quantile(_BYTES, share)) // entries
        yield Writer(Random(f"{seed} {place}")), [each] * entries  # noqa: S311 - for samples, not for secrets


def _site(home: str, writer: "Writer", sizes: Sequence[int], *, announced: int = 0, pages: dict[str, bytes] | None = None) -> Site:
    dates = [NOW - timedelta(hours=1, days=age + (_A_YEAR if announced and age >= announced else 0)) for age in range(len(sizes))]
    feed = writer.feed(home, [home + _path(number) for number in range(len(sizes))], dates, sizes)
    return Site(feed=feed, grown=with_new_item(feed), pages=pages or {})


def _path(number: int) -> str:
    return f"/articles/{number}.html"


def real_pages(folder: Path) -> list[bytes]:
    """Return the pages of *folder*: one file source.html in each of its folders."""
    return [path.read_bytes() for path in sorted(folder.glob("*/source.html"))]


def readdressed(body: bytes, copy: int) -> bytes:
    """Return a feed in which every address leads to another host, unless *copy* is 0; namespaces stay what they are.

    >>> readdressed(b'<rss xmlns:a="http://a.example/"><link>http://b.example/</link></rss>', 2)
    b'<rss xmlns:a="http://a.example/"><link>http://copy2.b.example/</link></rss><!-- copy 2 -->'
    """
    if not copy:
        return body
    # The remark makes a difference also where a feed has no whole address in it.
    return _ADDRESS.sub(lambda found: found[0] if found[1] else found[0] + b"copy%d." % copy, body) + b"<!-- copy %d -->" % copy


def with_new_item(body: bytes) -> bytes | None:
    """Return a feed with a copy of its first item before it, under another id, address and title; None where it has no item.

    >>> with_new_item(b"<rss><item><title>A</title><guid>1</guid></item></rss>")
    b'<rss><item><title>New: A</title><guid>1-new</guid></item>\\n<item><title>A</title><guid>1</guid></item></rss>'
    """
    first = _BLOCK.search(body)
    if first is None:
        return None
    newcomer = _TITLED.sub(rb"\1New: ", _LINKED.sub(rb"\1\2-new", _NAMED.sub(rb"\1\2-new", first[0])), count=1)
    return body[: first.start()] + newcomer + b"\n" + body[first.start() :]


class Writer:
    """Writes feeds and pages with words of its own; how common a word is follows Zipf's law, as in real text."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        own = ("".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(1_500))
        self._vocabulary = [*_WORDS, *own]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self._vocabulary))))

    def feed(self, home: str, addresses: Sequence[str], dates: Sequence[datetime], sizes: Sequence[int]) -> bytes:
        """Return RSS, two times of three, or Atom with an entry for each address, of the bytes in *sizes*."""
        titles = [self._sentence(4, 9) for _ in addresses]
        entries = list(zip(addresses, titles, dates, map(self._html, sizes), strict=True))
        whole = self._rss(home, entries) if self._dice.random() < 2 / 3 else self._atom(home, entries)
        return whole.encode()

    def page(self, article: bytes | None) -> bytes:
        """Return a page of the size of real ones around a real article or a written one."""
        size = self._dice.choice(_PAGE_BYTES)
        if article is not None:
            return self._around(self._reworded(article), size)
        title, body = self._sentence(4, 9), self._html(self._dice.randint(_ARTICLE_BYTES // 2, _ARTICLE_BYTES * 3 // 2))
        whole = f"<!doctype html><html lang=en><head><title>{title}</title></head><body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
        return self._around(whole.encode(), size)

    def _around(self, page: bytes, size: int) -> bytes:
        """Put a menu, teasers and scripts at the end of a page until it has *size* bytes."""
        missing = size - len(page)
        parts: list[str] = []
        while missing > 0:
            parts.append(self._dice.choice((self._menu, self._teasers, *[self._script] * 5))())
            missing -= len(parts[-1])
        place = page.lower().rfind(b"</body>")
        place = len(page) if place < 0 else place
        return page[:place] + "".join(parts).encode() + page[place:]

    def _reworded(self, page: bytes) -> bytes:
        """Exchange a third of the longer words between tags, so that no two copies of a page tell the same."""
        salt = self._dice.randbytes(2)

        def exchanged(word: re.Match[bytes]) -> bytes:
            return word[0] if (word[0][0] * 7 + word[0][1] + salt[0]) % 3 else word[0][:2] + salt.hex()[: len(word[0]) - 2].encode()

        return re.sub(rb">[^<]+(?=<)", lambda text: re.sub(rb"\b[a-z]{5,}\b", exchanged, text[0]), page)

    def _menu(self) -> str:
        links = "".join(f'<li class="menu-item"><a href="/topics/{number}">{self._sentence(1, 3)}</a></li>' for number in range(40))
        return f'<nav class="menu" role="navigation"><ul>{links}</ul></nav>'

    def _teasers(self) -> str:
        cards = "".join(
            f'<div class="card"><a href="/more/{number}"><img src="/pictures/{number}.jpg" alt=""></a><h4>{self._sentence(3, 7)}</h4></div>'
            for number in range(20)
        )
        return f'<aside class="related sidebar">{cards}</aside>'

    def _script(self) -> str:
        settings = ",".join(f'"{self._word()}{number}":"{self._dice.getrandbits(64):x}"' for number in range(400))
        return f"<script>window.settings={{{settings}}};</script>"

    def _html(self, size: int) -> str:
        """Return paragraphs, and now and then a list, a picture, a heading, of about *size* bytes in all."""
        parts: list[str] = []
        missing = size
        while missing > 0:
            parts.append(self._block())
            missing -= len(parts[-1])
        return "".join(parts)[: max(size, 80)].rsplit("<", 1)[0] or self._sentence(5, 12)

    def _block(self) -> str:
        kind = self._dice.random()
        if kind < 0.08:
            return f"<h2>{self._sentence(2, 6)}</h2>\n"
        if kind < 0.16:
            return "<ul>" + "".join(f"<li>{self._sentence(3, 9)}</li>" for _ in range(4)) + "</ul>\n"
        if kind < 0.22:
            return f'<p><img src="/pictures/{self._dice.getrandbits(24):x}.jpg" alt="{self._sentence(2, 5)}" width="640"></p>\n'
        link = f'<a href="https://{self._word()}.example/{self._word()}">{self._word()}</a>'
        return f"<p>{self._sentence(8, 20)} {link}, {self._sentence(8, 24)} <em>{self._word()}</em> &amp; {self._sentence(8, 24)}</p>\n"

    def _word(self) -> str:
        return self._vocabulary[min(bisect_left(self._weights, self._dice.random() * self._weights[-1]), len(self._vocabulary) - 1)]

    def _sentence(self, least: int, most: int) -> str:
        words = " ".join(self._word() for _ in range(self._dice.randint(least, most)))
        return words.capitalize() + "."

    def _rss(self, home: str, entries: Sequence[tuple[str, str, datetime, str]]) -> str:
        in_cdata = self._dice.random() < 0.5
        items = "".join(
            f'<item><title>{title}</title><link>{url}</link><guid isPermaLink="true">{url}</guid><pubDate>{at:%a, %d %b %Y %H:%M:%S +0000}</pubDate>'
            f"<description>{f'<![CDATA[{html}]]>' if in_cdata else escape(html)}</description></item>\n"
            for url, title, at, html in entries
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{self._sentence(1, 3)}</title><link>{home}/</link>'
            f"<description>{self._sentence(4, 8)}</description>\n{items}</channel></rss>\n"
        )

    def _atom(self, home: str, entries: Sequence[tuple[str, str, datetime, str]]) -> str:
        items = "".join(
            f'<entry><title>{title}</title><link href="{url}"/><id>{url}</id><published>{at.isoformat()}</published><updated>{at.isoformat()}</updated>'
            f'<content type="html">{escape(html)}</content></entry>\n'
            for url, title, at, html in entries
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{self._sentence(1, 3)}</title>'
            f"<id>{home}/</id><updated>{NOW.isoformat()}</updated>\n{items}</feed>\n"
        )


def _spread(number: int, seed: int) -> Iterator[float]:
    """Yield shares that cover 0 to 1 evenly, in an order of their own."""
    shares = [(place + 0.5) / number for place in range(number)]
    Random(seed).shuffle(shares)  # noqa: S311 - for samples, not for secrets
    yield from shares


def _quantile(values: Sequence[int], share: float) -> float:
    place = max(1, bisect_left(_SHARES, share))
    part = (share - _SHARES[place - 1]) / (_SHARES[place] - _SHARES[place - 1])
    return values[place - 1] + part * (values[place] - values[place - 1])
