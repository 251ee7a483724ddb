"""Read a feed in a worker that can be stopped."""

from feeds.model import Fetched, NotAFeed, ParsedFeed
from feeds.parse import parse
from pipeline.edges.workers import WorkerLost, Workers

#: Longest time for parsing one feed, and for understanding one item, in seconds: what takes longer is hostile or broken.
PARSE_SECONDS = 8.0
READ_SECONDS = 20.0


def parsed_feed(workers: Workers, fetched: Fetched) -> ParsedFeed | NotAFeed:
    """Return the feed in *fetched*, or what it is instead, in words; also where its worker had to be stopped."""
    try:
        return workers.run(parse, fetched, timeout=PARSE_SECONDS).result()
    except WorkerLost as error:
        return NotAFeed(why=f"the feed could not be read: {error}")
