"""Remember what came of asking a source by hand, out of turn."""

from dataclasses import replace
from datetime import datetime

from feeds.offline import seems_offline
from feeds.urls import source_id
from pipeline.edges.store import Store
from pipeline.harvest import harvest_of
from pipeline.model.health import SourceHealth
from pipeline.model.sources import Followed
from pipeline.poll import Polled
from pipeline.probe import FeedFound, NoFeed


def remember_asked(store: Store, one: SourceHealth, found: FeedFound | NoFeed, now: datetime) -> None:
    """Remember of *one* that it was asked at its own address, and what came of it.

    A failure counts as that of a poll would: Retry-After is kept, 410 means gone, what fails is put off. Of a good answer only
    the moment is kept: nothing that the feed holds is stored, so that its validators would hide it from the next poll. Where this
    machine has no network, nobody is blamed.
    """
    source = one.subscription.source.id
    if isinstance(found, FeedFound) or seems_offline((found.failure,)):
        store.sources.note_asked(source, now, answered=isinstance(found, FeedFound))
        return
    followed = Followed(subscription=one.subscription, state=one.state)
    harvest = harvest_of(followed, Polled(outcome=found.failure), {}, now)
    # No poll asks what is gone: another failure than 410 takes nothing back.
    state = replace(harvest.state, gone=harvest.state.gone or one.state.gone)
    with store.writing():
        store.sources.record(replace(harvest, state=state), now)


def followed_at(store: Store, url: str) -> SourceHealth | None:
    """Return the followed source that is asked at *url* now, None where none is."""
    address = source_id(url)
    return next((one for one in store.sources.health() if source_id(one.subscription.source.url) == address), None)
