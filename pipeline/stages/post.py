"""Write the post that passes an item on, in one network's own terms.

The post is made of the user's own sentence, what the item is, a sentence of what it teaches, an open question, the
address, and hashtags. What is least needed goes first when there is no room: the question, the teaching sentence, the
hashtags; then the user's sentence is cut between graphemes. The address is never cut.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from feeds.graphemes import cut, graphemes
from pipeline.script import direction_of
from pipeline.settings import Network

#: An address counts as so many characters, however long it is (docs.joinmastodon.org/user/posting; developer.x.com, counting characters).
_LINK_LENGTH = 23
_ADDRESS = re.compile(r"https?://\S+")
#: Code points that X counts as one; all others count as two (twitter-text, configuration version 3).
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_RIGHT_TO_LEFT_MARK, _LEFT_TO_RIGHT_MARK, _WORD_JOINER = "\u200f", "\u200e", "\u2060"
_EMOJI_RANGES = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """An item on its way to others, and what the user says of it; nothing in it is private."""

    url: str
    title: str
    source: str
    author: str | None
    #: One sentence of the item's own.
    teaches: str
    #: The skill's name in the post's language; becomes a hashtag.
    skill: str
    #: The user's own sentence, "" for none.
    note: str = ""
    #: "What would you add?" in the post's language, "" for none.
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as it should be pasted, counted by the network's own rules."""

    network: Network
    text: str
    length: int
    limit: int
    #: The subject line, for e-mail only.
    subject: str | None = None

    @property
    def fits(self) -> bool:
        """Whether the network takes it whole."""
        return self.length <= self.limit


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one network asks of a post."""

    limit: int
    length: Callable[[str], int]
    hashtags: bool = True
    #: Makes text of feeds harmless there: no pings, no markup.
    tame: Callable[[str], str] = lambda text: text


def post_for(sharing: Sharing, network: Network) -> Post:
    """Return the post that passes *sharing* on at *network*.

    Raises:
        KeyError: posts for that network are not written yet.
    """
    rules = _RULES[network]
    tame = rules.tame
    credit = f"{tame(sharing.title)} — {tame(sharing.source)}" + (f", {tame(sharing.author)}" if sharing.author and sharing.author != sharing.source else "")
    lead = [tame(sharing.note)] if sharing.note else []
    tag = hashtag(sharing.skill) if rules.hashtags else ""
    full = [*lead, credit, tame(sharing.teaches), sharing.question, sharing.url, tag]
    choices = (full, [part for part in full if part is not sharing.question], [*lead, credit, sharing.url, tag], [*lead, credit, sharing.url])
    text = next((text for parts in choices if rules.length(text := _joined(parts)) <= rules.limit), None)
    if text is None:
        text = _squeezed(lead, credit, sharing.url, rules)
    return Post(network=network, text=text, length=rules.length(text), limit=rules.limit, subject=_subject(sharing) if network == "email" else None)


def hashtag(skill: str) -> str:
    """Return the hashtag of a skill's name: words joined with capitals, or with underscores in scripts that have none.

    >>> hashtag("Data visualisation"), hashtag("تصور البيانات")
    ('#DataVisualisation', '#تصور_البيانات')
    """
    words = re.findall(r"\w+", skill)
    if not words:
        return ""
    cased = any(word[0].upper() != word[0].lower() for word in words)
    return "#" + ("".join(word[0].upper() + word[1:] for word in words) if cased else "_".join(words))


def weighted_length(text: str) -> int:
    """Return the length of *text* as X counts it: NFC, addresses as 23, emoji as 2, letters far from Latin as 2.

    >>> weighted_length("two words"), weighted_length("語"), weighted_length("see https://example.org/a/very/long/address")
    (9, 2, 27)
    """
    text = unicodedata.normalize("NFC", text)
    links = len(_ADDRESS.findall(text))
    bare = _ADDRESS.sub("", text)
    return links * _LINK_LENGTH + sum(2 if _is_emoji(piece) else sum(map(_weight, piece)) for piece in graphemes(bare))


def _is_emoji(grapheme: str) -> bool:
    return "\ufe0f" in grapheme or any(first <= ord(character) <= last for character in grapheme for first, last in _EMOJI_RANGES)


def _weight(character: str) -> int:
    return 1 if any(first <= ord(character) <= last for first, last in _LIGHT) else 2


def _mastodon_length(text: str) -> int:
    return len(graphemes(_ADDRESS.sub("x" * _LINK_LENGTH, text)))


def _grapheme_length(text: str) -> int:
    return len(graphemes(text))


def _tame_mentions(text: str) -> str:
    """Keep @ and # of feed text from calling anybody or opening a channel."""
    return re.sub(r"([@#])(?=\w)", rf"\1{_WORD_JOINER}", text)


def _tame_slack(text: str) -> str:
    """Escape what Slack reads as markup (api.slack.com, formatting text), then mentions."""
    return _tame_mentions(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _joined(parts: list[str]) -> str:
    return "\n\n".join(_directed(part) for part in parts if part)


def _directed(part: str) -> str:
    """Begin a paragraph that runs from the right, but starts with a Latin word, with a mark that says so; and the other way round."""
    first = next((unicodedata.bidirectional(character) for character in part if unicodedata.bidirectional(character) in {"L", "R", "AL"}), "")
    runs = direction_of(part)
    if runs == "rtl" and first == "L" and not part.startswith("http"):
        return _RIGHT_TO_LEFT_MARK + part
    return _LEFT_TO_RIGHT_MARK + part if runs == "ltr" and first in {"R", "AL"} else part


def _squeezed(lead: list[str], credit: str, url: str, rules: _Rules) -> str:
    """Cut the user's sentence, and the title after it, until address and all fit."""
    for note_room in range(280, -1, -20):
        for credit_room in (160, 100, 60):
            parts = [cut(part, note_room) for part in lead if note_room] + [cut(credit, credit_room), url]
            if rules.length(_joined(parts)) <= rules.limit:
                return _joined(parts)
    return url


def _subject(sharing: Sharing) -> str:
    return cut(" ".join(sharing.title.split()), 120)


_RULES: Mapping[Network, _Rules] = {
    # Facts of the networks: LinkedIn 3,000 characters; X 280 weighted; Mastodon 500 by default; Bluesky 300 graphemes; Slack 40,000, of which 4,000 are shown well.
    "linkedin": _Rules(3000, len, tame=_tame_mentions),
    "x": _Rules(280, weighted_length, tame=_tame_mentions),
    "mastodon": _Rules(500, _mastodon_length, tame=_tame_mentions),
    "bluesky": _Rules(300, _grapheme_length, tame=_tame_mentions),
    "slack": _Rules(4000, len, hashtags=False, tame=_tame_slack),
    "email": _Rules(100_000, len, hashtags=False),
}

#: The networks posts are written for.
NETWORKS: tuple[Network, ...] = tuple(_RULES)
