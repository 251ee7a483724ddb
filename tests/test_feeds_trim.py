"""What is known is left out before a feed is parsed, and nothing else changes by it."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.items import MOST_ITEMS
from feeds.model.answers import Fetched
from feeds.model.entries import ParsedFeed
from feeds.parse import parse
from feeds.trim import trimmed

ADDRESS = "https://example.org/blog/feed.xml"
NOTHING = frozenset()


def feed_of(body, known=NOTHING) -> ParsedFeed:
    body = body.encode() if isinstance(body, str) else body
    found = parse(Fetched(url=ADDRESS, final_url=ADDRESS, status=200, body=body), known)
    assert isinstance(found, ParsedFeed), found
    return found


def rss(*items, head="", attributes=""):
    entries = "\n".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {attributes}><channel><title>Blog</title><link>https://example.org/</link>{head}{entries}</channel></rss>'


def atom(*entries, attributes="", head=""):
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>Blog</title>{head}{inside}</feed>'


def rdf(*items):
    about = "".join(f'<item rdf:about="https://example.org/{number}">{item}</item>' for number, item in enumerate(items))
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="https://example.org/"><title>Blog</title></channel>{about}</rdf:RDF>'
    )


def json_feed(*items):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Blog", "items": items})


def post(name, text="words"):
    return f"<title>{name}</title><link>https://example.org/{name}</link><guid isPermaLink='false'>id-{name}</guid><description>{text}</description>"


def entry(name, text="words"):
    return f'<title>{name}</title><id>tag:{name}</id><link href="https://example.org/{name}"/><summary>{text}</summary>'


def hashes(feed):
    return {item.title: item.raw_hash for item in feed.items}


def agrees(body, unknown):
    """Check that the items at the places `unknown` come out as from the whole feed when all others are known."""
    whole = feed_of(body)
    new = [item for place, item in enumerate(whole.items) if place in unknown or not item.raw_hash]
    known = frozenset(item.raw_hash for item in whole.items) - {item.raw_hash for item in new} - {""}
    found = feed_of(body, known)

    assert [item for item in found.items if item in new] == new
    # What had to be parsed besides is as it was, so that nobody takes it for new or edited.
    assert set(found.items) <= set(whole.items)
    assert found.recognised <= known
    assert found.recognised | {item.raw_hash for item in found.items} >= known
    assert replace(found, items=(), skipped=(), recognised=NOTHING) == replace(whole, items=(), skipped=(), recognised=NOTHING)
    return len(found.items) - len(new)


FORMATS = [
    pytest.param(lambda *names: rss(*map(post, names)), id="RSS 2.0"),
    pytest.param(lambda *names: atom(*map(entry, names)), id="Atom"),
    pytest.param(lambda *names: rdf(*(f"<title>{name}</title><link>https://example.org/{name}</link>" for name in names)), id="RSS 1.0"),
    pytest.param(
        lambda *names: json_feed(*({"id": name, "url": f"https://example.org/{name}", "title": name} for name in names)), id="JSON Feed"
    ),
]


@pytest.mark.parametrize("feed", FORMATS)
def test_only_what_is_new_is_parsed(feed):
    body = feed("one", "two", "three")
    known = hashes(feed_of(body))

    found = feed_of(body, frozenset({known["one"], known["three"], "unheard of"}))

    assert [item.title for item in found.items] == ["two"]
    assert found.items[0] == feed_of(body).items[1]
    assert found.recognised == {known["one"], known["three"]}


@pytest.mark.parametrize("feed", FORMATS)
def test_a_feed_without_anything_new_is_still_a_feed(feed):
    whole = feed_of(feed("one", "two"))

    found = feed_of(feed("one", "two"), frozenset(hashes(whole).values()))

    assert found == replace(whole, items=(), recognised=frozenset(hashes(whole).values()))


@pytest.mark.parametrize("changed", [post("one", text="other words"), post("one") + "<!-- -->", post("one").replace("id-", "ID-")])
def test_every_edit_changes_the_hash(changed):
    before, after = feed_of(rss(post("one"), post("two"))), feed_of(rss(changed, post("two")))

    assert hashes(before)["one"] != hashes(after)["one"]
    assert hashes(before)["two"] == hashes(after)["two"]
    assert [item.title for item in feed_of(rss(changed, post("two")), frozenset(hashes(before).values())).items] == ["one"]


def test_what_only_the_head_of_a_feed_says_changes_no_hash():
    before = feed_of(rss(post("one"), post("two"), head="<lastBuildDate>Tue, 17 Feb 2026 08:00:00 GMT</lastBuildDate>"))
    after = feed_of(rss(post("new"), post("one"), post("two"), head="<lastBuildDate>Wed, 18 Feb 2026 08:00:00 GMT</lastBuildDate>"))

    assert hashes(before).items() <= hashes(after).items()


@pytest.mark.parametrize("attributes", ['xml:base="https://elsewhere.example/"', 'xml:lang="pl"', 'xmlns:x="urn:x"'])
def test_what_an_entry_inherits_belongs_to_it(attributes):
    body = atom(entry("one"), '<title>two</title><id>2</id><link href="two"/>', attributes=attributes)

    assert agrees(body, {1}) == 0
    assert hashes(feed_of(body)).keys() == hashes(feed_of(atom(entry("one")))).keys() | {"two"}
    assert hashes(feed_of(body))["one"] != hashes(feed_of(atom(entry("one"))))["one"]


def test_the_order_and_the_blanks_of_a_json_entry_do_not_count():
    item = {"id": "1", "title": "one", "content_text": "words"}
    spaced = json.dumps(json.loads(json_feed(dict(reversed(item.items())))), indent=4)

    assert hashes(feed_of(json_feed(item))) == hashes(feed_of(spaced))
    assert hashes(feed_of(json_feed(item))) != hashes(feed_of(json_feed({**item, "content_text": "Words"})))


# ---------------------------------------------------------------- keys depend on the whole feed

ENTRIES_ALIKE = [
    pytest.param(["<guid>same</guid><title>a</title>", "<guid>same</guid><title>b</title>", post("c")], 1, id="one id"),
    pytest.param(["<guid> same </guid><title>a</title>", "<guid><![CDATA[same]]></guid><title>b</title>"], 1, id="one id, spelled twice"),
    pytest.param(
        ["<link>https://example.org/p</link><title>a</title>", "<link>http://www.example.org/p/?utm_source=x</link><title>b</title>"],
        1,
        id="one link",
    ),
    pytest.param(
        ["<link>https://example.org/p</link><title>a</title>", "<link>/p</link><title>b</title>"], 1, id="one link, once relative"
    ),
    pytest.param(
        ["<guid>https://example.org/p</guid><title>a</title>", "<link>https://example.org/p</link><title>b</title>"],
        1,
        id="an id that is the link of another",
    ),
    pytest.param(
        [
            "<link>https://example.org/p?a=1&amp;amp;b=2</link><title>a</title>",
            "<link>https://example.org/p?a=1&amp;b=2</link><title>b</title>",
        ],
        1,
        id="one link, escaped twice",
    ),
    pytest.param(
        ["<title>a</title><description>1</description>", "<title>a</title><description>2</description>", "<title>c</title>"],
        1,
        id="nothing but titles",
    ),
    pytest.param(["<guid>1</guid><guid>2</guid><title>a</title>", "<guid>2</guid><title>b</title>"], 1, id="two ids"),
    pytest.param(["<title>a</title><x:id>5</x:id>", "<title>b</title><x:id>6</x:id>"], 1, id="an id of another vocabulary"),
    pytest.param([post("a"), post("b"), post("c")], 0, id="entries unlike each other"),
    pytest.param(
        [f"<link>https://example.org/</link><guid>{name}</guid><title>{name}</title>" for name in "abc"], 0, id="one link, but ids"
    ),
    pytest.param(["<source url='https://example.org/f'>S</source>" + post(name) for name in "abc"], 0, id="one source"),
]


@pytest.mark.parametrize(("items", "others_needed"), ENTRIES_ALIKE)
def test_a_key_comes_out_as_in_the_whole_feed(items, others_needed):
    body = rss(*items, attributes='xmlns:x="urn:x"')
    needed = [agrees(body, {place}) for place in range(len(feed_of(body).items))]

    assert (max(needed) > 0) == (others_needed > 0), needed


PIECES = st.lists(
    st.sampled_from(
        [
            "<guid>1</guid>", "<guid>2</guid>", "<guid isPermaLink='false'>1</guid>", "<guid>https://example.org/1</guid>", "<id>1</id>",
            "<atom:id>1</atom:id>", "<link>https://example.org/1</link>", "<link>http://example.org/1?utm_source=a</link>", "<link>1</link>",
            "<link>https://example.org/2#x</link>", "<atom:link href='https://example.org/1'/>", "<atom:link rel='self' href='https://example.org/2'/>",
            "<title>a</title>", "<title>b</title>", "<pubDate>Tue, 17 Feb 2026 08:00:00 GMT</pubDate>", "<description>text</description>",
            "<author><id>9</id><link>https://example.org/9</link></author>", "<source><id>1</id><link>https://example.org/1</link></source>",
        ]
    ),
    max_size=4,
).map("".join)  # fmt: skip


@given(items=st.lists(PIECES, min_size=1, max_size=6), dice=st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_hostile_identities_never_make_another_item(items, dice):
    body = rss(*items, attributes='xmlns:atom="http://www.w3.org/2005/Atom"')
    count = len(feed_of(body).items)

    agrees(body, set(dice.sample(range(count), dice.randint(0, count))))


@pytest.mark.parametrize(
    "items",
    [
        pytest.param(["<guid>https://example.org/1</guid>", "<link>1</link>"], id="the id of another"),
        pytest.param(["", "<guid>1</guid><link>1</link>", "<link>https://example.org/1</link>"], id="the link of another"),
    ],
)
def test_a_relative_link_may_mean_what_another_entry_says_in_full(items):
    body = rss(*items)
    count = len(feed_of(body).items)

    for unknown in range(2**count):
        agrees(body, {place for place in range(count) if unknown >> place & 1})


def test_an_entry_that_stands_twice_is_still_noted():
    body = rss(post("one"), post("one"), post("two"))
    whole = feed_of(body)

    found = feed_of(body, frozenset(hashes(whole).values()))

    assert found.skipped == whole.skipped
    assert [skipped.why for skipped in found.skipped] == ["“one” stands in the feed twice"]
    assert found.recognised == {hashes(whole)["two"]}


# ---------------------------------------------------------------- when nothing may be left out


def test_the_newest_of_a_long_feed_are_the_newest_of_all():
    def dated(number):
        return post(str(number)) + f"<pubDate>{1 + number // 100:02} Feb 2026 {number % 24:02}:00:00 GMT</pubDate>"

    body = rss(*map(dated, range(MOST_ITEMS + 100)))
    whole = feed_of(body)

    found = feed_of(body, frozenset(hashes(whole).values()))

    assert found == whole
    assert len(found.items) == MOST_ITEMS
    assert all(item.raw_hash for item in found.items)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(post("one")).replace("words", "<b>words"), id="not well formed"),
        pytest.param(rss(post("one"), f"{post('two')}<item>{post('three')}</item>"), id="an entry within an entry"),
        pytest.param(rss(post("one"), "<guid>1<b>2</b></guid><title>two</title>"), id="an element within an id"),
        pytest.param(rss(post("one")).replace("</channel>", "<item/></channel>"), id="an entry without anything"),
        pytest.param(rss(post("one")).replace("</channel>", "<image><item>x</item></image></channel>"), id="an entry in a strange place"),
        pytest.param(f'<entry xmlns="http://www.w3.org/2005/Atom">{entry("one")}</entry>', id="an entry alone"),
    ],
)
def test_what_cannot_be_taken_apart_is_not(body):
    assert trimmed(body, NOTHING).document == body.encode()
    assert trimmed(body, NOTHING).raw_hashes == ()


def test_an_entry_that_feedparser_does_not_see_leaves_all_without_hashes():
    body = rss(post("one"), attributes='xmlns:x="urn:x"').replace("</channel>", f"<x:item>{post('two')}</x:item></channel>")
    (found,) = feed_of(body).items
    known = frozenset(trimmed(body, NOTHING).raw_hashes)

    assert (found.title, found.raw_hash) == ("one", "")
    # Even where somebody knows them.
    assert feed_of(body, frozenset(sorted(known)[:1])).items == (found,)
    assert len(known) == 2


# ---------------------------------------------------------------- cut documents


@pytest.mark.parametrize("feed", FORMATS)
def test_a_cut_entry_never_comes_out_as_an_edit_of_itself(feed):
    body = feed("one", "two", "three").encode()
    whole = feed_of(body).items

    for length in range(0, len(body), 3):
        found = parse(Fetched(url=ADDRESS, final_url=ADDRESS, status=200, body=body[:length]))
        items = found.items if isinstance(found, ParsedFeed) else ()
        assert set(items) <= set(whole), body[:length]


@pytest.mark.parametrize("tag", ["item", "rss:item", 'item\nid="7"'])
def test_nor_does_one_of_a_feed_that_cannot_be_mended(tag):
    end = tag.split()[0]
    body = "".join(
        f"<{tag}><title>{name}</title><guid isPermaLink=false>{name}</guid><description>words</description></{end}>" for name in "ab"
    )
    body = f'<rss version="2.0" xmlns:rss="http://purl.org/rss/1.0/"><channel><title>Blog</title>{body}'
    whole = feed_of(body).items

    assert [item.title for item in whole] == ["a", "b"]
    for length in range(body.find("<title>b"), len(body) - len(f"/{end}>"), 5):
        assert feed_of(body[:length]).items == whole[:1], body[:length]


# ---------------------------------------------------------------- real feeds


@pytest.mark.shared_data
def test_new_entries_of_real_feeds_are_as_in_the_whole_feed(shared_data):
    dice = random.Random(20260217)
    files = sorted((shared_data / "feeds" / "smallweb").iterdir())[::12]
    files += sorted((shared_data / "podcasts" / "podcastparser").glob("*.rss"))[::8]
    more = 0

    assert files
    for file in files:
        body = file.read_bytes()
        count = len(feed_of(body).items)
        more += agrees(body, set(dice.sample(range(count), min(count, dice.randint(0, 3)))))
    # A few stand twice in their feeds, or share an id.
    assert more <= 20
