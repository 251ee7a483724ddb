"""Keep what people share from standing beside the article itself."""

from collections.abc import Iterable, Mapping

from feeds.urls import url_key
from pipeline.model.digests import Candidate, LeftOut
from pipeline.model.ids import ArticleId


def known_firsthand(candidates: Iterable[Candidate]) -> Mapping[ArticleId, LeftOut]:
    """Return which of *candidates* somebody shared whose own site is followed as well: the site's copy is judged, and says who shared it.

    Both have the same address, and so the same story.
    """
    known = tuple(candidates)
    shared = [one for one in known if one.source_kind == "circle" and one.url]
    if not shared:
        return {}
    stories = {one.story for one in shared}
    source_by_address = {
        url_key(one.url): one.source_title for one in known if one.url and one.story in stories and one.source_kind != "circle"
    }
    return {
        one.id: LeftOut(candidate=one, why=f"you follow {source} yourself, so its own copy of it counts")
        for one in shared
        if one.url and (source := source_by_address.get(url_key(one.url))) is not None
    }
