"""Bring up to date the feeds of the digest itself, from the digests that are kept."""

from collections.abc import Container, Mapping
from datetime import time, timedelta

from feeds.fetch import PROJECT_ADDRESS
from pipeline.deliver import file_name
from pipeline.edges.files import digest_pages
from pipeline.edges.render_feeds import render_feeds
from pipeline.edges.store import Store
from pipeline.edges.store.digests import StoredDigest
from pipeline.model.digests import DigestPlan, Pick, PlannedWindow
from pipeline.phrases import Phrases
from pipeline.recollect import picks_of
from pipeline.settings import Settings, Window
from pipeline.skills import Lexicon
from pipeline.slots import moment_of
from pipeline.stages.present import present
from pipeline.stages.syndicate import PastDigest, syndicate

#: How far back the feeds reach: a reader that was off for a week or two misses nothing.
_REACH = timedelta(days=14)


def feed_files(store: Store, settings: Settings, lexicon: Lexicon, phrases: Phrases, latest: DigestPlan) -> Mapping[str, str]:
    """Return the feeds of the digests up to *latest*, which need not be stored yet, as files by their names."""
    kept = [
        digest
        for digest in store.digests.since(latest.day - _REACH)
        if digest.id != latest.id and (digest.day, digest.slot) < (latest.day, latest.slot)
    ]
    plans = [latest, *(_plan(digest, store, settings) for digest in reversed(kept))]
    pages = {page for folder in settings.digest.folders for page in digest_pages(folder)}
    past = [_past(one, pages, settings, lexicon, phrases) for one in plans if one.picks or one is latest]
    feed, podcasts = syndicate(
        past, installation=store.installation, windows=settings.windows, home=settings.web.url or PROJECT_ADDRESS, phrases=phrases
    )
    return render_feeds(feed, podcasts)


def _plan(digest: StoredDigest, store: Store, settings: Settings) -> DigestPlan:
    known = {window.name: window for window in settings.windows}
    picks = picks_of(store, digest.picks)
    windows: dict[str, list[Pick]] = {}
    for stored, pick in zip(digest.picks, picks, strict=True):
        windows.setdefault(stored.window, []).append(pick)
    planned = (PlannedWindow(window=known.get(name) or _gone(name), picks=tuple(held)) for name, held in windows.items())
    return DigestPlan(id=digest.id, day=digest.day, slot=digest.slot, windows=tuple(planned), left_out=())


def _gone(name: str) -> Window:
    """Return a window that the configuration no longer has."""
    return Window(name=name, days=frozenset(), minutes=0, mode="any")


def _past(plan: DigestPlan, pages: Container[str], settings: Settings, lexicon: Lexicon, phrases: Phrases) -> PastDigest:
    at = moment_of(plan.day, time.fromisoformat(plan.slot), settings)
    view = present(plan, settings=settings, lexicon=lexicon, phrases=phrases, progress=(), trouble=(), now=at, notice=None)
    # A day had another number of slots, and so its pages other names, before digest.at was changed.
    named = (f"{plan.day.isoformat()}-{plan.slot.replace(':', '')}.html", f"{plan.day.isoformat()}.html")
    return PastDigest(
        plan=plan, view=view, at=at, href=next((page for page in named if page in pages), f"{file_name(plan, settings)}.html")
    )
