"""Post in a channel of Slack, Teams or Discord through a webhook, whose address is a secret: whoever has it can post there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.fetch import Web
from feeds.model.calls import Answered, Call, NoAnswer, NotSent
from feeds.urls import absolute
from pipeline.edges.networks.receipts import asked_to_wait, fields_of, name_in, not_sent
from pipeline.model.shares import Posted
from pipeline.posting.payloads import discord_message, slack_message, teams_message

WebhookKind = Literal["slack", "teams", "discord"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Service:
    name: str
    #: Where a webhook is made.
    made: str


_SERVICES: Mapping[WebhookKind, _Service] = {
    "slack": _Service(name="Slack", made="at https://api.slack.com/apps, under Incoming Webhooks,"),
    "teams": _Service(name="Teams", made="in the Workflows app of Teams, where its channel has a workflow for webhooks,"),
    "discord": _Service(name="Discord", made="in the channel's settings, under Integrations,"),
}
#: What Slack's one-word answers mean (docs.slack.dev, sending messages using incoming webhooks; the change of 2016-05-17 to their
#: errors); the others are told by their status. After the first group, a new webhook is what helps.
_SLACK_GONE: Mapping[str, str] = {
    "user_not_found": "the person the webhook writes to is not there any more",
    "channel_not_found": "the webhook's channel is not there any more",
    "channel_is_archived": "the webhook's channel was archived",
    "posting_to_general_channel_denied": "few people may post in the workspace's general channel, and the webhook is no one of them",
}
_SLACK_REFUSALS: Mapping[str, str] = {
    "invalid_payload": "Slack could not read the message, which is a fault of Gapfeed's: please report it",
    "no_text": "Slack found no text in the message, which is a fault of Gapfeed's: please report it",
    "action_prohibited": "the workspace does not let the webhook post there: ask whoever administers it",
}


def post(web: Web, kind: WebhookKind, variable: str, address: str | None, text: str, *, url: str, language: str) -> Posted:
    """Post *text* through a webhook and say what became of it.

    None of the three has a key by which a second try would be known as one. So where the message may have arrived, the receipt
    says "unknown", and only the person, who can look, may send it again.

    Args:
        web: the door.
        kind: whose webhook it is.
        variable: the environment variable that holds its address; the receipt names nothing else of it.
        address: what it holds; None where it is not set.
        text: the post, in the network's own terms.
        url: the address of the item, for the button of a card.
        language: two-letter code of the post.

    """
    service = _SERVICES[kind]
    address = (address or "").strip()
    if not address:
        return Posted(to=variable, outcome="failed", detail=f"the address of the webhook is missing: set {variable}")
    if not address.startswith(("https://", "http://")) or absolute(address, None) is None:
        return Posted(to=variable, outcome="failed", detail=f"{variable} holds no address, which begins with https://: copy it again")
    call = Call(
        method="POST",
        url=_confirming(address) if kind == "discord" else address,
        headers={"Content-Type": "application/json"},
        body=_body(kind, text, url=url, language=language),
    )
    match web.call(call):
        case NotSent() as outcome:
            return not_sent(variable, outcome)
        case NoAnswer(why=why):
            return _in_doubt(variable, service, why)
        case answered:
            return _receipt(kind, variable, answered)


def _body(kind: WebhookKind, text: str, *, url: str, language: str) -> bytes:
    match kind:
        case "slack":
            return slack_message(text)
        case "teams":
            return teams_message(text, url=url, language=language)
        case "discord":
            return discord_message(text)


def _confirming(address: str) -> str:
    """Return the address of a Discord webhook with `wait`: only then it says whether the message was kept, and what it is called."""
    parts = urlsplit(address)
    return parts._replace(query=urlencode([*parse_qsl(parts.query), ("wait", "true")])).geturl()


def _receipt(kind: WebhookKind, variable: str, answered: Answered) -> Posted:
    service = _SERVICES[kind]
    anew = f"make a new one {service.made} and set {variable}"
    match answered.status:
        case 200 | 202 | 204 as status:
            return _taken(kind, variable, answered, status)
        case 429:
            return asked_to_wait(variable, answered)
        case status if status >= 500:
            # Whoever breaks down may have posted before: Slack's 500 is "something strange and unusual", and before Teams and Discord
            # stand gateways that give up waiting.
            return _in_doubt(variable, service, f"{service.name} answered {status}")
        case _ if kind == "slack" and (gone := _SLACK_GONE.get(_word(answered))):
            detail = f"{gone}: {anew}"
        case _ if kind == "slack" and (refusal := _SLACK_REFUSALS.get(_word(answered))):
            detail = refusal
        case 401 | 403:
            detail = f"{service.name} refused the webhook ({answered.status}): it was revoked or its address has changed; {anew}"
        case 404 | 410:
            detail = f"the webhook was removed ({answered.status}): {anew}"
        case status if 300 <= status < 400:
            detail = (
                f"what {variable} holds points to {answered.points_to or 'somewhere else'}, where nothing is sent: copy the address again"
            )
        case status if kind == "teams":
            detail = f"Teams did not take the card ({status}): look in the Workflows app whether the workflow is turned on and takes cards"
        case status:
            detail = f"{service.name} did not take the message ({status})"
    return Posted(to=variable, outcome="failed", detail=detail)


def _taken(kind: WebhookKind, variable: str, answered: Answered, status: int) -> Posted:
    """Say what an answer that sounds good means: each of the three has its own."""
    if kind == "teams" and status != 204:
        # A workflow answers before it has run (202), so more than this cannot be known.
        return Posted(
            to=variable, outcome="sent", detail="the workflow has it; if it does not appear, look at its run history in Workflows"
        )
    if kind == "slack" and _word(answered) == "ok":
        return Posted(to=variable, outcome="sent")
    if kind == "discord" and (message := name_in(fields_of(answered))):
        return Posted(to=variable, outcome="sent", remote=message)
    service = _SERVICES[kind]
    return _in_doubt(variable, service, f"what answered ({status}) does not answer as {service.name} does")


def _word(answered: Answered) -> str:
    return answered.body.decode("utf-8", "replace").strip()


def _in_doubt(variable: str, service: _Service, why: str) -> Posted:
    detail = f"it may or may not be there: {why}; look in {service.name} before you send it again"
    return Posted(to=variable, outcome="unknown", detail=detail)
