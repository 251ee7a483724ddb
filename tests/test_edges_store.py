"""What is kept of articles: saved, edited, described anew, chosen from, named and searched."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.model.entries import Chapter, Enclosure, TimedLine, Transcript
from feeds.model.ids import SourceId
from pipeline.edges.store import Store
from pipeline.model.articles import Evidence, LevelGuess, Passage, Summary, TaggedArticle
from pipeline.model.ids import ArticleId, StoryId
from pipeline.model.stories import StoryMembership, StoryTraits, ToldBy
from pipeline.settings import LEARNER, SkillId
from tests.builders import NOW, feed_item, harvest, save, skill_tag, subscription, table_of, tagged

LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "gapfeed.db", LEARNER)
    made.sources.follow([subscription("source1", title="One"), subscription("source2"), subscription("secret", private=True)], NOW)
    return made


def tell(store: Store, article: str, story: str, similarity: float = 1.0) -> None:
    traits = StoryTraits(
        id=ArticleId(article), source=SourceId("source1"), url_key=None, language="en", at=NOW, title=f"Title {article}",
        title_lemmas=frozenset({"b", "a"}), lemmas=(("word", 2),), anchors=frozenset({"2026"}),
    )  # fmt: skip
    with store.writing():
        store.stories.record(
            traits, StoryMembership(article=ArticleId(article), story=StoryId(story), similarity=similarity, why="they share words")
        )


def fts_is_whole(store: Store) -> None:
    store._database.execute("INSERT INTO article_texts_fts (article_texts_fts, rank) VALUES ('integrity-check', 1)")


def full(name: str = "a1", **changes) -> TaggedArticle:
    """Return an episode of which everything is known."""
    item = feed_item(
        name, kind="episode", updated=NOW, enclosure=Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", bytes=2**64),
        chapters=(Chapter(start_seconds=1.5, title="Zażółć"),), duration=timedelta(minutes=20), categories=("sql",), language="pl", author="Ola",
    )  # fmt: skip
    made = tagged(
        name, item=item, author="Ola", image="https://example.org/i.png", why_not_page="it is an episode", text_from="transcript", **changes
    )
    lines = (
        TimedLine(start_seconds=0.0, end_seconds=2.5, text="hello", speaker=None),
        TimedLine(start_seconds=None, end_seconds=None, text="there", speaker="Sam"),
    )
    return replace(
        made,
        article=replace(made.article, transcript=Transcript(language="en", lines=lines)),
        tags=(skill_tag("sql", 0.61), replace(skill_tag("etl", 0.9), evidence=(Evidence(words="сливане", where="transcript", at_seconds=61.5),))),
        level=LevelGuess(level="deep", reasons=("long sentences",)), summary=Summary(text="It ranks.", at_seconds=61.5),
        passages=(Passage(skill=SkillId("sql"), start_seconds=61.5, end_seconds=300.0, share=0.75, title="Zażółć"),),
    )  # fmt: skip


def test_a_candidate_carries_everything_that_was_understood(store):
    save(store, full())
    (found,) = store.articles.candidates(since=LONG_AGO)

    assert (found.id, found.source, found.source_title, found.source_kind, found.private) == ("a1", "source1", "One", "blog", False)
    assert (found.url, found.title, found.author, found.kind, found.minutes) == ("https://example.org/a1", "Item a1", "Ola", "episode", 1)
    assert (found.published, found.updated, found.first_seen) == (NOW - timedelta(days=1), NOW, NOW)
    assert (found.level, found.summary, found.summary_at_seconds, found.text_from, found.why_not_page) == (
        "deep",
        "It ranks.",
        61.5,
        "transcript",
        "it is an episode",
    )
    assert [(tag.skill, tag.strength, tag.evidence) for tag in found.tags] == [
        ("etl", 0.9, (Evidence(words="сливане", where="transcript", at_seconds=61.5),)),
        ("sql", 0.61, (Evidence(words="window function", where="title"),)),
    ]
    assert (found.enclosure, found.chapters) == (
        Enclosure(url="https://example.org/a.mp3", type="audio/mpeg", bytes=2**64),
        (Chapter(start_seconds=1.5, title="Zażółć"),),
    )
    assert found.passages == full().passages
    assert (found.story, found.also_told_by) == ("a1", ())


def test_a_kept_article_comes_back_whole_to_be_described_anew(store):
    save(store, full(), tagged("a2"))
    save(store, tagged("a3", source="source2"), source="source2")
    (stale,) = store.articles.stale("tomorrow", since=NOW - timedelta(days=2))[:1]
    original = full().article

    assert replace(stale, item=original.item) == original
    assert replace(stale.item, fingerprint=original.item.fingerprint, summary_text="A summary.") == original.item
    assert {one.id for one in store.articles.stale("tomorrow", since=LONG_AGO)} == {"a1", "a2", "a3"}
    assert store.articles.stale("today", since=LONG_AGO) == ()
    assert store.articles.stale("tomorrow", since=NOW) == ()


def test_describing_anew_changes_the_tags_and_nothing_of_the_item(store):
    save(store, full())
    before = store._database.query("SELECT * FROM items").__next__()
    store.articles.retagged([replace(full(), tags=(skill_tag("rust"),), made_with="tomorrow")])

    assert [tag.skill for tag in store.articles.by_ids([ArticleId("a1")])[0].tags] == ["rust"]
    assert store._database.query("SELECT * FROM items").__next__() == before
    assert store.articles.stale("tomorrow", since=LONG_AGO) == ()
    fts_is_whole(store)


def test_workers_may_still_be_at_work_when_articles_are_described_anew(store, tmp_path):
    other = Store(tmp_path / "gapfeed.db", LEARNER)

    def described():
        # What the generator waits for must not hold the database: somebody else writes meanwhile.
        other.record_run("feedback", NOW, NOW, "done")
        yield full()

    save(store, full())
    store.articles.retagged(described())

    assert table_of(other._database, "runs").count == 1


def test_an_edit_updates_in_place_and_is_counted(store):
    save(store, full())
    edited = tagged("a1", text="Completely different words, about pivoting.", title="New title", item=feed_item("a1", fingerprint="second"))
    save(store, edited, again=True, now=NOW + timedelta(hours=1))
    save(store, edited, again=True, now=NOW + timedelta(hours=2))

    assert {key: (entry.fingerprint, entry.edits) for key, entry in store.entries.known(SourceId("source1")).items()} == {
        "a1": ("second", 2)
    }
    assert [one.title for one in store.articles.candidates(since=LONG_AGO)] == ["New title"]
    assert store.articles.text(ArticleId("a1")) == "Completely different words, about pivoting."
    assert [one.id for one in store.articles.search([["pivoting"]], 5)] == ["a1"]
    assert store.articles.search([["ranks"]], 5) == ()
    assert table_of(store._database, "transcripts").count == 0
    fts_is_whole(store)


def test_candidates_are_those_of_followed_sources_dated_since_newest_first(store):
    ages = {"old": 40, "b": 2, "a": 2, "new": 1}
    save(store, *(tagged(name, published=NOW - timedelta(days=days)) for name, days in ages.items()), tagged("undated", published=None))
    save(store, tagged("gone", source="source2"), source="source2")
    store.sources.remove(SourceId("source2"), NOW)

    assert [one.id for one in store.articles.candidates(since=NOW - timedelta(days=30))] == ["undated", "new", "a", "b"]


def test_articles_are_fetched_by_id_in_the_order_asked_also_of_removed_sources(store):
    save(store, tagged("a"), tagged("b"))
    store.sources.remove(SourceId("source1"), NOW)

    assert [one.id for one in store.articles.by_ids([ArticleId("b"), ArticleId("nothing"), ArticleId("a")])] == ["b", "a"]
    assert store.articles.by_ids([]) == ()


def test_other_tellers_of_a_story_are_named_but_never_private_ones(store):
    save(store, tagged("a"), tagged("same source"), tagged("b", source="source2"), tagged("hidden", source="secret"))
    for article in ("a", "b", "same source", "hidden"):
        tell(store, article, "a", 1.0 if article == "a" else 0.8)
    told = {one.id: (one.story, one.also_told_by) for one in store.articles.candidates(since=LONG_AGO)}
    one = ToldBy(article=ArticleId("a"), source_title="One", url="https://example.org/a")
    same = ToldBy(article=ArticleId("same source"), source_title="One", url="https://example.org/same source")
    other = ToldBy(article=ArticleId("b"), source_title="https://source2.example.org/feed", url="https://example.org/b")

    assert told == {"a": ("a", (other,)), "same source": ("a", (other,)), "b": ("a", (one, same)), "hidden": ("a", (one, other, same))}


def test_stories_and_their_traits_are_remembered(store):
    save(store, tagged("a"), tagged("b"))
    tell(store, "a", "a")
    tell(store, "b", "a", 0.81234)
    tell(store, "b", "a", 0.81234)
    (first, second) = store.stories.members(until=FAR_AHEAD, since=NOW)

    assert [(member.article, member.story, member.similarity, member.why) for member in store.stories.of(ArticleId("b"))] == [
        ("a", "a", 1.0, "they share words"),
        ("b", "a", 0.8123, "they share words"),
    ]
    assert (first.story, first.traits.lemmas, first.traits.title_lemmas, first.traits.anchors) == (
        "a",
        (("word", 2),),
        {"a", "b"},
        {"2026"},
    )
    assert (second.traits.id, second.traits.title, second.traits.url_key) == ("b", "Item b", "example.org/b")
    assert store.stories.members(until=FAR_AHEAD, since=NOW + timedelta(seconds=1)) == ()
    assert store.stories.of(ArticleId("nobody")) == ()


def test_what_a_story_is_recognised_by_is_found_by_its_articles(store):
    save(store, tagged("a"), tagged("b"))
    tell(store, "a", "a")
    kept = store.stories.traits([ArticleId("a"), ArticleId("b"), ArticleId("nobody")])

    assert {name: (traits.id, traits.lemmas, traits.anchors) for name, traits in kept.items()} == {
        "a": ("a", (("word", 2),), frozenset({"2026"})),
    }  # fmt: skip
    assert store.stories.traits([]) == {}


def test_texts_nobody_picked_are_forgotten_and_the_articles_stay_known(store):
    save(store, full("old", first_seen=NOW - timedelta(days=100)), tagged("new"))

    assert store.articles.forget_texts(seen_before=NOW - timedelta(days=90)) == 1
    assert (store.articles.text(ArticleId("old")), store.articles.count(), store.articles.search([["hello"]], 5)) == ("", 2, ())
    assert set(store.entries.known(SourceId("source1"))) == {"old", "new"}
    fts_is_whole(store)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("ab12", ("ab12cd", "ab12ef"), id="the beginning of ids, newest first"),
        pytest.param("AB12E", ("ab12ef",), id="in capitals"),
        pytest.param("example.org/ab12cd", ("ab12cd",), id="an address as it is kept"),
        pytest.param("b12", (), id="not in the middle"),
        pytest.param("%", (), id="no wildcards"),
        pytest.param("", ("ffff00", "ab12cd", "ab12ef"), id="nothing is the beginning of all"),
        pytest.param("\udcff", (), id="bytes of another encoding"),
    ],
)
def test_an_article_goes_by_its_address_or_the_beginning_of_its_id(store, name, found):
    save(store, tagged("ab12ef"), tagged("ab12cd"), tagged("ffff00", published=NOW))

    assert store.articles.named(name) == found


def test_the_newest_of_a_language_are_found_with_or_without_a_date(store):
    polish = [
        tagged(name, language="pl", published=published) for name, published in (("a", NOW), ("b", None), ("c", NOW - timedelta(days=9)))
    ]
    save(store, *polish, tagged("en"))

    assert store.articles.newest("pl", 2) == ("a", "c")
    assert store.articles.newest("pl", 9) == ("a", "c", "b")


def test_numbers_that_are_none_are_not_kept_as_such(store):
    strange = replace(
        skill_tag(),
        evidence=(Evidence(words="w", where="body", at_seconds=float("nan")), Evidence(words="v", where="body", at_seconds=float("inf"))),
    )
    save(store, replace(tagged("a"), tags=(strange,)))

    assert [piece.at_seconds for piece in store.articles.by_ids([ArticleId("a")])[0].tags[0].evidence] == [None, None]


def test_skills_a_source_is_followed_for_are_told(store):
    store.sources.add(subscription("new", skills=(SkillId("sql"),)), NOW)
    save(store, tagged("a", source="new"), source="new")

    assert store.articles.candidates(since=LONG_AGO)[0].source_skills == ("sql",)


def test_any_thread_may_ask_which_entries_are_known_even_while_others_are_stored(store):
    with store.writing():
        store.entries.keep(harvest(new=(feed_item("a1", raw_hash="aa"), feed_item("a2", raw_hash=""))), NOW)

    with ThreadPoolExecutor(4) as pool, store.writing():
        store.entries.keep(harvest("source2", new=(feed_item("b1", raw_hash="bb"),)), NOW)
        known = list(pool.map(store.entries.hashes, [SourceId("source1")] * 8))

    assert known == [frozenset({"aa"})] * 8
