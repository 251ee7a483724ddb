"""Posting at networks: what stands in the receipt, and what people there see, at servers that behave as documented."""

import doctest
import json
import socket
from dataclasses import replace
from datetime import timedelta

import pytest

import pipeline.edges.networks.receipts
from feeds.fetch import Web
from pipeline.edges.networks import bluesky, mastodon, webhooks
from pipeline.edges.networks.receipts import Unheard, in_words
from pipeline.model.posts import Sharing
from pipeline.model.shares import Posted, Response
from pipeline.posting.counting import Limits
from pipeline.posting.payloads import (
    Card,
    bluesky_creation,
    bluesky_record,
    discord_message,
    mastodon_status,
    record_key,
    slack_message,
    teams_message,
)
from pipeline.settings import BlueskyAccount, MastodonAccount
from pipeline.stages.post import post_for
from tests.networks import (
    APP_PASSWORD,
    DID,
    HANDLE,
    HOOK_SECRET,
    NOON,
    SESSION_TOKEN,
    TOKEN,
    Answer,
    Bluesky,
    Discord,
    Got,
    Mastodon,
    Service,
    Slack,
    Teams,
    accepting_then_answering,
    accepting_then_closing,
    answering,
    closing,
    running,
)

URL = "https://example.org/a-guide"
TEXT = f"Worth an hour: A guide to indexes — Rows and Columns.\n\n{URL}\n\n#SQL"
TOKEN_ENV, PASSWORD_ENV, HOOK_ENV = "GAPFEED_MASTODON_TOKEN", "GAPFEED_BLUESKY_PASSWORD", "GAPFEED_TEAM_HOOK"
SECRETS = (TOKEN, APP_PASSWORD, SESSION_TOKEN, HOOK_SECRET)


def nothing_secret_in(value):
    return not any(secret in repr(value) for secret in SECRETS)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_example_in_the_docstring_is_true():
    assert doctest.testmod(pipeline.edges.networks.receipts).failed == 0


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=60), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(minutes=91), "2 hours"),
        (timedelta(days=7), "7 days"),
    ],
)
def test_a_wait_in_words(wait, words):
    assert in_words(wait) == words


# Mastodon


@pytest.fixture
def server():
    with running(Mastodon()) as server:
        yield server


@pytest.fixture
def toot(server):
    account = MastodonAccount(server=server.address, token_env=TOKEN_ENV)

    def post(text=TEXT, token=TOKEN, key="share 7", **more):
        receipt = mastodon.post(server.web(), account, token, text, **({"key": key, "language": "en"} | more))
        assert nothing_secret_in(receipt)
        return receipt

    return post


def test_a_status_is_posted_and_its_receipt_says_where_it_is(server, toot):
    receipt = toot()

    name = receipt.remote
    assert receipt == Posted(to=server.host, outcome="sent", remote=name, link=f"{server.address}/@sam/{name}")
    assert server.shown == [TEXT]
    assert server.got[0].headers["Idempotency-Key"] == "share 7"
    assert server.statuses[name]["language"] == "en"


def test_a_thread_hangs_together(server, toot):
    first = toot("One", key="share 7.1")
    second = toot("Two", key="share 7.2", in_reply_to=first.remote)

    assert server.statuses[second.remote]["in_reply_to_id"] == first.remote


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(accepting_then_closing, id="the line drops after the post was taken"),
        pytest.param(accepting_then_answering(504), id="a gateway gives up after the post was taken"),
        pytest.param(closing, id="the line drops before"),
        pytest.param(answering(500, {"error": "?"}), id="the server breaks down before"),
    ],
)
def test_a_doubt_is_said_and_a_second_try_with_the_same_key_makes_no_second_post(server, toot, trouble):
    server.next = [trouble]
    doubt, second = toot(), toot()

    assert (doubt.outcome, doubt.retry, doubt.remote) == ("unknown", True, None)
    assert doubt.detail.startswith("it may or may not be there: ")
    assert second.outcome == "sent"
    assert server.shown == [TEXT]


