"""The only door to the network: polite, bounded, conditional, and closed to everything behind the user's own door."""

import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

from feeds.answer import Answer, outcome_of, refusal
from feeds.body import Unusable
from feeds.connect import Deadline, connected, tls_context
from feeds.errors import BadAddress
from feeds.exchange import Order, exchanged
from feeds.lines import Lines
from feeds.model.answers import FailureKind, FetchFailed, FetchOutcome, Validators
from feeds.model.calls import Answered, Call, CallOutcome, NoAnswer, NotSent
from feeds.pacing import Memory, Pacing
from feeds.proxy import connected_through
from feeds.proxy_address import Proxy, proxy_from
from feeds.urls import absolute, checked_address, host_of
from feeds.waiting import asked_wait

#: Where our User-Agent leads where the user has named no contact.
PROJECT_ADDRESS = "https://gapfeed.example/bot"

#: That of pyproject.toml, which a test compares: asking the installed package takes 12 ms, a twentieth of a run in which nothing is new.
VERSION = "0.1.0"

_NO_VALIDATORS = Validators()

_MEBIBYTE = 1024 * 1024
_MOST_REDIRECTS = 5  # RFC 9309, section 2.3.1.2, asks for at least five; more is mostly a loop
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT_REDIRECTS = frozenset({301, 308})
_BUSY = frozenset({429, 503})
_PAGE_PAUSE_SECONDS = 1.0  # between two pages of one host: a reader must not weigh on a small site

_FEED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_ROBOTS = "text/plain, */*;q=0.1"
_DOCUMENT = "text/vtt, application/x-subrip, application/json, text/html;q=0.8, text/plain;q=0.7, */*;q=0.1"
_INTERFACE = "application/json, */*;q=0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to ask for, how long to wait for all of it, and how much of it to take (bytes after unpacking)."""

    url: str
    validators: Validators = _NO_VALIDATORS
    deadline_seconds: float
    most_bytes: int
    accept: str
    #: How long after the last such request to the same host; 0 for what is asked rarely anyway.
    pause_seconds: float = 0.0
    #: Ask for new items only, where the server can tell (A-IM: feed, RFC 3229).
    new_items_only: bool = False
    #: Take the first most_bytes of a longer answer instead of refusing it.
    cut: bool = False
    #: Refuse sound, pictures, archives and the like by what the headers say, before the body comes; feeds are known to lie about it.
    only_text: bool = False


def feed_request(url: str, validators: Validators = _NO_VALIDATORS) -> Request:
    """Return the request for a feed: 12 seconds, 10 MiB."""
    return Request(url=url, validators=validators, deadline_seconds=12, most_bytes=10 * _MEBIBYTE, accept=_FEED, new_items_only=True)


def page_request(url: str, *, pause_seconds: float = _PAGE_PAUSE_SECONDS) -> Request:
    """Return the request for an article's page: 10 seconds, 5 MiB; a longer pause is what robots.txt may ask for."""
    return Request(url=url, deadline_seconds=10, most_bytes=5 * _MEBIBYTE, accept=_PAGE, pause_seconds=pause_seconds, only_text=True)


def robots_request(url: str, validators: Validators = _NO_VALIDATORS) -> Request:
    """Return the request for a robots.txt: 10 seconds, the first 512 KiB (RFC 9309, section 2.5 asks for 500)."""
    return Request(url=url, validators=validators, deadline_seconds=10, most_bytes=512 * 1024, accept=_ROBOTS, cut=True)


def document_request(url: str, *, pause_seconds: float = _PAGE_PAUSE_SECONDS) -> Request:
    """Return the request for a transcript or a list of chapters: 10 seconds, 5 MiB."""
    return Request(url=url, deadline_seconds=10, most_bytes=5 * _MEBIBYTE, accept=_DOCUMENT, pause_seconds=pause_seconds, only_text=True)


