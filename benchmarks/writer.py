"""Write feeds and pages that look like real ones to a program: their markup, the sizes of their parts, how often a word occurs."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from itertools import accumulate
from random import Random

#: The moment at which generated feeds are as new as can be, and at which a benchmark asks the first time.
NOW = datetime(2026, 2, 18, 7, tzinfo=UTC)

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