def test_after_its_hour_a_key_is_forgotten_and_the_promise_with_it(server, toot):
    toot()
    server.forget_keys()
    toot()

    assert len(server.shown) == 2


def test_a_token_that_has_expired_is_said_at_once_with_what_to_do(server, toot):
    receipt = toot(token="canary-mastodon-token-of-yesterday")

    assert receipt == Posted(
        to=server.host,
        outcome="failed",
        detail=(
            f"{server.host} refused the token (401: The access token is invalid): it has expired, was revoked or may not post; "
            f"make a new one with write:statuses at {server.address}/settings/applications and set {TOKEN_ENV}"
        ),
    )
    assert server.shown == []


def test_a_token_that_may_only_read_is_said_at_once(server, toot):
    server.scopes = "read"

    receipt = toot()

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert "write:statuses" in receipt.detail


@pytest.mark.parametrize(
    ("token", "detail"),
    [
        pytest.param(None, f"the token is missing: set {TOKEN_ENV}", id="not set"),
        pytest.param(" \n", f"the token is missing: set {TOKEN_ENV}", id="set to nothing"),
        pytest.param(f"{TOKEN} {TOKEN}", f"{TOKEN_ENV} holds no token, which has neither blanks nor accents: copy it again", id="two"),
        pytest.param(f"{TOKEN}ż", f"{TOKEN_ENV} holds no token, which has neither blanks nor accents: copy it again", id="an accent"),
    ],
)
def test_without_a_token_nobody_is_asked(server, toot, token, detail):
    assert toot(token=token) == Posted(to=server.host, outcome="failed", detail=detail)
    assert server.got == []


def test_a_line_break_at_the_end_of_a_token_does_not_matter(toot):
    assert toot(token=f"{TOKEN}\n").outcome == "sent"


@pytest.mark.parametrize(
    ("headers", "when"),
    [({"X_RateLimit_Reset": "{soon}"}, "in 5 minutes"), ({"Retry_After": "7200"}, "in 2 hours"), ({}, "in a few minutes")],
)
def test_a_limit_is_obeyed_and_said(server, toot, headers, when):
    soon = (NOON + timedelta(seconds=290)).isoformat()
    server.next = [answering(429, {"error": "Too many requests"}, **{name: text.format(soon=soon) for name, text in headers.items()})]

    assert toot() == Posted(
        to=server.host,
        outcome="failed",
        detail=f"too many requests in a short time, nothing was posted: try again {when}",
        retry=True,
    )
    assert len(server.got) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("x" * 501, "(422: Validation failed: Text character limit of 500 exceeded)", id="too long"),
        pytest.param(" ", "(422: Validation failed: Text can't be blank)", id="empty"),
    ],
)
def test_what_the_server_does_not_take_is_told_in_its_words(server, toot, text, words):
    assert toot(text) == Posted(to=server.host, outcome="failed", detail=f"{server.host} did not take the post {words}")


def test_what_a_server_says_is_one_short_line_without_the_token(server, toot):
    server.next = [answering(422, {"error": f"Bearer {TOKEN}\n\x1b[31m\u202e" + "x" * 1000})]

    detail = toot().detail

    assert "Bearer …" in detail
    assert len(detail) < 300
    assert detail.isprintable()


def test_a_redirect_is_no_answer_and_no_token_travels(server, toot):
    with running(Mastodon()) as other:
        server.next = [answering(301, "", Location=f"{other.address}/api/v1/statuses")]
        receipt = toot()

        assert other.got == []
    assert receipt.outcome == "failed"
    assert receipt.detail.startswith(f"{server.host} points to {other.host}, where the token is not sent")


@pytest.mark.parametrize(
    "answer", [answering(200, "<html>Log in to the hotel's network</html>"), answering(200, []), answering(200, {"id": 5})]
)
def test_an_answer_that_is_not_mastodons_is_not_believed(server, toot, answer):
    server.next = [answer]

    assert (toot().outcome, toot().outcome) == ("unknown", "sent")


