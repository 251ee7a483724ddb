"""`gapfeed share card`: a picture of an item, and what it shows in words."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.edges import cards
from tests.running import run

pytest.importorskip("PIL", reason="Pillow is an extra: pip install gapfeed[cards]")
from PIL import Image, features  # only where there is Pillow

pytestmark = pytest.mark.skipif(not features.check("raqm"), reason="this Pillow has no Raqm layout: FriBiDi is missing")


def card(home, *words, code=0):
    done = run("--config", home / "config.yaml", "--at", "2026-03-04T07:10+01:00", "share", "card", *words)
    assert done.exit_code == code, done
    return done


def change(home, statement):
    with closing(sqlite3.connect(home / "gapfeed.db")) as connection, connection:
        connection.execute(statement)


def test_a_card_lies_beside_the_configuration_and_its_words_are_printed(home):
    said = card(home, "1", "--note", "Try the second example.").out.splitlines()

    file = Path(said[0])
    assert file.parent == home / "cards"
    with Image.open(file) as picture:
        assert picture.size == (1200, 630)
    assert said[1].startswith("Alt text: ")
    assert "“Try the second example.”" in said[1]
    assert len(said) == 2


def test_a_card_lies_where_one_wants_it(home, tmp_path):
    said = json.loads(card(home, "1", "--out", tmp_path / "own name.png", "--json").out)

    assert said["file"] == str(tmp_path / "own name.png")
    assert Path(said["file"]).read_bytes().startswith(b"\x89PNG")
    assert said["alt"].startswith("Small multiples")


def test_a_card_is_only_for_its_owner_to_read_until_they_pass_it_on(home):
    assert Path(card(home, "1").out.splitlines()[0]).stat().st_mode & 0o777 == 0o600


def test_no_card_is_made_of_an_item_of_a_private_source(home):
    change(home, "UPDATE sources SET private = 1")

    assert "comes from a private source" in card(home, "1", code=1).err
    assert not (home / "cards").exists()


def test_nor_of_one_at_an_address_that_is_not_for_everybody(home):
    change(home, "UPDATE articles SET url = 'https://example.org/a?token=0123456789abcdef0123'")

    assert "has no address that anybody may open" in card(home, "1", code=1).err


def test_a_sentence_that_would_leak_is_on_no_card_not_even_with_anyway(home):
    said = card(home, "1", "--note", "See http://wiki.corp/plan?token=0123 for ours.", "--anyway", code=1)

    assert "what would leak is never sent" in said.err
    assert "0123" not in said.err
    assert not (home / "cards").exists()


def test_a_claim_that_the_article_does_not_make_is_on_a_card_only_with_anyway(home):
    held = card(home, "1", "--note", "It cut our reading time by 73 %.", code=1)
    assert "73" in held.err
    assert not (home / "cards").exists()

    drawn = card(home, "1", "--note", "It cut our reading time by 73 %.", "--anyway")
    assert "73" in drawn.err
    assert Path(drawn.out.splitlines()[0]).is_file()


def test_an_item_that_is_not_there_is_said(home):
    assert "no item 99" in card(home, "99", code=2).err


def test_without_pillow_a_sentence_says_what_to_install(home, monkeypatch):
    monkeypatch.setattr(cards, "find_spec", lambda _name: None)

    assert "gapfeed[cards]" in card(home, "1", code=1).err
    assert not (home / "cards").exists()
