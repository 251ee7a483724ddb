"""`gapfeed inspect length` and `gapfeed inspect post`: one JSON line for each input, in input order, whatever the input is."""

import json
from typing import get_args

import pytest

from pipeline.settings import Network
from tests.running import run

ITEM = {
    "url": "https://example.org/a-guide", "title": "A guide to window functions", "note": "This saved me an afternoon.", "skills": ["sql", "Own skill"],
    "source": "Data Weekly", "author": "Ola", "language": "en",
}  # fmt: skip


def inspected(what, network, text):
    ran = run("inspect", what, "-", "--network", network, answers=text)

    assert (ran.exit_code, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


def post(network, **changes):
    return inspected("post", network, json.dumps({**ITEM, **changes}))[0]


def test_lengths_come_in_order_and_bad_lines_say_what_is_wrong():
    lines = inspected("length", "x", '{"id": 1, "text": "語"}\n\n{"id": "b", "text": "' + "a" * 281 + '"}\nbad\n{"id": 4, "text": 5}\n')

    assert lines[:2] == [{"id": 1, "length": 2, "limit": 280, "fits": True}, {"id": "b", "length": 281, "limit": 280, "fits": False}]
    assert [line["error"] for line in lines[2:]] == ["the line is no JSON object with id and text", 'its "text" is the number 5, not text']


def test_half_a_character_is_counted_as_one():
    assert inspected("length", "bluesky", '{"id": 1, "text": "\\ud83d!"}')[0]["length"] == 2


@pytest.mark.parametrize("network", get_args(Network))
def test_a_post_holds_what_the_contract_says(network):
    made = post(network)

    assert {"network", "text", "length", "limit", "problems"} <= set(made) <= {*made, "facets", "open", "subject"}
    assert made["network"] == network
    assert made["length"] <= made["limit"]
    assert ITEM["url"] in made["text"]
    assert made["text"].startswith(ITEM["note"])
    assert ("facets" in made) == (network == "bluesky")
    assert ("open" in made) == (network not in {"slack", "teams", "discord", "markdown"})
    assert bool(made["problems"]) == (network in {"linkedin", "facebook"})


def test_skills_are_named_in_the_language_of_the_post():
    assert "#OwnSkill" in post("mastodon")["text"]
    assert post("mastodon", language="pl")["text"] != post("mastodon")["text"]
    assert post("mastodon", language="../en")["text"] == post("mastodon")["text"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"note": None}, "no sentence of yours", id="no note"),
        pytest.param({"note": "long " * 90}, "was cut", id="a long note"),
        pytest.param({"url": "https://example.org/" + "a" * 400}, "give a shorter address", id="a long address"),
        pytest.param({"url": "https://example.org/?token=1"}, "a key of yours", id="a key"),
        pytest.param({"title": "@everyone"}, "calls people", id="a call"),
    ],
)
def test_problems_are_said_in_words(changes, words):
    (problem,) = post("bluesky", **changes)["problems"]

    assert words in problem


def test_a_note_is_never_cut_through_a_link():
    text = post("bluesky", note="word " * 40 + "https://example.com/" + "a" * 120)["text"]

    assert text.split("\n\n")[0].endswith("word…")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "no JSON object", id="nothing"),
        pytest.param("[1]", "no JSON object", id="a list"),
        pytest.param('{"url": 5}', 'its "url" is the number 5', id="a number"),
        pytest.param('{"skills": "sql"}', "no list of names", id="skills as text"),
    ],
)
def test_what_is_no_item_is_said(text, words):
    (made,) = inspected("post", "x", text)

    assert words in made["problems"][0]
    assert made["text"] == ""


def test_lines_of_items_give_a_post_each_in_order():
    lines = inspected("post", "x", "\n".join(json.dumps({**ITEM, "note": note}) for note in ("One.", "Two.")))

    assert [line["text"][:4] for line in lines] == ["One.", "Two."]


def test_an_unknown_network_is_a_misuse_and_a_missing_file_is_not():
    assert run("inspect", "length", "-", "--network", "myspace").exit_code == 2
    assert run("inspect", "post", "/no/such/file", "--network", "x").exit_code == 1
