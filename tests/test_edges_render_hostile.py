"""What hostile feeds can do to a page, a text, a Markdown file and a feed: nothing."""

import re
from urllib.parse import unquote

import feedparser
import pytest
from lxml import etree

from pipeline.edges.render import render_digest, render_edition
from pipeline.plain import one_line
from tests.faces import HOSTILE, UNWANTED, edition, edition_of, hostile_edition, hostile_plan, text_of, view_of
from tests.faces import document as of


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_text_stays_text_in_every_page(language, text):
    digest, shared = render_digest(view_of(hostile_plan(text), language, notice=text)), render_edition(hostile_edition(text, language))
    quiet = render_digest(view_of(hostile_plan("plain"), language, notice="plain"))

    for page, tame in ((digest.html, quiet.html), (digest.mail_html, quiet.mail_html)):
        assert {element.tag for element in of(page).iter()} <= {element.tag for element in of(tame).iter()} | {"a"}
        assert not of(page).xpath("//@*[starts-with(name(), 'on')]")
        assert {address.split(":")[0] for address in of(page).xpath("//a/@href") if ":" in address} <= {"https"}
        assert not set(page) & set("\x00\x07\x0b\x1b\u202e\u2067\u2028\ud800")
    assert [tag for tag in UNWANTED if of(shared.html).xpath(f"//{tag}")] == []
    assert of(shared.html).xpath("//h2/a/@href") == ["https://example.org/(a)?q=<b>&c='d'"]
    assert one_line(text)[:60] in text_of(of(digest.html)).replace("\u00a0", " ") or len(one_line(text)) > 400


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_markdown(text):
    from markdown_it import MarkdownIt

    for source in (render_digest(view_of(hostile_plan(text))).markdown, render_edition(hostile_edition(text)).markdown):
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
    rendered = render_edition(made).atom
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


def test_nothing_private_is_in_an_edition():
    rendered = render_edition(edition())
    everything = rendered.html + rendered.markdown + rendered.atom

    assert [word for word in ("gapfeed ", "level", "fits", "the text says", "commute", "lunch", "score") if word in everything] == []