def test_a_status_whose_answer_holds_more_than_it_should_is_kept_harmless(server, toot):
    server.next = [
        answering(200, {"id": "1", "url": "javascript:alert(1)"}),
        answering(200, {"id": "1", "url": f"https://x.example/{TOKEN}"}),
        answering(200, {"id": "a/../b", "url": None}),
    ]

    assert [toot().link for _ in range(2)] == [None, "https://x.example/%E2%80%A6"]
    assert toot().outcome == "unknown"


def test_a_reply_to_a_status_that_is_gone_is_told_in_the_servers_words(server, toot):
    assert "The post you are trying to reply to" in toot(in_reply_to="404").detail


@pytest.mark.parametrize("status", [400, 404, 410, 418])
def test_any_other_refusal_is_a_failure_that_another_try_does_not_mend(server, toot, status):
    server.next = [answering(status, "no JSON")]

    receipt = toot()

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert f"({status})" in receipt.detail


def test_where_nobody_listens_nothing_was_sent_and_another_try_may_help():
    host = f"127.0.0.1:{free_port()}"
    account = MastodonAccount(server=f"http://{host}", token_env=TOKEN_ENV)

    receipt = mastodon.post(Web(contact=None, allow_private=frozenset({host})), account, TOKEN, TEXT, key="1", language=None)

    assert receipt == Posted(to=host, outcome="failed", detail="nothing was sent: 127.0.0.1 refuses connections", retry=True)


def test_the_guard_stands_before_servers_too(server):
    account = MastodonAccount(server=f"https://{server.host}", token_env=TOKEN_ENV)

    receipt = mastodon.post(Web(contact=None), account, TOKEN, TEXT, key="1", language=None)

    assert (receipt.outcome, receipt.retry, server.got) == ("failed", False, [])
    assert f"add {server.host} to fetch.allow_private" in receipt.detail


def test_a_server_says_how_much_it_takes_and_is_shown_no_token(server):
    server.most = 5000

    assert mastodon.limits(server.web(), f"{server.address}/") == Limits(max_characters=5000, characters_reserved_per_url=23)
    assert "Authorization" not in server.got[0].headers


@pytest.mark.parametrize(
    "answer",
    [
        answering(404, {"error": "Not found"}),
        answering(200, {"configuration": {"statuses": {"max_characters": "500", "characters_reserved_per_url": 23}}}),
        answering(200, {"configuration": {"statuses": {"max_characters": 5, "characters_reserved_per_url": 23}}}),
        answering(200, "[" * 100_000),
        closing,
    ],
)
def test_a_server_that_does_not_say_how_much_it_takes(server, answer):
    server.next = [answer]

    assert isinstance(mastodon.limits(server.web(), server.address), Unheard)


def test_counts_of_a_status(server, toot):
    account = MastodonAccount(server=server.address, token_env=TOKEN_ENV)
    name = toot().remote
    server.statuses[name] |= {"favourites_count": 3, "reblogs_count": 0, "replies_count": 1}

    assert mastodon.counts(server.web(), account, TOKEN, name, at=NOON) == (
        Response(kind="likes", at=NOON, count=3),
        Response(kind="reposts", at=NOON, count=0),
        Response(kind="replies", at=NOON, count=1),
    )
    assert mastodon.counts(server.web(), account, None, "../../x", at=NOON) == Unheard(
        why=f"{server.host} tells no counts of this post (404): it may have been deleted"
    )
    server.next = [closing]
    assert mastodon.counts(server.web(), account, None, name, at=NOON) == Unheard(
        why="the server closed the connection without a whole answer"
    )


# Bluesky


@pytest.fixture
def sky():
    with running(Bluesky()) as sky:
        yield sky


ACCOUNT = BlueskyAccount(handle=HANDLE, password_env=PASSWORD_ENV)


def log_in(sky, password=APP_PASSWORD):
    outcome = bluesky.log_in(sky.web(), ACCOUNT, password, host=sky.address)
    assert nothing_secret_in(outcome)
    return outcome


