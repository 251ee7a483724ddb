"""Copies of what is slow to read: never wrong, never another's, never able to run code."""

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline import bootstrap
from pipeline.edges import copies, knowledge
from pipeline.edges.copies import fingerprint_of, keep, kept
from pipeline.errors import CannotDo, ConfigError
from pipeline.settings import Gap, Learner, SkillId, Window

CONFIG = """
learner: {name: Ola, languages: [pl], timezone: Europe/Warsaw}
learn: [{skill: sql, level: 1, target: 3, by: 2027-03-01}]
time: [{window: tram, minutes: 20, mode: read}]
digest: {at: "07:00", deliver: [{files: ~/digests}]}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    folder: Path = tmp_path / "cache"
    monkeypatch.setattr(copies, "cache_folders", lambda: [folder])
    return folder


class Trap:
    """Makes a file when it is read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self):
        return os.mkdir, (str(self.file),)


def test_settings_come_back_as_they_were():
    value = (
        Learner(name="Ola", languages=("pl", "ar"), timezone=ZoneInfo("Europe/Warsaw")),
        Gap(skill=SkillId("sql"), level=1, target=3, by=date(2027, 3, 1), words=(("pl", ("zapytanie",)),)),
        Window(name="tram", days=frozenset({0, 1}), minutes=20, mode="read"),
        {"at": time(7), "every": timedelta(hours=6), "folder": Path("digests")},
    )
    keep("config", "a" * 64, value)

    assert kept("config", "a" * 64) == value
    assert kept("config", "b" * 64) is None


def test_a_new_copy_takes_the_place_of_the_old_one_and_is_its_owners(cache):
    keep("config", "a" * 64, 1)
    keep("config", "b" * 64, 2)
    keep("catalogue", "a" * 64, 3)

    assert (kept("config", "a" * 64), kept("config", "b" * 64), kept("catalogue", "a" * 64)) == (None, 2, 3)
    assert {file.stat().st_mode & 0o777 for file in cache.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x80",
        b"not a copy at all",
        pickle.dumps(Path.unlink),
        pickle.dumps(os.system),
        pickle.dumps(eval),
        b"cpipeline.settings\ndataclass\n.",
    ],
    ids=["empty", "cut off", "text", "a method", "a function", "a builtin", "no type of ours"],
)
def test_what_is_no_copy_counts_as_none(cache, body):
    keep("config", "a" * 64, 1)
    (file,) = cache.iterdir()
    file.write_bytes(body)

    assert kept("config", "a" * 64) is None


def test_a_copy_cannot_run_code(cache, tmp_path):
    keep("config", "a" * 64, 1)
    (file,) = cache.iterdir()
    file.write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))

    assert kept("config", "a" * 64) is None
    assert not (tmp_path / "sprung").exists()
    pickle.loads(file.read_bytes())  # noqa: S301 - to see that the trap works
    assert (tmp_path / "sprung").exists()


def test_another_users_copy_is_not_believed(monkeypatch):
    keep("config", "a" * 64, 1)
    monkeypatch.setattr(os, "getuid", lambda: 12345)

    assert kept("config", "a" * 64) is None


def test_no_copy_is_believed_where_others_may_write(cache):
    keep("config", "a" * 64, 1)
    cache.chmod(0o777)
    assert kept("config", "a" * 64) is None

    cache.chmod(0o755)
    assert kept("config", "a" * 64) == 1
    next(cache.iterdir()).chmod(0o620)
    assert kept("config", "a" * 64) is None


def test_where_no_folder_can_be_written_nothing_is_kept(cache):
    cache.write_text("in the way")
    keep("config", "a" * 64, 1)

    assert kept("config", "a" * 64) is None


def test_many_may_keep_the_same_at_once(cache):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: keep("config", "a" * 64, (number,) * 1000), range(40)))

    assert len(set(kept("config", "a" * 64))) == 1
    assert [file.suffix for file in cache.iterdir()] == [".copy"]


