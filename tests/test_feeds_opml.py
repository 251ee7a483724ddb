"""Subscription lists are read from anybody, safely, and come back as they were written."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.errors import BadSubscriptionList
from feeds.model.lists import Dropped, Outline, SubscriptionList
from feeds.opml import read_opml, write_opml

LIST = """<?xml version="1.0" encoding="windows-1250"?>
<opml version="1.0"><head><title>Moje</title></head><body>
  <outline text="Źródła" title="ignored">
    <outline text="Łódź &amp; okolice" type="rss" XMLURL=" https://example.org/a.xml " htmlUrl="https://example.org/"/>
    <outline title="deeper"><outline xmlUrl="feed://example.org/b.xml" text="feed://example.org/b.xml"/></outline>
    <outline><outline xmlUrl="feed:https://example.org/c.xml" title="C"/></outline>
  </outline>
  <outline xmlUrl="|~/fetch.py" text="a program"/><outline xmlUrl="" text="nothing"/>
  <outline xmlUrl="https://example.org/d.xml" text="D" category="/work/data, other" htmlUrl="javascript:1">
    <outline xmlUrl="https://example.org/e.xml" text="E"/>
  </outline>
</body></opml>"""


def test_read_opml():
    assert read_opml(LIST.encode("cp1250")).outlines == (
        Outline(url="https://example.org/a.xml", title="Łódź & okolice", site="https://example.org/", categories=("Źródła",)),
        Outline(url="https://example.org/b.xml", title="feed://example.org/b.xml", site=None, categories=("Źródła", "deeper")),
        Outline(url="https://example.org/c.xml", title="C", site=None, categories=("Źródła",)),
        Outline(url="https://example.org/d.xml", title="D", site=None, categories=("work", "data")),
        Outline(url="https://example.org/e.xml", title="E", site=None, categories=()),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param("", "the document is empty", id="nothing"),
        pytest.param("<html></html>", "this is an HTML page, not OPML", id="a page"),
        pytest.param("<rss/>", "this is a feed itself", id="a feed"),
        pytest.param(b"%PDF-1.7", "a PDF file", id="a PDF"),
        pytest.param("<opml><head/></opml>", "no <body>", id="no body"),
        pytest.param("<opml", "unclosed token in line 1", id="cut at once"),
        pytest.param('<opml><body><outline xmlUrl="https://e', "unclosed token", id="cut"),
        pytest.param('<!DOCTYPE o [<!ENTITY a "b">]><opml><body/></opml>', "declares entities", id="entities"),
    ],
)
def test_what_is_no_subscription_list_is_refused_in_words(data, words):
    with pytest.raises(BadSubscriptionList, match=words):
        read_opml(data.encode() if isinstance(data, str) else data)


@pytest.mark.parametrize(
    ("data", "urls"),
    [
        pytest.param(
            '<opml><body><outline xmlUrl="https://e.org/?a=1&b=2"/></body></opml>', ["https://e.org/?a=1&b=2"], id="a bare ampersand"
        ),
        pytest.param('<opml><body><outline xmlUrl="https://e.org/\x08 1"/></body></opml>', ["https://e.org/1"], id="controls"),
        pytest.param(
            '<opml><body><outline description="works at <a href="https://q.example/">Q</a>." xmlUrl="https://e.org/1"/></body></opml>',
            ["https://e.org/1"],
            id="HTML in an attribute",
        ),
        pytest.param("<opml><body/></opml>", [], id="an empty list"),
    ],
)
def test_small_mistakes_are_forgiven(data, urls):
    assert [outline.url for outline in read_opml(data.encode()).outlines] == urls


def test_write_opml_puts_categories_into_folders():
    text = write_opml(
        [
            Outline(url="https://e.org/1?a=1&b=2", title='One "1"', site="https://e.org/", categories=("Work", "Data")),
            Outline(url="https://e.org/2", title=None, site=None, categories=("Work",)),
            Outline(url="https://e.org/3", title=None, site=None),
        ],
        "Mine <3",
    )

    assert (
        text
        == """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Mine &lt;3</title></head>
  <body>
    <outline text="Work">
      <outline text="Data">
        <outline type="rss" text='One "1"' title='One "1"' htmlUrl="https://e.org/" xmlUrl="https://e.org/1?a=1&amp;b=2"/>
      </outline>
      <outline type="rss" text="https://e.org/2" xmlUrl="https://e.org/2"/>
    </outline>
    <outline type="rss" text="https://e.org/3" xmlUrl="https://e.org/3"/>
  </body>