@pytest.fixture
def skeet(sky):
    login = log_in(sky)

    def post(text=TEXT, key="share 7", at=NOON, **more):
        receipt = bluesky.post(sky.web(), login, text, key=key, at=at, **more)
        assert nothing_secret_in(receipt)
        return receipt

    return post


def test_a_post_with_a_card_is_created_and_its_receipt_says_where_it_is(sky, skeet):
    receipt = skeet(languages=("en",), card=Card(url=URL, title="A guide", description="It teaches."))

    name = receipt.remote.rpartition("/")[2]
    assert receipt == Posted(
        to=HANDLE, outcome="sent", remote=f"at://{DID}/app.bsky.feed.post/{name}", link=f"https://bsky.app/profile/{HANDLE}/post/{name}"
    )
    record = sky.records[receipt.remote]
    assert (record["text"], record["langs"], record["embed"]["external"]["uri"]) == (TEXT, ["en"], URL)
    assert len(record["facets"]) == 2


def test_a_thread_refers_to_its_first_post_and_the_one_before(sky, skeet):
    first = skeet("One", key="7.1").remote
    second = skeet("Two", key="7.2", thread=bluesky.Thread(root=first, parent=first)).remote
    third = skeet("Three", key="7.3", thread=bluesky.Thread(root=first, parent=second)).remote

    reply = sky.records[third]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first, second)
    assert reply["root"]["cid"] != reply["parent"]["cid"]


@pytest.mark.parametrize("lost", ["root", "parent"])
def test_a_thread_whose_beginning_is_gone_is_not_gone_on_with(sky, skeet, lost):
    there, gone = skeet("One", key="7.1").remote, f"at://{DID}/app.bsky.feed.post/3gone"
    places = {"root": there, "parent": there} | {lost: gone}

    receipt = skeet("Two", key="7.2", thread=bluesky.Thread(**places))

    assert receipt == Posted(to=HANDLE, outcome="failed", detail="the thread cannot be gone on with: it is not there now (400)", retry=True)
    assert sky.shown == ["One"]


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(Answer(500, {"error": "InternalServerError"}), id="as Bluesky's own servers do"),
        pytest.param(Answer(409, {"error": "RecordAlreadyExists"}), id="as others do"),
        pytest.param(Answer(400, {"error": "InvalidRequest", "message": "there is one"}), id="as it may come"),
    ],
)
@pytest.mark.parametrize("trouble", [accepting_then_closing, accepting_then_answering(502)])
def test_a_post_that_arrived_although_the_answer_did_not_is_found(sky, skeet, refusal, trouble):
    sky.refusal, sky.next = refusal, [trouble]
    first, second = skeet(), skeet()

    assert first.outcome == second.outcome == "sent"
    assert first.remote == second.remote
    assert sky.shown == [TEXT]


@pytest.mark.parametrize("trouble", [closing, answering(502, "Bad gateway")])
def test_a_post_that_is_not_found_stays_in_doubt_and_a_second_try_makes_one(sky, skeet, trouble):
    sky.next = [trouble]
    doubt, second = skeet(), skeet(at=NOON + timedelta(milliseconds=300))

    assert (doubt.outcome, doubt.retry, doubt.remote) == ("unknown", True, None)
    assert "it is not there now (400)" in doubt.detail
    assert second.outcome == "sent"
    assert sky.shown == [TEXT]


def test_an_answer_that_is_not_blueskys_is_not_believed(sky, skeet):
    sky.next = [answering(200, "<html>Log in to the hotel's network</html>")]

    assert (skeet().outcome, skeet().outcome) == ("unknown", "sent")


def test_where_nobody_can_look_it_stays_in_doubt(sky, skeet):
    sky.next = [accepting_then_closing, closing]

    assert skeet() == Posted(
        to=HANDLE,
        outcome="unknown",
        detail=(
            "it may or may not be there: the server closed the connection without a whole answer; whether it is, could not be found "
            "out: the server closed the connection without a whole answer; sent again it appears once"
        ),
        retry=True,
    )


