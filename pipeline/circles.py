"""Look up what each circle had: what one of its own shared, and how long it has waited for the person."""

from collections.abc import Mapping
from datetime import datetime

from pipeline.edges.store import Store
from pipeline.model.circles import Wait
from pipeline.model.ids import StoryId
from pipeline.settings import Settings
from pipeline.stages.wait import waits


def circle_has(store: Store, settings: Settings) -> Mapping[str, frozenset[StoryId]]:
    """Return by the name of each circle which stories its own people shared, in editions that are followed (kind `circle`).

    An edition of which the configuration does not say the circle counts for all: better one proposal less than one that they made.
    """
    editions = [source for source in settings.sources.follow if source.kind == "circle" and source.url]
    told = {source.url: store.stories.told_by(store.sources.known_as(source.url)) for source in editions if source.url}
    return {
        circle.name: frozenset[StoryId]().union(*(told[source.url] for source in editions if source.url and source.circle in {None, circle.name}))
        for circle in settings.circles
    }  # fmt: skip


def waits_in(store: Store, settings: Settings, now: datetime) -> tuple[Wait, ...]:
    """Return how long each circle has waited by *now*, the one first that has waited longest for how often it wants to hear; a circle that never had anything since the first digest."""
    if not settings.circles:
        return ()
    sent = store.digests.sent()
    began = datetime.combine(sent[0].day, datetime.min.time(), settings.learner.timezone) if sent else None
    return waits(settings.circles, store.shares.all(), began, now)
