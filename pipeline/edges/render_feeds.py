"""Write the feeds of the digest itself: Atom (RFC 4287), JSON Feed 1.1, and RSS 2.0 for podcast apps."""

import json
from collections.abc import Iterable, Mapping

from pipeline.edges.render import render_template
from pipeline.feed_views import DigestEntry, FeedView, PodcastView


def render_feeds(feed: FeedView, podcasts: Iterable[PodcastView]) -> Mapping[str, str]:
    """Return the files that hold *feed* and *podcasts*, by their names."""
    contents = {
        entry.id: render_template("html", "digest/entry.html.j2", entry.view.direction, digest=entry.view).strip() for entry in feed.entries
    }
    return {
        "feed.atom": render_template("xml", "digest/feed.atom.j2", feed.direction, feed=feed, contents=contents),
        "feed.json": json.dumps(_json_feed(feed, contents), ensure_ascii=False, indent=1) + "\n",
    } | {f"podcast-{one.slug}.rss": render_template("xml", "digest/podcast.rss.j2", one.direction, podcast=one) for one in podcasts}


def _json_feed(feed: FeedView, contents: Mapping[str, str]) -> dict[str, object]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "language": feed.language,
        "items": [_json_item(entry, contents[entry.id]) for entry in feed.entries],
    }


def _json_item(entry: DigestEntry, content: str) -> dict[str, object]:
    # No "url": it has to be absolute there, and where the folder is served is not known.
    sounds = [
        {
            "url": episode.sound_url, "mime_type": episode.sound_type, "title": episode.title.text, "duration_in_seconds": episode.seconds,
            **({"size_in_bytes": episode.sound_bytes} if episode.sound_bytes else {}),
        }
        for episode in entry.attachments
    ]  # fmt: skip
    return {
        "id": entry.id, "title": entry.view.title, "content_html": content, "date_published": entry.at_iso,
        **({"summary": entry.view.summary} if entry.view.summary else {}), **({"attachments": sounds} if sounds else {}),
    }  # fmt: skip