def test_what_bluesky_does_not_take_is_told_in_its_words(sky, skeet):
    receipt = skeet("x" * 301)

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert "must not be longer than 300 graphemes" in receipt.detail


@pytest.mark.parametrize(
    ("trouble", "detail"),
    [
        pytest.param(answering(400, {"error": "ExpiredToken", "message": "Token has expired"}), "(400: Token has expired)", id="expired"),
        pytest.param(answering(401, {"error": "AuthMissing"}), "(401: AuthMissing)", id="not known"),
    ],
)
def test_a_session_that_has_ended_is_said_at_once_and_a_new_one_helps(sky, skeet, trouble, detail):
    sky.next = [trouble]

    assert skeet() == Posted(to=HANDLE, outcome="failed", detail=f"the login is over {detail}: send it again to log in anew", retry=True)
    assert len(sky.got) == 2


def test_a_limit_of_bluesky_is_obeyed_and_said(sky, skeet):
    sky.next = [answering(429, {"error": "RateLimitExceeded"}, RateLimit_Reset=str(int(NOON.timestamp()) + 3500))]

    receipt = skeet()

    assert (receipt.outcome, receipt.retry) == ("failed", True)
    assert receipt.detail.endswith("try again in 59 minutes")
    assert sky.shown == []


def test_a_redirect_of_a_server_of_records_is_no_answer(sky, skeet):
    with running(Bluesky()) as other:
        sky.next = [answering(307, "", Location=f"{other.address}/xrpc/com.atproto.repo.createRecord")]

        assert (skeet().outcome, other.got) == ("failed", [])


def test_where_the_server_of_records_is_gone_nothing_was_sent(sky):
    host = f"127.0.0.1:{free_port()}"
    login = replace(log_in(sky), server=f"http://{host}")

    receipt = bluesky.post(Web(contact=None, allow_private=frozenset({host})), login, TEXT, key="7", at=NOON)

    assert receipt == Posted(to=HANDLE, outcome="failed", detail="nothing was sent: 127.0.0.1 refuses connections", retry=True)


def test_the_server_of_records_is_the_one_that_the_session_names():
    with running(Bluesky()) as records, running(Bluesky(server=f"{records.address}/")) as entry:
        web = Web(contact=None, allow_private=frozenset({records.host, entry.host}))
        login = bluesky.log_in(web, ACCOUNT, APP_PASSWORD, host=entry.address)
        receipt = bluesky.post(web, login, TEXT, key="7", at=NOON)

        assert (receipt.outcome, records.shown, entry.shown) == ("sent", [TEXT], [])
        assert APP_PASSWORD not in repr(records.got)


def test_a_session_that_names_a_private_server_gives_its_token_to_nobody():
    with running(Bluesky()) as inner, running(Bluesky(server=inner.address)) as entry:
        login = bluesky.log_in(entry.web(), ACCOUNT, APP_PASSWORD, host=entry.address)
        receipt = bluesky.post(entry.web(), login, TEXT, key="7", at=NOON)

        assert (receipt.outcome, receipt.retry, inner.got) == ("failed", False, [])


@pytest.mark.parametrize("document", [None, [], {"service": None}, {"service": [None, {"id": 7}, {"id": "#atproto_labeler"}]}])
def test_a_session_that_names_no_server_stays_where_it_began(sky, document):
    sky.next = [answering(200, {"accessJwt": SESSION_TOKEN, "did": DID, "handle": HANDLE, "didDoc": document})]

    assert log_in(sky).server == sky.address


@pytest.mark.parametrize("password", [None, "", " "])
def test_without_a_password_nobody_is_asked(sky, password):
    assert log_in(sky, password) == Posted(to=HANDLE, outcome="failed", detail=f"the app password is missing: set {PASSWORD_ENV}")
    assert sky.got == []


