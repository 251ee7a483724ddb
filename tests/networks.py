"""Mastodon, Bluesky, Slack, Teams and Discord on loopback: real servers that behave as their documentation says, well and badly.

Each remembers what came (`got`) and what it then shows to people (`shown`). `next` is what it does with the next requests
instead of its work, first come first served; see the functions below. Nothing checks certificates or tokens but these.
"""

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from feeds.fetch import Web
from feeds.graphemes import graphemes

#: When everything happens, as far as limits go.
NOON = datetime(2026, 2, 18, 12, tzinfo=UTC)
TOKEN = "canary-mastodon-token"
APP_PASSWORD = "canary-abcd-efgh-ijkl"
SESSION_TOKEN = "canary.session.token"
HOOK_SECRET = "canary-hook-secret"
DID = "did:plc:samsamsamsamsamsamsamsam"
HANDLE = "sam.example.org"
_TID = re.compile("[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


@dataclass(frozen=True)
class Got:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict)


#: What a server does with a request instead of, or after, its work: an answer, or what it does to the line.
Misbehaviour = Callable[["Service", Got, BaseHTTPRequestHandler], "Answer | None"]


def answering(status: int, body: Any = "", **headers: str) -> Misbehaviour:
    """Answer so and do nothing."""
    return lambda _service, _got, _handler: Answer(status, body, {name.replace("_", "-"): text for name, text in headers.items()})


def accepting_then_answering(status: int) -> Misbehaviour:
    """Do the work, and then have something before the server give up: a gateway's 502, 504."""

    def accept(service: "Service", got: Got, _handler: BaseHTTPRequestHandler) -> Answer:
        service.work(got)
        return Answer(status, "<html>Bad gateway</html>")

    return accept


def accepting_then_closing(service: "Service", got: Got, handler: BaseHTTPRequestHandler) -> None:
    """Do the work, and drop the line before a word of answer."""
    service.work(got)
    _reset(handler)


def closing(_service: "Service", _got: Got, handler: BaseHTTPRequestHandler) -> None:
    """Drop the line with the request read and nothing done."""
    _reset(handler)


