"""What networks find in a text, how they count it, how feed text is kept harmless, and where a post waits to be sent."""

import html
import json
import re
from pathlib import Path
from typing import get_args
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from benchmarks.posts import entities, weights
from pipeline.posting.checks import address_problems, smuggled_problems
from pipeline.posting.counting import MEASURES
from pipeline.posting.entities import addresses, hashtags, linked, mastodon_addresses, mentions
from pipeline.posting.handing import facets, page_for
from pipeline.posting.taming import TAME, tame_address, uncalling_all
from pipeline.settings import Network

URL = "https://example.org/a-guide"
FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("See example.com/a. And report.txt!", ["example.com/a"], id="without https, and no file"),
        pytest.param("name@example.com", [], id="no mail address"),
        pytest.param("http://exa_mple.com http://-a.com", [], id="no host name"),
        pytest.param("http://" + "语" * 70 + ".com", [], id="a part that is too long"),
        pytest.param("http://xn--语.com", [], id="half encoded"),
        pytest.param("https://t.co/abc's", ["https://t.co/abc"], id="an address of X's own ends early"),
        pytest.param("https://t.co/" + "a" * 41, [], id="or is none"),
        pytest.param("example.com中国語", ["example.com"], id="Chinese after it"),
    ],
)
def test_addresses_as_x_finds_them(text, found):
    assert [one.text for one in addresses(text)] == found


def test_mentions_and_hashtags_inside_addresses_are_none():
    text = "https://example.com/@ada/#SQL @ada #SQL ＠bob a@b.c #1 C&#38; a#b"

    assert [one.text for one in mentions(text)] == ["@ada", "＠bob"]
    assert mentions("nobody") == []
    assert [one.text for one in hashtags(text)] == ["#SQL"]


def test_mastodon_needs_https_and_takes_paths_in_any_script():
    assert [one.text for one in mastodon_addresses("example.com https://example.com/سلام, http://localhost/")] == [
        "https://example.com/سلام"
    ]


@pytest.mark.shared_data
def test_what_is_found_is_what_x_says_that_it_finds(shared_data: Path):
    found = entities(shared_data)

    assert {kind: cases for kind, (_, cases) in found.items()} == {"url": 108, "hashtag": 76, "screen_name": 26}
    assert all(right / cases >= (0.95 if kind == "url" else 0.98) for kind, (right, cases) in found.items())


@pytest.mark.shared_data
def test_every_character_weighs_what_x_published(shared_data: Path):
    right, asked = weights(shared_data)

    assert right == asked > 100_000


@pytest.mark.parametrize(
    ("network", "text", "length"),
    [
        pytest.param("linkedin", "añ👍", 3, id="LinkedIn"),
        pytest.param("x", f"{FAMILY} example.com", 26, id="X: an address without https"),
        pytest.param("x", "✌\ufe0e1\u20e3©", 7, id="X: text signs are no emoji"),
        pytest.param("mastodon", f"@ada@mastodon.example {URL} {FAMILY}", 30, id="Mastodon: only the name of a mention"),
        pytest.param("mastodon", "mail@ada.example", 16, id="Mastodon: a mail address is no mention"),
        pytest.param("bluesky", FAMILY + URL, 1 + len(URL), id="Bluesky: graphemes"),
        pytest.param("teams", "é", 2, id="Teams: bytes"),
        pytest.param("discord", FAMILY, 7, id="Discord: code points"),
        pytest.param("telegram", FAMILY, 11, id="Telegram: UTF-16"),
    ],
)
def test_each_network_counts_in_its_own_way(network, text, length):
    assert MEASURES[network].length(text) == length


def test_every_network_has_a_limit_that_it_takes_and_not_one_more():
    assert set(MEASURES) == set(TAME) == set(get_args(Network))
    for measure in MEASURES.values():
        assert measure.fits("a" * measure.limit)
        assert not measure.fits("a" * (measure.limit + 1))


def test_bluesky_counts_bytes_too():
    assert not MEASURES["bluesky"].fits(FAMILY * 200)


MARKUP = "*b* _i_ ~s~ `c` ||x|| [bank](https://evil.example) <@1> <!channel> & @everyone #tag > \\ end"


@pytest.mark.parametrize("network", ["teams", "discord", "markdown", "slack"])
def test_where_the_syntax_is_strict_feed_text_reads_as_it_was(network):
    tamed = TAME[network](MARKUP).replace("\u2060", "")
    read = html.unescape(tamed) if network == "slack" else re.sub(r"\\([^\w\s]|_)", r"\1", tamed)

    assert read == MARKUP


@pytest.mark.parametrize("network", ["teams", "discord"])
@pytest.mark.parametrize("start", ["# heading", "> quote", "- item", "1. item"])
def test_feed_text_begins_no_heading_quotation_or_list(network, start):
    assert TAME[network](start) == re.sub(r"([#>.-])", r"\\\1", start, count=1)


