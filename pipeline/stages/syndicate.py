"""Word the feeds of the digest itself: one of all digests, and a podcast feed for each listening window."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from feeds.model.entries import Enclosure
from pipeline.feed_views import DigestEntry, EpisodeEntry, FeedView, PodcastView
from pipeline.model.digests import DigestPlan, Pick
from pipeline.phrases import Phrases
from pipeline.settings import Window
from pipeline.slugs import slugs
from pipeline.urns import urn_of
from pipeline.views import DigestView, Line, PickView
from pipeline.wording import LONGEST_NAME, clock, own_text, web_address

#: What sound most feeds hold, where one does not say.
_USUAL_SOUND = "audio/mpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDigest:
    """A digest that was made: what it held, how it was worded, the moment of its slot and the name of its page."""

    plan: DigestPlan
    view: DigestView
    at: datetime
    href: str


def syndicate(
    digests: Sequence[PastDigest], *, installation: str, windows: Iterable[Window], home: str, phrases: Phrases
) -> tuple[FeedView, tuple[PodcastView, ...]]:
    """Return the feed of *digests* and a podcast feed for each of *windows* in which episodes may be heard.

    Args:
        digests: newest first.
        installation: what tells these ids from everybody else's: a digest of that day and hour is made on many machines.
        windows: those of the configuration; windows of one name are one feed.
        home: an address that readers show as the feed's own.
        phrases: the digest's language.

    """
    feed = FeedView(
        id=urn_of("digests", installation),
        title=phrases.say("index_title"),
        language=phrases.language,
        direction=phrases.direction,
        home=home,
        entries=tuple(_entry(digest, installation) for digest in digests),
    )
    names = dict.fromkeys(window.name for window in windows if window.mode != "read")
    return feed, tuple(_podcast(name, slug, digests, installation, home, phrases) for slug, name in slugs(names, "window").items())


def _entry(digest: PastDigest, installation: str) -> DigestEntry:
    return DigestEntry(
        id=urn_of("digest", installation, digest.plan.id),
        at_iso=digest.at.isoformat().replace("+00:00", "Z"),
        href=digest.href,
        view=digest.view,
        attachments=tuple(_episodes(digest, None, installation)),
    )


def _podcast(name: str, slug: str, digests: Sequence[PastDigest], installation: str, home: str, phrases: Phrases) -> PodcastView:
    return PodcastView(
        slug=slug,
        title=own_text(name[:1].upper() + name[1:], "", phrases, LONGEST_NAME),
        language=phrases.language,
        direction=phrases.direction,
        home=home,
        episodes=tuple(episode for digest in digests for episode in _episodes(digest, name, installation)),
    )


def _episodes(digest: PastDigest, window: str | None, installation: str) -> Iterator[EpisodeEntry]:
    """Yield the episodes of *digest* that can be heard, those of the window of that name only, if one is named."""
    shown = [pick for one in digest.view.windows for pick in one.picks]
    planned = [(pick, one.window.name) for one in digest.plan.windows for pick in one.picks]
    for (pick, name), view in zip(planned, shown, strict=True):
        sound = pick.scored.candidate.enclosure
        if view.kind == "episode" and sound is not None and web_address(sound.url) and window in {None, name}:
            id_ = urn_of("episode", installation, digest.plan.id, pick.scored.candidate.id)
            yield _episode(id_, pick, sound, view, digest.at)


def _episode(id_: str, pick: Pick, sound: Enclosure, view: PickView, at: datetime) -> EpisodeEntry:
    start, end = (int(pick.passage.start_seconds), int(pick.passage.end_seconds)) if pick.passage else (None, None)
    return EpisodeEntry(
        id=id_,
        at_mail=format_datetime(at - timedelta(seconds=pick.number)),
        title=view.title,
        source=view.source,
        url=view.url,
        sound_url=sound.url,
        sound_type=sound.type or _USUAL_SOUND,
        sound_bytes=sound.bytes,
        seconds=60 * pick.scored.candidate.minutes,
        start_seconds=start,
        part_seconds=None if start is None or end is None else end - start,
        start_clock=None if start is None else clock(start),
        end_clock=None if end is None else clock(end),
        part=_plain(view.listen) if pick.passage and view.listen else None,
        why=_plain(view.why),
        summary=view.summary,
    )


def _plain(line: Line) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in line)
