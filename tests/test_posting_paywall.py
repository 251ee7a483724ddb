"""What pages say about being closed to others."""

import json
from pathlib import Path

import pytest

from feeds.decode import decode
from pipeline.posting.paywall import paywall_of


def page(head: str = "", body: str = "<p>Words.</p>") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def data(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


ARTICLE = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "News"}
PART = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall"}


@pytest.mark.parametrize(
    ("html", "words"),
    [
        pytest.param(page(data({**ARTICLE, "isAccessibleForFree": False})), "not free", id="JSON-LD"),
        pytest.param(page(data({**ARTICLE, "isAccessibleForFree": "False"})), "not free", id="a word with a capital"),
        pytest.param(page(data({"@graph": [{**ARTICLE, "isAccessibleForFree": "http://schema.org/False"}]})), "not free", id="a graph"),
        pytest.param(page(data({**ARTICLE, "isAccessibleForFree": True, "hasPart": PART})), "a part", id="a part"),
        pytest.param(page(data({**ARTICLE, "hasPart": [{"@type": "X"}, PART]})), "a part", id="one of several parts"),
        pytest.param(
            page(data({"@type": "WebPage", "mainEntity": {**ARTICLE, "isAccessibleForFree": False}})), "not free", id="inside a page"
        ),
        pytest.param(page('<meta property="article:content_tier" content="locked">'), "only subscribers", id="locked"),
        pytest.param(page('<meta property="article:content_tier" content="Metered">'), "only so many", id="metered"),
        pytest.param(page(body='<meta itemprop="isAccessibleForFree" content="false">'), "not free", id="microdata"),
        pytest.param(page(body='<span itemprop="isAccessibleForFree"> false </span>'), "not free", id="microdata in words"),
    ],
)
def test_a_closed_page_says_so(html, words):
    said = paywall_of(html)

    assert said is not None
    assert words in said


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page(), id="nothing said"),
        pytest.param(page(data({**ARTICLE, "isAccessibleForFree": True})), id="free"),
        pytest.param(page(data({"@type": "Event", "isAccessibleForFree": False}, ARTICLE)), id="an event beside it"),
        pytest.param(page('<meta property="article:content_tier" content="free">'), id="a free tier"),
        pytest.param(page(body='<meta itemprop="isAccessibleForFree" content="true">'), id="free in microdata"),
        pytest.param("", id="no page"),
    ],
)
def test_an_open_page_does_not(html):
    assert paywall_of(html) is None


@pytest.mark.shared_data
def test_no_real_page_that_is_open_is_called_closed(shared_data: Path):
    files = [
        file for folder in ("pages", "sites") for file in sorted((shared_data / folder).rglob("*.html")) if "expected" not in file.name
    ]
    closed = [file for file in files if paywall_of(decode(file.read_bytes(), markup="html"))]
    print(f"closed: {len(closed)} of {len(files)} pages")  # noqa: T201 - the figures, for whoever asks with -s

    assert len(files) > 300
    assert closed == []
