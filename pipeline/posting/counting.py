"""Count a post as its network counts it, and say how much the network takes."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from feeds.graphemes import graphemes
from pipeline.posting.entities import addresses, mastodon_addresses, replaced
from pipeline.settings import Network

#: An address counts as so many characters, however long it is (docs.joinmastodon.org/user/posting; docs.x.com, counting characters).
_ADDRESS_CHARACTERS = 23
_LINK = "x" * _ADDRESS_CHARACTERS
#: Code points that X counts as one; all others count as two (twitter-text, configuration version 3).
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_HEAVY = re.compile("[^" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _LIGHT) + "]")
#: A whole emoji, however many code points it is made of, counts as one heavy one (twemoji-parser); three are emoji only when asked to be.
_PICTURE = (
    "(?:[\u00a9\u00ae\u2122]\ufe0f|[\u203c\u2049\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2\u25aa\u25ab"
    "\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f004-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff](?!\ufe0e)[\ufe0f\U0001f3fb-\U0001f3ff]?)"
)
_EMOJI = re.compile(
    "[#*0-9]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{2}|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|"
    rf"{_PICTURE}(?:\u200d{_PICTURE})*"
)
_ONE_HEAVY = "語"
#: Somebody at another server: only what stands before the second "@" counts (Mastodon, StatusLengthValidator and Account::MENTION_RE).
_FAR_MENTION = re.compile(r"(?<![=/\w])(@[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@\w+(?:[.-]+\w+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """How a network counts, and how much it takes."""

    limit: int
    length: Callable[[str], int]
    #: Bluesky limits the bytes of UTF-8, too.
    most_bytes: int | None = None

    def fits(self, text: str) -> bool:
        """Say whether the network takes *text* whole."""
        return self.length(text) <= self.limit and (self.most_bytes is None or byte_length(text) <= self.most_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one server of Mastodon's kind takes (docs.joinmastodon.org/entities/Instance, configuration.statuses)."""

    max_characters: int
    characters_reserved_per_url: int = _ADDRESS_CHARACTERS


def weighted_length(text: str) -> int:
    """Return the length of *text* as X counts it: NFC, addresses as 23, emoji as 2, letters far from Latin as 2.

    >>> weighted_length("two words"), weighted_length("語"), weighted_length("see https://example.org/a/very/long/address")
    (9, 2, 27)
    """
    composed = unicodedata.normalize("NFC", text)
    counted = _EMOJI.sub(_ONE_HEAVY, replaced(composed, addresses(composed), _LINK))
    return len(counted) + len(_HEAVY.findall(counted))


def mastodon_length(text: str, address_characters: int = _ADDRESS_CHARACTERS) -> int:
    """Return the length of *text* as Mastodon counts it: graphemes, each address as *address_characters*, of far mentions only the name.

    >>> mastodon_length("@ada@mathstodon.example https://example.org/a/very/long/address")
    28
    """
    return len(graphemes(_FAR_MENTION.sub(r"\1", replaced(text, mastodon_addresses(text), "x" * address_characters))))


def grapheme_length(text: str) -> int:
    """Return how many characters a reader sees in *text*."""
    return len(graphemes(text))


def utf_16_length(text: str) -> int:
    """Return how many units *text* has in UTF-16, as JavaScript and Telegram count.

    >>> utf_16_length("a👍")
    3
    """
    return len(text) + sum(character > "\uffff" for character in text)


def byte_length(text: str) -> int:
    """Return how many bytes *text* has in UTF-8."""
    return len(text.encode("utf-8", "replace"))


MEASURES: Mapping[Network, Measure] = {
    # What its composer says, and those who post there for others (developers.buffer.com/guides/character-limits, who count UTF-16).
    "linkedin": Measure(3000, len),
    # docs.x.com, counting characters; twitter-text, configuration version 3. Paying accounts may write more.
    "x": Measure(280, weighted_length),
    # 500 by default; servers may allow more (docs.joinmastodon.org/user/posting, entities/Instance).
    "mastodon": Measure(500, mastodon_length),
    # app.bsky.feed.post.
    "bluesky": Measure(300, grapheme_length, most_bytes=3000),
    # Said everywhere, and by Facebook itself nowhere that is still there.
    "facebook": Measure(63_206, len),
    # 40,000 are taken, more than 4,000 are shown as several messages (docs.slack.dev, chat.postMessage, truncating content).
    "slack": Measure(4000, len),
    # 28 KB for a post and what surrounds it (learn.microsoft.com/microsoftteams/limits-specifications-teams).
    "teams": Measure(28_000, byte_length),
    # docs.discord.com/developers/resources/message, content: up to 2000 characters.
    "discord": Measure(2000, len),
    # Messages have up to 4096 characters (core.telegram.org/bots/api, sendMessage), counted in UTF-16 (core.telegram.org/api/entities).
    "telegram": Measure(4096, utf_16_length),
    # What the app takes; written down is only that of its interface for companies, 4,096.
    "whatsapp": Measure(65_536, utf_16_length),
    # No limit of their own; nobody reads more.
    "email": Measure(100_000, len),
    "markdown": Measure(100_000, len),
}


def measure_of(network: Network, limits: Limits | None = None) -> Measure:
    """Return how *network* counts, on a server with *limits* where that is one of many: at Mastodon.

    >>> measure_of("mastodon", Limits(max_characters=5000)).limit, measure_of("x", Limits(max_characters=5000)).limit
    (5000, 280)
    """
    if network != "mastodon" or limits is None:
        return MEASURES[network]
    return Measure(limits.max_characters, partial(mastodon_length, address_characters=limits.characters_reserved_per_url))
