"""Write the post that passes an item on, in one network's own terms.

The post is made of the user's own sentence, what the item is, a sentence of what it teaches, an open question, the
address, and hashtags. What is least needed goes first when there is no room: the question, the teaching sentence, the
hashtags; then the user's sentence is cut between graphemes. The address is never cut.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from feeds.graphemes import cut, graphemes
from pipeline.plain import one_line
from pipeline.script import direction_of
from pipeline.settings import Network

#: An address counts as so many characters, however long it is (docs.joinmastodon.org/user/posting; developer.x.com, counting characters).
_LINK_LENGTH = 23
#: What X and Mastodon take for an address (twitter-text, extractUrls): a scheme, a host with a last part of letters, and a path
#: that does not end in punctuation. Where in doubt it is no address, and counts in full.
_LETTERS = "0-9A-Za-z\u00c0-\u024f\u0400-\u04ff"
_IN_PATH = rf"[{_LETTERS}!*';:=+,.$%#\[\]\u2013_~@|&/-]*"
_ADDRESS = re.compile(
    r"(?<![\w@#$/.-])https?://(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}(?![\w.-]*@)(?::\d{1,5})?"
    rf"(?:/(?:{_IN_PATH}(?:\({_IN_PATH}\){_IN_PATH})*(?:[{_LETTERS}=_#/+-]|\({_IN_PATH}\)))?)?"
    r"(?:\?[0-9A-Za-z_!?*'();:&=+$/%#\[\],.~|@-]*[0-9A-Za-z_&=#/-])?",
    re.IGNORECASE,
)
#: Code points that X counts as one; all others count as two (twitter-text, configuration version 3).
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_HEAVY = re.compile("[^" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _LIGHT) + "]")
_RIGHT_TO_LEFT_MARK, _LEFT_TO_RIGHT_MARK, _WORD_JOINER = "\u200f", "\u200e", "\u2060"
#: An emoji, or what makes one of the character before it.
_EMOJI = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
#: What begins a mention or a hashtag, also in the wide form of East Asian keyboards.
_CALLS = re.compile(r"([@＠#＃])(?=\w)")
#: How much of the user's sentence, and of what the item is, may stay when room is short (graphemes): the most that fits is taken.
_NOTE_ROOMS, _CREDIT_ROOMS = (*range(280, 0, -20), 0), (160, 100, 60)


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
    #: Makes text of the user's own readable there.
    plain: Callable[[str], str] = lambda text: text
    #: Makes text of feeds harmless there: no pings, no markup.
    tame: Callable[[str], str] = lambda text: text
    most_bytes: int | None = None

    def fits(self, text: str) -> bool:
        return self.length(text) <= self.limit and (self.most_bytes is None or len(text.encode("utf-8", "replace")) <= self.most_bytes)


def post_for(sharing: Sharing, network: Network) -> Post:
    """Return the post that passes *sharing* on at *network*.

    Raises:
        KeyError: posts for that network are not written yet.
    """
    rules = _RULES[network]
    note, credit = one_line(sharing.note), _credit(sharing)
    lead = [_directed(rules.plain(note)), _directed(rules.tame(credit))]
    teaches, question = _directed(rules.tame(one_line(sharing.teaches))), _directed(rules.plain(sharing.question))
    tag, url = _directed(hashtag(sharing.skill) if rules.hashtags else ""), _directed(sharing.url)
    whole = ([*lead, teaches, question, url, tag], [*lead, teaches, url, tag], [*lead, url, tag], [*lead, url])
    # Tried one after the other: most posts fit whole, and nothing has to be cut for them.
    choices = chain(map(_joined, whole), _shortened(note, credit, url, rules))
    text = next(filter(rules.fits, choices), sharing.url)
    subject = cut(one_line(sharing.title), 120) if network == "email" else None
    return Post(network=network, text=text, length=rules.length(text), limit=rules.limit, subject=subject)


def _shortened(note: str, credit: str, url: str, rules: _Rules) -> Iterator[str]:
    """Give the posts of note, credit and address alone, the longest note first, each with the longest credit first."""
    # A short text is the same in all rooms: each is tried once.
    note_lines = dict.fromkeys(_directed(rules.plain(cut(note, room) if room else "")) for room in _NOTE_ROOMS)
    credit_lines = dict.fromkeys(_directed(rules.tame(cut(credit, room))) for room in _CREDIT_ROOMS)
    yield from (_joined([note_kept, credit_kept, url]) for note_kept in note_lines for credit_kept in credit_lines)


def _credit(sharing: Sharing) -> str:
    title, source, author = one_line(sharing.title), one_line(sharing.source), one_line(sharing.author or "")
    return f"{title} — {source}" + (f", {author}" if author and author.casefold() != source.casefold() else "")


def hashtag(skill: str) -> str:
    """Return the hashtag of a skill's name: words joined with capitals, or with underscores in scripts that have none.

    >>> hashtag("Data visualisation"), hashtag("تصور البيانات")
    ('#DataVisualisation', '#تصور_البيانات')
    """
    # Marks belong to the letters before them: in Hindi or vocalised Arabic a word is full of them.
    words = "".join(character if unicodedata.category(character)[0] in "LMN" else " " for character in skill).split()
    if not any(map(str.isalpha, "".join(words))):
        return ""  # no network takes a number for a hashtag
    cased = any(word[0].upper() != word[0].lower() for word in words)
    return "#" + ("".join(word[0].upper() + word[1:] for word in words) if cased else "_".join(words))


def weighted_length(text: str) -> int:
    """Return the length of *text* as X counts it: NFC, addresses as 23, emoji as 2, letters far from Latin as 2.

    >>> weighted_length("two words"), weighted_length("語"), weighted_length("see https://example.org/a/very/long/address")
    (9, 2, 27)
    """
    counted = _ADDRESS.sub("x" * _LINK_LENGTH, unicodedata.normalize("NFC", text))
    if not _EMOJI.search(counted):
        return _weight(counted)
    return sum(2 if _EMOJI.search(piece) else _weight(piece) for piece in graphemes(counted))


def _weight(text: str) -> int:
    return len(text) + len(_HEAVY.findall(text))


def _mastodon_length(text: str) -> int:
    return len(graphemes(_ADDRESS.sub("x" * _LINK_LENGTH, text)))


def _grapheme_length(text: str) -> int:
    return len(graphemes(text))


def _tame_calls(text: str) -> str:
    """Keep @ and # of feed text from calling anybody or opening a channel."""
    return _CALLS.sub(rf"\1{_WORD_JOINER}", text)