def test_a_password_that_was_revoked_is_said_at_once_with_what_to_do(sky):
    assert log_in(sky, "canary-abcd-efgh-old") == Posted(
        to=HANDLE,
        outcome="failed",
        detail=(
            f"{sky.host} refused handle and password (401: Invalid identifier or password): the app password was revoked, or is not one; "
            f"make a new one at https://bsky.app/settings/app-passwords and set {PASSWORD_ENV}"
        ),
    )


@pytest.mark.parametrize(
    ("trouble", "retry"),
    [
        pytest.param(closing, True, id="no answer"),
        pytest.param(answering(429, {"error": "RateLimitExceeded"}), True, id="too often"),
        pytest.param(answering(502, "Bad gateway"), True, id="broken down"),
        pytest.param(answering(404, "?"), False, id="no server of that kind"),
        pytest.param(answering(200, {"accessJwt": "a b", "did": DID}), False, id="a token that no header can hold"),
        pytest.param(answering(302, "", Location="https://example.org/"), False, id="a redirect"),
    ],
)
def test_where_nobody_is_logged_in_nothing_was_posted(sky, trouble, retry):
    sky.next = [trouble]

    receipt = log_in(sky)

    assert (receipt.outcome, receipt.retry) == ("failed", retry)
    assert "nothing was posted" in receipt.detail


def test_where_the_entry_is_not_there_nothing_was_sent():
    host = f"127.0.0.1:{free_port()}"

    receipt = bluesky.log_in(Web(contact=None, allow_private=frozenset({host})), ACCOUNT, APP_PASSWORD, host=f"http://{host}")

    assert receipt == Posted(to=HANDLE, outcome="failed", detail="nothing was sent: 127.0.0.1 refuses connections", retry=True)


def test_counts_of_a_post_are_public(sky, skeet):
    uri = skeet().remote
    sky.likes[uri] = (5, 2, 0)

    assert bluesky.counts(sky.web(), uri, at=NOON, host=sky.address) == (
        Response(kind="likes", at=NOON, count=5),
        Response(kind="reposts", at=NOON, count=2),
        Response(kind="replies", at=NOON, count=0),
    )
    assert "Authorization" not in sky.got[-1].headers
    assert bluesky.counts(sky.web(), "at://did/app.bsky.feed.post/gone", at=NOON, host=sky.address) == Unheard(
        why="Bluesky tells no counts of this post (200): it may have been deleted"
    )
    sky.next = [closing]
    assert bluesky.counts(sky.web(), uri, at=NOON, host=sky.address) == Unheard(
        why="Bluesky could not be asked: the server closed the connection without a whole answer"
    )


def test_the_name_of_bluesky_is_not_the_persons_to_spell(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "?")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert bluesky.counts(Web(contact=None), "at://did/app.bsky.feed.post/1", at=NOON) == Unheard(
        why="Bluesky could not be asked: the name public.api.bsky.app is not known"
    )


# Webhooks


@pytest.fixture(params=["slack", "teams", "discord"])
def kind(request):
    return request.param


@pytest.fixture
def hook(kind):
    with running({"slack": Slack, "teams": Teams, "discord": Discord}[kind]()) as hook:
        yield hook


def send(hook, kind, text=TEXT, address=None):
    receipt = webhooks.post(hook.web(), kind, HOOK_ENV, address or hook.url, text, url=URL, language="en")
    assert nothing_secret_in(receipt)
    assert receipt.to == HOOK_ENV
    return receipt


def test_a_webhook_shows_the_post_and_the_receipt_names_only_the_variable(hook, kind):
    receipt = send(hook, kind)

    assert (receipt.outcome, receipt.retry) == ("sent", False)
    assert hook.shown == [TEXT]
    assert receipt.remote == ("1234567890" if kind == "discord" else None)


def test_a_post_of_discord_calls_nobody():
    with running(Discord()) as hook:
        assert send(hook, "discord", "@everyone read this").outcome == "sent"
        assert hook.called == []


