"""Subscriptions: what configuration, lists and the catalogue ask for becomes what is followed, each once."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.model.answers import FailureKind, FetchFailed
from feeds.opml import read_opml
from feeds.urls import source_id
from pipeline.catalog import CatalogueEntry
from pipeline.edges.store import Store
from pipeline.edges.workers import InProcess, WorkerLost
from pipeline.errors import CannotDo
from pipeline.followed import mute, remove, unmute
from pipeline.model.health import CatalogueCheck
from pipeline.settings import LEARNER, FollowedSource, SkillId, Sources
from pipeline.subscribe import add, dead_of_catalogue, export_list, import_list, read_list, sync, wanted_sources
from tests.builders import gap, settings
from tests.loopback import loopback, rss

NOW = datetime(2026, 2, 18, 6, tzinfo=UTC)
OPML = """<opml version="2.0"><body><outline text="Databases">
<outline type="rss" text="Listed" xmlUrl="https://listed.example/feed.xml"/>
<outline type="rss" text="Twice" xmlUrl="https://twice.example/feed.xml"/></outline></body></opml>"""


def following(*follow: FollowedSource, opml: tuple[Path, ...] = (), muted: tuple[str, ...] = ()):
    return settings(sources=Sources(catalog=False, follow=follow, opml=opml, muted_words=(), muted_sources=muted))


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "gapfeed.db", LEARNER)
    yield opened
    opened.close()


def followed(store: Store) -> dict[str, str]:
    return {one.subscription.source.url: one.subscription.origin for one in store.sources.followed()}


def test_each_source_is_wanted_once_and_what_config_names_itself_goes_first(tmp_path):
    listed = tmp_path / "feeds.opml"
    listed.write_text(OPML, encoding="utf-8")
    chosen = following(FollowedSource(url="https://twice.example/feed.xml", title="Mine"), opml=(listed,))
    wanted, problems = wanted_sources(chosen, (), {})

    assert problems == ()
    assert [(one.source.url, one.source.title, one.origin, one.categories) for one in wanted] == [
        ("https://twice.example/feed.xml", "Mine", "config", ()),
        ("https://listed.example/feed.xml", "Listed", "opml", ("Databases",)),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "No such file or directory", id="not there"),
        pytest.param(b"hello", "The file is no subscription list", id="no list"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_sentence_and_the_rest_is_followed(tmp_path, content, sentence):
    listed = tmp_path / "feeds.opml"
    if content is not None:
        listed.write_bytes(content)
    wanted, problems = wanted_sources(following(FollowedSource(url="https://mine.example/feed.xml"), opml=(listed,)), (), {})

    assert [one.source.url for one in wanted] == ["https://mine.example/feed.xml"]
    assert len(problems) == 1
    assert sentence in problems[0]
    assert str(listed) in problems[0]


def test_what_config_mutes_is_listed_as_muted_and_not_asked_whoever_added_it(store):
    import_list(store, OPML.encode(), NOW, ())
    noisy = FollowedSource(url="https://noisy.example/feed.xml")
    sync(store, following(noisy, muted=("http://noisy.example/feed.xml", "https://listed.example/feed.xml")), (), NOW)
    muted = {one.subscription.source.url for one in store.sources.health() if one.muted_in_config}
    asked = set(followed(store))
    with pytest.raises(CannotDo, match=r"stands under `sources.mute.sources` in config.yaml"):
        unmute(store, "https://noisy.example/feed.xml")
    sync(store, following(noisy), (), NOW)

    assert muted == {"https://noisy.example/feed.xml", "https://listed.example/feed.xml"}
    assert asked == {"https://twice.example/feed.xml"}
    assert len(followed(store)) == 3


def test_what_was_muted_by_command_stays_muted_until_it_is_unmuted_or_added(store):
    import_list(store, OPML.encode(), NOW, ())
    mute(store, "Listed", NOW)
    sync(store, following(), (), NOW + timedelta(days=1))
    assert set(followed(store)) == {"https://twice.example/feed.xml"}
    assert [one.muted_at for one in store.sources.health()] == [NOW, None]
    unmute(store, "Listed")

    assert len(followed(store)) == 2


def test_folders_survive_import_and_export_and_a_second_import_adds_nothing(tmp_path):
    text = OPML.replace('<outline text="Databases">', '<outline text="Work"><outline text="قواعد &amp; SQL">').replace(
        "</outline></body>", '</outline></outline><outline type="rss" text="Loose" xmlUrl="https://loose.example/"/></body>'
    )
    exported = []
    for name in ("one", "two", "three"):
        house = Store(tmp_path / f"{name}.db", LEARNER)
        import_list(house, text.encode(), NOW, ())
        again = import_list(house, text.encode(), NOW, ())
        text = export_list(house, "Mine")
        exported.append(text)
        house.close()
        assert not any(one.fresh for one in again.added)

    assert [outline.categories for outline in read_opml(exported[0].encode()).outlines] == [
        (),
        ("Work", "قواعد & SQL"),
        ("Work", "قواعد & SQL"),
    ]
    assert exported[0] == exported[1] == exported[2]


def test_a_folder_called_like_a_skill_says_what_its_sources_are_followed_for(store, tmp_path):
    listed = tmp_path / "feeds.opml"
    listed.write_text(OPML.replace("Databases", "sql"), encoding="utf-8")
    (one, _) = import_list(store, listed.read_bytes(), NOW, ("sql", "python")).added
    wanted, _ = wanted_sources(following(opml=(listed,)), (), {})

    assert (one.subscription.skills, one.subscription.categories) == (("sql",), ("sql",))
    assert wanted[0].skills == tuple(gap.skill for gap in settings().gaps if gap.skill == "sql")


def test_a_list_that_is_too_large_to_be_one_is_not_read(store):
    with pytest.raises(CannotDo, match="larger than 20 MB"):
        import_list(store, b" " * 20_000_001, NOW, ())


def entry(name: str) -> CatalogueEntry:
    return CatalogueEntry(
        title=name,
        url=f"https://{name}.example/feed",
        site=None,
        language="en",
        kind="blog",
        skills=(SkillId("sql"),),
        about="",
        seen_in="",
    )


def checked(name: str, verdict: str, moved_to: str | None = None) -> CatalogueCheck:
    url = f"https://{name}.example/feed"
    return CatalogueCheck(source=source_id(url), url=url, checked_at=NOW, verdict=verdict, moved_to=moved_to)


def test_a_catalogue_source_that_proved_dead_is_not_followed_and_one_redirect_that_was_seen_moves_none(store):
    catalogue = (entry("well"), entry("dead"), entry("moved"), entry("unsure"))
    chosen = settings(gaps=(gap("sql"),), sources=Sources(catalog=True, follow=(), opml=(), muted_words=(), muted_sources=()))
    sync(store, chosen, catalogue, NOW)
    before = {one.subscription.source.id for one in store.sources.followed()}
    for check in (
        checked("well", "answers"),
        checked("dead", "dead"),
        checked("moved", "answers", "https://new.example/feed"),
        checked("unsure", "unsure"),
    ):
        store.checks.remember(check)
    for day in range(3):
        sync(store, chosen, catalogue, NOW + timedelta(days=day))

    assert set(followed(store)) == {"https://well.example/feed", "https://moved.example/feed", "https://unsure.example/feed"}
    assert {one.subscription.source.id for one in store.sources.followed()} == before - {source_id("https://dead.example/feed")}
    assert dead_of_catalogue(store, chosen, catalogue) == ("dead",)


def test_what_configuration_no_longer_names_is_let_go_and_comes_back_with_it(store):
    one, two = FollowedSource(url="https://one.example/feed.xml"), FollowedSource(url="https://two.example/feed.xml")
    seen = []
    for chosen in (following(one, two), following(one), following(one, two)):
        sync(store, chosen, (), NOW)
        seen.append(set(followed(store)))

    assert seen == [{one.url, two.url}, {one.url}, {one.url, two.url}]


def test_what_was_removed_by_command_stays_removed_and_what_was_added_stays_added(store):
    one = FollowedSource(url="https://one.example/feed.xml")
    import_list(store, OPML.encode(), NOW, ())
    for day in range(3):
        sync(store, following(one), (), NOW + timedelta(days=day))
        if day == 0:
            remove(store, one.url, NOW)

    assert followed(store) == {"https://listed.example/feed.xml": "command", "https://twice.example/feed.xml": "command"}


def test_what_config_says_is_private_is_private_although_it_was_added_by_command(store):
    import_list(store, OPML.encode(), NOW, ())
    sync(store, following(FollowedSource(url="https://listed.example/feed.xml", private=True)), (), NOW)

    assert {one.subscription.source.url for one in store.sources.followed() if one.subscription.source.private} == {
        "https://listed.example/feed.xml"
    }


class Lost(InProcess):
    """Workers whose process dies over every job."""

    def run(self, job, *arguments, timeout):
        def lost():
            raise WorkerLost("it took too long and was stopped")

        del job, arguments
        return super().run(lost, timeout=timeout)


def test_a_feed_that_kills_its_reader_is_not_added(store):
    from feeds.fetch import Web

    with loopback({"/feed.xml": rss("Rows")}) as web:
        asker = Web(contact=None, allow_private=frozenset({web.address}))
        with pytest.raises(CannotDo, match="it took too long and was stopped"):
            add(store, asker, Lost(), web.url("/feed.xml"), NOW)
        added = add(store, asker, InProcess(), web.url("/feed.xml"), NOW)
        asker.close()

    assert (added.fresh, added.items) == (True, 1)
    assert followed(store) == {added.subscription.source.url: "command"}


def test_no_more_of_a_list_is_read_than_shows_that_it_is_too_large(store, tmp_path):
    large = tmp_path / "large.opml"
    with large.open("wb") as file:
        file.truncate(600_000_000)
    data = read_list(large)

    assert len(data) == 20_000_001
    with pytest.raises(CannotDo, match="larger than 20 MB"):
        import_list(store, data, NOW, ())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_config_names_as_a_list_is_a_sentence(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    _, problems = wanted_sources(following(opml=(tmp_path / "pipe",)), (), {})

    assert problems == (f"{tmp_path / 'pipe'}: it is no regular file; the sources it names are not asked",)


def test_a_private_source_that_fails_gives_no_address_away(store):
    from pipeline.asked import remember_asked
    from pipeline.probe import NoFeed

    url = "https://secret.example/feed?token=geheim"
    sync(store, following(FollowedSource(url=url, url_env="SECRET", private=True)), (), NOW)
    failure = FetchFailed(url=url, kind=FailureKind.GONE, reason="the server answered 410 Gone", status=410)
    remember_asked(store, store.sources.health()[0], NoFeed(asked=url, failure=failure, reason=failure.reason), NOW)

    assert [trouble.source_title for trouble in store.sources.trouble()] == ["secret.example/…"]


def test_a_muted_source_that_was_asked_minutes_ago_is_unmuted_without_asking_it_again(store):
    from feeds.fetch import Web

    with loopback({"/feed.xml": rss("Rows")}) as web:
        asker = Web(contact=None, allow_private=frozenset({web.address}))
        add(store, asker, InProcess(), web.url("/feed.xml"), NOW)
        mute(store, web.url("/feed.xml"), NOW)
        before = len(web.asked)
        revived = add(store, asker, InProcess(), web.url("/feed.xml"), NOW)
        asked = len(web.asked) - before
        asker.close()

    assert (revived.revived, asked) == (True, 0)
    assert not store.sources.health()[0].muted
