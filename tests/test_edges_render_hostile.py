"""What hostile feeds can do to a page, a text, a Markdown file and a feed: nothing."""

import json
import re
from urllib.parse import unquote

import feedparser
import pytest
from lxml import etree

from feeds.model.answers import Fetched
from feeds.model.lists import Outline
from feeds.opml import write_opml
from feeds.parse import parse
from pipeline.edges.render import render_digest
from pipeline.edges.render_edition import render_article, render_edition_feeds, render_letter, render_page
from pipeline.plain import one_line
from pipeline.stages.edition_letter import letter_for
from tests.builders import candidate
from tests.faces import (
    BESIDE,
    HOSTILE,
    PUBLIC,
    UNWANTED,
    edition,
    edition_of,
    feed_of,
    hostile_edition,
    hostile_plan,
    phrases,
    text_of,
    view_of,
)
from tests.faces import document as of


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_text_stays_text_in_every_page(language, text):
    digest, made = render_digest(view_of(hostile_plan(text), language, notice=text)), hostile_edition(text, language)
    letter = render_letter(made, letter_for(made, phrases(language), "mailto:sam@example.org"))
    quiet = render_digest(view_of(hostile_plan("plain"), language, notice="plain"))

    for page, tame in ((digest.html, quiet.html), (digest.mail_html, quiet.mail_html)):
        assert {element.tag for element in of(page).iter()} <= {element.tag for element in of(tame).iter()} | {"a"}
        assert not of(page).xpath("//@*[starts-with(name(), 'on')]")
        assert {address.split(":")[0] for address in of(page).xpath("//a/@href") if ":" in address} <= {"https"}
        assert not set(page) & set("\x00\x07\x0b\x1b\u202e\u2067\u2028\ud800")
    for shared in (render_page(made, None), letter.html):
        assert [tag for tag in UNWANTED if tag != "link" and of(shared).xpath(f"//{tag}")] == []
        assert of(shared).xpath("//h2/a/@href") == ["https://example.org/(a)?q=<b>&c='d'"]
        assert not of(shared).xpath("//@*[starts-with(name(), 'on')]")
    assert one_line(text)[:60] in text_of(of(digest.html)).replace("\u00a0", " ") or len(one_line(text)) > 400


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_markdown(text):
    from markdown_it import MarkdownIt

    for source in (render_digest(view_of(hostile_plan(text))).markdown, render_article(hostile_edition(text))):
        page = of(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(source))
        assert [tag for tag in (*UNWANTED, "table", "style", "s", "pre") if page.xpath(f"//{tag}")] == []
        assert {unquote(address) for address in page.xpath("//a/@href")} == {"https://example.org/(a)?q=<b>&c='d'"}
        assert not re.search(r"@(everyone|here)", source)
        assert "\u202e" not in source


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_within_its_lines_in_plain_text(text):
    rendered = render_digest(view_of(hostile_plan(text))).text
    quiet = render_digest(view_of(hostile_plan("plain"))).text

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", rendered)
    assert len(re.findall(r"^ \d+\. ", rendered, re.MULTILINE)) == len(re.findall(r"^ \d+\. ", quiet, re.MULTILINE))
    for line in rendered.split("\n"):
        assert len(re.findall("[\u2066-\u2068]", line)) == line.count("\u2069")


ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize("made", [edition(), edition("ar"), edition_of(name=None), *map(hostile_edition, HOSTILE)])
def test_the_feed_is_valid_atom(made):
    rendered, _ = render_edition_feeds(feed_of(made))
    feed = etree.fromstring(rendered.encode())
    parsed = feedparser.parse(rendered.encode())

    assert not parsed.bozo
    assert parsed.version == "atom10"
    for element in (feed, *feed.findall("a:entry", ATOM)):
        for required in ("id", "title", "updated", "author"):
            assert len(element.findall(f"a:{required}", ATOM)) == 1, required
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext("a:id", namespaces=ATOM))
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext("a:updated", namespaces=ATOM))
        assert element.findtext("a:author/a:name", namespaces=ATOM)
    ids = [found.text for found in feed.iter("{*}id")]
    assert len(ids) == len(set(ids))
    assert [entry.title for entry in parsed.entries] == [item.title.text for item in made.items]
    assert [entry.link for entry in parsed.entries] == [item.url for item in made.items]
    assert not feed.xpath("//*[local-name()='script' or local-name()='img']")


#: A hundred items: each hostile text in another place, and all of them together.
HUNDRED = [
    candidate(
        f"a{number}", title=HOSTILE[number % len(HOSTILE)], source_title=HOSTILE[(number + 3) % len(HOSTILE)],
        summary=HOSTILE[(number + 5) % len(HOSTILE)], author=HOSTILE[(number + 7) % len(HOSTILE)], url=f"https://example.org/(a)?q=<b>&c='d'&n={number}",
    )
    for number in range(100)
]  # fmt: skip
NOTES = {one.id: HOSTILE[(number + 11) % len(HOSTILE)] for number, one in enumerate(HUNDRED)}


