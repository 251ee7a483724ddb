"""A link in a digest is for one thing and for thirty days, and nobody else can make one."""

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from pipeline.edges.secret import kept_key, key_at
from pipeline.links import GOOD_FOR, Link, Room, check
from pipeline.model.ids import ArticleId, DigestId
from tests.faces import full_plan, view_of

NOW = datetime(2026, 3, 4, 7, tzinfo=UTC)
KEY = bytes(range(32))
LINK = Link(action="done", article=ArticleId("a1b2"), digest=DigestId("me/2026-03-04/07:00"))
ROOM = Room(url="https://read.example.org/room/", key=KEY)


def parts(address: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query, strict_parsing=True).items()}


def verdict(link: Link = LINK, *, key: bytes = KEY, now: datetime = NOW, **changes: str) -> str:
    """Return what is thought of the link that was made for `LINK`, where it claims to be *link*."""
    said = parts(ROOM.address(LINK, NOW)) | changes
    return check(link, said["until"], said["proof"], key=key, now=now)


def test_a_link_says_what_it_is_for_and_until_when():
    address = ROOM.address(LINK, NOW)

    assert urlsplit(address)._replace(query="").geturl() == "https://read.example.org/room/items/a1b2/done"
    assert parts(address)["digest"] == "me/2026-03-04/07:00"
    assert int(parts(address)["until"]) == int((NOW + timedelta(days=30)).timestamp())
    assert address == ROOM.address(LINK, NOW)
    assert len(address) < 200


@pytest.mark.parametrize(
    ("now", "told"),
    [(NOW, "good"), (NOW + GOOD_FOR - timedelta(seconds=1), "good"), (NOW + GOOD_FOR, "expired"), (NOW + timedelta(days=9999), "expired")],
)
def test_a_link_is_good_for_thirty_days(now, told):
    assert verdict(now=now) == told


@pytest.mark.parametrize(
    "link",
    [
        pytest.param(replace(LINK, action="more"), id="another action"),
        pytest.param(replace(LINK, article=ArticleId("a1b3")), id="another article"),
        pytest.param(replace(LINK, digest=DigestId("me/2026-03-05/07:00")), id="another digest"),
        pytest.param(replace(LINK, article=ArticleId("a1"), digest=DigestId("b2me/2026-03-04/07:00")), id="moved letters"),
    ],
)
def test_a_link_is_for_nothing_else(link):
    assert verdict(link) == "forged"


@pytest.mark.parametrize(
    "changes",
    [
        {"until": "1779999999"}, {"until": ""}, {"until": "-1"}, {"until": "١٧٧٢٦٠٧٦٠٠"}, {"until": "1e9"}, {"until": "9" * 5000}, {"until": " 1"},
        {"proof": ""}, {"proof": "A" * 43}, {"proof": "\ud800"}, {"proof": "é" * 43},
    ],
)  # fmt: skip
def test_a_link_that_was_tampered_with_is_forged(changes):
    assert verdict(**changes) == "forged"


@pytest.mark.parametrize("digits", ["0{}", "00{}"])
def test_a_link_can_be_written_in_one_way_only(digits):
    until = parts(ROOM.address(LINK, NOW))["until"]

    assert verdict(until=until) == "good"
    assert verdict(until=digits.format(until)) == "forged"


def test_every_letter_of_the_proof_counts():
    proof = parts(ROOM.address(LINK, NOW))["proof"]

    # The last letter carries four bits of the signature; the other two mean nothing, but a changed letter is still another text.
    for position, letter in enumerate(proof):
        other = "A" if letter != "A" else "B"
        assert verdict(proof=proof[:position] + other + proof[position + 1 :]) == "forged"


def test_a_link_that_is_expired_cannot_be_told_from_a_forged_one_without_the_key():
    assert verdict(now=NOW + timedelta(days=40), proof="A" * 43) == "forged"


def test_another_key_makes_another_link():
    assert verdict(key=bytes(32)) == "forged"


def test_a_digest_leads_to_the_room_where_there_is_one_and_else_shows_what_to_type():
    actions = [
        action
        for window in view_of(full_plan(), web="https://read.example.org").windows
        for pick in window.picks
        for action in pick.actions
    ]
    urls = [action.url for action in actions if action.url]

    assert len(urls) == len(actions) == len(set(urls))
    assert all(url.startswith("https://read.example.org/items/") for url in urls)
    for action in actions:
        article = ArticleId(urlsplit(action.url).path.split("/")[2])
        link = Link(action=action.name, article=article, digest=full_plan().id)
        said = parts(action.url)
        assert check(link, said["until"], said["proof"], key=b"k" * 32, now=NOW) == "good"
    assert {action.url for window in view_of(full_plan()).windows for pick in window.picks for action in pick.actions} == {None}


def test_the_key_is_drawn_once_and_for_its_owner_only(tmp_path):
    file = tmp_path / "state" / "links.key"
    key = key_at(file)

    assert len(key) == 32
    assert key_at(file) == key != key_at(tmp_path / "other.key")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["links.key"]


def test_what_is_no_key_is_not_taken_for_one(tmp_path):
    file = tmp_path / "links.key"
    file.write_bytes(b"short")

    with pytest.raises(OSError, match="it holds no key; remove it"):
        key_at(file)


def test_to_look_for_a_key_draws_none(tmp_path):
    with pytest.raises(FileNotFoundError):
        kept_key(tmp_path / "state" / "links.key")

    assert list(tmp_path.iterdir()) == []


def test_a_key_that_others_could_read_is_for_its_owner_only_from_now_on(tmp_path):
    file = tmp_path / "links.key"
    key = key_at(file)
    file.chmod(0o644)

    assert kept_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o644
    assert key_at(file) == key
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_a_key_is_drawn_once_where_files_have_one_name_only(tmp_path, monkeypatch, umask):
    def refused(self, target):
        raise OSError(errno.EPERM, "Operation not permitted", str(self), str(target))

    monkeypatch.setattr("pathlib.Path.hardlink_to", refused)
    file = tmp_path / "links.key"
    before = os.umask(umask)
    try:
        key = key_at(file)
    finally:
        os.umask(before)

    assert len(key) == 32
    assert key_at(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["links.key"]


def test_of_two_that_draw_at_once_the_first_wins_where_files_have_one_name_only(tmp_path, monkeypatch):
    file = tmp_path / "links.key"
    first = b"1" * 32

    def meanwhile(self, target):
        file.write_bytes(first)
        raise OSError(errno.EOPNOTSUPP, "Operation not supported", str(self), str(target))

    monkeypatch.setattr("pathlib.Path.hardlink_to", meanwhile)

    assert key_at(file) == first


def test_of_two_that_draw_at_once_the_first_wins(tmp_path, monkeypatch):
    file = tmp_path / "links.key"
    first = b"1" * 32

    def meanwhile(length: int) -> bytes:
        file.write_bytes(first)
        return b"2" * length

    monkeypatch.setattr("pipeline.edges.secret.secrets.token_bytes", meanwhile)

    assert key_at(file) == first
