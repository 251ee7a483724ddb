from pipeline.stages.contents import present_index
from pipeline.views import IndexEntry
from tests.faces import phrases


def test_pages_are_listed_by_their_day_and_slot_under_their_month():
    pages = ("2026-03-04.html", "2026-03-03-0700.html", "2025-12-31.html", "2025-99-99.html", "2025-12-30-copy.html")
    index = present_index(pages, phrases=phrases())

    assert (index.title, index.latest, index.direction) == ("All your digests", "The latest", "ltr")
    assert index.entries == (
        IndexEntry(href="2026-03-04.html", title="Wednesday 4 March", month="March 2026"),
        IndexEntry(href="2026-03-03-0700.html", title="Tuesday 3 March, 07:00", month="March 2026"),
        IndexEntry(href="2025-12-31.html", title="Wednesday 31 December", month="December 2025"),
        IndexEntry(href="2025-99-99.html", title="2025-99-99"),
        IndexEntry(href="2025-12-30-copy.html", title="Tuesday 30 December", month="December 2025"),
    )


def test_the_feeds_beside_the_pages_are_named():
    index = present_index(("2026-03-04.html",), feeds=("feed.atom", "podcast-commute.rss"), phrases=phrases())
    assert (index.subscribe, index.feeds) == ("Subscribe:", ("feed.atom", "podcast-commute.rss"))