@pytest.mark.parametrize("beside", [BESIDE, PUBLIC])
def test_a_hundred_hostile_items_come_back_from_both_feeds_as_they_were(beside):
    made = edition_of(*HUNDRED, notes=NOTES, beside=beside)
    atom, json_feed = render_edition_feeds(feed_of(made, beside=beside))
    entries = etree.fromstring(atom.encode()).findall("a:entry", ATOM)
    items = json.loads(json_feed)["items"]

    assert len(made.items) == 100
    wanted = [(item.id, item.title.text, item.url) for item in made.items]
    assert [
        (one.findtext("a:id", namespaces=ATOM), one.findtext("a:title", namespaces=ATOM), one.find("a:link", ATOM).get("href"))
        for one in entries
    ] == wanted
    assert [(one["id"], one["title"], one["url"]) for one in items] == wanted
    assert [one.get("summary", "") for one in items] == [item.summary.text for item in made.items]
    for one, entry, item in zip(items, entries, made.items, strict=True):
        content = of(one["content_html"])
        assert entry.findtext("a:content", namespaces=ATOM) == " ".join(one["content_html"].split("\n"))
        assert text_of(content.xpath("//blockquote")[0]) == " ".join(item.note.text.split())
        assert {element.tag for element in content.iter()} <= {"html", "body", "div", "p", "blockquote", "bdi"}


def test_a_hundred_hostile_items_come_back_from_markdown_as_they_were():
    from markdown_it import MarkdownIt

    made = edition_of(*HUNDRED, notes=NOTES)
    page = of(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(render_article(made)))
    headings, notes = page.xpath("//h2"), page.xpath("//h2/following-sibling::p[1]")

    assert [read_back(heading) for heading in headings] == [plainly(item.title.text) for item in made.items]
    assert [read_back(note) for note in notes] == [plainly(item.note.text) for item in made.items]
    assert [unquote(address) for address in page.xpath("//a/@href")] == [item.url for item in made.items]
    assert {element.tag for element in page.iter()} <= {"html", "body", "h1", "h2", "p", "a", "blockquote", "em", "hr"}


def read_back(element):
    """Return what one reads, without the signs that keep directions apart and names from being called."""
    return plainly(element.text_content())


def plainly(text):
    return " ".join(re.sub("[\u2060\u2066-\u2069]", "", text).split())


def test_a_hundred_hostile_sources_come_back_from_the_list_of_sources():
    outlines = [
        Outline(url=f"https://example.org/{number}.xml", title=f"{number} {one_line(HOSTILE[number % len(HOSTILE)])}", site=None)
        for number in range(100)
    ]
    found = etree.fromstring(write_opml(outlines, HOSTILE[0]).encode()).findall(".//outline")

    assert [(one.get("xmlUrl"), one.get("title")) for one in found] == [(outline.url, outline.title) for outline in outlines]


def test_a_json_feed_says_what_the_standard_asks_for():
    feed = json.loads(render_edition_feeds(feed_of(edition(beside=PUBLIC), beside=PUBLIC))[1])
    at_home = json.loads(render_edition_feeds(feed_of(edition()))[1])

    assert (feed["version"], feed["feed_url"]) == ("https://jsonfeed.org/version/1.1", "https://sam.example.org/read/edition.json")
    assert feed["home_page_url"] == "https://sam.example.org/read/2026-03-04.html"
    assert feed["authors"] == [{"name": "Sam"}]
    assert feed["items"][0] | {"content_html": ""} == {
        "id": edition().items[0].id,
        "url": "https://example.org/a1",
        "title": "Title a1",
        "content_html": "",
        "summary": "It teaches.",
        "date_published": "2026-03-03T06:00:00Z",
        "date_modified": "2026-03-04T06:00:00Z",
        "authors": [{"name": "Ada Writer"}],
        "tags": ["SQL"],
        "language": "en",
    }
    assert not {"feed_url", "home_page_url"} & at_home.keys()
    assert "authors" not in json.loads(render_edition_feeds(feed_of(edition_of(candidate(), name=None)))[1])


def test_a_feed_reads_itself():
    """A colleague's Gapfeed can follow it: what it reads is what was shared."""
    made = edition_of(*HUNDRED[:20], notes=NOTES)
    for data, name in zip(render_edition_feeds(feed_of(made)), ("edition.atom", "edition.json"), strict=True):
        address = f"https://sam.example.org/{name}"
        parsed = parse(Fetched(url=address, final_url=address, status=200, body=data.encode(), content_type=""))
        assert [item.url for item in parsed.items] == [item.url.replace("<b>", "%3Cb%3E") for item in made.items]


def test_nothing_private_is_in_an_edition():
    made = edition()
    everything = render_page(made, None) + render_article(made) + "".join(render_edition_feeds(feed_of(made)))

    assert [word for word in ("gapfeed ", "level", "fits", "the text says", "commute", "lunch", "score") if word in everything] == []
