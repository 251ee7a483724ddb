"""What config.yaml says of editions: where their folder is on the web, and who subscribed to them."""

import re
from pathlib import Path

import pytest

from pipeline.config.read import read_settings
from pipeline.config.shown import shown
from pipeline.errors import ConfigError
from pipeline.settings import Channel

FILE = Path("/home/sam/config.yaml")


def read(text):
    return read_settings(
        f"learn: [{{skill: sql}}]\n{text}", file=FILE, environment={}, system_timezone=None, known_skills=frozenset({"sql"})
    )


def via(text):
    return read(f"network: [{{circle: friends, via: [{text}]}}]").circles[0].via


def test_a_list_of_subscribers_lies_beside_the_configuration():
    assert via("{subscribers: friends.csv}") == (Channel(network="email", subscribers=Path("/home/sam/friends.csv")),)


def test_an_address_for_leaving_stands_beside_it():
    (channel,) = via('{subscribers: friends.csv, unsubscribe: "https://sam.example.org/leave"}')

    assert channel.unsubscribe == "https://sam.example.org/leave"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("{subscribers: friends.csv, email: [a@example.org]}", "expected exactly one of", id="beside addresses"),
        pytest.param(
            "{email: [a@example.org], unsubscribe: https://a.example/x}", "unsubscribe belongs beside subscribers", id="no list to leave"
        ),
        pytest.param("{unsubscribe: https://a.example/x}", "expected exactly one of", id="nothing but a way out"),
        pytest.param("{subscribers: a.csv, unsubscribe: http://a.example/x}", "begins with https://", id="not secure"),
        pytest.param("{subscribers: a.csv, unsubscribe: https://sam:secret@a.example/x}", "the address holds a password", id="a password"),
        pytest.param("{subscribers: ''}", "expected text", id="no name"),
    ],
)
def test_a_mistake_in_it_is_named(text, sentence):
    with pytest.raises(ConfigError) as found:
        via(text)
    assert re.search(sentence, str(found.value))
    assert "secret" not in str(found.value)


@pytest.mark.parametrize(
    ("server", "machine"),
    [("http://127.0.0.1:8910", "127.0.0.1:8910"), ("http://Toot.local", "toot.local:80"), ("http://[::1]/", "[::1]:80")],
)
def test_a_machine_of_ones_own_may_be_logged_in_to_in_plain_text(server, machine):
    settings = read(f"accounts: {{mastodon: {{server: '{server}', token_env: T}}}}\nfetch: {{allow_private: ['{machine}']}}")

    assert settings.mastodon is not None


@pytest.mark.parametrize("url", ["https://sam.example.org/read", "https://sam.example.org/read/"])
def test_the_address_of_the_folder_ends_in_a_slash(url):
    assert read(f"edition: {{url: {url!r}}}").edition_url == "https://sam.example.org/read/"
    assert read("").edition_url is None


def test_what_is_in_force_is_shown_and_means_the_same():
    settings = read(
        """
edition: {url: https://sam.example.org/read}
network:
  - {circle: friends, via: [{subscribers: friends.csv, unsubscribe: "https://sam.example.org/leave?who={email}"}, linkedin]}
"""
    )
    again = read_settings(shown(settings), file=FILE, environment={}, system_timezone=None, known_skills=frozenset({"sql"}))

    assert (again.circles, again.edition_url) == (settings.circles, settings.edition_url)