</opml>
"""
    )


NAMES = st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12).filter(
    lambda name: name.isprintable() and name == " ".join(name.split())
)
OUTLINES = st.builds(
    Outline,
    url=st.integers(0, 9).map("https://example.org/?a=1&b=%22{}%22".format) | st.integers(0, 9).map("http://example.org/{}.xml".format),
    title=st.none() | NAMES,
    site=st.none() | st.just("https://example.org/"),
    categories=st.lists(NAMES, max_size=3).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(OUTLINES, max_size=8, unique_by=lambda outline: outline.url).map(tuple), st.text(max_size=10))
def test_reading_what_was_written_gives_the_same_list(outlines, title):
    assert read_opml(write_opml(outlines, title).encode()) == SubscriptionList(outlines=outlines)


def test_what_cannot_be_asked_or_stands_there_twice_is_dropped_and_said():
    listed = read_opml(
        b"""<opml><body><outline title="One" xmlUrl="https://e.org/1"/><outline title="Again" xmlUrl="http://www.e.org/1/"/>
        <outline text="Script" xmlUrl="javascript:alert(1)"/><outline xmlUrl="file:///etc/passwd"/><outline text="Secret" xmlUrl="https://me:pw@e.org/2"/><outline text="Bare" xmlUrl="e.org/3"/>
        <outline xmlUrl=""/></body></opml>"""
    )

    assert [outline.url for outline in listed.outlines] == ["https://e.org/1"]
    assert listed.dropped == (
        Dropped(name="Again", why="it stands there twice"),
        Dropped(name="Script", why="its address cannot be asked: it does not begin with http:// or https://"),
        Dropped(name="file:///etc/passwd", why="its address cannot be asked: it does not begin with http:// or https://"),
        Dropped(name="Secret", why="its address cannot be asked: it holds a user name or a password"),
        Dropped(name="Bare", why="its address is no address of the web"),
        Dropped(
            name="an entry without a name",
            why="its address cannot be asked: it names no host; an address looks like https://example.org/feed",
        ),
    )


def test_a_list_is_taken_to_its_twenty_thousandth_source_and_folders_to_their_tenth():
    many = "".join(f'<outline text="{number}" xmlUrl="https://e.org/{number}"/>' for number in range(20_002))
    deep = '<outline text="in">' * 3000 + '<outline xmlUrl="https://e.org/deep"/>' + "</outline>" * 3000
    listed = read_opml(f"<opml><body>{deep}{many}</body></opml>".encode())

    assert len(listed.outlines) == 20_000
    assert [one.why for one in listed.dropped] == ["a list may name 20,000 sources"] * 3
    assert listed.outlines[0].categories == ("in",) * 10


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(BadSubscriptionList):
        assert isinstance(read_opml(data), SubscriptionList)


@pytest.mark.shared_data
def test_lists_of_other_programs_are_read_and_survive_writing(shared_data):
    files = sorted((shared_data / "opml").rglob("*.opml"))
    read = 0

    assert files
    for file in files:
        try:
            outlines = read_opml(file.read_bytes()).outlines
        except BadSubscriptionList:
            assert file.name in ("opml-element-missing.opml", "body-element-missing.opml")
            continue
        assert read_opml(write_opml(outlines, "x").encode()) == SubscriptionList(outlines=outlines)
        read += 1

    assert read > 30


@pytest.mark.parametrize(
    ("rest", "taken"),
    [
        pytest.param('<outline text="B" xmlUrl="https://b.exam', ["https://a.example/"], id="cut in an address"),
        pytest.param(
            '<outline text="B" xmlUrl="https://b.example/"/><outl', ["https://a.example/", "https://b.example/"], id="cut in a tag"
        ),
        pytest.param(
            '<outline text="B" xmlUrl="https://b.example/"/></body>', ["https://a.example/", "https://b.example/"], id="a folder left open"
        ),
    ],
)
def test_what_is_whole_of_a_broken_list_is_taken_and_the_rest_is_said(rest, taken):
    read = read_opml(f'<opml><body><outline text="F"><outline text="A" xmlUrl="https://a.example/"/>{rest}'.encode())

    assert [one.url for one in read.outlines] == taken
    assert [(one.name, one.why.partition(":")[0]) for one in read.dropped] == [("What is not whole in the list", "broken XML")]


def test_a_password_in_a_list_is_not_repeated():
    read = read_opml(b'<opml><body><outline xmlUrl="https://sam:geheim@a.example/"/></body></opml>')

    assert read.dropped[0].name == "https://\u2026@a.example/"
