import pytest
from lxml import etree, html

from feeds.model.answers import Fetched
from pipeline import verdicts
from pipeline.stages.extract import extract
from pipeline.verdicts import MayBe, Verdicts
from tests.builders import feed_item


def tree(text):
    return html.fromstring(f"<html><body>{text}</body></html>")


def ids(found):
    return [element.get("id") for element in found]


def test_an_element_is_asked_about_once_for_its_kind():
    asked = []

    class Counted:
        path = ".//*[self::p][contains(@class, 'x')]"

        def __call__(self, document):
            asked.append(document)
            return etree.XPath(self.path)(document)

    found = Verdicts(Counted())(tree("<p class=x id=1>a</p><p class=y id=2>b</p><p class=x id=3>c</p><div class=x id=4>d</div>"))

    assert ids(found) == ["1", "3"]
    assert len(asked) == 2


def test_the_order_of_attributes_is_part_of_a_kind():
    first = etree.XPath(".//*[starts-with(@id|@class, 'x')]")

    found = Verdicts(first)(tree("<p id=a class=x>one</p><p class=x id=a>two</p>"))

    assert [element.text for element in found] == ["two"]


def test_only_the_first_is_looked_for_where_one_is_enough():
    quick = Verdicts(etree.XPath("(.//*[self::div or self::p][@class='x'])[1]|(.//main)[1]"), first_alone=True)

    assert ids(quick(tree("<p id=1>a</p><main id=2>b</main><p id=3 class=x>c</p>"))) == ["2"]
    assert ids(quick(tree("<p id=1>a</p>"))) == []


def test_what_is_inside_an_element_is_asked_where_it_matters():
    quick = MayBe(etree.XPath(".//*[self::div][@class='x'][not(.//h1)]"))

    assert ids(quick(tree("<div class=x id=1><h1>t</h1></div><div class=x id=2>a</div>"))) == ["2"]


def test_memory_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(verdicts, "_MOST_KINDS", 3)
    quick = Verdicts(etree.XPath(".//*[self::p][contains(@class, 'x')]"))

    many = "".join(f"<p class='x{number}' id={number}>a</p>" for number in range(10))
    assert len(quick(tree(many))) == 10
    assert len(quick(tree(f"<p class='x{'y' * 1000}'>a</p>"))) == 1

    assert len(quick._known) <= 3
    assert all(len(str(kind)) < 500 for kind in quick._known)


@pytest.mark.parametrize(
    "oddity",
    ["<p><o:p>&nbsp;</o:p></p>", "<fb:like>x</fb:like>", "<x!y>z</x!y>", "<p class='a&#1;b'>a</p>", "<p id='a&#xFFFE;b'>a</p>"],
)
def test_what_lxml_reads_and_will_not_write_costs_no_article(oddity):
    paragraphs = "".join(
        f"<p>Paragraph {number} of an honest article, long enough to be read as one by anybody.</p>" for number in range(9)
    )
    body = f"<html><title>A page</title><body><article>{paragraphs}{oddity}</article></body></html>".encode()
    page = Fetched(url="https://example.org/", final_url="https://example.org/", status=200, body=body, content_type="text/html")

    assert "Paragraph 8 of an honest article" in extract(page, feed_item("one", content_text="", summary_text="")).text
