"""Subscriptions: what configuration, lists and the catalogue ask for becomes what is followed, each once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.edges.store import Store
from pipeline.edges.workers import InProcess, WorkerLost
from pipeline.errors import CannotDo
from pipeline.settings import LEARNER, FollowedSource, Sources
from pipeline.subscribe import add, import_list, remove, sync, wanted_sources
from tests.builders import settings
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
    wanted, problems = wanted_sources(chosen, ())

    assert problems == ()
    assert [(one.source.url, one.source.title, one.origin, one.skills) for one in wanted] == [
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
    wanted, problems = wanted_sources(following(FollowedSource(url="https://mine.example/feed.xml"), opml=(listed,)), ())

    assert [one.source.url for one in wanted] == ["https://mine.example/feed.xml"]
    assert len(problems) == 1
    assert sentence in problems[0]
    assert str(listed) in problems[0]


def test_a_muted_source_is_not_wanted():
    chosen = following(
        FollowedSource(url="https://noisy.example/feed.xml"), muted=("http://noisy.example/feed.xml", "https://noisy.example/feed.xml")
    )

    assert wanted_sources(chosen, ())[0] == ()


def test_what_configuration_no_longer_names_is_let_go_and_comes_back_with_it(store):
    one, two = FollowedSource(url="https://one.example/feed.xml"), FollowedSource(url="https://two.example/feed.xml")
    seen = []
    for chosen in (following(one, two), following(one), following(one, two)):
        sync(store, chosen, (), NOW)
        seen.append(set(followed(store)))

    assert seen == [{one.url, two.url}, {one.url}, {one.url, two.url}]


def test_what_was_removed_by_command_stays_removed_and_what_was_added_stays_added(store):
    one = FollowedSource(url="https://one.example/feed.xml")
    import_list(store, OPML.encode(), NOW)
    for day in range(3):
        sync(store, following(one), (), NOW + timedelta(days=day))
        if day == 0:
            remove(store, one.url, NOW)

    assert followed(store) == {"https://listed.example/feed.xml": "command", "https://twice.example/feed.xml": "command"}


def test_what_config_says_is_private_is_private_although_it_was_added_by_command(store):
    import_list(store, OPML.encode(), NOW)
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