def _plain_slack(text: str) -> str:
    """Escape what Slack reads as markup (api.slack.com, formatting text): <!channel> is words then."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _tame_slack(text: str) -> str:
    return _tame_calls(_plain_slack(text))


def _joined(parts: list[str]) -> str:
    return "\n\n".join(filter(None, parts))


def _directed(part: str) -> str:
    """Begin a paragraph that runs from the right, but starts with a Latin word, with a mark that says so; and the other way round."""
    first = next(
        (unicodedata.bidirectional(character) for character in part if unicodedata.bidirectional(character) in {"L", "R", "AL"}), ""
    )
    runs = direction_of(part)
    if runs == "rtl" and first == "L" and not part.startswith("http"):
        return _RIGHT_TO_LEFT_MARK + part
    return _LEFT_TO_RIGHT_MARK + part if runs == "ltr" and first in {"R", "AL"} else part


_RULES: Mapping[Network, _Rules] = {
    # Facts of the networks: LinkedIn 3,000 characters; X 280 weighted; Mastodon 500 by default; Bluesky 300 graphemes and 3,000
    # bytes (app.bsky.feed.post); Slack 40,000 characters, of which 4,000 are shown well.
    "linkedin": _Rules(3000, len, tame=_tame_calls),
    "x": _Rules(280, weighted_length, tame=_tame_calls),
    "mastodon": _Rules(500, _mastodon_length, tame=_tame_calls),
    "bluesky": _Rules(300, _grapheme_length, tame=_tame_calls, most_bytes=3000),
    "slack": _Rules(4000, len, hashtags=False, plain=_plain_slack, tame=_tame_slack),
    "email": _Rules(100_000, len, hashtags=False),
}

#: The networks posts are written for.
NETWORKS: tuple[Network, ...] = tuple(_RULES)
