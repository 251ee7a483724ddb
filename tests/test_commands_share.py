"""`gapfeed share`: a post for each network, an edition for anybody, and nothing private in either."""

import json
import sqlite3
from contextlib import closing
from typing import get_args

import pytest

from pipeline.settings import Network
from tests.running import run

NETWORKS = get_args(Network)


def share(home, *words):
    return run("--config", home / "config.yaml", "--at", "2026-03-04T07:10+01:00", "share", *words)


def change_config(home, old, new):
    config = home / "config.yaml"
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("network", NETWORKS)
def test_a_post_for_each_network_fits_it_and_opens_with_ones_own_words(home, network):
    posts = [
        json.loads(line)
        for line in share(home, "write", "1", "--network", network, "--note", "Try the second example.", "--json").out.splitlines()
    ]

    assert [post["network"] for post in posts] == [network]
    assert posts[0]["fits"]
    assert posts[0]["length"] <= posts[0]["limit"]
    assert posts[0]["text"].startswith("Try the second example.")
    assert "small-multiples" in posts[0]["text"]


def test_without_a_wish_there_is_a_post_for_every_network(home):
    out = share(home, "write", "1").out

    assert {line.split()[1] for line in out.splitlines() if line.startswith("── ")} == set(NETWORKS)
    assert "Subject: " in out


def test_a_single_post_is_printed_as_it_is_pasted(home):
    alone, mail = share(home, "write", "1", "--network", "mastodon").out, share(home, "write", "1", "--network", "email").out

    assert not alone.startswith("──")
    assert "http://plainnumbers.example/2026/small-multiples.html" in alone
    assert mail.startswith("Subject: ")


def test_a_circle_is_written_to_in_its_networks(home):
    posts = [json.loads(line)["network"] for line in share(home, "write", "1", "--to", "team", "--json").out.splitlines()]

    assert posts == ["slack", "email"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        pytest.param(["write", "99"], 2, "has no item 99", id="no such number"),
        pytest.param(["write", "zzzz"], 2, "no item goes by 'zzzz'", id="no such item"),
        pytest.param(["write", "1", "--to", "nobody"], 2, "there is no circle 'nobody'; there is team, public", id="no such circle"),
        pytest.param(
            ["write", "1", "--to", "nobody", "--network", "x"], 2, "there is no circle 'nobody'", id="no such circle, beside a network"
        ),
        pytest.param(["write", "1", "--network", "myspace"], 2, "'myspace' is not one of", id="no such network"),
        pytest.param(["edition", "--item", "77"], 2, "has no item 77; it has 13", id="an edition of a number that is not there"),
        pytest.param(["edition", "--note", "1"], 2, "write it as NUMBER=SENTENCE", id="a note without a number"),
        pytest.param(["edition", "--note", "88=Hm"], 2, "has no item 88", id="a note on a number that is not there"),
    ],
)
def test_what_cannot_be_is_said(home, words, code, sentence):
    ran = share(home, *words)

    assert (ran.exit_code, ran.out) == (code, "")
    assert sentence in ran.err


def test_the_files_of_an_edition_lie_where_it_was_asked_for(home):
    facts = json.loads(share(home, "edition", "--week", "--out", str(home / "passed on"), "--json").out)

    assert facts["items"] == 13
    assert facts["kept_back"] == 0
    assert facts["left_out"] == {"given": 0, "unread": 0, "uncared": 0}
    assert sorted(facts["files"]) == sorted(map(str, (home / "passed on").iterdir()))
    assert str(home / "passed on" / "2026-03-04.html") in facts["files"]


def test_an_edition_of_some_items_holds_them_and_ones_words(home):
    said = share(home, "edition", "--item", "2", "--item", "3", "--note", "3=Read this one first.")
    page = (home / "edition" / "2026-03-04.html").read_text(encoding="utf-8")

    assert said.out.splitlines()[0] == "2 items to pass on."
    assert "Read this one first." in page


def test_a_private_source_stays_out_of_editions_and_posts(home):
    before = json.loads(share(home, "edition", "--json").out)
    change_config(home, "- http://plainnumbers.example/feed.xml", "- {url: http://plainnumbers.example/feed.xml, private: true}")
    run("--config", home / "config.yaml", "sources", "list")
    said, post = share(home, "edition"), share(home, "write", "1")
    texts = [path.read_bytes() for path in (home / "edition").iterdir()]

    assert before["kept_back"] == 0
    assert "were kept back: private, or not at an address for everybody." in said.out
    assert not any(b"plainnumbers" in text for text in texts)
    assert (post.exit_code, post.out) == (1, "")
    assert "private source; it is never shared" in post.err


def test_before_the_first_digest_there_is_nothing_to_pass_on(home):
    for file in home.glob("gapfeed.db*"):
        file.unlink()
    ran = share(home, "edition")

    assert (ran.exit_code, ran.out) == (1, "")
    assert "`gapfeed run` makes the first" in ran.err


def test_what_a_sentence_claims_and_the_article_does_not_holds_an_edition_back_until_the_person_says_anyway(home):
    held = share(home, "edition", "--note", "1=It cut our reading time by 73 %.")
    written = share(home, "edition", "--note", "1=It cut our reading time by 73 %.", "--anyway")

    assert held.exit_code == 1
    assert "73" in held.err
    assert "It stays here for now" in held.err
    assert written.exit_code == 0
    assert "73" in written.err


def test_a_sentence_that_would_leak_is_in_no_edition_not_even_with_anyway(home):
    ran = share(home, "edition", "--out", home / "out", "--note", "1=See http://wiki.corp/plan?token=0123 for ours", "--anyway")

    assert ran.exit_code == 1
    assert "what would leak is never sent" in ran.err
    assert "0123" not in ran.err
    assert not (home / "out").exists()


def test_an_edition_judges_the_sentences_and_not_the_address_which_keeps_an_item_out_anyway(home):
    with sqlite3.connect(home / "gapfeed.db") as connection:
        connection.execute("UPDATE articles SET url = url || '?token=abc' WHERE url LIKE '%plainnumbers%'")
    ran = share(home, "edition", "--note", "1=Worth five minutes.")

    assert (ran.exit_code, ran.err) == (0, "")
    assert "were kept back" in ran.out


def test_what_is_kept_back_is_counted_as_it_is_said(home):
    with closing(sqlite3.connect(home / "gapfeed.db")) as connection, connection:
        connection.execute("UPDATE articles SET url = url || '?token=abc' WHERE id = (SELECT article FROM picks LIMIT 1)")

    assert "1 was kept back: private, or not at an address for everybody." in share(home, "edition").out