def _reset(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


class Service(ThreadingHTTPServer):
    """A network on loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[Got] = []
        #: The texts that people see.
        self.shown: list[str] = []
        self.next: list[Misbehaviour] = []
        self._busy = threading.Lock()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.host}"

    @property
    def posted(self) -> list[Got]:
        """The requests that were to change something."""
        return [got for got in self.got if got.method == "POST"]

    def web(self) -> Web:
        """A door that may ask this server, and for which it is noon."""
        return Web(contact=None, allow_private=frozenset({self.host}), now=lambda: NOON)

    def work(self, got: Got) -> Answer:
        """Do what the request asks for and answer it."""
        raise NotImplementedError

    def handle_error(self, request: object, client_address: object) -> None:
        """Lines that were dropped are what these servers are for."""


class _Handler(BaseHTTPRequestHandler):
    def _handle(self) -> None:
        service: Service = self.server  # type: ignore[assignment]
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        got = Got(self.command, parts.path, parse_qs(parts.query), dict(self.headers.items()), body)
        with service._busy:
            service.got.append(got)
            answer = service.next.pop(0)(service, got, self) if service.next else service.work(got)
        if answer is None:
            return
        written = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(written.encode())))
        self.end_headers()
        self.wfile.write(written.encode())

    do_GET = do_POST = _handle  # noqa: N815 - the base class's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


@contextmanager
def running(service: Service) -> Iterator[Any]:
    """Run a service until the end of the block."""
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        thread.join()
        service.server_close()


class Mastodon(Service):
    """A Mastodon server (docs.joinmastodon.org): statuses with Idempotency-Key, the instance, limits, tokens."""

    def __init__(self, *, token: str = TOKEN, most: int = 500, scopes: str = "write:statuses read:statuses") -> None:
        super().__init__()
        self.token, self.most, self.scopes = token, most, scopes
        self.statuses: dict[str, dict[str, Any]] = {}
        self._keys: dict[str, str] = {}

    def work(self, got: Got) -> Answer:
        if got.path == "/api/v2/instance":
            return Answer(200, {"configuration": {"statuses": {"max_characters": self.most, "characters_reserved_per_url": 23}}})
        if got.method == "GET" and got.path.startswith("/api/v1/statuses/"):
            status = self.statuses.get(got.path.rpartition("/")[2])
            return Answer(200, status) if status else Answer(404, {"error": "Record not found"})
        if got.path != "/api/v1/statuses":
            return Answer(404, {"error": "Not found"})
        if got.headers.get("Authorization") != f"Bearer {self.token}":
            return Answer(401, {"error": "The access token is invalid"})
        if "write:statuses" not in self.scopes:
            return Answer(403, {"error": "This action is outside the authorized scopes"})
        return self._status(got)

    def forget_keys(self) -> None:
        """Do what an hour does."""
        self._keys.clear()

    def _status(self, got: Got) -> Answer:
        key = got.headers.get("Idempotency-Key", "")
        if key in self._keys:
            return Answer(200, self.statuses[self._keys[key]])
        asked = got.fields
        text = asked.get("status") or ""
        if not text.strip():
            return Answer(422, {"error": "Validation failed: Text can't be blank"})
        if len(graphemes(re.sub(r"https?://\S+", "x" * 23, text))) > self.most:
            return Answer(422, {"error": f"Validation failed: Text character limit of {self.most} exceeded"})
        if asked.get("in_reply_to_id") is not None and asked["in_reply_to_id"] not in self.statuses:
            return Answer(404, {"error": "The post you are trying to reply to does not appear to exist."})
        name = str(103254962155278000 + len(self.statuses))
        self.statuses[name] = {
            "id": name, "url": f"{self.address}/@sam/{name}", "content": text, "language": asked.get("language"),
            "in_reply_to_id": asked.get("in_reply_to_id"), "favourites_count": 0, "reblogs_count": 0, "replies_count": 0,
        }  # fmt: skip
        if key:
            self._keys[key] = name
        self.shown.append(text)
        return Answer(200, self.statuses[name])


class Bluesky(Service):
    """Entryway, server of records and public view of Bluesky in one: sessions, records under keys, getPosts.

    `refusal` is how a second record under one key is refused; what is known are a bare 500, and a 409 with a name.
    """

    def __init__(self, *, refusal: Answer | None = None, server: str | None = None) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Any]] = {}
        self.password = APP_PASSWORD
        self.refusal = refusal or Answer(500, {"error": "InternalServerError", "message": "Internal Server Error"})
        #: Where the session says that the records are kept; None for a document that does not say.
        self.server = server
        self.likes: dict[str, tuple[int, int, int]] = {}

    def work(self, got: Got) -> Answer:
        match got.path.removeprefix("/xrpc/"):
            case "com.atproto.server.createSession":
                return self._session(got.fields)
            case "com.atproto.repo.createRecord":
                return self._create(got)
            case "com.atproto.repo.getRecord":
                uri = f"at://{got.query['repo'][0]}/{got.query['collection'][0]}/{got.query['rkey'][0]}"
                if uri not in self.records:
                    return Answer(400, {"error": "RecordNotFound", "message": f"Could not locate record: {uri}"})
                return Answer(200, {"uri": uri, "cid": cid_of(uri), "value": self.records[uri]})
            case "app.bsky.feed.getPosts":
                found = [uri for uri in got.query["uris"] if uri in self.records]
                names = ("likeCount", "repostCount", "replyCount")
                return Answer(
                    200, {"posts": [{"uri": uri, **dict(zip(names, self.likes.get(uri, (0, 0, 0)), strict=True))} for uri in found]}
                )
        return Answer(501, {"error": "MethodNotImplemented"})

    def _session(self, asked: dict[str, Any]) -> Answer:
        if asked != {"identifier": HANDLE, "password": self.password}:
            return Answer(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.server}
        document = {"didDoc": {"id": DID, "service": [service]}} if self.server else {}
        return Answer(200, {"accessJwt": SESSION_TOKEN, "refreshJwt": "canary.refresh", "handle": HANDLE, "did": DID} | document)

    def _create(self, got: Got) -> Answer:
        if got.headers.get("Authorization") != f"Bearer {SESSION_TOKEN}":
            return Answer(401, {"error": "AuthMissing", "message": "Authentication Required"})
        asked = got.fields
        if wrong := _wrong_with(asked):
            return Answer(400, {"error": "InvalidRequest", "message": wrong})
        uri = f"at://{asked['repo']}/{asked['collection']}/{asked['rkey']}"
        if uri in self.records:
            return self.refusal
        self.records[uri] = asked["record"]
        self.shown.append(asked["record"]["text"])
        return Answer(200, {"uri": uri, "cid": cid_of(uri), "validationStatus": "valid"})


def cid_of(uri: str) -> str:
    """The fingerprint that the server gives a record."""
    return f"bafyrei{uri.rpartition('/')[2]}"


def _wrong_with(asked: dict[str, Any]) -> str | None:
    """Say what the lexicon would: app.bsky.feed.post and app.bsky.richtext.facet."""
    record = asked["record"]
    text = record["text"].encode()
    if asked["repo"] != DID or asked["collection"] != "app.bsky.feed.post" or record["$type"] != asked["collection"]:
        return "Could not find repo"
    if not _TID.fullmatch(asked["rkey"]):
        return "Invalid record key"
    if len(graphemes(record["text"])) > 300 or len(text) > 3000:
        return "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes"
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record["createdAt"]):
        return "Invalid app.bsky.feed.post record: Record/createdAt must be an valid atproto datetime"
    for facet in record.get("facets", []):
        begin, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        if not 0 <= begin < end <= len(text):
            return "Invalid app.bsky.richtext.facet"
        text[begin:end].decode()
    return None


class _Webhook(Service):
    """A webhook: a secret in its path, and a body of JSON."""

    path = ""

    @property
    def url(self) -> str:
        return f"{self.address}{self.path}"


class Slack(_Webhook):
    """An incoming webhook of Slack (docs.slack.dev): "ok", or one word that says what is wrong."""

    path = f"/services/T000/B000/{HOOK_SECRET}"

    def work(self, got: Got) -> Answer:
        if got.path != self.path:
            return Answer(404, "no_service")
        try:
            text = got.fields["text"]
        except ValueError:
            return Answer(400, "invalid_payload")
        except KeyError:
            return Answer(400, "no_text")
        self.shown.append(text)
        return Answer(200, "ok")


class Teams(_Webhook):
    """A workflow of Teams that posts cards: it says 202 before it has run."""

    path = f"/workflows/abc/triggers/manual/paths/invoke/{HOOK_SECRET}"

    def work(self, got: Got) -> Answer:
        if got.path != self.path:
            return Answer(401, {"error": {"code": "DirectApiAuthorizationRequired", "message": "The request must be authenticated"}})
        if len(got.body) > 28_000:
            return Answer(413, {"error": {"code": "RequestEntityTooLarge"}})
        attachment = got.fields["attachments"][0]
        card = attachment["content"]
        if got.fields["type"] != "message" or attachment["contentType"] != "application/vnd.microsoft.card.adaptive":
            return Answer(400, {"error": {"code": "TriggerInputSchemaMismatch"}})
        self.shown.append("\n\n".join(block["text"] for block in card["body"]))
        return Answer(202)


class Discord(_Webhook):
    """A webhook of Discord: the message with `wait`, 204 without."""

    path = f"/api/webhooks/223704706495545344/{HOOK_SECRET}"

    def __init__(self) -> None:
        super().__init__()
        #: Whom messages called.
        self.called: list[str] = []

    def work(self, got: Got) -> Answer:
        if got.path != self.path:
            return Answer(404, {"message": "Unknown Webhook", "code": 10015})
        content = got.fields.get("content", "")
        if not content:
            return Answer(400, {"message": "Cannot send an empty message", "code": 50006})
        if len(content) > 2000:
            return Answer(400, {"code": 50035, "message": "Invalid Form Body"})
        if "everyone" in got.fields.get("allowed_mentions", {"parse": ["everyone"]})["parse"]:
            self.called += re.findall("@everyone|@here", content)
        self.shown.append(content)
        return (
            Answer(200, {"id": "1234567890", "channel_id": "1", "content": content}) if got.query.get("wait") == ["true"] else Answer(204)
        )
