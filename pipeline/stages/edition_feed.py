"""Word the feed of editions: what was passed on lately, so that whoever comes a week later misses nothing."""

from collections.abc import Sequence

from pipeline.edition_views import Beside, EditionFeedView, EditionView, FeedItemView
from pipeline.phrases import Phrases
from pipeline.urns import urn_of


def feed_of_editions(
    editions: Sequence[EditionView], *, circle: str | None, installation: str, beside: Beside, phrases: Phrases
) -> EditionFeedView:
    """Return the feed of *editions*, newest first and at least one: each item once, as the newest edition has it.

    Args:
        editions: those of one circle, or those for everybody.
        circle: the name of that circle, None for everybody.
        installation: what tells its id from everybody else's.
        beside: what lies in the folder beside it.
        phrases: the words of its language.

    """
    latest = editions[0]
    entries: dict[str, FeedItemView] = {}
    for edition in editions:
        for item in edition.items:
            entries.setdefault(item.id, FeedItemView(item=item, updated_iso=edition.updated_iso))
    return EditionFeedView(
        id=urn_of("editions", installation, *([] if circle is None else [circle])),
        title=phrases.say("edition_feed", name=latest.by.text) if latest.by else phrases.say("edition_feed_nameless"),
        subtitle=phrases.say("edition_intro", name=latest.by.text) if latest.by else phrases.say("edition_intro_nameless"),
        language=phrases.language,
        direction=phrases.direction,
        by=latest.by,
        updated_iso=latest.updated_iso,
        page=latest.address,
        home=beside.home,
        atom=beside.atom,
        json=beside.json,
        entries=tuple(entries.values()),
    )
