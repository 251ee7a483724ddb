"""What is set in feedparser makes it faster, and changes nothing of what it finds."""

import subprocess
import sys
from pathlib import Path

import pytest

from feeds.reader import read

ROOT = Path(__file__).resolve().parents[1]
# Chapters we read ourselves (feeds.podcast).
FEEDS = sorted(
    path
    for path in ROOT.glob("pipeline/demo/sites/*/*")
    if path.suffix in (".xml", ".rss", ".rdf") and "simple-chapters" not in path.read_text(encoding="utf-8", errors="replace")
)
AS_IT_COMES = """
import feedparser, feedparser.namespaces._base, io, sys
feedparser.namespaces._base._parse_date = lambda text: None  # feeds.dates reads them
for name in sys.argv[1:]:
    found = feedparser.parse(io.BytesIO(open(name, "rb").read()), sanitize_html=False, resolve_relative_uris=False,
                             response_headers={"content-type": "application/xml; charset=utf-8"})
    for part in (found.feed, *found.entries):
        for key in ("author", "authors", "author_detail", "publisher_detail"):  # feeds.people takes the addresses out
            part.pop(key, None)
    print(ascii((found.version, found.feed, found.entries, found.namespaces)))
"""
# Windows' dash as a control, text that was encoded twice, a base, chapters without a start, dates by all their names, tags twice.
ODD = """<rss version="2.0" xml:base="https://example.org/a/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:psc="http://podlove.org/simple-chapters"><channel><title>Ż &#150; ó</title><link>/site</link><modified>2026-02-17</modified>
<item><title>caf&#195;&#169;</title><description>Ż &#x80;5</description><guid>7</guid><dc:date>2026-02-17</dc:date><category>x</category>
<category>x</category><source url="u">S</source><link>b?a=1&amp;amp;b=2</link></item>
<item><title>plain</title><link/><description/><pubDate>Tue, 17 Feb 2026 08:00:00 GMT</pubDate></item></channel></rss>"""


def found_in(file):
    found = read(file.read_bytes())
    for part in (found.feed, *found.entries):
        for key in ("author", "authors", "author_detail", "publisher_detail"):
            part.pop(key, None)
    return ascii((found.version, found.feed, found.entries, found.namespaces))


def test_feedparser_finds_what_it_finds_as_it_comes(tmp_path):
    odd = tmp_path / "odd.xml"
    odd.write_text(ODD)
    files = [odd, *FEEDS]

    plain = subprocess.run([sys.executable, "-c", AS_IT_COMES, *map(str, files)], capture_output=True, text=True, check=True, timeout=120)
    found = [found_in(file) for file in files]

    assert len(FEEDS) > 5
    assert found == plain.stdout.splitlines()


@pytest.mark.shared_data
def test_feedparser_finds_what_it_finds_as_it_comes_in_real_feeds(shared_data):
    folders = ("feed-rs", "feedjira", "feedparser", "miniflux", "rss-parser", "smallweb")
    found_files = sorted(path for folder in folders for path in (shared_data / "feeds" / folder).rglob("*") if path.is_file())
    files = [path for path in found_files if path.stat().st_size < 100_000 and b"simple-chapters" not in path.read_bytes()]

    plain = subprocess.run([sys.executable, "-c", AS_IT_COMES, *map(str, files)], capture_output=True, text=True, check=True, timeout=300)
    found = [found_in(file) for file in files]

    assert len(files) > 300
    assert found == plain.stdout.splitlines()


@pytest.mark.parametrize(("key", "value"), [("category", "x"), ("updated", None), ("guid", "https://example.org/a/7"), ("nothing", None)])
def test_names_that_feedparser_keeps_for_others_still_work(key, value):
    first, _ = read(ODD.replace("<dc:date>2026-02-17</dc:date>", "").encode()).entries

    assert first.get(key) == value
    assert (key in first) == (value is not None)