def test_a_fingerprint_tells_apart_what_stands_in_which_file(tmp_path):
    for name, text in (("a", "xy"), ("b", "z"), ("c", "x"), ("d", "yz")):
        (tmp_path / name).write_text(text)

    one = fingerprint_of(tmp_path / "a", tmp_path / "b")
    assert one == fingerprint_of(tmp_path / "b", tmp_path / "a")
    assert len({one, fingerprint_of(tmp_path / "c", tmp_path / "d"), fingerprint_of(tmp_path / "a", tmp_path / "b", words="w")}) == 3


def read(text: str, file: Path, environment: dict[str, str], zone: str = "Europe/Paris"):
    return bootstrap._read(text, file, environment, lambda: zone)


def test_a_configuration_is_read_once_as_long_as_nothing_changes(tmp_path, monkeypatch):
    first = read(CONFIG, tmp_path / "config.yaml", {"HOME": "/home/ola"})
    monkeypatch.setattr(bootstrap, "_read_anew", lambda *_: pytest.fail("read again"))

    assert read(CONFIG, tmp_path / "config.yaml", {"HOME": "/home/ola", "OTHER": "x"}) == first


@pytest.mark.parametrize(
    ("text", "file", "home", "zone"),
    [
        pytest.param(CONFIG.replace("level: 1", "level: 2"), "config.yaml", "/home/ola", "Europe/Paris", id="another text"),
        pytest.param(CONFIG, "other/config.yaml", "/home/ola", "Europe/Paris", id="another place"),
        pytest.param(CONFIG, "config.yaml", "/home/jan", "Europe/Paris", id="another home"),
        pytest.param(CONFIG.replace(", timezone: Europe/Warsaw", ""), "config.yaml", "/home/ola", "Asia/Amman", id="another time zone"),
    ],
)
def test_a_configuration_is_read_anew_when_something_changes(tmp_path, text, file, home, zone):
    for earlier in (CONFIG, text):
        read(earlier, tmp_path / "config.yaml", {"HOME": "/home/ola"})

    assert read(text, tmp_path / file, {"HOME": home}, zone) == bootstrap._read_anew(text, tmp_path / file, {"HOME": home}, zone, None)


def test_what_comes_from_the_environment_is_kept_nowhere(tmp_path, cache):
    text = f"{CONFIG}sources: {{follow: [{{url_env: SECRET_FEED, private: true}}]}}\n"
    for secret in ("https://example.org/one", "https://example.org/two"):
        settings = read(text, tmp_path / "config.yaml", {"SECRET_FEED": secret})
        assert settings.sources.follow[0].url == secret

    assert not list(cache.glob("config-*"))


def test_a_configuration_with_mistakes_is_not_kept(tmp_path, cache):
    for _ in range(2):
        with pytest.raises(ConfigError, match="levle"):
            read(CONFIG.replace("level", "levle"), tmp_path / "config.yaml", {})

    assert not list(cache.glob("config-*"))


ENTRY = "- {title: A source, url: 'https://example.org/feed', language: en, kind: blog, skills: [sql]}\n"


def test_the_catalogue_is_read_once_as_long_as_its_files_stay(tmp_path, monkeypatch):
    (tmp_path / "sources.yaml").write_text(ENTRY)
    first = knowledge.catalogue(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(knowledge, "read_catalogue", lambda _: pytest.fail("read again"))
        assert knowledge.catalogue(tmp_path) == first
    (tmp_path / "sources.yaml").write_text(ENTRY.replace("A source", "Another"))

    assert [entry.title for entry in knowledge.catalogue(tmp_path)] == ["Another"]


def test_a_mistake_in_the_catalogue_is_said_every_time(tmp_path):
    (tmp_path / "sources.yaml").write_text("- {title: A source}\n")
    for _ in range(2):
        with pytest.raises(CannotDo, match="url is missing"):
            knowledge.catalogue(tmp_path)