def test_a_thread_of_discord_that_the_address_names_stays_named():
    with running(Discord()) as hook:
        send(hook, "discord", address=f"{hook.url}?thread_id=5")

        assert hook.got[0].query == {"thread_id": ["5"], "wait": ["true"]}


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(accepting_then_closing, id="the line drops after the message was taken"),
        pytest.param(accepting_then_answering(502), id="a gateway gives up after the message was taken"),
        pytest.param(closing, id="the line drops before"),
        pytest.param(answering(500, "rollup_error"), id="the service breaks down"),
    ],
)
def test_a_doubt_about_a_webhook_is_the_persons_to_settle(hook, kind, trouble):
    hook.next = [trouble]

    receipt = send(hook, kind)

    assert (receipt.outcome, receipt.retry) == ("unknown", False)
    assert receipt.detail.startswith("it may or may not be there: ")
    assert receipt.detail.endswith("before you send it again")
    assert len(hook.got) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_webhook_that_is_gone_is_said_at_once_with_what_to_do(hook, kind, status):
    hook.next = [answering(status, "?")]

    receipt = send(hook, kind)

    assert (receipt.outcome, receipt.retry) == ("failed", False)
    assert "make a new one" in receipt.detail
    assert receipt.detail.endswith(f"and set {HOOK_ENV}")


def test_the_address_of_another_webhook_is_told_from_the_right_one(hook, kind):
    receipt = send(hook, kind, address=f"{hook.address}/services/{HOOK_SECRET}/old")

    assert receipt.outcome == "failed"
    assert "make a new one" in receipt.detail
    assert hook.shown == []


@pytest.mark.parametrize(
    ("status", "word", "detail"),
    [
        (404, "no_service", f"the webhook was removed (404): make a new one at https://api.slack.com/apps, under Incoming Webhooks, and set {HOOK_ENV}"),
        (410, "channel_is_archived", f"the webhook's channel was archived: make a new one at https://api.slack.com/apps, under Incoming Webhooks, and set {HOOK_ENV}"),
        (403, "action_prohibited", "the workspace does not let the webhook post there: ask whoever administers it"),
        (400, "invalid_payload", "Slack could not read the message, which is a fault of Gapfeed's: please report it"),
        (400, "something_new", "Slack did not take the message (400)"),
    ],
)  # fmt: skip
def test_what_slack_says_in_one_word_is_said_in_a_sentence(status, word, detail):
    with running(Slack()) as hook:
        hook.next = [answering(status, word)]

        assert send(hook, "slack") == Posted(to=HOOK_ENV, outcome="failed", detail=detail)


def test_a_workflow_that_is_turned_off_is_looked_for_in_workflows():
    with running(Teams()) as hook:
        hook.next = [answering(400, {"error": {"code": "WorkflowTriggerIsNotEnabled"}})]

        assert send(hook, "teams") == Posted(
            to=HOOK_ENV,
            outcome="failed",
            detail="Teams did not take the card (400): look in the Workflows app whether the workflow is turned on and takes cards",
        )


def test_a_workflow_says_only_that_it_has_the_card():
    with running(Teams()) as hook:
        assert send(hook, "teams").detail == "the workflow has it; if it does not appear, look at its run history in Workflows"


def test_what_is_too_long_for_discord_is_a_failure():
    with running(Discord()) as hook:
        assert send(hook, "discord", "x" * 2001) == Posted(to=HOOK_ENV, outcome="failed", detail="Discord did not take the message (400)")


@pytest.mark.parametrize("answer", [answering(200, "<html>Welcome</html>"), answering(204)])
def test_an_answer_that_is_not_the_services_is_not_believed(hook, kind, answer):
    if kind == "teams":
        answer = answering(204)
    hook.next = [answer]

    receipt = send(hook, kind)

    assert (receipt.outcome, receipt.retry) == ("unknown", False)


def test_a_limit_of_a_webhook_is_obeyed_and_said(hook, kind):
    hook.next = [answering(429, {"retry_after": 0.3}, Retry_After="1")]

    assert send(hook, kind) == Posted(
        to=HOOK_ENV, outcome="failed", detail="too many requests in a short time, nothing was posted: try again in 1 minute", retry=True
    )