class Web:
    """The network for one run: what it has learnt about hosts, and whose turn it is. Thread-safe.

    `contact` goes into the User-Agent; `allow_private` are the "host:port" that the guard lets through;
    `routes` names hosts to reach at an (address, port) instead of where their name leads, without TLS: they are sites that
    this machine itself serves. Only these two are exempt from the guard and from pauses. `proxy` is the address of a proxy for
    everything else, a user and password in it where it asks for them; nothing in the environment names one. `now` is asked for
    Retry-After dates.
    """

    def __init__(
        self,
        *,
        contact: str | None,
        allow_private: frozenset[str] = frozenset(),
        routes: Mapping[str, tuple[str, int]] = MappingProxyType({}),
        proxy: str | None = None,
        most_at_once: int = 200,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._user_agent = _user_agent(contact)
        self._allow_private = allow_private
        self._routes = routes
        self._now = now
        self._pacing = Pacing(most_at_once)
        self._memory = Memory()
        self._lines = Lines()
        self._proxy = proxy_from(proxy) if proxy else None

    def get(self, request: Request) -> FetchOutcome:
        """Return what came of a request; blocks until then and never raises for what a network may do.

        The deadline starts when it is this request's turn, and covers everything but further waiting for turns.
        """
        try:
            return self._followed(request)
        except Unusable as failure:
            return FetchFailed(
                url=request.url, kind=failure.kind, reason=failure.reason, status=failure.status, retry_after=failure.retry_after
            )

    def call(self, call: Call) -> CallOutcome:
        """Return what came of asking an interface, once: no redirect is followed and nothing is tried again.

        What was asked may be something that must not be done twice, and a token must never travel to another host. Apart from
        machines of the user's own, only https:// is asked. Blocks until then and never raises for what a network may do; the
        deadline counts as in `get`. A 429 is handed out and not remembered: whoever calls knows what waits for its end.
        """
        begun: list[bool] = []
        try:
            way = _confidential(self._way(_address(call.url)))
            order = Order(
                method=call.method, headers=self._headers(_INTERFACE) | dict(call.headers), body=call.body, most_bytes=call.most_bytes,
                every_body=True, before_sending=lambda: begun.append(True),
            )  # fmt: skip
            answer, _ = self._asked(way, order, seconds=call.deadline_seconds, seconds_left=call.deadline_seconds, stop_at_429=False)
        except Unusable as failure:
            if begun:
                return NoAnswer(why=failure.reason)
            placed = _placed(failure, call.url, named_by_user=True)
            return NotSent(kind=placed.kind, why=placed.reason)
        target = absolute(answer.headers.get("location", ""), way.url) if answer.status in _REDIRECTS else None
        wait = asked_wait(answer.headers, self._now()) if answer.status in _BUSY else None
        return Answered(status=answer.status, retry_after=wait, points_to=host_of(target) if target else None, body=answer.body)

    def close(self) -> None:
        """Let no further request begin, and break off those under way; may be called again, and by another thread."""
        self._pacing.close()
        self._lines.break_off()

    def _followed(self, request: Request) -> FetchOutcome:
        url: str = _address(request.url)
        moved_to: str | None = None
        only_permanent = True
        seconds_left = request.deadline_seconds
        for hop in range(_MOST_REDIRECTS + 1):
            try:
                answer, seconds_taken = self._asked(
                    self._way(url), self._order(request), seconds=request.deadline_seconds, seconds_left=seconds_left,
                    pause_seconds=request.pause_seconds,
                )  # fmt: skip
            except Unusable as failure:
                raise _placed(failure, url, named_by_user=request.new_items_only and hop == 0) from None
            seconds_left -= seconds_taken
            location = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not location:
                if answer.status == HTTPStatus.NOT_MODIFIED and request.validators == _NO_VALIDATORS:
                    raise refusal(answer, self._now())
                return outcome_of(answer, url=request.url, final_url=url, moved_to=moved_to, now=self._now())
            url = _redirected(location, url)
            only_permanent = only_permanent and answer.status in _PERMANENT_REDIRECTS
            if only_permanent:
                moved_to = url
        raise Unusable(FailureKind.TOO_MANY_REDIRECTS, f"the server redirected more than {_MOST_REDIRECTS} times")

    def _asked(
        self, way: "_Way", order: Order, *, seconds: float, seconds_left: float, pause_seconds: float = 0.0, stop_at_429: bool = True
    ) -> tuple[Answer, float]:
        """Ask one address when its turn has come; return the answer and the seconds it took, waiting for the turn left out."""
        turn = self._pacing.turn(way.host, pause_seconds=pause_seconds, own_machine=way.is_exempt)
        with turn, self._lines.watching() as watch:
            if failure := self._memory.failure_of(way.host):
                raise failure
            began = time.monotonic()
            deadline = Deadline(at=began + seconds_left, seconds=seconds)
            try:
                if way.proxy is None:
                    plain = connected(way.address, way.port, deadline=deadline, exempt=way.is_exempt, watch=watch)
                else:
                    plain = connected_through(way.proxy, way.parts, way.port, deadline=deadline, watch=watch)
                by_proxy = way.proxy is not None and way.parts.scheme == "http"
                if way.proxy and by_proxy:
                    order = replace(order, headers={**order.headers, **way.proxy.headers})
                answer = exchanged(way.parts, plain, order, context=self._tls if way.is_secure else None, by_proxy=by_proxy)
                if answer.status == HTTPStatus.TOO_MANY_REQUESTS and stop_at_429:
                    raise refusal(answer, self._now())
            except TimeoutError:
                raise deadline.missed() from None
            except Unusable as failure:
                self._pacing.check_open()
                self._memory.note(way.host, way.url, failure, own_machine=way.is_exempt)
                raise
            return answer, time.monotonic() - began

    def _way(self, url: str) -> "_Way":
        parts = urlsplit(url)
        host = host_of(url)
        name = (parts.hostname or "").strip("[]")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        route = self._routes.get(name)
        is_exempt = route is not None or bool({host, f"{host}:{port}"} & self._allow_private)
        address, port = route or (name, port)
        return _Way(
            url=url, parts=parts, host=host, address=address, port=port, is_exempt=is_exempt,
            is_secure=parts.scheme == "https" and route is None, proxy=None if is_exempt else self._proxy,
        )  # fmt: skip

    def _order(self, request: Request) -> Order:
        """Return what to send for a feed, a page and the like: validators exactly as they came (RFC 9110, section 13.1)."""
        sent = self._headers(request.accept)
        if request.new_items_only:
            sent["A-IM"] = "feed"
        if request.validators.etag:
            sent["If-None-Match"] = request.validators.etag
        if request.validators.last_modified:
            sent["If-Modified-Since"] = request.validators.last_modified
        return Order(headers=sent, most_bytes=request.most_bytes, cut=request.cut, only_text=request.only_text)

    def _headers(self, accept: str) -> dict[str, str]:
        """Return the headers that every request has: no cookies, no referrer."""
        return {"User-Agent": self._user_agent, "Accept": accept, "Accept-Encoding": "gzip, deflate", "Connection": "close"}

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return tls_context()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How an address is reached: where to connect, whether inside TLS, whether by a proxy, and whether the guard looks away."""

    url: str
    parts: SplitResult
    #: As `host_of` names it.
    host: str
    address: str
    port: int
    is_exempt: bool
    is_secure: bool
    proxy: Proxy | None


def _address(url: str) -> str:
    try:
        return checked_address(url)
    except BadAddress as error:
        raise Unusable(FailureKind.BAD_ADDRESS, f"the address cannot be asked: {error.why}") from None


def _confidential(way: _Way) -> _Way:
    """Return the way, if what may be secret can travel on it; raises Unusable where anybody between could read it."""
    if way.parts.scheme != "https" and not way.is_exempt:
        raise Unusable(FailureKind.BAD_ADDRESS, f"{way.host} would be asked in plain text: its address has to begin with https://")
    return way


def _placed(failure: Unusable, url: str, *, named_by_user: bool) -> Unusable:
    """Say of a refusal of the guard what can be done about it: something only where the address is no server's or feed's idea."""
    if failure.kind is not FailureKind.FORBIDDEN_ADDRESS:
        return failure
    if not named_by_user:
        return Unusable(failure.kind, f"it leads to where Gapfeed does not go: {failure.reason}")
    parts = urlsplit(url)
    machine = parts.netloc if parts.port else f"{parts.netloc}:{443 if parts.scheme == 'https' else 80}"
    return Unusable(failure.kind, f"{failure.reason}; if it is your own, add {machine} to fetch.allow_private")


def _redirected(location: str, url: str) -> str:
    # Headers are read as Latin-1, but who writes an address unescaped writes it in UTF-8.
    with suppress(ValueError):
        location = location.encode("latin-1").decode("utf-8")
    target = absolute(location, url)
    if target is None:
        raise Unusable(FailureKind.BAD_ADDRESS, "the server redirects to something that is no address of the web")
    return SplitResult(*urlsplit(target)[:4], "").geturl()


def _user_agent(contact: str | None) -> str:
    reachable = "".join(character for character in contact or "" if " " < character < "\x7f" and character not in "()")
    return f"Gapfeed/{VERSION} (+{reachable or PROJECT_ADDRESS})"
