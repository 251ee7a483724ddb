"""What worker processes do, and how long it may take.

Each job imports what it needs when it runs: the process that hands the jobs out loads none of it.
"""

from typing import TYPE_CHECKING

from feeds.model.answers import Fetched, NotAFeed
from pipeline.edges.workers import WorkerLost, Workers

if TYPE_CHECKING:
    from feeds.model.entries import ParsedFeed
    from pipeline.model.articles import Article, Reading, TaggedArticle
    from pipeline.model.stories import StoryTraits
    from pipeline.settings import Gap

#: Longest time for parsing one feed, and for understanding one item, in seconds: what takes longer is hostile or broken.
PARSE_SECONDS = 5.0
READ_SECONDS = 20.0


def ready_to_parse() -> None:
    """Import what parsing needs, for the process that all parse workers come from."""
    import feeds.parse  # noqa: F401


def ready_to_read() -> None:
    """Import and make what reading needs, for the process that all read workers come from."""
    from pipeline.understand import prepare

    prepare()


def parse_in_worker(fetched: Fetched, hashes: frozenset[str]) -> "ParsedFeed | NotAFeed":
    """Parse a feed; entries whose raw hash is among *hashes* are only counted."""
    from feeds.parse import parse

    return parse(fetched, hashes)


def understand_in_worker(reading: "Reading", own_skills: "tuple[Gap, ...]") -> "TaggedArticle":
    """Understand an item with the shipped lexicon and the person's own skills."""
    from pipeline.understand import tagger_for, understand

    return understand(reading, tagger_for(own_skills))


def read_in_worker(reading: "Reading", own_skills: "tuple[Gap, ...]") -> "tuple[TaggedArticle, StoryTraits]":
    """Understand an item, and say what its story is recognised by."""
    from pipeline.understand import traits_of

    tagged = understand_in_worker(reading, own_skills)
    return tagged, traits_of(tagged)


def describe_in_worker(article: "Article", own_skills: "tuple[Gap, ...]") -> "TaggedArticle":
    """Describe a kept article anew."""
    from pipeline.understand import describe, tagger_for

    return describe(article, tagger_for(own_skills))


def parsed_feed(workers: Workers, fetched: Fetched, hashes: frozenset[str] = frozenset()) -> "ParsedFeed | NotAFeed":
    """Return the feed in *fetched*, or what it is instead, in words; also where its worker had to be stopped."""
    try:
        return workers.run(parse_in_worker, fetched, hashes, timeout=PARSE_SECONDS).result()
    except WorkerLost as error:
        return NotAFeed(why=f"the feed could not be read: {error}")
