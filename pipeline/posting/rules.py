"""Say how a post is laid out at each network: in which order, with how many hashtags, with which marks for links and quotations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipeline.model.posts import Part
from pipeline.posting.taming import TAME, TAME_PASTED, TYPED, TYPED_PASTED, escaped_for_slack
from pipeline.settings import Network

#: Where one post answers another of the same person.
THREADED = frozenset[Network](("x", "mastodon", "bluesky"))
#: A public post: the user's sentence is the hook, the address stands late, hashtags come last.
_PUBLIC: tuple[Part, ...] = ("note", "teaches", "work", "question", "hashtags")
#: A message to people who know each other: what it is comes at once.
_MESSAGE: tuple[Part, ...] = ("note", "work", "teaches", "question")
_LETTER: tuple[Part, ...] = ("note", "teaches", "work", "question", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one network asks of a post."""

    order: tuple[Part, ...]
    #: The title and those who made it stand in lines of their own, where there is air; otherwise in one.
    airy: bool = False
    #: More read like advertising; chats and letters have none.
    most_hashtags: int = 0
    #: What goes first when room is short. At Mastodon strangers find a post by its hashtags, as its text is rarely searched; at X and
    #: Bluesky all text is, so that a hashtag brings hardly anybody, while a question brings answers.
    gives_up_first: Part = "question"
    #: Makes text of the user's own readable there.
    plain: Callable[[str], str] = str
    #: Makes text of feeds harmless there: no pings, no markup.
    tame: Callable[[str], str]
    #: Makes a link of a harmless title and an address; None where an address alone becomes one.
    link: Callable[[str, str], str] | None = None
    #: Makes an address that stands alone a link.
    address: Callable[[str], str] = str
    #: What a quotation begins with instead of standing between quotation marks.
    quotes_with: str = ""


def _slack_link(title: str, url: str) -> str:
    # docs.slack.dev/messaging/formatting-message-text; the bar would end the address.
    return f"<{escaped_for_slack(url).replace('|', '%7C')}|{title}>"


def _rules(network: Network, order: tuple[Part, ...], **more: object) -> Rules:
    return Rules(order=order, tame=TAME[network], plain=TYPED.get(network, str), **more)  # type: ignore[arg-type]


RULES: Mapping[Network, Rules] = {
    "linkedin": _rules("linkedin", _PUBLIC, airy=True, most_hashtags=3),
    "facebook": _rules("facebook", _PUBLIC, airy=True, most_hashtags=2),
    "x": _rules("x", _PUBLIC, most_hashtags=2, gives_up_first="hashtags"),
    "mastodon": _rules("mastodon", _PUBLIC, most_hashtags=3),
    "bluesky": _rules("bluesky", _PUBLIC, most_hashtags=2, gives_up_first="hashtags"),
    "slack": _rules("slack", _MESSAGE, link=_slack_link, address=escaped_for_slack),
    "teams": _rules("teams", _MESSAGE, link="[{}]({})".format),
    "discord": _rules("discord", _MESSAGE, link="[{}]({})".format),
    "telegram": _rules("telegram", _MESSAGE),
    "whatsapp": _rules("whatsapp", _MESSAGE),
    "email": _rules("email", _LETTER, airy=True),
    "markdown": _rules("markdown", _MESSAGE, link="[{}](<{}>)".format, address="<{}>".format, quotes_with="> "),
}

#: The composers of Slack and Teams read no markup of their interfaces: what is pasted there stands as it is.
_PASTED: Mapping[Network, Rules] = {
    network: Rules(order=_MESSAGE, tame=tame, plain=TYPED_PASTED.get(network, str)) for network, tame in TAME_PASTED.items()
}


def rules_for(network: Network, *, pasted: bool) -> Rules:
    """Return the rules of *network*, for a text that is *pasted* there by hand or else given to its interface."""
    return _PASTED.get(network, RULES[network]) if pasted else RULES[network]