def test_a_webhook_follows_no_redirect(hook, kind):
    with running(Slack()) as other:
        hook.next = [answering(302, "", Location=other.url)]
        receipt = send(hook, kind)

        assert other.got == []
    assert receipt.outcome == "failed"
    assert other.host in receipt.detail


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        pytest.param(None, f"the address of the webhook is missing: set {HOOK_ENV}", id="not set"),
        pytest.param(" ", f"the address of the webhook is missing: set {HOOK_ENV}", id="set to nothing"),
        pytest.param(HOOK_SECRET, f"{HOOK_ENV} holds no address, which begins with https://: copy it again", id="a token alone"),
        pytest.param(
            f"https://[{HOOK_SECRET}", f"{HOOK_ENV} holds no address, which begins with https://: copy it again", id="half an address"
        ),
        pytest.param(
            f"https://{HOOK_SECRET} x/", f"{HOOK_ENV} holds no address, which begins with https://: copy it again", id="a blank in it"
        ),
    ],
)
def test_what_is_no_address_is_not_asked_and_not_repeated(kind, address, detail):
    receipt = webhooks.post(Web(contact=None), kind, HOOK_ENV, address, TEXT, url=URL, language="en")

    assert receipt == Posted(to=HOOK_ENV, outcome="failed", detail=detail)


def test_a_webhook_on_a_machine_of_ones_own_is_asked_only_where_that_is_allowed(hook, kind):
    receipt = webhooks.post(Web(contact=None), kind, HOOK_ENV, hook.url.replace("http://", "https://"), TEXT, url=URL, language="en")

    assert (receipt.outcome, receipt.retry, hook.got) == ("failed", False, [])
    assert receipt.detail.startswith("nothing was sent: 127.0.0.1 means this machine")
    assert nothing_secret_in(receipt)


def test_a_webhook_is_never_asked_in_plain_text(hook, kind):
    receipt = webhooks.post(Web(contact=None), kind, HOOK_ENV, hook.url, TEXT, url=URL, language="en")

    assert receipt.detail == f"nothing was sent: {hook.host} would be asked in plain text: its address has to begin with https://"
    assert hook.got == []


# Hostile text


@pytest.mark.shared_data
def test_no_naughty_title_breaks_a_payload_or_calls_anybody(shared_data):
    titles = json.loads((shared_data / "hostile" / "blns.json").read_text(encoding="utf-8"))
    judges: dict[str, Service] = {"mastodon": Mastodon(), "bluesky": Bluesky(), "slack": Slack(), "teams": Teams(), "discord": Discord()}
    refused = []
    for number, title in enumerate(titles):
        sharing = Sharing(url=URL, title=title, source=title, author=None, teaches=title, skills=("SQL",))
        for network, judge in judges.items():
            text = post_for(sharing, network).text
            answer = judge.work(_asking(network, judge, text, number))
            if answer.status not in {200, 202} or judge.shown[-1] != text:
                refused.append((network, title, answer))
    for judge in judges.values():
        judge.server_close()

    assert len(titles) > 500
    assert refused == []
    assert judges["discord"].called == []


def _asking(network, judge, text, number):
    body = {
        "mastodon": lambda: mastodon_status(text, language="en"),
        "bluesky": lambda: bluesky_creation(bluesky_record(text, created=NOON), repository=DID, key=record_key(str(number), NOON)),
        "slack": lambda: slack_message(text),
        "teams": lambda: teams_message(text, url=URL, language="en"),
        "discord": lambda: discord_message(text),
    }[network]()
    path = {"mastodon": "/api/v1/statuses", "bluesky": "/xrpc/com.atproto.repo.createRecord"}.get(network) or judge.path
    token = {"mastodon": TOKEN, "bluesky": SESSION_TOKEN}.get(network)
    return Got("POST", path, {"wait": ["true"]}, {"Authorization": f"Bearer {token}"}, body)
