import re
import unicodedata

import pytest

from pipeline.posting.counting import MEASURES
from pipeline.stages.edition_thread import thread_of
from tests.builders import candidate
from tests.faces import HOSTILE, PUBLIC, edition_of, episode, hostile_edition, phrases

NETWORKS = ("x", "mastodon", "bluesky")


def test_a_thread_opens_gives_each_item_a_post_and_closes():
    article = candidate("a1", author="Ada Writer")
    edition = edition_of(article, candidate("a2", tags=()), notes={article.id: "Read this."}, beside=PUBLIC)

    assert thread_of(edition, "mastodon", phrases()) == (
        "Worth reading: 4 March 2026\n\n2 items: SQL\n\n1/4",
        "Read this.\n\nTitle a1 — Ada Writer, Source One\n\nhttps://example.org/a1\n\n2/4",
        "Title a2 — Source One\n\nhttps://example.org/a2\n\n3/4",
        "What would you add?\n\nAll of it on one page: https://sam.example.org/read/2026-03-04.html\n\n4/4",
    )


def test_without_a_public_address_the_last_post_only_asks():
    edition = edition_of(candidate(tags=()))

    assert thread_of(edition, "x", phrases())[0] == "Worth reading: 4 March 2026\n\n1 item\n\n1/3"
    assert thread_of(edition, "x", phrases())[-1] == "What would you add?\n\n3/3"


@pytest.mark.parametrize("network", NETWORKS)
def test_a_long_note_goes_on_in_the_next_post_and_nothing_of_it_is_lost(network):
    note = " ".join(f"This is sentence number {number} of a long remark." for number in range(12))
    article = candidate("a1")
    posts = thread_of(edition_of(article, notes={article.id: note}), network, phrases())

    assert len(posts) > 3
    assert all(MEASURES[network].fits(post) for post in posts)
    assert [post.rpartition("\n\n")[2] for post in posts] == [f"{number}/{len(posts)}" for number in range(1, len(posts) + 1)]
    together = " ".join(" ".join(post.split("\n\n")[:-1]) for post in posts)
    assert note in together


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_whatever_a_feed_says_each_post_fits_and_calls_nobody(network, text, language):
    edition = hostile_edition(text, language)
    for post in thread_of(edition, network, phrases(language)):
        assert MEASURES[network].fits(post)
        assert not re.search(r"@(everyone|here)", post)
        assert not [sign for sign in post if unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n"]
        post.encode()


@pytest.mark.parametrize("network", NETWORKS)
def test_a_number_never_makes_a_post_too_long(network):
    article = candidate("a1")
    for length in range(MEASURES[network].limit - 80, MEASURES[network].limit):
        posts = thread_of(edition_of(article, notes={article.id: "a" * length}), network, phrases())
        assert all(MEASURES[network].fits(post) for post in posts), length


def test_an_arabic_item_runs_from_the_right():
    posts = thread_of(edition_of(episode(title="Docker: شرح مبسط للمبتدئين"), language="ar"), "x", phrases("ar"))

    assert posts[1].startswith("\u200fDocker: شرح")


def test_those_who_made_an_arabic_item_are_named_as_in_a_post():
    item = candidate("a1", title="موقف وسلوك وأثر", source_title="مداد", author="نديم الورّاق", language="ar", tags=())
    latin = candidate("a2", title="دليل Docker", source_title="Data Weekly", author="Ola", language="ar", tags=())
    english = candidate("a3", title="A guide", source_title="مداد", author="نديم الورّاق", tags=())
    posts = thread_of(edition_of(item, latin, english, language="ar"), "x", phrases("ar"))

    assert posts[1].split("\n")[0] == "موقف وسلوك وأثر \u200f— نديم الورّاق، مداد"
    assert posts[2].split("\n")[0] == "\u200fدليل Docker \u200f— Ola, Data Weekly"
    assert posts[3].split("\n")[0] == "\u200eA guide — نديم الورّاق، مداد"
