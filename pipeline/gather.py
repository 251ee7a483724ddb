"""Gather what belongs to an item before it is understood: its page, if the site allows it, its transcript, its chapters."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock
from types import MappingProxyType

from feeds.fetch import Web, document_request, page_request, robots_request
from feeds.model.answers import FailureKind, Fetched, FetchFailed, NotModified, Validators
from feeds.model.entries import Chapter, FeedItem, Transcript, TranscriptLink
from feeds.podcast import parse_chapters
from feeds.robots import RobotsRules, allows, fresh, pause_seconds, robots_url, rules_from
from feeds.transcript import parse_transcript

#: Transcript formats from the one that says most to the one that says least.
_TRANSCRIPT_ORDER = ("vtt", "srt", "subrip", "json", "html", "plain")


class Gatherer:
    """Asks for what belongs to items; may be used by several threads at once."""

    def __init__(
        self, web: Web, robots: Mapping[str, RobotsRules], now: datetime, *, told_twice: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Gather at *now*.

        Args:
            web: the network.
            robots: what sites asked of us when they were asked last.
            now: the moment of the run.
            told_twice: how many items lead to the same page, by its folded address (`FeedItem.url_key`); it is asked for once.

        """
        self._web = web
        self._now = now
        self._robots = dict(robots)
        #: What came of asking a site that could not say what it asks, by the address of its robots.txt.
        self._silent: dict[str, FetchFailed] = {}
        #: Pages that more items will ask for, and how many of them are to come.
        self._pages: dict[str, Fetched | FetchFailed] = {}
        self._to_come = dict(told_twice)
        self._lock = Lock()
        self._locks: dict[str, Lock] = {}
        #: What sites answered in this run, by the address of their robots.txt; to be remembered.
        self.learned: dict[str, RobotsRules] = {}

    def news(self) -> dict[str, RobotsRules]:
        """Return what sites answered since this was asked last, by the address of their robots.txt."""
        with self._lock:
            news, self.learned = self.learned, {}
        return news

    def page(self, item: FeedItem) -> Fetched | FetchFailed | None:
        """Return the page of *item*, or why there is none; None where it has no address."""
        if item.url is None:
            return None
        if item.url_key is None or item.url_key not in self._to_come:
            return self._page(item.url)
        with self._lock_of(item.url_key):
            page = self._pages.get(item.url_key) or self._page(item.url)
            self._to_come[item.url_key] -= 1
            if self._to_come[item.url_key] > 0:
                self._pages[item.url_key] = page
            else:
                self._pages.pop(item.url_key, None)
            return page

    def _page(self, url: str) -> Fetched | FetchFailed:
        rules = self._rules_for(url)
        if rules.text is None:
            return self._silence(url)
        if not allows(rules, url):
            return FetchFailed(url=url, kind=FailureKind.ROBOTS, reason="the site asks programs not to read this page (robots.txt)")
        outcome = self._web.get(page_request(url, pause_seconds=pause_seconds(rules)))
        return (
            FetchFailed(url=url, kind=FailureKind.STATUS, reason="the server sent no page") if isinstance(outcome, NotModified) else outcome
        )

    def _silence(self, url: str) -> FetchFailed:
        """Return why a page is not asked for while its site does not say what it asks: that may pass, as what kept the site silent may."""
        reason = "its site could not be asked whether pages may be read"
        silent = self._silent.get(robots_url(url))
        if silent is None:  # an earlier run asked
            return FetchFailed(url=url, kind=FailureKind.NETWORK, reason=reason)
        return replace(silent, url=url, reason=f"{reason}: {silent.reason}")

    def transcript(self, item: FeedItem) -> Transcript | FetchFailed | None:
        """Return what is said in the episode *item*, from the best transcript that can be had; else why the first did not come.

        None where the feed names no transcript, or none that says anything.
        """
        failure: FetchFailed | None = None
        for link in sorted(item.transcripts, key=_preference):
            if item.enclosure is not None and link.url == item.enclosure.url:
                continue
            outcome = self._web.get(document_request(link.url))
            if isinstance(outcome, Fetched):
                transcript = parse_transcript(outcome.body, link.type or outcome.content_type, outcome.final_url)
                if transcript is not None:
                    return replace(transcript, language=transcript.language or link.language or item.language)
            elif isinstance(outcome, FetchFailed):
                failure = failure or outcome
        return failure

    def with_chapters(self, item: FeedItem) -> FeedItem:
        """Return *item* with the chapters of its chapters file, where the feed itself named none."""
        if item.chapters or item.chapters_url is None or (item.enclosure is not None and item.chapters_url == item.enclosure.url):
            return item
        outcome = self._web.get(document_request(item.chapters_url))
        chapters: tuple[Chapter, ...] = parse_chapters(outcome.body.decode("utf-8", "replace")) if isinstance(outcome, Fetched) else ()
        return replace(item, chapters=chapters) if chapters else item

    def _rules_for(self, url: str) -> RobotsRules:
        """Return what the site of *url* asks, from memory or from the site; each site is asked by one thread at a time."""
        address = robots_url(url)
        with self._lock_of(address):
            known = self._robots.get(address)
            if known is None or not fresh(known, self._now):
                outcome = self._web.get(robots_request(address, known.validators if known else Validators()))
                if isinstance(outcome, FetchFailed):
                    self._silent[address] = outcome
                known = self._robots[address] = rules_from(outcome, now=self._now, known=known)
                with self._lock:
                    self.learned[address] = known
            return known

    def _lock_of(self, address: str) -> Lock:
        with self._lock:
            return self._locks.setdefault(address, Lock())


def _preference(link: TranscriptLink) -> tuple[int, str]:
    kind = (link.type or link.url).lower()
    return next((i for i, name in enumerate(_TRANSCRIPT_ORDER) if name in kind), len(_TRANSCRIPT_ORDER)), link.url
