"""Make the sites that the benchmarks ask: real-sized feeds that can grow by one item, and article pages.

Where real feeds are at hand they are served as they are, repeated with other addresses until there are enough; otherwise feeds
are written after the sizes of real ones. The same arguments make the same bytes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from random import Random
from xml.parsers import expat

from benchmarks.writer import NOW, Writer

# Of 106 feeds of personal sites, fetched in February 2026 (105 with items): share of the feeds, bytes and entries at most.
_SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
_BYTES = (4_234, 11_321, 25_105, 78_189, 211_218, 570_199, 2_245_080)
_ENTRIES = (1, 9, 10, 15, 30, 64, 338)
# An entry that only announces its page.
_ANNOUNCEMENT_BYTES = 300
_SHORT_ENTRY_BYTES = 1_500
_A_YEAR = 365
_BLOCK = re.compile(rb"<(item|entry)[\s>].*?</\1>", re.DOTALL)
_ID = re.compile(rb"<(?:guid|id)\b[^>]*>(.*?)</", re.DOTALL)
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
    bodies = [body for body in bodies if _is_plain(body)]
    lap = (feed for copy in count() for feed in (readdressed(body, copy) for body in bodies))
    return [Site(feed=feed, grown=with_new_item(feed)) for _, feed in zip(range(number), lap, strict=False)]


def _is_plain(body: bytes) -> bool:
    """Tell whether every reader finds the same entries in a feed: reader refuses malformed XML, newsboat drops a second entry of an id."""
    try:
        expat.ParserCreate().Parse(body, True)  # noqa: FBT003 - expat takes no names
    except (expat.ExpatError, ValueError, LookupError):
        return False
    ids = [found[1] for block in _BLOCK.finditer(body) if (found := _ID.search(block[0]))]
    return _BLOCK.search(body) is not None and len(ids) == len(set(ids))


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


def _writers(number: int, items: int | None, seed: int) -> Iterator[tuple[Writer, list[int]]]:
    """Yield for each feed who writes it and the bytes of its entries."""
    for place, share in enumerate(_spread(number, seed)):
        entries = items or round(_quantile(_ENTRIES, share))
        each = _SHORT_ENTRY_BYTES if items else round(_quantile(_BYTES, share)) // entries
        yield Writer(Random(f"{seed} {place}")), [each] * entries  # noqa: S311 - for samples, not for secrets


def _site(home: str, writer: Writer, sizes: Sequence[int], *, announced: int = 0, pages: dict[str, bytes] | None = None) -> Site:
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
    b'<rss><item><title>New: A</title><guid>1-new</guid></item><item><title>A</title><guid>1</guid></item></rss>'
    """
    first = _BLOCK.search(body)
    if first is None:
        return None
    newcomer = _TITLED.sub(rb"\1New: ", _LINKED.sub(rb"\1\2-new", _NAMED.sub(rb"\1\2-new", first[0])), count=1)
    return body[: first.start()] + newcomer + body[first.start() :]


def _spread(number: int, seed: int) -> Iterator[float]:
    """Yield shares that cover 0 to 1 evenly, in an order of their own."""
    shares = [(place + 0.5) / number for place in range(number)]
    Random(seed).shuffle(shares)  # noqa: S311 - for samples, not for secrets
    yield from shares


def _quantile(values: Sequence[int], share: float) -> float:
    place = max(1, bisect_left(_SHARES, share))
    part = (share - _SHARES[place - 1]) / (_SHARES[place] - _SHARES[place - 1])
    return values[place - 1] + part * (values[place] - values[place - 1])