@pytest.mark.parametrize("network", ["telegram", "whatsapp", "slack"])
def test_chats_set_nothing_of_a_feed_in_bold(network):
    tamed = TAME[network](MARKUP)

    assert not re.search(r"[*_~`|][\w*_~`|]", tamed)
    assert TAME[network]("> quote").startswith("\u2060")


def test_my_own_sentence_may_call_one_but_not_all():
    assert uncalling_all("@ada and @Everyone") == "@ada and @\u2060Everyone"


def test_an_address_cannot_end_early_or_call_all():
    assert tame_address("https://a.example/<!here>\u202e/@here/@ada\n") == "https://a.example/%3C!here%3E%E2%80%AE/%40here/@ada%0A"


TEXT = f"Try it & see\n\n{URL}\n\n#SQL"


@pytest.mark.parametrize("network", ["x", "mastodon", "bluesky", "whatsapp"])
def test_the_page_of_a_network_gets_the_text(network):
    parts = urlsplit(page_for(network, text=TEXT, url=URL).url)

    assert parse_qs(parts.query or parts.fragment) == {"text": [TEXT]}


@pytest.mark.parametrize(("network", "parameter"), [("facebook", "u"), ("linkedin", "url")])
def test_some_take_the_address_alone(network, parameter):
    assert parse_qs(urlsplit(page_for(network, text=TEXT, url=URL).url).query) == {parameter: [URL]}


def test_telegram_gets_the_address_once_and_a_mail_its_lines():
    telegram = parse_qs(urlsplit(page_for("telegram", text=TEXT, url=URL).url).query)
    mail = page_for("email", text=TEXT, url=URL, subject="Hm & so").url

    assert telegram == {"url": [URL], "text": ["Try it & see\n\n#SQL"]}
    assert unquote(mail) == "mailto:?subject=Hm & so&body=" + TEXT.replace("\n", "\r\n")
    assert page_for("slack", text=TEXT, url=URL) is None


def test_the_server_of_ones_own_takes_a_post_itself():
    page = page_for("mastodon", text=TEXT, url=URL, server="https://mastodon.example/")

    assert page is not None
    assert page.url.startswith("https://mastodon.example/share?")
    assert parse_qs(urlsplit(page.url).query) == {"text": [TEXT]}
    assert page_for("x", text=TEXT, url=URL, server="https://mastodon.example") == page_for("x", text=TEXT, url=URL)


def test_a_letter_too_long_for_an_address_is_begun_with_its_subject():
    page = page_for("email", text="سلام " * 100, url=URL, subject="مرحبا")

    assert page is not None
    assert (unquote(page.url), page.takes_text) == ("mailto:?subject=مرحبا", False)


def test_an_address_that_ends_like_a_sentence_is_whole_in_its_facet():
    text = "See\nhttps://example.org/Yahoo!"

    assert facets(text, "https://example.org/Yahoo!")[0]["features"][0]["uri"] == "https://example.org/Yahoo!"
    assert facets(text)[0]["features"][0]["uri"] == "https://example.org/Yahoo"


def test_what_some_network_links_is_known_whichever_it_is():
    text = "Ask @ada@mathstodon.example or @ada.example of #SQL at https://example.org/شرح or example.com/a"

    assert [text[one.start : one.end] for one in sorted(linked(text))] == [
        "@ada@mathstodon.example",
        "@ada.example",
        "#SQL",
        "https://example.org/شرح",
        "example.com/a",
    ]


def test_facets_point_at_bytes():
    text = f"مرحبا 👍 {URL}/#part, #لغة #SQL #{'a' * 65}"
    found = facets(text)
    pointed = [text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode() for facet in found]

    assert pointed == [f"{URL}/#part", "#لغة", "#SQL"]
    assert found[0]["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": f"{URL}/#part"}]
    assert found[2]["features"][0]["tag"] == "SQL"
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("", "no address", id="none"),
        pytest.param("ftp://example.org/a", "no address", id="no page"),
        pytest.param("https://me:secret@example.org/", "holds a login", id="a login"),
        pytest.param("http://192.168.1.4/a", "inside your own network", id="a private address"),
        pytest.param("http://[::1]/a", "inside your own network", id="this machine"),
        pytest.param("https://wiki.internal/a", "inside your own network", id="a private name"),
        pytest.param("https://example.org/?access_token=1", "(access_token)", id="a key"),
        pytest.param("https://example.org/?utm_source=1&id=2", "(utm_source)", id="tracking"),
    ],
)
def test_an_address_that_should_not_leave_is_named(url, words):
    (problem,) = address_problems(url)

    assert words in problem


def test_a_good_address_and_good_words_have_no_problem():
    assert address_problems("https://example.org/a?id=2") == address_problems("https://9.9.9.9/") == []
    assert smuggled_problems(["C# & e-mail @ work"]) == []


def test_what_a_feed_smuggles_in_is_named():
    assert len(smuggled_problems(["<!channel>", "turned \u202eround"])) == 2
