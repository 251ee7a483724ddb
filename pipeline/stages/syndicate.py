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
    digests: Sequence[PastDigest], *, windows: Iterable[Window], home: str, phrases: Phrases
) -> tuple[FeedView, tuple[PodcastView, ...]]:
    """Return the feed of *digests* and a podcast feed for each of *windows* in which episodes may be heard.

    Args:
        digests: newest first.
        windows: those of the configuration; windows of one name are one feed.
        home: an address that readers show as the feed's own.
        phrases: the digest's language.

    """
    feed = FeedView(
        id=urn_of("digests", digests[0].plan.id.partition("/")[0]),
        title=phrases.say("index_title"),
        language=phrases.language,
        direction=phrases.direction,
        home=home,
        entries=tuple(_entry(digest) for digest in digests),
    )
    names = dict.fromkeys(window.name for window in windows if window.mode != "read")
    return feed, tuple(_podcast(name, slug, digests, home, phrases) for slug, name in _slugs(names).items())


def _entry(digest: PastDigest) -> DigestEntry:
    return DigestEntry(
        id=urn_of("digest", digest.plan.id),
        at_iso=digest.at.isoformat().replace("+00:00", "Z"),
        href=digest.href,
        view=digest.view,
        attachments=tuple(_episodes(digest, None)),
    )


def _podcast(name: str, slug: str, digests: Sequence[PastDigest], home: str, phrases: Phrases) -> PodcastView:
    return PodcastView(
        slug=slug, title=own_text(name[:1].upper() + name[1:], "", phrases, LONGEST_NAME), language=phrases.language, direction=phrases.direction,
        home=home, episodes=tuple(episode for digest in digests for episode in _episodes(digest, name)),
    )  # fmt: skip


def _episodes(digest: PastDigest, window: str | None) -> Iterator[EpisodeEntry]:
    """Yield the episodes of *digest* that can be heard, those of the window of that name only, if one is named."""
    shown = [pick for one in digest.view.windows for pick in one.picks]
    planned = [(pick, one.window.name) for one in digest.plan.windows for pick in one.picks]
    for (pick, name), view in zip(planned, shown, strict=True):
        sound = pick.scored.candidate.enclosure
        if view.kind == "episode" and sound is not None and web_address(sound.url) and window in {None, name}:
            yield _episode(pick, sound, view, digest)


def _episode(pick: Pick, sound: Enclosure, view: PickView, digest: PastDigest) -> EpisodeEntry:
    candidate, passage = pick.scored.candidate, pick.passage
    return EpisodeEntry(
        id=urn_of("episode", digest.plan.id, candidate.id), at_mail=format_datetime(digest.at - timedelta(seconds=pick.number)), title=view.title, source=view.source,
        url=view.url, sound_url=sound.url, sound_type=sound.type or _USUAL_SOUND, sound_bytes=sound.bytes, seconds=60 * candidate.minutes,
        start_seconds=int(passage.start_seconds) if passage else None, part_seconds=int(passage.end_seconds) - int(passage.start_seconds) if passage else None,
        start_clock=clock(passage.start_seconds) if passage else None, end_clock=clock(passage.end_seconds) if passage else None,
        part=_plain(view.listen) if passage and view.listen else None, why=_plain(view.why), summary=view.summary,
    )  # fmt: skip


def _plain(line: Line) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in line)


def _slugs(names: Iterable[str]) -> dict[str, str]:
    """Return *names* by what stands for them in a file name: letters and digits of any script, the rest as hyphens.

    >>> list(_slugs(["My commute", "my/commute", "الطريق", "?"]))
    ['my-commute', 'my-commute-2', 'الطريق', 'window']
    """
    found: dict[str, str] = {}
    for name in names:
        slug = "-".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())[:60] or "window"
        place = 1
        while (free := slug if place == 1 else f"{slug}-{place}") in found:
            place += 1
        found[free] = name
    return found
