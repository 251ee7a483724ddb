from datetime import UTC, datetime

import pytest

from pipeline.page import PageFacts, facts_of, tree_of, without_mute_elements

ADDRESS = "https://www.example.org/post"
DATA = '<script type="application/ld+json">{}</script>'


def facts(head="", body="<p>Words.</p>", address=ADDRESS, **wanted):
    return facts_of(tree_of(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"), address, **wanted)


def data(content):
    return DATA.replace("{}", content)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param("<meta property='og:title' content=' From  meta '><title>T</title>", "<h1>H</h1>", "From meta", id="meta"),
        pytest.param(data('{"@type":"BlogPosting","headline":"From data"}'), "<h1>H</h1>", "From data", id="structured data"),
        pytest.param("<title>T</title>", "<h1>The <em>only</em> heading</h1>", "The only heading", id="the only h1"),
        pytest.param("<title>Post | Site</title>", "<h1>Site</h1><h1>Post</h1>", "Post", id="the h1 that the title begins with"),
        pytest.param("<title>Post | Site</title>", "<h1>A</h1><h1>B</h1>", "Post | Site", id="the title element"),
        pytest.param("", "", None, id="none"),
    ],
)
def test_the_title_of_a_page(head, body, title):
    assert facts(head, body).title == title


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        pytest.param("<meta name=author content='By Hanne Ostrowik'>", "", "Hanne Ostrowik", id="meta"),
        pytest.param("<meta name=author content='A B'><meta name=author content='C D'>", "", "A B, C D", id="two of them"),
        pytest.param("<meta name=author content=admin>", "", None, id="an account"),
        pytest.param("<meta name=author content=肖春芳>", "", "肖春芳", id="a name without blanks"),
        pytest.param("<meta property='article:author' content='https://example.org/me me'>", "", None, id="an address"),
        pytest.param(f"<meta name=author content='{'A ' * 100}'>", "", None, id="a story about somebody"),
        pytest.param(data('{"@type":["NewsArticle"],"author":[{"name":"A B"},"C D"]}'), "", "A B, C D", id="structured data"),
        pytest.param(
            data('{"@graph":[{"@type":"Article","author":{"@id":"#me"}},{"@id":"#me","name":"A B"}]}'), "", "A B", id="by reference"
        ),
        pytest.param("", "<a rel=author>A B</a>", "A B", id="a link to the author"),
        pytest.param("", "<div class=author>About</div><b class='author-name'>A B,</b>", "A B", id="an element for the name alone"),
        pytest.param("", "<p class=byline>by A B | 3 May 2026</p>", "A B", id="a line with the day behind"),
        pytest.param("", "<p class=byline>Episode 10</p>", None, id="no name"),
        pytest.param("", "<p class=author>A B writes about databases and plants trees</p>", None, id="a note about a person"),
        pytest.param("", "<p class=authority>A B</p>", None, id="another class"),
    ],
)
def test_the_author_of_a_page(head, body, author):
    assert facts(head, body).author == author


@pytest.mark.parametrize(
    ("head", "body", "address", "published"),
    [
        pytest.param("<meta property='article:published_time' content='2026-02-01T08:00:00+01:00'>", "", ADDRESS, (1, 7), id="meta"),
        pytest.param(
            "<meta name=date content=soon>" + data('{"@type":"Article","datePublished":"2026-02-02"}'), "", ADDRESS, (2, 0), id="data"
        ),
        pytest.param("", "<time datetime='2026-02-03'>", ADDRESS, (3, 0), id="the only time"),
        pytest.param("", "<time datetime='2026-02-03'>a</time><time class=published datetime='2026-02-04'>", ADDRESS, (4, 0), id="marked"),
        pytest.param(
            "", "<time datetime='2026-02-03'>a</time><article><time datetime='2026-02-05'></article>", ADDRESS, (5, 0), id="the article's"
        ),
        pytest.param("", "<time datetime='2026-02-03'>a</time><time datetime='2026-02-05'>", ADDRESS, None, id="two others'"),
        pytest.param("", "<span class='post-date'>February 6, 2026</span>", ADDRESS, (6, 0), id="a line with a day"),
        pytest.param("", "", "https://example.org/2026/02/07/post", (7, 0), id="the address"),
        pytest.param("", "<p>On 8 February 2026 it rained.</p>", ADDRESS, None, id="running text is no date"),
    ],
)
def test_the_time_of_a_page(head, body, address, published):
    assert facts(head, body, address).published == (published and datetime(2026, 2, *published, tzinfo=UTC))


def test_what_the_feed_knows_is_not_looked_for():
    head = "<meta name=author content='A B'><meta name=date content='2026-02-01'>"

    assert facts(head, with_author=False, with_time=False) == PageFacts()


def test_site_image_and_address():
    head = (
        "<meta property='og:site_name' content=Site><meta property='og:image' content='/lead.png'>"
        "<link rel=next href='/2'><link rel=Canonical href='/post'><meta property='og:url' content='/other'>"
    )

    assert facts(head) == PageFacts(site_name="Site", image="/lead.png", canonical="/post")
    assert facts("<meta property='og:url' content='/other'>").canonical == "/other"
    assert facts(data('{"@type":"Article","publisher":{"@id":"#p"}}') + data('{"@id":"#p","name":"Publisher"}')).site_name == "Publisher"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no data",
        "[" * 100_000,
        "1",
        "null",
        '[["x"]]',
        '{"@type":5}',
        '{"@type":"Article","headline":{},"author":null,"datePublished":[]}',
    ],
    ids=["empty", "no JSON", "deep", "a number", "nothing", "nested", "an odd type", "odd values"],
)
def test_broken_structured_data_is_passed_over(content):
    assert facts(data(content)) == PageFacts()


def test_structured_data_is_read_up_to_a_bound():
    filler = data('"' + "x" * 300_000 + '"')

    assert facts(filler + data('{"@type":"Article","headline":"Too late"}')).title is None


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<!DOCTYPE html PUBLIC '-//W3C/DTD' '/'><html><body><p>Words</p></body></html>", id="a document type with slashes"),
        pytest.param("<html lang=en /><body><p>Words</p></body></html>", id="a root closed at once"),
        pytest.param("<?xml version='1.0' encoding='iso-8859-2'?><html><body><p>Words</p></body></html>", id="a declared encoding"),
        pytest.param("<html><body><p>Wor\x08\ufffeds</p><!-- a comment --></body></html>", id="forbidden characters and comments"),
        pytest.param("<p>Wor</p><p>ds</p>", id="a fragment"),
        pytest.param("<div><p>Wor</p><p>ds</p></div>", id="a fragment in one element"),
        pytest.param("<title></title><p>Words</p>", id="a fragment with a title"),
    ],
)
def test_every_page_gives_a_tree(html):
    assert "".join(tree_of(html).itertext()).strip() == "Words"


def test_letters_stay_what_they_are():
    assert tree_of("<html><p>Zażółć \U0001f389</p>").text_content() == "Zażółć \U0001f389"


@pytest.mark.parametrize(
    "html", ["", "<!-- only a comment -->", "\x00", "<?xml version='1.0'?><rss><channel><title>A</title></channel></rss>"]
)
def test_what_is_no_page_has_no_tree(html):
    assert tree_of(html) is None


def test_scripts_styles_and_drawings_go_and_structured_data_stays():
    tree = without_mute_elements(tree_of(f"<body><style>a</style>b<svg>c</svg>d<script>e</script>f{data('{}')}</body>"))

    assert tree.text_content() == "bdf{}"
